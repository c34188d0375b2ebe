"""What the program of the lead body's accounts calls an entry: its kind, its number."""

from __future__ import annotations

import re
from typing import NamedTuple

from raccordo.finance.states import MovementKind
from raccordo.foundation.searching import slug_of

# The first word that stands in the name tells the kind: "mandato di pagamento" is an order.
KINDS = (
    ("prenotaz", MovementKind.RESERVED),
    ("impegn", MovementKind.COMMITTED),
    ("liquid", MovementKind.CLEARED),
    ("mandat", MovementKind.ORDERED),
    ("ordinativ", MovementKind.ORDERED),
    ("quietanz", MovementKind.PAID),
    ("pagam", MovementKind.PAID),
    ("accertam", MovementKind.ASCERTAINED),
    ("reversal", MovementKind.COLLECTED),
    ("riscoss", MovementKind.COLLECTED),
    ("incass", MovementKind.COLLECTED),
)
YEARS = range(1990, 2101)


class Number(NamedTuple):
    """A number of the books: what it is within its year; no year where it does not tell it."""

    bare: str
    year: int = 0


def kind_called(said: str) -> MovementKind | None:
    """The kind of entry that a word of theirs means, if it is known."""
    slug = slug_of(said)
    return next((kind for stem, kind in KINDS if stem in slug), None)


def number_in(said: str) -> Number:
    """A number as their program writes it: "123", "n. 0123/2026", "2026/123", "123/2026-1"."""
    parts = [str(int(part)) for part in re.findall(r"[0-9]{1,15}", said)]
    years = [part for part in parts[:2] if len(parts) > 1 and int(part) in YEARS]
    if not years:
        return Number("/".join(parts))
    parts.remove(years[-1])
    return Number("/".join(parts), int(years[-1]))
