from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.operations import Place, begin_act, register_act, register_acts
from raccordo.access.queries import acts_open_to, acts_to_read, areas_where, organisations_where
from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.acts.operations import rewrite_act
from raccordo.acts.operations.importing import COLUMNS, OTHERS
from raccordo.acts.queries import acts_found
from raccordo.acts.states import ActKind, ActStage
from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.territory.states import AreaKind
from raccordo.web.assemblies.forms import ActForm, DraftForm, RewriteForm, TableForm
from raccordo.web.assemblies.sheet import act_sheet
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import download
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

HERE = (_later("Atti"), "assemblies:acts")
BOTH = require_http_methods(["GET", "POST"])
A_PAGE = 25


@require_safe
@requires(Right.READ_ACTS)
def acts(request: MemberRequest) -> HttpResponse:
    page = Paginator(_wanted(request), A_PAGE).get_page(request.GET.get("pagina"))
    facts = {
        "page": page,
        "wanted": request.GET.get("q", ""),
        "kind": request.GET.get("tipo", ""),
        "stage": request.GET.get("iter", ""),
        "kinds": ActKind.choices,
        "stages": ActStage.choices,
        "may_keep": bool(places_of(request)),
        "query": _query_without_page(request),
    }
    template = "assemblies/acts.html#list" if request.htmx else "assemblies/acts.html"
    return render(request, template, facts)


@require_safe
@requires(Right.READ_ACTS)
def acts_table(request: MemberRequest) -> HttpResponse:
    heading = [_("Tipo"), _("Numero"), _("Data"), _("Organo"), _("Oggetto"), _("Iter"), _("Stato")]
    rows = (
        (
            act.get_kind_display(),
            act.number,
            act.date,
            act.organ.name,
            act.subject,
            act.get_stage_display(),
            act.get_state_display(),
        )
        for act in _wanted(request)
    )
    response = HttpResponse(
        write_xlsx(_("Atti"), heading, rows),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = 'attachment; filename="atti.xlsx"'
    return response


@require_safe
@requires(Right.READ_ACTS)
def act_page(request: MemberRequest, key: UUID) -> HttpResponse:
    act = get_object_or_404(acts_to_read(request.acting, on=request.today), key=key)
    kept = acts_open_to(request.acting, Right.KEEP_ACTS, on=request.today)
    sheet = act_sheet(act, on=request.today, may_keep=kept.filter(pk=act.pk).exists())
    return render(request, "assemblies/act.html", {"act": act, "sheet": sheet})


@require_safe
@requires(Right.READ_ACTS)
def act_file(request: MemberRequest, key: UUID, file: UUID) -> HttpResponseBase:
    act = get_object_or_404(acts_to_read(request.acting, on=request.today), key=key)
    attached = get_object_or_404(act.files.select_related("file"), key=file)
    return download(attached.file, attached.name)


@BOTH
@requires(Right.KEEP_ACTS)
def enter(request: MemberRequest) -> HttpResponse:
    form = opened(request, ActForm, places=places_of(request))
    if form.is_valid():
        with refusals_on(form):
            act = register_act(by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("%s è nel registro.") % act, address_of(act))
    title = _("Inserisci un atto fatto altrove")
    return form_page(
        request,
        form,
        title=title,
        button=_("Inserisci"),
        trail=trail(HERE, title),
        back=reverse("assemblies:acts"),
        lead=_("Bastano gli estremi: tutto il resto è facoltativo."),
    )


@BOTH
@requires(Right.KEEP_ACTS)
def write(request: MemberRequest) -> HttpResponse:
    form = opened(request, DraftForm, places=places_of(request))
    if form.is_valid():
        with refusals_on(form):
            act = begin_act(by=request.acting, **form.cleaned_data)
            return saved(request, _("La bozza è salvata."), address_of(act))
    title = _("Scrivi un atto")
    return form_page(
        request,
        form,
        title=title,
        button=_("Salva la bozza"),
        trail=trail(HERE, title),
        back=reverse("assemblies:acts"),
        lead=_("Numero e data si danno quando il testo è pronto per la firma."),
    )


@BOTH
@requires(Right.KEEP_ACTS)
def rewrite(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    initial = {"subject": act.subject, "text": act.text, "spends": act.spends}
    form = opened(request, RewriteForm, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            rewrite_act(act, by=request.acting, **form.cleaned_data)
            return saved(request, _("La bozza è salvata."), address_of(act))
    title = _("Modifica la bozza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Salva la bozza"),
        trail=trail(HERE, (str(act), address_of(act)), title),
        back=address_of(act),
    )


@BOTH
@requires(Right.KEEP_ACTS)
def bring(request: MemberRequest) -> HttpResponse:
    form = opened(request, TableForm, places=places_of(request))
    if form.is_valid():
        with refusals_on(form):
            content = form.cleaned_data["file"].read()
            place = form.cleaned_data["place"]
            entered = register_acts(content, place=place, by=request.acting, on=request.today)
            said = ngettext(
                "È stato inserito %(n)s atto.", "Sono stati inseriti %(n)s atti.", len(entered)
            )
            if not entered:
                said = _("Nessun atto nuovo: quelli della tabella c'erano già tutti.")
            return saved(request, said % {"n": len(entered)}, reverse("assemblies:acts"))
    title = _("Importa atti da una tabella")
    return form_page(
        request,
        form,
        title=title,
        button=_("Importa"),
        trail=trail(HERE, title),
        back=reverse("assemblies:acts"),
        template="assemblies/bring.html",
        columns=COLUMNS,
        others=OTHERS,
    )


@require_safe
@requires(Right.KEEP_ACTS)
def model(request: MemberRequest) -> HttpResponse:
    response = HttpResponse(
        write_csv([*COLUMNS, *OTHERS], []), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="modello-atti.csv"'
    return response


def places_of(request: MemberRequest) -> dict[str, Place]:
    """The registers the one who acts keeps, the mandate's own first."""
    areas = areas_where(request.acting, Right.KEEP_ACTS, on=request.today)
    inside = areas.filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE])
    bodies = organisations_where(request.acting, Right.KEEP_ACTS, on=request.today)
    own = [place for place in (request.mandate.place,) if place in areas or place in bodies]
    places: list[Place] = [*own, *inside, *bodies]
    return {str(place.key): place for place in places}


def kept_act(request: MemberRequest, key: UUID) -> Act:
    """An act of a register that the one who acts keeps."""
    kept = acts_open_to(request.acting, Right.KEEP_ACTS, on=request.today)
    return get_object_or_404(kept, key=key)


def address_of(act: Act) -> str:
    return reverse("assemblies:act", args=[act.key])


def _wanted(request: MemberRequest) -> QuerySet[Act]:
    found = acts_found(acts_to_read(request.acting, on=request.today), request.GET.get("q", ""))
    if kind := request.GET.get("tipo"):
        found = found.filter(kind=kind)
    if stage := request.GET.get("iter"):
        found = found.filter(stage=stage, made_here=True)
    return found


def _query_without_page(request: MemberRequest) -> str:
    query = request.GET.copy()
    query.pop("pagina", None)
    return query.urlencode()
