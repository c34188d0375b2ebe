"""The figures of a vintage for some places: which municipalities answer, and their sums."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from raccordo.archive.shelves import place_of
from raccordo.journal.queries import Watch
from raccordo.observatory import counting
from raccordo.observatory.indicators import BEFORE, INDICATORS, YEARS_BEFORE
from raccordo.observatory.models import Vintage
from raccordo.observatory.reasons import FACTS
from raccordo.observatory.rules import Gathered, Past, Term, left_out, told_apart, told_by
from raccordo.observatory.states import Dataset
from raccordo.territory import reasons as territory
from raccordo.territory.models import Area
from raccordo.territory.queries import (
    Land,
    ancestry,
    called_on,
    land_on,
    separations,
    town_codes,
    widest_first,
)

NOTHING = Gathered(Decimal(0))
_changes = Watch({*territory.FACTS, *FACTS})
# The tables that an indicator reads together.
PAIRS = list(dict.fromkeys((str(i.above), str(i.below)) for i in INDICATORS if i.above != i.below))


@dataclass(frozen=True, slots=True)
class Place:
    """What values are of: an area, or a list of municipalities (by row).

    Number 0 is the place itself; those inside count upwards, those around downwards.
    """

    number: int
    name: str
    towns: frozenset[int]
    area: Area | None = None

    @property
    def is_inside(self) -> bool:
        """Whether it is one of the parts of a profile: neither the place itself, nor around it."""
        return self.number > 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A vintage added up over each place; `absent` names the municipalities it leaves out."""

    vintage: Vintage
    codes: Mapping[int, frozenset[str]]
    sums: Mapping[int, Mapping[Term, Gathered]]
    absent: Mapping[int, frozenset[str]]
    left_out: Mapping[int, frozenset[int]]  # the same, by row
    apart: Mapping[int, tuple[str, ...]]  # by row of who has them now: municipalities of then

    def of(self, place: Place, term: Term | None) -> Gathered | None:
        """A term added up over a place."""
        if term is None:
            return None
        added_up = self.sums.get(place.number)
        return added_up.get(term, NOTHING) if added_up else NOTHING


@dataclass(frozen=True, slots=True)
class Ground:
    """What a profile stands on: the land and the figures, as of a day."""

    on: date
    land: Land
    pasts: Mapping[int, Past]
    separations: Mapping[int, tuple[int, date]]
    vintages: Mapping[str, Vintage]
    # What many places have around them (the region, the country) is added up once.
    added_up: dict[tuple[str, frozenset[int]], Around] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Around:
    """The areas around a place, with their figures."""

    places: tuple[Place, ...]
    figures: Mapping[str, Figures]


def ground_on(on: date) -> Ground:
    """The ground of this day, made again when the territory or the figures have changed."""
    return ground_from(on, _changes.mark())


@lru_cache(maxsize=8)
def ground_from(on: date, _mark: str) -> Ground:
    """The ground of this day as it was when the register bore this mark."""
    codes, before = town_codes(), ancestry(on=on)
    pasts = {town: Past(held, before.get(town, ())) for town, held in codes.items()}
    return Ground(on, land_on(on), pasts, separations(on=on), vintages_on(on))


def vintages_on(on: date) -> dict[str, Vintage]:
    """For each dataset the newest figures that are not after this day; and those of D03, before."""
    found = list(vintages_until(on))
    newest = {vintage.dataset: vintage for vintage in found}
    if people := newest.get(Dataset.POPULATION):
        for vintage in found:
            if vintage.dataset == Dataset.POPULATION and is_years_before(vintage, people):
                newest[BEFORE] = vintage
    return newest


def vintages_until(on: date) -> QuerySet[Vintage]:
    """The figures in use that are not after a day, the oldest first."""
    found = Vintage.objects.filter(current=True, reference_date__lte=on).select_related("file")
    return found.order_by("reference_date", "pk")


def is_years_before(then: Vintage, now: Vintage) -> bool:
    """Whether figures are of the same day as others, as many years before as D03 looks back."""
    early, late = then.reference_date, now.reference_date
    return (early.year + YEARS_BEFORE, early.month, early.day) == (late.year, late.month, late.day)


