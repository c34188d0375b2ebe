"""The consultations: their list, the page of one, its life."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import areas_where
from raccordo.access.rights import Right
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.participation.models import Consultation, Subscription
from raccordo.participation.operations.consulting import (
    change_consultation,
    conclude_consultation,
    prepare_consultation,
    publish_consultation,
    reopen_consultation,
)
from raccordo.participation.queries.contributions import (
    consultations_found,
    consultations_open_to,
    contributions_open_to,
)
from raccordo.participation.queries.figures import aims_told, received_in, statistics_of
from raccordo.participation.queries.stamps import stamp_of
from raccordo.participation.states import ConsultationState
from raccordo.territory.queries import widest_first
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import Trail, trail
from raccordo.web.voices.consultations.forms import (
    ChangeConsultationForm,
    NewConsultationForm,
    WhyForm,
)
from raccordo.web.voices.lists import query_of
from raccordo.web.voices.proposals.listing import may
from raccordo.web.voices.proposals.taking import PLANNED

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Consultazioni"), "voices:consultations")
A_PAGE, LINES = 25, 20
FORM = "voices/form.html"
AsItIs = list[tuple[str, str]]  # a thing as it is, beside the form of who was changing it


@require_safe
@requires(Right.READ_VOICES)
def consultations(request: MemberRequest) -> HttpResponse:
    open_ = consultations_open_to(request.acting, Right.READ_VOICES, on=request.today)
    wanted, state = request.GET.get("q", "")[:100], request.GET.get("stato", "")
    if state in ConsultationState.values:
        open_ = open_.filter(state=state)
    found = consultations_found(open_, wanted).prefetch_related("phases")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    facts = {
        "page": page,
        "told": received_in(page.object_list),
        "wanted": wanted,
        "state": state,
        "states": ConsultationState.choices,
        "query": query_of(request),
        "may_keep": may(request, Right.KEEP_VOICES),
    }
    return render(request, "voices/consultations/list.html", facts)


@require_safe
@requires(Right.READ_VOICES)
def consultation(request: MemberRequest, key: UUID) -> HttpResponse:
    one = found(request, key, Right.READ_VOICES)
    kept = consultations_open_to(request.acting, Right.KEEP_VOICES, on=request.today)
    may_keep = kept.filter(pk=one.pk).exists()
    right = Right.READ_VOICES
    voices = contributions_open_to(request.acting, right, on=request.today)
    stances = Subscription.objects.select_related("organisation")
    facts: dict[str, Any] = {
        "one": one,
        "trail": trail(HERE, one.title),
        "may_keep": may_keep,
        "may_change": may_keep and one.state != ConsultationState.CONCLUDED,
        "phases": one.phases.all(),
        "aims": aims_told(one).prefetch_related(Prefetch("subscriptions", stances)),
        "occasions": one.occasions.order_by("held_at", "pk"),
        "figures": statistics_of(voices.filter(consultation=one), on=request.today),
        "history": history_of(name_of(one))[:LINES] if may_keep else [],
    }
    return render(request, "voices/consultations/consultation.html", facts)


@BOTH
@requires(Right.KEEP_VOICES)
def prepare(request: MemberRequest) -> HttpResponse:
    areas = areas_where(request.acting, Right.KEEP_VOICES, on=request.today)
    own = request.mandate.area
    form = opened(
        request,
        NewConsultationForm,
        areas=widest_first(areas.filter(kind__in=PLANNED)),
        initial={"area": own and own.key, "answer_within": 30},
    )
    if form.is_valid():
        with refusals_on(form):
            one = prepare_consultation(by=request.acting, **form.cleaned_data)
            said = _("La consultazione è in preparazione: aggiungere le fasi e gli obiettivi.")
            return saved(request, said, address_of(one))
    title = _("Nuova consultazione")
    return form_page(
        request,
        form,
        title=title,
        button=_("Prepara"),
        trail=trail(HERE, title),
        back=reverse("voices:consultations"),
        lead=_("Fino alla pubblicazione non la legge nessuno fuori dall'ufficio."),
    )


@BOTH
@requires(Right.KEEP_VOICES)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    names = ("title", "text", "contact", "answer_within")
    first = {n: getattr(one, n) for n in names} | {"seen": stamp_of(one)}
    form = opened(request, ChangeConsultationForm, initial=first)
    now: AsItIs = []
    if form.is_valid():
        with refusals_on(form):
            change_consultation(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("La consultazione è aggiornata."), address_of(one))
        one.refresh_from_db()
        now = _as_it_is(one) if form.see_again(stamp_of(one)) else []
    return page_of(request, one, form, _("Modifica la consultazione"), button=_("Salva"), now=now)


@require_POST
@requires(Right.KEEP_VOICES)
def publish(request: MemberRequest, key: UUID) -> HttpResponse:
    one = publish_consultation(kept(request, key), by=request.acting, on=request.today)
    return saved(request, _("La consultazione è pubblicata."), address_of(one))


@require_POST
@requires(Right.KEEP_VOICES)
def conclude(request: MemberRequest, key: UUID) -> HttpResponse:
    one = conclude_consultation(kept(request, key), by=request.acting, on=request.today)
    return saved(request, _("La consultazione è conclusa."), address_of(one))


@BOTH
@requires(Right.KEEP_VOICES)
def reopen(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, WhyForm)
    if form.is_valid():
        with refusals_on(form):
            reopen_consultation(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("La consultazione è di nuovo aperta."), address_of(one))
    return page_of(request, one, form, _("Riapri la consultazione"), button=_("Riapri"))


def found(request: MemberRequest, key: UUID, right: Right) -> Consultation:
    """A consultation on which the one who acts has a right."""
    open_ = consultations_open_to(request.acting, right, on=request.today)
    return get_object_or_404(open_, key=key)


def kept(request: MemberRequest, key: UUID) -> Consultation:
    """A consultation that the one who acts keeps."""
    return found(request, key, Right.KEEP_VOICES)


def address_of(one: Consultation) -> str:
    return reverse("voices:consultation", args=[one.key])


def path_to(one: Consultation, title: str) -> Trail:
    return trail(HERE, (one.title, address_of(one)), title)


def page_of(
    request: MemberRequest,
    one: Consultation,
    form: Any,
    title: str,
    *,
    button: str,
    lead: str = "",
    now: AsItIs | None = None,
) -> HttpResponse:
    """A page of a consultation that asks something."""
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=path_to(one, title),
        back=address_of(one),
        lead=lead,
        template=FORM,
        now=now,
    )


def _as_it_is(one: Consultation) -> AsItIs:
    """What a consultation tells now, to be compared with what one was writing."""
    return [
        (_("Titolo"), one.title),
        (_("Presentazione"), one.text),
        (_("A chi rivolgersi"), one.contact),
        (_("Giorni per rispondere"), str(one.answer_within)),
    ]
