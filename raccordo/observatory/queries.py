from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min

from raccordo.archive.shelves import place_of
from raccordo.foundation.reasons import Reason
from raccordo.journal.queries import as_things_stand
from raccordo.observatory import counting
from raccordo.observatory.figures import Figures, Ground, Place, figures_of, ground_on, wider
from raccordo.observatory.indicators import INDICATORS, Indicator
from raccordo.observatory.models import Vintage
from raccordo.observatory.rules import NOTHING_BELOW, ratio, why_not
from raccordo.observatory.states import Dataset
from raccordo.territory.boundaries import drawn_on
from raccordo.territory.models import Area
from raccordo.territory.queries import called_on
from raccordo.territory.states import AreaKind

# So wide that a municipality the source leaves out is told beside the figure, which stands.
TOLERANT = {AreaKind.COUNTRY, AreaKind.REGION, AreaKind.PROVINCE}


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an indicator for a place: the figures it comes from, or why there is none."""

    amount: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    vintage: Vintage | None = None
    why: Reason | None = None
    without: tuple[str, ...] = ()
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """The social profile of a place as of a day, beside what is around it and inside it."""

    place: Place
    on: date
    boundary_date: date
    figures: Mapping[Dataset, Figures]
    around: tuple[Place, ...]
    inside: tuple[Place, ...]
    values: Mapping[tuple[int, str], Value]

    def value(self, code: str, place: Place | None = None) -> Value:
        """The value of an indicator for the place itself, or for one around or inside it."""
        return self.values[(place or self.place).number, code]


def profile_of(area: Area, *, on: date) -> Profile:
    """The profile of an area, with its municipalities of this day and all that is around it."""
    ground = ground_on(on, as_things_stand())
    called = called_on([area], on=on).get(area.pk, area)
    place = Place(0, called.name, ground.land.towns_of(area.pk), area)
    common = ground.land.around_all(place.towns) - ground.land.within(area.pk)
    return _profile(place, ground, common | ground.land.around(area.pk))


def profile_of_towns(towns: Collection[Area], *, name: str, on: date) -> Profile:
    """The profile of a list of municipalities, beside what is around all of them."""
    ground = ground_on(on, as_things_stand())
    place = Place(0, name, frozenset(town.pk for town in towns))
    return _profile(place, ground, ground.land.around_all(place.towns))


def ages_of(profile: Profile) -> list[tuple[int, int, int]]:
    """For each year of age: age, males, females; empty when there are no figures."""
    figures = profile.figures.get(Dataset.POPULATION)
    if figures is None:
        return []
    return counting.pyramid(place_of(figures.vintage.file.sha256), figures.codes[0])


def _profile(place: Place, ground: Ground, common: frozenset[int]) -> Profile:
    around = wider(ground, common)
    towns = list(Area.objects.filter(pk__in=place.towns).order_by("sort_key", "pk"))
    called = called_on(towns, on=ground.on)
    inside = tuple(
        Place(number, called.get(town.pk, town).name, frozenset({town.pk}), town)
        for number, town in enumerate(towns, start=1)
    )
    figures = figures_of((place, *inside), ground)
    lacking = _lacking(ground.vintages)
    values = _values((place, *inside), figures, lacking)
    values |= _values(around.places, around.figures, lacking)
    return Profile(place, ground.on, drawn_on(), figures, around.places, inside, values)


def _values(
    places: Sequence[Place], figures: Mapping[Dataset, Figures], lacking: Mapping[str, Value]
) -> dict[tuple[int, str], Value]:
    return {
        (place.number, indicator.code): _value(indicator, place, figures, lacking)
        for place in places
        for indicator in INDICATORS
    }


def _lacking(vintages: Mapping[Dataset, Vintage]) -> dict[str, Value]:
    """The indicators that have no figures on this day, with the table each waits for."""
    current = Vintage.objects.filter(current=True).order_by().values_list("dataset")
    firsts = dict(current.annotate(first=Min("reference_date")))
    lacking = {}
    for indicator in INDICATORS:
        absent = next((d for d in indicator.datasets if d not in vintages), None)
        if absent in firsts:
            lacking[indicator.code] = Value(
                why=Reason("no_vintage_then", {"first": firsts[absent]})
            )
        elif absent or indicator.numerator is None:
            wanted = str((absent or indicator.above).label)
            lacking[indicator.code] = Value(why=Reason("no_vintage", {"dataset": wanted}))
    return lacking


def _value(
    indicator: Indicator,
    place: Place,
    figures: Mapping[Dataset, Figures],
    lacking: Mapping[str, Value],
) -> Value:
    if indicator.code in lacking:
        return lacking[indicator.code]
    above, below = figures[indicator.above], figures[indicator.below]
    up, down = above.of(place, indicator.numerator), below.of(place, indicator.denominator)
    assert up
    nobody = frozenset[str]()
    absent = above.absent.get(place.number, nobody) | below.absent.get(place.number, nobody)
    withheld = max(up.withheld, down.withheld if down else 0)
    why = why_not(
        absent=absent, withheld=withheld, tolerant=_tolerant(place), towns=len(place.towns)
    )
    if why:
        return Value(why=why, vintage=above.vintage)
    amount = ratio(up.total, down.total if down else None, per=indicator.per)
    return Value(
        amount=amount,
        numerator=up.total,
        denominator=down.total if down else None,
        vintage=above.vintage,
        why=None if amount is not None else Reason(NOTHING_BELOW),
        without=tuple(sorted(absent)),
        withheld=withheld,
    )


def _tolerant(place: Place) -> bool:
    return place.area is not None and place.area.kind in TOLERANT
