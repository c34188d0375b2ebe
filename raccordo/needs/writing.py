"""What is written in this room must still be as it was seen."""

from __future__ import annotations

from raccordo.foundation.stamps import require_seen
from raccordo.needs.queries.stamps import Written, stamp_of


def require_unchanged(thing: Written, seen: str) -> None:
    """Refuse to write over what somebody else has written meanwhile."""
    require_seen(thing, seen=seen, now=stamp_of(thing))