def wider(ground: Ground, areas: frozenset[int]) -> Around:
    """The areas around a place, the widest first, with their figures."""
    asked = (get_language() or "", areas)  # what is missing has words, too
    if asked not in ground.added_up:
        levels = widest_first(Area.objects.filter(pk__in=areas))
        called = called_on(levels, on=ground.on)
        places = tuple(
            Place(-number, called.get(area.pk, area).name, ground.land.towns_of(area.pk), area)
            for number, area in enumerate(levels, start=1)
        )
        ground.added_up[asked] = Around(places, figures_of(places, ground))
    return ground.added_up[asked]


def figures_of(places: Sequence[Place], ground: Ground) -> dict[str, Figures]:
    """The figures of some places, from every table that there is."""
    figures = {
        table: figures_from(vintage, terms_of(table), places, ground)
        for table, vintage in ground.vintages.items()
    }
    for above, below in PAIRS:
        if above in figures and below in figures:
            figures |= _in_common(above, below, figures, places, ground)
    return figures


def _in_common(
    above: str, below: str, figures: Mapping[str, Figures], places: Sequence[Place], ground: Ground
) -> dict[str, Figures]:
    """What two tables say of the same municipalities: those that both tell, where they differ."""
    one, other = figures[above].left_out, figures[below].left_out
    shared = [
        replace(place, towns=place.towns - one[place.number] - other[place.number])
        for place in places
        if one[place.number] != other[place.number]
    ]
    return {
        joint(table, beside): figures_from(ground.vintages[table], terms_of(table), shared, ground)
        for table, beside in ((above, below), (below, above))
    }


def joint(table: str, beside: str) -> str:
    """The name of a table where it tells only what another tells, too."""
    return f"{table} & {beside}"


def figures_from(
    vintage: Vintage, terms: Sequence[Term], places: Sequence[Place], ground: Ground
) -> Figures:
    """The figures of some places from one vintage, told by the municipalities of the ground."""
    table = place_of(vintage.file.sha256)
    codes = counting.codes_in(table)
    towns = frozenset[int]().union(*(place.towns for place in places))
    then = vintage.reference_date
    told = {town: told_by(town, ground.pasts, codes, then=then) for town in towns}
    splits = _splits(vintage, codes, ground)
    missing = {place.number: left_out(place.towns, told, splits) for place in places}
    units = {
        place.number: frozenset[str]().union(
            *(told[town] or () for town in place.towns - missing[place.number])
        )
        for place in places
    }
    apart = _apart(places, ground, {town for town in towns if told[town]}, codes)
    names = _names(frozenset[int]().union(*missing.values(), *apart.values()), splits)
    absent = {n: frozenset(names[town] for town in out) for n, out in missing.items() if out}
    then_apart = {town: tuple(sorted(names[one] for one in rows)) for town, rows in apart.items()}
    sums = counting.gathered(table, terms, units)
    return Figures(vintage, units, sums, absent, missing, then_apart)


def _apart(
    places: Sequence[Place], ground: Ground, told: Collection[int], codes: Collection[str]
) -> dict[int, frozenset[int]]:
    """Which municipalities hold others that the table has by themselves, here, not around."""
    here = frozenset[int]().union(*(place.towns for place in places if place.number >= 0))
    merged = (town for town in here.intersection(told) if ground.pasts[town].before)
    found = {town: told_apart(town, ground.pasts, codes) for town in merged}
    return {town: rows for town, rows in found.items() if rows}


def _splits(vintage: Vintage, codes: Collection[str], ground: Ground) -> list[tuple[int, int]]:
    """Who had not left yet, and whom: the table has them as one."""
    return [
        (left, mother)
        for left, (mother, day) in ground.separations.items()
        if vintage.reference_date < day and not ground.pasts[left].codes & frozenset(codes)
    ]


def _names(towns: Collection[int], splits: Sequence[tuple[int, int]]) -> dict[int, str]:
    """What is said to be missing; who was then one with another is said to be so."""
    others = [left for left, mother in splits if mother in towns]
    found = dict(Area.objects.filter(pk__in=[*towns, *others]).values_list("pk", "name"))
    for left, mother in splits:
        if mother in towns:
            facts = {"name": found[mother], "other": found[left]}
            found[mother] = _("%(name)s (allora unito a %(other)s)") % facts
    return found


def terms_of(asked: str) -> list[Term]:
    """What the indicators ask of a table, each thing once."""
    wanted: list[tuple[Term | None, str]] = [(i.numerator, i.above) for i in INDICATORS]
    wanted += [(i.denominator, i.below) for i in INDICATORS]
    return list(dict.fromkeys(term for term, table in wanted if term and table == asked))
