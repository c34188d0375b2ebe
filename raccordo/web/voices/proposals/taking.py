"""A proposal that came on paper, by voice, by post: typed in, numbered, its receipt handed over."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.queries import areas_where
from raccordo.access.rights import Right
from raccordo.documents.pdf import print_paper
from raccordo.foundation.keys import key_of
from raccordo.participation.codes import opens
from raccordo.participation.operations.hearing import renew_code, take_contribution
from raccordo.participation.papers.receipts import receipt
from raccordo.participation.queries.contributions import (
    consultations_open_to,
    occasions_open_to,
)
from raccordo.participation.states import ConsultationState
from raccordo.participation.voices import Received
from raccordo.parties.models import Organisation
from raccordo.post.drafts import forget_draft
from raccordo.territory.models import Area
from raccordo.territory.queries import widest_first
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.files import attached
from raccordo.web.forms import form_page, opened
from raccordo.web.trails import trail
from raccordo.web.voices.proposals.listing import HERE
from raccordo.web.voices.proposals.sheet import found, path_to
from raccordo.web.voices.proposals.sorting import about
from raccordo.web.voices.proposals.taking_forms import TakeForm

BOTH = require_http_methods(["GET", "POST"])
PLANNED = [AreaKind.PROVINCE, AreaKind.AMBITO, AreaKind.ZONE, AreaKind.MUNICIPALITY]


@BOTH
@requires(Right.TAKE_VOICES)
def take(request: MemberRequest) -> HttpResponse:
    """The code is told in the answer to this very form: it is kept nowhere."""
    own = request.mandate.area
    if own is None:
        raise Http404
    form = opened(request, TakeForm, initial=_first(request, own), **_among(request, own))
    if form.is_valid():
        with refusals_on(form):
            received = take_contribution(
                form.cleaned_data["area"],
                form.voice(),
                form.writer(),
                channel=form.cleaned_data["channel"],
                by=request.acting,
                at=now(),
                received_at=_moment(form.cleaned_data["day"], request.today),
            )
            forget_draft(request.user, page=request.path)
            return _told(request, received)
    title = _("Nuova proposta")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra la proposta"),
        trail=trail(HERE, title),
        back=reverse("voices:proposals"),
        lead=_("Arrivata su carta, a voce o per posta: riceve il numero e il codice per seguirla."),
    )


@BOTH
@requires(Right.TAKE_VOICES)
def new_code(request: MemberRequest, key: UUID) -> HttpResponse:
    """To who has lost hers, and shows to be the one who wrote."""
    one = found(request, key, Right.TAKE_VOICES)
    if request.method == "POST":
        return _told(request, renew_code(one, by=request.acting))
    title = _("Nuovo codice")
    facts = {"one": one, "title": title, "trail": path_to(one, title)}
    return render(request, "voices/proposals/new_code.html", facts)


@require_POST
@requires(Right.TAKE_VOICES)
def printed_receipt(request: MemberRequest, key: UUID) -> HttpResponse:
    """The paper to hand over; with the code only to who has just been told it."""
    one = found(request, key, Right.TAKE_VOICES)
    code = request.POST.get("code", "")[:40]
    received = Received(one, code if code and opens(one, code) else "")
    day = one.received_at or datetime.combine(request.today, time(), UTC)
    paper = receipt(received, house=settings.ADDRESS)
    name = _("Ricevuta %(number)s-%(year)s.pdf") % {"number": one.number, "year": one.year}
    return attached(print_paper(paper, made_at=day), name)


def _told(request: MemberRequest, received: Received) -> HttpResponse:
    """The number and the code, now and never again; sent twice, it is told where it is."""
    one = received.contribution
    if not received.code:
        return redirect("voices:proposal", one.key)
    facts = {"one": one, "code": received.code, "trail": path_to(one, _("Ricevuta"))}
    return render(request, "voices/proposals/received.html", facts)


def _first(request: MemberRequest, own: Area) -> dict[str, Any]:
    asked = request.GET
    return {
        "area": own.key,
        "day": request.today,
        "key": uuid4(),
        "consultation": key_of(asked.get("consultazione", "")),
        "occasion": key_of(asked.get("incontro", "")),
    }


def _among(request: MemberRequest, own: Area) -> dict[str, Any]:
    """What one may choose among."""
    right, on = Right.TAKE_VOICES, request.today
    consultations = consultations_open_to(request.acting, right, on=on)
    bodies: QuerySet[Organisation] = Organisation.objects.filter(closed_on=None)
    areas = areas_where(request.acting, right, on=on).filter(kind__in=PLANNED)
    return {
        "areas": widest_first(areas),
        "about": about(request, own),
        "consultations": consultations.filter(state=ConsultationState.PUBLISHED),
        "occasions": occasions_open_to(request.acting, right, on=on).filter(called_off=""),
        "bodies": bodies.order_by("search", "pk"),
    }


def _moment(day: date, today: date) -> datetime | None:
    """When it arrived: now, or at noon of the day that is told."""
    return None if day == today else make_aware(datetime.combine(day, time(12)))
