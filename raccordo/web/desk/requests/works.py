"""A request sent to hundreds, and hundreds reminded, as the worker does it: a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from raccordo.access.models import Mandate
from raccordo.access.queries import acting_through, held_on
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.operations.sending import Sent, remind_missing, send_request
from raccordo.governance.queries.requests import requests_open_to, to_remind
from raccordo.journal.acting import Acting
from raccordo.parties.models import Organisation
from raccordo.parties.operations import tell_town_halls
from raccordo.post.jobs import Outcome, Progress, works
from raccordo.post.models import Job
from raccordo.post.states import Channel
from raccordo.territory.models import Area
from raccordo.web.desk.requests.wording import told
from raccordo.web.door import now, today

SENDING, REMINDING = "requests.send", "requests.remind"
A_FEW = 10
One = TypeVar("One")


@works(SENDING)
def send_to_many(job: Job, progress: Progress) -> Outcome:
    """Ask those who were chosen; what was begun and broke off goes on from who is left."""
    asked, acting, on = _asked_through(job)
    towns = Area.objects.filter(key__in=job.facts["towns"])
    others = Organisation.objects.filter(key__in=job.facts["organisations"])
    chosen = [*tell_town_halls(towns, by=acting), *others]
    already = set(asked.answers.values_list("organisation", flat=True))

    def send(some: Sequence[Organisation]) -> None:
        send_request(
            asked,
            towns=(),
            organisations=some,
            channel=Channel(job.facts["channel"]),
            house=settings.ADDRESS,
            by=acting,
            on=on,
            at=now(),
        )

    _a_few_at_a_time([one for one in chosen if one.pk not in already], send, progress)
    # Of all who were chosen, also of those to whom it was sent before it broke off.
    written: list[Answer] = []
    by_hand: list[Answer] = []
    for answer in asked.answers.filter(organisation__in=chosen).select_related("organisation"):
        body = answer.organisation
        (written if body.email or body.pec else by_hand).append(answer)
    return Outcome(told(Sent(tuple(written), tuple(by_hand))))


@works(REMINDING)
def remind_many(job: Job, progress: Progress) -> Outcome:
    """Remind those who are missing and were not reminded on that day."""
    asked, acting, on = _asked_through(job)
    parts: list[Sent] = []

    def remind(some: Sequence[Answer]) -> None:
        house, at = settings.ADDRESS, now()
        parts.append(remind_missing(asked, among=some, house=house, by=acting, on=on, at=at))

    _a_few_at_a_time(to_remind(asked, on=on), remind, progress)
    return Outcome(told(sum(parts, Sent())))


def _a_few_at_a_time(
    those: Sequence[One], work: Callable[[Sequence[One]], None], progress: Progress
) -> None:
    for done in range(0, len(those), A_FEW):
        progress.step(done, len(those))
        work(those[done : done + A_FEW])
    progress.step(len(those), len(those))


def _asked_through(job: Job) -> tuple[DataRequest, Acting, date]:
    """The request, in the name of who asked for the job, if she still may; the day she asked."""
    held = Mandate.objects.filter(held_on(today()), holder=job.user, key=job.facts["mandate"])
    mandate = held.select_related("area", "organisation", "holder").first()
    if mandate:
        acting = acting_through(mandate)
        open_ = requests_open_to(acting, on=today())
        if asked := open_.filter(key=job.facts["request"]).first():
            return asked, acting, date.fromisoformat(job.facts["on"])
    raise Refused(_("La richiesta non c'è più, o è finito l'incarico di chi l'ha inviata."))
