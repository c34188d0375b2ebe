"""What is packed may swell: it is weighed, a piece at a time, before it is opened."""

from __future__ import annotations

import io
import lzma
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineWorkbook

PIECE = 1 << 20
LARGEST = 600 * 1024 * 1024  # unpacked: ten times the largest table that is published
DENSEST, UNMINDED = 100, 64 * 1024 * 1024  # text is never packed a hundred times over
MOST_CELLS = 3_000_000  # of a sheet, empty ones too: a workbook is opened whole
PLACE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]*)(\d+)\s*[\"']")
# A row or a cell that begins: what does not say first of all where it is follows the one before.
BEGUN = re.compile(rb"<(?:[\w.-]+:)?(c|row)(?=[\s/>])(\s+r\s*=\s*[\"']\s*[A-Za-z]*\d+\s*[\"'])?")


# How a packed file says that it is cut, altered or locked.
BROKEN = (
    *(BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError),
    *(zlib.error, lzma.LZMAError),
)

# Workbooks of other kinds, that would be opened too: how wide they are cannot be known before.
OTHER_BOOKS = {"xl/workbook.bin", "content.xml"}


class Overfull(Exception):
    """Once opened, it would fill the memory or the disk."""


class Unreadable(Exception):
    """It is cut, altered, locked, or something else than it says."""


def unpacked_size(content: bytes) -> int:
    """How large a file says it is once opened; a workbook in an archive is packed twice."""
    if not content.startswith(b"PK"):
        return len(content)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return sum(
                one.file_size * (DENSEST if one.filename.lower().endswith(".xlsx") else 1)
                for one in archive.infolist()
            )
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return len(content)  # it will not be opened at all


def require_light(size: int, *, packed: int) -> None:
    """Refuse what has come to be too large, or too much larger than it was when packed."""
    if size > LARGEST or size > max(UNMINDED, DENSEST * packed):
        raise Overfull


def sheets_of(
    content: bytes, *, most: int | None = None, whole: bool = False
) -> list[Sequence[Sequence[object]]]:
    """The sheets of an XLSX workbook, or the first ones, weighed before they are opened.

    A whole sheet begins at A1, also when nothing is there: its cells can be told by address.
    """
    with _weighed_book(content) as book:
        names = book.sheet_names[:most]
        return [book.get_sheet_by_name(name).to_python(not whole) for name in names]


def rows_of(content: bytes) -> list[Iterator[Sequence[object]]]:
    """The sheets of a workbook, weighed, each to be read a row at a time from its first row.

    A sheet of a million cells costs three times less than when all are objects at once.
    """
    with _weighed_book(content) as book:
        return [book.get_sheet_by_name(name).iter_rows() for name in book.sheet_names]


@contextmanager
def _weighed_book(content: bytes) -> Iterator[CalamineWorkbook]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if OTHER_BOOKS & {name.lower() for name in archive.namelist()}:
                raise Unreadable
            _require_light_book(archive, packed=len(content))
        yield CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (Overfull, Unreadable):
        raise
    except BaseException as error:  # what panics in Rust is not an Exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Unreadable from error
        raise


def parts_of(content: bytes, names: Sequence[str], *, most: int) -> dict[str, bytes]:
    """Some parts of a packed document, each weighed as it is opened; those it has not are left."""
    found: dict[str, bytes] = {}
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            for name in sorted(set(names) & set(archive.namelist())):
                with archive.open(name) as stream:
                    part = stream.read(most + 1)
                if len(part) > most:
                    raise Overfull
                require_light(len(part), packed=len(content))
                found[name] = part
    except BROKEN as error:
        raise Unreadable from error
    return found


def _require_light_book(archive: ZipFile, *, packed: int) -> None:
    """Refuse a workbook that swells, or whose cells are so far apart that they fill the memory."""
    cells = 0
    for member in archive.infolist():  # any part may be a sheet, whatever its name
        extent = _Extent()
        with archive.open(member) as stream:
            for tags in _whole_tags(stream, packed):
                extent.take(tags)
                if cells + extent.area > MOST_CELLS:
                    raise Overfull
        cells += extent.area


def _whole_tags(stream: IO[bytes], packed: int) -> Iterator[bytes]:
    """The text of a part, cut where a tag begins, so that none is seen in two halves."""
    size, left = 0, b""
    while piece := stream.read(PIECE):
        size += len(piece)
        require_light(size, packed=packed)
        text = left + piece
        cut = text.rfind(b"<")
        if len(text) - cut > PIECE:  # no tag is so long
            yield text
            left = text[-40:]
        else:
            yield text[:cut]
            left = text[cut:]
    yield left


@dataclass(slots=True)
class _Extent:
    """How far the cells of a sheet go: two in opposite corners, and all between them counts."""

    wide: int = 0
    tall: int = 0
    cells: int = 0
    loose_rows: int = 0  # those that do not say where they are
    loose: int = 0  # the cells that do not, in the row one is in
    most_loose: int = 0  # and in the row that has most

    def take(self, tags: bytes) -> None:
        for letters, digits in PLACE.findall(tags):
            self.wide = max(self.wide, _column(letters))
            self.tall = max(self.tall, int(digits[:9]))
        for name, placed in BEGUN.findall(tags):
            if name == b"row":
                self.loose = 0
                self.loose_rows += not placed
            else:
                self.cells += 1
                self.loose += not placed
                self.most_loose = max(self.most_loose, self.loose)

    @property
    def area(self) -> int:
        wide, tall = self.wide + self.most_loose, self.tall + self.loose_rows
        return max(self.cells, wide * tall)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:9].upper():
        number = number * 26 + letter - 64
    return number
