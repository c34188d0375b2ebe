"""What may be changed now: a plan that is being written, rows locked in the order of the line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.planning.models import Action, Plan, Procedure, Section
from raccordo.planning.states import BEING_WRITTEN, PlanState


def plan_to_write(plan: Plan) -> Plan:
    """A plan, locked, if its words and its actions may still be changed."""
    plan = plan_to_change(plan)
    if plan.state not in BEING_WRITTEN:
        said = {"plan": plan, "state": PlanState(plan.state).label.lower()}
        if plan.state == PlanState.PROPOSED:
            raise Refused(
                _("%(plan)s è proposto: per scriverlo ancora, riportarlo in redazione.") % said
            )
        raise Refused(
            _("%(plan)s è %(state)s: si cambia con una rimodulazione, o si riapre con un motivo.")
            % said
        )
    return plan


def plan_to_change(plan: Plan) -> Plan:
    """A plan, locked, if it still goes on: how it is carried out changes while it is in force."""
    locked = Plan.objects.select_for_update(of=("self",)).select_related("area", "template")
    plan = locked.get(pk=plan.pk)
    if plan.state == PlanState.CLOSED:
        raise Refused(_("%s è concluso: non si cambia più.") % plan)
    return plan


def action_to_write(action: Action) -> Action:
    """An action, locked with its plan, if its sheet may still be changed."""
    plan_to_write(action.plan)
    return _locked_action(action)


def action_to_carry_out(action: Action) -> Action:
    """An action, locked with its plan, while its plan goes on."""
    plan_to_change(action.plan)
    return _locked_action(action)


def section_to_write(section: Section) -> Section:
    """A section, locked with its plan, if its words may still be changed."""
    plan_to_write(section.plan)
    locked = Section.objects.select_for_update(of=("self",)).select_related("plan")
    return locked.get(pk=section.pk)


def procedure_to_change(procedure: Procedure) -> Procedure:
    """A procedure, locked with its plan, while its plan goes on."""
    action_to_carry_out(procedure.action)
    locked = Procedure.objects.select_for_update(of=("self",)).select_related("action__plan")
    return locked.get(pk=procedure.pk)


def _locked_action(action: Action) -> Action:
    locked = Action.objects.select_for_update(of=("self",)).select_related("plan__area")
    return locked.get(pk=action.pk)
