"""What people write: how long it may be, and which signs are not writing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

LONGEST_TEXT, LONGEST_TITLE = 10_000, 200
LINES = {"\n", "\t"}
# They turn around the writing of what follows: another's name, a date, a file's ending.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# No writing heaps more marks on a letter (UAX 15, stream-safe text): thousands of them would take
# minutes to be put in order.
MOST_MARKS = 30
# Without those that are taken one for another: 0 and O, 1 and I and L, B and 8, S and 5.
CODE_SIGNS = "ACDEFGHJKMNPQRTUVWXYZ234679"
CODE_GROUPS, GROUP_SIZE = 3, 4


def cleaned(text: str) -> str:
    """A text as it is kept: its lines, its emoji, its marks; not what only a machine can read."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", "".join(_written(lines))).strip()


def says_something(text: str) -> bool:
    """Whether there is anything to read: a letter, a figure, a sign; not only what is unseen."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)


def title_from(text: str, *, longest: int = 80) -> str:
    """How a text without a title is called: its first words."""
    first = " ".join(text.split())
    return first if len(first) <= longest else first[: longest - 1].rsplit(" ", 1)[0] + "…"


def code_shown(signs: str) -> str:
    """A code as it is dictated: in groups."""
    ends = range(0, len(signs), GROUP_SIZE)
    return "-".join(signs[start : start + GROUP_SIZE] for start in ends)


def code_typed(said: str) -> str:
    """The signs of a code however it was typed: small letters, blanks, dashes."""
    return "".join(c for c in said.upper() if c in CODE_SIGNS)


def number_typed(said: str) -> tuple[int, int] | None:
    """The number and the year in «41/2026», or nothing."""
    number, slash, year = said.replace(" ", "").partition("/")
    plain = number.isascii() and number.isdigit() and year.isascii() and year.isdigit()
    if not slash or not plain or len(number) > 9 or len(year) != 4:
        return None
    return int(number), int(year)


def _written(text: str) -> Iterator[str]:
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        unread = sign not in LINES and unicodedata.category(sign) in {"Cc", "Cs"}
        unread |= sign in TURNING
        if not unread and marks <= MOST_MARKS:
            yield sign
