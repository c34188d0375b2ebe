"""Whether a sitting is valid and a vote is carried: counted in integers, told in reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from raccordo.foundation.reasons import Fact, Reason
from raccordo.governance.rules.rulebook import (
    ASSIGNED,
    HEADS,
    HELD,
    POPULATION,
    PRESENT,
    VOTERS,
    Rulebook,
    Share,
)

FOR, AGAINST, ABSTAINED = "for", "against", "abstained"
NOT_VOTING, RECUSED = "not_voting", "recused"
# Of a secret vote only: papers with nothing on them, and papers that cannot be read.
BLANK, VOID = "blank", "void"
# What an even vote comes to, by what who presides said.
DECIDES = {FOR: "casting_vote", AGAINST: "casting_vote_against"}


@dataclass(frozen=True, slots=True)
class Member:
    """A seat as the rules see it: what it weighs, whether it is held, there, and presiding."""

    weight: int = 0
    votes: bool = True
    held: bool = True
    there: bool = False
    presides: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no, and why: one reason for each thing that was wanted."""

    good: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """So many heads, that weigh so many residents."""

    heads: int = 0
    population: int = 0

    def by(self, basis: str) -> int:
        return self.heads if basis == HEADS else self.population


@dataclass(frozen=True, slots=True)
class Tally:
    """What was said in a vote, by choice; of a secret one, heads alone."""

    counts: dict[str, Count] = field(default_factory=dict)
    # What who presides said, where a vote is open and somebody does.
    chair: str = ""
    secret: bool = False

    def of(self, *choices: str) -> Count:
        """All who said one of some things."""
        found = [self.counts.get(choice, Count()) for choice in choices]
        return Count(sum(c.heads for c in found), sum(c.population for c in found))


def counted(members: Iterable[Member]) -> Count:
    """Some seats, as heads and residents."""
    weights = [member.weight for member in members]
    return Count(len(weights), sum(weights))


def tally_of(votes: Iterable[tuple[str, Member]]) -> Tally:
    """An open vote, counted by who said what."""
    said = list(votes)
    choices = {choice for choice, _member in said}
    counts = {c: counted(member for choice, member in said if choice == c) for c in choices}
    return Tally(counts, chair=next((choice for choice, one in said if one.presides), ""))


def legal_number(
    members: Sequence[Member], rules: Rulebook, *, call: int, matter: str = ""
) -> Verdict:
    """Whether enough members are there (numero legale), by every measure that is wanted."""
    shares, article = rules.quorum_for(matter, call=call)
    voting = [member for member in members if member.votes]
    there = counted(member for member in voting if member.there)
    wholes = {
        ASSIGNED: counted(voting),
        HELD: counted(member for member in voting if member.held),
        PRESENT: there,
        VOTERS: there,
    }
    if not shares:
        return Verdict(True, (Reason("no_quorum_wanted"),))
    return _verdict("quorum", shares, article, there, wholes)


def voters_by(rules: Rulebook) -> tuple[str, ...]:
    """What one says to be counted among who votes."""
    abstained = (ABSTAINED,) if rules.abstentions_count else ()
    blank = (BLANK, VOID) if rules.blanks_count else ()
    return (FOR, AGAINST, *abstained, *blank)


def carried(
    tally: Tally, members: Sequence[Member], rules: Rulebook, *, matter: str = ""
) -> Verdict:
    """Whether a vote is carried, by every measure that is wanted.

    Who must abstain has left the item (TUEL art. 78 c. 2): she is not among its members present.
    """
    shares, article = rules.majority_for(matter)
    if not shares:
        return Verdict(False, (Reason("no_votes_taken"),))
    if tally.secret and any(share.basis == POPULATION for share in shares):
        return Verdict(False, (Reason("secret_cannot_be_weighed", {"article": article}),))
    voting = [member for member in members if member.votes]
    wholes = {
        ASSIGNED: counted(voting),
        HELD: counted(member for member in voting if member.held),
        PRESENT: tally.of(FOR, AGAINST, ABSTAINED, NOT_VOTING, BLANK, VOID),
        VOTERS: tally.of(*voters_by(rules)),
    }
    verdict = _verdict("majority", shares, article, tally.of(FOR), wholes)
    return verdict if verdict.good else _with_casting_vote(verdict, tally, rules, shares)


def chair_may_decide(shares: Sequence[Share], rules: Rulebook) -> bool:
    """Whether an even vote would be decided by who presides."""
    return rules.casting_vote and any(
        share.basis == HEADS and _wants_most(share) for share in shares
    )


def _with_casting_vote(
    verdict: Verdict, tally: Tally, rules: Rulebook, shares: Sequence[Share]
) -> Verdict:
    """An even vote is decided by who presides, where the rules say so: of heads, not of weights.

    Only where more than half is wanted: three of six are not two thirds, whoever presides.
    """
    by_heads = [share for share in shares if share.basis == HEADS and _wants_most(share)]
    in_favour, voters = tally.of(FOR).heads, tally.of(*voters_by(rules)).heads
    # Where who abstains counts among the voters, three and three of nine are not half of them.
    even = in_favour == tally.of(AGAINST).heads > 0 and 2 * in_favour == voters
    others_met = all(
        reason.code.endswith("_met")
        for share, reason in zip(shares, verdict.reasons, strict=True)
        if share not in by_heads
    )
    if not (chair_may_decide(shares, rules) and even and others_met):
        return verdict
    article = rules.cites.get("casting_vote", "")
    unsaid = "casting_vote_secret" if tally.secret else "casting_vote_unsaid"
    code = DECIDES.get(tally.chair, unsaid)
    return Verdict(code == DECIDES[FOR], (*verdict.reasons, Reason(code, {"article": article})))


def _wants_most(share: Share) -> bool:
    return share.of == VOTERS and share.strict and 2 * share.numerator == share.denominator


def _verdict(
    what: str, shares: Sequence[Share], article: str, part: Count, wholes: dict[str, Count]
) -> Verdict:
    told = []
    for share in shares:
        mine, whole = part.by(share.basis), wholes[share.of].by(share.basis)
        met = share.met_by(mine, whole)
        facts: dict[str, Fact] = {
            "part": mine,
            "whole": whole,
            "of": share.of,
            "needed": share.needed_of(whole),
            "article": article,
        }
        told.append(Reason(f"{what}_{share.basis}_{'met' if met else 'short'}", facts))
    return Verdict(all(reason.code.endswith("_met") for reason in told), tuple(told))
