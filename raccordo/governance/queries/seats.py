from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from raccordo.access.rights import Role
from raccordo.foundation.periods import in_force
from raccordo.governance.models import Body, Seat, Seating
from raccordo.governance.states import BodySort, SeatPart
from raccordo.parties.models import Holding, Organisation, Proxy, Representative
from raccordo.parties.states import OfficeKind
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_within
from raccordo.territory.states import AreaKind


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat on a day: who is in it, by what title, who may stand in; nobody when it is vacant."""

    seat: Seat
    holding: Holding | None = None
    seating: Seating | None = None
    alternates: tuple[Seating, ...] = field(default=())
    proxies: tuple[Proxy, ...] = field(default=())

    @property
    def person(self) -> Representative | None:
        """Who is in it."""
        if self.holding:
            return self.holding.holder
        return self.seating.person if self.seating else None

    @property
    def organisation(self) -> Organisation | None:
        """For which body she is in it."""
        if self.seat.office:
            return self.seat.office.organisation
        return (self.seating.organisation if self.seating else None) or self.seat.organisation

    @property
    def email(self) -> str:
        """Where she is written to: her own address, or that of her body."""
        own = self.person.email if self.person else ""
        return own or (self.organisation.email if self.organisation else "")

    @property
    def pec(self) -> str:
        """The certified address of her body."""
        return self.organisation.pec if self.organisation else ""


def seats_on(body: Body, *, on: date) -> QuerySet[Seat]:
    """The seats a body has on a day, in their order, held or vacant; once it has ended, none."""
    ended = body.until is not None and body.until <= on
    seats = body.seats.none() if ended else body.seats.filter(in_force(on))
    return seats.select_related("office__organisation", "organisation", "weighs_for")


def seated_in(body: Body, *, on: date) -> list[Seated]:
    """Every seat of a body on a day with who is in it: four questions, however many they are."""
    return seated(seats_on(body, on=on), on=on)


def seated(seats: Iterable[Seat], *, on: date) -> list[Seated]:
    """The same, of some seats of any bodies."""
    seats = list(seats)
    offices = {seat.office_id for seat in seats if seat.office_id}
    held = Holding.objects.filter(in_force(on), office__in=offices).select_related("holder__user")
    holdings = {holding.office_id: holding for holding in held}
    given = Proxy.objects.filter(in_force(on), revoked_on=None, holding__in=holdings.values())
    proxies = defaultdict(list)
    for proxy in given.select_related("delegate__user"):
        proxies[proxy.holding_id].append(proxy)
    sitting = seatings_on(on).filter(seat__in=seats)
    members, alternates = {}, defaultdict(list)
    for seating in sitting.select_related("person__user", "organisation"):
        if seating.part == SeatPart.MEMBER:
            members[seating.seat_id] = seating
        else:
            alternates[seating.seat_id].append(seating)
    found = []
    for seat in seats:
        holding = holdings.get(seat.office_id) if seat.office_id else None
        found.append(
            Seated(
                seat,
                holding,
                members.get(seat.pk),
                tuple(alternates[seat.pk]),
                tuple(proxies[holding.pk]) if holding else (),
            )
        )
    return found


def seatings_on(on: date) -> QuerySet[Seating]:
    """Who is in a seat, or is its alternate, on a day.

    Whoever stands in for an office was let by who was in it, and ends with her: what a mayor
    delegates ends with the mayor.
    """
    held = Holding.objects.filter(office=OuterRef("seat__office"))
    in_office = Exists(held.filter(in_force(on)))
    has_left = Exists(held.filter(until__gt=OuterRef("since"), until__lte=on))
    by_herself = Q(part=SeatPart.MEMBER) | Q(seat__office=None)
    standing = Seating.objects.filter(in_force(on), revoked_on=None)
    return standing.filter(by_herself | Q(in_office, ~has_left))


def let_by(alternate: Seating, *, on: date) -> Holding | None:
    """Who was in the office an alternate stands in for on the day she began, or first after it."""
    held = Holding.objects.filter(office=alternate.seat.office_id, since__lte=on)
    begun = held.filter(Q(until=None) | Q(until__gt=alternate.since)).select_related("holder")
    return begun.order_by("since").first()


def seats_between(body: Body, *, since: date, until: date | None) -> QuerySet[Seat]:
    """The seats a body has on a day of a stretch."""
    return body.seats.filter(_touching(since, until))


def presiding_between(body: Body, *, since: date, until: date | None) -> QuerySet[Seat]:
    """The seats that preside over a body on a day of a stretch: one, if all is well."""
    return seats_between(body, since=since, until=until).filter(presides=True)


def seatings_between(seat: Seat, *, since: date, until: date | None) -> QuerySet[Seating]:
    """Who is in a seat, or is its alternate, on a day of a stretch."""
    held = seat.seatings.filter(_touching(since, until), revoked_on=None)
    return held.order_by("since", "pk")


def role_of_seat(seat: Seat, part: str, *, on: date) -> tuple[Role | None, Area | None]:
    """In what role, and for where, one acts who is in a seat; nothing where a seat opens nothing.

    The alternate of a mayor acts for the municipality; who sits in a group that advises an ambito
    or a zone is of its plan group. What is outside the body's area, its office does not give.
    """
    body, office = seat.body, seat.office
    if office and office.kind == OfficeKind.MAYOR and part == SeatPart.ALTERNATE:
        town = office.organisation.area
        inside = town and areas_within(body.area, on=on).filter(pk=town.pk).exists()
        return (Role.MAYOR, town) if inside else (None, None)
    if body.sort == BodySort.ADVISES and body.area.kind in {AreaKind.AMBITO, AreaKind.ZONE}:
        return Role.PLAN_GROUP, body.area
    return None, None


def _touching(since: date, until: date | None) -> Q:
    begins = Q() if until is None else Q(since__lt=until)
    return begins & (Q(until=None) | Q(until__gt=since))
