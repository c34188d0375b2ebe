"""A municipality's page: what it pays and receives, what is done in it, what is late."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.queries import areas_where
from raccordo.access.rights import Right
from raccordo.finance.queries.quotas import quotas_open_to, sheets_of_quotas, totals_of
from raccordo.finance.queries.towns import money_for, sheets_of_actions
from raccordo.governance.queries.desks import awaiting_signature_of, signing_for
from raccordo.planning.queries.lapses import steps_late
from raccordo.planning.queries.plans import actions_found, actions_open_to, living
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, requires
from raccordo.web.trails import trail

HERE = (_later("Comuni"), "money:towns")


@require_safe
@requires(Right.READ_MONEY)
def towns(request: MemberRequest) -> HttpResponse:
    found = list(_towns(request))
    if len(found) == 1:
        return redirect("money:town", found[0].key)
    quotas = quotas_open_to(request.acting, Right.READ_MONEY, on=request.today)
    sheets = sheets_of_quotas(quotas.filter(town__in=found), on=request.today)
    late = {sheet.quota.town_id for sheet in sheets if sheet.days_late}
    facts = {"towns": [(town, town.pk in late) for town in found]}
    return render(request, "money/towns.html", facts)


@require_safe
@requires(Right.READ_MONEY)
def town(request: MemberRequest, key: UUID) -> HttpResponse:
    one = get_object_or_404(_towns(request), key=key)
    on = request.today
    quotas = quotas_open_to(request.acting, Right.READ_MONEY, on=on).filter(town=one)
    sheets = sheets_of_quotas(quotas.order_by("-allocation__year", "pk"), on=on)
    mine = actions_open_to(request.acting, Right.READ_PLAN, on=on)
    actions = actions_found(living(mine.filter(plan__last_year__gte=on.year)), town=one)
    own = request.mandate.area == one
    facts: dict[str, Any] = {
        "town": one,
        "own": own,
        "sheets": sheets,
        "totals": totals_of(sheets),
        "received": money_for(one, actions),
        "actions": sheets_of_actions(actions.order_by("order", "pk"), year=on.year),
        "late": steps_late(actions, on=on)[:50],
        "to_sign": awaiting_signature_of(signing_for(request.mandate)) if own else [],
        "year": on.year,
        "trail": trail(HERE, one.name) if not own else None,
    }
    return render(request, "money/town.html", facts)


def _towns(request: MemberRequest) -> QuerySet[Area]:
    found = areas_where(request.acting, Right.READ_MONEY, on=request.today)
    return found.filter(kind=AreaKind.MUNICIPALITY).order_by("sort_key", "pk")
