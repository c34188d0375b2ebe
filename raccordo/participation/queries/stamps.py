from __future__ import annotations

from raccordo.foundation.stamps import require_seen, stamp
from raccordo.participation.models import Aim, Consultation, Occasion, Phase

Written = Aim | Consultation | Occasion | Phase


def stamp_of(thing: Written) -> str:
    """What tells whether something is still as it was when one began to change it."""
    if isinstance(thing, Occasion):
        towns = sorted(thing.towns.values_list("pk", flat=True))
        aids = sorted(thing.aids.values_list("aid", "note", "promised"))
        came = sorted(thing.presences.values_list("organisation", "persons"))
        kept = sorted(thing.aids.values_list("aid", "kept"), key=str)
        told = {"towns": towns, "aids": aids, "came": came, "kept": kept}
        return stamp(thing, **{name: str(what) for name, what in told.items()})
    return stamp(thing)


def require_unchanged(thing: Written, seen: str) -> None:
    """Refuse to write over what somebody else has written meanwhile."""
    require_seen(thing, seen=seen, now=stamp_of(thing))
