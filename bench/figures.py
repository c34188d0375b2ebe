"""A figure and its words: what was measured, what one aims at, how it is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

WIDE = 62


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured; an aim is the least it should be, or the most if it is a time."""

    what: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool:
        enough = self.at_least is None or self.value >= self.at_least
        return enough and (self.at_most is None or self.value <= self.at_most)

    def told(self) -> str:
        """One line of the table."""
        said = f"  {self.what:.<{WIDE}} {italian(self.value):>9} {self.unit:<12}"
        return f"{said} {self._aim()} {self.note}".rstrip()

    def _aim(self) -> str:
        if self.at_least is None and self.at_most is None:
            return ""
        word, aim = ("almeno", self.at_least) if self.at_least else ("al più", self.at_most)
        return f"[{word} {italian(aim or 0)}: {'sì' if self.reached else 'NO'}]"


def italian(value: float) -> str:
    """A number as an Italian reads it: three figures that matter are enough."""
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def milliseconds(work: Callable[[], object], *, times: int) -> list[float]:
    """How long each time took."""
    taken = []
    for _ in range(times):
        began = perf_counter()
        work()
        taken.append(1000 * (perf_counter() - began))
    return taken


def seconds(work: Callable[[], object]) -> float:
    """How long it took once."""
    return milliseconds(work, times=1)[0] / 1000


def middle(taken: Sequence[float]) -> float:
    return median(taken)


def slowest(taken: Sequence[float]) -> float:
    """What nineteen in twenty stay under."""
    return quantiles(taken, n=20)[-1]
