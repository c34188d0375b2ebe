"""The shares of the municipalities: shared, entered in their budgets, paid, reminded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.finance.models import Allocation, Quota
from raccordo.finance.operations.quotas import (
    QuotaFact,
    change_quota,
    collect_quota,
    remind_quota,
    share_quotas,
)
from raccordo.finance.queries.allotting import weights_of_towns
from raccordo.finance.queries.funds import allocations_open_to, sums_of_allocations
from raccordo.finance.queries.quotas import (
    QuotaSheet,
    quotas_open_to,
    shared_allocations,
    sheets_of_quotas,
    totals_of,
)
from raccordo.finance.queries.sums import ZERO, Sums
from raccordo.finance.rules.allotting import BY_POPULATION, WEIGHTED, shared, whole_weights
from raccordo.finance.told import Told
from raccordo.foundation.errors import Refused
from raccordo.foundation.tables import year_in
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import DayField, NumberField, form_page, opened, saved
from raccordo.web.money.finding import acts_told
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Quote dei Comuni"), "money:quotas")
WAYS = (
    ("population", _later("Per popolazione")),
    ("weighted", _later("Popolazione 70%, dipendenza 25%, inverso della densità 5%")),
    ("use", _later("Secondo l'uso o altri pesi, scritti qui sotto")),
    ("fixed", _later("Quote fisse, in euro, scritte qui sotto")),
)
TYPED = frozenset({"use", "fixed"})


class ShareForm(forms.Form):
    """A sum, and how it is shared among the municipalities of an area."""

    total = NumberField(label=_later("Somma da ripartire, in euro"), max_digits=14, required=False)
    way = forms.ChoiceField(
        label=_later("Come"), choices=WAYS, widget=forms.RadioSelect, initial="population"
    )
    day = DayField(label=_later("Dati al"))
    due_on = DayField(label=_later("Da versare entro il"), required=False)

    def __init__(self, *args: Any, towns: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns = towns
        for town in towns:
            self.fields[self.name_of(town)] = NumberField(label=town.name, required=False)

    def name_of(self, town: Area) -> str:
        return f"town-{town.slug}"

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("way") != "fixed" and not told.get("total"):
            self.add_error("total", _("Dire quanto si ripartisce."))
        if told.get("way") in TYPED and not any(told.get(self.name_of(t)) for t in self.towns):
            self.add_error("way", _("Scrivere un numero almeno per un Comune."))
        for town in self.towns:
            if (told.get(self.name_of(town)) or 0) < 0:
                self.add_error(self.name_of(town), _("Il numero non può essere negativo."))
        return told

    def shares(self) -> Mapping[Area, Decimal]:
        """The share of each municipality, to the cent."""
        told = self.cleaned_data
        typed = {town: told[self.name_of(town)] or ZERO for town in self.towns}
        match told["way"]:
            case "fixed":
                return {town: amount for town, amount in typed.items() if amount}
            case "use":
                return shared(told["total"], whole_weights(typed))
            case way:
                mix = WEIGHTED if way == "weighted" else BY_POPULATION
                area = self.area
                return shared(told["total"], weights_of_towns(area, mix, on=told["day"]))

    area: Area


class QuotaForm(forms.Form):
    """The fields of this form are those of `QuotaFact`."""

    amount = NumberField(label=_later("Dovuto, in euro"), max_digits=14)
    due_on = DayField(label=_later("Da versare entro il"), required=False)
    budgeted = forms.BooleanField(label=_later("Iscritta nel bilancio del Comune"), required=False)
    act = forms.ModelChoiceField(
        Act.objects.none(),
        label=_later("Con quale atto"),
        to_field_name="key",
        required=False,
        empty_label=_later("nessuno"),
    )

    def __init__(self, *args: Any, acts: QuerySet[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]


class PaidForm(forms.Form):
    """A payment of a municipality."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    amount = NumberField(label=_later("Versato, in euro"), max_digits=14)
    told_on = DayField(label=_later("Data"))
    number = forms.CharField(label=_later("Numero della reversale"), max_length=30, required=False)


@require_safe
@requires(Right.READ_MONEY)
def quotas(request: MemberRequest) -> HttpResponse:
    open_ = quotas_open_to(request.acting, Right.READ_MONEY, on=request.today)
    years = sorted(set(open_.order_by().values_list("allocation__year", flat=True)), reverse=True)
    year = _year(request.GET.get("anno", ""), years, request.today)
    sheets = sheets_of_quotas(open_.filter(allocation__year=year), on=request.today)
    kept = allocations_open_to(request.acting, Right.KEEP_MONEY, on=request.today)
    to_share = list(shared_allocations(kept))
    facts = {
        "sheets": sheets,
        "totals": totals_of(sheets),
        "years": years,
        "year": year,
        "to_share": to_share,
        "differences": _differences(sheets),
        "kept": {one.pk for one in to_share},
    }
    return render(request, "money/quotas.html", facts)


