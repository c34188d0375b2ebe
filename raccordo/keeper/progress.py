"""How far a long work is, on one line of the terminal; a short one says nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic

Tell = Callable[[str, int, int], None]
SOON, OFTEN = 2.0, 0.2


def unsaid(words: str, done: int, total: int) -> None:
    """For whoever does not look: says nothing."""


class ProgressLine:
    """The line itself: it appears after two seconds, only where there is a terminal."""

    def __init__(self) -> None:
        self.began = self.said_at = monotonic()
        self.shown = False

    def __call__(self, words: str, done: int, total: int) -> None:
        now = monotonic()
        if not sys.stderr.isatty() or now - self.began < SOON or now - self.said_at < OFTEN:
            return
        self.said_at, self.shown = now, True
        far = f"{100 * done // total}%" if total else f"{done / 1_048_576:.0f} MB" if done else "…"
        print(f"\r  {words}: {far}\x1b[K", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away before the last word is said."""
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
