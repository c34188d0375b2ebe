"""The door of the personal links: one is let in by the address of a letter, without an account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any, TypeVar

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import Rate, get_ip, parse_rates
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from raccordo.access.links import is_living, link_of, living_links, through, token_of
from raccordo.access.models import Link
from raccordo.journal.acting import Acting
from raccordo.web.door import View, today

Answer = TypeVar("Answer", bound=HttpResponseBase)


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
    newer = living_links(link.area, on=today()).filter(organisation=link.organisation)
    facts["newer"] = facts["revoked"] and newer.exists()
    facts["again"] = reverse("desk:link_again", args=[token_of(link)])
    return render(request, "desk/requests/ended.html", facts, status=410)


def _door(view: View, *, ended: Callable[[Any, Link], HttpResponse] | None) -> View:
    @wraps(view)
    def page(request: Any, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.today = today()
        if _too_often(request, "link"):
            return ratelimit.respond_429(request)
        link = link_of(token)
        if link is None:
            if _too_often(request, "link_forged"):
                return ratelimit.respond_429(request)
            return kept_aside(render(request, "desk/requests/unknown.html", status=404))
        request.link, request.acting = link, through(link)
        if ended and not is_living(link, on=request.today):
            return kept_aside(ended(request, link))
        return kept_aside(view(request, token, *args, **kwargs))

    page.public = True  # type: ignore[attr-defined]
    return login_not_required(page)


def kept_aside(response: Answer) -> Answer:
    """In no cache, in no search engine, and its address told to no other site.

    Not `no-referrer`: with it a browser sends the forms of the page from nowhere (Origin: null),
    and they are refused as forged.
    """
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response


def _too_often(request: HttpRequest, action: str) -> bool:
    """Whether one machine opens too many pages; the limits of the entrance leave reading alone."""
    limits = settings.ACCOUNT_RATE_LIMITS
    rates = parse_rates(limits.get(action)) if isinstance(limits, dict) else []
    return any(_count(f"{action}:{get_ip(request)}", rate) > rate.amount for rate in rates)


def _count(name: str, rate: Rate) -> int:
    """How many in this stretch of time: counting one more must not make the stretch longer."""
    key = f"{name}:{int(time()) // rate.duration}"
    cache.add(key, 0, timeout=rate.duration)
    try:
        return cache.incr(key)
    except ValueError:  # its time has passed in this very moment
        return 1
