from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString, mark_safe

from raccordo.territory.models import Area, Delegation, Denomination, Membership, Succession
from raccordo.territory.official import EPOCH
from raccordo.territory.queries import (
    areas_around,
    delegations_of,
    members_of,
    memberships_of,
    municipalities_of,
    successions_of,
)
from raccordo.territory.states import AreaKind
from raccordo.web.territory.maps import map_of


@dataclass(frozen=True, slots=True)
class AreaSheet:
    """All that the page of an area shows, as of a day."""

    on: date
    exists: bool
    called: Denomination | None
    around: Sequence[Area]
    inside: Sequence[Area]
    municipalities: int
    delegations: Sequence[Delegation]
    past_delegations: Sequence[Delegation]
    names: Sequence[Denomination]
    memberships: Sequence[Membership]
    successions: Sequence[Succession]
    picture: SafeString
    epoch: date
    last_day: date | None
    may_shape: bool


def area_sheet(area: Area, *, on: date, may_shape: bool) -> AreaSheet:
    """What an area is on a day: its name, what it is part of, who leads it, what is inside."""
    names = list(area.denominations.select_related("act__organ"))
    delegations = list(delegations_of(area))
    held = [d for d in delegations if d.since <= on and (d.until is None or d.until > on)]
    return AreaSheet(
        on=on,
        exists=area.since <= on and (area.until is None or area.until > on),
        called=next((n for n in names if n.since <= on and (not n.until or n.until > on)), None),
        around=list(areas_around(area, on=on)),
        inside=list(members_of(area, on=on)),
        municipalities=municipalities_of(area, on=on).count(),
        delegations=held,
        past_delegations=[d for d in delegations if d not in held],
        names=names,
        memberships=list(memberships_of(area)),
        successions=list(successions_of(area)) if area.kind == AreaKind.MUNICIPALITY else [],
        # The picture comes from our own specification: names in it are escaped by who draws it.
        picture=mark_safe(map_of(area, on=on)),
        epoch=EPOCH,
        last_day=area.until - timedelta(days=1) if area.until else None,
        may_shape=may_shape,
    )
