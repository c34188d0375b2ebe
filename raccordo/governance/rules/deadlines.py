"""When something falls due: each year or month on a day, once, or so long after an event."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import chain
from typing import Any

import holidays

YEARLY, MONTHLY, ONCE, AFTER = "yearly", "monthly", "once", "after"
DAYS, MONTHS = "days", "months"
# What is moved to the next working day: nothing, what falls on a holiday, on a Saturday too.
NOT, HOLIDAYS, SATURDAYS = "", "holidays", "saturdays"
DECEMBER, SATURDAY, SUNDAY = 12, 5, 6
STEPS, LATE = (30, 15, 3), 0  # how many days before one is reminded
Part = tuple[int, int]  # a month and a day, whatever the year


@dataclass(frozen=True, slots=True)
class When:
    """When a rule wants something; what has no meaning for its sort stays as it is."""

    sort: str
    month: int = 1
    day: int = 1  # the last of the month, where the month is shorter
    on: date | None = None
    event: str = ""
    count: int = 0
    unit: str = DAYS
    # No rule moves a day unless it says so: I15, c.c. art. 2963, c.p.c. art. 155.
    moved: str = NOT
    # A stretch of each year whose days do not count (L. 742/1969 art. 1: from 1 to 31 August).
    pause: tuple[Part, Part] | None = field(default=None)

    def __post_init__(self) -> None:
        known = self.sort in {YEARLY, MONTHLY, ONCE, AFTER} and self.unit in {DAYS, MONTHS}
        if not known or self.moved not in {NOT, HOLIDAYS, SATURDAYS}:
            raise ValueError(f"nobody knows when this is: {self}")
        if not (1 <= self.month <= DECEMBER and 1 <= self.day <= 31):
            raise ValueError(f"there is no such day: {self.day}/{self.month}")
        if self.sort == ONCE and self.on is None:
            raise ValueError("what is due once has its day")
        if self.sort == AFTER and not (self.event and self.count > 0):
            raise ValueError("what counts from an event names it, and says how long after")


@dataclass(frozen=True, slots=True)
class Turn:
    """One time a rule wants something: which, and by what day."""

    name: str
    due_on: date


def read(data: Mapping[str, Any]) -> When:
    """A `When` from its data; what is not one is an error."""
    facts = dict(data)
    if isinstance(facts.get("on"), str):
        facts["on"] = date.fromisoformat(facts["on"])
    if pause := facts.get("pause"):
        (m1, d1), (m2, d2) = pause
        facts["pause"] = ((m1, d1), (m2, d2))
    return When(**facts)


def as_data(when: When) -> dict[str, Any]:
    """A `When` as it is stored: only what it says."""
    usual = When(YEARLY)
    told = {name: getattr(when, name) for name in When.__slots__}
    kept = {name: value for name, value in told.items() if value != getattr(usual, name)}
    kept["sort"] = when.sort
    if when.on:
        kept["on"] = when.on.isoformat()
    if when.pause:
        kept["pause"] = [list(part) for part in when.pause]
    return kept


def falls_due(when: When, *, since: date, before: date) -> list[Turn]:
    """What falls due from a day to the one before another; what waits for an event, never alone.

    A day that is moved belongs to the stretch of the day it had: no turn is lost at year end.
    """
    return [
        Turn(name, moved(day, how=when.moved))
        for name, day in _turns(when, since, before)
        if since <= day < before
    ]


def after_event(when: When, happened_on: date) -> date:
    """By when something is due that counts from an event; its own day never counts.

    In months, the day of the same number, or the last where there is none (c.c. art. 2963).
    """
    if when.sort != AFTER:
        raise ValueError("this does not count from an event")
    if when.unit == MONTHS:
        months = happened_on.month - 1 + when.count
        year, month = happened_on.year + months // DECEMBER, months % DECEMBER + 1
        return moved(_day(year, month, happened_on.day), how=when.moved)
    return moved(_counted(happened_on, when.count, when.pause), how=when.moved)


def moved(day: date, *, how: str) -> date:
    """A day, or the next working one when the rule says that it moves."""
    while how and _is_off(day, how):
        day += timedelta(days=1)
    return day


def _turns(when: When, since: date, before: date) -> Iterator[tuple[str, date]]:
    years = range(since.year, before.year + 1)
    match when.sort:
        case "yearly":
            return ((f"{year}", _day(year, when.month, when.day)) for year in years)
        case "monthly":
            months = chain.from_iterable(((y, m) for m in range(1, DECEMBER + 1)) for y in years)
            return ((f"{y}-{m:02}", _day(y, m, when.day)) for y, m in months)
        case "once" if when.on:
            return iter([(when.on.isoformat(), when.on)])
    return iter(())


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _counted(start: date, days: int, pause: tuple[Part, Part] | None) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        paused = pause and pause[0] <= (day.month, day.day) <= pause[1]
        days -= 0 if paused else 1
    return day


def _is_off(day: date, how: str) -> bool:
    weekday = day.weekday()
    saturday = how == SATURDAYS and weekday == SATURDAY
    return weekday == SUNDAY or saturday or day in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("IT", years=year))


def nearest_step(due_on: date, *, on: date) -> int | None:
    """Which reminder is the present one: 30, 15 or 3 days before, 0 when it is late.

    Of those that a long stop let go by, only the nearest is given.
    """
    left = (due_on - on).days
    if left < 0:
        return LATE
    return min((step for step in STEPS if left <= step), default=None)
