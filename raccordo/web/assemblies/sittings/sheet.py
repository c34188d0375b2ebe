from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from raccordo.access.queries import areas_where, messages_open_to
from raccordo.access.rights import Right
from raccordo.governance.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Duty,
    Sitting,
    SittingFile,
    Vote,
)
from raccordo.governance.queries.agenda import away_from
from raccordo.governance.queries.ballots import (
    OFF,
    closed_ballots,
    may_be_reopened,
    may_be_voted,
    vote_named,
    what_came_of,
    why_so,
)
from raccordo.governance.queries.bodies import seats_of, sittings_open_to
from raccordo.governance.queries.convocations import Called, called_to, meeting
from raccordo.governance.queries.duties import tasks_of
from raccordo.governance.queries.papers import Told, valid_at_opening
from raccordo.governance.queries.sittings import (
    notice_of,
    number_of,
    rules_of,
    seated_at,
    vote_in_words,
)
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.notice import why_not_admitted
from raccordo.governance.rules.rulebook import HEADS
from raccordo.governance.rules.voting import Verdict
from raccordo.governance.states import (
    BallotPurpose,
    BallotState,
    ItemOutcome,
    SittingState,
)
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.web.assemblies.sittings.table import AttendanceForm

WAY = (
    SittingState.PREPARED,
    SittingState.CONVENED,
    SittingState.OPEN,
    SittingState.CLOSED,
)


TASKED = {SittingState.OPEN, SittingState.CLOSED}


@dataclass(frozen=True, slots=True)
class Measure:
    """How far one of the measures of the legal number is, for a bar."""

    sentence: str
    part: int
    whole: int
    needed: int
    met: bool


