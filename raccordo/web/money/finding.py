"""The plan or the action whose money a page shows: found through the right."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from raccordo.access.queries import acts_to_read
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.models import Act
from raccordo.planning.models import Action, Plan
from raccordo.planning.queries.plans import actions_open_to, plans_open_to
from raccordo.planning.states import BEING_WRITTEN
from raccordo.web.door import MemberRequest

MOST_ACTS, MOST_PLANS = 200, 8
PLANS = (_("Piano finanziario"), "money:budgets")


def plans_paid(request: MemberRequest) -> QuerySet[Plan]:
    """The plans whose money the one who acts may read."""
    return plans_open_to(request.acting, Right.READ_MONEY, on=request.today)


def plan_paid(request: MemberRequest, key: UUID, right: Right = Right.READ_MONEY) -> Plan:
    """A plan on whose money the one who acts has a right."""
    return get_object_or_404(plans_open_to(request.acting, right, on=request.today), key=key)


def action_paid(request: MemberRequest, key: UUID, right: Right = Right.READ_MONEY) -> Action:
    """An action on whose money the one who acts has a right."""
    return get_object_or_404(actions_open_to(request.acting, right, on=request.today), key=key)


def plans_kept(request: MemberRequest) -> list[Plan]:
    """The last plan of each area whose money the one who acts keeps."""
    if Right.KEEP_MONEY not in RIGHTS[Role(request.mandate.role)]:
        return []
    kept = plans_open_to(request.acting, Right.KEEP_MONEY, on=request.today)
    found = {one.area_id: one for one in kept.select_related("area").order_by("first_year", "pk")}
    return list(found.values())[:MOST_PLANS]


def keeps_money(request: MemberRequest, plan: Plan) -> bool:
    """Whether the one who acts keeps the money of this plan."""
    if Right.KEEP_MONEY not in RIGHTS[Role(request.mandate.role)]:
        return False
    kept = plans_open_to(request.acting, Right.KEEP_MONEY, on=request.today)
    return kept.filter(pk=plan.pk).exists()


def programmes(request: MemberRequest, plan: Plan) -> bool:
    """Whether the one who acts may change now what is programmed."""
    return plan.state in BEING_WRITTEN and keeps_money(request, plan)


def budget_of(plan: Plan, query: str = "") -> str:
    """The page of its financial plan."""
    return reverse("money:budget", args=[plan.key]) + (f"?{query}" if query else "")


def acts_told(request: MemberRequest) -> QuerySet[Act]:
    """The last acts one may read, to choose among: the latest first."""
    last = acts_to_read(request.acting, on=request.today).exclude(date=None)
    pks = last.order_by("-date", "-pk").values_list("pk", flat=True)[:MOST_ACTS]
    return Act.objects.filter(pk__in=list(pks)).select_related("organ").order_by("-date", "-pk")
