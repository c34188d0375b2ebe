"""The desk of a body: what it owes and by when, what it signs, its acts; from a link too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.models import Link, Mandate
from raccordo.access.queries import acts_open_to, acts_to_read
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.models import Act
from raccordo.acts.states import ActStage
from raccordo.foundation.wording import day
from raccordo.governance.models import Answer, Duty, Sitting
from raccordo.governance.queries.desks import duties_of, published_by, sittings_of
from raccordo.governance.queries.requests import (
    answers_by,
    answers_open_to,
    awaited,
)
from raccordo.governance.states import AnswerState
from raccordo.parties.models import Organisation
from raccordo.parties.queries import town_halls
from raccordo.web.door import MemberRequest, requires

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing to do: what, for whom, by when, how late it is."""

    what: str
    who: str
    due_on: date
    late: int
    address: str = ""
    remark: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The page of one body."""

    name: str
    owed: list[Owed]
    answered: list[tuple[Answer, str]]
    to_sign: list[Act]
    acts: list[Act]
    reads_acts: bool
    link: Link | None = None


@require_safe
@requires(Right.ENTER)
def place(request: MemberRequest) -> HttpResponse:
    """The desk of the body for which one acts, for who has entered."""
    acting, on = request.acting, request.today
    answers = answers_open_to(acting, on=on)
    bodies = _bodies_of(request.mandate)
    owed = [
        *_answers(awaited(answers), on, lambda answer: reverse("desk:answer", args=[answer.key])),
        *_duties(duties_of(bodies), on),
        *_sittings(sittings_of(bodies, on=on), on),
    ]
    given = answers.filter(state=AnswerState.GIVEN).order_by("-given_at")[:SHOWN]
    to_sign = acts_open_to(acting, Right.KEEP_ACTS, on=on).filter(stage=ActStage.TO_SIGN)
    desk = Desk(
        name=str(request.mandate.place),
        owed=_by_urgency(owed),
        answered=[(one, reverse("desk:answer", args=[one.key])) for one in given],
        to_sign=list(to_sign[:SHOWN]),
        acts=list(acts_to_read(acting, on=on)[:6]),
        reads_acts=True,
    )
    return render(request, "desk/place.html", {"desk": desk})


def desk_by_link(link: Link, token: str, *, on: date) -> Desk:
    """For whoever has the link: what that area asks of that body, and what it has published."""
    body, area = link.organisation, link.area
    answers = answers_by(link)

    def address(answer: Answer) -> str:
        return reverse("desk:link_answer", args=[token, answer.key])

    owed = [
        *_answers(awaited(answers), on, address),
        *_duties(duties_of([body]).filter(area=area), on),
        *_sittings(sittings_of([body], on=on).filter(body__area=area), on),
    ]
    given = answers.filter(state=AnswerState.GIVEN).order_by("-given_at")[:SHOWN]
    return Desk(
        name=str(body),
        owed=_by_urgency(owed),
        answered=[(one, address(one)) for one in given],
        to_sign=[],
        acts=list(published_by(area)[:6]),
        reads_acts=False,
        link=link,
    )


def _bodies_of(mandate: Mandate) -> list[Organisation]:
    """The body one acts for: the municipality itself, when the mandate is for its area.

    Who neither answers for it nor reads what is due, as the DPO, sees nothing of it here.
    """
    if not {Right.ANSWER_DATA, Right.READ_DUTIES} & RIGHTS[Role(mandate.role)]:
        return []
    if mandate.organisation:
        return [mandate.organisation]
    return list(town_halls([mandate.area] if mandate.area else []).values())


def _answers(
    answers: QuerySet[Answer], on: date, address: Callable[[Answer], str]
) -> Iterator[Owed]:
    for answer in answers[:SHOWN]:
        asked = answer.request
        yield Owed(
            what=_("%(title)s, anno %(year)s") % {"title": asked.title, "year": asked.year},
            who=asked.wanted_by or str(asked.area),
            due_on=asked.due_on,
            late=_late(asked.due_on, on),
            address=address(answer),
            remark=answer.remark if answer.state == AnswerState.TO_CORRECT else "",
            button=_("Riprendi") if answer.figures else _("Rispondi"),
        )


def _duties(duties: QuerySet[Duty], on: date) -> Iterator[Owed]:
    for duty in duties[:SHOWN]:
        yield Owed(duty.title, str(duty.area), duty.due_on, _late(duty.due_on, on))


def _sittings(sittings: QuerySet[Sitting], on: date) -> Iterator[Owed]:
    for sitting in sittings[:SHOWN]:
        when = localdate(sitting.first_call)
        if when >= on:
            what = _("Seduta: %(body)s, %(day)s") % {"body": sitting.body, "day": day(when)}
            yield Owed(what, str(sitting.body.area), when, 0)


def _late(due_on: date, on: date) -> int:
    return max((on - due_on).days, 0)


def _by_urgency(owed: Iterable[Owed]) -> list[Owed]:
    return sorted(owed, key=lambda one: one.due_on)
