from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from raccordo.governance.models import Attendance, Body, Sitting
from raccordo.governance.states import THERE, AttendanceHow, SittingState, StandIn

A_YEAR = timedelta(days=365)
# What is known of a component before a sitting: nothing.
AWAITED = {
    "how": AttendanceHow.EXPECTED,
    "stand_in": StandIn.HOLDER,
    "name": "",
    "came_at": None,
    "left_at": None,
}


@dataclass(frozen=True, slots=True)
class Attended:
    """How many of the sittings to which it was called a seat attended."""

    there: int
    called: int

    @property
    def share(self) -> int:
        """The same as a percentage, to the unit: a half goes up."""
        return (self.there * 200 + self.called) // (self.called * 2)


def in_the_room(sitting: Sitting) -> QuerySet[Attendance]:
    """The components of a sitting that are there now, in person or at a distance."""
    return sitting.attendances.filter(how__in=THERE, left_at=None)


def attended_in(body: Body, *, on: date) -> dict[int, Attended]:
    """For each seat of a body how it attended the sittings closed in the last twelve months."""
    closed = Q(
        sitting__body=body,
        sitting__state=SittingState.CLOSED,
        sitting__held_on__gt=on - A_YEAR,
        sitting__held_on__lte=on,
    )
    told = Attendance.objects.filter(closed).exclude(how=AttendanceHow.EXPECTED).order_by()
    counted = told.values_list("seat").annotate(
        there=Count("pk", filter=Q(how__in=THERE)), called=Count("pk")
    )
    return {seat: Attended(there, called) for seat, there, called in counted}
