"""The pages where a body is founded, corrected, ended, and given its rules."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.queries import areas_where
from raccordo.access.rights import Right
from raccordo.governance.operations.founding import change_body, end_body, found_body
from raccordo.governance.operations.regulating import set_regulation
from raccordo.governance.states import BodySort
from raccordo.territory.queries import widest_first
from raccordo.web.assemblies.bodies.forms import BodyForm, EndForm, FoundForm
from raccordo.web.assemblies.bodies.rules_form import RulesForm, told_in
from raccordo.web.assemblies.bodies.sheet import rules_today
from raccordo.web.assemblies.bodies.views import HERE, acts_to_cite, address_of, kept_body, page_of
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_BODIES)
def new(request: MemberRequest) -> HttpResponse:
    among = widest_first(areas_where(request.acting, Right.KEEP_BODIES, on=request.today))
    initial = {"area": request.mandate.area_id, "sort": BodySort.DECIDES}
    form = opened(request, FoundForm, areas=among, acts=acts_to_cite(request), initial=initial)
    if form.is_valid():
        with refusals_on(form):
            body = found_body(by=request.acting, **form.cleaned_data)
            return saved(request, _("«%s» è fra gli organismi.") % body, address_of(body))
    title = _("Nuovo organismo")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=trail(HERE, title),
        back=reverse("assemblies:bodies"),
        lead=_("Bastano il nome, che cosa fa e da quando. Componenti e regole si aggiungono dopo."),
    )


@BOTH
@requires(Right.KEEP_BODIES)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept_body(request, key)
    names = ("name", "duties", "act", "source", "public")
    initial = {name: getattr(body, name) for name in names}
    form = opened(request, BodyForm, acts=acts_to_cite(request), initial=initial)
    if form.is_valid():
        with refusals_on(form):
            change_body(body, by=request.acting, **form.cleaned_data)
            return saved(request, _("I dati dell'organismo sono corretti."), address_of(body))
    title = _("Modifica i dati dell'organismo")
    return page_of(request, body, form, title=title, button=_("Salva"))


@BOTH
@requires(Right.KEEP_BODIES)
def end(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept_body(request, key)
    form = opened(request, EndForm, acts=acts_to_cite(request))
    if form.is_valid():
        with refusals_on(form):
            end_body(body, by=request.acting, **form.cleaned_data)
            return saved(request, _("La fine dell'organismo è registrata."), address_of(body))
    lead = _(
        "Da quel giorno non si convoca più e chi ne fa parte cessa, con il suo incarico."
        " La sua storia resta."
    )
    title = _("Registra la fine dell'organismo")
    return page_of(request, body, form, title=title, button=_("Registra la fine"), lead=lead)


@BOTH
@requires(Right.KEEP_BODIES)
def rules(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept_body(request, key)
    told = told_in(rules_today(body, on=request.today))
    form = opened(request, RulesForm, acts=acts_to_cite(request), initial=told)
    if form.is_valid():
        with refusals_on(form):
            set_regulation(body, by=request.acting, **form.cleaned_data)
            return saved(request, _("Le regole sono registrate."), address_of(body))
    title = _("Regole dell'organismo")
    return page_of(
        request,
        body,
        form,
        title=title,
        button=_("Salva le regole"),
        lead=_(
            "Solo quello che il regolamento dice, ciascuna cosa con il suo articolo: il resto si"
            " lascia vuoto, e non sarà richiesto."
        ),
        template="assemblies/bodies/rules.html",
    )
