"""Terms that end soon, and seats that nobody holds: what the office must see to in time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from raccordo.foundation.periods import in_force
from raccordo.governance.models import Body, Seat, Seating
from raccordo.governance.states import SeatPart
from raccordo.parties.models import Holding, Proxy

# A designation takes weeks: the call, the candidacies, the choice, the act.
IN_TIME = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Ending:
    """A term that ends soon: whose, in which seat, in what part, on which day it holds no more."""

    seat: Seat
    person: str
    part: str  # "member", "alternate", "holder", "proxy"
    until: date


def seats_now(bodies: QuerySet[Body], *, on: date) -> QuerySet[Seat]:
    """The seats that some bodies have on a day, those of bodies that have ended left out."""
    alive = bodies.filter(in_force(on)).order_by().values("pk")
    seats = Seat.objects.filter(in_force(on), body__in=alive)
    return seats.select_related("body__area", "office__organisation", "organisation")


def vacant_in(bodies: QuerySet[Body], *, on: date) -> QuerySet[Seat]:
    """The seats of some bodies that nobody holds on a day (componenti da designare)."""
    held = Holding.objects.filter(in_force(on), office=OuterRef("office"))
    seated = Seating.objects.filter(
        in_force(on), seat=OuterRef("pk"), part=SeatPart.MEMBER, revoked_on=None
    )
    vacant = seats_now(bodies, on=on).filter(~Exists(held), ~Exists(seated))
    return vacant.order_by("body__search", "position", "title", "pk")


def endings_in(bodies: QuerySet[Body], *, on: date) -> list[Ending]:
    """The terms in the seats of some bodies that end within sixty days, the first to end first.

    Who has a successor already is not told. Of the many seats, only those concerned are read.
    """
    all_seats = seats_now(bodies, on=on)
    terms, holdings = list(_seatings(all_seats, on=on)), list(_holdings(all_seats, on=on))
    proxies = list(_proxies(all_seats, on=on))
    offices = {one.office_id for one in holdings} | {one.holding.office_id for one in proxies}
    concerned = Q(pk__in=[term.seat_id for term in terms]) | Q(office__in=offices)
    seats = {seat.pk: seat for seat in all_seats.filter(concerned)}
    by_office = defaultdict[int | None, list[Seat]](list)
    for seat in seats.values():
        by_office[seat.office_id].append(seat)
    found = [
        Ending(seats[term.seat_id], str(term.person), term.part, _last(term.until))
        for term in terms
    ]
    for holding in holdings:
        for seat in by_office[holding.office_id]:
            found.append(Ending(seat, str(holding.holder), "holder", _last(holding.until)))
    for proxy in proxies:
        for seat in by_office[proxy.holding.office_id]:
            found.append(Ending(seat, str(proxy.delegate), "proxy", _last(proxy.until)))
    return sorted(found, key=attrgetter("until", "seat.body.search", "seat.position"))


def _seatings(seats: QuerySet[Seat], *, on: date) -> QuerySet[Seating]:
    next_one = Seating.objects.filter(
        seat=OuterRef("seat"), part=OuterRef("part"), revoked_on=None, since__gte=OuterRef("until")
    )
    ending = Seating.objects.filter(_soon(on), seat__in=seats.values("pk"), revoked_on=None)
    return ending.filter(~Exists(next_one)).exclude(_with_its_seat()).select_related("person")


def _with_its_seat() -> Q:
    """Who leaves because the seat itself ends: there is nobody to find."""
    return Q(seat__until__isnull=False, until=F("seat__until"))


def _holdings(seats: QuerySet[Seat], *, on: date) -> QuerySet[Holding]:
    next_one = Holding.objects.filter(office=OuterRef("office"), since__gte=OuterRef("until"))
    ending = Holding.objects.filter(_soon(on), office__in=seats.values("office"))
    return ending.filter(~Exists(next_one)).select_related("holder")


def _proxies(seats: QuerySet[Seat], *, on: date) -> QuerySet[Proxy]:
    """Those that end before the office of who gave them does: with it, one line is enough."""
    ending = Proxy.objects.filter(_soon(on), revoked_on=None)
    ending = ending.filter(holding__office__in=seats.values("office"))
    alone = Q(holding__until=None) | Q(holding__until__gt=F("until"))
    return ending.filter(alone).select_related("delegate", "holding")


def _soon(on: date) -> Q:
    return in_force(on) & Q(until__lte=on + IN_TIME)


def _last(until: date | None) -> date:
    assert until is not None
    return until
