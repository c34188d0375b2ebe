"""The register of decisions: what bodies have voted, how, and by which act it was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from raccordo.access.rights import Right
from raccordo.foundation.searching import searchable
from raccordo.governance.models import AgendaItem, Ballot
from raccordo.governance.queries.ballots import decisive
from raccordo.governance.queries.bodies import bodies_open_to
from raccordo.governance.queries.sittings import day_of, vote_in_words
from raccordo.governance.states import ItemOutcome, ItemSort
from raccordo.journal.acting import Acting

VOTED = (ItemOutcome.CARRIED, ItemOutcome.NOT_CARRIED)
AROUND = ("sitting__body__area", "sitting__body__organ", "resolution__organ")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a body voted on an item: on which day, and how many said what."""

    item: AgendaItem
    day: date
    votes: str


def decisions_open_to(acting: Acting, *, on: date) -> QuerySet[AgendaItem]:
    """The items that were voted by the bodies one reads, the last first."""
    ours = bodies_open_to(acting, Right.READ_BODIES, on=on).order_by().values("pk")
    voted = AgendaItem.objects.filter(sitting__body__in=ours, outcome__in=VOTED)
    return voted.select_related(*AROUND).order_by("-sitting__first_call", "sitting", "position")


def without_act(decisions: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """What was approved and no resolution was written for."""
    return decisions.filter(
        outcome=ItemOutcome.CARRIED, sort=ItemSort.DECISION, resolution__isnull=True
    )


def decisions_found(decisions: QuerySet[AgendaItem], wanted: str) -> QuerySet[AgendaItem]:
    """Those whose words, or those of their body or act, hold every word wanted."""
    for word in searchable(wanted).split():
        about = Q(search__contains=word) | Q(sitting__body__search__contains=word)
        decisions = decisions.filter(about | Q(resolution__search__contains=word))
    return decisions


def told(decisions: Iterable[AgendaItem]) -> list[Decision]:
    """Each with the vote that decided it, in words; its votes were asked for with it."""
    found = []
    for item in decisions:
        ballot = decisive(item)
        votes = vote_in_words(ballot) if ballot else ""
        found.append(Decision(item, day_of(item.sitting), votes))
    return found


def with_votes(decisions: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """The same, with their votes: one question more, however many they are."""
    return decisions.prefetch_related(Prefetch("ballots", Ballot.objects.order_by("number")))
