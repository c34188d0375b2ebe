"""The money of a fund by the cells of its matrix; what of it stands in none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from raccordo.finance.models import Allocation, CellShare
from raccordo.finance.queries.sums import ZERO, sums_by
from raccordo.finance.rules.matrices import parted
from raccordo.finance.states import ReportMeasure
from raccordo.planning.models import Action
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of

COLUMN = "col-"


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix of a year: its columns, its rows, its cells by their code."""

    columns: Sequence[Term]
    rows: Sequence[Term]
    cells: Mapping[str, Term]

    def cell(self, row: Term, column: Term) -> Term | None:
        """Where a row meets a column; a row that gathers others has none of its own."""
        return self.cells.get(f"{row.code}-{column.code.removeprefix(COLUMN)}")


@dataclass(frozen=True, slots=True)
class MatrixSheet:
    """The money of a fund by cell; what of which action stands in none; all of it together."""

    matrix: Matrix
    amounts: Mapping[int, Decimal]
    unplaced: Sequence[tuple[Action, Decimal]]
    total: Decimal

    @property
    def placed(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)

    @property
    def squares(self) -> bool:
        """Whether the cells make the whole, to the cent."""
        return self.placed == self.total

    def row_total(self, row: Term) -> Decimal:
        """The cells of a row, and of those it gathers."""
        mine = {row.code} | {one.code for one in self.matrix.rows if one.parent_id == row.pk}
        cells = self.matrix.cells.items()
        found = [cell.pk for code, cell in cells if code.rpartition("-")[0] in mine]
        return sum((self.amounts.get(pk, ZERO) for pk in found), ZERO)

    def column_total(self, column: Term) -> Decimal:
        """The cells of a column."""
        end = f"-{column.code.removeprefix(COLUMN)}"
        found = [cell.pk for code, cell in self.matrix.cells.items() if code.endswith(end)]
        return sum((self.amounts.get(pk, ZERO) for pk in found), ZERO)


def matrix_for(code: str, year: int) -> Matrix:
    """The matrix that the money of a year of allocation is reported by."""
    terms = list(terms_of(code, on=date(year, 12, 31)).select_related("parent"))
    columns = [term for term in terms if term.code.startswith(COLUMN)]
    inside = [term for term in terms if term.parent]
    cells = {
        term.code: term
        for term in inside
        if term.parent and term.code.startswith(f"{term.parent.code}-")
    }
    rows = [term for term in terms if term not in columns and term.code not in cells]
    return Matrix(columns, _in_order(rows), cells)


def matrix_of(allocation: Allocation, measure: ReportMeasure) -> MatrixSheet:
    """What of a fund's year was committed, cleared or paid, by the cells of its matrix."""
    matrix = matrix_for(allocation.fund.matrix, allocation.year)
    sums = sums_by("action", movements=allocation.movements.all(), lines=None)
    told = {pk: getattr(one, measure.value) for (pk,), one in sums.items() if pk}
    told = {pk: amount for pk, amount in told.items() if amount}
    shares = _shares(list(told), {cell.pk for cell in matrix.cells.values()})
    amounts: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for pk, amount in told.items():
        for cell, part in parted(amount, shares.get(pk, {})).items():
            amounts[cell] += part
    alone = Action.objects.in_bulk([pk for pk in told if pk not in shares])
    unplaced = [(one, told[one.pk]) for one in sorted(alone.values(), key=lambda one: one.order)]
    return MatrixSheet(matrix, dict(amounts), unplaced, sum(told.values(), ZERO))


def _shares(actions: Sequence[int], cells: set[int]) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    for one in CellShare.objects.filter(action__in=actions, cell__in=cells).order_by("pk"):
        found.setdefault(one.action_id, {})[one.cell_id] = one.percent
    return found


def _in_order(rows: Sequence[Term]) -> list[Term]:
    """Each wide row before those it gathers."""
    wide = [row for row in rows if row.parent_id is None]
    return [one for row in wide for one in [row, *(r for r in rows if r.parent_id == row.pk)]]
