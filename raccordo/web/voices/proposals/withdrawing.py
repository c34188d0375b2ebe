"""A proposal is taken back, kept from the public, or rid of who wrote it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.participation.operations.withdrawing import (
    hide,
    remove_personal_data,
    show,
    withdraw,
    write_public_text,
)
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import opened, saved
from raccordo.web.voices.proposals.forms import ForgetForm, PublicTextForm, ReasonForm
from raccordo.web.voices.proposals.sheet import address_of, kept
from raccordo.web.voices.proposals.sorting import step_page

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_VOICES)
def take_back(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            withdraw(one, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("%s è ritirata.") % one, address_of(one))
    lead = _(
        "Solo se lo chiede chi l'ha scritta: dire quando e come, senza nomi, perché resta nel"
        " registro. Numero e risposta restano."
    )
    return step_page(request, one, form, _("Ritira"), button=_("Ritira"), lead=lead)


@BOTH
@requires(Right.KEEP_VOICES)
def keep_from_public(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            hide(one, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("Il testo non si legge più nel sito."), address_of(one))
    lead = _("Nel sito si legge il motivo al posto del testo. La risposta è dovuta lo stesso.")
    title = _("Nascondi al pubblico")
    return step_page(request, one, form, title, button=_("Nascondi"), lead=lead)


@require_POST
@requires(Right.KEEP_VOICES)
def show_again(request: MemberRequest, key: UUID) -> HttpResponse:
    one = show(kept(request, key), by=request.acting, on=request.today)
    return saved(request, _("Il testo si legge di nuovo nel sito."), address_of(one))


@BOTH
@requires(Right.KEEP_VOICES)
def public_text(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, PublicTextForm, initial={"text": one.public_text or one.text})
    if form.is_valid():
        with refusals_on(form):
            write_public_text(one, text=form.cleaned_data["text"], by=request.acting)
            return saved(request, _("Il testo pubblicato è aggiornato."), address_of(one))
    return step_page(request, one, form, _("Testo pubblicato"), button=_("Salva"))


@BOTH
@requires(Right.KEEP_VOICES)
def forget_person(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, ForgetForm)
    if form.is_valid():
        with refusals_on(form):
            remove_personal_data(one, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("I dati personali sono stati tolti."), address_of(one))
    lead = _("Si tolgono per sempre nome, recapiti e allegati. Numero, esito e risposta restano.")
    title = _("Togli i dati personali")
    return step_page(request, one, form, title, button=_("Togli per sempre"), lead=lead)
