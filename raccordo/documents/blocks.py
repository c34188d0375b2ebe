"""What a paper is made of, whatever it is about; it is then printed, or written to be corrected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEAST_SHOWN = 40
WIDTH, MIDDLE = re.compile(r'<svg [^>]*?width="([\d.]+)"'), 340.0


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part of the paper; the first level is one under the paper's own title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """Running text: paragraphs at blank lines, nothing else means anything.

    Only what is `free` is taken back from a corrected document; the rest stands as it is.
    """

    text: str
    free: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, numbered or not."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and the heading of each column; the first one names the row."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    # How wide each column is beside the others; nothing: all the same.
    widths: Sequence[int] = ()
    # Rows as high as who signs by hand needs.
    tall: bool = False
    # The columns of figures, which stand on the right: by their place, from 0.
    right: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (SVG), what it shows in words, its caption; its figures are in a table beside."""

    svg: str
    alt: str
    caption: str

    @property
    def points(self) -> float:
        """How wide it is on paper, at the size of a screen: 96 dots of it are 72 points."""
        found = WIDTH.search(self.svg)
        return float(found[1]) * 0.75 if found else MIDDLE


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told in pairs: a term and its value."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs: a quality, and a name where there is one, above a line."""

    signers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Note:
    """A small note: a source, an article, a mark."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Words | Listed | Table | Picture | Facts | Signatures | Note | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is, before it is a PDF or an ODT."""

    title: str
    author: str
    blocks: Sequence[Block]
    header: str = ""
    footer: str = ""
    # Across the top of the first page: BOZZA.
    mark: str = ""
    language: str = "it"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: they are parted by blank lines."""
    pieces: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            pieces[-1].append(line.strip())
        else:
            pieces.append([])
    return ["\n".join(piece) for piece in pieces if piece]


def texts_of(block: Block) -> Iterator[str]:
    """All the words of a block, in their order, a paragraph or a cell at a time."""
    match block:
        case Heading() | Note():
            yield block.text
        case Words():
            yield from paragraphs(block.text)
        case Listed():
            yield from block.items
        case Picture():
            yield from (block.caption, block.alt)
        case _:
            yield from (cell for row in _rows(block) for cell in row)


def _rows(block: Block) -> Iterator[Sequence[str]]:
    match block:
        case Table():
            yield from ((block.caption,), block.columns, *block.rows)
        case Facts():
            yield from block.pairs
        case Signatures():
            yield from block.signers


def fixed_texts(paper: Paper) -> Iterator[str]:
    """What a correction cannot change: all but the free words."""
    yield from filter(None, (paper.title, paper.author, paper.mark))
    for block in paper.blocks:
        if not (isinstance(block, Words) and block.free):
            yield from filter(None, texts_of(block))


def begun(text: str) -> str:
    """How a text begins, as one points at it."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LEAST_SHOWN else flat[:LEAST_SHOWN].rsplit(" ", 1)[0] + "…"
