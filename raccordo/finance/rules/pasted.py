"""A financial plan that was typed or pasted: every cell understood, or told with why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from raccordo.foundation.numbers import number_typed
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import slug_of

LARGEST = Decimal(10**12)
NOTHING = Decimal(0)
# What a sheet writes for nothing, and the words of its totals.
EMPTY = frozenset({"", "-", "–", "—"})
TOTALS = ("tot", "totale", "totali", "in-tutto", "somma", "total")
# What a sheet tells of an action beside its code, and the lines a title may take.
ASIDE = frozenset({"azione", "titolo", "descrizione", "asse", "asse-tematico", "obiettivo", "note"})
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that was not understood: where a spreadsheet shows it, what it says, why."""

    row: int
    column: str
    said: str
    reason: Reason


@dataclass(slots=True)
class Pasted:
    """What was understood, by action and source, and what was not."""

    amounts: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)


def amount_in(said: str) -> tuple[Decimal, Reason | None]:
    """The euros that a text writes; of what is not an amount, why not."""
    said = " ".join(said.split())
    if said in EMPTY:
        return NOTHING, None
    amount = number_typed(said)
    if amount is None:
        return NOTHING, Reason("not_an_amount", {"said": said[:40]})
    if amount < 0:
        return NOTHING, Reason("amount_negative", {"said": said[:40]})
    if amount >= LARGEST:
        return NOTHING, Reason("amount_too_large", {"said": said[:40]})
    if amount != amount.quantize(Decimal("0.01")):
        return NOTHING, Reason("amount_beyond_cents", {"said": said[:40]})
    return amount, None


def read_pasted(
    lines: Sequence[Sequence[str]], *, actions: Mapping[str, str], sources: Mapping[str, str]
) -> Pasted:
    """A sheet with sources across and actions down, by the names that each may have there.

    `actions` and `sources` tell, by the slug of a name, which of them it is. Above the heading
    there may be a title.
    """
    read = Pasted()
    top = _top(lines, sources)
    if not lines[top:]:
        return read
    heading, known = _heading(lines[top], top + 1, sources, read)
    for number, line in enumerate(lines[top + 1 :], top + 2):
        name = line[0].strip() if line else ""
        if not any(cell.strip() for cell in line) or _is_total(name):
            continue
        action = actions.get(slug_of(name)) or actions.get(slug_of(name.partition(" ")[0]))
        if action is None:
            reason = Reason("action_unknown" if name else "action_missing", {"said": name[:60]})
            read.wrong.append(Wrong(number, letters(0), name[:60], reason))
            continue
        _line(line, number, action, heading, read)
        for place in range(1, len(line)):
            if place not in known and line[place].strip():
                known.add(place)  # told once
                reason = Reason("column_without_name", {"said": line[place].strip()[:40]})
                read.wrong.append(Wrong(number, letters(place), line[place][:40], reason))
    return read


def letters(column: int) -> str:
    """The name a spreadsheet gives a column: A, B, …, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _top(lines: Sequence[Sequence[str]], sources: Mapping[str, str]) -> int:
    """Which line is the heading: the first that names a source."""
    for number, line in enumerate(lines[:DEEPEST]):
        if any(slug_of(cell) in sources for cell in line[1:]):
            return number
    return 0


def _heading(
    line: Sequence[str], number: int, sources: Mapping[str, str], read: Pasted
) -> tuple[dict[int, str], set[int]]:
    """The source of each column, and the columns whose name was read."""
    found: dict[int, str] = {}
    known: set[int] = set()
    for place, said in enumerate(line[1:], 1):
        name = " ".join(said.split())
        known |= {place} if name else set()
        if not name or _is_total(name) or slug_of(name) in ASIDE:
            continue
        source = sources.get(slug_of(name))
        if source is None:
            reason = Reason("source_unknown", {"said": name[:60]})
            read.wrong.append(Wrong(number, letters(place), name[:60], reason))
        elif source in found.values():
            reason = Reason("source_twice", {"said": name[:60]})
            read.wrong.append(Wrong(number, letters(place), name[:60], reason))
        else:
            found[place] = source
    return found, known


def _line(
    line: Sequence[str], number: int, action: str, heading: Mapping[int, str], read: Pasted
) -> None:
    for place, source in heading.items():
        said = line[place] if place < len(line) else ""
        amount, fault = amount_in(said)
        if fault is None and (action, source) in read.amounts and said.strip():
            fault = Reason("cell_twice", {"said": said.strip()[:40]})
        if fault:
            read.wrong.append(Wrong(number, letters(place), said.strip()[:40], fault))
        elif said.strip():  # a cell left empty says nothing
            read.amounts[action, source] = amount


def _is_total(name: str) -> bool:
    return slug_of(name).partition("-")[0] in TOTALS or slug_of(name) in TOTALS
