"""Whoever has the number and the code of a proposal reads what became of it, or takes it back."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from raccordo.documents.pdf import print_paper
from raccordo.foundation.errors import Refused
from raccordo.participation.codes import in_name_of
from raccordo.participation.models import Contribution
from raccordo.participation.operations.withdrawing import withdraw
from raccordo.participation.papers.receipts import receipt
from raccordo.participation.queries.public import as_public, followed
from raccordo.participation.states import VOICE_LIFE, VoiceState
from raccordo.participation.voices import Received
from raccordo.web.door import MemberRequest, now, open_to_all
from raccordo.web.files import attached


class FollowForm(forms.Form):
    """What stands on the receipt."""

    number = forms.CharField(
        label=_("Numero"), max_length=20, help_text=_("Come nella ricevuta: per esempio 41/2026.")
    )
    code = forms.CharField(
        label=_("Codice"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Maiuscole e trattini non contano."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def follow(request: MemberRequest) -> HttpResponse:
    """The code goes in the body of the request: it is in no address, and in no history."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    facts: dict[str, Any] = {"form": form, "voice": None, "may_withdraw": False}
    if request.method == "POST":
        if too_many := ratelimit.consume_or_429(request, action="follow"):
            return too_many
        found = _told(form) if form.is_valid() else None
        if found and "receipt" in request.POST:
            return _receipt(found, form.cleaned_data["code"])
        facts |= _shown(request, found) if found else {}
    response = render(request, "public/follow.html", facts)
    response["Cache-Control"] = "private, no-store"
    return response


def _told(form: FollowForm) -> Contribution | None:
    found = followed(form.cleaned_data["number"], form.cleaned_data["code"])
    if found is None:  # the same words whatever is wrong: nobody learns which numbers there are
        form.add_error(None, _now("Numero e codice non corrispondono: controllare la ricevuta."))
    return found


def _shown(request: MemberRequest, found: Contribution) -> dict[str, Any]:
    """What became of it; taken back, if she asks and says so again."""
    if "withdraw" in request.POST:
        try:
            found = withdraw(found, by=in_name_of(found), on=request.today)
            messages.success(request, _now("La proposta è ritirata."))
        except Refused as refused:
            messages.error(request, refused.message)
    [voice] = as_public([found], own=True)
    may = VOICE_LIFE.allows(VoiceState(found.state), VoiceState.WITHDRAWN)
    return {"voice": voice, "may_withdraw": may, "asks": may and "ask_withdraw" in request.POST}


def _receipt(found: Contribution, code: str) -> HttpResponse:
    paper = receipt(Received(found, code), house=settings.ADDRESS)
    name = _now("Ricevuta %(number)s-%(year)s.pdf") % {"number": found.number, "year": found.year}
    response = attached(print_paper(paper, made_at=found.received_at or now()), name)
    response["Cache-Control"] = "private, no-store"
    return response
