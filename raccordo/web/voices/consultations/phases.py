"""The phases of a consultation; the last day is told, the next is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.foundation.wording import day
from raccordo.participation.models import Phase
from raccordo.participation.operations.consulting import add_phase, change_phase, remove_phase
from raccordo.participation.queries.stamps import stamp_of
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import opened, saved
from raccordo.web.voices.consultations.forms import ChangePhaseForm, PhaseForm
from raccordo.web.voices.consultations.views import AsItIs, address_of, kept, page_of

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_VOICES)
def add(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    form = opened(request, PhaseForm)
    if form.is_valid():
        with refusals_on(form):
            add_phase(one, by=request.acting, **form.told())
            return saved(request, _("La fase è aggiunta."), address_of(one))
    return page_of(request, one, form, _("Nuova fase"), button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_VOICES)
def change(request: MemberRequest, key: UUID, phase: UUID) -> HttpResponse:
    one = kept(request, key)
    stretch = get_object_or_404(one.phases, key=phase)
    first: dict[str, Any] = {n: getattr(stretch, n) for n in ("title", "text", "receives", "since")}
    first["until"] = stretch.until - timedelta(days=1) if stretch.until else None
    first["seen"] = stamp_of(stretch)
    form = opened(request, ChangePhaseForm, initial=first)
    now: AsItIs = []
    if form.is_valid():
        with refusals_on(form):
            change_phase(stretch, by=request.acting, **form.told())
            return saved(request, _("La fase è aggiornata."), address_of(one))
        if there := one.phases.filter(pk=stretch.pk).first():
            now = _as_it_is(there) if form.see_again(stamp_of(there)) else []
    return page_of(request, one, form, _("Modifica la fase"), button=_("Salva"), now=now)


@require_POST
@requires(Right.KEEP_VOICES)
def drop(request: MemberRequest, key: UUID, phase: UUID) -> HttpResponse:
    one = kept(request, key)
    remove_phase(get_object_or_404(one.phases, key=phase), by=request.acting)
    return saved(request, _("La fase è tolta."), address_of(one))


def _as_it_is(phase: Phase) -> AsItIs:
    """What a phase tells now, to be compared with what one was writing."""
    last = phase.until - timedelta(days=1) if phase.until else None
    return [
        (_("Titolo"), phase.title),
        (_("Dal"), day(phase.since)),
        (_("Fino a tutto il"), day(last) if last else ""),
        (_("In questi giorni si ricevono proposte"), _("Sì") if phase.receives else _("No")),
        (_("Che cosa si fa"), phase.text),
    ]
