"""The accounts of an action: reserve, commit, clear, order, pay, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.rights import Right
from raccordo.acts.states import WORTHLESS
from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.operations.accounting import carry_out, clear, commit, reserve
from raccordo.finance.operations.accounting import reverse as take_back
from raccordo.finance.queries.accounts import (
    FOLLOWED_BY,
    chains_of,
    movements_open_to,
    sources_of,
    spending,
    steps_of,
)
from raccordo.finance.queries.sums import Sums, left_of, sums_of
from raccordo.finance.states import BY_ACT, MovementKind
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.planning.models import Action
from raccordo.planning.states import PlanState
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.money.determinations import drafted, is_draft, of_action, of_entry
from raccordo.web.money.entries import ClearForm, EntryForm, StepForm
from raccordo.web.money.finding import PLANS, action_paid, acts_told, budget_of, keeps_money
from raccordo.web.money.forms import WhyForm
from raccordo.web.trails import Trail, trail
from raccordo.web.voices.lists import query_of

A_PAGE = 25
BOTH = require_http_methods(["GET", "POST"])
DRAFT = _later("Bozza della determinazione")
BUTTONS = {
    MovementKind.RESERVED: _later("Prenota"),
    MovementKind.COMMITTED: _later("Impegna"),
    MovementKind.CLEARED: _later("Liquida"),
    MovementKind.ORDERED: _later("Registra il mandato"),
    MovementKind.PAID: _later("Registra il pagamento"),
}


@require_safe
@requires(Right.READ_MONEY)
def action(request: MemberRequest, key: UUID) -> HttpResponse:
    one = action_paid(request, key)
    sheets = sources_of(one)
    spent = spending(one.movements.all())
    page: Page[Any] = Paginator(chains_of(spent), A_PAGE).get_page(request.GET.get("pagina"))
    page.object_list = steps_of(spent.filter(pk__in=[pk for chain in page for pk in chain]))
    facts = {
        "action": one,
        "sheets": sheets,
        "whole": sum((sheet.sums for sheet in sheets), Sums()),
        "page": page,
        "query": query_of(request),
        "buttons": BUTTONS,
        "trail": _path(one),
        "may_keep": one.plan.state != PlanState.CLOSED and keeps_money(request, one.plan),
    }
    return render(request, "money/action.html", facts)


@BOTH
@requires(Right.KEEP_MONEY)
def bind(request: MemberRequest, key: UUID, kind: MovementKind) -> HttpResponse:
    one = action_paid(request, key, Right.KEEP_MONEY)
    form = opened(
        request,
        EntryForm,
        kind=kind,
        action=one,
        acts=acts_told(request),
        sources=sources_of(one),
        initial={"told_on": request.today, "cup": one.cup},
        settled=_settled(request),
        drafting=is_draft(request),
    )
    if form.is_valid():
        with refusals_on(form):
            if is_draft(request):
                return _bound_by_draft(request, one, form, kind)
            operation = reserve if kind == MovementKind.RESERVED else commit
            allocation, year = form.chosen()
            operation(
                *(allocation, form.told()),
                action=one,
                year=year,
                by=request.acting,
                on=request.today,
            )
            return saved(request, _("La scrittura è registrata."), address_of(one))
    return _page(request, one, form, str(BUTTONS[kind]), lead=str(one))


@BOTH
@requires(Right.KEEP_MONEY)
def onward(request: MemberRequest, key: UUID) -> HttpResponse:
    before = _found(request, key, Right.KEEP_MONEY)
    one = before.action
    kind = FOLLOWED_BY.get(MovementKind(before.kind))
    if one is None or kind is None:
        return render(request, "404.html", status=404)
    make: Callable[..., Any] = ClearForm if kind == MovementKind.CLEARED else StepForm
    left = left_of(before)
    first = {"amount": left, "told_on": request.today, "creditor": before.creditor}
    told: dict[str, Any] = {"kind": kind, "action": one, "acts": acts_told(request)}
    form = opened(request, make, **told, initial=first, drafting=is_draft(request))
    if form.is_valid():
        with refusals_on(form):
            if is_draft(request) and kind in BY_ACT:
                entry = of_entry(before, kind, form.cleaned_data, left=left)
                return drafted(request, one, entry, back=request.path, path=_path(one, str(DRAFT)))
            facts: dict[str, Any] = {"by": request.acting, "on": request.today}
            if kind == MovementKind.CLEARED:
                clear(before, form.told(), form.checked(), **facts)
            else:
                carry_out(before, form.told(), kind=kind, **facts)
            return saved(request, _("La scrittura è registrata."), address_of(one))
    return _page(request, one, form, str(BUTTONS[kind]), lead=_told_of(before))


@BOTH
@requires(Right.KEEP_MONEY)
def undo(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _found(request, key, Right.KEEP_MONEY)
    back = address_of(found.action) if found.action else _fund(found.allocation)
    form = opened(request, WhyForm)
    if form.is_valid():
        with refusals_on(form):
            take_back(found, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("La scrittura è stornata."), back)
    title = _("Storna la scrittura")
    return form_page(
        request,
        form,
        title=title,
        button=_("Storna"),
        trail=trail(PLANS, (str(found.allocation), _fund(found.allocation)), title),
        back=back,
        lead=_told_of(found),
    )


@require_safe
@requires(Right.READ_MONEY)
def movement(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _found(request, key, Right.READ_MONEY)
    whole = Movement.objects.select_related(
        *("act__organ", "creditor", "contract", "of", "reverses", "reversed_by", "clearance"),
        *("allocation__fund", "action__plan"),
    ).get(pk=one.pk)
    above = (str(one.action), address_of(one.action)) if one.action else _above(one.allocation)
    facts = {
        "one": whole,
        "clearance": getattr(whole, "clearance", None),
        "undone_by": getattr(whole, "reversed_by", None),
        "left": left_of(whole),
        "void": WORTHLESS,
        "follows": whole.carried_out.order_by("told_on", "pk"),
        "history": history_of(name_of(one))[:10],
        "trail": trail(PLANS, above, str(whole)),
    }
    return render(request, "money/movement.html", facts)


def address_of(one: Action) -> str:
    return reverse("money:action", args=[one.key])


def _bound_by_draft(
    request: MemberRequest, one: Action, form: EntryForm, kind: MovementKind
) -> HttpResponse:
    source = form.chosen()
    mine = {"allocation": source[0], "action": one, "year": source[1]}
    free = sums_of(
        movements=Movement.objects.filter(**mine), lines=BudgetLine.objects.filter(**mine)
    ).available
    entry = of_action(one, kind, form.cleaned_data, source=source, free=free)
    return drafted(request, one, entry, back=request.path, path=_path(one, str(DRAFT)))


def _found(request: MemberRequest, key: UUID, right: Right) -> Movement:
    return get_object_or_404(movements_open_to(request.acting, right, on=request.today), key=key)


def _settled(request: MemberRequest) -> dict[str, Any]:
    """The source that one came from."""
    source = request.GET.get("fonte", "")
    return {"source": source} if source else {}


def _told_of(one: Movement) -> str:
    left = {"what": one, "fund": one.allocation}
    return _("%(what)s · %(fund)s") % left


def _fund(one: Allocation) -> str:
    return reverse("money:fund", args=[one.key])


def _above(one: Allocation) -> tuple[str, str]:
    return (str(one), _fund(one))


def _path(one: Action, *steps: Any) -> Trail:
    above = (str(one.plan), budget_of(one.plan))
    here = (str(one), address_of(one)) if steps else str(one)
    return trail(PLANS, above, here, *steps)


def _page(
    request: MemberRequest, one: Action, form: forms.Form, title: str, *, lead: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=title,
        trail=_path(one, title),
        back=address_of(one),
        lead=lead,
        template="money/entry_form.html",
    )
