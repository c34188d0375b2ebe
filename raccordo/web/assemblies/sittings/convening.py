"""The components of a sitting are called, called again, or told that it is off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.foundation.wording import day, elided
from raccordo.governance.models import Sitting
from raccordo.governance.operations.convening import (
    cancel_sitting,
    convene_sitting,
    reconvene_sitting,
    summon_again,
)
from raccordo.governance.queries.seats import seated_in
from raccordo.governance.queries.sittings import rules_of
from raccordo.governance.rules.notice import latest_notice
from raccordo.governance.states import SittingState
from raccordo.post.states import Channel
from raccordo.web.assemblies.sittings.forms import (
    ALREADY,
    ConveneForm,
    ReasonForm,
    ReconveneForm,
)
from raccordo.web.assemblies.sittings.views import (
    address_of,
    done,
    due_in,
    kept_sitting,
    page_of,
)
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import opened, saved

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_SITTINGS)
def convene(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, SittingState.PREPARED):
        return elsewhere
    first = ALREADY if sitting.first_call <= now() else Channel.PEC
    form = opened(request, ConveneForm, initial={"channel": first})
    if form.is_valid():
        with refusals_on(form):
            facts = form.cleaned_data
            told = facts.pop("convened_on")
            on = told if facts["channel"] is None and told else request.today
            convene_sitting(sitting, by=request.acting, on=on, at=now(), **facts)
            said = _("La seduta risulta convocata il %s: da qui non è partito nulla.") % day(on)
            if facts["channel"]:
                said = _("La seduta è convocata. Lo stato di ogni invio è in questa pagina.")
            return saved(request, said, address_of(sitting))
    title = _("Convoca")
    return page_of(request, sitting, form, title, button=_("Convoca"), lead=_wanted(sitting))


@BOTH
@requires(Right.KEEP_SITTINGS)
def reconvene(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, SittingState.CONVENED):
        return elsewhere
    names = ("first_call", "second_call", "place", "link", "urgency")
    first: dict[str, Any] = {name: getattr(sitting, name) for name in names}
    form = opened(request, ReconveneForm, initial=first | {"channel": Channel.PEC})
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            reconvene_sitting(sitting, by=request.acting, on=request.today, at=now(), **told)
            said = _("La convocazione aggiornata è stata preparata per tutti i componenti.")
            return saved(request, said, address_of(sitting))
    title = _("Aggiorna la convocazione")
    return page_of(
        request,
        sitting,
        form,
        title,
        button=_("Invia l'aggiornamento"),
        lead=_("A tutti va di nuovo l'ordine del giorno, con il giorno e l'ora scritti qui."),
    )


@require_POST
@requires(Right.KEEP_SITTINGS)
def send_again(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    wanted = request.POST.get("channel", "")
    channel = Channel(wanted) if wanted in Channel.values else Channel.PEC
    return done(
        request,
        lambda: summon_again(sitting, channel=channel, by=request.acting, at=now()),
        _("La convocazione è stata preparata per chi non era stato raggiunto."),
        address_of(sitting),
    )


@BOTH
@requires(Right.KEEP_SITTINGS)
def cancel(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, SittingState.PREPARED, SittingState.CONVENED):
        return elsewhere
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            cancel_sitting(sitting, by=request.acting, at=now(), **form.cleaned_data)
            return saved(request, _("La seduta è annullata."), address_of(sitting))
    title = _("Annulla la seduta")
    return page_of(
        request,
        sitting,
        form,
        title,
        lead=_("Chi era stato convocato riceve l'avviso, con il motivo."),
    )


def _wanted(sitting: Sitting) -> str:
    """What one should know before the letters leave: by when, and who has no address."""
    found = seated_in(sitting.body, on=sitting.held_on)
    away = [one.seat.title for one in found if one.person and not one.pec and not one.email]
    said = [_notice_wanted(sitting)]
    if away:
        said.append(_("Senza PEC né e-mail, da avvisare in altro modo: %s.") % ", ".join(away))
    return " ".join(filter(None, said))


def _notice_wanted(sitting: Sitting) -> str:
    """How long before the rules want the notice, and until when it can still be given."""
    rules = rules_of(sitting)
    if rules is None or not rules.notice_days:
        return ""
    latest = latest_notice(sitting.held_on, days=rules.notice_days, free=rules.notice_free)
    words = ngettext(
        "Preavviso di %(n)s giorno (%(cite)s): si convoca entro il %(day)s.",
        "Preavviso di %(n)s giorni (%(cite)s): si convoca entro il %(day)s.",
        rules.notice_days,
    )
    facts = {"n": rules.notice_days, "cite": rules.cites["notice_days"], "day": day(latest)}
    return elided(words % facts)
