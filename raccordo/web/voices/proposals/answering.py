"""A proposal is discussed and answered; the answer is told, or handed over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.governance.models import AgendaItem
from raccordo.governance.queries.bodies import sittings_open_to
from raccordo.participation.letters import answer as letter_of
from raccordo.participation.models import Author, Contribution, Reply
from raccordo.participation.operations.answering import (
    answer,
    declare_not_pertinent,
    discuss,
    hand_answer,
)
from raccordo.participation.queries.contributions import (
    occasions_open_to,
    standing_reply,
)
from raccordo.participation.states import AnswerWay
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import opened, saved
from raccordo.web.voices.proposals.forms import (
    AnswerForm,
    DiscussForm,
    HandForm,
    NotPertinentForm,
)
from raccordo.web.voices.proposals.sheet import address_of, found, kept
from raccordo.web.voices.proposals.sorting import step_page

BOTH = require_http_methods(["GET", "POST"])
SITTINGS, OCCASIONS = 40, 60


@BOTH
@requires(Right.KEEP_VOICES)
def not_pertinent(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, NotPertinentForm)
    if form.is_valid():
        with refusals_on(form):
            declare_not_pertinent(one, **_hour(request), **form.cleaned_data)
            return saved(request, _("%s non è pertinente.") % one, address_of(one))
    return step_page(
        request,
        one,
        form,
        _("Non pertinente"),
        button=_("Dichiara non pertinente"),
        lead=_told_how(one),
    )


@BOTH
@requires(Right.KEEP_VOICES)
def discussed(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    sittings = sittings_open_to(request.acting, Right.READ_BODIES, on=request.today)
    past = sittings.filter(held_on__lte=request.today)
    last = past.order_by("-first_call", "-pk").values_list("pk", flat=True)[:SITTINGS]
    items = AgendaItem.objects.filter(sitting__in=list(last)).select_related("sitting__body")
    right = Right.KEEP_VOICES
    held = occasions_open_to(request.acting, right, on=request.today).filter(called_off="")
    form = opened(
        request,
        DiscussForm,
        items=items.order_by("-sitting__first_call", "position", "pk"),
        occasions=held.filter(area=one.area, held_at__date__lte=request.today),
    )
    if form.is_valid():
        with refusals_on(form):
            discuss(one, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("%s è stata discussa.") % one, address_of(one))
    return step_page(request, one, form, _("Discussa in"), button=_("Salva"))


@BOTH
@requires(Right.KEEP_VOICES)
def reply(request: MemberRequest, key: UUID) -> HttpResponse:
    """Seen first as who wrote will read it; an answer that stands already is corrected."""
    one = kept(request, key)
    stood = standing_reply(one)
    form = opened(request, AnswerForm)
    shown: dict[str, Any] = {}
    if form.is_valid():
        if "preview" in request.POST:
            shown = _letter(one, form.cleaned_data, request)
        else:
            with refusals_on(form):
                seen = request.POST.get("seen", "")
                answer(one, seen=seen, **_hour(request), **form.cleaned_data)
                return saved(request, _("La risposta è registrata."), address_of(one))
        stood = standing_reply(one)
    facts = {"lead": _told_how(one), "stood": stood, "seen": _seen(stood), "answers": True}
    title = _("Correggi la risposta") if stood else _("Rispondi")
    return step_page(request, one, form, title, button=_("Rispondi"), **facts | shown)


@BOTH
@requires(Right.TAKE_VOICES)
def handed(request: MemberRequest, key: UUID, telling: UUID) -> HttpResponse:
    one = found(request, key, Right.TAKE_VOICES)
    told = get_object_or_404(one.tellings.select_related("contribution"), key=telling)
    form = opened(request, HandForm, initial={"told_on": request.today})
    if form.is_valid():
        with refusals_on(form):
            hand_answer(told, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("La comunicazione è registrata."), address_of(one))
    title = _("Risposta consegnata")
    return step_page(request, one, form, title, button=_("Salva"), lead=_told_how(one))


def _seen(stood: Reply | None) -> str:
    return str(stood.key) if stood else ""


def _hour(request: MemberRequest) -> dict[str, Any]:
    facts = {"by": request.acting, "on": request.today, "at": now()}
    return facts | {"house": settings.ADDRESS}


def _letter(one: Contribution, told: dict[str, Any], request: MemberRequest) -> dict[str, Any]:
    """What would be written, nothing of it kept."""
    subject, body = letter_of(
        Reply(contribution=one, answered_on=request.today, **told), one, house=settings.ADDRESS
    )
    return {"letter_subject": subject, "letter": body}


def _told_how(one: Contribution) -> str:
    """How an answer will reach who wrote."""
    author = Author.objects.filter(contribution=one).first()
    address = author.email if author else ""
    if one.organisation and not address:
        address = one.organisation.email or one.organisation.pec
    if author and author.wants_answer_by not in (AnswerWay.EMAIL, AnswerWay.CODE):
        way = author.get_wants_answer_by_display().lower()
        return _("Chi ha scritto vuole la risposta %(way)s: poi si dice quando l'ha avuta.") % {
            "way": way
        }
    if address and (author is None or author.wants_answer_by == AnswerWay.EMAIL):
        return _("La risposta parte per e-mail a %s.") % address
    return _("Chi ha scritto legge la risposta con il numero e il codice.")
