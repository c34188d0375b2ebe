"""Tables for spreadsheets: nothing a person typed is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from xlsxwriter import Workbook

Cell = str | int | Decimal | date | None
RISKY = ("=", "+", "-", "@", "\t", "\r")


def write_xlsx(title: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A one-sheet workbook; days are days, money is numbers, text is text."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, word in enumerate(heading):
            sheet.write_string(0, column, word, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                match cell:
                    case None:
                        pass
                    case date():
                        sheet.write_datetime(number, column, cell, day)
                    case int() | Decimal():
                        sheet.write_number(number, column, cell)
                    case _:
                        sheet.write_string(number, column, cell)
    return out.getvalue()


def write_csv(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same table as CSV, with semicolons as Excel in Italian wants."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return ("\ufeff" + out.getvalue()).encode()


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return cell.strftime("%d/%m/%Y")
        case Decimal():
            return str(cell).replace(".", ",")
        case int():
            return str(cell)
    return f"'{cell}" if cell.startswith(RISKY) else cell
