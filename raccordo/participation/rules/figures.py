"""How much was said, and how soon it was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from raccordo.participation.states import VoiceState

# Under three, a municipality and who speaks there may point at somebody.
FEWEST = 3
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Heard:
    """A proposal as it is counted."""

    received_on: date
    answered_on: date | None
    due_on: date | None
    sort: str
    author_kind: str
    outcome: str
    state: str
    towns: tuple[str, ...] = ()


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
class Cell:
    """How many of a kind of author spoke of a municipality; a few are told as a few."""

    town: str
    author_kind: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be told of all that was heard."""

    whole: Share
    late: int
    median_days: int | None
    longest_days: int | None
    by_author: tuple[Share, ...]
    by_sort: tuple[Share, ...]
    by_outcome: tuple[tuple[str, int], ...]
    by_town: tuple[Cell, ...]


def due_on(received_on: date, *, days: int = USUAL_DAYS) -> date:
    """The last day on which an answer is in time."""
    return received_on + timedelta(days=days)


def figures_of(heard: Iterable[Heard], *, on: date) -> Figures:
    """Counts of what was received: who withdrew is not waited for, but was heard."""
    told = list(heard)
    waits = [(one.answered_on - one.received_on).days for one in told if one.answered_on]
    return Figures(
        whole=_share("", told),
        late=sum(is_late(one, on=on) for one in told),
        median_days=round(median(waits)) if waits else None,
        longest_days=max(waits, default=None),
        by_author=_shares(told, lambda one: one.author_kind),
        by_sort=_shares(told, lambda one: one.sort),
        by_outcome=tuple(sorted(Counter(one.outcome for one in told if one.outcome).items())),
        by_town=_cells(told),
    )


def is_late(one: Heard, *, on: date) -> bool:
    """Whether an answer is awaited beyond its term."""
    waits = one.answered_on is None and one.state != VoiceState.WITHDRAWN
    return waits and one.due_on is not None and one.due_on < on


def _share(label: str, told: Sequence[Heard]) -> Share:
    counted = [one for one in told if one.answered_on or one.state != VoiceState.WITHDRAWN]
    return Share(label, len(counted), sum(bool(one.answered_on) for one in counted))


def _shares(told: Sequence[Heard], by: Callable[[Heard], str]) -> tuple[Share, ...]:
    groups: dict[str, list[Heard]] = {}
    for one in told:
        groups.setdefault(by(one), []).append(one)
    return tuple(_share(label, groups[label]) for label in sorted(groups))


def _cells(told: Sequence[Heard]) -> tuple[Cell, ...]:
    counted = Counter((town, one.author_kind) for one in told for town in one.towns)
    return tuple(
        Cell(town, kind, count if count >= FEWEST else None)
        for (town, kind), count in sorted(counted.items())
    )
