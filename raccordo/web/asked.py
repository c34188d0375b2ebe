"""What an address asks for, read without trusting it."""

from __future__ import annotations

YEAR_DIGITS = 4


def year_in(said: str) -> int | None:
    """The year that somebody wrote, of four plain digits; of anything else, none."""
    plain = len(said) == YEAR_DIGITS and said.isascii() and said.isdigit()
    return int(said) if plain else None
