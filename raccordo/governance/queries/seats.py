from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from raccordo.foundation.periods import in_force
from raccordo.governance.models import Body, Seat, Seating
from raccordo.governance.states import SeatPart
from raccordo.parties.models import Holding, Organisation, Proxy, Representative


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
    """The seats a body has on a day, in their order, held or vacant."""
    seats = body.seats.filter(in_force(on))
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
    sitting = Seating.objects.filter(in_force(on), seat__in=seats, revoked_on=None)
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


def seatings_ending(*, on: date, before: date) -> QuerySet[Seating]:
    """Who sits by designation and whose term ends soon: the office must see to it in time."""
    ends = Q(until__gt=on, until__lte=before, part=SeatPart.MEMBER)
    soon = Seating.objects.filter(ends, since__lte=on).select_related("seat__body__area", "person")
    return soon.order_by("until", "pk")
