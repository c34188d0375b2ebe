from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from raccordo.foundation.asking import asked_once
from raccordo.foundation.periods import in_force
from raccordo.foundation.searching import searchable
from raccordo.territory.models import Area, Delegation, Denomination, Membership, Slug, Succession
from raccordo.territory.states import BREADTH, AreaKind, Change

# What is written before the name of any area, and is not in it: «provincia di Macerata».
OF_ANY = frozenset({"provincia", "regione", "comune", "di", "del", "della", "dell"})


@asked_once
def areas_within(area: Area, *, on: date) -> QuerySet[Area]:
    """This area and all that were inside it on this day, however deep: one question."""
    wholes = wholes_within([area.pk], on=on)
    inside = Membership.objects.filter(in_force(on), whole__in=wholes).values("part")
    return Area.objects.filter(Q(pk__in=wholes) | Q(pk__in=inside))


@asked_once
def areas_around(area: Area, *, on: date) -> QuerySet[Area]:
    """All that an area was part of on this day, the widest first."""
    around = wholes_around([area.pk], on=on).keys() - {area.pk}
    return widest_first(Area.objects.filter(pk__in=around))


def wholes_of(parts: Iterable[Area], kind: AreaKind, *, on: date) -> dict[Area, list[Area]]:
    """The areas of a kind that some areas were in on a day, each with those that were in it."""
    by_row = {part.pk: part for part in parts}
    reached = wholes_around(by_row, on=on)
    wholes = Area.objects.filter(pk__in=reached, kind=kind).order_by("sort_key", "pk")
    return {
        whole: [part for pk, part in by_row.items() if pk in reached[whole.pk]] for whole in wholes
    }


def wholes_within(starts: Collection[int], *, on: date) -> dict[int, set[int]]:
    """Some areas and what is inside, but the thousands of municipalities: from which each is."""
    return _reached(starts, ((whole, part) for part, whole in _wider(on=on)))


def wholes_around(starts: Collection[int], *, on: date) -> dict[int, set[int]]:
    """Some areas and all they are part of: from which each is reached."""
    direct = Membership.objects.filter(in_force(on), part__in=starts)
    return _reached(starts, [*direct.values_list("part", "whole"), *_wider(on=on)])


@asked_once
def _wider(*, on: date) -> list[tuple[int, int]]:
    """What is part of what on a day, but for the municipalities: a few hundred rows, asked once."""
    members = Membership.objects.filter(in_force(on)).exclude(part__kind=AreaKind.MUNICIPALITY)
    return list(members.values_list("part", "whole"))


