"""Who wrote on the site opens the link she was sent: the proposal is received, with its number."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from raccordo.foundation.errors import Refused
from raccordo.participation.codes import from_site, in_name_of
from raccordo.participation.models import Author, Contribution
from raccordo.participation.operations.hearing import confirm_contribution, renew_code
from raccordo.participation.queries.confirming import to_confirm
from raccordo.participation.queries.public import author_said, name_told
from raccordo.participation.receiving import confirmed_in_time
from raccordo.participation.states import VoiceState
from raccordo.participation.voices import Received
from raccordo.web.door import MemberRequest, now, open_to_all
from raccordo.web.links import kept_aside
from raccordo.web.public.writing import told


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def confirm(request: MemberRequest, token: str) -> HttpResponse:
    """Opening it shows what is to be confirmed: programs that look into letters open links too."""
    if request.method == "POST" and (
        too_many := ratelimit.consume_or_429(request, action="confirm")
    ):
        return too_many
    one = to_confirm(token)
    if one is None:
        return kept_aside(render(request, "public/unknown.html", status=404))
    in_time = confirmed_in_time(one, at=now())
    if request.method == "POST" and in_time:
        return kept_aside(_received(request, one))
    waits = one.state == VoiceState.UNCONFIRMED
    facts: dict[str, Any] = {"one": one, "waits": waits, "in_time": in_time}
    if waits:
        author = Author.objects.filter(contribution=one).first()
        facts |= {
            "author": author,
            "public_name": author_said(one, name_told(one, author), ""),
            "towns": one.towns.order_by("sort_key"),
            "files": one.files.all(),
        }
    response = render(
        request, "public/confirm.html", facts, status=410 if waits and not in_time else 200
    )
    return kept_aside(response)


def _received(request: MemberRequest, one: Contribution) -> HttpResponse:
    """The number and the code; who has lost them has, for some days, another code by her link."""
    try:
        received = confirm_contribution(one, by=from_site(one.area), at=now())
        if not received.code and "again" in request.POST:
            received = renew_code(received.contribution, by=in_name_of(one))
    except Refused as refused:  # it went meanwhile
        facts = {"refused": refused.message}
        return render(request, "public/unknown.html", facts, status=410)
    return _found_again(request, received) if not received.code else told(request, received)


def _found_again(request: MemberRequest, received: Received) -> HttpResponse:
    facts = {"one": received.contribution, "waits": False, "in_time": True}
    return render(request, "public/confirm.html", facts)
