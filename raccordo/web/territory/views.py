from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.queries import acting_through, acts_to_read, areas_where
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.foundation.tables import day_in
from raccordo.territory.models import Area
from raccordo.territory.operations import create_area, delegate, end_delegation, rename_area
from raccordo.territory.queries import area_at, living, municipalities_of, widest_first
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, open_to_all, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.surroundings import mandate_around
from raccordo.web.territory.forms import DelegationForm, EndForm, NameForm, NewAreaForm
from raccordo.web.territory.sheet import area_sheet
from raccordo.web.trails import trail

HERE = (_later("Territorio"), "territory:overview")
BOTH = require_http_methods(["GET", "POST"])


@require_safe
@open_to_all
def overview(request: MemberRequest) -> HttpResponse:
    areas = living(request.today)
    mandate = mandate_around(request)
    facts = {
        "country": areas.filter(kind=AreaKind.COUNTRY).first(),
        "regions": areas.filter(kind=AreaKind.REGION).order_by("sort_key", "pk"),
        "ours": widest_first(areas.filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE])),
        "may_shape": mandate and Right.SHAPE_TERRITORY in RIGHTS[Role(mandate.role)],
    }
    return render(request, "territory/overview.html", facts)


@require_safe
@open_to_all
def area_page(request: MemberRequest, slug: str) -> HttpResponse:
    area = area_at(slug)
    if area is None:
        raise Http404
    if area.slug != slug:
        return redirect("territory:area", area.slug, permanent=True)
    on, wrong = _as_of(request)
    sheet = area_sheet(area, on=on, may_shape=_may_shape(request, area))
    return render(request, "territory/area.html", {"sheet": sheet, "area": area, "wrong": wrong})


@require_safe
@open_to_all
def members_table(request: MemberRequest, slug: str) -> HttpResponse:
    area = area_at(slug)
    if area is None:
        raise Http404
    on, _wrong = _as_of(request)
    rows = [
        (m.istat_code, m.name, m.sigla, m.belfiore_code) for m in municipalities_of(area, on=on)
    ]
    heading = [_("Codice ISTAT"), _("Comune"), _("Provincia"), _("Codice catastale")]
    name = f"{area.slug}-comuni-{on.isoformat()}"
    if request.GET.get("formato") == "csv":
        response = HttpResponse(write_csv(heading, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    response = HttpResponse(
        write_xlsx(_("Comuni"), heading, rows),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@BOTH
@requires(Right.SHAPE_TERRITORY)
def new_area(request: MemberRequest) -> HttpResponse:
    acting, today = request.acting, request.today
    ours = areas_where(acting, Right.SHAPE_TERRITORY, on=today)
    wholes = ours.filter(kind__in=[AreaKind.REGION, AreaKind.AMBITO])
    form = opened(
        request,
        NewAreaForm,
        on=today,
        wholes=widest_first(wholes),
        within=ours,
        acts=acts_to_read(acting, on=today),
    )
    if form.is_valid():
        with refusals_on(form):
            area = create_area(by=acting, **form.cleaned_data)
            here = reverse("territory:area", args=[area.slug])
            return saved(request, _("«%s» è stata creata.") % area, here)
    title = _("Nuovo ambito o zona")
    return form_page(
        request,
        form,
        title=title,
        button=_("Crea"),
        trail=trail(HERE, title),
        back=reverse("territory:overview"),
        lead=_("Bastano un nome e l'elenco dei Comuni."),
    )


@BOTH
@requires(Right.SHAPE_TERRITORY)
def rename(request: MemberRequest, slug: str) -> HttpResponse:
    area = _shapeable(request, slug)
    acts = acts_to_read(request.acting, on=request.today)
    form = opened(request, NameForm, acts=acts, initial={"name": area.name})
    if form.is_valid():
        with refusals_on(form):
            area = rename_area(area, by=request.acting, **form.cleaned_data)
            here = reverse("territory:area", args=[area.slug])
            return saved(request, _("Il nuovo nome è registrato."), here)
    here = reverse("territory:area", args=[area.slug])
    title = _("Cambio di nome")
    steps = trail(HERE, (area.name, here), title)
    return form_page(request, form, title=title, button=_("Salva"), trail=steps, back=here)


@BOTH
@requires(Right.SHAPE_TERRITORY)
def new_delegation(request: MemberRequest, slug: str) -> HttpResponse:
    area = _shapeable(request, slug)
    acts = acts_to_read(request.acting, on=request.today)
    form = opened(request, DelegationForm, on=request.today, acts=acts)
    here = reverse("territory:area", args=[area.slug])
    if form.is_valid():
        with refusals_on(form):
            delegate(area, by=request.acting, **form.cleaned_data)
            return saved(request, _("La delega è registrata."), here)
    title = _("Nuova delega")
    steps = trail(HERE, (area.name, here), title)
    return form_page(request, form, title=title, button=_("Registra"), trail=steps, back=here)


@BOTH
@requires(Right.SHAPE_TERRITORY)
def delegation_end(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    area = _shapeable(request, slug)
    delegation = get_object_or_404(area.delegations, key=key)
    form = opened(request, EndForm)
    here = reverse("territory:area", args=[area.slug])
    if form.is_valid():
        until = form.cleaned_data["last_day"] + timedelta(days=1)
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            end_delegation(delegation, until=until, reason=reason, by=request.acting)
            return saved(request, _("La fine della delega è registrata."), here)
    title = _("Fine della delega")
    steps = trail(HERE, (area.name, here), title)
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=steps,
        back=here,
        lead=str(delegation),
    )


def _as_of(request: MemberRequest) -> tuple[date, str]:
    """The day asked for, or today; a day that cannot be read is told."""
    asked = request.GET.get("al", "").strip()
    day = day_in(asked) if asked else request.today
    return (day, "") if day else (request.today, asked)


def _shapeable(request: MemberRequest, slug: str) -> Area:
    ours = areas_where(request.acting, Right.SHAPE_TERRITORY, on=request.today)
    made = ours.filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE])
    return get_object_or_404(made, slug=slug)


def _may_shape(request: MemberRequest, area: Area) -> bool:
    mandate = mandate_around(request)
    if mandate is None or area.kind not in {AreaKind.AMBITO, AreaKind.ZONE}:
        return False
    ours = areas_where(acting_through(mandate), Right.SHAPE_TERRITORY, on=request.today)
    return ours.filter(pk=area.pk).exists()
