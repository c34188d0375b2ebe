"""Tables for spreadsheets: nothing a person typed is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

Cell = str | int | Decimal | date | None
# What opens a formula, also in the wide letters of an East Asian keyboard, and what hides it.
RISKY = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
LONGEST_TITLE, LONGEST_FOOTER, A4 = 31, 120, 9
PIECE_ROWS = 500
FILL, USUAL_WIDTH = "#DCE6F2", 16


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and its rows; days are days, numbers are numbers, text is text."""

    heading: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: one table to sort and filter, or several to read one after another."""

    title: str
    tables: Sequence[Table]
    widths: Sequence[int] = ()  # in letters
    pinned: int = 0  # the columns on the left that stay in view
    wrapped: bool = False  # whether long texts go on in a new line


def write_xlsx(title: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet."""
    return write_book([Sheet(title, [Table(heading, rows)])])


def write_book(sheets: Iterable[Sheet], *, footer: str = "") -> bytes:
    """A workbook, a row at a time: what has gone by is no more in memory."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        pen = Pen(book)
        for sheet in sheets:
            page = book.add_worksheet(sheet.title[:LONGEST_TITLE])
            _print_well(page, footer)
            for column, width in enumerate(sheet.widths or _usual(sheet)):
                page.set_column(column, column, width)
            last = _write_tables(page, sheet, pen)
            if last:
                # A code is text: a spreadsheet need not think it a mistake.
                page.ignore_errors({"number_stored_as_text": f"A1:Z{last + 1}"})
    return out.getvalue()


def _usual(sheet: Sheet) -> list[int]:
    return [USUAL_WIDTH] * max(len(table.heading) for table in sheet.tables)


def _print_well(page: Any, footer: str) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{footer[:LONGEST_FOOTER].replace('&', '&&')}&R&P / &N")


def _write_tables(page: Any, sheet: Sheet, pen: Pen) -> int:
    """The tables, a blank row between them; gives the last row that was written."""
    row, alone = 0, len(sheet.tables) == 1
    for table in sheet.tables:
        if table.caption:
            page.write_string(row, 0, table.caption, pen.bold)
            row += 1
        for column, word in enumerate(table.heading):
            page.write_string(row, column, word, pen.heading)
        first = row
        for row, cells in enumerate(table.rows, start=first + 1):
            pen.write(page, row, cells, wrapped=sheet.wrapped)
        if alone:
            page.freeze_panes(first + 1, sheet.pinned)
            page.repeat_rows(first)
            page.autofilter(first, 0, row, len(table.heading) - 1)
        row += 2
    return row - 2


class Pen:
    """How cells look: a number has as many decimals as it shows, a code keeps its zeros."""

    def __init__(self, book: Any) -> None:
        self.book, self.made = book, dict[tuple[str, bool], Any]()
        self.bold = book.add_format({"bold": True, "font_size": 12})
        look = {"bold": True, "bg_color": FILL, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.heading = book.add_format(look)

    def write(self, page: Any, row: int, cells: Sequence[Cell], *, wrapped: bool) -> None:
        """A row, each cell as what it is."""
        for column, cell in enumerate(cells):
            match cell:
                case None | "":
                    pass
                case date():
                    page.write_datetime(row, column, cell, self.look("dd/mm/yyyy"))
                case Decimal():
                    page.write_number(row, column, cell, self.look(_decimals(cell)))
                case int():
                    page.write_number(row, column, cell, self.look("General"))
                case _:
                    is_code = cell.isascii() and cell.isdigit()
                    look = self.look("@") if is_code else self.look("General", wrapped=wrapped)
                    page.write_string(row, column, cell, look)

    def look(self, form: str, *, wrapped: bool = False) -> Any:
        """A format, made once for each workbook."""
        if (form, wrapped) not in self.made:
            facts = {"num_format": form, "valign": "top", "text_wrap": wrapped}
            self.made[form, wrapped] = self.book.add_format(facts)
        return self.made[form, wrapped]


def _decimals(number: Decimal) -> str:
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def write_csv(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same table as CSV, with semicolons as Excel in Italian wants."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(_plain_rows(rows))
    return ("\ufeff" + out.getvalue()).encode()


def stream_csv(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same, a piece at a time: of a long table only some rows are in memory."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    yield "\ufeff".encode()
    for number, row in enumerate(_plain_rows(rows), 1):
        writer.writerow(row)
        if number % PIECE_ROWS == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _plain_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_plain(cell) for cell in row]


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return cell.strftime("%d/%m/%Y")
        case Decimal():
            return f"{cell:f}".replace(".", ",")
        case int():
            return str(cell)
    return f"'{cell}" if cell.startswith(RISKY) else cell
