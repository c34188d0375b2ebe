"""Votes on the items of a sitting: opened, cast once a seat, counted, closed with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Reason
from raccordo.governance.models import AgendaItem, Attendance, Ballot, Sitting, Vote
from raccordo.governance.operations.preparing import lock_sitting
from raccordo.governance.queries.agenda import require_on_agenda
from raccordo.governance.queries.attending import in_the_room
from raccordo.governance.queries.ballots import (
    decisive,
    is_being_voted,
    matter_of,
    why_not_voted,
)
from raccordo.governance.queries.sittings import (
    member_of,
    number_of,
    recused_from,
    rules_of,
    tally_kept,
    votes_tallied,
)
from raccordo.governance.queries.voters import require_voter, seated_there, voters_of
from raccordo.governance.reasons import kept, sentence
from raccordo.governance.rules.rulebook import POPULATION
from raccordo.governance.rules.voting import (
    ABSTAINED,
    AGAINST,
    BLANK,
    FOR,
    NOT_VOTING,
    VOID,
    Count,
    Tally,
    Verdict,
    carried,
    chair_may_decide,
)
from raccordo.governance.states import (
    BallotPurpose,
    BallotState,
    ItemOutcome,
    SittingState,
    VoteChoice,
)
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record

Cast = tuple[Attendance, VoteChoice]


@operation
def open_ballot(
    item: AgendaItem,
    *,
    question: str,
    secret: bool,
    by: Acting,
    at: datetime,
    purpose: BallotPurpose = BallotPurpose.PROPOSAL,
) -> Ballot:
    """Put an item to the vote, where the body's own rules provide for votes."""
    sitting = lock_sitting(item.sitting)
    item = _as_it_is(item, sitting)
    _require_open(sitting)
    _require_votable(sitting, item, purpose, secret=secret)
    question = " ".join(question.split())
    if purpose == BallotPurpose.AMENDMENT and not question:
        raise Refused(_("Scrivere che cosa cambia l'emendamento che si vota."), field="question")
    ballot = Ballot.objects.create(
        item=item,
        number=item.ballots.count() + 1,
        purpose=purpose,
        question=question or item.title,
        secret=secret,
        opened_at=at,
    )
    on = purpose.value
    record(by=by, what="ballot.opened", subject=ballot, item=item.title, on=on, secret=secret)
    return ballot


@operation
def cast_votes(ballot: Ballot, *, votes: Sequence[Cast], by: Acting, at: datetime) -> Ballot:
    """Write what some seats say, each once: all of it, or nothing."""
    ballot, sitting = _locked(ballot)
    _require_palese(ballot)
    attendances, who = seated_there(sitting)
    said = dict(ballot.votes.values_list("attendance", "choice"))
    new = []
    for attendance, choice in votes:
        _require_no_recusal(choice)
        if earlier := said.get(attendance.pk):
            _refuse_again(attendance, earlier)
        one = require_voter(attendances.get(attendance.pk), who)
        said[one.pk] = choice
        new.append(Vote(ballot=ballot, attendance=one, choice=choice, name=one.name, cast_at=at))
    Vote.objects.bulk_create(new)
    told = [f"{vote.name}: {vote.get_choice_display()}" for vote in new]
    record(by=by, what="vote.cast", subject=ballot, votes=told)
    return ballot


@operation
def correct_vote(
    ballot: Ballot, *, attendance: Attendance, choice: VoteChoice, by: Acting, at: datetime
) -> Vote:
    """Write otherwise what a seat has said, while the vote is open; the register keeps both."""
    ballot, _sitting = _locked(ballot)
    vote = ballot.votes.filter(attendance=attendance).exclude(choice=VoteChoice.RECUSED).first()
    if vote is None:
        seat = attendance.title
        raise Refused(_("«%s» non ha ancora votato: non c'è nulla da correggere.") % seat)
    _require_palese(ballot)
    _require_no_recusal(choice)
    before = vote.get_choice_display()
    vote.choice, vote.cast_at = choice, at
    vote.save()
    now = vote.get_choice_display()
    record(by=by, what="vote.corrected", subject=ballot, who=vote.name, before=before, now=now)
    return vote


@operation
def recuse(
    ballot: Ballot, *, attendance: Attendance, reason: str, by: Acting, at: datetime
) -> Vote:
    """Write who must abstain and has left the item (TUEL art. 78 c. 2): she is not counted.

    What she had said before is not counted either; the register keeps it.
    """
    ballot, sitting = _locked(ballot)
    if not reason.strip():
        raise Refused(_("Serve il motivo dell'astensione obbligatoria."), field="reason")
    earlier = ballot.votes.filter(attendance=attendance).first()
    if earlier and earlier.choice == VoteChoice.RECUSED:
        raise Refused(
            _("L'astensione obbligatoria di «%s» è già registrata.") % attendance.title,
            field="attendance",
        )
    attendances, who = seated_there(sitting)
    one = require_voter(attendances.get(attendance.pk), who)
    facts = {"choice": VoteChoice.RECUSED, "name": one.name, "cast_at": at}
    vote, _new = ballot.votes.update_or_create(attendance=one, defaults=facts)
    told = {"who": one.name, "before": earlier.get_choice_display() if earlier else ""}
    record(by=by, what="vote.recused", subject=ballot, purpose=reason.strip(), **told)
    return vote


