"""From the draft to the notice board: the signing itself happens outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.acts.operations import (
    protocol_act,
    publish_act,
    put_back_signed,
    reopen_draft,
)
from raccordo.acts.paper import paper_of
from raccordo.acts.queries import last_number
from raccordo.acts.states import ACT_WAY, ActStage
from raccordo.governance.models import AgendaItem
from raccordo.governance.operations.resolving import fix_act
from raccordo.governance.queries.ballots import closed_ballots, may_be_at_once, voted_at_once
from raccordo.governance.queries.papers import item_resolved
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.states import BallotPurpose
from raccordo.web.assemblies.acts.forms import FixForm, ProtocolForm, PublishForm, SignedForm
from raccordo.web.assemblies.acts.views import HERE, address_of, kept_act, led_back
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
FIFTEEN_DAYS = timedelta(days=14)


@require_safe
@requires(Right.KEEP_ACTS)
def preview(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if not_due(act, ActStage.TO_SIGN):
        return led_back(request, act)
    pdf = paper_of(act, number=act.number, made_on=act.date)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="anteprima.pdf"'
    return response


@BOTH
@requires(Right.KEEP_ACTS)
def fix(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if not_due(act, ActStage.TO_SIGN):
        return led_back(request, act)
    item = item_resolved(act)
    made_on = (day_of(item.sitting) if item else act.date) or request.today
    last = last_number(act.organ, act.kind, year=made_on.year)
    following = str(last + 1) if last else ""
    initial = {"number": act.number or following, "made_on": made_on, "seen": act.wording}
    form = opened(request, FixForm, initial=initial, of_sitting=bool(item), last=last)
    if form.is_valid():
        facts = form.cleaned_data
        number, made_on, file = facts["number"], facts["made_on"], facts.pop("pdf")
        with refusals_on(form):
            pdf = file.read() if file else paper_of(act, number=number, made_on=made_on)
            fix_act(act, pdf=pdf, by=request.acting, on=request.today, **facts)
            said = _("Il PDF è pronto: scaricarlo, firmarlo e caricarlo qui.")
            return saved(request, said, address_of(act))
        act.refresh_from_db()
        form.seen_again(act)
    title, button = _("Prepara per la firma"), _("Prepara il PDF")
    return _page(request, act, form, title, button, lead=_about(act, item))


@require_POST
@requires(Right.KEEP_ACTS)
def reopen(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if not_due(act, ActStage.DRAFT):
        return led_back(request, act)
    reopen_draft(act, reason="Riaperta per modifiche", by=request.acting)
    return saved(request, _("L'atto è di nuovo una bozza."), address_of(act))


@BOTH
@requires(Right.KEEP_ACTS)
def signed(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if not_due(act, ActStage.SIGNED):
        return led_back(request, act)
    form = opened(request, SignedForm)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form):
            put_back_signed(
                act, content=file.read(), name=file.name, by=request.acting, on=request.today
            )
            return saved(request, _("L'atto firmato è in archivio."), address_of(act))
    return _page(request, act, form, _("Carica il file firmato"), _("Controlla e conserva"))


@BOTH
@requires(Right.KEEP_ACTS)
def protocol(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if not_due(act, ActStage.PROTOCOLLED):
        return led_back(request, act)
    form = opened(request, ProtocolForm, initial={"protocolled_on": request.today})
    if form.is_valid():
        with refusals_on(form):
            protocol_act(act, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il protocollo è registrato."), address_of(act))
    return _page(request, act, form, _("Registra il protocollo"), _("Registra"))


@BOTH
@requires(Right.KEEP_ACTS)
def publish(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if not_due(act, ActStage.PUBLISHED):
        return led_back(request, act)
    days = {"published_from": request.today, "published_until": request.today + FIFTEEN_DAYS}
    form = opened(request, PublishForm, initial=days)
    if form.is_valid():
        with refusals_on(form):
            publish_act(act, by=request.acting, **form.cleaned_data)
            return saved(request, _("La pubblicazione è registrata."), address_of(act))
    return _page(request, act, form, _("Registra la pubblicazione all'albo"), _("Registra"))


def not_due(act: Act, to: ActStage) -> bool:
    """Whether an act is not where this step begins."""
    return not (act.made_here and ACT_WAY.allows(ActStage(act.stage), to))


def _page(
    request: MemberRequest, act: Act, form: forms.Form, title: str, button: str, **more: Any
) -> HttpResponse:
    here = address_of(act)
    steps = trail(HERE, (str(act), here), title)
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=steps,
        back=here,
        **{"lead": act.subject} | more,
    )


def _about(act: Act, item: AgendaItem | None) -> str:
    """What is made ready; of a resolution, what its sitting voted of when it is carried out."""
    if item is None or not may_be_at_once(item):
        return act.subject
    if voted_at_once(item):
        said = _("La seduta l'ha dichiarata immediatamente eseguibile (art. 134 c. 4 TUEL).")
    elif any(one.purpose == BallotPurpose.AT_ONCE for one in closed_ballots(item)):
        said = _("La seduta non ha approvato l'immediata eseguibilità.")
    else:
        said = _("L'immediata eseguibilità non è stata messa ai voti.")
    return f"{act.subject.rstrip('.')}. {said}"
