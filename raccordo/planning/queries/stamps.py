from __future__ import annotations

from django.db.models import Model

from raccordo.foundation.stamps import stamp
from raccordo.planning.models import Action, Objective

TIES: dict[type[Model], tuple[str, ...]] = {
    Action: ("towns", "objectives", "groups", "leps"),
    Objective: ("needs", "leps"),
}
PIECES = ("supplies", "staffing", "partners", "integrations", "risks", "stages", "measures")


def stamp_of(thing: Model) -> str:
    """What tells whether something is still as it was when one began to change it."""
    ties = TIES.get(type(thing), ())
    return stamp(thing, **{name: _tied(thing, name) for name in ties})


def stamp_of_pieces(action: Action, piece: str) -> str:
    """The same of the rows that an action holds: its staff, its partners, its timetable."""
    rows = getattr(action, piece).order_by("pk")
    told = {str(row.pk): stamp(row) for row in rows}
    if piece == "measures":
        told |= {f"{row.pk}:{t.pk}": stamp(t) for row in rows for t in row.targets.all()}
    return stamp(action, **{f"piece_{key}": value for key, value in told.items()})


def _tied(thing: Model, name: str) -> str:
    pks = sorted(getattr(thing, name).values_list("pk", flat=True))
    return ",".join(map(str, pks))
