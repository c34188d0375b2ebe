"""The figures that come with the program."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused

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


def publications(
    *, known: Collection[tuple[str, date]] = (), folder: Path = DATA
) -> list[tuple[Publication, bytes]]:
    """What comes with the program and is not yet known by dataset and day, the oldest first."""
    found = []
    for path in folder.glob("*.json"):
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        publication = _publication(told)
        if (publication.dataset, publication.reference_date) not in known:
            found.append((publication, _table(path.with_suffix(".parquet"), told["sha256"])))
    return sorted(found, key=lambda pair: (pair[0].dataset, pair[0].reference_date))


def _table(path: Path, fingerprint: str) -> bytes:
    """The bytes of a table, that must be those its manifest tells of."""
    table = path.read_bytes()
    if sha256(table).hexdigest() != fingerprint:
        raise Refused(
            _(
                "Il file %s, che accompagna il programma, non è quello che dovrebbe: è guasto o "
                "è stato cambiato. Installare di nuovo Raccordo."
            )
            % path
        )
    return table


def _publication(told: dict[str, Any]) -> Publication:
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
