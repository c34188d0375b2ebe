"""The blocks of a DOCX, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from raccordo.documents.brought import Brought
from raccordo.documents.texts.sections import Block, Grid, LeftOut, Paragraph
from raccordo.documents.texts.words import Run

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
HEADING = re.compile(r"^(?:heading|titolo|überschrift|titre)\s*([1-9])$", re.IGNORECASE)
INDEX = re.compile(r"^(?:toc|sommario|table of figures|indice)\s*\d*$", re.IGNORECASE)
OFF = {"0", "false", "off", "none"}
STEPS = 10  # of styles that come one from another
# How wide a joined cell may say to be: no page has more columns.
WIDEST = 64
NOTES = {f"{W}footnoteReference", f"{W}endnoteReference"}
DELETED = {f"{W}del", f"{W}moveFrom"}
PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}
# Things that hold paragraphs or words, and are nothing by themselves.
HOLDS = {"sdt", "sdtContent", "ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple"}


class DocxText:
    """A DOCX as headings, paragraphs, items and tables, in the order in which one reads."""

    def __init__(self, document: Brought, left: LeftOut) -> None:
        self.body = document.main().find(f"{W}body")
        self.left = left
        self.styles = _styles(document.tree_if_any("word/styles.xml"))
        self.numbers = _numbers(document.tree_if_any("word/numbering.xml"))
        self.counts: dict[str, dict[str, int]] = {}
        self.in_index = False

    def blocks(self) -> Iterator[Block]:
        """All that stands in the body."""
        yield from self._inside(self.body if self.body is not None else ())

    def _inside(self, parent: Any) -> Iterator[Block]:
        for one in parent:
            if one.tag == f"{W}p":
                yield from self._paragraph(one)
            elif one.tag == f"{W}tbl":
                yield from self._table(one)
            elif one.tag in DELETED:
                self.left.add("deletions")
            elif _local(one) in HOLDS:
                yield from self._inside(one)

    def _paragraph(self, one: Any) -> Iterator[Block]:
        chain = self._chain(one)
        if any(INDEX.match(_name(style)) for style in chain):
            self.left.add("indexes", not self.in_index)
            self.in_index = True
            return
        self.in_index = False
        level = self._level(one, chain)
        mark = "" if level else self._mark(one, chain)
        yield Paragraph(list(self._runs(one)), level=level, mark=mark)

    def _chain(self, one: Any) -> list[Any]:
        """The style of a paragraph and those it comes from."""
        named = one.find(f"{W}pPr/{W}pStyle")
        key = named.get(VAL, "") if named is not None else ""
        found: list[Any] = []
        while (style := self.styles.get(key)) is not None and len(found) < STEPS:
            found.append(style)
            based = style.find(f"{W}basedOn")
            key = based.get(VAL, "") if based is not None else ""
        return found

    def _level(self, one: Any, chain: list[Any]) -> int:
        for source in (one, *chain):
            told = source.find(f"{W}pPr/{W}outlineLvl")
            if told is not None and (level := told.get(VAL, "")) in tuple("012345678"):
                return int(level) + 1
            if source is not one and (found := HEADING.match(_name(source))):
                return int(found[1])
        return 0

    def _mark(self, one: Any, chain: list[Any]) -> str:
        """The mark of an item: a hyphen, or its number among those of its list."""
        for source in (one, *chain):
            listed = source.find(f"{W}pPr/{W}numPr")
            if listed is None:
                continue
            number, depth = (_value(listed.find(f"{W}{part}")) for part in ("numId", "ilvl"))
            if number == "0":
                return ""
            if self.numbers.get((number, depth or "0"), "bullet") in {"bullet", "none"}:
                return "-"
            return f"{self._count(number, depth or '0')}."
        return ""

    def _count(self, number: str, depth: str) -> int:
        counts = self.counts.setdefault(number, {})
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, 0) + 1
        return counts[depth]

    def _table(self, table: Any) -> Iterator[Block]:
        rows = [
            [cell for each in held(row, "tc") for cell in self._cell(each)]
            for row in held(table, "tr")
        ]
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around some text
            for each in held(table, "tr"):
                for cell in held(each, "tc"):
                    yield from self._inside(cell)
        elif rows:
            yield Grid(rows)

    def _cell(self, cell: Any) -> Iterator[list[Run]]:
        wide = _value(cell.find(f"{W}tcPr/{W}gridSpan"))
        below = cell.find(f"{W}tcPr/{W}vMerge")
        continues = below is not None and below.get(VAL, "continue") == "continue"
        runs: list[Run] = []
        for paragraph in () if continues else cell.iter(f"{W}p"):
            if _within(paragraph, f"{W}txbxContent"):
                continue
            runs += [Run("\n")] * bool(runs)
            runs += self._runs(paragraph)
        yield runs
        extra = int(wide) - 1 if wide.isdecimal() and len(wide) < 4 else 0
        yield from ([] for _each in range(min(extra, WIDEST)))

    def _runs(self, parent: Any) -> Iterator[Run]:
        for one in parent:
            if one.tag == f"{W}r":
                look = _on(one, "b"), _on(one, "i")
                yield from (Run(text, *look) for text in self._words(one))
            elif one.tag in DELETED:
                self.left.add("deletions")
            elif _local(one) in HOLDS:
                yield from self._runs(one)

    def _words(self, run: Any) -> Iterator[str]:
        for one in run:
            if one.tag == f"{W}t":
                yield one.text or ""
            elif one.tag in {f"{W}br", f"{W}cr"}:
                yield "\n" if one.get(f"{W}type", "textWrapping") == "textWrapping" else " "
            elif one.tag == f"{W}tab":
                yield " "
            elif one.tag == f"{W}noBreakHyphen":
                yield "-"
            elif one.tag in NOTES:
                self.left.add("notes")
            elif one.tag == f"{W}commentReference":
                self.left.add("comments")
            else:
                self._leave_picture(one)

    def _leave_picture(self, one: Any) -> None:
        """A picture or a box of text; one written twice, for older programs, counts once."""
        found = next((each for each in one.iter() if each.tag in PICTURES), None)
        if found is not None:
            boxed = next(one.iter(f"{W}txbxContent"), None) is not None
            self.left.add("boxes" if boxed else "images")


def _styles(tree: Any) -> dict[str, Any]:
    found = tree.iter(f"{W}style") if tree is not None else ()
    return {one.get(f"{W}styleId", ""): one for one in found}


def _numbers(tree: Any) -> dict[tuple[str, str], str]:
    """How each level of each list is numbered."""
    if tree is None:
        return {}
    kinds = {
        one.get(f"{W}abstractNumId", ""): {
            level.get(f"{W}ilvl", ""): _value(level.find(f"{W}numFmt"))
            for level in one.iter(f"{W}lvl")
        }
        for one in tree.iter(f"{W}abstractNum")
    }
    return {
        (one.get(f"{W}numId", ""), depth): kind
        for one in tree.iter(f"{W}num")
        for depth, kind in kinds.get(_value(one.find(f"{W}abstractNumId")), {}).items()
    }


def held(parent: Any, kind: str) -> Iterator[Any]:
    """The rows of a table, or the cells of a row, also those inside a content control."""
    for one in parent:
        if one.tag == f"{W}{kind}":
            yield one
        elif _local(one) in HOLDS:
            yield from held(one, kind)


def _name(style: Any) -> str:
    return _value(style.find(f"{W}name"))


def _value(one: Any) -> str:
    return str(one.get(VAL, "")) if one is not None else ""


def _on(run: Any, what: str) -> bool:
    told = run.find(f"{W}rPr/{W}{what}")
    return told is not None and told.get(VAL, "true") not in OFF


def _local(one: Any) -> str:
    return one.tag[len(W) :] if isinstance(one.tag, str) and one.tag.startswith(W) else ""


def _within(one: Any, tag: str) -> bool:
    return any(each.tag == tag for each in one.iterancestors())
