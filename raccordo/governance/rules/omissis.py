"""What the public does not read of a text: the passages between double square brackets."""

from __future__ import annotations

import re

OMISSIS = "«OMISSIS»"
PASSAGE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def masked(text: str) -> str:
    """The text as the public reads it: each passage that is marked is left out, and it shows."""
    return PASSAGE.sub(OMISSIS, text)


def bare(text: str) -> str:
    """The whole text, as whoever may read it all does: without the brackets."""
    return PASSAGE.sub(lambda passage: passage[1], text)


def is_sound(text: str) -> bool:
    """Whether every passage is opened and closed: one left open would show what it should hide."""
    rest = PASSAGE.sub("", text)
    inner = "".join(PASSAGE.findall(text))
    return not any(sign in part for part in (rest, inner) for sign in ("[[", "]]"))
