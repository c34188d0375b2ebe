"""When a figure that was cited is to be read again, and what a tree of causes allows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from raccordo.foundation.reasons import Reason

# A problem, its causes, their causes, and what is behind those: deeper, nobody reads it.
DEEPEST = 4


def drift(kept: Decimal, now: Decimal | None) -> Reason | None:
    """Why a figure is to be read again, as the eye meets both; nothing when it says the same."""
    if now is None:
        return Reason("figure_gone")
    if now == kept:
        return None
    return Reason("figure_overturned" if overturns(kept, now) else "figure_changed")


def overturns(kept: Decimal, now: Decimal) -> bool:
    """Whether a figure tells another story: the sign changed, or it doubled, or it halved."""
    if kept * now <= 0:
        return True
    return abs(now) >= 2 * abs(kept) or abs(kept) >= 2 * abs(now)


def tree_fault(
    parents: Mapping[int, int | None], *, node: int | None, parent: int | None
) -> Reason | None:
    """Why a statement cannot stand under another: it would be under itself, or too far down.

    `parents` tells under which each of the others stands; a new statement is no node yet.
    """
    above = _above(parents, parent)
    if node is not None and node in above:
        return Reason("tree_cycle")
    below = _height(parents, node) if node is not None else 1
    if len(above) + below > DEEPEST:
        return Reason("tree_too_deep", {"deepest": DEEPEST})
    return None


def _above(parents: Mapping[int, int | None], start: int | None) -> list[int]:
    """A statement and all that it stands under."""
    found: list[int] = []
    while start is not None and start not in found:
        found.append(start)
        start = parents.get(start)
    return found


def _height(parents: Mapping[int, int | None], node: int) -> int:
    """How many levels a statement holds, itself included."""
    deepest = 1
    for other in parents:
        path = _above(parents, other)
        if node in path:
            deepest = max(deepest, path.index(node) + 1)
    return deepest
