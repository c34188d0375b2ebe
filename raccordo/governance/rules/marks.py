"""The marks of a model text, in square brackets, that the data of a sitting fill."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from raccordo.foundation.wording import elided

# «[[…]]» is a passage to be left out of what the public reads: it is not a mark.
MARK = re.compile(r"(?<!\[)\[([^\[\]\n]{1,120})\](?!\])")
AFTER_A_WORD = re.compile(rf"(\b[^\W\d_]+\s)?{MARK.pattern}")
# What no sitting can know, "[da completare: che cosa si approva]": a person writes it.
GAP = "da completare"
LETTER = re.compile(r"[^\W\d_]")


def marks_in(text: str) -> list[str]:
    """The marks of a text, each once, in their order; «[…]» and «[1]» are not marks."""
    found = (" ".join(one.split()).casefold() for one in MARK.findall(text))
    return list(dict.fromkeys(one for one in found if LETTER.search(one)))


def is_gap(mark: str) -> bool:
    """Whether a mark is a gap that only a person fills."""
    return mark.startswith(GAP)


def unknown_in(text: str, known: Collection[str]) -> list[tuple[str, str]]:
    """The marks of a text that nothing fills, each with the known one that is nearest, if any."""
    return [
        (one, next(iter(get_close_matches(one, known, n=1)), ""))
        for one in marks_in(text)
        if one not in known and not is_gap(one)
    ]


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its marks filled; those of which nothing is known yet stay as they are."""

    def fill(found: re.Match[str]) -> str:
        before, mark = found[1] or "", " ".join(found[2].split()).casefold()
        value = values.get(mark)
        if value and value.startswith(("8 ", "11 ")):  # a day, maybe: «del [data]»
            return elided(before + value)
        return before + value if value else found[0]

    return AFTER_A_WORD.sub(fill, text)
