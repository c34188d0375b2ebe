"""The funds of a territory: what is left of each, by when, and what moves in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.queries import areas_where
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.finance.book.pictures import of_fund, of_risks
from raccordo.finance.models import Allocation
from raccordo.finance.operations.funds import add_allocation, change_allocation
from raccordo.finance.operations.income import cut_income, enter_income
from raccordo.finance.queries.accounts import uses_of, with_reversal
from raccordo.finance.queries.earmarks import earmarks_of
from raccordo.finance.queries.funds import allocations_open_to, funds_for, sheets_of
from raccordo.finance.queries.sums import ZERO, Sums
from raccordo.foundation.tables import year_in
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.money.finding import acts_told
from raccordo.web.money.forms import AllocationForm, IncomeForm, TermsForm
from raccordo.web.trails import Trail, trail

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Fondi"), "money:funds")
PLANNING = [AreaKind.AMBITO, AreaKind.ZONE, AreaKind.PROVINCE, AreaKind.MUNICIPALITY]
LAST = 100


@require_safe
@requires(Right.READ_MONEY)
def funds(request: MemberRequest) -> HttpResponse:
    open_ = allocations_open_to(request.acting, Right.READ_MONEY, on=request.today)
    year = request.GET.get("anno", "")
    number = year_in(year)
    chosen = open_ if number is None else open_.filter(year=number)
    sheets = sheets_of(chosen, on=request.today)
    facts = {
        "sheets": sheets,
        "unbound": sum((sheet.outlook.unbound for sheet in sheets), ZERO),
        "several": len({sheet.allocation.area_id for sheet in sheets}) > 1,
        "whole": sum((sheet.sums for sheet in sheets), Sums()),
        "years": sorted(set(open_.order_by().values_list("year", flat=True)), reverse=True),
        "year": year,
        "drawn": of_risks(sheets),
        "may_keep": _may_keep(request),
    }
    return render(request, "money/funds.html", facts)


@require_safe
@requires(Right.READ_MONEY)
def fund(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _found(request, key, Right.READ_MONEY)
    mine = Allocation.objects.filter(pk=one.pk).select_related("fund", "area")
    [sheet] = sheets_of(mine, on=request.today)
    moved = with_reversal(one.movements.select_related("action", "act__organ", "creditor"))
    facts = {
        "one": one,
        "sheet": sheet,
        "drawn": of_fund(sheet),
        "over_bound": max(-sheet.sums.to_bind, ZERO),
        "over_programmed": sheet.over_programmed,
        "trail": trail(HERE, str(one)),
        "earmarks": earmarks_of(one),
        "uses": uses_of(one),
        "movements": moved[:LAST],
        "may_keep": _kept(request).filter(pk=one.pk).exists(),
    }
    return render(request, "money/fund.html", facts)


@BOTH
@requires(Right.KEEP_MONEY)
def add(request: MemberRequest) -> HttpResponse:
    areas = areas_where(request.acting, Right.KEEP_MONEY, on=request.today)
    areas = areas.filter(kind__in=PLANNING).order_by("kind", "sort_key", "pk")
    own = request.mandate.area
    among = funds_for(own, on=request.today) if own else None
    told = {"area": own and own.key, "year": request.today.year}
    form = opened(request, AllocationForm, areas=areas, funds=among, initial=told)
    if form.is_valid():
        with refusals_on(form):
            facts = {name: form.cleaned_data[name] for name in ("fund", "area", "year")}
            made = add_allocation(**facts, terms=form.terms(), by=request.acting)
            said = _("L'annualità è aperta: registrare quanto è stato assegnato.")
            return saved(request, said, address_of(made))
    title = _("Nuova annualità di un fondo")
    back = reverse("money:funds")
    return form_page(
        request, form, title=title, button=_("Apri"), trail=trail(HERE, title), back=back
    )


@BOTH
@requires(Right.KEEP_MONEY)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _found(request, key, Right.KEEP_MONEY)
    names = ("spend_from", "spend_by", "report_by", "share_to_report", "cup_due", "note")
    form = opened(request, TermsForm, initial={name: getattr(one, name) for name in names})
    if form.is_valid():
        with refusals_on(form):
            change_allocation(one, terms=form.terms(), by=request.acting)
            return saved(request, _("I termini sono aggiornati."), address_of(one))
    return _page(request, one, form, _("Termini"), button=_("Salva"))


@BOTH
@requires(Right.KEEP_MONEY)
def income(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _found(request, key, Right.KEEP_MONEY)
    told = {"told_on": request.today}
    form = opened(request, IncomeForm, acts=acts_told(request), initial=told)
    if form.is_valid():
        with refusals_on(form):
            facts: dict[str, Any] = {"kind": form.kind_told(), "year": form.told().told_on.year}
            write = cut_income if form.cuts else enter_income
            write(one, form.told(), **facts, by=request.acting, on=request.today)
            return saved(request, _("La scrittura è registrata."), address_of(one))
    return _page(request, one, form, _("Entrata o riduzione"), button=_("Registra"))


def address_of(one: Allocation) -> str:
    return reverse("money:fund", args=[one.key])


def _found(request: MemberRequest, key: UUID, right: Right) -> Allocation:
    return get_object_or_404(allocations_open_to(request.acting, right, on=request.today), key=key)


def _kept(request: MemberRequest) -> QuerySet[Allocation]:
    return allocations_open_to(request.acting, Right.KEEP_MONEY, on=request.today)


def _may_keep(request: MemberRequest) -> bool:
    return Right.KEEP_MONEY in RIGHTS[Role(request.mandate.role)] and bool(request.mandate.area)


def _page(
    request: MemberRequest,
    one: Allocation,
    form: Any,
    title: str,
    *,
    button: str,
    lead: str = "",
) -> HttpResponse:
    path: Trail = trail(HERE, (str(one), address_of(one)), title)
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=path,
        back=address_of(one),
        lead=lead or str(one),
    )
