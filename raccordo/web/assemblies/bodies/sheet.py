"""What the page of a body shows: to who reads it inside, and to whoever comes."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from raccordo.access.queries import acts_to_read
from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.foundation.wording import day
from raccordo.governance.models import Body, Designation, Regulation, Seating, Sitting
from raccordo.governance.queries.attending import Attended, attended_in
from raccordo.governance.queries.bodies import regulation_of, sittings_open_to, why_not_alive
from raccordo.governance.queries.designations import OPEN, designations_in
from raccordo.governance.queries.seats import Seated, seated_in
from raccordo.governance.queries.terms import IN_TIME
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.rulebook import Rulebook, rulebook_of
from raccordo.governance.rules.voting import Member
from raccordo.governance.states import BodySort
from raccordo.governance.wording import Enough, rules_said, what_is_enough
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from raccordo.journal.recording import name_of
from raccordo.observatory.queries import residents_of

DOES = {
    BodySort.DECIDES: _later("Delibera: le sue decisioni sono atti."),
    BodySort.ADVISES: _later("Esprime pareri e proposte: non delibera."),
    BodySort.SUPERVISES: _later("Vigila su come si attua quanto è stato deciso."),
    BodySort.OFFICE: _later("È un ufficio: lavora e redige verbali, senza numero legale né voti."),
}
A_HISTORY = 30
SOME = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A component as the table shows it: who, what it weighs, how it attended, till when."""

    seated: Seated
    residents: str
    attended: Attended | None
    since: date | None
    until: date | None
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class Composition:
    """Who is in a body on a day, and by which rules it goes."""

    on: date
    why_not: str
    does: str
    rows: Sequence[Row]
    vacant: int
    weighs: bool
    weighed_by: str
    met: bool  # whether it has closed a sitting of late, so that there are attendances to tell
    regulation: Regulation | None
    rules: Sequence[tuple[str, str]]
    enough: Sequence[Enough]
    takes_votes: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register about a body, with the name of the component it is about."""

    entry: Entry
    named: str


@dataclass(frozen=True, slots=True)
class BodySheet:
    """All that the page of a body shows to who reads it inside."""

    now: Composition
    regulations: Sequence[Regulation]
    designations: Sequence[Designation]
    acts: Sequence[Act]
    sittings: Sequence[Sitting]
    history: Sequence[Line]
    may_read: Collection[int]
    may_keep: bool

    @property
    def being_designated(self) -> Collection[int]:
        """The components for whom a designation is in course."""
        return {one.seat_id for one in self.designations if one.state in OPEN}


def composition_of(body: Body, *, on: date) -> Composition:
    """Who is in a body on a day, what each weighs and how it attended, and the rules in words."""
    told = why_not_alive(body, on=on)
    seated = seated_in(body, on=on) if told is None else []
    weights, weighed_by = _weights(seated, on=on)
    attended = attended_in(body, on=on)
    regulation = regulation_of(body, on=on)
    rules = rulebook_of(regulation.content) if regulation else None
    return Composition(
        on=on,
        why_not=sentence(told) if told else "",
        does=str(DOES[BodySort(body.sort)]),
        rows=[_row(one, weights, attended, on=on) for one in seated],
        vacant=sum(one.person is None for one in seated),
        weighs=bool(weights),
        weighed_by=weighed_by,
        met=bool(attended),
        regulation=regulation,
        rules=rules_said(rules) if rules else [],
        enough=what_is_enough(rules, _members(seated, weights)) if rules and seated else [],
        takes_votes=bool(rules and rules.takes_votes),
    )


def body_sheet(body: Body, *, acting: Acting, on: date, today: date, may_keep: bool) -> BodySheet:
    """A body as it was on a day, with what was done of it and by it since."""
    acts = acts_to_read(acting, on=today)
    made = acts.filter(organ=body.organ).order_by("-date", "-pk") if body.organ else acts.none()
    regulations = list(body.regulations.select_related("act__organ"))
    read = acts.filter(pk__in=_cited(body, regulations)).values_list("pk", flat=True)
    return BodySheet(
        now=composition_of(body, on=on),
        regulations=regulations,
        designations=list(designations_in(body)),
        acts=list(made[:8]),
        sittings=_sittings(body, acting, on=today),
        history=_history(body) if may_keep else [],
        may_read=set(read),
        may_keep=may_keep,
    )


def _sittings(body: Body, acting: Acting, *, on: date) -> list[Sitting]:
    """The latest sittings of a body, those to come first."""
    ours = sittings_open_to(acting, Right.READ_BODIES, on=on)
    return list(ours.filter(body=body).order_by("-first_call", "-pk")[:SOME])


def _cited(body: Body, regulations: Sequence[Regulation]) -> list[int]:
    named = [body.act_id, body.ended_by_id, *(regulation.act_id for regulation in regulations)]
    return [act for act in named if act]


def _row(one: Seated, weights: dict[int, int], attended: dict[int, Attended], *, on: date) -> Row:
    term = one.holding or one.seating
    until = term.until if term else None
    area = one.seat.weighs_for_id
    return Row(
        seated=one,
        residents=number_format(weights[area], force_grouping=True) if area in weights else "",
        attended=attended.get(one.seat.pk),
        since=term.since if term else None,
        until=until,
        ends_soon=bool(until and until <= on + IN_TIME),
    )


def _weights(seated: Sequence[Seated], *, on: date) -> tuple[dict[int, int], str]:
    """The residents for whom each seat speaks, and the publication that tells them."""
    areas = {one.seat.weighs_for.pk: one.seat.weighs_for for one in seated if one.seat.weighs_for}
    if not areas:
        return {}, ""
    told = residents_of(list(areas.values()), on=on)
    weights = {row: int(value.amount) for row, value in told.items() if value.amount is not None}
    vintages = {value.vintage for value in told.values() if value.vintage}
    sources = {
        _("residenti al %(day)s, %(publisher)s")
        % {"day": day(vintage.reference_date), "publisher": vintage.publisher}
        for vintage in vintages
    }
    return weights, "; ".join(sorted(sources))


def _members(seated: Sequence[Seated], weights: dict[int, int]) -> list[tuple[str, Member]]:
    return [
        (
            one.seat.weighs_for.name if one.seat.weighs_for else one.seat.title,
            Member(
                weight=weights.get(one.seat.weighs_for_id or 0, 0),
                votes=one.seat.votes,
                held=one.person is not None,
                there=one.person is not None,
                presides=one.seat.presides,
            ),
        )
        for one in seated
    ]


def _history(body: Body) -> list[Line]:
    """What was done to a body, to its rules and to its components: one question."""
    subjects = [name_of(body)]
    for things in (body.regulations, body.seats):
        subjects += [name_of(thing) for thing in things.all()]
    subjects += [name_of(one) for one in Seating.objects.filter(seat__body=body)]
    lines = Entry.objects.filter(subject__in=subjects).select_related("user")
    found = lines.order_by("-at", "-pk")[:A_HISTORY]
    return [Line(entry, str(json.loads(entry.details).get("title", ""))) for entry in found]


def rules_today(body: Body, *, on: date) -> Rulebook | None:
    """The rules of a body on a day, to be corrected or followed by others."""
    regulation = regulation_of(body, on=on)
    return rulebook_of(regulation.content) if regulation else None
