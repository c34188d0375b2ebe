from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from raccordo.access.models import Filing, Link, Mandate
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.models import Act
from raccordo.acts.states import ActStage, ActState
from raccordo.foundation.periods import in_force
from raccordo.governance.models import AgendaItem, Attendance, Duty, Seat, Seating, Sitting
from raccordo.governance.queries.bodies import in_force_on
from raccordo.governance.queries.sittings import IN_SIGHT, not_past
from raccordo.governance.states import THERE, DutyState
from raccordo.parties.models import Organisation
from raccordo.parties.queries import town_halls
from raccordo.territory.models import Area


def bodies_of(mandate: Mandate) -> list[Organisation]:
    """The body one acts for: the municipality itself, when the mandate is for its area.

    Who neither answers for it nor reads what is due, as the DPO, sees nothing of it here.
    """
    if not {Right.ANSWER_DATA, Right.READ_DUTIES} & RIGHTS[Role(mandate.role)]:
        return []
    if mandate.organisation:
        return [mandate.organisation]
    return list(town_halls([mandate.area] if mandate.area else []).values())


def duties_of(organisations: Collection[Organisation]) -> QuerySet[Duty]:
    """What some bodies have still to do, the most urgent first."""
    owed = Duty.objects.filter(organisation__in=organisations, state=DutyState.TO_DO)
    return owed.select_related("area", "organisation").order_by("due_on", "pk")


def sittings_of(organisations: Collection[Organisation], *, on: date) -> QuerySet[Sitting]:
    """The sittings to come to which who speaks for some bodies is called."""
    seats = Seat.objects.filter(in_force(on))
    theirs = seats.filter(office__organisation__in=organisations)
    theirs |= seats.filter(organisation__in=organisations)
    theirs |= seats.filter(in_force_on("seatings", on), seatings__organisation__in=organisations)
    coming = Sitting.objects.filter(not_past(on), state__in=IN_SIGHT)
    called = coming.filter(body__seats__in=theirs.values("pk"))
    return called.select_related("body__area").order_by("first_call", "pk").distinct()


def attended_by(organisations: Collection[Organisation]) -> QuerySet[Attendance]:
    """The sittings to which somebody came for some bodies, by the seat of that day."""
    day = OuterRef("sitting__held_on")
    sat = Seating.objects.filter(seat=OuterRef("seat"), organisation__in=organisations)
    sat = sat.filter(Q(until=None) | Q(until__gt=day), since__lte=day)
    own = Q(seat__organisation__in=organisations)
    own |= Q(seat__office__organisation__in=organisations)
    came = Attendance.objects.filter(own | Q(Exists(sat)), how__in=THERE)
    return came.select_related("sitting__body").order_by("-sitting__first_call", "pk")


def came_to_sittings_of(areas: QuerySet[Area]) -> Q:
    """The bodies for which somebody came to a sitting of some areas, as `attended_by` tells it."""
    inside = areas.order_by().values("pk")
    came = Attendance.objects.filter(sitting__body__area__in=inside, how__in=THERE).order_by()
    day = F("seat__attendances__sitting__held_on")
    sat = Seating.objects.order_by().filter(
        Q(until=None) | Q(until__gt=day),
        seat__attendances__in=came.values("pk"),
        since__lte=day,
        organisation__isnull=False,
    )
    seated = came.filter(seat__organisation__isnull=False).values("seat__organisation")
    office = came.filter(seat__office__isnull=False).values("seat__office__organisation")
    return Q(pk__in=seated) | Q(pk__in=office) | Q(pk__in=sat.values("organisation"))


def signing_for(mandate: Mandate) -> list[Organisation]:
    """The bodies for which one answers, and may bring the signature of who speaks for them."""
    return bodies_of(mandate) if Right.ANSWER_DATA in RIGHTS[Role(mandate.role)] else []


def awaiting_signature_of(organisations: Collection[Organisation]) -> QuerySet[Act]:
    """The resolutions ready to be signed of the sittings where one of these bodies presided.

    Who usually presides and did not come did not preside.
    """
    came = Attendance.objects.filter(presides=True, how__in=THERE)
    presided = came.filter(seat__office__organisation__in=organisations)
    items = AgendaItem.objects.filter(sitting__in=presided.values("sitting"))
    acts = Act.objects.filter(pk__in=items.values("resolution"), stage=ActStage.TO_SIGN)
    return acts.select_related("organ").order_by("date", "pk")


def awaiting_signature_by(link: Link) -> QuerySet[Act]:
    """What a link lets one sign: for that body, in the sittings of the bodies of that area."""
    items = AgendaItem.objects.filter(sitting__body__area=link.area)
    return awaiting_signature_of([link.organisation]).filter(pk__in=items.values("resolution"))


def published_by(areas: Collection[Area]) -> QuerySet[Act]:
    """What some areas have published and is in force: anybody may know it, by its particulars."""
    filed = Filing.objects.filter(area__in=areas).values("act")
    acts = Act.objects.filter(pk__in=filed, stage=ActStage.PUBLISHED, state=ActState.EFFECTIVE)
    return acts.select_related("organ").order_by("-date", "-pk")
