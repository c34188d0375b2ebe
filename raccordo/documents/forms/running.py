"""A form that is a text: its tables, its blanks, its named fields, whatever its format."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from raccordo.documents.brought import Brought, DocumentRefused, written
from raccordo.documents.forms.places import (
    MOST_PLACES,
    Leaf,
    Place,
    PlaceKind,
    Value,
    gone,
)
from raccordo.foundation.reasons import Reason

Found = TypeVar("Found")
# «Cognome», {{cognome}}: a blank with a name. ____, ……, «…»: one without.
BLANK = re.compile(
    r"\{\{\s*(?P<key>[^{}\n]{1,60}?)\s*\}\}"
    r"|«\s*(?P<name>[^«»\n]{1,60}?)\s*»"
    r"|_{3,}|\.{5,}|…[….]+"
)
NOTHING = re.compile(r"^[\s._…]*$")
# An end of line that is of a value: those of the file may be only its own.
LINE = "\u2028"
SHOWN = 80  # letters of what stands around a blank
# A form has no more of them, nor paragraphs in so many pieces: each is looked for among the others.
MOST_NAMED, MOST_SLOTS = 5_000, 5_000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


@dataclass(eq=False, slots=True)
class Slot:
    """A stretch of letters: the text of an element, or what follows it; or a sign, as a tab."""

    element: Any
    tail: bool = False
    sign: str = ""

    @property
    def key(self) -> tuple[Any, bool]:
        """Which stretch it is."""
        return self.element, self.tail

    @property
    def text(self) -> str:
        """Its letters."""
        return self.sign or (self.element.tail if self.tail else self.element.text) or ""


@dataclass(eq=False, slots=True)
class Cell:
    """A cell of a table of a text; one that is only covered by another cannot be filled."""

    element: Any
    covered: bool = False


@dataclass(eq=False, slots=True)
class Named:
    """A place that the form itself names: a control, a field, a bookmark."""

    address: str
    kind: PlaceKind
    element: Any  # what it is, or where it begins
    slots: list[Slot] = field(default_factory=list)
    empty: bool | None = None  # what it shows stands for nothing
    drop: list[Any] = field(default_factory=list)  # what would bring back what it showed

    @property
    def text(self) -> str:
        """What it shows."""
        return "".join(slot.text for slot in self.slots).strip()


@dataclass(eq=False, slots=True)
class Blank:
    """A blank in a paragraph, from a letter to another."""

    address: str
    slots: Sequence[Slot]
    start: int
    end: int
    left: str
    above: str

    @property
    def shown(self) -> str:
        """What the form writes there, to be replaced."""
        return "".join(slot.text for slot in self.slots)[self.start : self.end]


def said(value: Value) -> str:
    """A value as an Italian text writes it."""
    match value:
        case Decimal():
            return f"{value:,f}".translate(str.maketrans(",.", ".,"))
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return CONTROL.sub("", str(value).replace("\r\n", "\n")).replace("\n", LINE)


class Running(ABC):
    """A text with places to fill: what all formats have in common."""

    PARAGRAPHS: frozenset[str]

    def __init__(self, brought: Brought) -> None:
        self.brought = brought
        self.tree = brought.main()
        # Paragraphs with a named place: their letters, and in what order their elements stand.
        self._read: dict[Any, tuple[list[Slot], dict[Any, int]]] = {}
        self.named = _few(self.read_named(), MOST_NAMED)
        self.cells = dict(_few(self._addressed(), MOST_PLACES))
        self.blanks = _few(self._read_blanks(), MOST_NAMED)

    @abstractmethod
    def paragraphs(self) -> Iterator[Any]:
        """The paragraphs in the order in which one reads, wherever they stand."""

    @abstractmethod
    def slots(self, within: Any) -> list[Slot]:
        """The letters of a paragraph, of a cell, of a control."""

    @abstractmethod
    def tables(self) -> Iterator[list[list[Cell]]]:
        """The tables, each as rows of cells."""

    @abstractmethod
    def read_named(self) -> Iterator[Named]:
        """The places that have a name of their own."""

    @abstractmethod
    def spell(self, slot: Slot, text: str) -> None:
        """Write letters in a slot, a new line at each end of line."""

    @abstractmethod
    def new_slot(self, within: Any) -> Slot:
        """A slot where there is none yet: in an empty cell, after the start of a bookmark."""

    @abstractmethod
    def settle(self, named: Named) -> None:
        """Make sure that what is filled stays so when the document is opened."""

    def leaves(self) -> list[Leaf]:
        """The running text, then each table."""
        places = [self._of_named(one) for one in self._once(self.named)]
        places += [self._of_blank(one) for one in self._once(self.blanks)]
        return [Leaf("", places), *self._of_tables()]

    def write(self, values: Mapping[str, Value]) -> dict[str, bytes]:
        """The part with these values in their places."""
        known = {one.address for one in self.named} | {one.address for one in self.blanks}
        known |= set(self.cells)
        refused = [gone(address) for address in values if address not in known]
        barred = (_barred(key, cell) for key, cell in self.cells.items() if key in values)
        refused += [reason for reason in barred if reason is not None]
        if refused:
            raise DocumentRefused(*refused)
        # From the last: what stands before a blank stays where it was.
        for blank in reversed(self.blanks):
            if blank.address in values:
                self._replace(blank, said(values[blank.address]))
        for one in self.named:
            if one.address in values:
                self._put(one.slots, one.element, said(values[one.address]))
                self.settle(one)
        for address, cell in self.cells.items():
            if address in values:
                self._put(self.slots(cell.element), cell.element, said(values[address]))
        return {self.brought.kind.value: written(self.tree)}

    def _addressed(self) -> Iterator[tuple[str, Cell]]:
        for number, rows in enumerate(self.tables(), 1):
            for row, cells in enumerate(rows, 1):
                for column, cell in enumerate(cells, 1):
                    yield f"T{number}.R{row}.C{column}", cell

    def _read_blanks(self) -> Iterator[Blank]:
        """The blanks of each paragraph, but those that a field of the form shows by itself."""
        own = {slot.key for one in self.named for slot in one.slots}
        above, unnamed = "", 0
        for paragraph in self.paragraphs():
            slots = self.slots(paragraph)
            text = "".join(slot.text for slot in slots)
            starts = _starts(slots)
            for found in BLANK.finditer(text):
                touched = _touched(slots, starts, found.start(), found.end())
                if any(slot.key in own for slot in touched):
                    continue
                key, name = found["key"], found["name"]
                named = key or (name if name and not NOTHING.match(name) else "")
                unnamed += not named
                address = f"{{{{{key}}}}}" if key else f"«{named}»" if named else f"____{unnamed}"
                near = text[max(found.start() - 5 * SHOWN, 0) : found.start()]
                before = " ".join(near.split())[-SHOWN:]
                yield Blank(address, slots, found.start(), found.end(), before, above)
            above = " ".join(text.split())[:SHOWN] or above

    def _of_tables(self) -> Iterator[Leaf]:
        tables: dict[str, list[Place]] = {}
        above: dict[tuple[str, str], str] = {}
        row_before, left = "", ""
        for address, cell in self.cells.items():
            table, row, column = address.split(".")
            left = left if row_before == f"{table}.{row}" else ""
            text = self._text(cell.element)
            over = above.get((table, column), "")
            place = Place(
                address=address,
                kind=PlaceKind.TABLE_CELL,
                written=text,
                left=left,
                above=over,
                empty=not cell.covered and _is_nothing(text),
                barred=_barred(address, cell),
            )
            tables.setdefault(table, []).append(place)
            row_before, left, above[table, column] = f"{table}.{row}", text or left, text or over
        yield from (Leaf(name, found) for name, found in tables.items())

    def _of_named(self, one: Named) -> Place:
        empty = _is_nothing(one.text) if one.empty is None else one.empty
        return Place(one.address, one.kind, one.text, left=self._before(one), empty=empty)

    def _of_blank(self, one: Blank) -> Place:
        return Place(one.address, PlaceKind.BLANK, one.shown, left=one.left, above=one.above)

    def _once(self, places: Sequence[Any]) -> list[Any]:
        """What stands in several points under one name is one place."""
        return list({one.address: one for one in reversed(places)}.values())[::-1]

    def _before(self, one: Named) -> str:
        """The words of the paragraph before a named place."""
        around = (each for each in one.element.iterancestors() if each.tag in self.PARAGRAPHS)
        paragraph = next(around, None)
        if paragraph is None:
            return ""
        if paragraph not in self._read:
            order = {each: place for place, each in enumerate(paragraph.iter())}
            self._read[paragraph] = self.slots(paragraph), order
        slots, order = self._read[paragraph]
        own, words = {slot.key for slot in one.slots} | {(one.element, True)}, ""
        for slot in slots if len(slots) < MOST_SLOTS else ():
            if slot.key in own or order.get(slot.element, 0) > order[one.element]:
                break
            words += slot.text
        return " ".join(words.split())[-SHOWN:]

    def _text(self, within: Any) -> str:
        return " ".join("".join(slot.text for slot in self.slots(within)).split())

    def _put(self, slots: Sequence[Slot], within: Any, text: str) -> None:
        """All the letters in the first stretch that takes them, none in the others."""
        free = [slot for slot in slots if not slot.sign] or [self.new_slot(within)]
        for slot in free[1:]:
            self.spell(slot, "")
        self.spell(free[0], text)

    def _replace(self, blank: Blank, text: str) -> None:
        """A blank may be in several stretches: its place is where it begins."""
        begins = dict(zip(blank.slots, _starts(blank.slots), strict=True))
        for slot in reversed(_touched(blank.slots, [*begins.values()], blank.start, blank.end)):
            low, high = max(blank.start - begins[slot], 0), blank.end - begins[slot]
            here = text if begins[slot] <= blank.start else ""
            if not slot.sign:
                self.spell(slot, slot.text[:low] + here + slot.text[high:])


def _starts(slots: Sequence[Slot]) -> list[int]:
    found, length = [], 0
    for slot in slots:
        found.append(length)
        length += len(slot.text)
    return found


def _touched(slots: Sequence[Slot], starts: Sequence[int], first: int, last: int) -> list[Slot]:
    near = range(max(bisect_right(starts, first) - 1, 0), bisect_left(starts, last))
    return [slots[n] for n in near if slots[n].text and starts[n] + len(slots[n].text) > first]


def _few(found: Iterator[Found], most: int) -> list[Found]:
    """All of them, or none when they are more than one page can show."""
    some = list(islice(found, most + 1))
    if len(some) > most:
        raise DocumentRefused(Reason("form_too_large", {"limit": most}))
    return some


def _is_nothing(text: str) -> bool:
    return bool(NOTHING.match(text)) or bool(BLANK.fullmatch(text.strip()))


def _barred(address: str, cell: Cell) -> Reason | None:
    return Reason("form_inside_joined", {"place": address}) if cell.covered else None
