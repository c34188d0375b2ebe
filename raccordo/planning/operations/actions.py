from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from raccordo.archive.operations import store
from raccordo.archive.rules import clean_name
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.stamps import require_seen
from raccordo.foundation.writing import at_most, on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.planning.models import Action, ActionFile, Objective, Plan
from raccordo.planning.queries.changing import (
    action_to_carry_out,
    action_to_write,
    plan_to_change,
    plan_to_write,
)
from raccordo.planning.queries.stamps import TIES, stamp_of
from raccordo.planning.rules.codes import code_typed, order_of, sound_code
from raccordo.planning.rules.outlines import outline_of
from raccordo.planning.states import ACTION_LIFE, ActionSort, ActionState, PlanState
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_within, municipalities_of
from raccordo.vocabularies.models import Term

CUP_LENGTH = 15


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet of an action tells, but for the rows it holds."""

    code: str
    title: str
    axis: str = ""
    sort: str = ActionSort.ESTABLISHED
    part: Area | None = None
    towns: Collection[Area] = ()
    objectives: Collection[Objective] = ()
    groups: Collection[Term] = ()
    leps: Collection[Term] = ()
    beneficiaries: str = ""
    expected: int | None = None
    activities: str = ""
    system_activities: str = ""
    implementer: Organisation | None = None
    since: date | None = None
    until: date | None = None
    cup: str = ""


@operation
def add_action(plan: Plan, sheet: Sheet, *, by: Acting, former: Action | None = None) -> Action:
    """Add an action to a plan that is being written."""
    plan = plan_to_write(plan)
    action = Action(plan=plan, former=former)
    _write(action, sheet)
    action.save()
    _tie(action, sheet)
    record(by=by, what="action.added", subject=action, title=str(action))
    return action


@operation
def change_action(action: Action, sheet: Sheet, *, seen: str, by: Acting) -> Action:
    """Change the sheet of an action, if nobody has changed it since one saw it."""
    action = action_to_write(action)
    require_seen(action, seen=seen, now=stamp_of(action))
    before = str(action)
    _write(action, sheet)
    action.save()
    _tie(action, sheet)
    record(by=by, what="action.changed", subject=action, before=before, after=str(action))
    return action


@operation
def move_action(action: Action, *, to: ActionState, by: Acting, reason: str = "") -> Action:
    """Carry an action one step along its life; to suspend or drop it one says why."""
    action = action_to_carry_out(action)
    ACTION_LIFE.require(ActionState(action.state), to)
    in_force = action.plan.state == PlanState.IN_FORCE
    if to in {ActionState.RUNNING, ActionState.COMPLETED} and not in_force:
        raise Refused(_("Il piano non è ancora vigente: l'azione non può essere avviata."))
    if to in {ActionState.SUSPENDED, ActionState.DROPPED}:
        reason = on_a_line(reason, field="reason", longest=300)
    action.state = to
    action.save(update_fields=["state"])
    record(by=by, what="action.moved", subject=action, purpose=reason, state=to)
    return action


@operation
def drop_action(action: Action, *, by: Acting) -> None:
    """Take away an action that was written by mistake and nothing is tied to."""
    action = action_to_write(action)
    if action.origins.exists():
        raise Refused(_("Vi sono proposte accolte in questa azione: prima scioglierle."))
    if action.procedures.exists() or action.files.exists() or action.followers.exists():
        raise Refused(_("L'azione ha procedure o documenti: si può stralciare, non togliere."))
    record(by=by, what="action.dropped", subject=action.plan, title=str(action))
    action.delete()


@operation
def attach_file(
    action: Action,
    *,
    content: bytes,
    name: str,
    dated: date,
    by: Acting,
    title: str = "",
    kind: str = "",
) -> ActionFile:
    """Add a document to an action, with its kind and its day."""
    plan_to_change(action.plan)
    file = store(content, by=by)
    if action.files.filter(file=file).exists():
        raise Refused(_("Questo file è già fra i documenti."), field="file")
    name = clean_name(name, media_type=file.media_type)
    attached = ActionFile.objects.create(
        action=action,
        file=file,
        name=name,
        title=at_most(" ".join(title.split()), field="title", longest=200) or name,
        kind=at_most(" ".join(kind.split()), field="kind", longest=80),
        dated=dated,
    )
    record(by=by, what="action.file_attached", subject=action, sha256=file.sha256)
    return attached


@operation
def drop_file(attached: ActionFile, *, by: Acting) -> None:
    """Take away a document; its fingerprint stays in the register."""
    plan_to_change(attached.action.plan)
    sha256 = attached.file.sha256
    record(by=by, what="action.file_dropped", subject=attached.action, sha256=sha256)
    attached.delete()


def _write(action: Action, sheet: Sheet) -> None:
    _write_code(action, sheet.code, sheet.axis)
    if sheet.since and sheet.until and sheet.until <= sheet.since:
        raise Refused(_("La fine deve seguire l'inizio."), field="until")
    cup = "".join(sheet.cup.upper().split())
    if cup and not (len(cup) == CUP_LENGTH and cup.isascii() and cup.isalnum()):
        raise Refused(_("Il CUP è di 15 lettere e cifre."), field="cup")
    _require_inside(action, sheet)
    action.title = on_a_line(sheet.title, field="title", longest=200)
    action.sort, action.part, action.cup = ActionSort(sheet.sort), sheet.part, cup
    action.beneficiaries = at_most(sheet.beneficiaries, field="beneficiaries")
    action.expected, action.implementer = sheet.expected, sheet.implementer
    action.activities = at_most(sheet.activities, field="activities")
    action.system_activities = at_most(sheet.system_activities, field="system_activities")
    action.since, action.until = sheet.since, sheet.until
    words = (action.code, action.title, action.beneficiaries, action.activities)
    action.search = searchable(" ".join(words))


def _write_code(action: Action, said: str, axis: str) -> None:
    code = code_typed(said)
    if not sound_code(code):
        raise Refused(_("Il codice è di cifre e lettere: per esempio 3.5."), field="code")
    if Action.objects.filter(plan=action.plan, code=code).exclude(pk=action.pk).exists():
        raise Refused(_("C'è già un'azione con questo codice."), field="code")
    if axis and outline_of(action.plan.template.outline).axis(axis) is None:
        raise Refused(_("Il modello del piano non ha questo asse."), field="axis")
    action.code, action.order, action.axis = code, order_of(code), axis


def _require_inside(action: Action, sheet: Sheet) -> None:
    """Refuse places that are not of the plan's area on the first day of the plan."""
    area, on = action.plan.area, date(action.plan.first_year, 1, 1)
    if sheet.part and not areas_within(area, on=on).filter(pk=sheet.part.pk).exists():
        raise Refused(_("%(part)s non è in %(area)s.") % {"part": sheet.part, "area": area})
    inside = set(municipalities_of(sheet.part or area, on=on).values_list("pk", flat=True))
    outside = sorted(town.name for town in sheet.towns if town.pk not in inside)
    if outside:
        said = {"names": ", ".join(outside), "area": sheet.part or area}
        raise Refused(_("Non sono in %(area)s: %(names)s.") % said, field="towns")


def _tie(action: Action, sheet: Sheet) -> None:
    astray = [one for one in sheet.objectives if one.plan_id != action.plan_id]
    if astray:
        raise Refused(_("«%s» è di un altro piano.") % astray[0], field="objectives")
    for name in TIES[Action]:
        getattr(action, name).set(getattr(sheet, name))
