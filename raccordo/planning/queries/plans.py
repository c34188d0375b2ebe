from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from raccordo.access.queries import areas_where, held_mandate
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.foundation.periods import in_force
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.planning.models import Action, Objective, Origin, Plan, PlanTemplate, Section
from raccordo.planning.rules.outlines import Axis, Outline, outline_of
from raccordo.planning.states import LIVING_ACTIONS, PlanState, SectionState
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around
from raccordo.territory.states import AreaKind

READ_ABOVE = frozenset({Right.READ_PLAN, Right.READ_MONEY, Right.REMARK_PLAN})
PLANNING = [AreaKind.AMBITO, AreaKind.ZONE]


def plans_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Plan]:
    """The plans of the areas where this mandate gives this right on this day."""
    return Plan.objects.filter(where_open(acting, right, on=on)).select_related("area", "template")


def where_open(acting: Acting, right: Right, *, on: date) -> Q:
    """What is of the areas where this mandate gives this right on this day.

    Who acts for a municipality reads what is of its zone and of its ambito: it binds it.
    """
    there = Q(area__in=areas_where(acting, right, on=on).order_by().values("pk"))
    mandate = held_mandate(acting, on=on) if right in READ_ABOVE else None
    place = mandate.area if mandate and right in RIGHTS[Role(mandate.role)] else None
    if place and place.kind == AreaKind.MUNICIPALITY:
        around = areas_around(place, on=on).filter(kind__in=PLANNING)
        there |= Q(area__in=around.order_by().values("pk"))
    return there


def actions_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Action]:
    """The actions of those plans."""
    plans = plans_open_to(acting, right, on=on).order_by().values("pk")
    return Action.objects.filter(plan__in=plans).select_related("plan__area", "plan__template")


def current_plan(plans: QuerySet[Plan], *, on: date) -> Plan | None:
    """The plan one works on: that in force this year, or the one being written."""
    living = plans.exclude(state=PlanState.CLOSED)
    this_year = living.filter(first_year__lte=on.year, last_year__gte=on.year)
    in_force_now = this_year.filter(state=PlanState.IN_FORCE).first()
    return in_force_now or living.first() or plans.first()


def templates_for(area: Area, *, on: date) -> QuerySet[PlanTemplate]:
    """The templates a plan of an area may follow: those of its Region, and those of nobody."""
    around = areas_around(area, on=on).order_by().values("pk")
    mine = Q(region=None) | Q(region__in=around)
    return PlanTemplate.objects.filter(mine, in_force(on)).order_by("-region", "name", "pk")


def outline(plan: Plan) -> Outline:
    """The sections and the axes that the template of a plan wants."""
    return outline_of(plan.template.outline)


def actions_found(
    actions: QuerySet[Action],
    wanted: str = "",
    *,
    axis: str = "",
    state: str = "",
    part: Area | None = None,
    town: Area | None = None,
) -> QuerySet[Action]:
    """Those among some actions that are so: by words or code, axis, state, zone, municipality."""
    for word in searchable(wanted).split():
        actions = actions.filter(search__contains=word)
    if axis:
        actions = actions.filter(axis=axis)
    if state:
        actions = actions.filter(state=state)
    if part:
        actions = actions.filter(part=part)
    if town:
        same = Action.objects.filter(pk=OuterRef("pk"))
        everywhere = ~Exists(same.filter(towns__isnull=False))
        actions = actions.filter(Exists(same.filter(towns=town)) | everywhere)
    return actions


def living(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The actions that are of the plan: not those that were dropped."""
    return actions.filter(state__in=LIVING_ACTIONS)


@dataclass(frozen=True, slots=True)
class AxisSheet:
    """A thematic axis with what is gathered under it."""

    axis: Axis
    objectives: tuple[Objective, ...]
    actions: tuple[Action, ...]


def by_axis(
    plan: Plan, *, objectives: Sequence[Objective], actions: Sequence[Action]
) -> list[AxisSheet]:
    """Objectives and actions under their axes, in the template's order; those of none, last."""
    axes = list(outline(plan).axes)
    known = {axis.code for axis in axes}
    rows = [
        AxisSheet(
            axis,
            tuple(one for one in objectives if one.axis == axis.code),
            tuple(one for one in actions if one.axis == axis.code),
        )
        for axis in axes
    ]
    stray = AxisSheet(
        Axis("", ""),
        tuple(one for one in objectives if one.axis not in known),
        tuple(one for one in actions if one.axis not in known),
    )
    return rows + [stray] * bool(stray.objectives or stray.actions)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the text of a plan has come."""

    wanted: int
    ready: int
    begun: int

    @property
    def percent(self) -> int:
        return round(self.ready * 100 / self.wanted) if self.wanted else 100


def progress_of(plan: Plan) -> Progress:
    """How many of the mandatory sections are ready, and how many are begun."""
    counted = Section.objects.filter(plan=plan, mandatory=True).aggregate(
        wanted=Count("pk"),
        ready=Count("pk", filter=Q(state=SectionState.READY)),
        begun=Count("pk", filter=Q(state__in=[SectionState.WRITING, SectionState.REVIEW])),
    )
    return Progress(**counted)


def origins_of(thing: Objective | Action | Section) -> QuerySet[Origin]:
    """The proposals that ended in an objective, an action or a section."""
    return thing.origins.select_related("contribution__organisation", "contribution__area")
