"""The three words of the plan on a page: a number, its formula, the records behind it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.finance.queries.words import adequate, even, flexible
from raccordo.web.door import MemberRequest, requires
from raccordo.web.money.finding import PLANS, budget_of, plan_paid
from raccordo.web.trails import trail


@require_safe
@requires(Right.READ_MONEY)
def words(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key)
    title = _("Flessibili, omogenei, adeguati")
    facts = {
        "plan": plan,
        "flexible": flexible(plan),
        "even": even(plan, on=request.today),
        "adequate": adequate(plan, on=request.today),
        "title": title,
        "trail": trail(PLANS, (str(plan), budget_of(plan)), title),
    }
    return render(request, "money/words.html", facts)
