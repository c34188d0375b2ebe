"""What an act is worth, its opinions and visas, its annexes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.acts.operations import add_opinion, attach_file, change_standing, complete_act
from raccordo.acts.states import ActState, Enforceability, FilePurpose
from raccordo.web.assemblies.acts.forms import (
    AttachForm,
    CompleteForm,
    OpinionForm,
    StandingForm,
    attached,
)
from raccordo.web.assemblies.acts.resting import resting_for
from raccordo.web.assemblies.acts.sheet import has_standing
from raccordo.web.assemblies.acts.views import HERE, address_of, kept_act, led_back
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_ACTS)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if not has_standing(act):
        messages.warning(request, _("L'efficacia di quest'atto ora non si può cambiare."))
        return redirect(address_of(act))
    form = opened(
        request, StandingForm, state=ActState(act.state), initial={"since": request.today}
    )
    here = address_of(act)
    if form.is_valid():
        with refusals_on(form):
            changed = change_standing(act, by=request.acting, on=request.today, **form.cleaned_data)
            said = _("L'atto ora è «%s».") % changed.get_state_display().lower()
            return saved(request, said, here)
    title = _("Cambia l'efficacia dell'atto")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=trail(HERE, (str(act), here), title),
        back=here,
        lead=str(act),
        template="assemblies/standing.html",
        resting=resting_for(request.acting, act, on=request.today),
    )


@BOTH
@requires(Right.KEEP_ACTS)
def complete(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    if act.made_here:
        return led_back(request, act)
    told = {name: getattr(act, name) for name in ("published_from", "protocol_date")}
    told |= {"protocol_number": act.protocol_number}
    told |= {"at_once": act.enforceability == Enforceability.AT_ONCE}
    if act.published_until:
        told["published_until"] = act.published_until - timedelta(days=1)
    if act.enforceability == Enforceability.TOLD:
        told["enforceable"] = act.enforceable_from
    form = opened(request, CompleteForm, initial=told | {"seen": act.telling})
    here, title = address_of(act), _("Completa gli estremi")
    if form.is_valid():
        with refusals_on(form):
            complete_act(act, by=request.acting, **form.cleaned_data)
            return saved(request, _("Gli estremi sono aggiornati."), here)
        act.refresh_from_db()
        form.seen_again(act)
    steps = trail(HERE, (str(act), here), title)
    return form_page(
        request, form, title=title, button=_("Salva"), trail=steps, back=here, lead=act.subject
    )


@BOTH
@requires(Right.KEEP_ACTS)
def opinion(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    form = opened(request, OpinionForm, initial={"on": request.today})
    here = address_of(act)
    if form.is_valid():
        with refusals_on(form):
            add_opinion(act, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il parere è registrato."), here)
    title = _("Aggiungi un parere o un visto")
    steps = trail(HERE, (str(act), here), title)
    return form_page(
        request, form, title=title, button=_("Aggiungi"), trail=steps, back=here, lead=act.subject
    )


@BOTH
@requires(Right.KEEP_ACTS)
def attach(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    form = opened(request, AttachForm)
    here = address_of(act)
    if form.is_valid():
        with refusals_on(form):
            title = form.cleaned_data["title"]
            file = attached(form.cleaned_data["file"], FilePurpose.ANNEX, title)
            attach_file(act, file=file, by=request.acting, on=request.today)
            return saved(request, _("Il file è allegato."), here)
    title = _("Aggiungi un allegato")
    steps = trail(HERE, (str(act), here), title)
    return form_page(
        request, form, title=title, button=_("Allega"), trail=steps, back=here, lead=act.subject
    )
