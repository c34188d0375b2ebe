"""When a message is tried again, and what a receipt says: pure, without a clock."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

# A mail server may be down for a day: the waits grow, and the last attempt is after two days.
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240, 360, 480, 720, 900)]

SUBJECTS = [
    (re.compile(r"^\s*ACCETTAZIONE\s*:", re.I), "accepted"),
    (re.compile(r"^\s*AVVISO DI NON ACCETTAZIONE\s*:", re.I), "not_accepted"),
    (re.compile(r"^\s*(AVVENUTA )?CONSEGNA\s*:", re.I), "delivered"),
    (re.compile(r"^\s*(AVVISO DI )?MANCATA CONSEGNA\s*:", re.I), "not_delivered"),
    (re.compile(r"^\s*PREAVVISO DI MANCATA CONSEGNA\s*:", re.I), "other"),
]


def next_attempt(attempts: int, *, failed_at: datetime) -> datetime | None:
    """When to try again after so many attempts; nothing when it is time to give up."""
    return failed_at + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def receipt_kind(subject: str) -> str:
    """What a PEC receipt says, by its subject (regole tecniche PEC, DM 2-11-2005)."""
    return next((kind for words, kind in SUBJECTS if words.search(subject)), "other")
