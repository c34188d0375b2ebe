"""How much was said, and how soon it was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from raccordo.participation.states import VoiceState

USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Heard:
    """So many proposals that are alike, as they are counted."""

    author_kind: str
    outcome: str
    state: str
    answered: bool
    times: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """So many received, of which so many answered."""

    label: str
    received: int
    answered: int

    @property
    def percent(self) -> int | None:
        """How many in a hundred were answered; of none, nothing is said."""
        return round(100 * self.answered / self.received) if self.received else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be told of all that was heard."""

    whole: Share
    late: int
    median_days: int | None
    longest_days: int | None
    by_author: tuple[Share, ...]
    by_outcome: tuple[tuple[str, int], ...]


def due_on(received_on: date, *, days: int = USUAL_DAYS) -> date:
    """The last day on which an answer is in time."""
    return received_on + timedelta(days=days)


def figures_of(heard: Sequence[Heard], *, waits: Sequence[int], late: int) -> Figures:
    """Counts of what was received, and of the days each answer took.

    Who withdrew before an answer is not waited for.
    """
    outcomes: Counter[str] = Counter()
    for one in heard:
        if one.outcome:
            outcomes[one.outcome] += one.times
    return Figures(
        whole=_share("", heard),
        late=late,
        median_days=round(median(waits)) if waits else None,
        longest_days=max(waits, default=None),
        by_author=_shares(heard, lambda one: one.author_kind),
        by_outcome=tuple(sorted(outcomes.items())),
    )


def _share(label: str, heard: Sequence[Heard]) -> Share:
    counted = [one for one in heard if one.answered or one.state != VoiceState.WITHDRAWN]
    answered = sum(one.times for one in counted if one.answered)
    return Share(label, sum(one.times for one in counted), answered)


def _shares(heard: Sequence[Heard], by: Callable[[Heard], str]) -> tuple[Share, ...]:
    groups: dict[str, list[Heard]] = {}
    for one in heard:
        groups.setdefault(by(one), []).append(one)
    return tuple(_share(label, groups[label]) for label in sorted(groups))
