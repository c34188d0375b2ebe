from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.models import Action, Objective, Plan
from raccordo.planning.operations.actions import Sheet, add_action
from raccordo.planning.operations.objectives import add_objective
from raccordo.planning.queries.changing import plan_to_write
from raccordo.planning.queries.former import HELD, TIED
from raccordo.planning.rules.codes import next_code
from raccordo.planning.rules.outlines import outline_of
from raccordo.planning.states import Piece

# A timetable is of its own years: a new plan has another.
COPIED = (
    *(Piece.SUPPLIES, Piece.STAFFING, Piece.PARTNERS),
    *(Piece.INTEGRATIONS, Piece.MEASURES, Piece.RISKS),
)
OWN = frozenset({"id", "key", "action"})


@operation
def bring_former(plan: Plan, actions: Sequence[Action], *, by: Acting) -> list[Action]:
    """Begin from some actions of the plan before, each with its sheet."""
    plan = plan_to_write(plan)
    made = []
    for old in actions:
        _require_before(plan, old)
        if not plan.actions.filter(former=old).exists():
            made.append(_copied(plan, old, by=by))
    if made and plan.former_id is None:
        plan.former = made[0].former.plan if made[0].former else None
        plan.save(update_fields=["former"])
    record(by=by, what="former.brought", subject=plan, actions=[one.code for one in made])
    return made


def _require_before(plan: Plan, old: Action) -> None:
    if old.plan.area_id != plan.area_id or old.plan.last_year >= plan.last_year:
        raise Refused(_("«%s» non è di un piano precedente di questo territorio.") % old)


def _copied(plan: Plan, old: Action, *, by: Acting) -> Action:
    axes = {axis.code for axis in outline_of(plan.template.outline).axes}
    axis = old.axis if old.axis in axes else ""
    taken = set(plan.actions.values_list("code", flat=True))
    code = next_code(axis or old.code.partition(".")[0], taken) if old.code in taken else old.code
    facts = {name: getattr(old, name) for name in HELD if name not in {"title", "axis"}}
    facts |= {name: list(getattr(old, name).all()) for name in TIED}
    aims = [_objective(plan, aim, by=by) for aim in old.objectives.all()]
    sheet = Sheet(code, old.title, axis=axis, objectives=aims, part=old.part, **facts)
    new = add_action(plan, sheet, by=by, former=old)
    for piece in COPIED:
        for row in getattr(old, piece.value).all():
            _copy(row, new)
    return new


def _copy(row: Model, action: Action) -> None:
    fields = [one for one in row._meta.concrete_fields if one.name not in OWN]
    facts = {one.attname: getattr(row, one.attname) for one in fields}
    type(row)._default_manager.create(action=action, **facts)


def _objective(plan: Plan, old: Objective, *, by: Acting) -> Objective:
    """The objective of the plan before, in this one: made once, with the needs it answers."""
    if here := plan.objectives.filter(former=old).first():
        return here
    axes = {axis.code for axis in outline_of(plan.template.outline).axes}
    axis = old.axis if old.axis in axes else ""
    taken = set(plan.objectives.values_list("code", flat=True))
    code = next_code(f"O{axis}", taken) if old.code in taken else old.code
    return add_objective(
        plan,
        code=code,
        title=old.title,
        axis=axis,
        text=old.text,
        needs=list(old.needs.all()),
        leps=list(old.leps.all()),
        by=by,
        former=old,
    )
