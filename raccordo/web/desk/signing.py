"""Signing what a body owes its signature to: from its desk, or from the link of a letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.acts.operations import put_back_signed
from raccordo.acts.states import FilePurpose
from raccordo.governance.queries.desks import (
    awaiting_signature_by,
    awaiting_signature_of,
    signing_for,
)
from raccordo.web.assemblies.acts.forms import SignedForm
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import download
from raccordo.web.links import LinkRequest, by_link

BOTH = require_http_methods(["GET", "POST"])


@dataclass(frozen=True, slots=True)
class Place:
    """Where one signs: the act, the address of its PDF, the desk one goes back to."""

    act: Act
    text: str
    desk: str


@BOTH
@requires(Right.ANSWER_DATA)
def sign(request: MemberRequest, key: UUID) -> HttpResponse:
    act = _found(awaiting_signature_of(signing_for(request.mandate)), key)
    place = Place(act, reverse("desk:sign_text", args=[key]), reverse("desk:place"))
    return _page(request, place)


@require_safe
@requires(Right.ANSWER_DATA)
def sign_text(request: MemberRequest, key: UUID) -> HttpResponseBase:
    return _text(_found(awaiting_signature_of(signing_for(request.mandate)), key))


@BOTH
@by_link
def link_sign(request: LinkRequest, token: str, key: UUID) -> HttpResponse:
    act = _found(awaiting_signature_by(request.link), key)
    text = reverse("desk:link_sign_text", args=[token, key])
    return _page(request, Place(act, text, reverse("desk:link", args=[token])))


@require_safe
@by_link
def link_sign_text(request: LinkRequest, token: str, key: UUID) -> HttpResponseBase:
    return _text(_found(awaiting_signature_by(request.link), key))


def _page(request: MemberRequest | LinkRequest, place: Place) -> HttpResponse:
    form = SignedForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form):
            signed = {"content": file.read(), "name": file.name}
            put_back_signed(place.act, by=request.acting, on=request.today, **signed)
            messages.success(request, _("L'atto firmato è in archivio."))
            return redirect(place.desk)
    facts: dict[str, Any] = {
        "form": form,
        "place": place,
        "title": _("Firma: %s") % place.act,
        "button": _("Controlla e conserva"),
        "lead": place.act.subject,
        "back": place.desk,
    }
    return render(request, "desk/sign.html", facts)


def _text(act: Act) -> HttpResponseBase:
    text = act.files.filter(purpose=FilePurpose.TEXT).select_related("file").latest("pk")
    return download(text.file, text.name)


def _found(acts: Any, key: UUID) -> Act:
    act: Act = get_object_or_404(acts, key=key)
    return act
