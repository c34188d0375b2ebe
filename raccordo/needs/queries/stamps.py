from __future__ import annotations

from raccordo.foundation.stamps import stamp
from raccordo.needs.models import Finding, Need, Problem, Statement, Study, SwotItem

Written = Finding | Need | Problem | Statement | Study | SwotItem


def stamp_of(thing: Written) -> str:
    """What tells whether something is still as it was when one began to change it."""
    if isinstance(thing, Need):
        towns = sorted(thing.towns.values_list("pk", flat=True))
        return stamp(thing, towns=",".join(map(str, towns)))
    return stamp(thing)