def _reached(starts: Iterable[int], steps: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    ways: dict[int, set[int]] = {}
    for here, there in steps:
        ways.setdefault(here, set()).add(there)
    reached = {start: {start} for start in starts}
    edge = set(reached)
    while edge:
        here = edge.pop()
        for there in ways.get(here, ()):
            known = reached.setdefault(there, set())
            if not reached[here] <= known:
                known |= reached[here]
                edge.add(there)
    return reached


def widest_first(areas: QuerySet[Area]) -> QuerySet[Area]:
    """Areas in order of breadth, then of name."""
    breadth = Case(
        *(When(kind=kind, then=Value(n)) for n, kind in enumerate(BREADTH)),
        output_field=IntegerField(),
    )
    return areas.order_by(breadth, "sort_key", "pk")


def members_of(area: Area, *, on: date) -> QuerySet[Area]:
    """The areas directly inside this one on this day."""
    inside = Membership.objects.filter(in_force(on), whole=area).values("part")
    return widest_first(Area.objects.filter(pk__in=inside))


def municipalities_of(area: Area, *, on: date) -> QuerySet[Area]:
    """The municipalities inside an area on this day, itself if it is one."""
    return areas_within(area, on=on).filter(kind=AreaKind.MUNICIPALITY).order_by("sort_key", "pk")


def living(on: date) -> QuerySet[Area]:
    """The areas that exist on this day."""
    return Area.objects.filter(in_force(on))


def areas_found(wanted: str, *, on: date | None = None) -> QuerySet[Area]:
    """The areas whose name, sigla or code holds every word wanted; those that begin so, first."""
    areas = living(on) if on else Area.objects.all()
    written = searchable(wanted).split()
    words = [word for word in written if word not in OF_ANY] or written
    for word in words:
        areas = areas.filter(search__contains=word)
    begins = Case(
        When(sort_key=" ".join(words), then=Value(0)),
        When(sort_key__startswith=" ".join(words), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return areas.order_by(begins, "sort_key", "pk")


def area_at(slug: str) -> Area | None:
    """The area that has, or once had, this name in its address."""
    found = Slug.objects.select_related("area").filter(slug=slug).first()
    return found.area if found else None


def called_on(areas: Iterable[Area], *, on: date) -> dict[int, Denomination]:
    """What each of some areas was called on this day, and its code then, by its row."""
    told = Denomination.objects.filter(in_force(on), area__in=[area.pk for area in areas])
    return {name.area_id: name for name in told}


def provinces_on(areas: Iterable[Area], *, on: date) -> dict[int, str]:
    """The province each of some municipalities was in on this day, by its row."""
    inside = Membership.objects.filter(
        in_force(on), part__in=[area.pk for area in areas], whole_kind=AreaKind.PROVINCE
    )
    return dict(inside.values_list("part", "whole__sigla"))


def delegations_of(area: Area, *, on: date | None = None) -> QuerySet[Delegation]:
    """What an area entrusts and to whom: on a day, or ever."""
    delegations = Delegation.objects.filter(area=area)
    delegations = delegations.select_related("to", "act__organ", "ended_by__organ")
    return delegations.filter(in_force(on)) if on else delegations


def memberships_of(area: Area) -> QuerySet[Membership]:
    """What an area is and was part of, the newest first."""
    memberships = Membership.objects.filter(part=area)
    memberships = memberships.select_related("whole", "act__organ", "ended_by__organ")
    return memberships.order_by("-since", "-pk")


def memberships_in(area: Area) -> QuerySet[Membership]:
    """What is and was directly inside an area, in order of name."""
    memberships = Membership.objects.filter(whole=area)
    memberships = memberships.select_related("part", "act__organ", "ended_by__organ")
    return memberships.order_by("part__sort_key", "since", "pk")


def successions_of(area: Area) -> QuerySet[Succession]:
    """Where a municipality comes from, and what came of it."""
    either = Q(before=area) | Q(after=area)
    return Succession.objects.filter(either).select_related("before", "after")


def ancestors_on(area: Area, *, on: date) -> QuerySet[Area]:
    """The areas whose figures, on this day, are those of this one: itself, or its ancestors."""
    return Area.objects.filter(pk__in=forebears_on([area.pk], on=on)[area.pk])


def forebears_on(areas: Iterable[int], *, on: date) -> dict[int, list[int]]:
    """The same of many, by rows."""
    edge = {area: {area} for area in areas}
    found: dict[int, list[int]] = {area: [] for area in edge}
    while edge:
        alive = set(living(on).filter(pk__in=edge).values_list("pk", flat=True))
        for there in sorted(alive):
            for area in edge[there]:
                found[area].append(there)
        # Who was separated from another has no figures of its own before: n.d., not the other's.
        later = Succession.objects.filter(after__in=edge.keys() - alive, on__gt=on)
        later = later.exclude(change=Change.SEPARATION)
        reached, edge = edge, {}
        for after, before in later.values_list("after", "before"):
            edge.setdefault(before, set()).update(reached[after])
    return found


def came_of(areas: Iterable[int]) -> dict[int, str]:
    """The names of what came of some municipalities that are no more, by their rows."""
    return _listed(successors(areas))


def successors(areas: Iterable[int]) -> list[tuple[int, str]]:
    """What came of some municipalities that are no more: row of each, name of what it is in."""
    told = Succession.objects.filter(before__in=list(areas)).order_by("on", "pk")
    return list(told.values_list("before", "after__name"))


def came_from(areas: Iterable[int]) -> dict[int, str]:
    """The names of what some municipalities came from, by their rows."""
    told = Succession.objects.filter(after__in=list(areas))
    return _listed(told.values_list("after", "before__name"))


def _listed(told: Iterable[tuple[int, str]]) -> dict[int, str]:
    names: dict[int, list[str]] = {}
    for row, name in told:
        names.setdefault(row, []).append(f"«{name}»")
    return {row: ", ".join(listed) for row, listed in names.items()}


def overlapping(
    part: Area, *, kind: AreaKind, since: date, until: date | None
) -> Membership | None:
    """A membership of the same kind that this stretch of days would overlap."""
    same = Membership.objects.filter(part=part, whole_kind=kind)
    begins = Q() if until is None else Q(since__lt=until)
    ends = Q(until=None) | Q(until__gt=since)
    return same.filter(begins, ends).select_related("whole").order_by("since", "pk").first()


@dataclass(frozen=True, slots=True)
class Land:
    """What is inside what on a day, by rows: two questions for the whole country."""

    towns: frozenset[int]
    parts: dict[int, list[int]]
    wholes: dict[int, list[int]]

    def towns_of(self, area: int) -> frozenset[int]:
        """The municipalities inside an area; itself, if it is one."""
        return self.within(area) & self.towns

    def within(self, area: int) -> frozenset[int]:
        """An area and all that is inside it."""
        return walked(area, self.parts)

    def around(self, area: int) -> frozenset[int]:
        """All that an area is part of."""
        return walked(area, self.wholes) - {area}

    def around_all(self, areas: Collection[int]) -> frozenset[int]:
        """All that each of some areas is part of: what they have in common."""
        return frozenset.intersection(*map(self.around, areas)) if areas else frozenset()


def land_on(on: date) -> Land:
    """The memberships of this day, to be walked many times."""
    parts: dict[int, list[int]] = {}
    wholes: dict[int, list[int]] = {}
    for part, whole in Membership.objects.filter(in_force(on)).values_list("part", "whole"):
        parts.setdefault(whole, []).append(part)
        wholes.setdefault(part, []).append(whole)
    alive = living(on).filter(kind=AreaKind.MUNICIPALITY)
    return Land(frozenset(alive.values_list("pk", flat=True)), parts, wholes)


def walked(start: int, onward: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """All that is reached from a row, itself included."""
    found, edge = {start}, [start]
    while edge:
        edge = [there for here in edge for there in onward.get(here, ()) if there not in found]
        found.update(edge)
    return frozenset(found)


def town_codes(towns: Collection[int] | None = None) -> dict[int, frozenset[str]]:
    """Every code that some municipalities, or all, living or not, have ever had."""
    codes: dict[int, set[str]] = {}
    named = Denomination.objects.filter(area__kind=AreaKind.MUNICIPALITY)
    if towns is not None:
        named = named.filter(area__in=towns)
    for area, code in named.values_list("area", "istat_code"):
        codes.setdefault(area, set()).add(code)
    return {area: frozenset(held) for area, held in codes.items()}


def separations(*, on: date) -> dict[int, tuple[int, date]]:
    """Which municipality each one left, and when, among those separated by a day."""
    left = Succession.objects.filter(on__lte=on, change=Change.SEPARATION).order_by("pk")
    return {
        after: (before, day) for after, before, day in left.values_list("after", "before", "on")
    }


def ancestry(*, on: date) -> dict[int, tuple[tuple[int, date | None], ...]]:
    """The municipalities that each one was made of by a day, or took in, and when; not who left."""
    before: dict[int, tuple[tuple[int, date | None], ...]] = {}
    made = Succession.objects.filter(on__lte=on).exclude(change=Change.SEPARATION).order_by("pk")
    for after, earlier, change, day in made.values_list("after", "before", "change", "on"):
        one = (earlier, day if change == Change.INCORPORATION else None)
        before[after] = (*before.get(after, ()), one)
    return before
