"""A wide bound on what must not take for ever: no figure, those are in the bench."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

LONG = 20


@contextmanager
def in_time() -> Iterator[None]:
    """What it holds ends; what grows with the square of what it reads would take minutes."""
    began = process_time()
    yield
    assert process_time() - began < LONG
