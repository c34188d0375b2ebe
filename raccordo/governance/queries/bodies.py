from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from raccordo.access.models import Mandate
from raccordo.access.queries import areas_around_mandate, areas_where, held_mandate
from raccordo.access.rights import Right
from raccordo.foundation.asking import asked_once
from raccordo.foundation.errors import Refused
from raccordo.foundation.periods import in_force
from raccordo.foundation.reasons import Fact, Reason
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import genitive_of
from raccordo.governance.models import Body, Regulation, Seat, Sitting
from raccordo.governance.queries.seats import seatings_on
from raccordo.governance.reasons import sentence
from raccordo.journal.acting import Acting
from raccordo.territory.queries import areas_within


@asked_once
def bodies_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Body]:
    """The bodies, past ones too, of the areas where this mandate gives this right on this day.

    Who sits in a body reads it, and who sits for a municipality reads those of its zone and ambito.
    """
    there = Q(area__in=areas_where(acting, right, on=on))
    if right == Right.READ_BODIES:
        there |= Q(area__in=areas_around_mandate(acting, on=on))
        there |= Q(seats__in=seats_of(acting, on=on))
    return Body.objects.filter(pk__in=Body.objects.filter(there).values("pk")).select_related(
        "area", "organ"
    )


@asked_once
def seats_of(acting: Acting, *, on: date) -> QuerySet[Seat]:
    """The seats in which the person who acts sits on this day: by office, designation or proxy.

    What one sees follows the mandate: not the seats that she has in the name of somebody else.
    """
    mandate = held_mandate(acting, on=on)
    if acting.user is None or mandate is None:
        return Seat.objects.none()
    user, (for_office, for_seat) = acting.user.pk, _in_name_of(mandate, on=on)
    held = Q(office__holdings__holder__user=user) & in_force_on("office__holdings", on)
    held &= for_office | Q(office__holdings__mandates=mandate)
    proxy = Q(
        office__holdings__proxies__delegate__user=user, office__holdings__proxies__revoked_on=None
    )
    proxy &= in_force_on("office__holdings__proxies", on) & for_office
    seated = Q(seatings__in=seatings_on(on), seatings__person__user=user)
    seated &= for_office | for_seat | Q(seatings__mandate=mandate)
    found = Seat.objects.filter(in_force(on)).filter(held | proxy | seated)
    # A few, and asked inside many other questions: told by name, they keep those simple.
    return Seat.objects.filter(pk__in=set(found.values_list("pk", flat=True)))


def _in_name_of(mandate: Mandate, *, on: date) -> tuple[Q, Q]:
    """Of which offices, and which other seats, are those of the place one acts for."""
    if body := mandate.organisation:
        own = Q(organisation=body) | Q(seatings__organisation=body)
        return Q(office__organisation=body), own
    assert mandate.area
    inside = areas_within(mandate.area, on=on).order_by().values("pk")
    own = Q(body__area__in=inside) | Q(organisation__area__in=inside)
    return Q(office__organisation__area__in=inside), own


def in_force_on(path: str, on: date) -> Q:
    """What holds on this day, of a relation."""
    begun, open_, later = f"{path}__since__lte", f"{path}__until", f"{path}__until__gt"
    return Q(**{begun: on}) & (Q(**{open_: None}) | Q(**{later: on}))


def bodies_found(bodies: QuerySet[Body], wanted: str) -> QuerySet[Body]:
    """Those among some bodies whose name holds every word wanted."""
    for word in searchable(wanted).split():
        bodies = bodies.filter(search__contains=word)
    return bodies


def regulation_of(body: Body, *, on: date) -> Regulation | None:
    """The rules of a body that hold on a day, if it has any of its own."""
    held = body.regulations.filter(in_force(on)).select_related("act__organ")
    return held.order_by("-since").first()


@asked_once
def sittings_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Sitting]:
    """The sittings of the bodies one has this right on; those in preparation, who convenes only."""
    sittings = Sitting.objects.filter(body__in=bodies_open_to(acting, right, on=on))
    if right == Right.READ_BODIES:
        own = bodies_open_to(acting, Right.KEEP_SITTINGS, on=on)
        sittings = sittings.exclude(~Q(body__in=own), convened_on=None)
    return sittings.select_related("body__area", "body__organ", "regulation")


def why_not_alive(body: Body, *, on: date) -> Reason | None:
    """Why a body does nothing on a day: not founded yet, or its function has ended."""
    whose = body.organ.genitive if body.organ else genitive_of(body.name)
    facts: dict[str, Fact] = {"whose": whose}
    if on < body.since:
        return Reason("body_not_yet", facts | {"since": body.since})
    if body.until is None or on < body.until:
        return None
    facts["until"] = body.until
    if body.ended_by:
        return Reason("body_ended_by_act", facts | {"act": str(body.ended_by)})
    return Reason("body_ended", facts)


def require_alive(body: Body, *, on: date, field: str | None = None) -> None:
    """Refuse what a body would do on a day before its foundation, or after its function ended."""
    if reason := why_not_alive(body, on=on):
        raise Refused(sentence(reason), field=field)
