"""The votes of an item: which one decided it, what they made of its act, what is still to vote."""

from __future__ import annotations

from raccordo.acts.rules import usual_enforceability
from raccordo.acts.states import ActKind, ActStage, Enforceability
from raccordo.foundation.reasons import Reason
from raccordo.governance.models import AgendaItem, Ballot, Body
from raccordo.governance.reasons import CAME_OF_IT, VOTED_ON, read, sentence
from raccordo.governance.rules.rulebook import AT_ONCE
from raccordo.governance.states import (
    BallotPurpose,
    BallotState,
    BodySort,
    ItemOutcome,
    ItemSort,
)

OFF = {ItemOutcome.WITHDRAWN, ItemOutcome.POSTPONED}
DECIDED = {ItemOutcome.CARRIED, ItemOutcome.NOT_CARRIED}


def closed_ballots(item: AgendaItem) -> list[Ballot]:
    """The votes of an item that were closed, in their order."""
    closed = [one for one in item.ballots.all() if one.state == BallotState.CLOSED]
    return sorted(closed, key=lambda one: one.number)


def settled(item: AgendaItem, purpose: BallotPurpose) -> Ballot | None:
    """The last valid vote on something, for or against; one that is not valid settles nothing."""
    votes = [one for one in closed_ballots(item) if one.valid and one.purpose == purpose]
    return votes[-1] if votes else None


def decisive(item: AgendaItem) -> Ballot | None:
    """The vote that decided an item: on the proposal, or the one that put it off."""
    put_off = settled(item, BallotPurpose.POSTPONEMENT)
    return settled(item, BallotPurpose.PROPOSAL) or (put_off if _won(put_off) else None)


def voted_at_once(item: AgendaItem) -> bool:
    """Whether the sitting made the resolution of an item enforceable at once (TUEL art. 134)."""
    return _won(settled(item, BallotPurpose.AT_ONCE))


def may_be_at_once(item: AgendaItem) -> bool:
    """Whether what an item resolves waits for its day, unless it is made enforceable at once."""
    return item.sort == ItemSort.DECISION and _waits_for_the_tenth_day(item.sitting.body)


def is_being_voted(item: AgendaItem) -> bool:
    """Whether a vote on an item is still open."""
    return any(one.state == BallotState.OPEN for one in item.ballots.all())


def may_be_reopened(item: AgendaItem) -> bool:
    """Whether an item was said dealt with, or put off, by who minutes and not by a vote."""
    said = item.outcome in {ItemOutcome.DISCUSSED, ItemOutcome.POSTPONED}
    return said and not is_being_voted(item) and not decisive(item)


def matter_of(item: AgendaItem, purpose: BallotPurpose) -> str:
    """Whose majority a vote wants: the item's matter, the law's own, or just the ordinary one."""
    match purpose:
        case BallotPurpose.AT_ONCE:
            return AT_ONCE.code
        case BallotPurpose.POSTPONEMENT:
            return ""
        case _:
            return item.matter


def may_be_voted(item: AgendaItem) -> list[BallotPurpose]:
    """What can be put to the vote on an item, as things stand."""
    return [one for one in BallotPurpose if why_not_voted(item, one) is None]


def why_not_voted(item: AgendaItem, purpose: BallotPurpose) -> Reason | None:
    """Why something is not put to the vote on an item: what was decided is not voted again."""
    outcome = item.get_outcome_display().lower()
    if item.sort == ItemSort.REPORT:
        return Reason("report_not_voted")
    if item.outcome in OFF:
        return Reason("item_off", {"outcome": outcome})
    if item.resolution and item.resolution.stage != ActStage.DRAFT:
        stage = item.resolution.get_stage_display().lower()
        return Reason("act_gone_on", {"stage": stage})
    if purpose == BallotPurpose.AT_ONCE:
        return _why_not_at_once(item)
    return Reason("already_decided", {"outcome": outcome}) if item.outcome in DECIDED else None


def vote_named(ballot: Ballot, *, words: str = "«%s»") -> str:
    """What a vote is on, and in which words where they are not the item's own."""
    on = str(VOTED_ON[BallotPurpose(ballot.purpose)])
    same = ballot.question == ballot.item.title
    return on if same else f"{on} ({words % ballot.question})"


def what_came_of(ballot: Ballot) -> str:
    """Whether a vote is valid, and carried."""
    if not ballot.valid:
        return sentence(Reason("vote_not_valid"))
    return str(CAME_OF_IT[BallotPurpose(ballot.purpose)][bool(ballot.carried)])


def why_so(ballot: Ballot) -> tuple[str, ...]:
    """The reasons for which a vote was closed so."""
    return tuple(sentence(read(reason)) for reason in ballot.reasons)


def _why_not_at_once(item: AgendaItem) -> Reason | None:
    if not may_be_at_once(item):
        return Reason("not_a_resolution")
    if item.outcome != ItemOutcome.CARRIED:
        return Reason("proposal_first")
    return Reason("at_once_voted") if settled(item, BallotPurpose.AT_ONCE) else None


def _waits_for_the_tenth_day(body: Body) -> bool:
    """Whether what a body resolves is usually enforceable from the tenth day, so may be sooner."""
    if body.sort != BodySort.DECIDES or body.organ is None:
        return False
    usual = usual_enforceability(body.organ.kind, ActKind.RESOLUTION)
    return usual == Enforceability.TENTH_DAY


def _won(ballot: Ballot | None) -> bool:
    return ballot is not None and bool(ballot.carried)
