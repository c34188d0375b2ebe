"""A sitting while it is prepared: its day, its agenda, its papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.governance.models import Sitting
from raccordo.governance.operations.preparing import (
    add_item,
    admit_item,
    attach_paper,
    change_item,
    change_sitting,
    move_item,
    prepare_sitting,
    withdraw_item,
)
from raccordo.governance.queries.agenda import called_elsewhere
from raccordo.governance.queries.bodies import bodies_open_to
from raccordo.governance.queries.sittings import earlier_sittings, rules_of
from raccordo.governance.states import SittingState
from raccordo.web.assemblies.sittings.forms import (
    ItemForm,
    NewSittingForm,
    PaperForm,
    SittingForm,
)
from raccordo.web.assemblies.sittings.views import (
    HERE,
    address_of,
    done,
    due_in,
    kept_item,
    kept_sitting,
    page_of,
)
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
RUNNING = (SittingState.PREPARED, SittingState.CONVENED, SittingState.OPEN)


@BOTH
@requires(Right.KEEP_SITTINGS)
def new(request: MemberRequest) -> HttpResponse:
    bodies = bodies_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    first = {"body": request.GET.get("organismo", "")}
    form = opened(request, NewSittingForm, bodies=bodies, initial=first)
    if form.is_valid():
        with refusals_on(form):
            sitting = prepare_sitting(by=request.acting, **form.cleaned_data)
            return saved(request, _("La seduta è in preparazione."), address_of(sitting))
    title = _("Prepara una seduta")
    return form_page(
        request,
        form,
        title=title,
        button=_("Prepara"),
        trail=trail(HERE, title),
        back=reverse("assemblies:sittings"),
        lead=_("Poi si scrive l'ordine del giorno e si convoca."),
    )


@BOTH
@requires(Right.KEEP_SITTINGS)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, SittingState.PREPARED):
        return elsewhere
    names = ("first_call", "second_call", "place", "link")
    form = opened(request, SittingForm, initial={name: getattr(sitting, name) for name in names})
    if form.is_valid():
        with refusals_on(form):
            change_sitting(sitting, by=request.acting, **form.cleaned_data)
            return saved(request, _("Giorno, ora e luogo sono aggiornati."), address_of(sitting))
    title = _("Cambia giorno, ora o luogo")
    return page_of(request, sitting, form, title, button=_("Salva"))


@BOTH
@requires(Right.KEEP_SITTINGS)
def item_new(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, *RUNNING):
        return elsewhere
    form = opened(request, ItemForm, **_known_of(sitting))
    if form.is_valid():
        with refusals_on(form):
            item = add_item(sitting, by=request.acting, **form.cleaned_data)
            said = _("Il punto è all'ordine del giorno.")
            if sitting.state == SittingState.CONVENED and not item.was_told:
                said += " " + _("Avvisare i componenti con «Aggiorna la convocazione».")
            return saved(request, said, address_of(sitting))
    title = _("Aggiungi un punto")
    return page_of(request, sitting, form, title, button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_SITTINGS)
def item_change(request: MemberRequest, key: UUID, item: UUID) -> HttpResponse:
    sitting, thing = kept_item(request, key, item)
    if elsewhere := due_in(request, sitting, *RUNNING):
        return elsewhere
    names = ("title", "sort", "matter", "secret", "rapporteur", "note")
    told = {name: getattr(thing, name) for name in names}
    told["approves"] = thing.approves.key if thing.approves else None
    told["was_told"] = thing.was_told
    form = opened(request, ItemForm, initial=told, **_known_of(sitting))
    if form.is_valid():
        with refusals_on(form):
            change_item(thing, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il punto è corretto."), address_of(sitting))
    title = _("Correggi il punto")
    return page_of(request, sitting, form, title, button=_("Salva"))


@require_POST
@requires(Right.KEEP_SITTINGS)
def item_move(request: MemberRequest, key: UUID, item: UUID) -> HttpResponse:
    sitting, thing = kept_item(request, key, item)
    up = request.POST.get("to") == "up"
    return done(
        request,
        lambda: move_item(thing, up=up, by=request.acting),
        _("L'ordine del giorno è aggiornato."),
        address_of(sitting),
    )


@require_POST
@requires(Right.KEEP_SITTINGS)
def item_withdraw(request: MemberRequest, key: UUID, item: UUID) -> HttpResponse:
    sitting, thing = kept_item(request, key, item)
    return done(
        request,
        lambda: withdraw_item(thing, by=request.acting),
        _("Il punto è ritirato."),
        address_of(sitting),
    )


@require_POST
@requires(Right.KEEP_SITTINGS)
def item_admit(request: MemberRequest, key: UUID, item: UUID) -> HttpResponse:
    sitting, thing = kept_item(request, key, item)
    return done(
        request,
        lambda: admit_item(thing, by=request.acting, at=now()),
        _("Il punto è ammesso al voto: sono presenti tutti e nessuno si oppone."),
        address_of(sitting),
    )


def _known_of(sitting: Sitting) -> dict[str, Any]:
    """What the form of an item offers: earlier sittings, special matters, whether it was told."""
    return {
        "earlier": earlier_sittings(sitting),
        "body": sitting.body,
        "rules": rules_of(sitting),
        "elsewhere": called_elsewhere(sitting),
    }


@BOTH
@requires(Right.KEEP_SITTINGS)
def attach(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, *RUNNING):
        return elsewhere
    first = {"item": request.GET.get("punto", "")}
    form = opened(request, PaperForm, items=sitting.items.all(), initial=first)
    if form.is_valid():
        with refusals_on(form):
            facts = form.cleaned_data
            file = facts.pop("file")
            facts |= {"content": file.read(), "name": file.name}
            attach_paper(sitting, by=request.acting, on=request.today, **facts)
            return saved(request, _("Il documento è aggiunto."), address_of(sitting))
    title = _("Aggiungi un documento")
    return page_of(request, sitting, form, title, button=_("Aggiungi"))
