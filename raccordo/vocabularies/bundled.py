"""The catalogues that come with the program, one file each, with their source."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from raccordo.vocabularies.operations import TermFact

DATA = Path(__file__).parent / "data"


def catalogues() -> list[dict[str, Any]]:
    """Each bundled catalogue as the arguments of `load_catalogue`."""
    return [_read(path) for path in sorted(DATA.glob("*.toml"))]


def _read(path: Path) -> dict[str, Any]:
    told = tomllib.loads(path.read_text("utf-8"))
    since = told["since"]
    assert isinstance(since, date)
    terms = [TermFact(**term) for term in told.pop("terms")]
    return told | {"terms": terms}
