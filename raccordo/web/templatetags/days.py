from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone

from raccordo.foundation.wording import day

register = template.Library()


@register.filter("day")
def in_words(value: date | None) -> str:
    """A day in words: 3 marzo 2026."""
    return day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in words, by the clock of here: 3 marzo 2026, 9:30."""
    if value is None:
        return ""
    here = value.astimezone(timezone.get_current_timezone())
    return f"{day(here.date())}, {here:%H:%M}"


@register.filter
def day_before(value: date | None) -> str:
    """The last day of a stretch, that is stored as the day it ends."""
    return day(value - timedelta(days=1)) if value else ""
