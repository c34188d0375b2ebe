"""What the lists of needs and of proposals have in common."""

from __future__ import annotations

from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around, areas_within
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest

MOST_TOWNS = 150


def towns_seen(request: MemberRequest) -> list[Area]:
    """The municipalities among which one chooses: those of one's ambito; of a region, none."""
    mandate = request.mandate
    own = mandate.area or (mandate.organisation.area if mandate.organisation else None)
    if own is None:
        return []
    wide = areas_around(own, on=request.today).filter(kind=AreaKind.AMBITO).first() or own
    inside = areas_within(wide, on=request.today).filter(kind=AreaKind.MUNICIPALITY)
    towns = list(inside.order_by("sort_key", "pk")[: MOST_TOWNS + 1])
    return towns if len(towns) <= MOST_TOWNS else []


def query_of(request: MemberRequest, *without: str) -> str:
    """What the address asks, as it stands in another: without its page."""
    query = request.GET.copy()
    for name in ("pagina", *without):
        query.pop(name, None)
    return query.urlencode()
