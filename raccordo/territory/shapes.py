"""The shapes of areas on a day: the boundaries are of one moment, municipalities change after."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from raccordo.foundation.periods import in_force
from raccordo.territory.boundaries import MultiPolygon, outlines, rough_outline
from raccordo.territory.models import Area, Membership
from raccordo.territory.queries import ancestry, town_codes, walked, wholes_within
from raccordo.territory.states import AreaKind


def shapes_of(towns: Collection[Area], *, on: date) -> dict[int, MultiPolygon]:
    """The outline of each municipality on a day, by its row; without those of no known outline."""
    return outlines(land_codes({town.pk for town in towns}, on=on))


def rough_shapes_of(areas: Collection[Area], decimals: int, *, on: date) -> dict[int, MultiPolygon]:
    """The outline of each of some areas on a day, by its row, as fine as a wide map needs it."""
    drawn = {
        row: rough_outline(tuple(codes), decimals)
        for row, codes in codes_within(areas, on=on).items()
    }
    return {row: shape for row, shape in drawn.items() if shape}


def codes_within(areas: Iterable[Area], *, on: date) -> dict[int, list[str]]:
    """The codes of the land of each of some areas, by its row, in order."""
    starts = [area.pk for area in areas]
    reached, inside = wholes_within(starts, on=on), {start: set[int]() for start in starts}
    towns = Membership.objects.filter(
        in_force(on), whole__in=reached, part__kind=AreaKind.MUNICIPALITY
    )
    for whole, town in towns.values_list("whole", "part"):
        for start in reached[whole]:
            inside[start].add(town)
    codes = land_codes(frozenset[int]().union(*inside.values()), on=on)
    return {
        start: sorted({code for town in rows for code in codes[town]})
        for start, rows in inside.items()
    }


def land_codes(towns: Collection[int], *, on: date) -> dict[int, frozenset[str]]:
    """The codes by which the boundaries may know each municipality, by its row.

    All that it ever had, and those of the municipalities it was made of, or took in, by that day.
    """
    before = {town: [row for row, _day in rows] for town, rows in ancestry(on=on).items()}
    lines = {town: walked(town, before) for town in towns}
    held = town_codes(frozenset[int]().union(*lines.values()))
    return {
        town: frozenset(code for row in line for code in held.get(row, ()))
        for town, line in lines.items()
    }
