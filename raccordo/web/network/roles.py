"""The parts that bodies have, and what was agreed with them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.queries import acts_to_read, organisations_kept
from raccordo.access.rights import Right
from raccordo.acts.states import ActStage
from raccordo.parties.models import Agreement, Organisation, Stake
from raccordo.parties.operations import end_agreement, end_stake, give_stakes, record_agreement
from raccordo.parties.queries.mapping import THEMES
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.network.card_forms import AgreementForm, LeaveForm, StakeForm
from raccordo.web.network.views import HERE, address_of, kept, kept_territory
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_PARTIES)
def stake(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept(request, key)
    themes = list(terms_of(THEMES, on=request.today))
    form = opened(request, StakeForm, themes=themes, **_where(request))
    if form.is_valid():
        with refusals_on(form):
            give_stakes(body, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il ruolo è registrato."), address_of(body))
    return _page(request, body, form, title=_("Dai un ruolo"), button=_("Registra"))


@BOTH
@requires(Right.KEEP_PARTIES)
def stake_end(request: MemberRequest, key: UUID) -> HttpResponse:
    held = get_object_or_404(_kept(request, Stake), key=key)
    form = opened(request, LeaveForm, initial={"until": request.today})
    if form.is_valid():
        with refusals_on(form):
            end_stake(held, by=request.acting, **form.cleaned_data)
            said = _("La fine del ruolo è registrata.")
            return saved(request, said, address_of(held.organisation))
    title = _("Fine del ruolo: %s") % held
    return _page(request, held.organisation, form, title=title, button=_("Registra"))


@BOTH
@requires(Right.KEEP_PARTIES)
def agreement(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept(request, key)
    form = opened(request, AgreementForm, **_where(request))
    if form.is_valid():
        with refusals_on(form):
            record_agreement(body, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'accordo è registrato."), address_of(body))
    return _page(request, body, form, title=_("Registra un accordo"), button=_("Registra"))


@BOTH
@requires(Right.KEEP_PARTIES)
def agreement_end(request: MemberRequest, key: UUID) -> HttpResponse:
    agreed = get_object_or_404(_kept(request, Agreement), key=key)
    form = opened(request, LeaveForm, initial={"until": request.today})
    if form.is_valid():
        with refusals_on(form):
            end_agreement(agreed, by=request.acting, **form.cleaned_data)
            said = _("La fine dell'accordo è registrata.")
            return saved(request, said, address_of(agreed.organisation))
    title = _("Fine dell'accordo: %s") % agreed
    return _page(request, agreed.organisation, form, title=title, button=_("Registra"))


def _where(request: MemberRequest) -> dict[str, Any]:
    """The areas whose bodies one keeps, one's own first; the acts on which one may rest."""
    areas = list(kept_territory(request).distinct())
    own = request.mandate.area
    acts = acts_to_read(request.acting, on=request.today)
    acts = acts.exclude(stage__in=[ActStage.DRAFT, ActStage.TO_SIGN])
    initial = {"area": own.key if own else None, "since": request.today}
    return {"areas": areas, "acts": acts, "initial": initial}


def _kept(request: MemberRequest, model: type[Stake] | type[Agreement]) -> Any:
    kept_ = organisations_kept(request.acting, on=request.today).order_by()
    ours = model.objects.filter(organisation__in=kept_.values("pk"))
    return ours.select_related("organisation", "area")


def _page(
    request: MemberRequest, body: Organisation, form: Form, *, title: str, button: str
) -> HttpResponse:
    here = address_of(body)
    steps = trail(HERE, (body.name, here), title)
    return form_page(
        request, form, title=title, button=button, trail=steps, back=here, lead=body.name
    )
