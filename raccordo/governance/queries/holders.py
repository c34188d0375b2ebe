from __future__ import annotations

from django.db.models import Q

from raccordo.governance.models import Attendance
from raccordo.governance.states import AttendanceHow, StandIn
from raccordo.parties.models import Holding

CAME = [AttendanceHow.PRESENT, AttendanceHow.REMOTE]


def attended_by(holding: Holding) -> Attendance | None:
    """The first sitting where somebody sat because of a holding: she, or who had her proxy."""
    there = Q(sitting__held_on__gte=holding.since)
    if holding.until:
        there &= Q(sitting__held_on__lt=holding.until)
    came = Attendance.objects.filter(there, seat__office=holding.office_id, how__in=CAME)
    came = came.exclude(stand_in=StandIn.ALTERNATE).select_related("sitting__body")
    return came.order_by("sitting__held_on", "pk").first()
