"""What a figure is: terms, ratios, and who answers for whom. Pure: no database, no web."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from raccordo.foundation.reasons import Reason

OLDEST = 100  # the last year of age in the tables: one hundred and more
ONE_DECIMAL = Decimal("0.1")
AHEAD = timedelta(days=60)  # by how much a table may be ahead of its own day
NOTHING_BELOW, MISSING = "nothing_below", "missing"
WITHHELD, IN_PART, NO_TOWNS = "withheld", "withheld_in_part", "no_towns"


@dataclass(frozen=True, slots=True)
class People:
    """Residents of some ages, each stretch from its first to its last; of one sex or of both."""

    ages: tuple[tuple[int, int], ...] = ((0, OLDEST),)
    sex: str = ""


def aged(since: int, until: int = OLDEST, *, sex: str = "") -> People:
    """Residents from an age to another, both in."""
    return People(((since, until),), sex)


@dataclass(frozen=True, slots=True)
class YearsLived:
    """The years that residents have lived: half a year beyond each one's age."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The sum of some columns, over the municipalities where these and `known` are not withheld."""

    names: tuple[str, ...]
    known: tuple[str, ...] = ()


Term = People | YearsLived | Columns


class Gathered(NamedTuple):
    """A term added up over some municipalities; those of which it was withheld are counted.

    A tuple, as `Value` is: Italy has half a million of them.
    """

    total: Decimal
    withheld: int = 0


def ratio(numerator: Decimal, denominator: Decimal | None, *, per: int) -> Decimal | None:
    """The value of an indicator; nothing when what it is divided by is nothing."""
    if denominator is None:
        return numerator
    return numerator / denominator * per if denominator else None


def rounded(value: Decimal, step: Decimal = ONE_DECIMAL) -> Decimal:
    """For the eye: half up, one decimal."""
    return value.quantize(step, rounding=ROUND_HALF_UP) + 0  # never less than nothing by a sign


@dataclass(frozen=True, slots=True)
class Past:
    """A municipality as the tables may know it: its codes, and those it came from."""

    codes: frozenset[str]
    # Each with the day on which it was taken in, if it was by one that was there already.
    before: tuple[tuple[int, date | None], ...] = ()


def told_by(
    area: int, past: Mapping[int, Past], known: Collection[str], *, then: date
) -> frozenset[str] | None:
    """The codes whose figures, in a table of a day, are a municipality's; nothing if one lacks.

    A table holds together those that merged some days after it, or apart those that had merged.
    """
    own = past[area].codes & frozenset(known)
    earlier = [(told_by(one, past, known, then=then), day) for one, day in past[area].before]
    made_of = [codes for codes, day in earlier if day is None]
    itself = bool(own) or (bool(made_of) and None not in made_of)
    # Those it took in some time after, the table must have by themselves: before, perhaps with it.
    lacking = any(codes is None and day and day > then + AHEAD for codes, day in earlier)
    return own.union(*(c for c, _day in earlier if c)) if itself and not lacking else None


def told_apart(area: int, past: Mapping[int, Past], known: Collection[str]) -> frozenset[int]:
    """Those a municipality came from, or took in, of which a table has figures by themselves."""
    found = frozenset[int]()
    for one, _day in past[area].before:
        own = {one} if past[one].codes & frozenset(known) else set()
        found |= own | told_apart(one, past, known)
    return found


def left_out(
    towns: Collection[int], told: Mapping[int, object], splits: Collection[tuple[int, int]]
) -> frozenset[int]:
    """The municipalities of a place that a table does not tell.

    Before a separation (`splits`: who left, whom) the figures of the one hold those of the other:
    together they are told, alone neither is.
    """
    together = {left for left, mother in splits if left in towns and mother in towns}
    halved = {mother for left, mother in splits if mother in towns and left not in towns}
    return frozenset(
        town for town in towns if town in halved or (told[town] is None and town not in together)
    )


def ranks(values: Mapping[int, Decimal]) -> dict[int, int]:
    """The place of each, the highest first; equals share a place, and the next ones are free."""
    order = sorted(values.values(), reverse=True)
    return {key: order.index(value) + 1 for key, value in values.items()}


def why_not(*, absent: Collection[str], withheld: int, tolerant: bool, towns: int) -> Reason | None:
    """Why a figure is not given: a part of it is unknown, and the whole is too small to say so."""
    if not towns:
        return Reason(NO_TOWNS)
    if absent and (not tolerant or len(absent) == towns):
        return Reason(MISSING, {"names": ", ".join(sorted(absent))})
    if withheld and (not tolerant or withheld == towns):
        return Reason(IN_PART if withheld < towns else WITHHELD, {"towns": withheld, "of": towns})
    return None
