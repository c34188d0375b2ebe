from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable
from raccordo.governance.models import AgendaItem, Attendance, Ballot, Body, Seat, Sitting
from raccordo.governance.queries.bodies import (
    regulation_of,
    require_alive,
    seats_of,
    sittings_open_to,
)
from raccordo.governance.queries.seats import Seated, seated
from raccordo.governance.rules.notice import in_time
from raccordo.governance.rules.rulebook import POPULATION, Rulebook, Share, rulebook_of
from raccordo.governance.rules.voting import (
    ABSTAINED,
    AGAINST,
    BLANK,
    FOR,
    NOT_VOTING,
    RECUSED,
    VOID,
    Count,
    Member,
    Tally,
    Verdict,
    legal_number,
    tally_of,
    voters_by,
)
from raccordo.governance.states import SittingState
from raccordo.journal.acting import Acting

# What is over: nothing in it changes any more.
OVER = {SittingState.CLOSED, SittingState.DESERTED, SittingState.CANCELLED}
# Who is called late in the evening may begin after midnight.
NIGHT = timedelta(hours=6)
IN_SIGHT = {SittingState.CONVENED, SittingState.OPEN}


def day_of(sitting: Sitting) -> date:
    """The day on which a sitting meets: that of the second call, once the first was deserted."""
    return localdate(sitting.meets_at)


def not_past(on: date) -> Q:
    """The sittings whose day is not past; of one deserted at first, that of its second call."""
    return Q(held_on__gte=on) | Q(call=2, second_call__date__gte=on)


def on_its_day(called: datetime, at: datetime) -> bool:
    """Whether a moment is of the day a call was for, or of the night that follows it."""
    return localdate(at) == localdate(called) or called <= at <= called + NIGHT


def placed(
    body: Body,
    *,
    first_call: datetime,
    second_call: datetime | None = None,
    place: str = "",
    link: str = "",
) -> dict[str, Any]:
    """When and where a sitting meets, as it is kept; on its days its body must be there."""
    held_on = localdate(first_call)
    require_alive(body, on=held_on, field="first_call")
    if second_call and second_call <= first_call:
        raise Refused(
            _("La seconda convocazione è prima della prima: serve un'ora successiva."),
            field="second_call",
        )
    if second_call:
        require_alive(body, on=localdate(second_call), field="second_call")
    when = {"held_on": held_on, "first_call": first_call, "second_call": second_call}
    return when | {"place": " ".join(place.split()), "link": link}


def rules_of(sitting: Sitting) -> Rulebook | None:
    """The rules a sitting is judged by: frozen when it was convened, until then those in force."""
    if sitting.convened_on:
        return rulebook_of(sitting.rulebook)
    regulation = regulation_of(sitting.body, on=sitting.held_on)
    return rulebook_of(regulation.content) if regulation else None


def notice_of(sitting: Sitting) -> Reason | None:
    """Whether a sitting was convened in time, by the rules it was convened with."""
    rules = rules_of(sitting)
    if rules is None or not rules.notice_days or sitting.convened_on is None:
        return None
    return in_time(sitting.convened_on, sitting.held_on, rules, urgent=bool(sitting.urgency))


def shares_by_population(rules: Rulebook) -> bool:
    """Whether some provision of the rules counts residents."""
    shares: list[Share] = [*rules.first_call, *rules.second_call, *rules.majority]
    for matter in rules.matters:
        shares += [*matter.quorum, *matter.majority]
    return any(share.basis == POPULATION for share in shares)


def member_of(
    attendance: Attendance, *, recused: Collection[int] = (), at: datetime | None = None
) -> Member:
    """A seat as the rules see it, now or at a moment that has passed.

    Who must abstain has left the item (TUEL art. 78 c. 2).
    """
    there = attendance.was_there(at) if at else attendance.in_the_room
    return Member(
        weight=attendance.weight,
        votes=attendance.votes,
        held=bool(attendance.summoned or attendance.name),
        there=there and attendance.pk not in recused,
        presides=attendance.presides,
    )


