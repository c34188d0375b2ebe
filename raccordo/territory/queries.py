from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from raccordo.foundation.periods import in_force
from raccordo.foundation.searching import searchable
from raccordo.territory.models import Area, Delegation, Denomination, Membership, Slug, Succession
from raccordo.territory.states import BREADTH, AreaKind, Change


@dataclass(frozen=True, slots=True)
class NameFound:
    """What a typed name is: one area, several of the same name, or none."""

    typed: str
    areas: tuple[Area, ...]


def areas_within(area: Area, *, on: date) -> QuerySet[Area]:
    """This area and all that were inside it on this day, however deep: one question a level."""
    members = Membership.objects.filter(in_force(on))
    found = edge = {area.pk}
    while edge := set(members.filter(whole__in=edge).values_list("part", flat=True)) - found:
        found = found | edge
    return Area.objects.filter(pk__in=found)


def areas_around(area: Area, *, on: date) -> QuerySet[Area]:
    """All that an area was part of on this day, the widest first."""
    members = Membership.objects.filter(in_force(on))
    found: set[int] = set()
    edge = {area.pk}
    while edge := set(members.filter(part__in=edge).values_list("whole", flat=True)) - found:
        found = found | edge
    return widest_first(Area.objects.filter(pk__in=found))


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
    words = searchable(wanted).split()
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


def named_on(areas: Iterable[Area], *, on: date) -> dict[int, str]:
    """What each of some areas was called on this day, by its row."""
    keys = [area.pk for area in areas]
    told = Denomination.objects.filter(in_force(on), area__in=keys)
    return dict(told.values_list("area", "name"))


def delegations_of(area: Area, *, on: date | None = None) -> QuerySet[Delegation]:
    """What an area entrusts and to whom: on a day, or ever."""
    delegations = Delegation.objects.filter(area=area).select_related("to", "act__organ")
    return delegations.filter(in_force(on)) if on else delegations


def memberships_of(area: Area) -> QuerySet[Membership]:
    """What an area is and was part of, the newest first."""
    memberships = Membership.objects.filter(part=area).select_related("whole", "act__organ")
    return memberships.order_by("-since", "-pk")


def successions_of(area: Area) -> QuerySet[Succession]:
    """Where a municipality comes from, and what came of it."""
    either = Q(before=area) | Q(after=area)
    return Succession.objects.filter(either).select_related("before", "after")


def ancestors_on(area: Area, *, on: date) -> QuerySet[Area]:
    """The areas whose figures, on this day, are those of this one: itself, or its ancestors."""
    found, edge = set(), {area.pk}
    while edge:
        alive = set(living(on).filter(pk__in=edge).values_list("pk", flat=True))
        found |= alive
        # Who was separated from another has no figures of its own before: n.d., not the other's.
        later = Succession.objects.filter(after__in=edge - alive, on__gt=on)
        later = later.exclude(change=Change.SEPARATION)
        edge = set(later.values_list("before", flat=True))
    return Area.objects.filter(pk__in=found)


def names_found(typed: Sequence[str], *, on: date) -> list[NameFound]:
    """What each typed name is among today's municipalities: code, name, or name and sigla."""
    keys = {name: searchable(name.replace("(", " ").replace(")", " ")) for name in typed}
    alive = living(on).filter(kind=AreaKind.MUNICIPALITY)
    wanted = set(keys.values())
    plain = Q(sort_key__in=wanted) | Q(istat_code__in=wanted)
    bare = {key.rpartition(" ")[0] for key in wanted if len(key.rpartition(" ")[2]) == 2}
    by_key: dict[str, list[Area]] = {}
    for area in alive.filter(plain | Q(sort_key__in=bare)).order_by("sort_key", "pk"):
        for key in (area.sort_key, area.istat_code, f"{area.sort_key} {area.sigla.lower()}"):
            by_key.setdefault(key, []).append(area)
    return [NameFound(name, tuple(by_key.get(keys[name], ()))) for name in typed]


def overlapping(
    part: Area, *, kind: AreaKind, since: date, until: date | None
) -> Membership | None:
    """A membership of the same kind that this stretch of days would overlap."""
    same = Membership.objects.filter(part=part, whole_kind=kind)
    begins = Q() if until is None else Q(since__lt=until)
    ends = Q(until=None) | Q(until__gt=since)
    return same.filter(begins, ends).select_related("whole").order_by("since", "pk").first()
