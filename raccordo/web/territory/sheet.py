from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString, mark_safe

from raccordo.access.queries import acts_to_read
from raccordo.journal.acting import Acting
from raccordo.territory.models import Area, Delegation, Denomination, Membership, Succession
from raccordo.territory.official import EPOCH
from raccordo.territory.queries import (
    areas_around,
    called_on,
    delegations_of,
    memberships_in,
    memberships_of,
    municipalities_of,
    successions_of,
)
from raccordo.territory.states import BREADTH, MADE_HERE, AreaKind
from raccordo.web.territory.maps import map_of


@dataclass(frozen=True, slots=True)
class Called:
    """An area by its name of a day."""

    area: Area
    name: str


@dataclass(frozen=True, slots=True)
class Together:
    """Areas that are inside another in the same stretch of days, and for the same reason."""

    areas: Sequence[Called]
    membership: Membership


@dataclass(frozen=True, slots=True)
class AreaSheet:
    """All that the page of an area shows, as of a day."""

    on: date
    exists: bool
    called: Denomination | None
    around: Sequence[Called]
    inside: Sequence[Together]
    gone: Sequence[Membership]
    municipalities: int
    delegations: Sequence[Delegation]
    past_delegations: Sequence[Delegation]
    names: Sequence[Denomination]
    memberships: Sequence[Membership]
    successions: Sequence[Succession]
    picture: SafeString
    epoch: date
    last_day: date | None
    made_here: bool
    may_shape: bool
    may_read: frozenset[int]


def area_sheet(
    area: Area, *, on: date, today: date, may_shape: bool, acting: Acting | None
) -> AreaSheet:
    """What an area is on a day: its name, what it is part of, who leads it, what is inside."""
    names = list(area.denominations.select_related("act__organ"))
    delegations, memberships = list(delegations_of(area)), list(memberships_of(area))
    made_here = AreaKind(area.kind) in MADE_HERE
    parts = list(memberships_in(area))
    held = [part for part in parts if _holds(part, on)]
    held.sort(key=lambda inside: BREADTH.index(AreaKind(inside.part.kind)))  # wider ones first
    around = list(areas_around(area, on=on))
    told = called_on([*around, *(inside.part for inside in held)], on=on)
    return AreaSheet(
        on=on,
        exists=_holds(area, on),
        called=next((name for name in names if _holds(name, on)), None),
        around=[Called(wider, _name(wider, told)) for wider in around],
        inside=_together(held, told, apart=made_here),
        gone=[part for part in parts if part not in held] if made_here else [],
        municipalities=municipalities_of(area, on=on).count(),
        delegations=[d for d in delegations if _holds(d, on)],
        past_delegations=[d for d in delegations if not _holds(d, on)],
        names=names,
        memberships=memberships,
        successions=list(successions_of(area)) if area.kind == AreaKind.MUNICIPALITY else [],
        # The picture comes from our own specification: names in it are escaped by who draws it.
        picture=mark_safe(map_of(area, on=on)),
        epoch=EPOCH,
        last_day=area.until - timedelta(days=1) if area.until else None,
        made_here=made_here,
        may_shape=may_shape,
        may_read=_readable([area, *names, *delegations, *memberships, *parts], acting, on=today),
    )


def _holds(stretch: Area | Denomination | Membership | Delegation, on: date) -> bool:
    return stretch.since <= on and (stretch.until is None or stretch.until > on)


def _name(area: Area, told: dict[int, Denomination]) -> str:
    return told[area.pk].name if area.pk in told else area.name


def _together(
    held: Sequence[Membership], told: dict[int, Denomination], *, apart: bool
) -> list[Together]:
    """What is inside, by what it rests on; official areas all rest on the same list."""
    by_ground: dict[object, list[Membership]] = {}
    for one in held:
        ground = (one.since, one.until, one.act_id, one.ended_by_id, one.source)
        by_ground.setdefault(ground if apart else None, []).append(one)
    return [
        Together([Called(one.part, _name(one.part, told)) for one in same], same[0])
        for same in by_ground.values()
    ]


def _readable(things: Iterable[object], acting: Acting | None, *, on: date) -> frozenset[int]:
    """Which of the acts that a page names one may open: the others are told, without a link."""
    named = [getattr(thing, field, None) for thing in things for field in ("act_id", "ended_by_id")]
    acts = {act for act in named if act}
    if acting is None or not acts:
        return frozenset()
    return frozenset(acts_to_read(acting, on=on).filter(pk__in=acts).values_list("pk", flat=True))
