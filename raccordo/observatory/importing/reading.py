"""What every reader of official tables shares: the municipalities known, the faults, the result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from raccordo.foundation.downloads import Sheet
from raccordo.foundation.errors import Refused
from raccordo.foundation.faults import Faults
from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import day

NOBODY = frozenset({"", "0", "000000"})
COUNT = re.compile("-?[0-9]+")


@dataclass(frozen=True, slots=True)
class Known:
    """Every code that a municipality has or had, and the day on which one reads."""

    towns: Mapping[str, int]
    on: date


@dataclass(frozen=True, slots=True)
class Read:
    """A table as it was read: which figures, of which day, and its rows ready to be kept."""

    dataset: str
    reference_date: date
    status: str
    title: str
    columns: tuple[tuple[str, str], ...]  # name and type of each column
    rows: list[str]  # as CSV, in order of municipality
    codes: frozenset[str]
    towns: frozenset[int]
    largest: tuple[str, ...]
    notes: tuple[Reason, ...] = ()


@dataclass(slots=True)
class Towns:
    """The municipalities met so far, by code: each must be known, and be there once."""

    known: Known
    faults: Faults
    column: str
    met: dict[str, int] = field(default_factory=dict)  # code and the row where it was first
    areas: dict[int, str] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)

    def code(self, row: int, said: str) -> str:
        """The six figures of a code, that spreadsheets may have taken for a number; "" if wrong."""
        bare = said.strip().strip("'")
        code = bare.zfill(6)
        if code in self.met:
            return code
        if code in self.wrong:  # told once, not for each of its hundred ages
            return ""
        area = self.known.towns.get(code)
        if area is not None and area not in self.areas:
            self.met[code], self.areas[area] = row, code
            return code
        self.wrong.add(code)
        if area is not None:
            self.faults.add(row, self.column, said, "town_twice", code=self.areas[area])
        elif len(code) == 6 and code.isascii() and code.isdigit() and bare:
            self.faults.add(row, self.column, said, "code_unknown")
        else:
            self.faults.add(row, self.column, said, "code_malformed" if bare else "cell_missing")
        return ""


def is_note(cells: list[str]) -> bool:
    """A row of words under the table, or an empty one: no cell but the first says anything."""
    first, *others = cells or [""]
    return not any(cell.strip() for cell in others) and not first.strip().isdigit()


def is_plain(said: str) -> bool:
    """Only the figures from 0 to 9: Python reads those of any alphabet, and 1_000 too."""
    return said.isascii() and said.isdigit()


def count_in(said: str) -> int:
    """A whole number written in plain figures; ValueError when it is not."""
    bare = said.strip()
    if not COUNT.fullmatch(bare):
        raise ValueError(bare)
    return int(bare)


def cell(sheet: Sheet, cells: list[str], column: str) -> str:
    """A cell of a row; rows may stop before the last columns."""
    place = sheet.places[column]
    return cells[place].strip() if place < len(cells) else ""


def require_day(found: date, *, said: date | None, known: Known) -> None:
    """Refuse figures of a day to come, or of another day than the one that was told."""
    if found > known.on:
        raise Refused(
            _("Il file dice di essere del %s, un giorno che deve ancora venire.") % day(found),
            field="file",
        )
    if said and said != found:
        raise Refused(
            _("Il file è del %(found)s, non del %(said)s.")
            % {"found": day(found), "said": day(said)},
            field="file",
        )