@dataclass(frozen=True, slots=True)
class Number:
    """The legal number in one line, and why."""

    headline: str
    good: bool
    judged: bool
    measures: tuple[Measure, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voted:
    """A vote on an item, in words."""

    ballot: Ballot
    name: str
    outcome: str
    words: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda with what belongs to it."""

    item: AgendaItem
    files: Sequence[SittingFile]
    votes: Sequence[Voted]
    open_ballot: Ballot | None
    # What may be put to the vote now: with nothing else to decide, its enforceability at once.
    purposes: Sequence[BallotPurpose]
    # The components were not told of it as it is now.
    untold: bool
    # Why it is not voted as things are, though it could be; and whether it may be admitted.
    off_agenda: str
    may_admit: bool
    pending: bool
    # Said dealt with or put off, it may be so by mistake.
    may_reopen: bool

    @property
    def only_at_once(self) -> bool:
        return list(self.purposes) == [BallotPurpose.AT_ONCE]


@dataclass(frozen=True, slots=True)
class Own:
    """The part in a sitting of who reads it: her seat, and what was said there, on what."""

    attendance: Attendance
    votes: Sequence[tuple[Vote, str]]


@dataclass(frozen=True, slots=True)
class SittingSheet:
    """All that the page of a sitting shows."""

    meeting: str
    steps: Sequence[tuple[str, bool, bool]]
    may_keep: bool
    items: Sequence[Item]
    files: Sequence[SittingFile]
    number: Number | None
    may_desert: bool
    notice: str
    notice_short: bool
    attendance: AttendanceForm | None
    attendances: Sequence[Attendance]
    own: Sequence[Own]
    called: Sequence[Called]
    unreached: int
    # Whether some letter has left from here: what was convened elsewhere has none.
    written: bool
    readable: frozenset[int]
    open_ballot: Ballot | None
    # The next of the agenda to put to the vote: what one does now.
    next_item: AgendaItem | None
    time_has_come: bool
    # What was given to somebody to do, and whether one may add to it.
    tasks: Sequence[Duty]
    may_add_tasks: bool
    history: Sequence[Entry]


def sitting_sheet(
    sitting: Sitting, *, acting: Acting, on: date, at: datetime, sent: AttendanceForm | None = None
) -> SittingSheet:
    """What a sitting is, what is dealt with, who was called and came, how it was voted."""
    may_keep = _keeps(sitting, acting, on=on)
    attendances = list(sitting.attendances.select_related("seat"))
    who = seated_at(sitting, attendances)
    files = list(sitting.files.select_related("file"))
    items = _items(sitting, files, away_from(attendances, who))
    notice, notice_short = _notice(sitting)
    called = called_to(sitting, attendances) if sitting.convocations else []
    written = any(one.message for one in called)
    live = sitting.state in {SittingState.CONVENED, SittingState.OPEN}
    form = sent or AttendanceForm(sitting=sitting, attendances=attendances, who=who)
    number = _number(sitting, attendances)
    somebody = any(one.in_the_room for one in attendances)
    return SittingSheet(
        meeting=meeting(sitting),
        steps=_steps(sitting),
        may_keep=may_keep,
        items=items,
        files=[file for file in files if file.item_id is None],
        number=number,
        may_desert=number is not None and not (number.good and somebody),
        notice=notice,
        notice_short=notice_short,
        attendance=form if may_keep and live else None,
        attendances=attendances,
        own=_own(attendances, acting, on=on),
        called=called,
        unreached=sum(1 for one in called if _missing(one)) if written else 0,
        written=written,
        readable=_readable(called, acting, on=on) if may_keep else frozenset(),
        open_ballot=next((item.open_ballot for item in items if item.open_ballot), None),
        next_item=next((one.item for one in items if one.purposes and one.pending), None),
        time_has_come=sitting.meets_at <= at,
        tasks=list(tasks_of(sitting, acting, on=on)),
        may_add_tasks=sitting.state in TASKED and _keeps_time_of(sitting, acting, on=on),
        history=list(history_of(name_of(sitting))[:20]) if may_keep else [],
    )


def _notice(sitting: Sitting) -> tuple[str, bool]:
    """What is said of the notice given, and whether it was too short."""
    said = notice_of(sitting)
    return (sentence(said), said.code == "notice_short") if said else ("", False)


def _keeps(sitting: Sitting, acting: Acting, *, on: date) -> bool:
    kept = sittings_open_to(acting, Right.KEEP_SITTINGS, on=on)
    return kept.filter(pk=sitting.pk).exists()


def _keeps_time_of(sitting: Sitting, acting: Acting, *, on: date) -> bool:
    areas = areas_where(acting, Right.KEEP_DUTIES, on=on)
    return areas.filter(pk=sitting.body.area_id).exists()


def number_said(sitting: Sitting, attendances: Sequence[Attendance]) -> Number:
    """The legal number as a person reads it."""
    return number_told(number_of(sitting, attendances))


def number_told(verdict: Verdict) -> Number:
    """A verdict in one line, with a bar for each measure."""
    measures = tuple(
        Measure(
            sentence(reason),
            int(str(reason.facts["part"])),
            int(str(reason.facts["whole"])),
            int(str(reason.facts["needed"])),
            reason.code.endswith("_met"),
        )
        for reason in verdict.reasons
        if "part" in reason.facts
    )
    heads = next(
        (m for m, r in zip(measures, verdict.reasons, strict=False) if f"_{HEADS}_" in r.code), None
    )
    words = _("Numero legale: raggiunto") if verdict.good else _("Numero legale: non raggiunto")
    if heads:
        words += " " + _("(%(part)s su %(whole)s)") % {"part": heads.part, "whole": heads.whole}
    sentences = tuple(sentence(reason) for reason in verdict.reasons)
    headline = words if measures else sentences[0]
    return Number(headline, verdict.good, bool(measures), measures, sentences)


def voted(ballot: Ballot) -> Voted:
    """A vote that was closed, in words."""
    return Voted(
        ballot,
        name=vote_named(ballot),
        outcome=what_came_of(ballot),
        words=vote_in_words(ballot),
        sentences=why_so(ballot),
    )


def _own(attendances: Sequence[Attendance], acting: Acting, *, on: date) -> list[Own]:
    """The seats of who acts in a sitting, with the votes that were cast there: two questions."""
    seats = set(seats_of(acting, on=on).values_list("pk", flat=True))
    mine = [one for one in attendances if one.seat_id in seats]
    votes: dict[int, list[tuple[Vote, str]]] = defaultdict(list)
    cast = Vote.objects.filter(attendance__in=mine, ballot__secret=False)
    for vote in cast.select_related("ballot__item").order_by("ballot__item__position", "pk"):
        votes[vote.attendance_id].append((vote, vote_named(vote.ballot)))
    return [Own(one, votes[one.pk]) for one in mine]


def _items(sitting: Sitting, files: Sequence[SittingFile], away: Sequence[str]) -> list[Item]:
    papers: dict[int | None, list[SittingFile]] = defaultdict(list)
    for file in files:
        papers[file.item_id].append(file)
    rules = rules_of(sitting)
    takes_votes = sitting.state == SittingState.OPEN and rules is not None and rules.takes_votes
    found = []
    for item in sitting.items.select_related("resolution__organ").prefetch_related("ballots"):
        item.sitting = sitting
        ballots = list(item.ballots.all())
        for ballot in ballots:
            ballot.item = item
        open_ballot = next((one for one in ballots if one.state == BallotState.OPEN), None)
        purposes = may_be_voted(item) if takes_votes else []
        due = BallotPurpose.PROPOSAL in purposes
        admitted = item.admitted_at is not None
        why = why_not_admitted(rules, told=item.was_told, admitted=admitted, away=away)
        found.append(
            Item(
                item,
                papers[item.pk],
                [voted(one) for one in closed_ballots(item)],
                open_ballot,
                purposes=[] if why else purposes,
                untold=bool(sitting.convened_on) and item.outcome not in OFF and not item.was_told,
                off_agenda=sentence(why) if due and why else "",
                may_admit=why is not None and why.code == "off_agenda",
                pending=item.outcome == ItemOutcome.PENDING and not open_ballot,
                may_reopen=sitting.state == SittingState.OPEN and may_be_reopened(item),
            )
        )
    return found


def _number(sitting: Sitting, attendances: Sequence[Attendance]) -> Number | None:
    """Its legal number, if it says something: now, or when it opened once it is over."""
    if not attendances or not sitting.convened_on or sitting.state == SittingState.CANCELLED:
        return None
    if sitting.state == SittingState.CLOSED:
        opening = valid_at_opening(Told(sitting, attendances, ()))
        return number_told(opening) if opening else None
    return number_said(sitting, attendances)


def _steps(sitting: Sitting) -> list[tuple[str, bool, bool]]:
    state = SittingState(sitting.state)
    if state not in WAY:
        return []
    here = WAY.index(state)
    return [(str(step.label), n < here, n == here) for n, step in enumerate(WAY)]


def _missing(one: Called) -> bool:
    """Somebody is in the seat, and no letter has reached her nor is on its way."""
    return bool(one.attendance.summoned) and not one.in_hand


def _readable(called: Sequence[Called], acting: Acting, *, on: date) -> frozenset[int]:
    """The letters whose page one may open."""
    letters = [message.pk for one in called for message in (one.message, *one.copies) if message]
    mine = messages_open_to(acting, on=on).filter(pk__in=letters)
    return frozenset(mine.values_list("pk", flat=True))
