"""The blocks of an ODT, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from raccordo.documents.brought import Brought
from raccordo.documents.texts.sections import Block, Grid, LeftOut, Paragraph
from raccordo.documents.texts.words import Run

URN = "urn:oasis:names:tc:opendocument:xmlns"
TEXT, STYLE, TABLE = f"{{{URN}:text:1.0}}", f"{{{URN}:style:1.0}}", f"{{{URN}:table:1.0}}"
OFFICE, DRAW = f"{{{URN}:office:1.0}}", f"{{{URN}:drawing:1.0}}"
LOOKS = f"{{{URN}:xsl-fo-compatible:1.0}}"
HEADING = re.compile(r"^(?:heading|titolo|intestazione) ([1-9])$", re.IGNORECASE)
STEPS, WIDEST, MOST_BLANKS = 10, 64, 100
INDEXES = {
    f"{TEXT}{kind}"
    for kind in (
        *("table-of-content", "alphabetical-index", "illustration-index", "table-index"),
        *("object-index", "user-index", "bibliography"),
    )
}
ROW_GROUPS = {f"{TABLE}{kind}" for kind in ("table-header-rows", "table-rows", "table-row-group")}
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
Look = tuple[bool, bool]


class OdtText:
    """An ODT as headings, paragraphs, items and tables, in the order in which one reads."""

    def __init__(self, document: Brought, left: LeftOut) -> None:
        content = document.main()
        self.body = content.find(f"{OFFICE}body/{OFFICE}text")
        self.left = left
        trees = [one for one in (document.tree_if_any("styles.xml"), content) if one is not None]
        styles = [one for tree in trees for one in tree.iter(f"{STYLE}style")]
        self.styles = {(one.get(f"{STYLE}family"), one.get(f"{STYLE}name")): one for one in styles}
        self.numbered = {
            (one.get(f"{STYLE}name", ""), level.get(f"{TEXT}level", ""))
            for tree in trees
            for one in tree.iter(f"{TEXT}list-style")
            for level in one.iter(f"{TEXT}list-level-style-number")
        }
        # How far each style of list has counted, at each depth.
        self.counts: dict[tuple[str, int], int] = {}

    def blocks(self) -> Iterator[Block]:
        """All that stands in the body."""
        yield from self._inside(self.body if self.body is not None else ())

    def _inside(self, parent: Any) -> Iterator[Block]:
        for one in parent:
            if one.tag in {f"{TEXT}p", f"{TEXT}h"}:
                yield Paragraph(list(self._runs(one)), level=self._level(one))
            elif one.tag == f"{TEXT}list":
                yield from self._list(one, "", 1)
            elif one.tag == f"{TABLE}table":
                yield from self._table(one)
            elif one.tag in {f"{TEXT}section", f"{TEXT}numbered-paragraph"}:
                yield from self._inside(one)
            else:
                self._leave(one)

    def _leave(self, one: Any) -> None:
        """What is not words is counted; what shows nothing is not."""
        if one.tag == f"{TEXT}tracked-changes":
            self.left.add("deletions", sum(1 for _each in one.iter(f"{TEXT}deletion")))
        elif one.tag in INDEXES:
            self.left.add("indexes")
        elif one.tag == f"{TEXT}note":
            self.left.add("notes")
        elif one.tag == f"{OFFICE}annotation":
            self.left.add("comments")
        elif isinstance(one.tag, str) and one.tag.startswith(DRAW):
            boxed = next(one.iter(f"{DRAW}text-box"), None) is not None
            self.left.add("boxes" if boxed else "images")

    def _level(self, one: Any) -> int:
        told = one.get(f"{TEXT}outline-level", "")
        if one.tag == f"{TEXT}h":
            return int(told) if told in tuple("123456789") else 1
        for style in self._chain("paragraph", one):
            named = style.get(f"{STYLE}display-name") or style.get(f"{STYLE}name", "")
            if found := HEADING.match(named.replace("_20_", " ")):
                return int(found[1])
        return 0

    def _chain(self, family: str, one: Any) -> Iterator[Any]:
        """The style of something and those it comes from."""
        name = one.get(f"{TEXT}style-name")
        for _step in range(STEPS):
            style = self.styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name")

    def _list(self, listed: Any, style: str, depth: int) -> Iterator[Block]:
        style = listed.get(f"{TEXT}style-name", style)
        numbered = (style, str(depth)) in self.numbered
        if listed.get(f"{TEXT}continue-numbering") != "true":
            self.counts[style, depth] = 0
        for item in listed:
            if item.tag not in {f"{TEXT}list-item", f"{TEXT}list-header"}:
                continue
            self.counts[style, depth] = self.counts.get((style, depth), 0) + 1
            mark = f"{self.counts[style, depth]}." if numbered else "-"
            yield from self._item(item, mark, style, depth)

    def _item(self, item: Any, mark: str, style: str, depth: int) -> Iterator[Block]:
        """The first paragraph of an item has its mark; a numbered heading is no item."""
        for one in item:
            if one.tag == f"{TEXT}list":
                yield from self._list(one, style, depth + 1)
                continue
            for block in self._inside([one]):
                if isinstance(block, Paragraph) and not block.level:
                    yield Paragraph(block.runs, mark=mark)
                    mark = ""
                else:
                    yield block

    def _table(self, table: Any) -> Iterator[Block]:
        found = list(rows_of(table))
        rows = [[runs for cell in cells_of(row) for runs in self._cell(cell)] for row in found]
        if len(found) == 1 and len(rows[0]) == 1:  # a frame around some text
            for cell in cells_of(found[0]):
                yield from self._inside(cell)
        elif rows:
            yield Grid(rows)

    def _cell(self, cell: Any) -> Iterator[list[Run]]:
        runs: list[Run] = []
        for paragraph in cell.iter(f"{TEXT}p", f"{TEXT}h"):
            runs += [Run("\n")] * bool(runs)
            runs += self._runs(paragraph)
        yield runs
        extra = repeated(cell.get(f"{TABLE}number-columns-repeated")) - 1
        yield from (runs for _each in range(min(extra, WIDEST)))

    def _runs(self, one: Any, look: Look = (False, False)) -> Iterator[Run]:
        if one.text:
            yield Run(_flat(one.text), *look)
        for child in one:
            if child.tag == f"{TEXT}line-break":
                yield Run("\n", *look)
            elif child.tag in {f"{TEXT}s", f"{TEXT}tab"}:
                yield Run(" ", *look)
            elif child.tag == f"{TEXT}span":
                yield from self._runs(child, self._look(child, look))
            elif _is_words(child):
                yield from self._runs(child, look)
            else:
                self._leave(child)
            if child.tail:
                yield Run(_flat(child.tail), *look)

    def _look(self, span: Any, outside: Look) -> Look:
        bold: bool | None = None
        italic: bool | None = None
        for style in self._chain("text", span):
            told = style.find(f"{STYLE}text-properties")
            if told is None:
                continue
            weight, slant = told.get(f"{LOOKS}font-weight"), told.get(f"{LOOKS}font-style")
            bold = (weight in {"bold", "700", "800", "900"}) if weight and bold is None else bold
            italic = (slant in {"italic", "oblique"}) if slant and italic is None else italic
        return (
            outside[0] if bold is None else bold,
            outside[1] if italic is None else italic,
        )


def _is_words(one: Any) -> bool:
    """A link, a field, a mark: what it shows is of the text; a note is not."""
    if not isinstance(one.tag, str) or not one.tag.startswith(TEXT):
        return False
    return one.tag not in {f"{TEXT}note", f"{TEXT}tracked-changes", f"{TEXT}ruby-text"}


def _flat(text: str) -> str:
    """The ends of line of the file are not of the text."""
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


def rows_of(table: Any) -> Iterator[Any]:
    """The rows of a table, those of its heading too."""
    for one in table:
        if one.tag == f"{TABLE}table-row":
            yield one
        elif one.tag in ROW_GROUPS:
            yield from rows_of(one)


def cells_of(row: Any) -> list[Any]:
    """The cells of a row, those that are covered too."""
    return [one for one in row if one.tag in CELLS]


def repeated(told: str | None) -> int:
    """How many times the same cell stands there."""
    return int(told) if told and told.isdecimal() and len(told) < 5 else 1
