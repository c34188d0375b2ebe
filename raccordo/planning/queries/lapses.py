"""What a plan lacks (incongruenze da sanare), and what is about to expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from raccordo.planning.models import (
    Action,
    Contract,
    Measure,
    Objective,
    Plan,
    ProcedureStep,
    Section,
    Stage,
)
from raccordo.planning.states import LIVING_ACTIONS, ActionState, SectionState

# How long before its end a contract is on the desk: a procedure takes as long.
EXPIRING = timedelta(days=180)
ENDED = [ActionState.COMPLETED, ActionState.DROPPED]


@dataclass(frozen=True, slots=True)
class Lapses:
    """Where the line is broken in a plan."""

    sections_to_conclude: QuerySet[Section]
    objectives_without_need: QuerySet[Objective]
    objectives_without_action: QuerySet[Objective]
    actions_without_objective: QuerySet[Action]
    actions_without_measure: QuerySet[Action]
    actions_measured_without_source: QuerySet[Action]
    actions_without_procedure: QuerySet[Action]


def lapses_of(plan: Plan) -> Lapses:
    """What its mandatory text still lacks, and where needs, objectives and actions do not meet."""
    objectives = Objective.objects.filter(plan=plan)
    actions = Action.objects.filter(plan=plan, state__in=LIVING_ACTIONS)
    needs = Objective.needs.through.objects.filter(objective=OuterRef("pk"))
    served = Action.objectives.through.objects.filter(
        objective=OuterRef("pk"), action__state__in=LIVING_ACTIONS
    )
    serving = Action.objectives.through.objects.filter(action=OuterRef("pk"))
    unsourced = Measure.objects.filter(action=OuterRef("pk"), source="")
    return Lapses(
        sections_to_conclude=sections_to_conclude(plan),
        objectives_without_need=objectives.filter(~Exists(needs)),
        objectives_without_action=objectives.filter(~Exists(served)),
        actions_without_objective=actions.filter(~Exists(serving)),
        actions_without_measure=actions.filter(measures=None),
        actions_measured_without_source=actions.filter(Exists(unsourced)),
        actions_without_procedure=actions.filter(procedures=None),
    )


def sections_to_conclude(plan: Plan) -> QuerySet[Section]:
    """The mandatory sections of a plan that nobody has said to be ready."""
    return Section.objects.filter(plan=plan, mandatory=True).exclude(state=SectionState.READY)


def contracts_expiring(actions: QuerySet[Action], *, on: date) -> QuerySet[Contract]:
    """The contracts of some actions that end within 180 days, or ended while the action has not.

    Also of an action that is still proposed: it may go on with what the former plan contracted.
    """
    mine = Contract.objects.filter(procedure__action__in=actions.order_by().values("pk"))
    soon = mine.filter(until__lte=on + EXPIRING).exclude(procedure__action__state__in=ENDED)
    newer = Contract.objects.filter(
        procedure__action=OuterRef("procedure__action"), until__gt=OuterRef("until")
    )
    found = soon.filter(~Exists(newer.filter(provider=OuterRef("provider"))))
    return found.select_related("procedure__action__plan", "provider").order_by("until", "pk")


def steps_late(actions: QuerySet[Action], *, on: date) -> QuerySet[ProcedureStep]:
    """The steps of procedures that should have been done by a day."""
    mine = ProcedureStep.objects.filter(procedure__action__in=actions.order_by().values("pk"))
    late = mine.filter(done_on=None, planned_on__lt=on)
    return late.select_related("procedure__action__plan").order_by("planned_on", "pk")


def stages_late(actions: QuerySet[Action], *, on: date) -> QuerySet[Stage]:
    """The stages of the timetables that should have been concluded by a day."""
    mine = Stage.objects.filter(action__in=actions.order_by().values("pk"))
    late = mine.filter(done_on=None, until__lte=on)
    return late.select_related("action__plan").order_by("until", "pk")
