"""The desk of a body: what it owes and by when, what it signs, its acts; from a link too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.models import Link
from raccordo.access.queries import acts_to_read
from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.governance.models import Answer, Duty, Sitting
from raccordo.governance.queries.bodies import sittings_open_to
from raccordo.governance.queries.desks import (
    awaiting_signature_by,
    awaiting_signature_of,
    bodies_of,
    duties_of,
    published_by,
    signing_for,
    sittings_of,
)
from raccordo.governance.queries.duties import duties_open_to
from raccordo.governance.queries.requests import (
    answers_by,
    answers_open_to,
    awaited,
)
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.states import AnswerState
from raccordo.participation.models import Consultation
from raccordo.participation.queries.public import PublicVoice, open_in, voices_of_body
from raccordo.parties.models import Organisation
from raccordo.parties.queries.mapping import is_stale
from raccordo.territory.queries import wholes_around
from raccordo.web.door import MemberRequest, requires

SOON = timedelta(days=60)


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
    is_sitting: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """The page of one body."""

    name: str
    everything: list[Owed]
    on: date
    answered: list[tuple[Answer, str]]
    to_sign: list[tuple[Act, str]]
    acts: list[Act]
    reads_acts: bool
    card: str  # where the body reads its own card; nowhere for who has none
    stale: bool  # nobody has confirmed it for a year
    voices: list[PublicVoice]  # what it proposed, the latest
    open: list[Consultation]  # where it may have its say
    link: Link | None = None

    @property
    def owed(self) -> list[Owed]:
        """What is near or late, the most urgent first."""
        return [one for one in self.everything if one.due_on <= self.on + SOON]

    @property
    def later(self) -> list[Owed]:
        """What is farther: today is not for that."""
        return [one for one in self.everything if one.due_on > self.on + SOON]


@require_safe
@requires(Right.ENTER)
def place(request: MemberRequest) -> HttpResponse:
    """The desk of the body for which one acts, for who has entered."""
    acting, on = request.acting, request.today
    own = request.mandate.organisation
    answers = answers_open_to(acting, on=on)
    bodies = bodies_of(request.mandate)
    owed = [
        *_answers(awaited(answers), on, lambda answer: reverse("desk:answer", args=[answer.key])),
        *_duties(duties_of(bodies), on, duties_open_to(acting, Right.READ_DUTIES, on=on)),
        *_sittings(sittings_of(bodies, on=on), sittings_open_to(acting, Right.READ_BODIES, on=on)),
    ]
    given = answers.filter(state=AnswerState.GIVEN).order_by("-given_at")
    to_sign = awaiting_signature_of(signing_for(request.mandate))
    desk = Desk(
        name=str(request.mandate.place),
        everything=_by_urgency(owed),
        on=on,
        answered=[(one, reverse("desk:answer", args=[one.key])) for one in given],
        to_sign=[(act, reverse("desk:sign", args=[act.key])) for act in to_sign],
        acts=list(acts_to_read(acting, on=on)[:6]),
        reads_acts=True,
        card=reverse("network:own_card") if own else "",
        stale=own is not None and is_stale(own, on=on),
        voices=voices_of_body(own) if own else [],
        open=_asked(own, on=on) if own else [],
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
        *_sittings(sittings_of([body], on=on).filter(body__area=area)),
    ]
    given = answers.filter(state=AnswerState.GIVEN).order_by("-given_at")
    to_sign = awaiting_signature_by(link)
    return Desk(
        name=str(body),
        everything=_by_urgency(owed),
        on=on,
        answered=[(one, address(one)) for one in given],
        to_sign=[(act, reverse("desk:link_sign", args=[token, act.key])) for act in to_sign],
        acts=list(published_by([one for one in (body.area, area) if one])[:6]),
        reads_acts=False,
        card=reverse("desk:link_card", args=[token]),
        stale=is_stale(body, on=on),
        voices=voices_of_body(body),
        open=_asked(body, on=on),
        link=link,
    )


def _asked(body: Organisation, *, on: date) -> list[Consultation]:
    """The consultations that are open where a body is, or works."""
    where = {*body.works.values_list("area", flat=True), *([body.area_id] if body.area_id else [])}
    return open_in(wholes_around(where, on=on), on=on) if where else []


def _answers(
    answers: QuerySet[Answer], on: date, address: Callable[[Answer], str]
) -> Iterator[Owed]:
    for answer in answers:
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


def _duties(
    duties: QuerySet[Duty], on: date, opened: QuerySet[Duty] | None = None
) -> Iterator[Owed]:
    shown = list(duties)
    addresses = _addresses("desk:duty", shown, opened)
    for duty in shown:
        yield Owed(
            duty.title,
            str(duty.area),
            duty.due_on,
            _late(duty.due_on, on),
            address=addresses.get(duty.key, ""),
            button=_("Apri"),
        )


def _sittings(
    sittings: QuerySet[Sitting], opened: QuerySet[Sitting] | None = None
) -> Iterator[Owed]:
    shown = list(sittings)
    addresses = _addresses("assemblies:sitting", shown, opened)
    for sitting in shown:
        what = _("Seduta: %s") % sitting.body
        address = addresses.get(sitting.key, "")
        who, button = str(sitting.body.area), _("Apri")
        yield Owed(what, who, day_of(sitting), 0, address, button=button, is_sitting=True)


def _addresses(
    name: str, shown: Sequence[Duty | Sitting], opened: QuerySet[Any] | None
) -> dict[UUID, str]:
    """Where those of the things shown are that one may open; nowhere, for who has not entered."""
    if opened is None:
        return {}
    open_ = opened.filter(pk__in=[one.pk for one in shown]).order_by()
    return {key: reverse(name, args=[key]) for key in open_.values_list("key", flat=True)}


def _late(due_on: date, on: date) -> int:
    return max((on - due_on).days, 0)


def _by_urgency(owed: Iterable[Owed]) -> list[Owed]:
    return sorted(owed, key=lambda one: one.due_on)
