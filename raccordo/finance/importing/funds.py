"""What a sheet of funds would bring: years, terms, what was assigned; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from raccordo.finance.models import Allocation, Fund
from raccordo.finance.queries.funds import funds_for, sums_of_allocations
from raccordo.finance.queries.sums import ZERO, Sums
from raccordo.finance.rules.pasted import amount_in
from raccordo.finance.states import FundColumn
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import slug_of
from raccordo.foundation.tables import Fault, likely_day_in, year_in
from raccordo.planning.rules.columns import told_in
from raccordo.territory.models import Area

INCOMES = ("assigned", "ascertained", "collected")
TERMS = ("spend_from", "spend_by", "report_by")


@dataclass(slots=True)
class FundRow:
    """A row of a sheet of funds, as it was understood."""

    number: int
    label: str = ""
    fund: Fund | None = None
    year: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    terms: dict[str, date] = field(default_factory=dict)
    allocation: Allocation | None = None
    now: Sums = field(default_factory=Sums)
    faults: list[Fault] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if self.faults:
            return "wrong"
        if self.allocation is None:
            return "new"
        return "changes" if self.to_enter or self.new_terms else "same"

    @property
    def to_enter(self) -> dict[str, Decimal]:
        """The income that the accounts do not tell yet."""
        return {n: a for n, a in self.amounts.items() if a and getattr(self.now, n) == ZERO}

    @property
    def new_terms(self) -> dict[str, date]:
        """The terms that would not be as they are."""
        held = self.allocation
        return {n: d for n, d in self.terms.items() if held is None or getattr(held, n) != d}


def read_funds(
    lines: Sequence[Sequence[str]],
    columns: Mapping[str, int],
    area: Area,
    *,
    on: date,
    first: int = 2,
) -> list[FundRow]:
    """The rows of a sheet of funds, below its heading; `first` is how a spreadsheet numbers them.

    `columns` tells in which column each thing is.
    """
    funds: dict[str, Fund] = {}
    for fund in funds_for(area, on=on):
        funds |= {slug_of(call): fund for call in (fund.code, fund.short, fund.name)}
    held = {(one.fund_id, one.year): one for one in Allocation.objects.filter(area=area)}
    sums = sums_of_allocations([one.pk for one in held.values()])
    rows, seen = [], dict[tuple[int, int], int]()
    for number, cells in told_in(lines, columns, first=first):
        row = _row(number, cells, funds)
        place = (row.fund.pk if row.fund else 0, row.year)
        row.allocation = held.get(place)
        if row.allocation:
            row.now = sums.get((row.allocation.pk,), Sums())
            _require_same(row)
        if not row.faults and place in seen:
            _fault(row, "fund", cells["fund"], Reason("cell_repeated", {"row": seen[place]}))
        seen.setdefault(place, number)
        rows.append(row)
    return rows


def _row(number: int, cells: Mapping[str, str], funds: Mapping[str, Fund]) -> FundRow:
    row = FundRow(number, label=f"{cells['fund']} {cells['year']}".strip())
    row.fund = funds.get(slug_of(cells["fund"]))
    if row.fund is None:
        said = cells["fund"][:60]
        code = "fund_unknown" if said else "cell_missing"
        _fault(row, "fund", said, Reason(code))
    year = cells["year"]
    if 2000 <= (told := year_in(year) or 0) <= 2100:
        row.year = told
    else:
        _fault(row, "year", year[:20], Reason("not_a_year"))
    for name in INCOMES:
        row.amounts[name], fault = amount_in(cells.get(name, ""))
        if fault:
            _fault(row, name, cells[name][:40], fault)
    for name in TERMS:
        if said := cells.get(name, ""):
            day = likely_day_in(said)
            if day is None:
                _fault(row, name, said[:40], Reason("cell_not_a_day"))
            else:
                row.terms[name] = day
    return row


def _require_same(row: FundRow) -> None:
    """What the accounts already tell is not told otherwise by a sheet."""
    for name in INCOMES:
        now, said = getattr(row.now, name), row.amounts[name]
        if now and said and now != said:
            _fault(row, name, str(said), Reason("already_told", {"now": now}))


def _fault(row: FundRow, name: str, said: str, reason: Reason) -> None:
    row.faults.append(Fault(row.number, str(FundColumn(name).label), said, reason))
