"""Who takes part in a sitting, and whether it may open, go on and close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import Attendance, Ballot, Seating, Sitting, Vote
from raccordo.governance.operations.preparing import lock_sitting
from raccordo.governance.queries.attending import AWAITED
from raccordo.governance.queries.bodies import require_alive
from raccordo.governance.queries.convocations import hour
from raccordo.governance.queries.seats import Seated
from raccordo.governance.queries.sittings import (
    day_of,
    number_of,
    on_its_day,
    rules_of,
    seated_at,
)
from raccordo.governance.queries.titles import (
    require_a_seat_each,
    require_alternate,
    require_proxy,
)
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.rulebook import Rulebook
from raccordo.governance.states import (
    SITTING_LIFE,
    THERE,
    AttendanceHow,
    BallotState,
    ItemOutcome,
    SittingState,
    StandIn,
    VoteChoice,
)
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Proxy

SECOND = 2


@dataclass(frozen=True, slots=True)
class Presence:
    """How a seat takes part: who sits in it, from when, until when; alone, its holder all along."""

    attendance: Attendance
    how: AttendanceHow
    by_whom: Seating | Proxy | None = None
    came_at: datetime | None = None
    left_at: datetime | None = None


@operation
def record_attendance(sitting: Sitting, *, entries: Sequence[Presence], by: Acting) -> Sitting:
    """Write who is there, who comes and who leaves: all of it, or nothing."""
    sitting = lock_sitting(sitting)
    if sitting.state not in {SittingState.CONVENED, SittingState.OPEN}:
        raise Refused(_("Le presenze si registrano fra la convocazione e la chiusura."))
    attendances = {one.pk: one for one in sitting.attendances.select_related("seat")}
    who, rules = seated_at(sitting, list(attendances.values())), rules_of(sitting)
    votes, changed = _votes_said(sitting), []
    for entry in entries:
        attendance = attendances[entry.attendance.pk]
        before = _said(attendance)
        _take_part(attendance, entry, who[attendance.seat_id], rules, on=day_of(sitting))
        attendance.save()
        if (now := _said(attendance)) != before:
            _require_votes_stand(sitting, attendance, votes.get(attendance.pk, ()))
            changed.append(now)
    if rules and not rules.several_seats:
        require_a_seat_each(attendances.values(), who)
    if changed:
        record(by=by, what="sitting.attended", subject=sitting, now=changed)
    return sitting


@operation
def open_sitting(
    sitting: Sitting,
    *,
    call: int,
    at: datetime,
    secretary: str,
    by: Acting,
    chair: Attendance | None = None,
) -> Sitting:
    """Open a sitting at one of its calls, when its legal number is there."""
    sitting = lock_sitting(sitting)
    _require_convened(sitting)
    require_alive(sitting.body, on=day_of(sitting))
    _require_hour(sitting, call, at)
    attendances = list(sitting.attendances.select_related("seat"))
    _require_number(sitting, attendances, call=call)
    if chair := chair or _usual_chair(attendances):
        sitting.chair = _presides(sitting, chair, attendances)
    sitting.call, sitting.opened_at, sitting.state = call, at, SittingState.OPEN
    sitting.secretary = " ".join(secretary.split())
    sitting.save()
    record(by=by, what="sitting.opened", subject=sitting, call=call, at=at.isoformat())
    return sitting


@operation
def change_chair(sitting: Sitting, *, chair: Attendance, by: Acting, at: datetime) -> Sitting:
    """Another presides from now on, while a sitting goes on: the casting vote is hers."""
    sitting = lock_sitting(sitting)
    if sitting.state != SittingState.OPEN:
        raise Refused(_("Chi presiede si cambia durante la seduta."))
    _require_no_vote_open(sitting)
    before = sitting.chair
    sitting.chair = _presides(sitting, chair, list(sitting.attendances.all()))
    if before and before != sitting.chair:
        sitting.chairs = [*sitting.chairs, {"name": before, "until": at.isoformat()}]
    sitting.save(update_fields=["chair", "chairs"])
    record(by=by, what="sitting.chaired", subject=sitting, before=before, now=sitting.chair)
    return sitting


@operation
def declare_deserted(sitting: Sitting, *, at: datetime, by: Acting) -> Sitting:
    """Say that a call had no legal number: the second is awaited, or the sitting ends so."""
    sitting = lock_sitting(sitting)
    _require_convened(sitting)
    call = sitting.call or 1
    _require_hour(sitting, call, at)
    attendances = list(sitting.attendances.all())
    verdict = number_of(sitting, attendances, call=call)
    there = [one.name or one.title for one in attendances if one.in_the_room]
    if verdict.good and there:
        raise Refused(
            _("Il numero legale c'è: la seduta si apre. %s") % sentence(verdict.reasons[0])
        )
    told = _("%(call)sª convocazione deserta, %(when)s. %(why)s Presenti: %(who)s.") % {
        "call": call,
        "when": hour(at),
        "why": " ".join(sentence(reason) for reason in verdict.reasons),
        "who": ", ".join(there) or _("nessuno"),
    }
    sitting.outcome = f"{sitting.outcome}\n{told}".strip()
    if call == 1 and sitting.second_call:
        sitting.call = SECOND
        sitting.attendances.update(**AWAITED)
    else:
        sitting.state = SittingState.DESERTED
    sitting.save()
    record(by=by, what="sitting.deserted", subject=sitting, call=call, at=at.isoformat())
    return sitting


@operation
def close_sitting(sitting: Sitting, *, at: datetime, by: Acting) -> Sitting:
    """Close a sitting: what was not dealt with is put off to another."""
    sitting = lock_sitting(sitting)
    SITTING_LIFE.require(SittingState(sitting.state), SittingState.CLOSED)
    _require_no_vote_open(sitting)
    if sitting.opened_at and at < sitting.opened_at:
        raise Refused(
            _("La seduta è stata aperta il %s: non si può chiudere prima.")
            % hour(sitting.opened_at),
            field="closed_at",
        )
    _require_after_votes(sitting, at)
    put_off = sitting.items.filter(outcome=ItemOutcome.PENDING)
    left = put_off.update(outcome=ItemOutcome.POSTPONED)
    still = sitting.attendances.filter(how=AttendanceHow.EXPECTED)
    still.update(how=AttendanceHow.ABSENT)
    sitting.closed_at, sitting.state = at, SittingState.CLOSED
    sitting.save()
    record(by=by, what="sitting.closed", subject=sitting, at=at.isoformat(), postponed=left)
    return sitting


def _require_convened(sitting: Sitting) -> None:
    if sitting.state == SittingState.PREPARED:
        raise Refused(
            _(
                "La seduta non è stata convocata: senza avviso ai componenti non è valida."
                " Convocarla, o registrarla come già convocata."
            )
        )
    SITTING_LIFE.require(SittingState(sitting.state), SittingState.OPEN)


def _require_no_vote_open(sitting: Sitting) -> None:
    if ballot := Ballot.objects.filter(item__sitting=sitting, state=BallotState.OPEN).first():
        raise Refused(_("C'è una votazione aperta: chiuderla prima («%s»).") % ballot.question)


def _require_after_votes(sitting: Sitting, at: datetime) -> None:
    """A sitting does not end before its last vote; one written down later has no such hours."""
    last = Ballot.objects.filter(item__sitting=sitting).aggregate(last=Max("closed_at"))["last"]
    if last and on_its_day(sitting.meets_at, last) and at < last.replace(second=0, microsecond=0):
        raise Refused(
            _("L'ultima votazione è finita alle %s: la seduta non si chiude prima.")
            % localtime(last).strftime("%H:%M"),
            field="closed_at",
        )


def _require_hour(sitting: Sitting, call: int, at: datetime) -> None:
    """Each call has its day and hour; the second follows a first that was said to be deserted."""
    if call == 1 and sitting.call == SECOND:
        raise Refused(_("La prima convocazione è andata deserta."), field="call")
    hour_of = sitting.second_call if call == SECOND else sitting.first_call
    if hour_of is None:
        raise Refused(_("Per questa seduta non c'è una seconda convocazione."), field="call")
    if call == SECOND and sitting.call != SECOND:
        raise Refused(
            _("La seconda convocazione si apre dopo aver dichiarato deserta la prima."),
            field="call",
        )
    if at < hour_of:
        raise Refused(
            _("È convocata per il %s: non si può cominciare prima.") % hour(hour_of),
            field="opened_at",
        )
    if not on_its_day(hour_of, at):
        said = _("È convocata per il %s: si apre, o si dichiara deserta, in quel giorno.")
        if call == 1 and sitting.second_call:
            said += " " + _("Per la seconda convocazione, prima dichiarare deserta questa.")
        raise Refused(said % hour(hour_of), field="opened_at")


def _require_number(sitting: Sitting, attendances: Sequence[Attendance], *, call: int) -> None:
    verdict = number_of(sitting, attendances, call=call)
    if not verdict.good:
        said = " ".join(sentence(reason) for reason in verdict.reasons)
        raise Refused(
            _("%s Registrare le presenze; se mancano davvero, dichiarare la seduta deserta.") % said
        )
    if not any(one.in_the_room for one in attendances):
        raise Refused(
            _(
                "Nessuno risulta presente: registrare le presenze o, se non è venuto nessuno,"
                " dichiarare la seduta deserta."
            )
        )


def _votes_said(sitting: Sitting) -> dict[int, list[Vote]]:
    """What each seat has said in the votes of a sitting."""
    said: dict[int, list[Vote]] = {}
    for vote in Vote.objects.filter(ballot__item__sitting=sitting).select_related("ballot"):
        said.setdefault(vote.attendance_id, []).append(vote)
    return said


def _require_votes_stand(sitting: Sitting, attendance: Attendance, votes: Iterable[Vote]) -> None:
    """Who has voted was there then: it is not unsaid, nor does a vote that is open change."""
    for vote in votes:
        facts = {"seat": attendance.title, "question": vote.ballot.question}
        # Who must abstain has left the item, and may leave the room while it is voted.
        if vote.ballot.state == BallotState.OPEN and vote.choice != VoteChoice.RECUSED:
            raise Refused(
                _(
                    "«%(seat)s» ha già votato nella votazione aperta («%(question)s»): chiuderla,"
                    " poi cambiare la presenza."
                )
                % facts
            )
        if attendance.how not in THERE:
            raise Refused(
                _(
                    "«%(seat)s» ha votato («%(question)s»): non può risultare assente. Se poi ha"
                    " lasciato la seduta, scrivere a che ora esce."
                )
                % facts
            )
        if vote.choice != VoteChoice.RECUSED and not _was_there(attendance, vote.cast_at, sitting):
            facts["hour"] = localtime(vote.cast_at).strftime("%H:%M")
            raise Refused(
                _(
                    "«%(seat)s» ha votato alle %(hour)s («%(question)s»): a quell'ora era nella"
                    " seduta. Correggere l'ora di arrivo o di uscita."
                )
                % facts
            )


def _was_there(attendance: Attendance, at: datetime, sitting: Sitting) -> bool:
    """Whether hours agree with a vote; of a sitting written down later nobody knows the hour."""
    if not on_its_day(sitting.meets_at, at):
        return True
    minute = at.replace(second=0, microsecond=0)  # hours are told to the minute
    came, left = attendance.came_at, attendance.left_at
    return (not came or came <= at) and (not left or left >= minute)


def _usual_chair(attendances: Sequence[Attendance]) -> Attendance | None:
    """Who presides if nobody else is told: the seat that does, when somebody is in it."""
    return next((one for one in attendances if one.presides and one.in_the_room), None)


def _presides(sitting: Sitting, chair: Attendance, attendances: Sequence[Attendance]) -> str:
    """Who presides: somebody who is there; her vote is that of who presides."""
    one = next((one for one in attendances if one.pk == chair.pk), None)
    if one is None or not one.in_the_room:
        raise Refused(_("Presiede chi è presente: registrare la presenza."), field="chair")
    sitting.attendances.exclude(pk=one.pk).update(presides=False)
    sitting.attendances.filter(pk=one.pk).update(presides=True)
    return one.name


def _take_part(
    attendance: Attendance, entry: Presence, who: Seated, rules: Rulebook | None, *, on: date
) -> None:
    """Write how a seat takes part, if it may so."""
    attendance.how, attendance.came_at, attendance.left_at = entry.how, None, None
    attendance.stand_in, attendance.name = StandIn.HOLDER, ""
    if entry.how not in THERE:
        return
    if entry.how == AttendanceHow.REMOTE and rules and not rules.remote:
        raise Refused(_("%s: le regole non prevedono la presenza a distanza.") % attendance.title)
    attendance.came_at, attendance.left_at = entry.came_at, entry.left_at
    if entry.came_at and entry.left_at and entry.left_at < entry.came_at:
        raise Refused(_("%s: l'uscita è prima dell'arrivo.") % attendance.title)
    if isinstance(entry.by_whom, Seating):
        require_alternate(attendance, entry.by_whom, rules, on=on)
        attendance.stand_in, attendance.name = StandIn.ALTERNATE, str(entry.by_whom.person)
    elif isinstance(entry.by_whom, Proxy):
        require_proxy(attendance, entry.by_whom, rules, on=on)
        attendance.stand_in, attendance.name = StandIn.PROXY, str(entry.by_whom.delegate)
    elif who.person is None:
        raise Refused(
            _("«%(seat)s» è da designare: il %(day)s non c'è chi possa intervenire.")
            % {"seat": attendance.title, "day": day(on)}
        )
    else:
        attendance.name = str(who.person)


def _said(attendance: Attendance) -> str:
    """How a seat takes part, as the register tells it."""
    told = [attendance.title, str(attendance.get_how_display()), attendance.name]
    told += [f"{localtime(m):%H:%M}" for m in (attendance.came_at, attendance.left_at) if m]
    return ", ".join(filter(None, told))
