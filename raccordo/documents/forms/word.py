"""A form that is a DOCX: blanks, cells of tables, content controls, fields, bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import Element, SubElement

from raccordo.documents.forms.places import PlaceKind
from raccordo.documents.forms.running import LINE, Cell, Named, Running, Slot
from raccordo.documents.texts.word import DELETED, VAL, W, held

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
WORD_2012 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What is inside and is not letters of it: a box and a table inside have their own paragraphs.
ASIDE = DELETED | {FALLBACK, *(f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "txbxContent"))}
SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n"}
# Controls that are not for writing in.
OTHER_CONTROLS = {
    *("picture", "docPartObj", "docPartList", "group", "checkbox", "repeatingSection"),
    *("repeatingSectionItem", "citation", "bibliography", "equation"),
}
BOUND = {f"{W}showingPlcHdr", f"{W}dataBinding", f"{WORD_2012}dataBinding"}
MERGED = re.compile(r"^\s*MERGEFIELD\s+(?:\"([^\"]+)\"|(\S+))")
MOST_OPEN = 50  # bookmarks one inside another


@dataclass(eq=False, slots=True)
class Field:
    """A field as it is read: from its beginning, through its instruction, to what it shows."""

    begin: Any
    instruction: str = ""
    parted: Any = None
    slots: list[Slot] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)

    def take(self, one: Any, kind: str | None) -> None:
        """Note what comes next: a mark, some of the instruction, some of what it shows."""
        if one.tag == f"{W}t":
            if self.parted is not None:
                self.slots.append(Slot(one))
            return
        self.marks.append(one)
        self.instruction += (one.text or "") if kind is None else ""
        self.parted = one if kind == "separate" else self.parted


class DocxForm(Running):
    """The places of a DOCX."""

    PARAGRAPHS = frozenset({f"{W}p"})

    def paragraphs(self) -> Iterator[Any]:
        """Every paragraph; what is written again for older programs is not read twice."""
        yield from (one for one in self.tree.iter(f"{W}p") if not _for_older(one))

    def slots(self, within: Any) -> list[Slot]:
        """The letters of it; a paragraph after another begins a new line."""
        return list(_slots(within, inside_cell=within.tag == f"{W}tc"))

    def tables(self) -> Iterator[list[list[Cell]]]:
        """Every table, also one inside another."""
        for table in self.tree.iter(f"{W}tbl"):
            if not _for_older(table):
                yield [[_cell(cell) for cell in held(row, "tc")] for row in held(table, "tr")]

    def read_named(self) -> Iterator[Named]:
        """Controls, fields, then the bookmarks that are not of a field."""
        yield from self._controls()
        fields = [*self._fields(), *self._simple_fields()]
        yield from fields
        known = {one.address.partition(":")[2] for one in fields}
        yield from (one for one in self._bookmarks() if one.address.partition(":")[2] not in known)

    def spell(self, slot: Slot, text: str) -> None:
        """Write letters in a run, a break at each end of line."""
        first, *others = text.split(LINE)
        last = _say(slot.element, first)
        for line in others:
            last.addnext(Element(f"{W}br"))
            last.getnext().addnext(Element(f"{W}t"))
            last = _say(last.getnext().getnext(), line)

    def new_slot(self, within: Any) -> Slot:
        """A run where there is none, which looks as what is around it."""
        if within.tag == f"{W}bookmarkStart":
            run, look = Element(f"{W}r"), _look_before(within)
            within.addnext(run)
        elif within.tag == f"{W}fldChar":
            run, look = Element(f"{W}r"), within.getparent().find(f"{W}rPr")
            within.getparent().addnext(run)
        else:
            paragraph = next(within.iter(f"{W}p"), None)
            if paragraph is None and within.tag == f"{W}tc":
                paragraph = SubElement(within, f"{W}p")
            run = SubElement(within if paragraph is None else paragraph, f"{W}r")
            look = None if paragraph is None else paragraph.find(f"{W}pPr/{W}rPr")
        if look is not None:
            run.append(deepcopy(look))
        return Slot(SubElement(run, f"{W}t"))

    def settle(self, named: Named) -> None:
        """Cut what would show again, when opened, what was there before."""
        for mark in named.drop:
            if mark.tag == f"{W}fldSimple":
                for child in list(mark):
                    mark.addprevious(child)
            mark.getparent().remove(mark)
        named.drop.clear()
        if named.kind is not PlaceKind.CONTROL:
            return
        for chosen in named.element.getparent().iterfind(f"{W}sdtPr/{W}date"):
            chosen.attrib.pop(f"{W}fullDate", None)
        if named.empty:
            for style in list(named.element.iter(f"{W}rStyle")):  # grey, as a suggestion
                style.getparent().remove(style)

    def _controls(self) -> Iterator[Named]:
        for control in self.tree.iter(f"{W}sdt"):
            told, inside = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
            if told is None or inside is None or _for_older(control) or not _is_written(control):
                continue
            names = (told.find(f"{W}{kind}") for kind in ("tag", "alias", "id"))
            name = next((one.get(VAL) for one in names if one is not None and one.get(VAL)), "")
            if name:
                yield Named(
                    f"control:{name}",
                    PlaceKind.CONTROL,
                    inside,
                    self.slots(inside),
                    empty=True if told.find(f"{W}showingPlcHdr") is not None else None,
                    drop=[one for one in told if one.tag in BOUND],
                )

    def _fields(self) -> Iterator[Named]:
        """Form fields and merge fields; one may be inside another."""
        begun: list[Field] = []
        count = 0
        for one in self.tree.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
            if _for_older(one):
                continue
            kind = one.get(f"{W}fldCharType")
            if kind == "begin" and len(begun) < MOST_OPEN:
                begun.append(Field(one))
            if begun:
                begun[-1].take(one, kind)
            if begun and kind == "end":
                count += 1
                yield from _named(begun.pop(), count)

    def _simple_fields(self) -> Iterator[Named]:
        for one in self.tree.iter(f"{W}fldSimple"):
            if (found := MERGED.match(one.get(f"{W}instr", ""))) and not _for_older(one):
                address = f"field:{found[1] or found[2]}"
                slots = self.slots(one)
                if slots:
                    yield Named(address, PlaceKind.FIELD, one, slots, empty=True, drop=[one])

    def _bookmarks(self) -> Iterator[Named]:
        """The bookmarks of a few words: one over several paragraphs is no place to write in."""
        begun: dict[str, Named] = {}
        for one in self.tree.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}t"):
            key = one.get(f"{W}id", "")
            if one.tag == f"{W}t":
                for named in begun.values():
                    named.slots.append(Slot(one))
            elif one.tag == f"{W}bookmarkEnd":
                named_here = begun.pop(key, None)
                around = _paragraph(one)
                if named_here and around is not None and around is _paragraph(named_here.element):
                    yield named_here
            elif len(begun) < MOST_OPEN and _is_ours(one):
                name = one.get(f"{W}name")
                begun[key] = Named(f"bookmark:{name}", PlaceKind.BOOKMARK, one)


def _named(read: Field, count: int) -> Iterator[Named]:
    """A field that waits for words: the others, as page numbers, are the document's own."""
    if read.parted is None:
        return
    merged = MERGED.match(read.instruction)
    told = read.begin.find(f"{W}ffData/{W}name")
    name = told.get(VAL, "") if told is not None else ""
    if merged:
        name = merged[1] or merged[2]
    elif read.instruction.split()[:1] != ["FORMTEXT"]:
        return
    drop = read.marks if merged else []
    address = f"field:{name or f'#{count}'}"
    empty = True if merged else None
    yield Named(address, PlaceKind.FIELD, read.parted, read.slots, empty=empty, drop=drop)


