"""The plan, the section, the objective or the action of a page: found through the right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.planning.models import Action, Objective, Plan, Section
from raccordo.planning.queries.plans import actions_open_to, plans_open_to
from raccordo.planning.states import BEING_WRITTEN
from raccordo.web.door import MemberRequest
from raccordo.web.trails import Trail, trail

HERE = (_("Piani"), "plan:plans")
Part = Section | Objective | Action


def plans_read(request: MemberRequest) -> QuerySet[Plan]:
    return plans_open_to(request.acting, Right.READ_PLAN, on=request.today)


def plan_read(request: MemberRequest, key: UUID) -> Plan:
    """A plan that the one who acts may read."""
    return get_object_or_404(plans_read(request), key=key)


def plan_kept(request: MemberRequest, key: UUID) -> Plan:
    """A plan that the one who acts may write."""
    return get_object_or_404(_kept(request), key=key)


def section_read(request: MemberRequest, key: UUID, right: Right = Right.READ_PLAN) -> Section:
    """A section of a plan on which the one who acts has a right."""
    plans = plans_open_to(request.acting, right, on=request.today).order_by().values("pk")
    sections = Section.objects.filter(plan__in=plans)
    return get_object_or_404(sections.select_related("plan__area", "parent"), key=key)


def objective_read(request: MemberRequest, key: UUID, right: Right = Right.READ_PLAN) -> Objective:
    """An objective of a plan on which the one who acts has a right."""
    plans = plans_open_to(request.acting, right, on=request.today).order_by().values("pk")
    found = Objective.objects.filter(plan__in=plans)
    return get_object_or_404(found.select_related("plan__area", "plan__template"), key=key)


def action_read(request: MemberRequest, key: UUID, right: Right = Right.READ_PLAN) -> Action:
    """An action of a plan on which the one who acts has a right."""
    return get_object_or_404(actions_open_to(request.acting, right, on=request.today), key=key)


def keeps(request: MemberRequest, plan: Plan) -> bool:
    """Whether the one who acts keeps this plan."""
    if Right.KEEP_PLAN not in RIGHTS[Role(request.mandate.role)]:
        return False
    return _kept(request).filter(pk=plan.pk).exists()


def writes(request: MemberRequest, plan: Plan) -> bool:
    """Whether the one who acts may change its words now."""
    return plan.state in BEING_WRITTEN and keeps(request, plan)


def address_of(thing: Plan | Part) -> str:
    """The page of a plan or of a part of it."""
    name = {Plan: "plan", Section: "section", Objective: "objective", Action: "action"}[type(thing)]
    return reverse(f"plan:{name}", args=[thing.key])


def path_to(thing: Plan | Part, *steps: Any) -> Trail:
    """The path above a page of a plan: without steps, that of its own page."""
    above = [HERE] if isinstance(thing, Plan) else [HERE, (str(thing.plan), address_of(thing.plan))]
    here = (str(thing), address_of(thing)) if steps else str(thing)
    return trail(*above, here, *steps)


def _kept(request: MemberRequest) -> QuerySet[Plan]:
    return plans_open_to(request.acting, Right.KEEP_PLAN, on=request.today)
