from __future__ import annotations

from typing import Any

from django.urls import reverse

Trail = list[tuple[Any, str]]


def trail(*steps: Any) -> Trail:
    """The path above a page: (word, page) or (word, address) pairs, and the present word last."""
    return [step if isinstance(step, tuple) else (step, "") for step in map(_step, steps)]


def _step(step: Any) -> Any:
    if isinstance(step, tuple):
        word, page = step
        return word, page if str(page).startswith("/") else reverse(page)
    return step
