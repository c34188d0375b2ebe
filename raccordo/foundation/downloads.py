"""Tables as administrations publish them: plain or zipped, in any alphabet, read in a stream."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from raccordo.foundation.packed import LARGEST, PIECE, Overfull, require_light
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import slug_of
from raccordo.foundation.tables import TableRefused, book_rows

Tell = Callable[[int, int], None]
LONGEST_LINE = 2_000_000
OFTEN, HEAD = 5_000, 20
TABLES = (".csv", ".txt", ".xlsx")
# What a file that was cut, altered or forged makes the readers say.
BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Download:
    """A file with one table in it: how to read it is known, nothing of it is in memory yet."""

    content: bytes
    member: ZipInfo | None
    encoding: str
    size: int

    def lines(self, tell: Tell | None = None) -> Iterator[list[str]]:
        """The rows, one at a time; the way through is told every few thousand."""
        with self._stream() as stream:
            text = io.TextIOWrapper(stream, self.encoding, errors="replace", newline="")
            try:
                head = list(islice(text, HEAD))
                delimiter = max(";,\t", key="".join(head).count)
                rows = csv.reader(chain(head, text), delimiter=delimiter)
                for number, row in enumerate(rows):
                    if tell and number % OFTEN == 0:
                        tell(stream.tell(), self.size)
                    yield row
            except csv.Error as error:
                raise TableRefused(Reason("line_broken", {"row": rows.line_num})) from error
            except BROKEN as error:
                raise TableRefused(Reason("archive_broken")) from error

    @contextmanager
    def _stream(self) -> Iterator[IO[bytes]]:
        if self.member is None:
            yield io.BytesIO(self.content)
        else:
            with ZipFile(io.BytesIO(self.content)) as archive, archive.open(self.member) as stream:
                yield stream


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its sheets, each a table to be read once, a row at a time."""

    sheets: tuple[Iterator[list[str]], ...]


def opened(content: bytes) -> Download | Book:
    """A table, plain, zipped or in a workbook; refused before it is read if it is not sound."""
    try:
        if not content.startswith(b"PK"):
            return Download(content, None, *_weighed(io.BytesIO(content), len(content)))
        with ZipFile(io.BytesIO(content)) as archive:
            if "[Content_Types].xml" in archive.namelist():
                return _book(content)
            member = _only_table(archive)
            with archive.open(member) as stream:
                weight = _weighed(stream, len(content))
            if member.filename.lower().endswith(".xlsx"):
                return _book(archive.read(member))
            return Download(content, member, *weight)
    except Overfull as overfull:
        raise TableRefused(Reason("archive_bomb", {"limit": LARGEST // PIECE})) from overfull
    except BROKEN as error:
        raise TableRefused(Reason("archive_broken")) from error


def _only_table(archive: ZipFile) -> ZipInfo:
    inside = [one for one in archive.infolist() if not one.is_dir()]
    tables = [
        one
        for one in inside
        if one.filename.lower().endswith(TABLES) and not one.filename.startswith("__MACOSX")
    ]
    if any(one.flag_bits & 1 for one in inside):
        raise TableRefused(Reason("archive_locked"))
    if not tables:
        raise TableRefused(Reason("archive_empty"))
    if len(tables) > 1:
        names = ", ".join(one.filename[:80] for one in tables[:5])
        raise TableRefused(Reason("archive_many", {"count": len(tables), "names": names}))
    return tables[0]


def _weighed(stream: IO[bytes], packed: int) -> tuple[str, int]:
    """The alphabet and the true size: what a header says of itself is not believed."""
    decoder, encoding = codecs.getincrementaldecoder("utf-8")(), "utf-8-sig"
    size = line = 0
    while piece := stream.read(PIECE):
        size += len(piece)
        last = piece.rfind(b"\n")
        line = line + len(piece) if last < 0 else len(piece) - last
        if line > LONGEST_LINE:
            raise TableRefused(Reason("line_too_long", {"limit": LONGEST_LINE}))
        require_light(size, packed=packed)
        encoding = _alphabet(decoder, piece, encoding)
    return _alphabet(decoder, b"", encoding, final=True), size


def _alphabet(
    decoder: codecs.IncrementalDecoder, piece: bytes, so_far: str, *, final: bool = False
) -> str:
    """UTF-8, until a byte shows that it is the alphabet of older Windows."""
    if so_far != "cp1252":
        try:
            decoder.decode(piece, final)
        except UnicodeDecodeError:
            return "cp1252"
    return so_far


def _book(content: bytes) -> Book:
    return Book(tuple(map(_as_text, sheet) for sheet in book_rows(content)))


def _as_text(row: Sequence[object]) -> list[str]:
    return [_cell(cell) for cell in row]


def _cell(value: object) -> str:
    """A number as an Italian table writes it: what has decimals has a comma."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return str(value)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is needed: our name for it, the publisher's, and what its slug looks like."""

    ours: str
    theirs: str
    look: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is known: by its columns, wherever they are."""

    kind: str
    columns: tuple[Column, ...]

    def places(self, heading: list[str]) -> dict[Column, list[int]]:
        """Where each column is; several places when several headings look so."""
        slugs = [slug_of(cell[:200]) for cell in heading]
        return {
            column: [n for n, slug in enumerate(slugs) if re.fullmatch(column.look, slug)]
            for column in self.columns
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose heading has been found: what stands above it, and the rows below."""

    kind: str
    title: str
    heading: list[str]
    places: dict[str, int]
    rows: Iterator[tuple[int, list[str]]]

    def name(self, column: str) -> str:
        """What a column is called in the file."""
        return " ".join(self.heading[self.places[column]].split())


def found_in(content: bytes, layouts: Sequence[Layout], *, tell: Tell | None = None) -> Sheet:
    """The table in a file, known by its columns; refused with those that are missing."""
    inside = opened(content)
    tables = [inside.lines(tell)] if isinstance(inside, Download) else inside.sheets
    nearest = list(layouts[0].columns) if len(layouts) == 1 else []
    for table in tables:
        rows, above = enumerate(table, start=1), list[str]()
        for _n, (_number, heading) in zip(range(HEAD), rows, strict=False):
            for layout in layouts:
                places = layout.places(heading)
                missing = [column for column, there in places.items() if not there]
                if not missing:
                    return _sheet(layout.kind, " ".join(above), heading, places, rows)
                if len(missing) < len(nearest or places):
                    nearest = missing
            above.extend(heading)
    if nearest:
        names = ", ".join(f"«{column.theirs}»" for column in nearest)
        raise TableRefused(Reason("heading_lacks", {"columns": names}))
    raise TableRefused(Reason("heading_unknown"))


def _sheet(
    kind: str,
    title: str,
    heading: list[str],
    places: dict[Column, list[int]],
    rows: Iterator[tuple[int, list[str]]],
) -> Sheet:
    for there in places.values():
        if len(there) > 1:
            names = ", ".join(f"«{' '.join(heading[n].split())}»" for n in there)
            raise TableRefused(Reason("columns_alike", {"columns": names}))
    numbers = {column.ours: there[0] for column, there in places.items()}
    return Sheet(kind, title, heading, numbers, rows)
