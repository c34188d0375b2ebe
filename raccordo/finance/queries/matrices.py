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

    def gathered(self, row: Term) -> Sequence[Term]:
        """A row, and those under it."""
        return [one for one in self.rows if row.pk in {one.pk, one.parent_id}]


@dataclass(frozen=True, slots=True)
class MatrixSheet:
    """The money of a fund by cell; what of which action stands in none; all of it together."""

    matrix: Matrix
    amounts: Mapping[int, Decimal]
    placed_in: Mapping[int, Sequence[Action]]
    unplaced: Sequence[tuple[Action, Decimal]]
    total: Decimal

    @property
    def placed(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)

    @property
    def squares(self) -> bool:
        """Whether the cells make the whole, to the cent."""
        return self.placed == self.total

    def amount(self, row: Term, column: Term) -> Decimal:
        """Where a row, with those it gathers, meets a column."""
        found = (self.matrix.cell(one, column) for one in self.matrix.gathered(row))
        return sum((self.amounts.get(cell.pk, ZERO) for cell in found if cell), ZERO)

    def row_total(self, row: Term) -> Decimal:
        """The cells of a row, and of those it gathers."""
        return sum((self.amount(row, column) for column in self.matrix.columns), ZERO)

    def column_total(self, column: Term) -> Decimal:
        """The cells of a column."""
        rows = (row for row in self.matrix.rows if row.parent_id is None)
        return sum((self.amount(row, column) for row in rows), ZERO)

    def actions(self, row: Term) -> Sequence[Action]:
        """The actions whose money stands in a row, in the order of their codes."""
        cells = (self.matrix.cell(row, column) for column in self.matrix.columns)
        found = {one for cell in cells if cell for one in self.placed_in.get(cell.pk, ())}
        return sorted(found, key=lambda one: (one.order, one.pk))


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
    placed_in: dict[int, list[Action]] = defaultdict(list)
    unplaced = []
    for one in Action.objects.filter(pk__in=list(told)).order_by("order", "pk"):
        for cell, part in parted(told[one.pk], shares.get(one.pk, {})).items():
            amounts[cell] += part
            placed_in[cell].append(one)
        if one.pk not in shares:
            unplaced.append((one, told[one.pk]))
    return MatrixSheet(matrix, amounts, placed_in, unplaced, sum(told.values(), ZERO))


def _shares(actions: Sequence[int], cells: set[int]) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    for one in CellShare.objects.filter(action__in=actions, cell__in=cells).order_by("pk"):
        found.setdefault(one.action_id, {})[one.cell_id] = one.percent
    return found


def _in_order(rows: Sequence[Term]) -> list[Term]:
    """Each wide row before those it gathers."""
    wide = [row for row in rows if row.parent_id is None]
    return [one for row in wide for one in [row, *(r for r in rows if r.parent_id == row.pk)]]