def number_of(
    sitting: Sitting,
    attendances: Iterable[Attendance],
    *,
    call: int | None = None,
    matter: str = "",
    recused: Collection[int] = (),
    at: datetime | None = None,
) -> Verdict:
    """Whether a sitting has its legal number now, or had it at a moment, and why."""
    rules = rules_of(sitting)
    if rules is None:
        return Verdict(True, (Reason("no_rules"),))
    members = [member_of(one, recused=recused, at=at) for one in attendances]
    return legal_number(members, rules, call=call or sitting.call or 1, matter=matter)


def votes_tallied(ballot: Ballot) -> Tally:
    """An open vote as it stands, counted by who said what."""
    votes = ballot.votes.select_related("attendance")
    return tally_of((vote.choice, member_of(vote.attendance)) for vote in votes)


def recused_from(ballot: Ballot) -> set[int]:
    """Who must abstain in a vote."""
    return set(ballot.votes.filter(choice=RECUSED).values_list("attendance", flat=True))


def tally_kept(ballot: Ballot) -> Tally:
    """The count of a vote as it was kept."""
    counts = {choice: Count(**told) for choice, told in ballot.tally.get("counts", {}).items()}
    return Tally(counts, chair=ballot.tally.get("chair", ""), secret=ballot.secret)


def seated_at(sitting: Sitting, attendances: Sequence[Attendance]) -> dict[int, Seated]:
    """Who is in each seat of a sitting on its day, by the row of the seat, vacant ones too."""
    seats = Seat.objects.filter(pk__in=[attendance.seat_id for attendance in attendances])
    found = seated(seats.select_related("office__organisation"), on=day_of(sitting))
    return {who.seat.pk: who for who in found}


def sittings_found(sittings: QuerySet[Sitting], wanted: str) -> QuerySet[Sitting]:
    """Those among some sittings whose body's name, or an item of whose agenda, hold the words."""
    for word in searchable(wanted).split():
        item = AgendaItem.objects.filter(search__contains=word).values("sitting")
        sittings = sittings.filter(Q(body__search__contains=word) | Q(pk__in=item))
    return sittings


def sittings_to_come(acting: Acting, *, on: date) -> QuerySet[Sitting]:
    """The sittings to come of the bodies in which the person who acts sits."""
    bodies = seats_of(acting, on=on).order_by().values("body")
    coming = sittings_open_to(acting, Right.READ_BODIES, on=on)
    return coming.filter(not_past(on), body__in=bodies, state__in=IN_SIGHT)


def sittings_to_close(acting: Acting, *, on: date) -> QuerySet[Sitting]:
    """The sittings one keeps whose day has come, or gone, and that nobody has closed."""
    kept = sittings_open_to(acting, Right.KEEP_SITTINGS, on=on)
    return kept.filter(state__in=IN_SIGHT, held_on__lte=on).exclude(
        state=SittingState.CONVENED, second_call__date__gt=on
    )


def sittings_to_prepare(acting: Acting, *, on: date) -> QuerySet[Sitting]:
    """The sittings one keeps that are still to be convened."""
    kept = sittings_open_to(acting, Right.KEEP_SITTINGS, on=on)
    return kept.filter(state=SittingState.PREPARED)


def earlier_sittings(sitting: Sitting) -> QuerySet[Sitting]:
    """The sittings of the same body whose minutes an item can approve."""
    earlier = Sitting.objects.filter(body=sitting.body, state=SittingState.CLOSED)
    return earlier.filter(first_call__lt=sitting.first_call).select_related("body")


def vote_in_words(ballot: Ballot) -> str:
    """A vote as minutes tell it: who was there, who voted, who for, who against, who abstained."""
    tally, rules = tally_kept(ballot), rules_of(ballot.item.sitting)
    facts = {
        "there": tally.of(FOR, AGAINST, ABSTAINED, NOT_VOTING, BLANK, VOID).heads,
        "voters": tally.of(*voters_by(rules or Rulebook())).heads,
        **{choice: tally.of(choice).heads for choice in (FOR, AGAINST, ABSTAINED, BLANK, VOID)},
    }
    said = _(
        "presenti %(there)s, votanti %(voters)s, favorevoli %(for)s, contrari %(against)s,"
        " astenuti %(abstained)s"
    )
    if ballot.secret:
        said += _(", schede bianche %(blank)s, nulle %(void)s")
    return said % facts
