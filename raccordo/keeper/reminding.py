"""What the worker reminds once a day: what awaits each person, and the data that were asked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from raccordo.foundation.errors import Refused
from raccordo.governance.operations.reminding import remind
from raccordo.governance.operations.sending import remind_missing
from raccordo.governance.queries.reminding import to_remind
from raccordo.governance.queries.requests import requests_to_remind
from raccordo.governance.queries.waiting import to_tell
from raccordo.journal.acting import Acting
from raccordo.participation.digest import voices_to_tell

log = logging.getLogger("raccordo.worker")
WORKER = Acting.system("worker")


def remind_persons(*, on: date, now: Callable[[], datetime]) -> int:
    """Tell each person what awaits her; one whose turn fails keeps nobody from hers."""
    due, things, told = to_remind(on=on), to_tell(on=on, more=voices_to_tell), 0
    for user in due | things:
        facts: dict[str, Any] = {"site": settings.ADDRESS, "by": WORKER, "on": on}
        facts |= {"due": due.get(user, []), "things": things.get(user, [])}
        try:
            told += remind(user, **facts, at=now())
        except Exception:
            log.exception("%s was not reminded, tomorrow will try again", user.key)
    return told


def remind_asked(*, on: date, now: Callable[[], datetime]) -> int:
    """Remind who was asked data and has not answered, on the days it falls; how many were.

    A request that fails, or is closed while this goes on, does not keep the others from theirs.
    """
    count = 0
    for request in requests_to_remind(on=on):
        by = replace(WORKER, area=request.area.key)  # in the outbox of who asks
        facts: dict[str, Any] = {"house": settings.ADDRESS, "by": by, "on": on, "only_due": True}
        try:
            count += len(remind_missing(request, at=now(), **facts).written)
        except Refused as refusal:
            log.warning("request %s was not reminded: %s", request.key, refusal.message)
        except Exception:
            log.exception("request %s was not reminded, tomorrow will try again", request.key)
    return count
