"""Whether a sitting was convened in time, and when its second call may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from raccordo.foundation.reasons import Fact, Reason
from raccordo.governance.rules.rulebook import Rulebook


def notice_given(told_on: date, held_on: date, *, free: bool) -> int:
    """The days of notice between the notice and the sitting.

    The day of the notice never counts (c.p.c. art. 155); that of the sitting does, unless the
    days are to be free.
    """
    return max((held_on - told_on).days - (1 if free else 0), 0)


def latest_notice(held_on: date, *, days: int, free: bool) -> date:
    """The last day on which a sitting can still be convened."""
    return held_on - timedelta(days=days + (1 if free else 0))


def in_time(told_on: date, held_on: date, rules: Rulebook, *, urgent: bool) -> Reason:
    """Whether the notice is enough; an urgent sitting needs less, where the rules say so."""
    wanted = rules.notice_days
    if urgent and rules.urgent_days is not None:
        wanted = rules.urgent_days
    given = notice_given(told_on, held_on, free=rules.notice_free)
    facts: dict[str, Fact] = {
        "given": given,
        "wanted": wanted,
        "free": int(rules.notice_free),
        "latest": latest_notice(held_on, days=wanted, free=rules.notice_free),
        "article": rules.cites.get("notice_days", ""),
    }
    return Reason("notice_enough" if given >= wanted else "notice_short", facts)


def second_call_from(first: datetime, rules: Rulebook) -> datetime | None:
    """From when a second call may be; nothing where the rules have none."""
    if rules.second_call_after is None:
        return None
    return first + timedelta(hours=rules.second_call_after)


def why_not_admitted(
    rules: Rulebook | None, *, told: bool, admitted: bool, away: Sequence[str]
) -> Reason | None:
    """Why an item is discussed but not voted: who is not there could not know of it.

    What the convocation did not say is decided only if all who are in office are there and none
    is against it: they alone could complain of it (as in c.c. art. 2366 c. 4).
    """
    if told or (admitted and not away):
        return None
    facts: dict[str, Fact] = {"article": rules.cites.get("off_agenda", "") if rules else ""}
    if away:
        return Reason("off_agenda_away", facts | {"who": ", ".join(away)})
    return Reason("off_agenda", facts)
