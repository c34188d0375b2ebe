"""What of the financial plan an address asks for: two dimensions, and the others held still."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from raccordo.finance.queries.grid import Shown, allocations_of
from raccordo.finance.states import CostNature, Dimension
from raccordo.planning.models import Plan
from raccordo.planning.queries.plans import outline
from raccordo.territory.queries import municipalities_of

ALL = "tutti"
TOO_MUCH = Decimal(10**12)
USUAL = (Dimension.ACTION, Dimension.SOURCE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, as it was understood; `said` makes the same address again."""

    shown: Shown
    axis: str
    said: dict[str, str]

    @property
    def query(self) -> str:
        return urlencode(self.said)


@dataclass(frozen=True, slots=True)
class Choice:
    """A dimension that can be held still: its name in the address, and what it can be held at."""

    name: str
    label: Any
    options: list[tuple[str, str]]
    chosen: str


def asked(query: QueryDict, plan: Plan, *, on: date) -> tuple[Asked, list[Choice]]:
    """What is asked for, and what else may be; what is not understood is left out."""
    rows = _dimension(query.get("righe"), USUAL[0])
    columns = _dimension(query.get("colonne"), USUAL[1])
    if rows == columns:
        columns = next(one for one in (*USUAL, Dimension.YEAR) if one != rows)
    said: dict[str, str] = {}
    if (rows, columns) != USUAL:
        said |= {"righe": rows.value, "colonne": columns.value}
    fixed: dict[Dimension, Any] = {}
    choices = []
    for dimension in Dimension:
        if dimension in (rows, columns):
            continue
        among = _among(plan, dimension, on=on)
        usual = _now(plan, on) if dimension == Dimension.YEAR else ALL
        wanted = query.get(dimension.value, usual)
        wanted = wanted if wanted in among or wanted == ALL else usual
        if wanted in among:
            fixed[dimension] = among[wanted][1]
        if dimension.value in query:
            said[dimension.value] = wanted
        options = [(key, label) for key, (label, _fact) in among.items()]
        choices.append(Choice(dimension.value, dimension.label, options, wanted))
    axes = [axis.code for axis in outline(plan).axes]
    axis = query.get("asse", "") if query.get("asse") in axes else ""
    said |= {"asse": axis} if axis else {}
    return Asked(Shown(rows, columns, fixed), axis, said), choices


def amounts_before(said: str) -> dict[str, Decimal]:
    """What one read in each cell, as the page sends it back; what is no amount is left out."""
    try:
        told = json.loads(said or "{}")
        amounts = {str(name): Decimal(str(one)) for name, one in told.items()}
    except (ValueError, ArithmeticError, AttributeError, RecursionError):
        return {}
    return {name: one for name, one in amounts.items() if one.is_finite() and abs(one) < TOO_MUCH}


def _dimension(said: str | None, usual: Dimension) -> Dimension:
    return Dimension(said) if said in Dimension.values else usual


def _now(plan: Plan, on: date) -> str:
    return str(min(max(on.year, plan.first_year), plan.last_year))


def _among(plan: Plan, dimension: Dimension, *, on: date) -> dict[str, tuple[str, Any]]:
    """What a dimension can be held at: by its word in the address, its label and its fact."""
    match dimension:
        case Dimension.ACTION:
            return {one.code: (str(one), one) for one in plan.actions.all()}
        case Dimension.SOURCE:
            return {str(one.key): (one.short, one) for one in allocations_of(plan)}
        case Dimension.YEAR:
            return {str(year): (str(year), year) for year in plan.years}
        case Dimension.NATURE:
            return {one.value: (str(one.label), one.value) for one in CostNature}
        case _:
            towns = municipalities_of(plan.area, on=on)
            return {str(one.key): (one.name, one) for one in towns}
