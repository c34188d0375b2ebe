"""Long tests: `make soak` runs them whole, `make test` a twentieth of each."""

import os

LONG = bool(os.environ.get("SOAK"))


def times(long: int, short: int) -> int:
    """How many times something is done today."""
    return long if LONG else short
