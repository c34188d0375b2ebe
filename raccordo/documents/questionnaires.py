"""A spreadsheet to be filled in and sent back: only the answers can be written, each as it must."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from raccordo.documents.sheets import FILL, OPTIONS, RISKY

IDENTITY = "raccordo"  # the name of the hidden sheet that says whose the workbook is
WIDTHS = (24, 52, 12, 22, 18, 52)
NUMBER, DECIMAL_FORM, TEXT_FORM = "#,##0", "#,##0.####", "@"
MOST_IN_LIST = 255


@dataclass(frozen=True, slots=True)
class Line:
    """One row to be filled in: what it asks, what it may hold, what is already there."""

    code: str
    label: str
    unit: str
    help: str
    value: Decimal | int | str | None = None
    before: Decimal | int | str | None = None
    whole: bool = False
    decimals: int | None = None  # nothing: it is a text
    choices: Sequence[str] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What the sheet says around its rows."""

    name: str
    above: Sequence[str]
    heading: Sequence[str]
    number_wanted: str
    choice_wanted: str


def write_questionnaire(
    words: Words, lines: Sequence[Line], *, identity: Mapping[str, str]
) -> bytes:
    """A workbook with one sheet to be filled in, and a hidden one that says whose it is."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS | {"constant_memory": False}) as book:
        page = book.add_worksheet(words.name)
        hidden = book.add_worksheet(IDENTITY)
        hidden.very_hidden()
        for row, (name, value) in enumerate(identity.items()):
            hidden.write_string(row, 0, name)
            hidden.write_string(row, 1, value)
        hidden.protect()
        _Sheet(book, page, words).write(lines)
        page.activate()
    return out.getvalue()


class _Sheet:
    """The sheet one fills in, row after row."""

    def __init__(self, book: Any, page: Any, words: Words) -> None:
        self.book, self.page, self.words = book, page, words
        base = {"valign": "top", "text_wrap": True}
        self.plain = book.add_format(base)
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(base | {"bold": True, "bg_color": FILL, "bottom": 1})
        self.section = book.add_format({"bold": True, "top": 1})
        self.open = {"locked": False, "border": 1, "bg_color": "#FFFBE6", "valign": "top"}

    def write(self, lines: Sequence[Line]) -> None:
        for column, width in enumerate(WIDTHS):
            self.page.set_column(column, column, width)
        for row, said in enumerate(self.words.above):
            self.page.write_string(row, 0, said, self.title if row == 0 else None)
        row = len(self.words.above) + 1
        for column, word in enumerate(self.words.heading):
            self.page.write_string(row, column, word, self.head)
        self.page.freeze_panes(row + 1, 0)
        section = ""
        for line in lines:
            row += 1
            if line.section != section:
                section = line.section
                self.page.write_string(row, 1, section, self.section)
                row += 1
            self.line(row, line)
        self.page.protect(options={"format_columns": True, "format_rows": True})
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)

    def line(self, row: int, line: Line) -> None:
        for column, text in ((0, line.code), (1, line.label), (2, line.unit), (5, line.help)):
            self.page.write_string(row, column, text, self.plain)
        form = self.form(line)
        self.cell(row, 3, line.value, self.book.add_format(self.open | {"num_format": form}))
        form_of_before = self.book.add_format({"num_format": form, "valign": "top"})
        self.cell(row, 4, line.before, form_of_before)
        if rule := self.rule(line):
            self.page.data_validation(row, 3, row, 3, rule)

    def form(self, line: Line) -> str:
        if line.decimals is None:
            return TEXT_FORM
        if line.whole:
            return NUMBER
        return f"{NUMBER}.{'0' * line.decimals}" if line.decimals == 2 else DECIMAL_FORM

    def cell(self, row: int, column: int, value: Decimal | int | str | None, form: Any) -> None:
        match value:
            case None | "":
                self.page.write_blank(row, column, None, form)
            case str():
                safe = f"'{value}" if value.startswith(RISKY) else value
                self.page.write_string(row, column, safe, form)
            case _:
                self.page.write_number(row, column, value, form)

    def rule(self, line: Line) -> dict[str, Any] | None:
        if line.choices:
            fits = len(",".join(line.choices)) <= MOST_IN_LIST
            source = {"validate": "list", "source": list(line.choices)}
            return source | {"error_message": self.words.choice_wanted} if fits else None
        if line.decimals is None:
            return None
        kind = "integer" if line.whole else "decimal"
        return {
            "validate": kind,
            "criteria": ">=",
            "value": 0,
            "error_message": self.words.number_wanted,
        }
