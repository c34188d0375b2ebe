"""What each row of a questionnaire would become, and what is wrong with those that cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import override

from raccordo.foundation.canonical import canonical
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable, slug_of
from raccordo.foundation.sentences import fault_said
from raccordo.foundation.tables import Row
from raccordo.participation.models import Batch, Contribution
from raccordo.participation.queries.changing import stretches_of
from raccordo.participation.reasons import IN_TABLES
from raccordo.participation.rules.phases import why_not_received
from raccordo.participation.rules.texts import LONGEST_TEXT, LONGEST_TITLE, cleaned
from raccordo.participation.states import AnswerWay, AuthorKind, VoiceSort
from raccordo.participation.voices import Voice, Writer
from raccordo.parties.models import Organisation
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.queries import terms_of

NEW, SAME, WRONG = "new", "same", "wrong"
GROUPS, KINDS = "target-groups", "needs"


@dataclass(slots=True)
class Proposed:
    """What a row would become, if it is taken."""

    number: int
    verdict: str
    text: str
    mark: str
    voice: Voice | None = None
    writer: Writer | None = None
    day: date | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether there is something to take."""
        return self.verdict == NEW


def proposed_in(batch: Batch, *, on: date) -> list[Proposed]:
    """What every row of a questionnaire would become today: so many questions, however many."""
    known = _Known(batch, on=on)
    seen: Counter[str] = Counter()
    told = []
    for kept in batch.rows:
        # Two who say the same with the same words are two: each has its own mark.
        said = canonical(kept["cells"])
        seen[said] += 1
        told.append(_proposed(kept, batch, known, mark=_mark(batch, said, seen[said]), on=on))
    marks = Contribution.objects.filter(area=batch.area, row_mark__in=[one.mark for one in told])
    taken_before = set(marks.values_list("row_mark", flat=True))
    for one in told:
        if one.mark in taken_before:
            one.verdict = SAME
    return told


def taken(proposed: Iterable[Proposed], left_out: Collection[int]) -> list[Proposed]:
    """Those that would enter: the good ones, but for those that somebody has left out."""
    return [one for one in proposed if one.good and one.number not in left_out]


def digest_of(proposed: Iterable[Proposed]) -> str:
    """The fingerprint of what was shown: if the world has changed since, it is another."""
    shown = [[one.number, one.verdict, one.mark, *one.problems] for one in proposed]
    return sha256(canonical({"rows": shown}).encode()).hexdigest()


class _Known:
    """The words that the cells may name, asked once for all the rows."""

    def __init__(self, batch: Batch, *, on: date) -> None:
        with override("it"):  # questionnaires are written in Italian whoever brings them
            self.sorts = {slug_of(str(one.label)): one for one in VoiceSort}
            self.sorts_said = ", ".join(str(one.label) for one in VoiceSort)
        towns = municipalities_of(batch.area, on=on)
        self.towns = {slug_of(town.name): town for town in towns}
        self.groups = {slug_of(term.label): term for term in terms_of(GROUPS, on=on)}
        self.kinds = {slug_of(term.label): term for term in terms_of(KINDS, on=on)}
        self.stretches = stretches_of(batch.consultation) if batch.consultation else []
        heading = batch.mapping.get("organisation", "")
        names = {searchable(kept["cells"].get(heading, ""))[:240] for kept in batch.rows}
        bodies = Organisation.objects.filter(search__in=names - {""}, closed_on=None)
        self.bodies = {body.search: body for body in bodies.order_by("pk")}


def _proposed(
    kept: dict[str, Any], batch: Batch, known: _Known, *, mark: str, on: date
) -> Proposed:
    row = Row(kept["row"], kept["cells"])
    cells = _Cells(row, batch.mapping)
    text = cleaned(cells.said("text"))
    if not text:
        row.fault(cells.heading("text"), "", Reason("cell_missing"))
    if len(text) > LONGEST_TEXT:
        facts = {"size": len(text), "limit": LONGEST_TEXT}
        row.fault(cells.heading("text"), text[:40] + "…", Reason("text_too_long", facts))
    day = cells.day(on=on)
    if batch.consultation and not batch.occasion:
        when = day or on
        if why_not_received(known.stretches, on=when):
            reason = Reason("not_received_then", {"day": when})
            row.fault(cells.heading("day"), cells.said("day"), reason)
    voice = _voice(cells, text, batch, known, mark)
    writer = _writer(cells)
    found = Proposed(row.number, NEW, text, mark, voice, writer, day)
    if row.faults:
        found.verdict = WRONG
        found.problems = [fault_said(fault, IN_TABLES) for fault in row.faults]
    return found


def _voice(cells: _Cells, text: str, batch: Batch, known: _Known, mark: str) -> Voice:
    body = cells.among("organisation", known.bodies, "body_unknown", as_search=True)
    town = cells.among("town", known.towns, "town_not_here")
    sort = cells.among("sort", known.sorts, "sort_unknown", known=known.sorts_said)
    return Voice(
        text=text,
        sort=sort or VoiceSort.PROPOSAL,
        title=cleaned(cells.said("title"))[:LONGEST_TITLE],
        author_kind=AuthorKind.ORGANISATION if body else AuthorKind.CITIZEN,
        organisation=body,
        consultation=batch.consultation,
        occasion=batch.occasion,
        group=cells.among("group", known.groups, "term_unknown"),
        kind=cells.among("kind", known.kinds, "term_unknown"),
        towns=[town] if town else [],
        row_mark=mark,
    )


def _writer(cells: _Cells) -> Writer | None:
    email = cells.said("email").lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            cells.row.fault(cells.heading("email"), email[:40], Reason("email_wrong"))
    given, family = cells.short("given_name"), cells.short("family_name")
    if not (email or given or family):
        return None
    way = AnswerWay.EMAIL if email else AnswerWay.CODE
    return Writer(given, family, email=email, wants_answer_by=way)


class _Cells:
    """The cells of a row by what they hold, whatever their column is called."""

    def __init__(self, row: Row, mapping: dict[str, str]) -> None:
        self.row, self.mapping = row, mapping

    def heading(self, name: str) -> str:
        return self.mapping.get(name, name)

    def said(self, name: str) -> str:
        heading = self.mapping.get(name)
        return str(self.row.cells.get(heading, "")).strip() if heading else ""

    def short(self, name: str, *, longest: int = 80) -> str:
        said = self.said(name)
        if len(said) > longest:
            reason = Reason("cell_too_long", {"limit": longest})
            self.row.fault(self.heading(name), said[:40] + "…", reason)
        return said

    def day(self, *, on: date) -> date | None:
        heading = self.mapping.get("day")
        day = self.row.day(heading) if heading else None
        if day and day > on:
            self.row.fault(self.heading("day"), self.said("day"), Reason("day_to_come"))
        return day

    def among(
        self,
        name: str,
        words: dict[str, Any],
        code: str,
        *,
        as_search: bool = False,
        **facts: str,
    ) -> Any:
        said = self.said(name)
        if not said:
            return None
        found = words.get(searchable(said)[:240] if as_search else slug_of(said))
        if found is None:
            self.row.fault(self.heading(name), said[:60], Reason(code, facts))
        return found


def _mark(batch: Batch, said: str, time: int) -> str:
    """How a row is known again: its cells, where it was brought, and how many were the same."""
    where = [batch.consultation_id or 0, batch.occasion_id or 0]
    return sha256(canonical({"cells": said, "time": time, "where": where}).encode()).hexdigest()
