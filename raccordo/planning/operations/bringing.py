from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.importing.actions import ActionRow, Verdict
from raccordo.planning.models import Action, ColumnMap, Objective, Plan
from raccordo.planning.operations.actions import Sheet, add_action, change_action
from raccordo.planning.operations.objectives import add_objective
from raccordo.planning.operations.sections import write_section
from raccordo.planning.queries.changing import plan_to_write
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.rules.codes import next_code
from raccordo.planning.states import SheetSort
from raccordo.territory.models import Area

MOST_ACTIONS = 2_000
KEPT = (
    *("axis", "sort", "part", "beneficiaries", "expected", "activities", "system_activities"),
    *("implementer", "since", "until", "cup"),
)
TIED = ("towns", "objectives", "groups", "leps")


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a sheet: how many actions and objectives are new, how many changed."""

    new: int
    changed: int
    objectives: int


@operation
def remember_columns(
    area: Area, *, sort: SheetSort, columns: Mapping[str, str], by: Acting
) -> ColumnMap:
    """Remember which column of a sheet of theirs holds what, for the next time."""
    told = {str(thing): str(name)[:200] for thing, name in columns.items()}
    kept, _new = ColumnMap.objects.update_or_create(
        area=area, sort=sort, defaults={"columns": told}
    )
    record(by=by, what="columns.remembered", subject=kept, sort=sort)
    return kept


@operation
def bring_actions(plan: Plan, rows: Sequence[ActionRow], *, by: Acting) -> Came:
    """Write the actions of a sheet, and the objectives it names that the plan has not."""
    plan = plan_to_write(plan)
    if len(rows) > MOST_ACTIONS:
        raise Refused(_("Le righe sono più di %s: dividere il foglio.") % MOST_ACTIONS)
    aims: dict[str, Objective] = {}
    new = changed = 0
    for row in rows:
        if row.verdict in {Verdict.WRONG, Verdict.SAME}:
            continue
        facts = dict(row.facts)
        if row.objective:
            facts["objectives"] = [_aim(plan, row, aims, by=by)]
        if row.action is None:
            add_action(plan, Sheet(code=row.code, **facts), by=by)
            new += 1
        else:
            sheet = _over(row.action, facts)
            change_action(row.action, sheet, seen=stamp_of(row.action), by=by)
            changed += 1
    came = Came(new, changed, len(aims))
    record(by=by, what="actions.brought", subject=plan, new=new, changed=changed)
    return came


@operation
def bring_texts(plan: Plan, texts: Mapping[str, str], *, by: Acting, at: datetime) -> int:
    """Write the texts of a document in the sections whose code each has; how many."""
    sections = {one.code: one for one in plan_to_write(plan).sections.all()}
    if unknown := sorted(set(texts) - set(sections)):
        raise Refused(_("Nel piano non c'è la sezione %s.") % ", ".join(unknown))
    for code, text in texts.items():
        one = sections[code]
        write_section(one, text=text, seen=stamp_of(one), by=by, at=at)
    record(by=by, what="texts.brought", subject=plan, sections=sorted(texts))
    return len(texts)


def _over(action: Action, facts: Mapping[str, Any]) -> Sheet:
    """The sheet of an action as it is, with what a sheet of theirs tells written over."""
    held = {name: getattr(action, name) for name in KEPT}
    held |= {name: list(getattr(action, name).all()) for name in TIED}
    return Sheet(**{"code": action.code, "title": action.title} | held | dict(facts))


def _aim(plan: Plan, row: ActionRow, aims: dict[str, Objective], *, by: Acting) -> Objective:
    """The objective that a row names: made once, in the axis of its first action."""
    if row.objective not in aims:
        axis = row.facts.get("axis", "")
        taken = set(plan.objectives.values_list("code", flat=True))
        code = next_code(f"O{axis}", taken)
        aims[row.objective] = add_objective(plan, code=code, title=row.objective, axis=axis, by=by)
    return aims[row.objective]