@operation
def undo_recusal(ballot: Ballot, *, attendance: Attendance, by: Acting) -> None:
    """Take back an abstention written by mistake: she is of the vote again, and has not voted."""
    ballot, _sitting = _locked(ballot)
    vote = ballot.votes.filter(attendance=attendance, choice=VoteChoice.RECUSED).first()
    if vote is None:
        raise Refused(_("Di «%s» non è registrata un'astensione obbligatoria.") % attendance.title)
    vote.delete()
    record(by=by, what="vote.recusal_undone", subject=ballot, who=vote.name)


@operation
def enter_counts(
    ballot: Ballot,
    *,
    in_favour: int,
    against: int,
    abstained: int,
    by: Acting,
    blank: int = 0,
    void: int = 0,
) -> Ballot:
    """Enter the result of a secret vote, that was counted outside: papers, and who abstained."""
    ballot, _sitting = _locked(ballot)
    if not ballot.secret:
        raise Refused(_("Questa votazione è palese: si registra il voto di ciascuno."))
    voters = len(voters_of(ballot))
    heads = {FOR: in_favour, AGAINST: against, ABSTAINED: abstained, BLANK: blank, VOID: void}
    told = sum(heads.values())
    if told > voters:
        raise Refused(
            _("Schede e astenuti sono %(told)s, i presenti con diritto di voto %(voters)s.")
            % {"told": told, "voters": voters},
            field="in_favour",
        )
    heads[NOT_VOTING] = voters - told
    ballot.tally = {"counts": {choice: asdict(Count(heads=n)) for choice, n in heads.items()}}
    ballot.save(update_fields=["tally"])
    told_of = [f"{choice}: {n}" for choice, n in heads.items()]
    record(by=by, what="ballot.counted", subject=ballot, counts=told_of)
    return ballot


@operation
def close_ballot(ballot: Ballot, *, by: Acting, at: datetime) -> Ballot:
    """Close a vote and say, with its reasons, whether it was valid and whether it was carried."""
    ballot, sitting = _locked(ballot)
    _require_all_heard(ballot)
    item, attendances = ballot.item, list(sitting.attendances.all())
    recused, matter = recused_from(ballot), matter_of(item, BallotPurpose(ballot.purpose))
    number = number_of(sitting, attendances, matter=matter, recused=recused)
    tally = tally_kept(ballot) if ballot.secret else votes_tallied(ballot)
    verdict = _verdict(sitting, matter, tally, attendances, recused)
    ballot.state, ballot.closed_at = BallotState.CLOSED, at
    ballot.valid, ballot.carried = number.good, number.good and verdict.good
    counts = {choice: asdict(count) for choice, count in tally.counts.items()}
    ballot.tally = {"counts": counts, "chair": tally.chair}
    ballot.reasons = [kept(reason) for reason in (*number.reasons, *verdict.reasons)]
    ballot.save()
    if outcome := _outcome_by(ballot):
        item.outcome = outcome
        item.save(update_fields=["outcome"])
    valid, won = ballot.valid, ballot.carried
    record(by=by, what="ballot.closed", subject=ballot, item=item.title, valid=valid, carried=won)
    return ballot


@operation
def conclude_item(item: AgendaItem, *, outcome: ItemOutcome, by: Acting) -> AgendaItem:
    """Say that an item was dealt with, or put off, without a vote."""
    sitting = lock_sitting(item.sitting)
    _require_open(sitting)
    if outcome not in {ItemOutcome.DISCUSSED, ItemOutcome.POSTPONED, ItemOutcome.PENDING}:
        raise Refused(_("Approvato o non approvato lo dice solo una votazione."), field="outcome")
    item = _as_it_is(item, sitting)
    if is_being_voted(item):
        raise Refused(_("Su questo punto c'è una votazione aperta: chiuderla prima."))
    if decisive(item) or item.outcome == ItemOutcome.WITHDRAWN:
        raise Refused(_("Questo punto è già concluso: %s.") % item.get_outcome_display().lower())
    item.outcome = outcome
    item.save(update_fields=["outcome"])
    record(by=by, what="item.concluded", subject=sitting, item=item.title, outcome=outcome)
    return item


