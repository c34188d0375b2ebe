"""The cache keeps files: those that hold nothing any more are not left to take others' place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache


def tidy_cache() -> int:
    """Throw away what has expired in the cache; how many things there were."""
    kept: Any = caches["default"]
    if not isinstance(kept, FileBasedCache):
        return 0
    return sum(_gone(kept, Path(name)) for name in kept._list_cache_files())  # type: ignore[attr-defined]


def _gone(kept: Any, path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(kept._is_expired(file))  # what has expired is thrown away by this
    except FileNotFoundError:  # somebody else has just thrown it away
        return False
