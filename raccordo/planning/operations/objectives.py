from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.stamps import require_seen
from raccordo.foundation.writing import at_most, on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.needs.models import Need
from raccordo.needs.states import NeedState
from raccordo.participation.models import Contribution
from raccordo.participation.states import VoiceState
from raccordo.planning.models import Action, Objective, Origin, Plan, Section
from raccordo.planning.queries.changing import plan_to_write
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.rules.codes import code_typed, order_of, sound_code
from raccordo.planning.rules.outlines import outline_of
from raccordo.vocabularies.models import Term

GONE = {VoiceState.WITHDRAWN, VoiceState.NOT_PERTINENT, VoiceState.UNCONFIRMED}


@operation
def add_objective(
    plan: Plan,
    *,
    code: str,
    title: str,
    by: Acting,
    axis: str = "",
    text: str = "",
    needs: Collection[Need] = (),
    leps: Collection[Term] = (),
    former: Objective | None = None,
) -> Objective:
    """Add an objective to a plan that is being written, with the needs it answers."""
    plan = plan_to_write(plan)
    objective = Objective(plan=plan, former=former)
    _write(objective, code=code, title=title, axis=axis, text=text)
    _require_needs(objective, needs)
    objective.save()
    objective.needs.set(needs)
    objective.leps.set(leps)
    record(by=by, what="objective.added", subject=objective, title=str(objective))
    return objective


@operation
def change_objective(
    objective: Objective,
    *,
    code: str,
    title: str,
    seen: str,
    by: Acting,
    axis: str = "",
    text: str = "",
    needs: Collection[Need] = (),
    leps: Collection[Term] = (),
) -> Objective:
    """Change what is told of an objective, if nobody has changed it since one saw it."""
    plan_to_write(objective.plan)
    locked = Objective.objects.select_for_update(of=("self",)).select_related("plan__template")
    objective = locked.get(pk=objective.pk)
    require_seen(objective, seen=seen, now=stamp_of(objective))
    before = str(objective)
    _write(objective, code=code, title=title, axis=axis, text=text)
    _require_needs(objective, needs)
    objective.save()
    objective.needs.set(needs)
    objective.leps.set(leps)
    after = str(objective)
    record(by=by, what="objective.changed", subject=objective, before=before, after=after)
    return objective


@operation
def drop_objective(objective: Objective, *, by: Acting) -> None:
    """Take away an objective that no action serves and no proposal ended in."""
    plan = plan_to_write(objective.plan)
    if objective.actions.exists():
        raise Refused(_("Vi sono azioni che servono questo obiettivo: prima scioglierle."))
    if objective.origins.exists():
        raise Refused(_("Vi sono proposte accolte in questo obiettivo: prima scioglierle."))
    if objective.followers.exists():
        raise Refused(_("Da questo obiettivo ne è nato uno del piano successivo: resta."))
    record(by=by, what="objective.dropped", subject=plan, title=str(objective))
    objective.delete()


@operation
def tie_origin(
    contribution: Contribution,
    *,
    to: Objective | Action | Section,
    by: Acting,
    on: date,
    note: str = "",
) -> Origin:
    """Say that a proposal ended in an objective, an action or a section of the plan."""
    plan_to_write(to.plan)
    if contribution.state in GONE:
        raise Refused(_("%s è ritirata o non pertinente.") % contribution, field="contribution")
    where = {type(to).__name__.lower(): to}
    if Origin.objects.filter(contribution=contribution, **where).exists():
        raise Refused(_("%s è già collegata.") % contribution, field="contribution")
    note = at_most(" ".join(note.split()), field="note", longest=300)
    origin = Origin.objects.create(contribution=contribution, note=note, since=on, **where)
    record(by=by, what="origin.tied", subject=contribution, to=str(to))
    return origin


@operation
def untie_origin(origin: Origin, *, by: Acting) -> None:
    """Say that a proposal did not end there."""
    to = origin.objective or origin.action or origin.section
    assert to
    plan_to_write(to.plan)
    record(by=by, what="origin.untied", subject=origin.contribution, to=str(to))
    origin.delete()


def _write(objective: Objective, *, code: str, title: str, axis: str, text: str) -> None:
    code = code_typed(code)
    if not sound_code(code):
        raise Refused(_("Il codice è di cifre e lettere: per esempio 3.5."), field="code")
    same = Objective.objects.filter(plan=objective.plan, code=code).exclude(pk=objective.pk)
    if same.exists():
        raise Refused(_("C'è già un obiettivo con questo codice."), field="code")
    if axis and outline_of(objective.plan.template.outline).axis(axis) is None:
        raise Refused(_("Il modello del piano non ha questo asse."), field="axis")
    objective.code, objective.order = code, order_of(code)
    objective.title = on_a_line(title, field="title", longest=200)
    objective.axis, objective.text = axis, at_most(text, field="text")


def _require_needs(objective: Objective, needs: Collection[Need]) -> None:
    kept = set()
    if objective.pk:
        kept = set(objective.needs.values_list("pk", flat=True))
    for need in needs:
        if need.state == NeedState.SET_ASIDE and need.pk not in kept:
            raise Refused(
                _("Il bisogno %s è accantonato: prima riprenderlo.") % need.label, field="needs"
            )
