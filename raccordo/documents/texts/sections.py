"""From the blocks of a document, in their order, to a text for each heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from raccordo.documents.texts.words import Run, celled, marked, plain
from raccordo.foundation.reasons import Reason

# Longer than a plan with its annexes, and than what a person writes as a title.
MOST_LETTERS, LONGEST_HEADING = 4_000_000, 120
# «1.2 Il profilo», «3. Obiettivi»; what ends as a sentence or a clause does is no heading.
NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,4}[.)]?|\d{1,2}[.)])\s+[A-ZÀ-Ý«“\"].*[^\s.;:,]$")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, before the next one."""

    # 1 for a chapter, 2 for what is inside; 0 for what stands before every heading.
    level: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What a document says, and how much of it was not words."""

    sections: Sequence[Section]
    left_out: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some words; a heading has a level, an item of a list its mark."""

    runs: Sequence[Run]
    level: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, each of some words."""

    rows: Sequence[Sequence[Sequence[Run]]]


Block = Paragraph | Grid


@dataclass(slots=True)
class LeftOut:
    """What is in the document and is not words, counted by what it is."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, times: int = 1) -> None:
        """Note that something was left out."""
        self.counts[what] += times

    def reasons(self) -> list[Reason]:
        """What was left out, as it will be told."""
        return [
            Reason(f"left_out_{what}", {"count": count})
            for what, count in sorted(self.counts.items())
            if count
        ]


def parted(blocks: Sequence[Block], *, deepest: int) -> list[Section]:
    """The sections of a document; headings deeper than the deepest stay in the text as lines."""
    if not any(isinstance(one, Paragraph) and one.level and plain(one.runs) for one in blocks):
        blocks = [_as_heading(one) for one in blocks]
    found: list[tuple[int, str, list[Block]]] = [(0, "", [])]
    for block in blocks:
        heading = plain(block.runs) if isinstance(block, Paragraph) and block.level else ""
        if isinstance(block, Paragraph) and heading and block.level <= deepest:
            found.append((block.level, heading, []))
        else:
            found[-1][2].append(block)
    sections = [Section(level, heading, _text(inside)) for level, heading, inside in found]
    return [one for one in sections if one.heading or one.text]


def _as_heading(block: Block) -> Block:
    """A short numbered line, where nobody used the styles, is a heading as deep as its number."""
    if not isinstance(block, Paragraph) or block.mark:
        return block
    said = plain(block.runs)
    found = NUMBERED.match(said) if len(said) <= LONGEST_HEADING else None
    return Paragraph(block.runs, level=found[1].rstrip(".)").count(".") + 1) if found else block


def _text(blocks: Iterable[Block]) -> str:
    """The blocks with a blank line between them; the items of one list stand together."""
    written = [(said, listed) for block in blocks for said, listed in _written(block)]
    pieces = [said for said, _listed in written[:1]]
    for (_before, was_item), (said, is_item) in pairwise(written):
        pieces += ["\n" if was_item and is_item else "\n\n", said]
    return "".join(pieces)


def _written(block: Block) -> Iterator[tuple[str, bool]]:
    if isinstance(block, Grid):
        said = _pipes(block)
    elif block.level:
        said = f"### {words}" if (words := plain(block.runs)) else ""
    else:
        said = marked(block.runs)
        if said and block.mark:
            said = f"{block.mark} " + said.replace("\n", " ")
    if said:
        yield said, isinstance(block, Paragraph) and bool(block.mark)


def _pipes(grid: Grid) -> str:
    """A table with pipes: its first row is the heading, every row is as wide as the widest."""
    rows = [[celled(cell) for cell in row] for row in grid.rows]
    rows = [row for row in rows if any(row)]
    wide = max((len(row) for row in rows), default=0)
    lines = [f"| {' | '.join(row + [''] * (wide - len(row)))} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * wide}", *lines[1:]]) if lines else ""
