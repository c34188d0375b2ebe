from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from raccordo.foundation.wording import day

register = template.Library()
SOON = 15


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


@register.filter
def left(due: date, on: date) -> str:
    """How long until something is due, or how late it is."""
    days = (due - on).days
    if days == 0:
        return _("scade oggi")
    if days > 0:
        return ngettext("manca %(n)s giorno", "mancano %(n)s giorni", days) % {"n": days}
    words = ngettext("in ritardo di %(n)s giorno", "in ritardo di %(n)s giorni", -days)
    return words % {"n": -days}


@register.filter
def is_soon(due: date, on: date) -> bool:
    """Whether something is due within two weeks."""
    return (due - on).days <= SOON


@register.filter
def month(first: date) -> str:
    """A month in words: ottobre 2026."""
    words = date_format(first, "F Y")
    return words.lower() if get_language() == "it" else words  # Django writes Ottobre


@register.filter
def month_of(turn: str) -> str:
    """The month of a turn that is one: of 2026-10, ottobre 2026; of others, nothing."""
    try:
        return month(date.fromisoformat(f"{turn}-01"))
    except ValueError:
        return ""
