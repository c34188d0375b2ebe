"""When a consultation receives proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from raccordo.foundation.reasons import Fact, Reason


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of a consultation; the last one is out."""

    title: str
    since: date
    until: date | None
    receives: bool

    def holds(self, on: date) -> bool:
        """Whether a day is among them."""
        return self.since <= on and (self.until is None or on < self.until)

    def meets(self, other: Stretch) -> bool:
        """Whether they have a day in common."""
        begins = other.until is None or self.since < other.until
        return begins and (self.until is None or other.since < self.until)


def receiving_on(stretches: Sequence[Stretch], *, on: date) -> Stretch | None:
    """The stretch in which proposals are received on a day, if there is one."""
    return next((one for one in stretches if one.receives and one.holds(on)), None)


def why_not_received(stretches: Sequence[Stretch], *, on: date) -> Reason | None:
    """Why a consultation that is published receives nothing on a day."""
    if receiving_on(stretches, on=on):
        return None
    receiving = [one for one in stretches if one.receives]
    coming = [one for one in receiving if one.since > on]
    if coming:
        return Reason("not_yet_received", {"since": min(one.since for one in coming)})
    ended = [one.until for one in receiving if one.until]
    if ended:
        return Reason("no_longer_received", {"last": max(ended) - timedelta(days=1)})
    return Reason("never_received")


def overlapping(stretch: Stretch, others: Sequence[Stretch]) -> Reason | None:
    """Why a stretch in which proposals are received cannot stand beside the others."""
    for other in others:
        if stretch.receives and other.receives and stretch.meets(other):
            facts: dict[str, Fact] = {"phase": other.title}
            return Reason("phases_overlap", facts)
    return None
