"""The card of a body: kept by the office, confirmed and corrected by the body itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.operations import Asked, ask_to_confirm
from raccordo.access.queries import organisations_kept
from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.foundation.keys import key_of
from raccordo.journal.acting import Acting
from raccordo.parties.models import CardChange, Organisation
from raccordo.parties.operations import (
    approve_card,
    change_card,
    confirm_card,
    propose_card,
    refuse_card,
)
from raccordo.parties.queries.mapping import CARD, THEMES, is_stale, to_confirm
from raccordo.parties.states import CardState
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around, areas_within, widest_first
from raccordo.territory.states import AreaKind
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.network.card_forms import OfficeCardForm, OwnCardForm, RefuseForm
from raccordo.web.network.card_sheet import told_in
from raccordo.web.network.views import HERE, WIDE, address_of, kept, places_in
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
RUNTS = ("runts_section", "runts_number", "runts_since")
STALE = (_later("Schede da confermare"), "network:cards_stale")
ASKED = (_later("Correzioni chieste dagli enti"), "network:card_changes")
A_PAGE, MOST = 50, 100


@BOTH
@requires(Right.KEEP_PARTIES)
def card(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept(request, key)
    own = areas_within(request.mandate.area, on=request.today) if request.mandate.area else None
    areas = places_in(request, own) if own is not None else []
    form = opened(request, OfficeCardForm, **_offered(request, body, areas, (*CARD, *RUNTS)))
    if form.is_valid():
        with refusals_on(form):
            change_card(body, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("La scheda è aggiornata e confermata."), address_of(body))
    title, here = _("Modifica la scheda"), address_of(body)
    return form_page(
        request,
        form,
        title=title,
        button=_("Salva e conferma"),
        trail=trail(HERE, (body.name, here), title),
        back=here,
        lead=body.name,
    )


@require_POST
@requires(Right.KEEP_PARTIES)
def confirm(request: MemberRequest, key: UUID) -> HttpResponse:
    body = confirm_card(kept(request, key), by=request.acting, on=request.today)
    messages.success(request, _("La scheda di «%s» è confermata.") % body)
    return redirect(address_of(body))


@BOTH
@requires(Right.OWN_CARD)
def own_card(request: MemberRequest) -> HttpResponse:
    """The body for which one acts: its card to be read, confirmed, corrected."""
    body = _own(request)
    here = reverse("network:own_card")
    return answer_page(request, body, here=here, back=reverse("desk:place"))


@require_POST
@requires(Right.OWN_CARD)
def own_confirm(request: MemberRequest) -> HttpResponse:
    confirm_card(_own(request), by=request.acting, on=request.today)
    messages.success(request, _("Grazie: la scheda è confermata."))
    return redirect("network:own_card")


def answer_page(request: Any, body: Organisation, *, here: str, back: str) -> HttpResponse:
    """A body reads its own card, confirms it with a click, or asks to correct it."""
    areas = _around(body, on=request.today)
    facts = _offered(request, body, areas, CARD)
    form = _opened_by_anyone(request, facts)
    if form.is_valid():
        with refusals_on(form):
            _propose(body, form, by=request.acting, on=request.today)
            said = _("La richiesta è arrivata all'ufficio, che la approva o dice perché no.")
            messages.success(request, said)
            return redirect(here)
    waiting = body.card_changes.filter(state=CardState.PROPOSED).first()
    last = body.card_changes.exclude(state=CardState.PROPOSED).first()
    return form_page(
        request,
        form,
        title=_("La scheda di %s") % body,
        button=_("Chiedi di correggere"),
        back=back,
        template="network/own_card.html",
        keeps_draft=False,
        body=body,
        here=here,
        waiting=told_in([waiting])[0] if waiting else None,
        last=last,
        stale=is_stale(body, on=request.today),
    )


@require_safe
@requires(Right.KEEP_PARTIES)
def changes(request: MemberRequest) -> HttpResponse:
    found = _asked(request).filter(state=CardState.PROPOSED)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "network/card_changes.html", {"page": page, "rows": told_in(page)})


@require_POST
@requires(Right.KEEP_PARTIES)
def approve(request: MemberRequest, key: UUID) -> HttpResponse:
    change = get_object_or_404(_asked(request), key=key)
    try:
        approve_card(change, by=request.acting, on=request.today)
        messages.success(request, _("La scheda di «%s» è corretta.") % change.organisation)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("network:card_changes")


@BOTH
@requires(Right.KEEP_PARTIES)
def refuse(request: MemberRequest, key: UUID) -> HttpResponse:
    change = get_object_or_404(_asked(request), key=key)
    form = opened(request, RefuseForm)
    if form.is_valid():
        with refusals_on(form):
            refuse_card(change, by=request.acting, on=request.today, **form.cleaned_data)
            said = _("La richiesta è chiusa: l'ente legge il motivo nella sua scheda.")
            return saved(request, said, reverse("network:card_changes"))
    title, back = _("Non approvare la correzione"), reverse("network:card_changes")
    lead = change.organisation.name
    steps = trail(HERE, ASKED, title)
    return form_page(
        request, form, title=title, button=_("Chiudi"), trail=steps, back=back, lead=lead
    )


@BOTH
@requires(Right.KEEP_PARTIES)
def stale(request: MemberRequest) -> HttpResponse:
    """The cards nobody has confirmed for a year; whoever can be reached is asked, a few at once."""
    found = organisations_kept(request.acting, on=request.today).filter(to_confirm(request.today))
    if request.method == "POST":
        return _ask(request, found)
    page = Paginator(found.order_by("confirmed_on", "search", "pk"), A_PAGE)
    shown = page.get_page(request.GET.get("pagina"))
    facts = {"page": shown, "trail": trail(HERE, STALE[0]), "here": reverse(STALE[1])}
    return render(request, "network/cards_stale.html", facts)


def _ask(request: MemberRequest, found: QuerySet[Organisation]) -> HttpResponse:
    area = request.mandate.area
    if area is None:
        raise Http404
    keys = [key for text in request.POST.getlist("bodies")[:MOST] if (key := key_of(text))]
    chosen = list(found.filter(key__in=keys))
    try:
        asked = ask_to_confirm(
            chosen,
            area=area,
            house=settings.ADDRESS,
            by=request.acting,
            on=request.today,
            at=now(),
        )
        messages.success(request, _told(asked))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(STALE[1])


def _told(asked: Asked) -> str:
    written, unreachable, left = len(asked.written), len(asked.unreachable), len(asked.left)
    leaving = ngettext("%(n)s messaggio in partenza.", "%(n)s messaggi in partenza.", written)
    alone = ngettext(
        "%(n)s soggetto è senza indirizzo: chiedere altrimenti.",
        "%(n)s soggetti sono senza indirizzo: chiedere altrimenti.",
        unreachable,
    )
    again = ngettext(
        "%(n)s soggetto ha già ricevuto il messaggio oggi, o ha il collegamento revocato.",
        "%(n)s soggetti hanno già ricevuto il messaggio oggi, o hanno il collegamento revocato.",
        left,
    )
    said = [(leaving, written), (alone, unreachable), (again, left)]
    return " ".join(words % {"n": n} for words, n in said if n)


def _asked(request: MemberRequest) -> QuerySet[CardChange]:
    kept_ = organisations_kept(request.acting, on=request.today).order_by()
    asked = CardChange.objects.filter(organisation__in=kept_.values("pk"))
    return asked.select_related("organisation").order_by("proposed_on", "pk")


def _own(request: MemberRequest) -> Organisation:
    if request.mandate.organisation is None:
        raise Http404
    return request.mandate.organisation


def _offered(
    request: Any, body: Organisation, areas: Sequence[Area], names: Sequence[str]
) -> dict[str, Any]:
    """What a card's form is opened with."""
    themes = list(terms_of(THEMES, on=request.today))
    initial = {name: getattr(body, name) for name in names}
    return {"body": body, "themes": themes, "areas": areas, "initial": initial}


def _opened_by_anyone(request: Any, facts: dict[str, Any]) -> OwnCardForm:
    """Also without an account: there is no draft to take up."""
    return OwnCardForm(request.POST if request.method == "POST" else None, **facts)


def _propose(body: Organisation, form: OwnCardForm, *, by: Acting, on: date) -> None:
    facts = dict(form.cleaned_data)
    note = facts.pop("note", "")
    works = sorted([str(group.key), str(area.key)] for group, area in facts.pop("works"))
    propose_card(body, facts=facts | {"works": works}, note=note, by=by, on=on)


def _around(body: Organisation, *, on: date) -> list[Area]:
    """Where a body may say it works: the ambito it is in, and what is inside."""
    if body.area is None:
        return []
    around = areas_around(body.area, on=on).filter(kind=AreaKind.AMBITO).first()
    inside = areas_within(around or body.area, on=on).exclude(kind__in=WIDE)
    return list(widest_first(inside))
