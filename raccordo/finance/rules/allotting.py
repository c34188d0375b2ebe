"""How a sum is shared among municipalities: by one measure, or by several, each with its weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeVar

from raccordo.finance.states import Criterion
from raccordo.foundation.allotment import allot

Key = TypeVar("Key")
Mix = Sequence[tuple[Criterion, int]]

# What each way of sharing looks at, and for how many hundredths.
BY_POPULATION: Mix = ((Criterion.POPULATION, 100),)
# The criteria of the Abruzzo regional fund: who is many, who depends on others, who is scattered.
WEIGHTED: Mix = (
    (Criterion.POPULATION, 70),
    (Criterion.DEPENDENCY, 25),
    (Criterion.SPARSENESS, 5),
)


def weights_by(values: Mapping[Key, Mapping[Criterion, Decimal]], mix: Mix) -> dict[Key, int]:
    """The weight of each, from its measures: of each measure, its share of the total of all.

    Exact: the shares are fractions, brought to whole numbers together.
    """
    exact: dict[Key, Fraction] = dict.fromkeys(values, Fraction(0))
    for criterion, percent in mix:
        whole = sum((Fraction(told[criterion]) for told in values.values()), Fraction(0))
        for key, told in values.items():
            exact[key] += Fraction(percent, 100) * Fraction(told[criterion]) / whole
    return whole_weights(exact)


def whole_weights(weights: Mapping[Key, Fraction | Decimal]) -> dict[Key, int]:
    """The same weights as whole numbers, in the same proportion."""
    exact = {key: Fraction(weight) for key, weight in weights.items()}
    scale = lcm(*(weight.denominator for weight in exact.values())) if exact else 1
    return {key: int(weight * scale) for key, weight in exact.items()}


def shared(total: Decimal, weights: Mapping[Key, int]) -> dict[Key, Decimal]:
    """The share of each, to the cent: largest remainder; at a tie, who comes first in the list."""
    return allot(total, weights)
