"""A list as people write it or paste it, cut into the pieces that may each be a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from raccordo.foundation.searching import searchable

# What nobody sees: a text copied from a page or a PDF is full of it.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
BLANKS = re.compile(r"[^\S\t\n\r\x0b\x0c\x85\u2028\u2029]+")
ROW = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029,;|]+")
CELL = re.compile(r"[^\t]+")
# An ISTAT code, possibly without the nought a spreadsheet takes away.
CODE = re.compile(r"(?<![\w.])\d{5,6}(?!\w|[.,]\d)")
# Or both noughts, which only in a list of codes alone is no number of inhabitants.
SHORT_CODE = re.compile(r"(?<![\w.])\d{4,6}(?!\w|[.,]\d)")
# «1) », «1. », «(1) », «1 - », «a) », «- », «• »: what stands before a name in a list.
MARK = re.compile(
    r"^[^\w(]*(?:\(?\d{1,3}\s*[.)°ª]?\s*[-–—]?\s*(?=[^\d\s.])|[a-z]\)\s*)?", re.IGNORECASE
)
# «Frisa 1.775», «Frisa - 1.775 abitanti», «Frisa: 1775».
INHABITANTS = re.compile(
    r"[\s:=–—-]+\d[\d.]*(?:\s*(?:ab|abitanti|residenti)\.?)?\W*$", re.IGNORECASE
)
# «(capofila)» says something else: only «(CH)» tells which.
ASIDE = re.compile(r"\((?!\s*[a-z]{2}\s*\))[^()]*\)", re.IGNORECASE)
AROUND = " .:*–—-•·«»“”\"'’"
APOSTROPHES = ("'", "’")
# How names are put one beside the other; of the weak ones a single name may be made too.
STRONG, WEAK = (
    (re.compile(r"\s*[/+&]\s*"), re.compile(r"\s+[-–—]\s+")),
    (
        re.compile(r"\s+ed?\s+", re.IGNORECASE),
        re.compile(r"[-–—]|\.\s+"),
    ),
)
# The heads of the columns, and the foot, of a table that was copied whole.
HEADS = {
    *("comune", "comuni", "denominazione", "denominazione comune", "nome", "elenco dei comuni"),
    *("codice", "codice istat", "codice comune", "istat", "cod istat", "cap", "n", "nr"),
    *("provincia", "prov", "sigla", "regione", "totale", "totali"),
    *("popolazione", "popolazione residente", "residenti", "abitanti"),
}


class Piece(NamedTuple):
    """Something written in a list, and from which letter to which."""

    text: str
    start: int
    end: int
    line: int = 0
    is_code: bool = False


def as_seen(text: str) -> str:
    """A text without the signs that nobody sees, and with one blank between words."""
    # Of a long run of blanks the patterns here would try every beginning and every end.
    return BLANKS.sub(" ", UNSEEN.sub("", text))


def rows_in(text: str) -> Iterator[list[Piece]]:
    """What stands between commas or on a line of its own, cut into cells, codes and names apart."""
    line, reached, code = 0, 0, CODE if re.search(r"[^\W\d_]", text) else SHORT_CODE
    for row in ROW.finditer(text):
        line, reached = line + text.count("\n", reached, row.start()), row.start()
        cells = (
            cut
            for cell in CELL.finditer(text, *row.span())
            for cut in _codes_apart(Piece(cell[0], *cell.span(), line), code)
        )
        told = [cell for cell in cells if cell.is_code or _tells(cell)]
        if told:
            yield told


def split(piece: Piece, between: re.Pattern[str]) -> list[Piece]:
    """The parts of a piece, each where it stands."""
    parts, start = [], 0
    for found in [*between.finditer(piece.text), None]:
        end = found.start() if found else len(piece.text)
        if part := piece.text[start:end].strip():
            at = piece.start + piece.text.index(part, start)
            parts.append(Piece(part, at, at + len(part), piece.line))
        start = found.end() if found else end
    return parts


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """A name as it was typed, but for what stands around it."""
    name = ASIDE.sub("", MARK.sub("", text.strip()))
    name = re.sub(r"^ed?\s+", "", name.strip(), flags=re.IGNORECASE)
    ending = "'" if name.rstrip(".").endswith(APOSTROPHES) else ""
    # Brackets are left open when a code is set apart.
    return name.strip(AROUND).lstrip(")] ").rstrip("([ ") + ending


def named(piece: Piece) -> Piece:
    """A piece without what stands around its name."""
    name = bare(piece.text)
    at = max(piece.text.find(name), 0)
    end = piece.start + at + len(name) if name in piece.text else piece.end
    return Piece(name, piece.start + at, end, piece.line)


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """A name as its words only: no accents, capitals, apostrophes, dots."""
    return " ".join(re.findall(r"[a-z0-9]+", searchable(name)))


def _codes_apart(cell: Piece, code: re.Pattern[str]) -> Iterator[Piece]:
    for found in code.finditer(cell.text):
        start, end = found.span()
        yield Piece(found[0], cell.start + start, cell.start + end, cell.line, is_code=True)
    yield from split(cell, code)


def _tells(cell: Piece) -> bool:
    # A number that is no code is that of a row, or of the inhabitants.
    return re.search(r"[^\W\d_]", cell.text) is not None and plain(cell.text) not in HEADS
