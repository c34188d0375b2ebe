"""The objectives put to consultation, and what bodies say of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.participation.models import Subscription
from raccordo.participation.operations.consulting import (
    add_aim,
    change_aim,
    remove_aim,
    subscribe,
    withdraw_subscription,
)
from raccordo.participation.queries.stamps import stamp_of
from raccordo.parties.models import Organisation
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import opened, saved
from raccordo.web.voices.consultations.forms import AimForm, ChangeAimForm, StanceForm
from raccordo.web.voices.consultations.views import AsItIs, address_of, kept, page_of

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_VOICES)
def add(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, AimForm)
    if form.is_valid():
        with refusals_on(form):
            add_aim(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'obiettivo è in consultazione."), address_of(one))
    return page_of(request, one, form, _("Nuovo obiettivo"), button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_VOICES)
def change(request: MemberRequest, key: UUID, aim: UUID) -> HttpResponse:
    one = kept(request, key)
    wanted = get_object_or_404(one.aims, key=aim)
    first = {"title": wanted.title, "text": wanted.text, "seen": stamp_of(wanted)}
    form = opened(request, ChangeAimForm, initial=first)
    now: AsItIs = []
    if form.is_valid():
        with refusals_on(form):
            change_aim(wanted, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'obiettivo è aggiornato."), address_of(one))
        there = one.aims.filter(pk=wanted.pk).first()
        if there and form.see_again(stamp_of(there)):
            now = [(_("Obiettivo"), there.title), (_("Testo"), there.text)]
    return page_of(request, one, form, _("Modifica l'obiettivo"), button=_("Salva"), now=now)


@require_POST
@requires(Right.KEEP_VOICES)
def drop(request: MemberRequest, key: UUID, aim: UUID) -> HttpResponse:
    one = kept(request, key)
    remove_aim(get_object_or_404(one.aims, key=aim), by=request.acting)
    return saved(request, _("L'obiettivo è tolto."), address_of(one))


@BOTH
@requires(Right.KEEP_VOICES)
def stance(request: MemberRequest, key: UUID, aim: UUID) -> HttpResponse:
    """What a body has said to the office, by letter or at a table."""
    one = kept(request, key)
    wanted = get_object_or_404(one.aims, key=aim)
    bodies = Organisation.objects.filter(closed_on=None).order_by("search", "pk")
    form = opened(request, StanceForm, bodies=bodies)
    if form.is_valid():
        with refusals_on(form):
            subscribe(wanted, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("La posizione è registrata."), address_of(one))
    title = _("Posizione di un ente")
    return page_of(request, one, form, title, button=_("Registra"), lead=wanted.title)


@require_POST
@requires(Right.KEEP_VOICES)
def stance_drop(request: MemberRequest, key: UUID, stance: UUID) -> HttpResponse:
    one = kept(request, key)
    given = get_object_or_404(Subscription, aim__consultation=one, key=stance)
    withdraw_subscription(given, by=request.acting)
    return saved(request, _("La posizione è tolta."), address_of(one))
