"""Seals kept as files too: whoever restores an old database finds newer seals beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from config.options import DATA
from raccordo.journal.models import Seal
from raccordo.journal.queries import seals_in


def seals_file() -> Path:
    """One line a seal, added to, never rewritten."""
    return DATA / "seals.jsonl"


def kept_seals(path: Path) -> list[Seal]:
    """The seals kept in a file; none if there is no file."""
    return list(seals_in(path.read_text("utf-8").splitlines())) if path.exists() else []


def keep_seals(seals: Sequence[Seal]) -> None:
    """Add seals to the file and wait until they are on the disk."""
    with seals_file().open("a", encoding="utf-8") as file:
        for seal in seals:
            told = {"chain": seal.chain, "day": seal.day.isoformat(), "seq": seal.seq}
            told |= {"hash": seal.hash, "signature": seal.signature}
            file.write(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
