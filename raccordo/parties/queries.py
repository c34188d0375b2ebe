from __future__ import annotations

from django.db.models import QuerySet

from raccordo.foundation.searching import searchable
from raccordo.parties.models import Organisation


def organisations_found(wanted: str) -> QuerySet[Organisation]:
    """The bodies whose name holds every word wanted."""
    organisations = Organisation.objects.select_related("area")
    for word in searchable(wanted).split():
        organisations = organisations.filter(search__contains=word)
    return organisations