def _locked(ballot: Ballot) -> tuple[Ballot, Sitting]:
    """A vote that is open, in a sitting that is open, held so that nobody else changes it."""
    sitting = lock_sitting(ballot.item.sitting)
    ballot = Ballot.objects.select_related("item").get(pk=ballot.pk)
    ballot.item.sitting = sitting
    if ballot.state == BallotState.CLOSED:
        when = localtime(ballot.closed_at).strftime("%H:%M") if ballot.closed_at else ""
        raise Refused(_("La votazione è chiusa dalle %s: non si vota più.") % when)
    _require_open(sitting)
    return ballot, sitting


def _require_open(sitting: Sitting) -> None:
    if sitting.state != SittingState.OPEN:
        state = sitting.get_state_display().lower()
        raise Refused(_("Si vota solo in una seduta aperta: questa è %s.") % state)


def _as_it_is(item: AgendaItem, sitting: Sitting) -> AgendaItem:
    """The item as it is now, its sitting being held: with its votes and its act."""
    now = AgendaItem.objects.select_related("resolution").prefetch_related("ballots")
    item = now.get(pk=item.pk)
    item.sitting = sitting
    return item


def _outcome_by(ballot: Ballot) -> ItemOutcome | None:
    """What a vote makes of its item: the one on the proposal decides it, one may put it off."""
    if not ballot.valid:
        return None
    match ballot.purpose:
        case BallotPurpose.PROPOSAL:
            return ItemOutcome.CARRIED if ballot.carried else ItemOutcome.NOT_CARRIED
        case BallotPurpose.POSTPONEMENT if ballot.carried:
            return ItemOutcome.POSTPONED
    return None


def _require_votable(
    sitting: Sitting, item: AgendaItem, purpose: BallotPurpose, *, secret: bool
) -> None:
    rules = rules_of(sitting)
    if rules is None:
        raise Refused(sentence(Reason("no_rules")))
    shares, article = rules.majority_for(matter_of(item, purpose))
    if not shares:
        raise Refused(sentence(Reason("no_votes_taken")))
    if reason := why_not_voted(item, purpose):
        raise Refused(sentence(reason), field="purpose")
    if is_being_voted(item):
        raise Refused(_("Su questo punto c'è già una votazione aperta."))
    require_on_agenda(sitting, item)
    if not secret and chair_may_decide(shares, rules):
        _require_chair(sitting, article=rules.cites.get("casting_vote", ""))
    if secret and any(share.basis == POPULATION for share in shares):
        raise Refused(
            sentence(Reason("secret_cannot_be_weighed", {"article": article})), field="secret"
        )


def _require_chair(sitting: Sitting, *, article: str) -> None:
    """Whose vote decides an even one is known before anybody votes."""
    if not in_the_room(sitting).filter(presides=True).exists():
        raise Refused(sentence(Reason("chair_unknown", {"article": article})))


def _require_palese(ballot: Ballot) -> None:
    if ballot.secret:
        raise Refused(_("Il voto è segreto: si registra solo lo scrutinio, non chi ha votato."))


def _require_no_recusal(choice: VoteChoice) -> None:
    if choice == VoteChoice.RECUSED:
        raise Refused(
            _(
                "L'astensione obbligatoria si registra a parte, con il suo motivo: usare"
                " «Astensione obbligatoria»."
            ),
            field="choice",
        )


def _refuse_again(attendance: Attendance, earlier: str) -> None:
    choice = VoteChoice(earlier).label.lower()
    raise Refused(
        _("«%(seat)s» ha già votato (%(choice)s): per cambiare il voto usare «Correggi».")
        % {"seat": attendance.title, "choice": choice}
    )


def _require_all_heard(ballot: Ballot) -> None:
    """Nobody who is there is counted as something she did not say."""
    voters = voters_of(ballot)
    if ballot.secret:
        entered = tally_kept(ballot).of(*VoteChoice.values, BLANK, VOID).heads
        if not ballot.tally:
            raise Refused(_("Manca lo scrutinio: registrare quante schede per ciascun voto."))
        if entered != len(voters):
            raise Refused(_("Le presenze sono cambiate dopo lo scrutinio: registrarlo di nuovo."))
        return
    heard = set(ballot.votes.values_list("attendance", flat=True))
    silent = [one.title for one in voters if one.pk not in heard]
    if silent:
        raise Refused(
            _("Manca il voto di: %s. Chi è presente e non vota si registra «Presente, non vota».")
            % ", ".join(silent)
        )


def _verdict(
    sitting: Sitting,
    matter: str,
    tally: Tally,
    attendances: Sequence[Attendance],
    recused: set[int],
) -> Verdict:
    rules = rules_of(sitting)
    assert rules is not None  # without rules no vote is opened
    members = [member_of(attendance, recused=recused) for attendance in attendances]
    return carried(tally, members, rules, matter=matter)
