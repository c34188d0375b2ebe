"""What an operator sees while something goes on: a line when it begins, how long it took."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


def say(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what begins, and when it is over how long it took."""
    print(f"· {text} … ", end="", flush=True)
    began = monotonic()
    try:
        yield
    except BaseException:
        print("non riuscito", flush=True)
        raise
    print(f"fatto ({monotonic() - began:.1f} s)", flush=True)


def advance(done: int, total: int, words: str) -> None:
    """How far something is, on one line of a terminal; at the end only when there is none."""
    if sys.stdout.isatty():
        print(f"\r  {words}: {done} di {total}", end="\n" if done == total else "", flush=True)
    elif done == total:
        print(f"  {words}: {total}", flush=True)
