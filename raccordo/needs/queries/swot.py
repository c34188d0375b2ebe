from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from raccordo.access.rights import Right
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.needs.models import SwotItem
from raccordo.needs.queries.needs import where_open
from raccordo.needs.states import NeedState, SwotSide
from raccordo.territory.models import Area

# A need that was set aside takes up nothing any more.
TAKEN_UP_BY_NONE = Q(need=None) | Q(need__state=NeedState.SET_ASIDE)
UNFACED = Q(side=SwotSide.WEAKNESS, not_faced="") & TAKEN_UP_BY_NONE


def swot_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[SwotItem]:
    """The strengths and weaknesses of the areas where this mandate gives this right."""
    found = SwotItem.objects.filter(where_open(acting, right, on=on))
    return found.select_related("area", "need")


def swot_found(
    items: QuerySet[SwotItem], wanted: str = "", *, area: Area | None = None
) -> QuerySet[SwotItem]:
    """Those among some strengths and weaknesses that are so: by words and area."""
    for word in searchable(wanted).split():
        items = items.filter(search__contains=word)
    return items.filter(area=area) if area else items


def unfaced(items: QuerySet[SwotItem]) -> QuerySet[SwotItem]:
    """The weaknesses that no need takes up and nobody declared not faced."""
    return items.filter(UNFACED)
