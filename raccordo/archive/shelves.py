"""The folder where the bytes are: written whole, synced, then named; never changed after."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

PIECE = 1024 * 1024


def place_of(fingerprint: str) -> Path:
    """Where the bytes with this fingerprint are kept."""
    root: Path = settings.ARCHIVE_ROOT
    return root / fingerprint[:2] / fingerprint[2:4] / fingerprint


def put(pieces: Iterable[bytes]) -> str:
    """Keep some bytes and give their SHA-256. When it returns, they are on the disk."""
    root: Path = settings.ARCHIVE_ROOT
    root.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    with NamedTemporaryFile(dir=root, prefix="incoming-", delete=False) as incoming:
        try:
            for piece in pieces:
                digest.update(piece)
                incoming.write(piece)
            incoming.flush()
            os.fsync(incoming.fileno())
        except BaseException:
            with suppress(OSError):
                os.unlink(incoming.name)
            raise
    return _name(Path(incoming.name), digest.hexdigest())


def _name(incoming: Path, fingerprint: str) -> str:
    place = place_of(fingerprint)
    place.parent.mkdir(parents=True, exist_ok=True)
    incoming.chmod(0o640)
    incoming.replace(place)
    for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return fingerprint


def let_go(fingerprint: str) -> None:
    """Say that nothing leads to these bytes any more: from now they wait to be swept."""
    with suppress(FileNotFoundError):
        os.utime(place_of(fingerprint))


def sweep(known: Container[str], *, before: datetime) -> int:
    """Take off the disk the bytes that no row knows, untouched since then; how many there were.

    Each is put aside before it is looked at again: who stores the same bytes meanwhile writes
    them anew, and so they are fresh, or back in their place.
    """
    root: Path = settings.ARCHIVE_ROOT
    swept, since = 0, before.timestamp()
    for place in root.glob("??/??/*"):
        if place.name in known or place.stat().st_mtime >= since:
            continue
        aside = place.rename(root / f"leaving-{place.name}")
        if aside.stat().st_mtime >= since and not place.exists():
            aside.rename(place)
            continue
        aside.unlink()
        swept += 1
    return swept


def read(fingerprint: str) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time."""
    with place_of(fingerprint).open("rb") as kept:
        while piece := kept.read(PIECE):
            yield piece


def content_of(fingerprint: str) -> bytes:
    """The whole bytes of a file; OSError when the shelf is empty, ValueError when they changed."""
    content = place_of(fingerprint).read_bytes()
    if sha256(content).hexdigest() != fingerprint:
        raise ValueError(f"the file {fingerprint} has changed on the disk")
    return content
