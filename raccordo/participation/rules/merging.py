"""Which proposals may follow the answer of another."""

from __future__ import annotations

from dataclasses import dataclass

from raccordo.foundation.reasons import Fact, Reason
from raccordo.participation.states import OPEN, VoiceState


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposal as merging sees it; what it is merged into, if anything."""

    row: int
    name: str
    area: int
    state: VoiceState
    into: int | None = None


def why_not_merged(one: Standing, target: Standing) -> Reason | None:
    """Why one cannot follow the answer of another, that stands on its own.

    Who has been answered has her answer: a second one would take the first away. So two that
    are both answered stay two, and one that is answered takes in the other, never the opposite.
    """
    facts: dict[str, Fact] = {"one": one.name, "other": target.name}
    if one.row == target.row:
        return Reason("merged_into_itself", facts)
    if one.area != target.area:
        return Reason("merged_elsewhere", facts)
    if one.state == VoiceState.MERGED:
        return Reason("already_merged", facts)
    if one.state == VoiceState.ANSWERED:
        both = target.state == VoiceState.ANSWERED
        return Reason("both_answered" if both else "merged_backwards", facts)
    if one.state not in OPEN:
        return Reason("merged_when_over", facts)
    if target.state not in {*OPEN, VoiceState.ANSWERED}:
        return Reason("merged_into_what_is_over", facts)
    return None
