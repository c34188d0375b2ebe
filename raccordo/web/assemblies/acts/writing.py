"""Acts that are written here: their drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.operations import begin_act
from raccordo.access.rights import Right
from raccordo.acts.models import Organ
from raccordo.acts.operations import rewrite_act
from raccordo.acts.states import ActStage
from raccordo.governance.operations.resolving import discard_draft_act
from raccordo.governance.queries.papers import require_no_sitting
from raccordo.web.assemblies.acts.forms import DiscardForm, DraftForm, RewriteForm
from raccordo.web.assemblies.acts.views import HERE, address_of, kept_act, led_back, places_of
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_ACTS)
def write(request: MemberRequest) -> HttpResponse:
    form = opened(request, DraftForm, places=places_of(request))
    if form.is_valid():
        with refusals_on(form):
            _require_no_sitting(form.cleaned_data)
            act = begin_act(by=request.acting, **form.cleaned_data)
            return saved(request, _("La bozza è salvata."), address_of(act))
    title = _("Scrivi un atto")
    return form_page(
        request,
        form,
        title=title,
        button=_("Salva la bozza"),
        trail=trail(HERE, title),
        back=reverse("assemblies:acts"),
        lead=_("Numero e data si danno quando il testo è pronto per la firma."),
    )


def _require_no_sitting(facts: Mapping[str, Any]) -> None:
    """Before a long text is written that nobody could sign: a new organ has no sittings yet."""
    if isinstance(organ := facts["organ"], Organ):
        require_no_sitting(organ, facts["kind"])


@BOTH
@requires(Right.KEEP_ACTS)
def rewrite(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if act.stage != ActStage.DRAFT:
        return led_back(request, act)
    initial = {"subject": act.subject, "text": act.text, "spends": act.spends}
    form = opened(request, RewriteForm, initial=initial | {"seen": act.wording})
    changed = False
    if form.is_valid():
        with refusals_on(form):
            rewrite_act(act, by=request.acting, **form.cleaned_data)
            return saved(request, _("La bozza è salvata."), address_of(act))
        act.refresh_from_db()
        changed = form.cleaned_data["seen"] != act.wording
        form.seen_again(act)
    title = _("Modifica la bozza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Salva la bozza"),
        trail=trail(HERE, (str(act), address_of(act)), title),
        back=address_of(act),
        template="assemblies/rewrite.html",
        act=act,
        changed=changed,
    )


@BOTH
@requires(Right.KEEP_ACTS)
def discard(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if act.stage != ActStage.DRAFT:
        return led_back(request, act)
    form = opened(request, DiscardForm)
    if form.is_valid():
        with refusals_on(form):
            discard_draft_act(act, by=request.acting, **form.cleaned_data)
            return saved(request, _("La bozza è stata scartata."), reverse("assemblies:acts"))
    title = _("Scarta la bozza")
    return form_page(
        request,
        form,
        title=title,
        button=title,
        trail=trail(HERE, (str(act), address_of(act)), title),
        back=address_of(act),
        lead=act.subject,
    )
