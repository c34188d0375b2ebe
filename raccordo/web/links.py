"""The door of the personal links: one is let in by the address of a letter, without an account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from raccordo.access.links import is_living, link_of, through, token_of
from raccordo.access.models import Link
from raccordo.journal.acting import Acting
from raccordo.web.door import View, today


class LinkRequest(HttpRequest):
    """A request from whoever has a body's personal link."""

    link: Link
    acting: Acting
    today: Any


def by_link(view: View) -> View:
    """A page opened by a personal link; one that was not made here is no page at all."""
    return _door(view, ended=lambda request, link: render_ended(request, link))


def by_ended_link(view: View) -> View:
    """The one page that opens also when the link has ended: where another is asked for."""
    return _door(view, ended=None)


def render_ended(request: HttpRequest, link: Link) -> HttpResponse:
    """The link is past: told to who has it, that is to who was once let in."""
    facts: dict[str, Any] = {"link": link, "revoked": link.revoked_on is not None}
    facts["again"] = reverse("desk:link_again", args=[token_of(link)])
    return render(request, "desk/requests/ended.html", facts, status=410)


def _door(view: View, *, ended: Callable[[Any, Link], HttpResponse] | None) -> View:
    @wraps(view)
    def page(request: Any, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.today = today()
        if too_many := ratelimit.consume_or_429(request, action="link"):
            return too_many
        link = link_of(token)
        if link is None:
            if too_many := ratelimit.consume_or_429(request, action="link_forged"):
                return too_many
            raise Http404
        request.link, request.acting = link, through(link)
        if ended and not is_living(link, on=request.today):
            return _kept_aside(ended(request, link))
        return _kept_aside(view(request, token, *args, **kwargs))

    page.public = True  # type: ignore[attr-defined]
    return login_not_required(page)


def _kept_aside(response: HttpResponseBase) -> HttpResponseBase:
    """In no cache, in no search engine, and its address told to no other site."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
