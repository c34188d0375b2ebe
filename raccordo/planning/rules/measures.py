"""How the values of an indicator add up over the years and over the parts of a territory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from raccordo.planning.states import MeasureKind


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator comes to in a year; of a ratio, both its terms."""

    year: int
    value: Decimal
    out_of: Decimal | None = None


def over_years(kind: MeasureKind, values: Iterable[Value]) -> Value | None:
    """One value for several years, as the kind of the indicator wants; nothing of nothing.

    A sum adds; a running total or a picture is that of the last year; a ratio is made of the sums
    of its terms, never of the mean of its values.
    """
    told = sorted(values, key=lambda one: one.year)
    if not told:
        return None
    last = told[-1]
    match kind:
        case MeasureKind.RUNNING | MeasureKind.LAST:
            return last
        case _:
            return _together(last.year, told)


def over_parts(kind: MeasureKind, values: Iterable[Value]) -> Value | None:
    """One value for several places in the same year: what they have together."""
    told = list(values)
    return _together(told[0].year, told) if told else None


def percent_of(value: Value) -> Decimal | None:
    """A ratio as it is read, in hundredths, to one decimal; nothing where there is nothing."""
    if not value.out_of:
        return None
    return (value.value * 100 / value.out_of).quantize(Decimal("0.1"))


def _together(year: int, told: list[Value]) -> Value:
    terms = [one.out_of for one in told if one.out_of is not None]
    whole = sum(terms, Decimal(0)) if terms else None
    return Value(year, sum((one.value for one in told), Decimal(0)), whole)
