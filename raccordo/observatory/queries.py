from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Min

from raccordo.archive.shelves import place_of
from raccordo.foundation.reasons import Fact, Reason
from raccordo.observatory import counting
from raccordo.observatory.figures import (
    Figures,
    Ground,
    Place,
    figures_of,
    ground_on,
    joint,
    wider,
)
from raccordo.observatory.indicators import BEFORE, INDICATORS, YEARS_BEFORE, Indicator
from raccordo.observatory.models import Vintage
from raccordo.observatory.rules import NOTHING_BELOW, ratio, why_not
from raccordo.observatory.states import Dataset
from raccordo.territory.boundaries import drawn_on
from raccordo.territory.models import Area
from raccordo.territory.queries import ancestors_on, called_on
from raccordo.territory.states import AreaKind

NOBODY = frozenset[str]()
RESIDENTS = next(indicator for indicator in INDICATORS if indicator.code == "D01")
# So wide that a municipality the source leaves out is told beside the figure, which stands.
TOLERANT = {AreaKind.COUNTRY, AreaKind.REGION, AreaKind.PROVINCE}


class Value(NamedTuple):
    """The value of an indicator for a place: the figures it comes from, or why there is none."""

    amount: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    vintage: Vintage | None = None
    why: Reason | None = None
    without: tuple[str, ...] = ()
    withheld: int = 0
    beside: Vintage | None = None  # where the denominator is from, when from another table


@dataclass(frozen=True, slots=True)
class Profile:
    """The social profile of a place as of a day, beside what is around it and inside it."""

    place: Place
    on: date
    boundary_date: date
    figures: Mapping[str, Figures]
    around: tuple[Place, ...]
    inside: tuple[Place, ...]
    parts: AreaKind  # what those inside are: municipalities, or provinces
    values: Mapping[tuple[int, str], Value]

    def value(self, code: str, place: Place | None = None) -> Value:
        """The value of an indicator for the place itself, or for one around or inside it."""
        return self.values[(place or self.place).number, code]

    @property
    def vintages(self) -> tuple[Vintage, ...]:
        """What its figures come from, each publication once."""
        found = {figures.vintage.pk: figures.vintage for figures in self.figures.values()}
        return tuple(found.values())


def profile_of(area: Area, *, on: date, parts: AreaKind = AreaKind.MUNICIPALITY) -> Profile:
    """The profile of an area, with its municipalities of this day and all that is around it.

    The country can be read by provinces: eight thousand municipalities are for programs.
    """
    ground = ground_on(on)
    called = called_on([area], on=on).get(area.pk, area)
    place = Place(0, called.name, _towns_of(area, ground), area)
    common = ground.land.around_all(place.towns) - ground.land.within(area.pk)
    wider_areas = common | ground.land.around(area.pk)
    if parts == AreaKind.PROVINCE:
        return _profile(place, ground, wider_areas, provinces=ground.land.within(area.pk))
    return _profile(place, ground, wider_areas)


def _towns_of(area: Area, ground: Ground) -> frozenset[int]:
    """Its municipalities of that day; of one that was born since, those it came from."""
    towns = ground.land.towns_of(area.pk)
    if towns or area.kind != AreaKind.MUNICIPALITY:
        return towns
    return frozenset(ancestors_on(area, on=ground.on).values_list("pk", flat=True))


def profile_of_towns(towns: Collection[Area], *, name: str, on: date) -> Profile:
    """The profile of a list of municipalities, beside what is around all of them."""
    ground = ground_on(on)
    place = Place(0, name, frozenset(town.pk for town in towns))
    return _profile(place, ground, ground.land.around_all(place.towns))


def residents_of(areas: Sequence[Area], *, on: date) -> dict[int, Value]:
    """The residents of some areas as of a day, by row, each with the publication it comes from."""
    found = values_of([(area, RESIDENTS) for area in areas], on=on)
    return {area: value for (area, _code), value in found.items()}


def values_of(asked: Sequence[tuple[Area, Indicator]], *, on: date) -> dict[tuple[int, str], Value]:
    """Some indicators, each for an area, as of a day: by the row of the area, and by code."""
    areas = {area.pk: area for area, _indicator in asked}
    if not areas:
        return {}
    ground = ground_on(on)
    places = {
        area.pk: Place(number, area.name, _towns_of(area, ground), area)
        for number, area in enumerate(areas.values(), start=1)
    }
    figures, lacking = figures_of(list(places.values()), ground), _lacking(ground.vintages)
    return {
        (area.pk, indicator.code): value_from(indicator, places[area.pk], figures, lacking)
        for area, indicator in asked
    }


def population_days() -> set[date]:
    """The days of which there are residents by age."""
    found = Vintage.objects.filter(current=True, dataset=Dataset.POPULATION)
    return set(found.values_list("reference_date", flat=True))


def ages_of(profile: Profile) -> list[tuple[int, int, int]]:
    """For each year of age: age, males, females; empty when there are not those of the whole."""
    figures = profile.figures.get(Dataset.POPULATION)
    if figures is None or profile.value("D01").amount is None:
        return []
    return list(_ages(figures.vintage.file.sha256, figures.codes[0]))


