"""The figures of a vintage for some places: which municipalities answer, and their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from raccordo.archive.shelves import place_of
from raccordo.observatory import counting
from raccordo.observatory.indicators import INDICATORS
from raccordo.observatory.models import Vintage
from raccordo.observatory.rules import Gathered, Past, Term, told_by
from raccordo.observatory.states import Dataset
from raccordo.territory.models import Area
from raccordo.territory.queries import (
    Land,
    ancestry,
    called_on,
    land_on,
    town_codes,
    widest_first,
)


@dataclass(frozen=True, slots=True)
class Place:
    """What values are of: an area, or a list of municipalities (by row)."""

    number: int
    name: str
    towns: frozenset[int]
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A vintage added up over each place; `absent` names the municipalities it leaves out."""

    vintage: Vintage
    codes: Mapping[int, frozenset[str]]
    sums: Mapping[int, Mapping[Term, Gathered]]
    absent: Mapping[int, frozenset[str]]

    def of(self, place: Place, term: Term | None) -> Gathered | None:
        """A term added up over a place."""
        nothing = Gathered(Decimal(0))
        return self.sums.get(place.number, {}).get(term, nothing) if term else None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a profile stands on: the land and the figures, as of a day."""

    on: date
    land: Land
    pasts: Mapping[int, Past]
    vintages: Mapping[Dataset, Vintage]
    # What many places have around them (the region, the country) is added up once.
    added_up: dict[frozenset[int], Around] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Around:
    """The areas around a place, with their figures."""

    places: tuple[Place, ...]
    figures: Mapping[Dataset, Figures]


@lru_cache(maxsize=8)
def ground_on(on: date, _things: str) -> Ground:
    """The ground of this day, made again whenever anything in the register has changed."""
    codes, before = town_codes(), ancestry(on=on)
    pasts = {town: Past(held, before.get(town, ())) for town, held in codes.items()}
    return Ground(on, land_on(on), pasts, vintages_on(on))


def vintages_on(on: date) -> dict[Dataset, Vintage]:
    """For each dataset, the newest figures that are not after this day."""
    found = Vintage.objects.filter(current=True, reference_date__lte=on).select_related("file")
    return {Dataset(v.dataset): v for v in found.order_by("reference_date", "pk")}


def wider(ground: Ground, areas: frozenset[int]) -> Around:
    """The areas around a place, the widest first, with their figures."""
    if areas not in ground.added_up:
        levels = widest_first(Area.objects.filter(pk__in=areas))
        called = called_on(levels, on=ground.on)
        places = tuple(
            Place(-number, called.get(area.pk, area).name, ground.land.towns_of(area.pk), area)
            for number, area in enumerate(levels, start=1)
        )
        ground.added_up[areas] = Around(places, figures_of(places, ground))
    return ground.added_up[areas]


def figures_of(places: Sequence[Place], ground: Ground) -> dict[Dataset, Figures]:
    """The figures of some places, of every dataset that there is."""
    return {
        dataset: _figures(vintage, places, ground) for dataset, vintage in ground.vintages.items()
    }


def _figures(vintage: Vintage, places: Sequence[Place], ground: Ground) -> Figures:
    table = place_of(vintage.file.sha256)
    codes = counting.codes_in(table)
    towns = frozenset[int]().union(*(place.towns for place in places))
    told = {town: told_by(town, ground.pasts, codes) for town in towns}
    units = {place.number: _codes(place, told) for place in places}
    absent = {town for town, found in told.items() if found is None}
    names = dict(Area.objects.filter(pk__in=absent).values_list("pk", "name"))
    sums = counting.gathered(table, terms_of(vintage.dataset), units)
    left_out = {
        place.number: frozenset(names[town] for town in place.towns & absent)
        for place in places
        if place.towns & absent
    }
    return Figures(vintage, units, sums, left_out)


def _codes(place: Place, told: Mapping[int, frozenset[str] | None]) -> frozenset[str]:
    return frozenset[str]().union(*(told[town] or () for town in place.towns))


def terms_of(dataset: str) -> list[Term]:
    """What the indicators ask of a dataset, each thing once."""
    wanted = [(i.numerator, i.above) for i in INDICATORS]
    wanted += [(i.denominator, i.below) for i in INDICATORS]
    return list(dict.fromkeys(term for term, table in wanted if term and table == dataset))
