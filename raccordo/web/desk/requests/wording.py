from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format

from raccordo.foundation.money import euros
from raccordo.governance.rules.questions import Kind, Question, Value


def figure(value: Value | None, question: Question) -> str:
    """An answer as a person reads it."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if question.kind == Kind.EUROS:
        return euros(Decimal(value))
    said = number_format(value, force_grouping=True)
    return f"{said} {question.unit}" if question.unit else said


def percent(number: int | None) -> str:
    """By how much something has changed, with a true minus."""
    return "" if number is None else f"{number:+d}\xa0%".replace("-", "\N{MINUS SIGN}")
