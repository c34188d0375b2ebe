"""How many proposals await who keeps them: the desk counts them, the digest of the day tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.journal.acting import Acting
from raccordo.participation.models import Contribution
from raccordo.participation.queries.contributions import contributions_open_to
from raccordo.participation.states import OPEN, VoiceState

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of the proposals one keeps: how many are late, to be admitted, to be answered."""

    late: int = 0
    to_admit: int = 0
    to_answer: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """The last proposals to have arrived, to have become late, to be answered within a week."""

    late: Contribution | None = None
    to_admit: Contribution | None = None
    soon: Contribution | None = None
    soon_counted: int = 0


def keeps_voices(acting: Acting) -> bool:
    """Whether the one who acts answers proposals at all."""
    return Right.KEEP_VOICES in RIGHTS.get(Role(acting.role), ())


def voices_waiting(acting: Acting, *, on: date) -> Waiting:
    """What awaits who keeps the proposals: one question, however many they are."""
    kept = contributions_open_to(acting, Right.KEEP_VOICES, on=on).order_by().select_related(None)
    waiting = Q(state__in=OPEN)
    counted = kept.filter(waiting).aggregate(
        late=Count("pk", filter=Q(answer_due_on__lt=on)),
        to_admit=Count("pk", filter=Q(state=VoiceState.RECEIVED)),
        to_answer=Count("pk", filter=~Q(state=VoiceState.RECEIVED)),
    )
    return Waiting(**counted)


def voices_news(acting: Acting, *, on: date) -> News:
    """What has changed of late for who keeps the proposals, if it has."""
    kept = contributions_open_to(acting, Right.KEEP_VOICES, on=on).select_related(None)
    waiting = kept.filter(state__in=OPEN).defer("text", "public_text", "search")
    soon = waiting.filter(answer_due_on__range=(on, on + SOON))
    by_day = ("answer_due_on", "pk")
    return News(
        late=waiting.filter(answer_due_on__lt=on).order_by(*by_day).last(),
        to_admit=waiting.filter(state=VoiceState.RECEIVED).order_by("pk").last(),
        soon=soon.order_by(*by_day).last(),
        soon_counted=soon.count(),
    )
