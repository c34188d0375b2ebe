"""The figures that come with the program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Publication:
    """A table of figures as its publisher gave it, and what is known of it."""

    dataset: str
    reference_date: date
    status: str
    publisher: str
    title: str
    licence: str
    attribution: str
    importer: str
    rows: int
    towns: int
    missing: tuple[str, ...] = ()


def publications() -> list[tuple[Publication, bytes]]:
    """What comes with the program, the oldest first."""
    found = [(_read(path), path.with_suffix(".parquet")) for path in DATA.glob("*.json")]
    found.sort(key=lambda pair: (pair[0].dataset, pair[0].reference_date))
    return [(publication, table.read_bytes()) for publication, table in found]


def _read(path: Path) -> Publication:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return Publication(
        dataset=told["dataset"],
        reference_date=date.fromisoformat(told["reference_date"]),
        status=told["status"],
        publisher=told["publisher"],
        title=told["title"],
        licence=told["licence"],
        attribution=told["attribution"],
        importer=told["importer"],
        rows=told["rows"],
        towns=told["municipalities"],
        missing=tuple(told["missing"]),
    )
