"""A long list put aside until the worker reads it: then it is thrown away, names and all."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings

from raccordo.documents.keeping import keep


def put_aside(key: UUID, content: bytes) -> None:
    """Keep a list that is to be read."""
    keep(_place(key), content)


def aside(key: UUID) -> bytes | None:
    """A list that was put aside; nothing when it was read, or nobody read it for too long."""
    place = _place(key)
    return place.read_bytes() if place.exists() else None


def throw_away(key: UUID) -> None:
    """Keep a list no longer."""
    _place(key).unlink(missing_ok=True)


def _place(key: UUID) -> Path:
    return Path(settings.BROUGHT_ROOT) / str(key)
