"""What an act is worth, its opinions and visas, its annexes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.acts.operations import add_opinion, attach_file, change_standing
from raccordo.acts.queries import resting_on
from raccordo.acts.states import ActState, FilePurpose
from raccordo.web.assemblies.forms import AttachForm, OpinionForm, StandingForm, attached
from raccordo.web.assemblies.views import HERE, address_of, kept_act
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_ACTS)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    act = kept_act(request, key)
    form = opened(
        request, StandingForm, state=ActState(act.state), initial={"since": request.today}
    )
    here = address_of(act)
    if form.is_valid():
        with refusals_on(form):
            changed = change_standing(act, by=request.acting, **form.cleaned_data)
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
        resting=resting_on(act),
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
