"""A person's own calendar, at an address that a calendar program reads without entering.

The address holds the key of a row, signed: nobody can make one up, and a copy of the database
alone opens none. Whoever takes the address away, or asks for another, changes that key.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.queries import acting_through, mandates_of
from raccordo.access.rights import Right
from raccordo.accounts.models import User
from raccordo.documents.calendar import Event, write_calendar
from raccordo.governance.models import Duty, Feed, Sitting
from raccordo.governance.operations.feeds import close_feed, open_feed
from raccordo.governance.queries.bodies import bodies_open_to, seats_of
from raccordo.governance.queries.duties import own_to_do
from raccordo.governance.queries.sittings import IN_SIGHT, not_past
from raccordo.governance.states import DutyState
from raccordo.journal.acting import Acting
from raccordo.web.desk.duties.listing import HERE
from raccordo.web.door import MemberRequest, open_to_all, requires
from raccordo.web.trails import trail

SIGNER = Signer(salt="raccordo.calendar", sep=".")


@require_http_methods(["GET", "POST"])
@requires(Right.READ_DUTIES)
def feed(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        if "close" in request.POST:
            close_feed(request.user, by=request.acting)
        else:
            open_feed(request.user, by=request.acting, on=request.today)
        return redirect("desk:duties_feed")
    found = Feed.objects.filter(user=request.user).first()
    address = settings.ADDRESS + reverse("desk:calendar", args=[token_of(found)]) if found else ""
    title = _("Le scadenze nel proprio calendario")
    facts = {"feed": found, "address": address, "title": title, "trail": trail(HERE, title)}
    return render(request, "desk/duties/feed.html", facts)


@require_safe
@open_to_all
def calendar(request: MemberRequest, token: str) -> HttpResponseBase:
    user = _whose(token)
    mandates = mandates_of(user, on=request.today)
    actings = [acting_through(mandate) for mandate in mandates]
    if not actings:
        raise Http404
    events = [*_duties(actings[0], on=request.today), *_sittings(actings, on=request.today)]
    # Midnight of the day: what has not changed is the same bytes until tomorrow.
    stamp = datetime.combine(request.today, time(), UTC)
    content = write_calendar(_("Scadenze di %s") % user, events, stamp=stamp)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="scadenzario.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return get_conditional_response(request, etag=etag, response=response) or response


def token_of(feed: Feed) -> str:
    return SIGNER.sign(feed.key.hex)


def _whose(token: str) -> User:
    try:
        key = UUID(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise Http404 from None
    feed = Feed.objects.select_related("user").filter(key=key, user__is_active=True).first()
    if feed is None:
        raise Http404
    user: User = feed.user
    return user


def _duties(acting: Acting, *, on: date) -> Iterator[Event]:
    own = Duty.objects.filter(own_to_do(acting, on=on), state=DutyState.TO_DO)
    for duty in own.select_related("area", "organisation").order_by("due_on", "pk"):
        yield Event(
            uid=f"{duty.key}@raccordo",
            title=_("Scade: %s") % duty,
            begins=duty.due_on,
            text="\n".join(filter(None, [str(duty.organisation or duty.area), duty.description])),
            address=settings.ADDRESS + reverse("desk:duty", args=[duty.key]),
        )


def _sittings(actings: list[Acting], *, on: date) -> Iterator[Event]:
    """Those to come of the bodies one sits in, and of those one convenes."""
    mine = Q(pk__in=[])
    for acting in actings:
        mine |= Q(body__seats__in=seats_of(acting, on=on).values("pk"))
        mine |= Q(body__in=bodies_open_to(acting, Right.KEEP_SITTINGS, on=on).values("pk"))
    coming = Sitting.objects.filter(mine, not_past(on), state__in=IN_SIGHT).distinct()
    for sitting in coming.select_related("body").order_by("first_call", "pk"):
        yield Event(
            uid=f"{sitting.key}@raccordo",
            title=str(sitting.body),
            begins=sitting.meets_at,
            text=sitting.link,
            place=sitting.place,
        )