@BOTH
@requires(Right.KEEP_MONEY)
def share(request: MemberRequest, key: UUID) -> HttpResponse:
    one = get_object_or_404(_kept(request), key=key)
    towns = list(municipalities_of(one.area, on=request.today))
    sums = sums_of_allocations([one.pk]).get((one.pk,), Sums())
    first = {"total": sums.assigned or None, "day": request.today}
    held = {f"town-{q.town.slug}": q.amount for q in one.quotas.select_related("town")}
    form = opened(request, ShareForm, towns=towns, initial=first | held)
    form.area = one.area
    shares: Mapping[Area, Decimal] = {}
    if form.is_valid():
        with refusals_on(form):
            shares = form.shares()
            if "write" in request.POST:
                facts = {"due_on": form.cleaned_data["due_on"], "by": request.acting}
                share_quotas(one, shares, **facts)
                return saved(request, _("Le quote sono ripartite."), _address(one))
    title = _("Riparti fra i Comuni")
    return render(
        request,
        "money/share.html",
        {
            "form": form,
            "draft": None,
            "one": one,
            "shares": shares,
            "whole": sum(shares.values(), ZERO),
            "towns": [form[form.name_of(town)] for town in towns],
            "plain": [form[name] for name in ("total", "way", "day", "due_on")],
            "title": title,
            "back": _address(one),
            "trail": trail(HERE, title),
        },
    )


@BOTH
@requires(Right.KEEP_MONEY)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _quota(request, key)
    names = ("amount", "due_on", "budgeted", "act")
    first = {name: getattr(one, name) for name in names}
    form = opened(request, QuotaForm, acts=acts_told(request), initial=first)
    if form.is_valid():
        with refusals_on(form):
            change_quota(one, QuotaFact(**form.cleaned_data), by=request.acting)
            return saved(request, _("La quota è aggiornata."), _address(one.allocation))
    return _page(request, one, form, _("Quota di %s") % one.town.name, _("Salva"))


@BOTH
@requires(Right.KEEP_MONEY)
def paid(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _quota(request, key)
    [sheet] = sheets_of_quotas(Quota.objects.filter(pk=one.pk), on=request.today)
    first = {"amount": sheet.left, "told_on": request.today}
    form = opened(request, PaidForm, initial=first)
    if form.is_valid():
        with refusals_on(form):
            told = Told(**form.cleaned_data)
            year = told.told_on.year
            collect_quota(one, told, year=year, by=request.acting, on=request.today)
            return saved(request, _("Il versamento è registrato."), _address(one.allocation))
    return _page(request, one, form, _("Versamento di %s") % one.town.name, _("Registra"))


@require_POST
@requires(Right.KEEP_MONEY)
def remind(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _quota(request, key)
    [sheet] = sheets_of_quotas(Quota.objects.filter(pk=one.pk), on=request.today)
    there, left = _addresses_of(one.town), sheet.left
    by, on, at = request.acting, request.today, now()
    try:
        remind_quota(one, left=left, recipients=there, by=by, on=on, at=at)
        messages.success(request, _("Il sollecito è nella posta in uscita."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(_address(one.allocation))


def _differences(sheets: list[QuotaSheet]) -> list[tuple[Allocation, Decimal, Decimal]]:
    """Where the shares do not make what was assigned: the year, the shares, the assignment."""
    owed: dict[Allocation, Decimal] = {}
    for sheet in sheets:
        allocation = sheet.quota.allocation
        owed[allocation] = owed.get(allocation, ZERO) + sheet.quota.amount
    sums = sums_of_allocations([one.pk for one in owed])
    told = [(one, whole, sums.get((one.pk,), Sums()).assigned) for one, whole in owed.items()]
    return [(one, whole, assigned) for one, whole, assigned in told if whole != assigned]


def _year(asked: str, years: list[int], on: date) -> int:
    year = year_in(asked)
    if year in years:
        return year
    return on.year if on.year in years or not years else years[0]


def _addresses_of(town: Area) -> list[str]:
    """Where one writes to a municipality: its certified address, or its e-mail."""
    found = Organisation.objects.filter(area=town).order_by("pk")
    return [body.pec or body.email for body in found if body.pec or body.email][:1]


def _kept(request: MemberRequest) -> QuerySet[Allocation]:
    kept = allocations_open_to(request.acting, Right.KEEP_MONEY, on=request.today)
    return shared_allocations(kept)


def _quota(request: MemberRequest, key: UUID) -> Quota:
    found = quotas_open_to(request.acting, Right.KEEP_MONEY, on=request.today)
    return get_object_or_404(found, key=key)


def _address(one: Allocation) -> str:
    return f"{reverse('money:quotas')}?anno={one.year}"


def _page(
    request: MemberRequest, one: Quota, form: forms.Form, title: str, button: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=trail(HERE, title),
        back=_address(one.allocation),
        lead=str(one.allocation),
    )
