from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.foundation.writing import on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.models import Action, Plan, PlanAct, PlanTemplate, Section
from raccordo.planning.queries.changing import plan_to_change
from raccordo.planning.queries.lapses import sections_to_conclude
from raccordo.planning.rules.outlines import outline_of
from raccordo.planning.states import PLAN_LIFE as LIFE
from raccordo.planning.states import ActionState, PlanActSort, PlanState
from raccordo.territory.models import Area

FIRST_YEAR, LAST_YEAR, LONGEST_PLAN = 2000, 2100, 10
TOLD = 3  # of the sections that are missing; all of them are listed on a page of their own


@operation
def start_plan(
    area: Area,
    *,
    template: PlanTemplate,
    title: str,
    first_year: int,
    last_year: int,
    by: Acting,
    former: Plan | None = None,
) -> Plan:
    """Start a plan for some years, with the sections its template wants."""
    Area.objects.select_for_update(of=("self",)).get(pk=area.pk)  # one of the same years at a time
    _require_years(area, first_year, last_year)
    plan = Plan.objects.create(
        area=area,
        template=template,
        title=on_a_line(title, field="title", longest=200),
        first_year=first_year,
        last_year=last_year,
        former=former,
    )
    _lay_out(plan)
    record(by=by, what="plan.started", subject=plan, first=first_year, last=last_year)
    return plan


@operation
def rename_plan(plan: Plan, *, title: str, by: Acting) -> Plan:
    """Give a plan another title."""
    plan = plan_to_change(plan)
    before, plan.title = plan.title, on_a_line(title, field="title", longest=200)
    plan.save(update_fields=["title"])
    record(by=by, what="plan.renamed", subject=plan, before=before, after=plan.title)
    return plan


@operation
def move_plan(plan: Plan, *, to: PlanState, by: Acting) -> Plan:
    """Carry a plan that is being written one step along its life."""
    plan = plan_to_change(plan)
    if to in {PlanState.IN_FORCE, PlanState.DRAFT}:
        raise Refused(_("Per questo passaggio servono gli atti o un motivo."))
    LIFE.require(PlanState(plan.state), to)
    if to == PlanState.PROPOSED:
        _require_whole(plan)
    plan.state = to
    plan.save(update_fields=["state"])
    record(by=by, what="plan.moved", subject=plan, state=to)
    return plan


@operation
def attach_act(plan: Plan, *, act: Act, sort: PlanActSort, by: Acting) -> PlanAct:
    """Say that an act is of the life of a plan: its approval, its agreement, its outcome."""
    plan = plan_to_change(plan)
    if PlanAct.objects.filter(plan=plan, act=act, sort=sort).exists():
        raise Refused(_("Questo atto è già fra quelli del piano."), field="act")
    attached = PlanAct.objects.create(plan=plan, act=act, sort=sort)
    record(by=by, what="plan.act_attached", subject=plan, purpose=str(act), sort=sort)
    return attached


@operation
def detach_act(attached: PlanAct, *, by: Acting) -> None:
    """Say that an act is not of the life of a plan."""
    plan = plan_to_change(attached.plan)
    if plan.state == PlanState.IN_FORCE and attached.sort == PlanActSort.APPROVED:
        raise Refused(_("Il piano è vigente per questo atto: prima riaprirlo, con un motivo."))
    record(by=by, what="plan.act_detached", subject=plan, purpose=str(attached.act))
    attached.delete()


@operation
def enter_in_force(plan: Plan, *, since: date, by: Acting, on: date) -> Plan:
    """Take a plan that was approved elsewhere for in force, by the acts that made it so."""
    plan = plan_to_change(plan)
    LIFE.require(PlanState(plan.state), PlanState.IN_FORCE)
    if since > on:
        raise Refused(_("Il %s deve ancora venire.") % day(since), field="since")
    approved = plan.acts.filter(sort=PlanActSort.APPROVED).select_related("act").first()
    if approved is None:
        raise Refused(_("Manca l'atto di approvazione: aggiungerlo fra gli atti del piano."))
    if approved.act.date and since < approved.act.date:
        raise Refused(
            _("Il piano è stato approvato il %s: non può essere vigente da prima.")
            % day(approved.act.date),
            field="since",
        )
    plan.state, plan.in_force_since = PlanState.IN_FORCE, since
    plan.save(update_fields=["state", "in_force_since"])
    proposed = Action.objects.filter(plan=plan, state=ActionState.PROPOSED)
    many = proposed.update(state=ActionState.APPROVED)
    record(by=by, what="plan.in_force", subject=plan, since=since, actions=many)
    return plan


@operation
def reopen_plan(plan: Plan, *, reason: str, by: Acting) -> Plan:
    """Take a plan back to be written, since what was brought in was wrong."""
    plan = plan_to_change(plan)
    LIFE.require(PlanState(plan.state), PlanState.DRAFT)
    reason = on_a_line(reason, field="reason", longest=300)
    plan.state, plan.in_force_since = PlanState.DRAFT, None
    plan.save(update_fields=["state", "in_force_since"])
    record(by=by, what="plan.reopened", subject=plan, purpose=reason)
    return plan


def _require_whole(plan: Plan) -> None:
    missing = list(sections_to_conclude(plan))
    if missing:
        named = ", ".join(f"«{one}»" for one in missing[:TOLD])
        said = {"named": named, "many": len(missing)}
        raise Refused(
            _(
                "Un piano si propone quando le sue sezioni obbligatorie sono pronte. Mancano:"
                " %(named)s (in tutto %(many)s). Sono elencate fra le incongruenze da sanare."
            )
            % said
        )


def _require_years(area: Area, first: int, last: int) -> None:
    if not FIRST_YEAR <= first <= LAST_YEAR:
        raise Refused(_("Controllare l'anno."), field="first_year")
    if last < first:
        raise Refused(_("L'ultimo anno precede il primo."), field="last_year")
    if last - first >= LONGEST_PLAN:
        raise Refused(_("Un piano dura al più %s anni.") % LONGEST_PLAN, field="last_year")
    same = Plan.objects.filter(area=area, first_year__lte=last, last_year__gte=first)
    if other := same.first():
        said = {"plan": other, "first": other.first_year, "last": other.last_year}
        raise Refused(
            _("Per questi anni c'è già «%(plan)s» (%(first)s–%(last)s).") % said,
            field="first_year",
        )


def _lay_out(plan: Plan) -> None:
    made: dict[str, Section] = {}
    for position, part in enumerate(outline_of(plan.template.outline).parts, start=1):
        made[part.code] = Section.objects.create(
            plan=plan,
            parent=made.get(part.parent),
            position=position,
            code=part.code,
            title=part.title,
            guidance=part.guidance,
            mandatory=part.mandatory,
            shows=list(part.shows),
        )
