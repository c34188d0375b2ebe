"""The end of a year of the accounts: what becomes of it, shown before it is closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import Min, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.finance.models import YearEnd
from raccordo.finance.operations.closing import apply_surplus, close_year
from raccordo.finance.queries.closing import ending_of
from raccordo.finance.queries.funds import allocations_open_to, sums_of_allocations
from raccordo.finance.queries.sums import Sums
from raccordo.foundation.tables import year_in
from raccordo.territory.models import Area
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import NumberField, form_page, opened, saved
from raccordo.web.money.finding import acts_told
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Esercizi"), "money:years")


class CloseForm(forms.Form):
    """The act that approved the lead body's account of the year, if there is one already."""

    act = forms.ModelChoiceField(
        Act.objects.none(),
        label=_later("Atto del rendiconto"),
        to_field_name="key",
        required=False,
        empty_label=_later("non ancora"),
    )

    def __init__(self, *args: Any, acts: QuerySet[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]


class SurplusForm(CloseForm):
    """Some of what was saved, given back to a year by an act."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    amount = NumberField(label=_later("Avanzo da applicare, in euro"), max_digits=14)
    year = forms.IntegerField(label=_later("All'esercizio"), min_value=2000, max_value=2100)
    field_order = ("amount", "year", "act")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].label = _("Atto che lo applica")


@require_safe
@requires(Right.READ_MONEY)
def years(request: MemberRequest) -> HttpResponse:
    areas = _areas(request, Right.READ_MONEY).annotate(first=Min("allocations__year"))
    closed = {(one.area_id, one.year): one for one in YearEnd.objects.filter(area__in=areas)}
    rows = []
    for area in areas:
        years_ = range(request.today.year, area.first - 1, -1)
        told = [(year, closed.get((area.pk, year))) for year in years_]
        rows.append((area, told))
    return render(request, "money/years.html", {"rows": rows, "today": request.today})


@BOTH
@requires(Right.KEEP_MONEY)
def ending(request: MemberRequest, key: UUID, year: str) -> HttpResponse:
    area = get_object_or_404(_areas(request, Right.KEEP_MONEY), key=key)
    number = year_in(year) or 0
    if not 2000 <= number <= request.today.year:
        raise Http404
    form = opened(request, CloseForm, acts=acts_told(request))
    if form.is_valid():
        with refusals_on(form):
            act = form.cleaned_data["act"]
            close_year(area, year=number, act=act, by=request.acting, on=request.today)
            return saved(request, _("L'esercizio %s è chiuso.") % number, reverse("money:years"))
    title = _("Esercizio %s") % year
    facts = {
        "form": form,
        "draft": None,
        "area": area,
        "year": number,
        "closed": YearEnd.objects.filter(area=area, year=number)
        .select_related("act__organ")
        .first(),
        "ending": ending_of(area, number),
        "over": request.today.year > number,
        "title": title,
        "trail": trail(HERE, title),
    }
    return render(request, "money/year.html", facts)


@BOTH
@requires(Right.KEEP_MONEY)
def apply(request: MemberRequest, key: UUID) -> HttpResponse:
    kept = allocations_open_to(request.acting, Right.KEEP_MONEY, on=request.today)
    one = get_object_or_404(kept, key=key)
    surplus = sums_of_allocations([one.pk]).get((one.pk,), Sums()).surplus
    first = {"amount": surplus, "year": request.today.year}
    form = opened(request, SurplusForm, acts=acts_told(request), initial=first)
    there = reverse("money:fund", args=[one.key])
    if form.is_valid():
        with refusals_on(form):
            apply_surplus(one, **form.cleaned_data, by=request.acting, on=request.today)
            return saved(request, _("L'avanzo è applicato: ora si può programmare."), there)
    title = _("Applica l'avanzo vincolato")
    path = trail((_("Fondi"), "money:funds"), (str(one), there), title)
    return form_page(
        request, form, title=title, button=_("Applica"), trail=path, back=there, lead=str(one)
    )


def _areas(request: MemberRequest, right: Right) -> QuerySet[Area]:
    open_ = allocations_open_to(request.acting, right, on=request.today).order_by()
    return Area.objects.filter(pk__in=open_.values("area")).order_by("sort_key", "pk")
