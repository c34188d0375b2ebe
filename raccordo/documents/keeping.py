"""What was made and can be made again: kept in a folder by its fingerprint, and swept when old."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

# Whoever comes may have pictures and papers made: they never fill the disk.
MOST = 1024**3


def keep(place: Path, content: bytes) -> None:
    """Put something in its place, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, prefix="making-", delete=False) as out:
        out.write(content)
    Path(out.name).replace(place)
    if place.stem.endswith("00"):  # one in two hundred and fifty-six: names are fingerprints
        sweep(place.parent)


def sweep(folder: Path, *, before: datetime | None = None, most: int = MOST) -> int:
    """Throw away what was made before a moment, and the oldest beyond so many bytes; how many."""
    found = []
    for place in folder.glob("*"):
        with suppress(OSError):  # another process sweeps too, or is making it again
            facts = place.stat()
            found.append((facts.st_mtime, facts.st_size, place))
    kept = swept = 0
    for made_at, size, place in sorted(found, reverse=True):
        kept += size
        if kept > most or (before and made_at < before.timestamp()):
            place.unlink(missing_ok=True)
            swept += 1
    return swept
