"""A sheet of a workbook as its XML: rows and cells found by where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.etree import SubElement

from raccordo.documents.brought import DocumentRefused
from raccordo.foundation.reasons import Reason

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS, COLUMNS, MOST_ARRAYS = 1_048_576, 16_384, 1_000
MOST_CELLS = 300_000  # of a workbook, also those that are only drawn
# Formulas whose results fill other cells too.
WIDE = {"array", "dataTable"}
WHERE = re.compile(r"^\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})$")
Spot = tuple[int, int]  # row and column, from 1


def require_light(cells: int) -> None:
    """Refuse a workbook that would fill the memory."""
    if cells > MOST_CELLS:
        raise DocumentRefused(Reason("form_too_large", {"limit": MOST_CELLS}))


def spot_of(name: str) -> Spot | None:
    """B7 as row and column."""
    found = WHERE.match(name)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= ROWS and column <= COLUMNS else None


def name_of(spot: Spot) -> str:
    """Row and column as B7."""
    row, column = spot
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


@dataclass(frozen=True, slots=True)
class Range:
    """Some cells, from a corner to the opposite one."""

    first: Spot
    last: Spot

    def __contains__(self, spot: Spot) -> bool:
        return all(
            low <= here <= high for low, here, high in zip(self.first, spot, self.last, strict=True)
        )

    def __str__(self) -> str:
        return f"{name_of(self.first)}:{name_of(self.last)}"

    @property
    def area(self) -> int:
        """How many cells it has."""
        return (self.last[0] - self.first[0] + 1) * (self.last[1] - self.first[1] + 1)

    def __iter__(self) -> Iterator[Spot]:
        for row in range(self.first[0], self.last[0] + 1):
            yield from ((row, column) for column in range(self.first[1], self.last[1] + 1))

    def within(self, other: Range) -> Range:
        """What it has in common with another; without area when they do not meet."""
        top, left = (max(pair) for pair in zip(self.first, other.first, strict=True))
        low, right = (min(pair) for pair in zip(self.last, other.last, strict=True))
        return Range((top, left), (max(low, top - 1), max(right, left - 1)))


def range_of(name: str) -> Range | None:
    """B7:D9, or B7 alone, as a range."""
    first, _colon, last = name.partition(":")
    start, end = spot_of(first), spot_of(last or first)
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return None
    return Range(start, end)


class Grid:
    """The cells of a sheet; one that is not there is made when it is written."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        data = tree.find(f"{MAIN}sheetData")
        if data is None:
            raise _broken()
        self.data = data
        self.rows: dict[int, Any] = {}
        self.cells: dict[Spot, Any] = {}
        for number, row in _placed(data, "row"):
            self.rows[number] = row
            self.cells |= {(number, column): cell for column, cell in _placed(row, "c")}
            require_light(len(self.cells))
        self.merged = list(_ranges(tree.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")))
        formulas = (cell.find(f"{MAIN}f") for cell in self.cells.values())
        # An array of results has one formula, and cells that hold none of it.
        wide = _ranges(one for one in formulas if one is not None and one.get("t") in WIDE)
        self.computed = [one for one in wide if one.area > 1]
        if len(self.computed) > MOST_ARRAYS:
            raise DocumentRefused(Reason("document_overfull"))

    def formula(self, spot: Spot) -> bool:
        """Whether a cell is computed."""
        cell = self.cells.get(spot)
        own = cell is not None and cell.find(f"{MAIN}f") is not None
        return own or any(spot in one for one in self.computed)

    def joined(self, spot: Spot) -> Range | None:
        """The range of joined cells that a cell is of."""
        return next((one for one in self.merged if spot in one), None)

    def box(self, spots: Sequence[Spot]) -> Range | None:
        """The smallest range with all of these."""
        if not spots:
            return None
        rows, columns = [spot[0] for spot in spots], [spot[1] for spot in spots]
        return Range((min(rows), min(columns)), (max(rows), max(columns)))

    def cell(self, spot: Spot) -> Any:
        """A cell, made in its order where there is none, with the look its row or column gives."""
        if spot in self.cells:
            return self.cells[spot]
        row = self._row(spot[0])
        cell = SubElement(row, f"{MAIN}c", r=name_of(spot))
        after = (one for one in row.iterfind(f"{MAIN}c") if _column(one) > spot[1])
        if (following := next(after, None)) is not None:
            following.addprevious(cell)
        row.attrib.pop("spans", None)
        if look := self._look(row, spot[1]):
            cell.set("s", look)
        self.cells[spot] = cell
        return cell

    def _row(self, number: int) -> Any:
        if number not in self.rows:
            row = SubElement(self.data, f"{MAIN}row", r=str(number))
            if later := [one for one in self.rows if one > number]:
                self.rows[min(later)].addprevious(row)
            self.rows[number] = row
        return self.rows[number]

    def _look(self, row: Any, column: int) -> str:
        if row.get("s") and row.get("customFormat") in {"1", "true"}:
            return str(row.get("s"))
        for one in self.tree.iterfind(f"{MAIN}cols/{MAIN}col"):
            first, last = (_number(one.get(end)) for end in ("min", "max"))
            if first <= column <= last:
                return str(one.get("style", ""))
        return ""

    def drop_results(self) -> bool:
        """Take away what formulas gave before: an old total must not be read as the new one."""
        found = [one for one in self.cells.values() if one.find(f"{MAIN}f") is not None]
        for cell in found:
            for result in cell.findall(f"{MAIN}v"):
                cell.remove(result)
            cell.attrib.pop("t", None)
        return bool(found)


def _placed(parent: Any, kind: str) -> Iterator[tuple[int, Any]]:
    """Rows or cells with their number; those that do not say it follow the one before."""
    number = 0
    for one in parent.iterfind(f"{MAIN}{kind}"):
        told = one.get("r")
        before = number
        if told is None:
            number += 1
            row = _number(parent.get("r"))
            one.set("r", str(number) if kind == "row" else name_of((row, number)))
        else:
            spot = spot_of(told if kind == "c" else f"A{told}")
            number = (spot[1] if kind == "c" else spot[0]) if spot else 0
        if number <= before:
            raise _broken()
        yield number, one


def _column(cell: Any) -> int:
    spot = spot_of(cell.get("r", ""))
    return spot[1] if spot else 0


def _ranges(elements: Any) -> Iterator[Range]:
    for one in elements:
        if (found := range_of(one.get("ref", ""))) is not None:
            yield found


def _number(told: str | None) -> int:
    return int(told) if told and told.isdecimal() and len(told) < 8 else 0


def _broken() -> DocumentRefused:
    return DocumentRefused(Reason("document_broken"))
