"""The resolution of an item: begun from a model, filled, corrected outside and taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.acts.paper import written
from raccordo.acts.states import ActStage
from raccordo.documents.odt import write_odt
from raccordo.documents.returned import Returned, changes, read_back
from raccordo.foundation.errors import Refused
from raccordo.governance.operations.resolving import (
    begin_resolution,
    fill_resolution,
    take_back_text,
)
from raccordo.governance.queries.papers import models_for
from raccordo.governance.states import TextUse
from raccordo.web.assemblies.acts.views import HERE, address_of, kept_act, led_back
from raccordo.web.assemblies.papers.forms import AcceptForm, ResolutionForm, ReturnedForm
from raccordo.web.assemblies.papers.views import item_for
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.files import attached
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_SITTINGS)
def resolution(request: MemberRequest, key: UUID) -> HttpResponse:
    item = item_for(request, key, Right.KEEP_SITTINGS)
    if item.resolution:
        return redirect(address_of(item.resolution))
    models = models_for(item.sitting.body, TextUse.RESOLUTION, on=request.today)
    form = opened(request, ResolutionForm, models=models)
    if form.is_valid():
        with refusals_on(form):
            act = begin_resolution(item, by=request.acting, **form.cleaned_data)
            return saved(request, _("La bozza della deliberazione è pronta."), address_of(act))
    title = _("Scrivi la deliberazione")
    return form_page(
        request,
        form,
        title=title,
        button=_("Prepara la bozza"),
        trail=trail(str(item.sitting), title),
        lead=item.title,
    )


@require_POST
@requires(Right.KEEP_SITTINGS)
def resolution_fill(request: MemberRequest, key: UUID) -> HttpResponse:
    item = item_for(request, key, Right.KEEP_SITTINGS)
    act = fill_resolution(item, by=request.acting)
    messages.success(request, _("Il testo è stato completato con i dati della seduta."))
    return redirect(address_of(act))


@require_safe
@requires(Right.KEEP_ACTS)
def draft_odt(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if act.stage != ActStage.DRAFT or not act.made_here:
        return led_back(request, act)
    paper = written(act, number="", made_on=None)
    content = write_odt(paper, made_at=now(), identifier=_identifier(act))
    return attached(content, f"{act.get_kind_display()} {act.subject[:80]}.odt")


@BOTH
@requires(Right.KEEP_ACTS)
def take_back(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if act.stage != ActStage.DRAFT or not act.made_here:
        return led_back(request, act)
    if "seen" in request.POST:
        return _accept(request, act)
    form = opened(request, ReturnedForm)
    if form.is_valid():
        with refusals_on(form):
            paper = written(act, number="", made_on=None)
            returned = read_back(form.cleaned_data["file"].read(), paper)
            return _review(request, act, returned)
    title = _("Riprendi il documento corretto")
    return form_page(
        request,
        form,
        title=title,
        button=_("Confronta con la bozza"),
        trail=trail(HERE, (str(act), address_of(act)), title),
        back=address_of(act),
        lead=_("Prima di accettare si vede che cosa cambia, capoverso per capoverso."),
        keeps_draft=False,
    )


def _review(request: MemberRequest, act: Act, returned: Returned) -> HttpResponse:
    """What the document would change: nothing is written until it is accepted."""
    key, _version, wording = returned.identifier.partition("@")
    if key and key != str(act.key):
        raise Refused(
            _("Questo documento è il testo di un altro atto: caricare quello scaricato da qui."),
            field="file",
        )
    if not returned.text.strip():
        raise Refused(_("Il documento caricato non ha testo."), field="file")
    found = changes(act.text, returned.text)
    facts = {
        "act": act,
        "changes": found,
        "changed": sum(1 for change in found if not change.same),
        "lost": returned.lost,
        "unknown": not key,
        "older": bool(key) and wording != act.wording,
        "form": AcceptForm(initial={"text": returned.text, "seen": act.wording}),
        "trail": trail(HERE, (str(act), address_of(act)), _("Riprendi il documento corretto")),
        "back": address_of(act),
    }
    return render(request, "assemblies/take_back.html", facts)


def _accept(request: MemberRequest, act: Act) -> HttpResponse:
    form = AcceptForm(request.POST)
    if form.is_valid():
        take_back_text(act, by=request.acting, **form.cleaned_data)
        return saved(request, _("Il testo corretto è nella bozza."), address_of(act))
    return redirect(request.path)


def _identifier(act: Act) -> str:
    """Whose text the document is, and of which words: those that it was downloaded with."""
    return f"{act.key}@{act.wording}"
