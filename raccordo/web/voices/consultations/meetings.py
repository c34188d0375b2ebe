"""How an occasion went."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.participation.models import Occasion
from raccordo.participation.operations.meeting import hold_occasion
from raccordo.participation.queries.stamps import stamp_of
from raccordo.parties.models import Organisation
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import opened, saved
from raccordo.web.voices.consultations.forms import AccountForm
from raccordo.web.voices.consultations.occasions import address_of, kept, page_of


@require_http_methods(["GET", "POST"])
@requires(Right.KEEP_VOICES)
def account(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    bodies = Organisation.objects.all()
    form = opened(request, AccountForm, occasion=one, bodies=bodies, initial=_first(one))
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            hold_occasion(
                one,
                presences=form.cleaned_data["presences"],
                citizens=form.cleaned_data["citizens"],
                minutes=form.cleaned_data["minutes"],
                kept=form.kept(),
                seen=form.cleaned_data["seen"],
                by=request.acting,
                on=request.today,
            )
            return saved(request, _("Il resoconto è registrato."), address_of(one))
        there = kept(request, key)
        now = _as_it_is(there) if form.see_again(stamp_of(there)) else []
    lead = _("Chi c'era, che cosa si è detto, se l'accoglienza annunciata c'è stata.")
    title = _("Com'è andato")
    return page_of(request, one, form, title, button=_("Salva"), lead=lead, now=now)


def _first(one: Occasion) -> dict[str, Any]:
    told = {"citizens": one.citizens, "minutes": one.minutes, "seen": stamp_of(one)}
    return told | {"presences": _came(one)}


def _came(one: Occasion) -> str:
    came = one.presences.select_related("organisation")
    return "\n".join(f"{each.organisation.name}, {each.persons}" for each in came)


def _as_it_is(one: Occasion) -> list[tuple[str, str]]:
    """What was told of it meanwhile, to be compared with what one was writing."""
    citizens = "" if one.citizens is None else str(one.citizens)
    return [
        (_("Cittadine e cittadini presenti"), citizens),
        (_("Enti presenti"), _came(one)),
        (_("Resoconto"), one.minutes),
    ]
