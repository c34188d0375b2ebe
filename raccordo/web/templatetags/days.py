from __future__ import annotations

from datetime import date, timedelta

from django import template

from raccordo.foundation.wording import day

register = template.Library()


@register.filter("day")
def in_words(value: date | None) -> str:
    """A day in words: 3 marzo 2026."""
    return day(value) if value else ""


@register.filter
def day_before(value: date | None) -> str:
    """The last day of a stretch, that is stored as the day it ends."""
    return day(value - timedelta(days=1)) if value else ""
