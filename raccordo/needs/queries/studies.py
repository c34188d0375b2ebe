from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet

from raccordo.access.rights import Right
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.needs.models import Study
from raccordo.needs.queries.needs import where_open


def studies_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Study]:
    """The studies of the areas where this mandate gives this right on this day."""
    return Study.objects.filter(where_open(acting, right, on=on)).select_related("area")


def studies_found(studies: QuerySet[Study], wanted: str = "") -> QuerySet[Study]:
    """Those among some studies whose words hold every word wanted."""
    for word in searchable(wanted).split():
        studies = studies.filter(search__contains=word)
    return studies


def with_counts(studies: QuerySet[Study]) -> QuerySet[Study]:
    """Some studies, each with how many findings and files it has."""
    return studies.annotate(
        n_findings=Count("findings", distinct=True), n_files=Count("files", distinct=True)
    )
