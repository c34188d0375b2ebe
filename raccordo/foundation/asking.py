from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_answers: ContextVar[dict[Any, Any] | None] = ContextVar(
    "what this reading has asked", default=None
)


@contextmanager
def one_reading() -> Iterator[None]:
    """While something is only read, each question `asked_once` is asked a single time.

    Whoever writes asks anew: a right may have ended since.
    """
    before = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(before)


def asked_once(question: Callable[P, T]) -> Callable[P, T]:
    """Keep the answer to a question until the end of the reading it is asked in, if in one."""

    @wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        asked = (question, args, tuple(sorted(kwargs.items())))
        if asked not in answers:
            answers[asked] = question(*args, **kwargs)
        answer: T = answers[asked]
        return answer

    return ask
