"""The lead body's books beside ours, matched by number and amount; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from raccordo.finance.models import Movement
from raccordo.finance.queries.sums import ZERO
from raccordo.finance.rules.books import Number, kind_called, number_in
from raccordo.finance.rules.pasted import EMPTY
from raccordo.finance.states import BooksColumn, BooksVerdict, MovementKind
from raccordo.foundation.numbers import number_typed
from raccordo.foundation.reasons import Reason
from raccordo.foundation.tables import Fault, likely_day_in, year_in
from raccordo.planning.rules.columns import told_in
from raccordo.territory.models import Area

# Of two kinds with the same number, which one a line without its kind speaks of.
ORDER = (
    *(MovementKind.ORDERED, MovementKind.COMMITTED, MovementKind.CLEARED, MovementKind.PAID),
    *(MovementKind.RESERVED, MovementKind.ASCERTAINED, MovementKind.COLLECTED),
)
NONE = Number("")


@dataclass(slots=True, eq=False)
class Ours:
    """The entries here that bear one number of one kind: what they come to."""

    kind: MovementKind
    number: Number
    entries: list[Movement] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return sum((one.amount for one in self.entries), ZERO)

    @property
    def years(self) -> set[int]:
        told = {y for one in self.entries for y in (one.year, one.due_year, one.told_on.year)}
        return told | {self.number.year}


@dataclass(slots=True)
class BookRow:
    """A number of theirs as it was understood, with all its lines, or an entry that is only here.

    `number` is the first of its lines; of what is only here there is none.
    """

    number: int = 0
    said: str = ""
    kind: MovementKind | None = None
    called: Number = NONE
    creditor: str = ""
    amount: Decimal = ZERO
    ours: Ours | None = None
    verdict: BooksVerdict = BooksVerdict.THEIRS
    faults: list[Fault] = field(default_factory=list)


def read_books(
    lines: Sequence[Sequence[str]], columns: Mapping[str, int], area: Area, *, first: int = 2
) -> list[BookRow]:
    """The rows of their books, each with what is here of it; then what is only here.

    Lines with one number are one commitment on several headings: what counts is their sum.
    """
    rows = [_row(number, cells) for number, cells in told_in(lines, columns, first=first)]
    theirs = _together(row for row in rows if not row.faults)
    numbered, bare = _ours(area)
    for same_year in (True, False):
        for row in theirs:
            _match(row, numbered, same_year=same_year)
    for row in theirs:
        _find_without_number(row, bare)
    wrong = [row for row in rows if row.faults]
    here = _only_here(theirs, [*numbered, *bare])
    return sorted([*theirs, *wrong], key=lambda row: row.number) + here


def _row(number: int, cells: Mapping[str, str]) -> BookRow:
    row = BookRow(number, said=cells["number"][:30], creditor=cells.get("creditor", "")[:120])
    if word := cells.get("kind", ""):
        row.kind = kind_called(word)
        if row.kind is None:
            _fault(row, "kind", word, Reason("books_kind_unknown"))
    called = number_in(cells["number"])
    if not called.bare:
        code = "cell_missing" if not cells["number"] else "books_number_unread"
        _fault(row, "number", cells["number"], Reason(code))
    row.called = called if called.year else Number(called.bare, _year(cells))
    _read_amount(row, cells["amount"])
    return row


def _read_amount(row: BookRow, said: str) -> None:
    amount = number_typed(" ".join(said.split()))
    if said in EMPTY or amount is None:
        code = "cell_missing" if said in EMPTY else "books_amount_unread"
        _fault(row, "amount", said, Reason(code))
    else:
        row.amount = amount


def _year(cells: Mapping[str, str]) -> int:
    """The year of a number that does not tell it: that of its column, or of its day."""
    said = cells.get("year", "")
    if year := year_in(said):
        return year
    day: date | None = likely_day_in(cells.get("date", ""))
    return day.year if day else 0


def _together(rows: Iterable[BookRow]) -> list[BookRow]:
    found: dict[tuple[MovementKind | None, Number], BookRow] = {}
    for row in rows:
        known = found.setdefault((row.kind, row.called), row)
        if known is not row:
            known.amount += row.amount
    return list(found.values())


def _ours(area: Area) -> tuple[list[Ours], list[Ours]]:
    """What is here, by kind and number; apart, one by one, what has no number and stands."""
    told = Movement.objects.filter(allocation__area=area, kind__in=ORDER)
    told = told.select_related("allocation__fund", "action", "creditor").order_by("pk")
    found: dict[tuple[str, Number], Ours] = {}
    bare = []
    back = {one.reverses_id for one in told}
    known = {one.pk: one for one in told}
    for one in told:
        number = number_in(one.number)
        if not number.bare:
            stands = one.pk not in back and not one.reverses_id
            if stands and not _is_opening(one, known):
                bare.append(Ours(MovementKind(one.kind), number, [one]))
            continue
        call = number if number.year else Number(number.bare, one.told_on.year)
        group = found.setdefault((one.kind, call), Ours(MovementKind(one.kind), call))
        group.entries.append(one)
    return [one for one in found.values() if one.amount], bare


def _is_opening(one: Movement, known: Mapping[int, Movement]) -> bool:
    """Whether it is of an opening balance: a sum of many entries of the books, by no act."""
    while one.of_id and one.of_id in known:
        one = known[one.of_id]
    return one.act_id is None and one.kind == MovementKind.COMMITTED


def _match(row: BookRow, ours: list[Ours], *, same_year: bool) -> None:
    """What is here under that number: of the same year first, else due in it."""
    if row.ours is not None:
        return
    same = [one for one in ours if one.number.bare == row.called.bare and _may_be(row, one)]
    if same_year:
        same = [one for one in same if one.number.year == row.called.year]
    if same:
        row.ours = min(same, key=lambda one: (one.amount != row.amount, ORDER.index(one.kind)))
        alike = row.ours.amount == row.amount
        row.verdict = BooksVerdict.SAME if alike else BooksVerdict.DIFFERS
        ours.remove(row.ours)


def _may_be(row: BookRow, one: Ours) -> bool:
    """Whether kind and year of what is here are those of a line of theirs, as far as it tells."""
    return row.kind in {None, one.kind} and (not row.called.year or row.called.year in one.years)


def _find_without_number(row: BookRow, free: list[Ours]) -> None:
    """Of what is here without a number, the only one of that amount: it may be given theirs."""
    if row.ours is not None:
        return
    alike = [one for one in free if one.amount == row.amount and _may_be(row, one)]
    if len(alike) == 1:
        row.ours, row.verdict = alike[0], BooksVerdict.UNNUMBERED
        free.remove(alike[0])


def _only_here(theirs: Sequence[BookRow], ours: Sequence[Ours]) -> list[BookRow]:
    """What is here and not in their books: of the kinds and the years they tell of."""
    kinds = {row.ours.kind for row in theirs if row.ours} | {row.kind for row in theirs}
    years = {row.called.year for row in theirs}
    return [
        BookRow(
            said=one.entries[0].number,
            kind=one.kind,
            called=one.number,
            amount=one.amount,
            ours=one,
            verdict=BooksVerdict.OURS,
        )
        for one in ours
        if one.kind in kinds and (0 in years or one.years & years)
    ]


def _fault(row: BookRow, name: str, said: str, reason: Reason) -> None:
    row.verdict = BooksVerdict.WRONG
    row.faults.append(Fault(row.number, str(BooksColumn(name).label), said[:40], reason))
