"""Tables that people bring, in CSV or XLSX: columns by name, and every wrong cell told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from raccordo.foundation.errors import Refused
from raccordo.foundation.packed import LARGEST, PIECE, Overfull, Unreadable, rows_of, sheets_of
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import slug_of

Value = TypeVar("Value")
Cell = str | date
LONGEST = 200_000
FIRST_YEAR, LAST_YEAR, YEAR_DIGITS = 1861, 2199, 4  # the unity of Italy; beyond, a slip


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be accepted: where it is, what it says, why."""

    row: int
    column: str
    value: str
    reason: Reason


@dataclass(slots=True)
class Row:
    """One row of a table, read cell by cell; what is wrong is noted and reading goes on."""

    number: int
    cells: Mapping[str, Cell]
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str, *, needed: bool = False, longest: int = 500) -> str:
        """A cell as text, without the blanks around it."""
        value = self.cells.get(slug_of(column), "")
        said = value.isoformat() if isinstance(value, date) else " ".join(value.split())
        if needed and not said:
            self.fault(column, said, Reason("cell_missing"))
        if len(said) > longest:
            self.fault(column, said[:40] + "…", Reason("cell_too_long", {"limit": longest}))
        return said

    def day(self, column: str, *, needed: bool = False) -> date | None:
        """A cell as a day: 3/3/2026, 03-03-2026 or 2026-03-03."""
        value = self.cells.get(slug_of(column), "")
        if isinstance(value, date):
            return value
        said = self.text(column, needed=needed)
        found = day_in(said)
        if said and found is None:
            self.fault(column, said, Reason("cell_not_a_day"))
        return found

    def one_of(self, column: str, choices: Mapping[str, Value]) -> Value | None:
        """A cell that must be one of some words, however they are written."""
        said = self.text(column, needed=True)
        found = {slug_of(name): value for name, value in choices.items()}.get(slug_of(said))
        if said and found is None:
            self.fault(column, said, Reason("cell_unknown", {"known": ", ".join(choices)}))
        return found

    def fault(self, column: str, value: str, reason: Reason) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(Fault(self.number, column, value, reason))


def day_in(said: str) -> date | None:
    """The day that a text writes, in the Italian or the international way."""
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def likely_day_in(said: str) -> date | None:
    """The day that a text writes, if it is not so far off that it is a slip."""
    day = day_in(said)
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def year_in(said: str) -> int | None:
    """The year that a text writes in four plain digits; a likely one."""
    plain = len(said) == YEAR_DIGITS and said.isascii() and said.isdigit()
    return int(said) if plain and FIRST_YEAR <= int(said) <= LAST_YEAR else None


def read_table(content: bytes, *, columns: Sequence[str]) -> list[Row]:
    """The rows of a CSV or XLSX table; refused when a column is missing.

    The row numbers are those a spreadsheet shows: the heading is row 1.
    """
    lines = list(_xlsx(content) if content.startswith(b"PK") else _csv(content))
    heading = [slug_of(str(cell)) for cell in lines[0]] if lines else []
    missing = [column for column in columns if slug_of(column) not in heading]
    if missing:
        raise TableRefused(Reason("columns_missing", {"columns": ", ".join(missing)}))
    if len(lines) > LONGEST:
        raise TableRefused(Reason("table_too_long", {"limit": LONGEST}))
    rows = (Row(n, dict(zip(heading, line, strict=False))) for n, line in enumerate(lines[1:], 2))
    return [row for row in rows if any(str(cell).strip() for cell in row.cells.values())]


class TableRefused(Exception):
    """The file is not the table that was asked for."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def _csv(content: bytes) -> Iterator[list[Cell]]:
    """Excel writes Latin-1 and semicolons, everybody else UTF-8 and commas: both are read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise TableRefused(Reason("table_unreadable")) from error


def book_sheets(
    content: bytes, *, most: int | None = None, whole: bool = False
) -> list[Sequence[Sequence[object]]]:
    """The sheets of a workbook; refused when it is not sound, or would fill the memory."""
    with _sound():
        return sheets_of(content, most=most, whole=whole)


def book_rows(content: bytes) -> list[Iterator[Sequence[object]]]:
    """The same sheets, each to be read a row at a time."""
    with _sound():
        return rows_of(content)


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except Overfull as overfull:
        raise TableRefused(Reason("archive_bomb", {"limit": LARGEST // PIECE})) from overfull
    except Unreadable as error:
        raise TableRefused(Reason("table_unreadable")) from error


def grid_in(content: bytes) -> list[list[str]]:
    """The cells of a CSV, or of the first sheet of a workbook, as a person would read them."""
    lines = list(_xlsx(content, _as_read) if content.startswith(b"PK") else _csv(content))
    if len(lines) > LONGEST:
        raise TableRefused(Reason("table_too_long", {"limit": LONGEST}))
    return [[str(cell) for cell in line] for line in lines]


def pasted_in(text: str) -> list[list[str]]:
    """The cells that a spreadsheet puts on the clipboard: a line each row, tabs between cells."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as error:
        raise TableRefused(Reason("table_unreadable")) from error


def as_pasted(lines: Sequence[Sequence[str]]) -> str:
    """The same, the other way round."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)


def _as_read(value: object) -> str:
    """A number with its decimals after a comma: 125.125 would be read as a hundred thousand."""
    if isinstance(value, float):
        exact = Decimal(repr(round(value, 6)))  # a sum made by a spreadsheet ends in noise
        return f"{exact.normalize():f}".replace(".", ",")
    return str(_cell(value))


def _xlsx(content: bytes, read: Callable[[object], Cell] | None = None) -> Iterator[list[Cell]]:
    for lines in book_sheets(content, most=1):
        for line in lines:
            yield [(read or _cell)(value) for value in line]


def _cell(value: object) -> Cell:
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


Read = Callable[[Row], Value]


def read_rows(rows: Sequence[Row], read: Read[Value]) -> tuple[list[Value], list[Fault]]:
    """Read every row, so that every fault is told at once."""
    values = [read(row) for row in rows]
    return values, [fault for row in rows for fault in row.faults]


def require_whole(faults: Sequence[Fault], *, say: Callable[[Fault], str], most: int = 200) -> None:
    """Refuse a table with wrong cells, telling each one: all of it enters, or nothing."""
    if faults:
        raise Refused("\n".join(say(fault) for fault in faults[:most]), field="file")