def _slots(within: Any, *, inside_cell: bool) -> Iterator[Slot]:
    begun = False
    for one in within:
        if one.tag == f"{W}t":
            yield Slot(one)
        elif one.tag in SIGNS:
            yield Slot(one, sign=SIGNS[one.tag])
        elif one.tag in ASIDE or (inside_cell and one.tag == f"{W}tbl"):
            continue
        else:
            if one.tag == f"{W}p" and begun:
                yield Slot(one, sign="\n")
            begun = begun or one.tag == f"{W}p"
            yield from _slots(one, inside_cell=inside_cell)


def _cell(cell: Any) -> Cell:
    below = cell.find(f"{W}tcPr/{W}vMerge")
    return Cell(cell, below is not None and below.get(VAL, "continue") == "continue")


def _is_written(control: Any) -> bool:
    """Whether a control is for words: not a picture, not a mark to tick, not a row of a table."""
    kinds = {one.tag.rpartition("}")[2] for one in control.find(f"{W}sdtPr") if _is_element(one)}
    inside = control.find(f"{W}sdtContent")
    tall = any(one.tag in {f"{W}tbl", f"{W}tr"} for one in inside)
    return not kinds & OTHER_CONTROLS and not tall


def _is_ours(bookmark: Any) -> bool:
    """Word keeps for itself the bookmarks whose name begins so."""
    name = bookmark.get(f"{W}name", "_")
    return not name.startswith("_") and not _for_older(bookmark)


def _is_element(one: Any) -> bool:
    return isinstance(one.tag, str)


def _say(element: Any, text: str) -> Any:
    element.text = text
    element.set(SPACE, "preserve")
    return element


def _look_before(one: Any) -> Any:
    """How the run before a point looks."""
    run = next(one.itersiblings(f"{W}r", preceding=True), None)
    return run.find(f"{W}rPr") if run is not None else None


def _paragraph(one: Any) -> Any:
    return next(one.iterancestors(f"{W}p"), None)


def _for_older(one: Any) -> bool:
    return next(one.iterancestors(FALLBACK), None) is not None
