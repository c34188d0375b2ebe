"""What is packed may swell: it is weighed, a piece at a time, before it is opened."""

from __future__ import annotations

import io
import re
from typing import IO
from zipfile import BadZipFile, ZipFile

PIECE = 1 << 20
LARGEST = 600 * 1024 * 1024  # unpacked: ten times the largest table that is published
DENSEST, UNMINDED = 100, 64 * 1024 * 1024  # text is never packed a hundred times over
MOST_CELLS = 3_000_000  # of a sheet, empty ones too: a workbook is opened whole
PLACE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]{0,3})(\d+)\s*[\"']")


class Overfull(Exception):
    """Once opened, it would fill the memory or the disk."""


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


def require_light_book(archive: ZipFile, *, packed: int) -> None:
    """Refuse a workbook that swells, or whose cells are so far apart that they fill the memory."""
    cells = 0
    for member in archive.infolist():  # any part may be a sheet, whatever its name
        with archive.open(member) as stream:
            cells += _cells_in(stream, packed)
        if cells > MOST_CELLS:
            raise Overfull


def _cells_in(stream: IO[bytes], packed: int) -> int:
    """Two cells in opposite corners are enough: all that is between them counts."""
    size, wide, tall, tail = 0, 0, 0, b""
    while piece := stream.read(PIECE):
        size += len(piece)
        require_light(size, packed=packed)
        for letters, digits in PLACE.findall(tail + piece):
            wide = max(wide, _column(letters))
            tall = max(tall, int(digits[:9]))
        tail = piece[-40:]
    return wide * tall


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
