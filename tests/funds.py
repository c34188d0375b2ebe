"""Funds and what moves in them, as tests make them: only what the test is about is told."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from raccordo.acts.models import Act
from raccordo.finance.models import Allocation, BudgetLine, Fund
from raccordo.finance.operations.income import enter_income
from raccordo.finance.states import FundSort, MovementKind
from raccordo.finance.told import Checked, Told
from tests.make import LONG_AGO, SOMEBODY, TODAY, make_act, make_area
from tests.plans import make_action, make_plan

numbers = count(1)


def make_fund(**fields: Any) -> Fund:
    """A fund of the State."""
    usual: dict[str, Any] = {"code": f"f{next(numbers)}", "version": "1", "name": "FNA"}
    usual |= {"source": "Legge", "sort": FundSort.STATE, "since": LONG_AGO}
    return Fund.objects.create(**usual | fields)


def make_allocation(assigned: str | None = None, **fields: Any) -> Allocation:
    """What a fund gives an area in 2025; with a sum, assigned already."""
    fields["fund"] = fields.get("fund") or make_fund()
    fields["area"] = fields.get("area") or make_area()
    allocation = Allocation.objects.create(**{"year": 2025} | fields)
    if assigned:
        kind = MovementKind.ASSIGNED
        told = make_told(assigned)
        enter_income(allocation, told, kind=kind, year=2025, by=SOMEBODY, on=TODAY)
    return allocation


def make_told(amount: str, **fields: Any) -> Told:
    """What is told of an entry of today."""
    usual: dict[str, Any] = {"amount": Decimal(amount), "told_on": TODAY, "once": uuid4()}
    return Told(**usual | fields)


def make_checked(**fields: Any) -> Checked:
    """A check that found everything as it must be."""
    usual: dict[str, Any] = {"done_on": TODAY, "invoice": "Fattura n. 1", "durc_until": TODAY}
    return Checked(**usual | fields)


def make_determination() -> Act:
    """An act of the responsible officer, in force."""
    return make_act(date=LONG_AGO)


def make_line(amount: str, **fields: Any) -> BudgetLine:
    """Money programmed for an action in 2025, of a fund of the same area."""
    if "action" not in fields:
        fields["action"] = make_action(plan=make_plan())
    area = fields["action"].plan.area
    fields["allocation"] = fields.get("allocation") or make_allocation(amount, area=area)
    return BudgetLine.objects.create(**{"year": 2025, "amount": Decimal(amount)} | fields)
