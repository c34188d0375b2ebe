"""A sum parted among the cells of a matrix: to the cent, whatever the shares."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from raccordo.foundation.allotment import allot

Key = TypeVar("Key")
WHOLE = Decimal(100)


def is_whole(shares: Mapping[Key, Decimal]) -> bool:
    """Whether some shares, in hundredths, make the whole."""
    return sum(shares.values(), Decimal(0)) == WHOLE


def parted(amount: Decimal, shares: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """An amount by cell, from shares in hundredths: not a cent is made or lost."""
    if not shares or not amount:
        return {}
    weights = {key: int(share * 100) for key, share in shares.items()}
    if amount < 0:  # more was taken back than there was: it is told, not hidden
        return {key: -part for key, part in allot(-amount, weights).items()}
    return allot(amount, weights)
