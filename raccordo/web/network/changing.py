"""Bodies added, corrected, closed."""

from __future__ import annotations

from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.parties.models import Organisation
from raccordo.parties.operations import (
    add_organisation,
    change_organisation,
    close_organisation,
    reopen_organisation,
)
from raccordo.territory.queries import widest_first
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.network.forms import CloseForm, NewOrganisationForm, OrganisationForm, ReopenForm
from raccordo.web.network.views import HERE, address_of, kept, kept_territory
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
FIELDS = ("kind", "name", "tax_code", "ipa_code", "pec", "email", "phone", "address", "website")


@BOTH
@requires(Right.KEEP_PARTIES)
def add(request: MemberRequest) -> HttpResponse:
    areas = widest_first(kept_territory(request).distinct())
    form = opened(request, NewOrganisationForm, areas=areas)
    if form.is_valid():
        with refusals_on(form):
            body = add_organisation(by=request.acting, **form.cleaned_data)
            return saved(request, _("«%s» è nell'elenco.") % body, address_of(body))
    title = _("Aggiungi un soggetto")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=trail(HERE, title),
        back=reverse("network:organisations"),
        lead=_("Bastano il tipo e la denominazione: tutto il resto è facoltativo."),
        template="network/add.html",
    )


@BOTH
@requires(Right.KEEP_PARTIES)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept(request, key)
    initial = {name: getattr(body, name) for name in FIELDS} | {"area": body.area_id}
    areas = widest_first(kept_territory(request).distinct())
    form = opened(request, OrganisationForm, areas=areas, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            change_organisation(body, by=request.acting, **form.cleaned_data)
            return saved(request, _("I dati sono aggiornati."), address_of(body))
    return _page(request, body, form, title=_("Modifica i dati"), button=_("Salva"))


@BOTH
@requires(Right.KEEP_PARTIES)
def close(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept(request, key)
    form = opened(request, CloseForm, initial={"closed_on": request.today})
    if form.is_valid():
        with refusals_on(form):
            close_organisation(body, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("La cessazione è registrata."), address_of(body))
    return _page(request, body, form, title=_("Registra la cessazione"), button=_("Registra"))


@BOTH
@requires(Right.KEEP_PARTIES)
def reopen(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept(request, key)
    form = opened(request, ReopenForm)
    if form.is_valid():
        with refusals_on(form):
            reopen_organisation(body, by=request.acting, **form.cleaned_data)
            return saved(request, _("«%s» è di nuovo nell'elenco.") % body, address_of(body))
    title = _("Annulla la cessazione")
    return _page(request, body, form, title=title, button=_("Annulla la cessazione"))


def _page(
    request: MemberRequest, body: Organisation, form: Form, *, title: str, button: str
) -> HttpResponse:
    here = address_of(body)
    steps = trail(HERE, (body.name, here), title)
    return form_page(
        request, form, title=title, button=button, trail=steps, back=here, lead=body.name
    )
