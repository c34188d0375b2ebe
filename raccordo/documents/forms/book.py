"""A form that is a workbook: its XML is edited in place, so that nothing else of it changes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from lxml.etree import Element, SubElement

from raccordo.documents.brought import Brought, DocumentRefused, written
from raccordo.documents.forms.grid import (
    MAIN,
    Grid,
    Range,
    Spot,
    name_of,
    range_of,
    require_light,
    spot_of,
)
from raccordo.documents.forms.looks import Looks
from raccordo.documents.forms.places import (
    MOST_PLACES,
    Leaf,
    Place,
    PlaceKind,
    Value,
    gone,
    require_few,
)
from raccordo.foundation.reasons import Reason

WORKBOOK, STYLES, STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
TIES = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TIE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
SEEN = "visible"
LONGEST_NUMBER = 9  # digits of a number of a look, of a shared text
LONGEST = 32_767  # letters of a cell
# Excel counts days from the last of 1899, and believes that 1900 was a leap year.
FIRST_DAY, EPOCH, EPOCH_1904 = date(1900, 3, 1), date(1899, 12, 30), date(1904, 1, 1)
# What stands before the way of calculating, in a workbook.
BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")


class Book:
    """A workbook: its sheets by name, its cells as «Sheet!B7»."""

    def __init__(self, brought: Brought) -> None:
        self.brought = brought
        self.workbook = brought.main()
        ties = self._ties(WORKBOOK)
        told = list(self.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"))
        self.hidden = {one.get("name", "") for one in told if one.get("state", SEEN) != SEEN}
        self.paths = {one.get("name", ""): ties.get(one.get(TIE), ("", ""))[1] for one in told}
        self.grids: dict[str, Grid] = {}
        self.headings: dict[str, list[Range]] = {}
        self.touched: set[str] = set()

    def leaves(self) -> list[Leaf]:
        """The cells of each sheet, as far as something is written or drawn."""
        found, count = [], 0
        for name, path in self.paths.items():
            if (grid := self._grid(path)) is not None:
                box = self._box(grid, left=MOST_PLACES - count)
                count += box.area if box else 0
                require_few(count)
                places = list(self._places(name, grid, box)) if box else []
                found.append(Leaf(name, places, hidden=name in self.hidden))
        return found

    def write(self, values: Mapping[str, Value]) -> dict[str, bytes]:
        """The parts with these values in their cells, and nothing left of the old totals."""
        found = {address: self._find(address) for address in values}
        reasons = [self._refusal(address, values[address]) for address in values]
        if refused := [reason for reason in reasons if reason is not None]:
            raise DocumentRefused(*refused)
        for address, place in found.items():
            if place is not None:
                self._put(*place, values[address])
        for path in self.paths.values():
            grid = self._grid(path)
            if grid is not None and grid.drop_results():
                self.touched.add(path)
        self._calculate_when_opened()
        changed = {path: written(self.grids[path].tree) for path in self.touched}
        changed[WORKBOOK] = written(self.workbook)
        if self.looks.changed:
            changed[STYLES] = written(self.looks.tree)
        return changed

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells share, without how they are read aloud."""
        tree = self.brought.tree_if_any(STRINGS)
        return [_text(one) for one in tree.iterfind(f"{MAIN}si")] if tree is not None else []

    @cached_property
    def looks(self) -> Looks:
        """How cells look."""
        tree = self.brought.tree_if_any(STYLES)
        return Looks(tree if tree is not None else Element(f"{MAIN}styleSheet"))

    def _ties(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part is tied to: the kind of each tie, and the part at the other end."""
        folder, name = posixpath.split(part)
        tree = self.brought.tree_if_any(f"{folder}/_rels/{name}.rels")
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[1:],
            )
            for one in (tree.iterfind(TIES) if tree is not None else ())
        }

    def _grid(self, path: str) -> Grid | None:
        """A sheet of cells; one that is only a chart has none."""
        if path not in self.grids:
            tree = self.brought.tree_if_any(path)
            if tree is None or tree.tag != f"{MAIN}worksheet":
                return None
            self.grids[path] = Grid(tree)
            require_light(sum(len(grid.cells) for grid in self.grids.values()))
        return self.grids[path]

    def _box(self, grid: Grid, *, left: int) -> Range | None:
        """Where the cells are; if that is too far, where something is written and one beyond."""
        whole = grid.box(list(grid.cells))
        if whole is None or whole.area <= left:
            return whole
        box = grid.box([spot for spot, cell in grid.cells.items() if len(cell)])
        return Range(box.first, (box.last[0] + 1, box.last[1] + 1)) if box else None

    def _places(self, name: str, grid: Grid, box: Range) -> Iterator[Place]:
        require_few(sum(one.within(box).area for one in grid.merged))
        joined = {spot: one for one in grid.merged for spot in one.within(box)}
        path = self.paths[name]
        above: dict[int, str] = {}
        for row in range(box.first[0], box.last[0] + 1):
            left = ""
            for column in range(box.first[1], box.last[1] + 1):
                spot, whole = (row, column), joined.get((row, column))
                text = self._written(grid, spot)
                yield Place(
                    address=f"{name}!{name_of(spot)}",
                    kind=PlaceKind.CELL,
                    written=text,
                    left=left,
                    above=above.get(column, ""),
                    empty=not text and not grid.formula(spot),
                    formula=grid.formula(spot),
                    merged=str(whole or ""),
                    barred=self._barred(f"{name}!{name_of(spot)}", path, spot, whole),
                )
                # What stands in joined cells stands over and beside all of them.
                text = self._written(grid, whole.first) if whole else text
                left, above[column] = text or left, text or above.get(column, "")

    def _written(self, grid: Grid, spot: Spot) -> str:
        cell = grid.cells.get(spot)
        if cell is None:
            return ""
        inside = cell.find(f"{MAIN}is")
        if inside is not None:
            return _text(inside)
        told = (cell.findtext(f"{MAIN}v") or "").strip()
        if cell.get("t") != "s":
            return told
        place = int(told) if told.isdecimal() and len(told) < LONGEST_NUMBER else len(self.strings)
        return self.strings[place] if place < len(self.strings) else ""

    def _barred(self, address: str, path: str, spot: Spot, whole: Range | None) -> Reason | None:
        """Why a cell cannot be filled."""
        if self.grids[path].formula(spot):
            return Reason("form_formula", {"place": address})
        if whole is not None and spot != whole.first:
            facts = {"place": address, "range": str(whole), "first": name_of(whole.first)}
            return Reason("form_inside_merged", facts)
        if any(spot in heading for heading in self._headings(path)):
            return Reason("form_table_heading", {"place": address})
        return None

    def _headings(self, path: str) -> list[Range]:
        """The headings of the tables of a sheet: they are also the names of their columns."""
        if path not in self.headings:
            self.headings[path] = list(self._read_headings(path))
        return self.headings[path]

    def _read_headings(self, path: str) -> Iterator[Range]:
        for kind, part in self._ties(path).values():
            tree = self.brought.tree_if_any(part) if kind == "table" else None
            if tree is None or tree.get("headerRowCount") == "0":
                continue
            if (found := range_of(tree.get("ref", ""))) is not None:
                yield Range(found.first, (found.first[0], found.last[1]))

    def _find(self, address: str) -> tuple[str, Spot] | None:
        name, _mark, cell = address.rpartition("!")
        path, spot = self.paths.get(name, ""), spot_of(cell)
        if spot is None or self._grid(path) is None:
            return None
        return path, spot

    def _refusal(self, address: str, value: Value) -> Reason | None:
        found = self._find(address)
        if found is None:
            return gone(address)
        if isinstance(value, str) and len(value) > LONGEST:
            return Reason("form_text_too_long", {"place": address, "limit": LONGEST})
        return self._barred(address, *found, self.grids[found[0]].joined(found[1]))

    def _put(self, path: str, spot: Spot, value: Value) -> None:
        """A value in its cell, which keeps its look: a number as a number, a day as a day."""
        cell = self.grids[path].cell(spot)
        self.touched.add(path)
        for child in list(cell):
            cell.remove(child)
        for told in ("t", "vm", "cm"):
            cell.attrib.pop(told, None)
        told = cell.get("s", "0")
        look = int(told) if told.isdecimal() and len(told) < LONGEST_NUMBER else 0
        if isinstance(value, date) and not self._as_text(value, look):
            SubElement(cell, f"{MAIN}v").text = str(self._serial(value))
            cell.set("s", str(self.looks.dated(look)))
        elif isinstance(value, int | Decimal):
            SubElement(cell, f"{MAIN}v").text = f"{value:f}" if value % 1 else str(int(value))
        else:
            said = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
            cell.set("t", "inlineStr")
            inside = SubElement(SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
            inside.text = "".join(sign for sign in said if sign >= " " or sign in "\n\t")
            inside.set(SPACE, "preserve")

    def _as_text(self, day: date, look: int) -> bool:
        return day < FIRST_DAY or self._serial(day) < 0 or self.looks.is_text(look)

    def _serial(self, day: date) -> int:
        told = self.workbook.find(f"{MAIN}workbookPr")
        later = told is not None and told.get("date1904") in {"1", "true"}
        return day.toordinal() - (EPOCH_1904 if later else EPOCH).toordinal()

    def _calculate_when_opened(self) -> None:
        told = self.workbook.find(f"{MAIN}calcPr")
        if told is None:
            told = Element(f"{MAIN}calcPr")
            before = (self.workbook.find(f"{MAIN}{name}") for name in BEFORE_CALCULATION)
            next(one for one in before if one is not None).addnext(told)
        told.set("fullCalcOnLoad", "1")


def _text(inside: Any) -> str:
    """The text of a cell, whatever its letters look like."""
    aloud = {piece for one in inside.iter(f"{MAIN}rPh") for piece in one.iter(f"{MAIN}t")}
    return "".join(one.text or "" for one in inside.iter(f"{MAIN}t") if one not in aloud).strip()
