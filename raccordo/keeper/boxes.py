"""The file of a backup: a plain tar of which every byte is told by its names, sizes and contents.

Headers, padding and end are written in one way only, so that a changed byte has nowhere to hide;
any `tar` opens it.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused

BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * BLOCK)
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """What is written of one file in the box."""

    size: int
    sha256: str


class Written(Protocol):
    """Where a box is written: a file, or one that is encrypted on its way."""

    def write(self, content: bytes, /) -> int: ...
    def flush(self) -> None: ...
    def fileno(self) -> int: ...


class Read(Protocol):
    """Where a box is read from."""

    def read(self, size: int, /) -> bytes: ...


class Box:
    """A box being filled, one file after the other, a piece at a time."""

    def __init__(self, file: Written) -> None:
        self.file = file
        self.members: dict[str, Member] = {}

    def put(self, name: str, source: BufferedReader, *, expected: str = "") -> bool:
        """Put a file in, unless its content is not the expected one: what is in stays in."""
        if expected and file_digest(source, "sha256").hexdigest() != expected:
            return False
        source.seek(0)
        left = size = os.fstat(source.fileno()).st_size
        self.file.write(header(name, size))
        digest = sha256()
        while left and (piece := source.read(min(PIECE, left))):
            digest.update(piece)
            self.file.write(piece)
            left -= len(piece)
        if left or (expected and digest.hexdigest() != expected):
            raise Refused(_("Il file %s cambia mentre lo si copia: riprovare.") % name)
        self.file.write(padding(size))
        self.members[name] = Member(size, digest.hexdigest())
        return True

    def put_path(self, name: str, path: Path) -> None:
        """Put in a file that nobody should be changing meanwhile."""
        with path.open("rb") as source:
            self.put(name, source)

    def close(self, name: str, content: bytes) -> None:
        """Put in the last file, which tells of the others, and wait until all is on the disk."""
        self.file.write(header(name, len(content)) + content + padding(len(content)) + END)
        self.file.flush()
        os.fsync(self.file.fileno())


class Opened:
    """A box being read: nothing in it is believed."""

    def __init__(self, file: Read, *, size: int, path: Path) -> None:
        self.file, self.path, self.left = file, path, size
        self.names: set[str] = set()

    def members(self) -> Iterator[tuple[str, int]]:
        """Name and size of each file; its pieces must be read before asking for the next."""
        while (block := self._read(BLOCK)) != bytes(BLOCK):
            name, size = self._understood(block)
            self.names.add(name)
            yield name, size
            if self._read(len(padding(size))).strip(b"\0"):
                raise self._altered(_("c'è qualcosa dopo la fine di «%s»") % name)
        if self.left != BLOCK or self._read(BLOCK) != bytes(BLOCK):
            raise self._altered(_("non finisce dove dovrebbe"))

    def pieces(self, size: int) -> Iterator[bytes]:
        """The content of the file just named."""
        while size:
            piece = self._read(min(PIECE, size))
            size -= len(piece)
            yield piece

    def _understood(self, block: bytes) -> tuple[str, int]:
        """Only the header that we would have written: no links, devices, folders, odd names."""
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as error:
            if self.names:
                raise self._altered(_("un'intestazione non si legge")) from error
            raise Refused(_("Il file %s non è una copia di Raccordo.") % self.path) from error
        if not info.isreg():
            raise self._altered(_("«%s» non è un file ma un collegamento o altro") % info.name)
        if info.name in self.names:
            raise self._altered(_("«%s» c'è due volte") % info.name)
        if block != header(info.name, info.size):
            raise self._altered(_("l'intestazione di «%s» è cambiata") % info.name)
        if info.size + len(padding(info.size)) + len(END) > self.left:
            raise self._altered(_("è tronca: «%s» non c'è tutto") % info.name)
        return info.name, info.size

    def _read(self, size: int) -> bytes:
        piece = self.file.read(size)
        self.left -= len(piece)
        if len(piece) != size:
            raise self._altered(_("è tronca"))
        return piece

    def _altered(self, why: str) -> Refused:
        return altered(self.path, why)


def header(name: str, size: int) -> bytes:
    """The one header that a file of this name and size may have."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


def padding(size: int) -> bytes:
    """The zeros that follow a file until the next block."""
    return bytes(-size % BLOCK)


def altered(path: Path, why: str) -> Refused:
    """How a copy that is not whole is refused."""
    return Refused(
        _("La copia %(path)s è rovinata o alterata: %(why)s. Usarne un'altra.")
        % {"path": path, "why": why}
    )
