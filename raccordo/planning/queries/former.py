"""A plan and the one before it: what could be brought from there, and what has changed since."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from raccordo.planning.models import Action, Plan
from raccordo.planning.states import LIVING_ACTIONS, ActionColumn, Piece

HELD = (
    *("title", "axis", "sort", "beneficiaries", "expected"),
    *("activities", "system_activities", "implementer", "cup"),
)
TIED = ("groups", "leps", "towns")
COMPARED = (Piece.SUPPLIES, Piece.STAFFING, Piece.PARTNERS, Piece.MEASURES, Piece.RISKS)
TIES = {
    "groups": ActionColumn.GROUPS.label,
    "leps": ActionColumn.LEPS.label,
    "towns": ActionColumn.TOWNS.label,
}
OWN = frozenset({"id", "key", "action"})


def plan_before(plan: Plan) -> Plan | None:
    """The plan of the same area that came just before this one."""
    earlier = Plan.objects.filter(area=plan.area_id, last_year__lt=plan.last_year)
    return earlier.exclude(pk=plan.pk).order_by("-last_year", "-pk").first()


def to_bring(plan: Plan) -> QuerySet[Action]:
    """The actions of the plan before that this one has not begun from yet."""
    before = plan_before(plan)
    taken = Action.objects.filter(plan=plan, former=OuterRef("pk"))
    found = Action.objects.filter(plan=before, state__in=LIVING_ACTIONS)
    return found.filter(~Exists(taken)).select_related("plan")


def changed_since(action: Action) -> list[str]:
    """What is not as it was in the action it comes from, in words; nothing if it is new."""
    old = action.former
    if old is None:
        return []
    fields = [name for name in HELD if getattr(action, name) != getattr(old, name)]
    named = {one.name: str(one.verbose_name) for one in Action._meta.fields}
    words = [named[name] for name in fields]
    ties = [name for name in TIED if _tied(action, name) != _tied(old, name)]
    words += [str(TIES[name]).lower() for name in ties]
    rows = [piece for piece in COMPARED if _rows(action, piece) != _rows(old, piece)]
    return words + [str(piece.label).lower() for piece in rows]


def _tied(action: Action, name: str) -> set[int]:
    return set(getattr(action, name).values_list("pk", flat=True))


def _rows(action: Action, piece: Piece) -> list[tuple[Any, ...]]:
    rows = list(getattr(action, piece.value).all())
    return [_told(row) for row in rows]


def _told(row: Model) -> tuple[Any, ...]:
    fields = [one.attname for one in row._meta.concrete_fields if one.name not in OWN]
    return tuple(getattr(row, name) for name in fields)
