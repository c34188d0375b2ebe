from __future__ import annotations

from hashlib import sha256

from raccordo.foundation.canonical import canonical
from raccordo.needs.models import Finding, Need, Problem, Statement, Study, SwotItem

Written = Finding | Need | Problem | Statement | Study | SwotItem


def stamp_of(thing: Written) -> str:
    """What tells whether something is still as it was when one began to change it."""
    columns = thing._meta.concrete_fields
    told = {column.attname: str(getattr(thing, column.attname)) for column in columns}
    if isinstance(thing, Need):
        told["towns"] = ",".join(map(str, sorted(thing.towns.values_list("pk", flat=True))))
    return sha256(canonical(told).encode()).hexdigest()[:16]
