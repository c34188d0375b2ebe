"""The codes of objectives and actions: 5.3 comes before 5.10."""

from __future__ import annotations

import re

LONGEST_CODE = 12
A_CODE = re.compile(r"[0-9A-Z]+(?:[.\-][0-9A-Z]+)*")
WIDTH = 8


def code_typed(said: str) -> str:
    """A code as it is kept: capitals, no blanks."""
    return "".join(said.upper().split()).strip(".-")


def sound_code(code: str) -> bool:
    """Whether a text is a code: letters and figures, parted by points or dashes."""
    return len(code) <= LONGEST_CODE and A_CODE.fullmatch(code) is not None


def order_of(code: str) -> str:
    """What puts codes in the order one counts, whatever compares texts."""
    pieces = re.findall(r"[0-9]+|[A-Z]+", code)
    return " ".join(p.zfill(WIDTH) if p.isdigit() else p for p in pieces)[:80]


def next_code(axis: str, taken: set[str]) -> str:
    """The first free code of an axis: 5.4 where 5.1, 5.2 and 5.3 are taken."""
    number = 1
    while f"{axis}.{number}" in taken:
        number += 1
    return f"{axis}.{number}"