@lru_cache(maxsize=64)
def _ages(table: str, codes: frozenset[str]) -> tuple[tuple[int, int, int], ...]:
    """A page asks for them at every turn, and a file never changes."""
    return tuple(counting.pyramid(place_of(table), codes))


def _profile(
    place: Place, ground: Ground, common: frozenset[int], *, provinces: frozenset[int] | None = None
) -> Profile:
    around = wider(ground, common)
    kind = AreaKind.MUNICIPALITY if provinces is None else AreaKind.PROVINCE
    wanted = Area.objects.filter(kind=kind, pk__in=place.towns if provinces is None else provinces)
    areas = list(wanted.order_by("sort_key", "pk"))
    names = _names(areas, on=ground.on)
    inside = tuple(
        Place(number, names[area.pk], ground.land.towns_of(area.pk), area)
        for number, area in enumerate(areas, start=1)
    )
    figures = figures_of((place, *inside), ground)
    lacking = _lacking(ground.vintages)
    values = _values((place, *inside), figures, lacking)
    values |= _values(around.places, around.figures, lacking)
    return Profile(place, ground.on, drawn_on(), figures, around.places, inside, kind, values)


def _names(areas: Sequence[Area], *, on: date) -> dict[int, str]:
    """What each was called; of two with one name, the province is told."""
    called = called_on(areas, on=on)
    names = {area.pk: called.get(area.pk, area).name for area in areas}
    times = Counter(names.values())
    return {
        area.pk: f"{name} ({area.sigla})" if times[name] > 1 and area.sigla else name
        for area in areas
        for name in [names[area.pk]]
    }


def _values(
    places: Sequence[Place], figures: Mapping[str, Figures], lacking: Mapping[str, Value]
) -> dict[tuple[int, str], Value]:
    return {
        (place.number, indicator.code): value_from(indicator, place, figures, lacking)
        for place in places
        for indicator in INDICATORS
    }


def _lacking(vintages: Mapping[str, Vintage]) -> dict[str, Value]:
    """The indicators that have no figures on this day, with the table each waits for."""
    current = Vintage.objects.filter(current=True).order_by().values_list("dataset")
    firsts = dict(current.annotate(first=Min("reference_date")))
    lacking = {}
    for indicator in INDICATORS:
        absent = sorted(table for table in indicator.tables if table not in vintages)
        if absent or indicator.numerator is None:
            why = _awaited(absent[0] if absent else indicator.above, vintages, firsts)
            lacking[indicator.code] = Value(why=why)
    return lacking


def _awaited(table: str, vintages: Mapping[str, Vintage], firsts: Mapping[str, date]) -> Reason:
    """What must be brought before there is a value."""
    if table in firsts:
        return Reason("no_vintage_then", {"first": firsts[table]})
    people = vintages.get(Dataset.POPULATION)
    if table == BEFORE and people:
        now, wanted = people.reference_date, str(Dataset.POPULATION.label)
        then = date(now.year - YEARS_BEFORE, now.month, now.day)
        facts: dict[str, Fact] = {"dataset": wanted, "years": YEARS_BEFORE, "then": then}
        return Reason("no_vintage_before", facts)
    dataset = Dataset.POPULATION if table == BEFORE else Dataset(table)
    return Reason("no_vintage", {"dataset": str(dataset.label)})


def value_from(
    indicator: Indicator,
    place: Place,
    figures: Mapping[str, Figures],
    lacking: Mapping[str, Value],
) -> Value:
    """An indicator for a place, from its figures; or why there is none."""
    if indicator.code in lacking:
        return lacking[indicator.code]
    above, below = figures[indicator.above], figures[indicator.below]
    up = _source(above, place, joint(indicator.above, indicator.below), figures).of(
        place, indicator.numerator
    )
    down = _source(below, place, joint(indicator.below, indicator.above), figures).of(
        place, indicator.denominator
    )
    assert up
    absent = above.absent.get(place.number, NOBODY)
    if below is not above:
        absent |= below.absent.get(place.number, NOBODY)
    withheld = max(up.withheld, down.withheld if down else 0)
    why = why_not(
        absent=absent, withheld=withheld, tolerant=tolerant(place), towns=len(place.towns)
    )
    if why:
        return Value(why=why, vintage=above.vintage, withheld=withheld)
    below_it = down.total if down else None
    told = up.total - below_it if indicator.change and below_it is not None else up.total
    amount = ratio(told, below_it, per=indicator.per)
    return Value(
        amount=amount,
        numerator=told,
        denominator=below_it,
        vintage=above.vintage,
        why=None if amount is not None else Reason(NOTHING_BELOW),
        without=tuple(sorted(absent)) if absent else (),
        withheld=withheld,
        beside=None if below is above else below.vintage,
    )


def _source(figures: Figures, place: Place, name: str, others: Mapping[str, Figures]) -> Figures:
    """The figures of a place: only of the municipalities that the other table tells, too."""
    common = others.get(name)
    return common if common and place.number in common.left_out else figures


def tolerant(place: Place) -> bool:
    """Whether a place is so wide that its figure stands without a municipality, which is told."""
    return place.area is not None and place.area.kind in TOLERANT
