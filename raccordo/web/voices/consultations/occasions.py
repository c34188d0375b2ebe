"""The occasions in which people are heard: their list, the page of one, a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.queries import areas_where
from raccordo.access.rights import Right
from raccordo.foundation.keys import key_of
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.participation.models import Occasion
from raccordo.participation.operations.meeting import (
    call_off_occasion,
    change_occasion,
    plan_occasion,
)
from raccordo.participation.queries.contributions import (
    consultations_open_to,
    contributions_open_to,
    occasions_open_to,
)
from raccordo.participation.queries.stamps import stamp_of
from raccordo.participation.states import AidKind, ConsultationState
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of, widest_first
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import Trail, trail
from raccordo.web.voices.consultations.forms import ChangeOccasionForm, NewOccasionForm, WhyForm
from raccordo.web.voices.consultations.views import FORM, AsItIs
from raccordo.web.voices.lists import query_of
from raccordo.web.voices.proposals.listing import may
from raccordo.web.voices.proposals.taking import PLANNED

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Incontri"), "voices:occasions")
A_PAGE, LINES, SHOWN = 25, 20, 50


@require_safe
@requires(Right.READ_VOICES)
def occasions(request: MemberRequest) -> HttpResponse:
    open_ = occasions_open_to(request.acting, Right.READ_VOICES, on=request.today)
    page = Paginator(open_, A_PAGE).get_page(request.GET.get("pagina"))
    facts: dict[str, Any] = {"page": page, "query": query_of(request)}
    facts["may_keep"] = may(request, Right.KEEP_VOICES)
    return render(request, "voices/consultations/occasions.html", facts)


@require_safe
@requires(Right.READ_VOICES)
def occasion(request: MemberRequest, key: UUID) -> HttpResponse:
    one = found(request, key, Right.READ_VOICES)
    kept_ = occasions_open_to(request.acting, Right.KEEP_VOICES, on=request.today)
    may_keep = kept_.filter(pk=one.pk).exists()
    voices = contributions_open_to(request.acting, Right.READ_VOICES, on=request.today)
    facts: dict[str, Any] = {
        "one": one,
        "trail": trail(HERE, one.title),
        "may_keep": may_keep,
        "may_take": may(request, Right.TAKE_VOICES),
        "over": localtime(one.held_at).date() <= request.today,
        "aids": one.aids.all(),
        "presences": one.presences.select_related("organisation"),
        "voices": voices.filter(occasion=one).order_by("year", "number")[:SHOWN],
        "history": history_of(name_of(one))[:LINES] if may_keep else [],
    }
    return render(request, "voices/consultations/occasion.html", facts)


@BOTH
@requires(Right.KEEP_VOICES)
def plan(request: MemberRequest) -> HttpResponse:
    own = request.mandate.area
    if own is None:
        raise Http404
    areas = areas_where(request.acting, Right.KEEP_VOICES, on=request.today)
    held = consultations_open_to(request.acting, Right.KEEP_VOICES, on=request.today)
    form = opened(
        request,
        NewOccasionForm,
        areas=widest_first(areas.filter(kind__in=PLANNED)),
        consultations=held.exclude(state=ConsultationState.CONCLUDED),
        towns=_towns(request, own),
        initial={"area": own.key, "consultation": key_of(request.GET.get("consultazione", ""))},
    )
    if form.is_valid():
        with refusals_on(form):
            one = plan_occasion(by=request.acting, **form.cleaned_data)
            return saved(request, _("L'incontro è in programma."), address_of(one))
    title = _("Nuovo incontro")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=trail(HERE, title),
        back=reverse("voices:occasions"),
        lead=_("Quando, dove e come si accolgono tutti: si legge nel sito con la consultazione."),
    )


@BOTH
@requires(Right.KEEP_VOICES)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    first: dict[str, Any] = {n: getattr(one, n) for n in ("title", "place", "link", "public_text")}
    first |= {"held_at": localtime(one.held_at), "towns": [t.key for t in one.towns.all()]}
    notes = {AidKind(aid.aid): aid.note for aid in one.aids.all() if aid.promised}
    first |= {"aids": list(notes), "seen": stamp_of(one)}
    form = opened(request, ChangeOccasionForm, towns=_towns(request, one.area), initial=first)
    now: AsItIs = []
    if form.is_valid():
        told = form.cleaned_data
        told["aids"] = {aid: notes.get(aid, "") for aid in told["aids"]}
        with refusals_on(form):
            change_occasion(one, by=request.acting, **told)
            return saved(request, _("L'incontro è aggiornato."), address_of(one))
        there = kept(request, key)
        now = _as_it_is(there) if form.see_again(stamp_of(there)) else []
    return page_of(request, one, form, _("Modifica l'incontro"), button=_("Salva"), now=now)


@BOTH
@requires(Right.KEEP_VOICES)
def call_off(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, WhyForm)
    if form.is_valid():
        with refusals_on(form):
            call_off_occasion(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'incontro è annullato."), address_of(one))
    return page_of(request, one, form, _("Annulla l'incontro"), button=_("Annulla l'incontro"))


def found(request: MemberRequest, key: UUID, right: Right) -> Occasion:
    """An occasion on which the one who acts has a right."""
    return get_object_or_404(occasions_open_to(request.acting, right, on=request.today), key=key)


def kept(request: MemberRequest, key: UUID) -> Occasion:
    """An occasion that the one who acts keeps."""
    return found(request, key, Right.KEEP_VOICES)


def address_of(one: Occasion) -> str:
    return reverse("voices:occasion", args=[one.key])


def page_of(
    request: MemberRequest,
    one: Occasion,
    form: Any,
    title: str,
    *,
    button: str,
    lead: str = "",
    now: AsItIs | None = None,
) -> HttpResponse:
    """A page of an occasion that asks something."""
    path: Trail = trail(HERE, (one.title, address_of(one)), title)
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=path,
        back=address_of(one),
        lead=lead,
        template=FORM,
        now=now,
    )


def _as_it_is(one: Occasion) -> AsItIs:
    """What an occasion tells now, to be compared with what one was writing."""
    return [
        (_("Titolo"), one.title),
        (_("Giorno e ora"), date_format(localtime(one.held_at), "SHORT_DATETIME_FORMAT")),
        (_("Luogo"), one.place),
        (_("Collegamento a distanza"), one.link),
        (_("Di quali Comuni"), ", ".join(town.name for town in one.towns.all())),
        (_("Presentazione"), one.public_text),
        (
            _("Accoglienza e accessibilità"),
            ", ".join(str(aid.get_aid_display()) for aid in one.aids.all() if aid.promised),
        ),
    ]


def _towns(request: MemberRequest, area: Area) -> QuerySet[Area]:
    return municipalities_of(area, on=request.today).order_by("sort_key", "pk")
