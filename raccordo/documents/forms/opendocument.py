"""A form that is an ODT: blanks, cells of tables, placeholders, input fields, bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import Element, SubElement

from raccordo.documents.forms.places import PlaceKind
from raccordo.documents.forms.running import LINE, Cell, Named, Running, Slot
from raccordo.documents.texts.opendocument import (
    OFFICE,
    TABLE,
    TEXT,
    WIDEST,
    cells_of,
    repeated,
    rows_of,
)

SIGNS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
# What stands in a paragraph and is not of its letters.
ASIDE = {f"{TEXT}note", f"{TEXT}tracked-changes", f"{OFFICE}annotation"}
BLOCKS = {f"{TEXT}p", f"{TEXT}h"}
LISTS = {f"{TEXT}list", f"{TEXT}list-item", f"{TEXT}list-header", f"{TEXT}section"}
# In OpenDocument an end of line, a tab and a second blank are elements.
PIECES = re.compile(rf"{LINE}|\t|(?<= ) +|^ +| +$")


class OdtForm(Running):
    """The places of an ODT."""

    PARAGRAPHS = frozenset(BLOCKS)

    def paragraphs(self) -> Iterator[Any]:
        """Every paragraph of the body; what was deleted, or is a remark, is not of it."""
        yield from self._alive(*BLOCKS)

    def slots(self, within: Any) -> list[Slot]:
        """The letters of it, and what follows each thing that is inside."""
        if within.tag in BLOCKS or within.tag.startswith(TEXT):
            return list(_slots(within))
        return list(_slots_of_blocks(within))

    def tables(self) -> Iterator[list[list[Cell]]]:
        """Every table, also one inside another."""
        for table in self._alive(f"{TABLE}table"):
            yield [
                [cell for one in cells_of(row) for cell in _cell(one, row)]
                for row in rows_of(table)
            ]

    def read_named(self) -> Iterator[Named]:
        """Placeholders and input fields, then bookmarks."""
        for one in self._alive(f"{TEXT}placeholder", f"{TEXT}text-input"):
            slots = self.slots(one)
            shown = "".join(slot.text for slot in slots).strip()
            name = one.get(f"{TEXT}description") or shown.strip("<> ")
            if name:
                yield Named(f"field:{name}", PlaceKind.FIELD, one, slots, empty=True)
        for paragraph in self.paragraphs():
            yield from self._bookmarks(paragraph)

    def spell(self, slot: Slot, text: str) -> None:
        """Write letters, each end of line as OpenDocument wants it."""
        pieces = _pieces(text)
        first = pieces.pop(0)[1] if pieces else ""
        element = slot.element
        if slot.tail:
            element.tail = first
            parent, place = element.getparent(), element.getparent().index(element) + 1
        else:
            element.text = first
            parent, place = element, 0
        for offset, (made, following) in enumerate(pieces):
            made.tail = following
            parent.insert(place + offset, made)

    def new_slot(self, within: Any) -> Slot:
        """Some letters right after a bookmark, or the first paragraph of a cell."""
        if within.tag != f"{TEXT}bookmark":
            return Slot(SubElement(within, f"{TEXT}p"))
        span, parent = Element(f"{TEXT}span"), within.getparent()
        following, within.tail = within.tail, None
        parent.insert(parent.index(within) + 1, span)
        span.tail = following
        return Slot(span)

    def settle(self, named: Named) -> None:
        """A placeholder that is filled is text as the rest."""
        if named.element.tag == f"{TEXT}placeholder":
            named.element.tag = f"{TEXT}span"
            named.element.attrib.clear()

    def _alive(self, *tags: str) -> Iterator[Any]:
        """What stands in the body, and is neither deleted nor a remark."""
        body = self.tree.find(f"{OFFICE}body")
        for one in body.iter(*tags) if body is not None else ():
            if next(one.iterancestors(*ASIDE), None) is None:
                yield one

    def _bookmarks(self, paragraph: Any) -> Iterator[Named]:
        """The bookmarks of a paragraph: a point, or from a point to another."""
        begun: dict[str, Named] = {}
        for slot in self.slots(paragraph):
            tag, name = slot.element.tag, slot.element.get(f"{TEXT}name", "")
            marks = slot.tail and name and name[0] != "_"
            if marks and tag == f"{TEXT}bookmark-end" and name in begun:
                yield begun.pop(name)
            for named in begun.values():
                named.slots.append(slot)
            if marks and tag == f"{TEXT}bookmark":
                yield Named(f"bookmark:{name}", PlaceKind.BOOKMARK, slot.element)
            elif marks and tag == f"{TEXT}bookmark-start" and len(begun) < WIDEST:
                begun[name] = Named(
                    f"bookmark:{name}", PlaceKind.BOOKMARK, slot.element, slots=[slot]
                )


def _slots(within: Any) -> Iterator[Slot]:
    yield Slot(within)
    for one in within:
        if one.tag in SIGNS:
            yield Slot(one, sign=SIGNS[one.tag])
        elif _is_inline(one):
            yield from _slots(one)
        yield Slot(one, tail=True)


def _slots_of_blocks(within: Any) -> Iterator[Slot]:
    begun = False
    for one in within:
        if one.tag in BLOCKS:
            if begun:
                yield Slot(one, sign="\n")
            begun = True
            yield from _slots(one)
        elif one.tag in LISTS:
            yield from _slots_of_blocks(one)


def _is_inline(one: Any) -> bool:
    """A link, a span, a field; not a note, nor a frame with its own paragraphs."""
    return isinstance(one.tag, str) and one.tag.startswith(TEXT) and one.tag not in ASIDE


def _cell(cell: Any, row: Any) -> Iterator[Cell]:
    """A cell; one that stands for several alike cannot be filled alone."""
    times = repeated(cell.get(f"{TABLE}number-columns-repeated"))
    rows = repeated(row.get(f"{TABLE}number-rows-repeated"))
    covered = cell.tag == f"{TABLE}covered-table-cell" or times > 1 or rows > 1
    yield from (Cell(cell, covered) for _each in range(max(min(times, WIDEST), 1)))


def _pieces(text: str) -> list[tuple[Any, str]]:
    """The letters, and after each sign the element that stands for it; the first has none."""
    found: list[tuple[Any, str]] = []
    made, start = None, 0
    for sign in PIECES.finditer(text):
        found.append((made, text[start : sign.start()]))
        made, start = _sign(sign[0]), sign.end()
    return [*found, (made, text[start:])]


def _sign(letters: str) -> Any:
    if letters == LINE:
        return Element(f"{TEXT}line-break")
    if letters == "\t":
        return Element(f"{TEXT}tab")
    return Element(f"{TEXT}s", {f"{TEXT}c": str(len(letters))})
