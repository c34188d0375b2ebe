"""The parts that bodies have, and whether they take them: what each did, and whom to involve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from raccordo.governance.models import Sitting
from raccordo.governance.queries.desks import attended_by, came_to_sittings_of
from raccordo.participation.models import Contribution, Occasion, OccasionPresence, Subscription
from raccordo.participation.queries.figures import participation_of
from raccordo.participation.states import VoiceState
from raccordo.parties.models import Organisation, Stake
from raccordo.parties.queries.mapping import foreseen_in, working_for
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_within, wholes_around


@dataclass(frozen=True, slots=True)
class Deed:
    """A time that a body came or acted: the day, in which area, for which theme if one is told."""

    day: date
    area: int
    theme: str
    thing: Sitting | Occasion | Contribution | Subscription


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is foreseen, and the last time that the body took it."""

    stake: Stake
    taken: Deed | None


def deeds_of(body: Organisation) -> list[Deed]:
    """All that a body came to or did, the last first: as many questions however much it did."""
    part = participation_of(body)
    sittings = dict.fromkeys(one.sitting for one in attended_by([body]))
    met = [one.occasion for one in part.presences]
    found = [Deed(one.held_on, one.body.area_id, "", one) for one in sittings]
    found += [Deed(localdate(one.held_at), one.area_id, "", one) for one in met]
    for one in part.contributions:
        day, theme = localdate(one.received_at), one.group.code if one.group else ""
        found.append(Deed(day, one.area_id, theme, one))
    taken = part.subscriptions
    found += [Deed(one.since, one.aim.consultation.area_id, "", one) for one in taken]
    return sorted(found, key=lambda deed: deed.day, reverse=True)


def parts_taken(stakes: Iterable[Stake], deeds: Sequence[Deed], *, on: date) -> list[Part]:
    """Some parts, each with the last of what was done while it lasted: where it is, or inside."""
    reached = wholes_around({deed.area for deed in deeds}, on=on)
    return [
        Part(stake, next((deed for deed in deeds if _takes(deed, stake, reached)), None))
        for stake in stakes
    ]


def _takes(deed: Deed, stake: Stake, reached: dict[int, set[int]]) -> bool:
    while_it_lasts = stake.since <= deed.day and (stake.until is None or deed.day < stake.until)
    about = not deed.theme or stake.group is None or stake.group.code == deed.theme
    return while_it_lasts and about and deed.area in reached.get(stake.area_id, ())


def took_part_in(areas: QuerySet[Area], *, theme: str = "") -> Q:
    """The bodies that came or acted in some areas, whenever it was.

    They came to a sitting or to an occasion, made a proposal, or took a position on an objective.
    With a theme, only a proposal on something else is not counted: the rest has no theme.
    """
    inside = areas.order_by().values("pk")
    came = OccasionPresence.objects.order_by().filter(occasion__area__in=inside)
    said = Contribution.objects.order_by().filter(area__in=inside, organisation__isnull=False)
    said = said.exclude(state=VoiceState.UNCONFIRMED)
    if theme:
        said = said.filter(Q(group=None) | Q(group__code=theme))
    took = Subscription.objects.order_by().filter(aim__consultation__area__in=inside)
    acts = (one.values("organisation") for one in (came, said, took))
    found = came_to_sittings_of(areas)
    for bodies in acts:
        found |= Q(pk__in=bodies)
    return found


def to_involve(
    area: Area, *, theme: str = "", town: Area | None = None, on: date
) -> QuerySet[Organisation]:
    """The bodies with a part in an area, or inside it, that never came nor acted there.

    Each with those parts (`parts`). Of a municipality: those that work there, or are of it.
    """
    areas = areas_within(area, on=on)
    held = foreseen_in(areas, theme=theme, on=on)
    having = Organisation.objects.filter(pk__in=held.order_by().values("organisation"))
    found = having.exclude(took_part_in(areas, theme=theme))
    if town:
        there = working_for(Organisation.objects.all(), town=town, on=on).order_by().values("pk")
        found = found.filter(Q(area=town) | Q(pk__in=there))
    parts = Prefetch("stakes", held, to_attr="parts")
    return found.select_related("area").prefetch_related(parts).order_by("search", "pk")
