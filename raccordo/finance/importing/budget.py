"""What a financial plan in rows would bring, and what was already spent; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.grid import allocations_of, names_of_actions, names_of_sources
from raccordo.finance.queries.sums import ZERO, Sums, sums_by
from raccordo.finance.rules.pasted import amount_in
from raccordo.finance.states import BudgetColumn
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import slug_of
from raccordo.foundation.tables import Fault, year_in
from raccordo.planning.models import Action, Plan
from raccordo.planning.rules.columns import told_in

SPENT = ("committed", "cleared", "paid")


@dataclass(slots=True)
class BudgetRow:
    """A row of a financial plan, as it was understood."""

    number: int
    label: str = ""
    action: Action | None = None
    allocation: Allocation | None = None
    year: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    # What the accounts and the financial plan say today of the same place.
    now: Sums = field(default_factory=Sums)
    faults: list[Fault] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if self.faults:
            return "wrong"
        if self.now.programmed == self.amounts["amount"] and not self.opens:
            return "same"
        return "changes" if self.now.programmed else "new"

    @property
    def opens(self) -> bool:
        """Whether something was already spent that the accounts do not tell yet."""
        return self.now.committed == ZERO and any(self.amounts[name] for name in SPENT)


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may name, by slug, and what is told today by action, source and year."""

    plan: Plan
    actions: Mapping[str, Action]
    sources: Mapping[str, Allocation]
    now: Mapping[tuple[Any, ...], Sums]


def read_budget(
    lines: Sequence[Sequence[str]], columns: Mapping[str, int], plan: Plan, *, first: int = 2
) -> list[BudgetRow]:
    """The rows of a financial plan, below its heading; `first` is how a spreadsheet numbers them.

    `columns` tells in which column each thing is.
    """
    mine = {"action__plan": plan}
    now = sums_by(
        *("action", "allocation", "year"),
        movements=Movement.objects.filter(**mine),
        lines=BudgetLine.objects.filter(nature="", town=None, **mine),
    )
    sources = names_of_sources(allocations_of(plan))
    known = Known(plan, names_of_actions(plan), sources, now)
    rows, seen = [], dict[Any, int]()
    for number, cells in told_in(lines, columns, first=first):
        row = _row(number, cells, known)
        place = (row.action and row.action.pk, row.allocation and row.allocation.pk, row.year)
        if not row.faults and place in seen:
            _fault(row, "action", cells["action"], Reason("cell_repeated", {"row": seen[place]}))
        seen.setdefault(place, number)
        rows.append(row)
    return rows


def _row(number: int, cells: Mapping[str, str], known: Known) -> BudgetRow:
    row = BudgetRow(number, label=" · ".join(v for v in list(cells.values())[:4] if v))
    row.action = _named(row, "action", cells["action"], known.actions)
    source = f"{cells['source']} {cells['assigned_in']}" if cells.get("assigned_in") else ""
    row.allocation = _named(row, "source", source or cells["source"], known.sources)
    _read_year(row, cells["year"], known.plan)
    for name in ("amount", *SPENT):
        row.amounts[name], fault = amount_in(cells.get(name, ""))
        if fault:
            _fault(row, name, cells[name][:40], fault)
    _require_in_order(row)
    if row.action and row.allocation and row.year:
        row.now = known.now.get((row.action.pk, row.allocation.pk, row.year), Sums())
        row.label = f"{row.action.code} · {row.allocation.short} · {row.year}"
    return row


def _named(row: BudgetRow, name: str, said: str, among: Mapping[str, Any]) -> Any:
    found = among.get(slug_of(said)) or (
        among.get(slug_of(said.partition(" ")[0])) if name == "action" else None
    )
    if found is None:
        code = "cell_missing" if not said else f"{name}_unknown"
        _fault(row, name, said[:60], Reason(code, {"said": said[:60]} if said else {}))
    return found


def _read_year(row: BudgetRow, said: str, plan: Plan) -> None:
    if (year := year_in(said)) and year in plan.years:
        row.year = year
    else:
        facts = {"first": str(plan.first_year), "last": str(plan.last_year)}
        _fault(row, "year", said[:20], Reason("year_outside_plan", facts))


def _require_in_order(row: BudgetRow) -> None:
    """Nothing is paid that was not cleared, nor cleared that was not committed, nor so on."""
    steps = ("amount", *SPENT)
    for before, after in pairwise(steps):
        if row.amounts[after] > row.amounts[before] and not row.faults:
            facts = {"before": str(BudgetColumn(before).label).lower()}
            _fault(row, after, str(row.amounts[after]), Reason("more_than_before", facts))


def _fault(row: BudgetRow, name: str, said: str, reason: Reason) -> None:
    row.faults.append(Fault(row.number, str(BudgetColumn(name).label), said, reason))
