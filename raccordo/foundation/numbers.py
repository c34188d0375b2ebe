"""Numbers as people type or paste them: with either decimal sign, with or without thousands."""

from __future__ import annotations

import re
from decimal import Decimal

BLANKS = re.compile(r"[\s\u00a0\u202f'’\u20ac]")
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
PLAIN = re.compile(r"\d+(?:\.\d+)?")


def number_typed(said: str) -> Decimal | None:
    """The number that a text writes, or nothing: 1.250,50 and 1250.50; 1.250 is over a thousand.

    Of two signs the last parts the decimals; points alone before groups of three part thousands, as
    one writes in Italy.
    """
    bare = BLANKS.sub("", said)
    sign = -1 if bare.startswith(("-", "−")) else 1
    bare = bare.lstrip("+-−")
    if "," in bare and "." in bare:
        groups = "." if bare.rfind(",") > bare.rfind(".") else ","
        bare = bare.replace(groups, "").replace(",", ".")
    elif bare.count(",") == 1:
        bare = bare.replace(",", ".")
    elif GROUPED.fullmatch(bare):
        bare = bare.replace(".", "")
    return sign * Decimal(bare) if PLAIN.fullmatch(bare) else None
