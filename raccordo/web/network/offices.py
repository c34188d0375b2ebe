"""Offices of bodies: who holds them, who sits in whose place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.operations import end_office, seat_in_office
from raccordo.access.queries import (
    acts_that_appoint,
    gives_mandates_at,
    organisations_kept,
    role_opened_by,
)
from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.foundation.periods import in_force
from raccordo.governance.operations.cancelling import cancel_holder
from raccordo.governance.queries.persons import roles_beyond
from raccordo.parties.models import Holding, Office, Organisation, Proxy, Representative
from raccordo.parties.operations import add_office, change_person, give_proxy, revoke_proxy
from raccordo.parties.queries import former_holding
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.network.forms import (
    CancelForm,
    EndForm,
    HoldForm,
    OfficeForm,
    PersonForm,
    ProxyForm,
    RevokeForm,
)
from raccordo.web.network.views import HERE, address_of, kept, kept_territory
from raccordo.web.trails import trail

MOST_TOLD = 3
BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_PARTIES)
def add(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept(request, key)
    form = opened(request, OfficeForm)
    if form.is_valid():
        with refusals_on(form):
            office = add_office(body, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("La carica «%s» è aggiunta.") % office, address_of(body))
    return _page(request, body, form, title=_("Aggiungi una carica"), button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_PARTIES)
def hold(request: MemberRequest, key: UUID) -> HttpResponse:
    ours = Office.objects.filter(organisation__in=_kept(request))
    office = get_object_or_404(ours.select_related("organisation__area"), key=key)
    body, today = office.organisation, request.today
    present = office.holdings.filter(in_force(today)).select_related("holder").first()
    form = opened(
        request,
        HoldForm,
        known=_known_at(body, but=present),
        acts=acts_that_appoint(request.acting, on=today),
        occupied=present is not None,
        may_open=_may_open(request, office),
        initial={"since": today, "takes_over": bool(request.GET.get("nuovo"))},
    )
    if form.is_valid():
        with refusals_on(form):
            facts = form.cleaned_data
            holding = seat_in_office(office, by=request.acting, on=today, at=now(), **facts)
            return saved(request, _("La carica è registrata: %s.") % holding, address_of(body))
    title = _("Chi subentra: %s") % office.title
    lead = _("Ora è in carica %s.") % present.holder if present else _("Ora non c'è nessuno.")
    return _page(request, body, form, title=title, button=_("Registra"), lead=lead)


@BOTH
@requires(Right.KEEP_PARTIES)
def end(request: MemberRequest, key: UUID) -> HttpResponse:
    holding = _holding(request, key)
    body = holding.office.organisation
    acts = acts_that_appoint(request.acting, on=request.today)
    form = opened(request, EndForm, acts=acts, initial={"until": request.today})
    if form.is_valid():
        with refusals_on(form):
            end_office(holding, by=request.acting, **form.cleaned_data)
            return saved(request, _("La fine è registrata."), address_of(body))
    lead = _("Finiscono anche le deleghe che ha dato e gli incarichi avuti con la carica.")
    title = _("Fine della carica: %s") % holding
    return _page(request, body, form, title=title, button=_("Registra"), lead=lead)


@BOTH
@requires(Right.KEEP_PARTIES)
def cancel(request: MemberRequest, key: UUID) -> HttpResponse:
    holding = _holding(request, key)
    body, former = holding.office.organisation, former_holding(holding)
    form = opened(
        request,
        CancelForm,
        former=str(former.holder) if former else "",
        initial={"brings_back": True},
    )
    if form.is_valid():
        with refusals_on(form):
            cancel_holder(holding, by=request.acting, **form.cleaned_data)
            said = _("%s non risulta più in questa carica.") % holding.holder
            return saved(request, said, address_of(body))
    title = _("Registrata per errore: %s") % holding
    lead = _("Per chi in carica non c'è mai stato. Se invece ha smesso, registrare la fine.")
    return _page(request, body, form, title=title, button=_("Togli dalla carica"), lead=lead)


@BOTH
@requires(Right.KEEP_PARTIES)
def proxy(request: MemberRequest, key: UUID) -> HttpResponse:
    holding = _holding(request, key)
    body = holding.office.organisation
    acts = acts_that_appoint(request.acting, on=request.today)
    known = _known_at(body, but=holding)
    form = opened(request, ProxyForm, known=known, acts=acts, initial={"since": request.today})
    if form.is_valid():
        with refusals_on(form):
            given = give_proxy(holding, by=request.acting, **form.cleaned_data)
            return saved(
                request, _("La delega a %s è registrata.") % given.delegate, address_of(body)
            )
    lead = _("Chi ha la delega siede al posto di %s, finché dura la sua carica.") % holding.holder
    title = _("Delega a partecipare")
    return _page(request, body, form, title=title, button=_("Registra"), lead=lead)


@BOTH
@requires(Right.KEEP_PARTIES)
def revoke(request: MemberRequest, key: UUID) -> HttpResponse:
    ours = Proxy.objects.filter(holding__office__organisation__in=_kept(request))
    ours = ours.select_related("delegate", "holding__holder", "holding__office__organisation")
    given = get_object_or_404(ours, key=key)
    body = given.holding.office.organisation
    form = opened(request, RevokeForm, initial={"until": request.today})
    if form.is_valid():
        with refusals_on(form):
            revoke_proxy(given, by=request.acting, **form.cleaned_data)
            return saved(request, _("La revoca è registrata."), address_of(body))
    lead = _("Delega di %(holder)s a %(delegate)s.") % {
        "holder": given.holding.holder,
        "delegate": given.delegate,
    }
    return _page(request, body, form, title=_("Revoca la delega"), button=_("Revoca"), lead=lead)


@BOTH
@requires(Right.KEEP_PARTIES)
def person(request: MemberRequest, key: UUID) -> HttpResponse:
    bodies = _kept(request)
    here = Q(holdings__office__organisation__in=bodies)
    here |= Q(proxies__holding__office__organisation__in=bodies)
    found = get_object_or_404(Representative.objects.filter(here).distinct(), key=key)
    held = Q(offices__holdings__holder=found) | Q(offices__holdings__proxies__delegate=found)
    body = bodies.filter(held).order_by("pk").first()
    assert body
    _require_only_here(request, found)
    names = ("given_name", "family_name", "email", "phone")
    form = opened(request, PersonForm, initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        with refusals_on(form):
            change_person(found, by=request.acting, **form.cleaned_data)
            return saved(request, _("I dati sono aggiornati."), address_of(body))
    lead = _("E-mail e telefono personali li vede solo chi tiene l'elenco dei soggetti.")
    return _page(request, body, form, title=str(found), button=_("Salva"), lead=lead)


def _kept(request: MemberRequest) -> Any:
    return organisations_kept(request.acting, on=request.today)


def _require_only_here(request: MemberRequest, person: Representative) -> None:
    """Who is written to by others too is reached where they know, not where one of them says."""
    facts = {"organisations": _kept(request), "areas": kept_territory(request)}
    if where := roles_beyond([person.pk], on=request.today, **facts).get(person.pk):
        raise Refused(
            _(
                "%(person)s ha un ruolo anche altrove (%(where)s): nome e recapiti servono anche"
                " all'ufficio di là, e da qui non si leggono né si cambiano. Per correggerli"
                " rivolgersi a chi amministra Raccordo."
            )
            % {"person": person, "where": ", ".join(where[:MOST_TOLD])}
        )


def _holding(request: MemberRequest, key: UUID) -> Holding:
    ours = Holding.objects.filter(office__organisation__in=_kept(request))
    return get_object_or_404(ours.select_related("holder", "office__organisation"), key=key)


def _known_at(body: Organisation, *, but: Holding | None) -> Sequence[Representative]:
    """Who holds or held an office of a body, or sat in somebody's place."""
    here = Q(holdings__office__organisation=body)
    here |= Q(proxies__holding__office__organisation=body)
    known = Representative.objects.filter(here).distinct()
    return list(known.exclude(pk=but.holder_id) if but else known)


def _may_open(request: MemberRequest, office: Office) -> bool:
    """Whether the office gives a mandate, and the one who acts gives mandates there."""
    opens = role_opened_by(office)
    return opens is not None and gives_mandates_at(request.acting, opens[1], on=request.today)


def _page(
    request: MemberRequest,
    body: Organisation,
    form: Form,
    *,
    title: str,
    button: str,
    lead: str = "",
) -> HttpResponse:
    here = address_of(body)
    steps = trail(HERE, (body.name, here), title)
    lead = lead or body.name
    return form_page(request, form, title=title, button=button, trail=steps, back=here, lead=lead)
