from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext as _

from raccordo.finance.importing.budget import BudgetRow
from raccordo.finance.importing.funds import FundRow
from raccordo.finance.models import Allocation, Movement
from raccordo.finance.operations.budgeting import Cell, write_budget
from raccordo.finance.operations.funds import Terms, add_allocation, change_allocation
from raccordo.finance.operations.income import enter_income
from raccordo.finance.queries.sums import ZERO
from raccordo.finance.rules.earmarks import Verdict
from raccordo.finance.states import MovementKind
from raccordo.finance.told import Told
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.models import Plan
from raccordo.territory.models import Area

MOST_ROWS = 20_000
READY = frozenset({"new", "changes"})
# What was spent before: an order and its payment are told together.
CHAIN = (
    (MovementKind.COMMITTED, "committed"),
    (MovementKind.CLEARED, "cleared"),
    (MovementKind.ORDERED, "paid"),
    (MovementKind.PAID, "paid"),
)


@operation
def bring_funds(area: Area, rows: Sequence[FundRow], *, by: Acting, on: date) -> int:
    """Open the years of funds that a sheet tells, with their terms and what came of them so far."""
    ready = [row for row in rows if row.verdict in READY and row.fund]
    for row in ready:
        allocation = _opened(area, row, by=by)
        for name, amount in row.to_enter.items():
            once = uuid5(allocation.key, f"opening:{name}")
            told = Told(amount=amount, told_on=on, once=once, note=_("Saldo di apertura"))
            kind = MovementKind(name)
            enter_income(allocation, told, kind=kind, year=on.year, by=by, on=on)
    record(by=by, what="funds.brought", subject=area, rows=len(ready))
    return len(ready)


@operation
def bring_budget(plan: Plan, rows: Sequence[BudgetRow], *, by: Acting, on: date) -> list[Verdict]:
    """Write a financial plan in rows, with what of it was already spent; warnings are returned."""
    if len(rows) > MOST_ROWS:
        raise Refused(_("Le righe sono più di %s: dividere il foglio.") % MOST_ROWS)
    ready = [row for row in rows if row.verdict in READY]
    cells = [
        Cell(row.action, row.allocation, row.year, row.amounts["amount"], row.now.programmed)
        for row in ready
        if row.action and row.allocation and row.amounts["amount"] != row.now.programmed
    ]
    warnings = write_budget(plan, cells, by=by) if cells else []
    opened = [row for row in ready if row.opens]
    for row in opened:
        _open(row, on=on)
    whole = sum((row.amounts["committed"] for row in opened), ZERO)
    record(by=by, what="budget.brought", subject=plan, rows=len(ready), committed=whole)
    return warnings


@operation
def number_entries(area: Area, numbers: Mapping[int, str], *, by: Acting) -> int:
    """Give entries the number they have in the lead body's books, where they have none; how many.

    `numbers` tells it by the entry's primary key. One that has a number keeps it.
    """
    mine = Movement.objects.filter(allocation__area=area, number="", pk__in=list(numbers))
    found = list(mine.select_for_update(of=("self",)).order_by("pk"))
    for one in found:
        one.number = numbers[one.pk].strip()[:30]
        one.save(update_fields=["number"])
        record(by=by, what="movement.numbered", subject=one, number=one.number)
    return len(found)


def _opened(area: Area, row: FundRow, *, by: Acting) -> Allocation:
    assert row.fund is not None
    if row.allocation is None:
        usual = Terms(share_to_report=row.fund.share_to_report, cup_due=row.fund.cup_due)
        terms = _with(usual, row.terms)
        return add_allocation(row.fund, area=area, year=row.year, terms=terms, by=by)
    if row.new_terms:
        held = row.allocation
        names = ("spend_from", "spend_by", "report_by", "share_to_report", "cup_due", "note")
        terms = Terms(**{name: getattr(held, name) for name in names})
        return change_allocation(held, terms=_with(terms, row.new_terms), by=by)
    return row.allocation


def _with(terms: Terms, told: dict[str, date]) -> Terms:
    days: dict[str, Any] = dict(told)
    return replace(terms, **days)


def _open(row: BudgetRow, *, on: date) -> None:
    """What was spent before the accounts were kept here: it rests on the books, not on an act."""
    assert row.action is not None
    assert row.allocation is not None
    before: Movement | None = None
    for kind, name in CHAIN:
        amount: Decimal = row.amounts[name]
        if not amount:
            return
        before = Movement.objects.create(
            kind=kind,
            allocation=row.allocation,
            action=row.action,
            year=row.year,
            due_year=row.year,
            amount=amount,
            told_on=on,
            of=before,
            note=_("Saldo di apertura"),
            once=uuid5(row.action.key, f"{row.allocation.key}:{row.year}:{kind}"),
        )
