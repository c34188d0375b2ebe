"""The answers to a request side by side, with their totals and those of the year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from raccordo.documents.charts import BLUE, draw
from raccordo.documents.sheets import Cell, Sheet, Table, write_book
from raccordo.foundation.wording import day
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.queries.requests import (
    answers_to,
    before,
    codes_of,
    questions_of,
    residents_in,
    values_of,
)
from raccordo.governance.rules.questions import Question, Value, change, jumps, summed
from raccordo.governance.states import AnswerState
from raccordo.observatory.states import Unit
from raccordo.web.desk.requests.mapping import map_of_figures
from raccordo.web.desk.requests.wording import figure, percent


@dataclass(frozen=True, slots=True)
class Row:
    """One who was asked: what it answered, and what it did the year before."""

    answer: Answer
    values: dict[str, Value]
    past: dict[str, Value]
    jumps: dict[str, int]

    @property
    def given(self) -> bool:
        return self.answer.state == AnswerState.GIVEN


@dataclass(frozen=True, slots=True)
class Comparison:
    """All the answers to a request, as they are now."""

    request: DataRequest
    questions: tuple[Question, ...]
    rows: tuple[Row, ...]

    @property
    def totals(self) -> dict[str, Value]:
        return summed(self.questions, [row.values for row in self.rows])

    @property
    def past_totals(self) -> dict[str, Value]:
        """Those of the bodies that have answered also this time: like is compared with like."""
        return summed(self.questions, [row.past for row in self.rows if row.given])

    @property
    def given(self) -> int:
        return sum(row.given for row in self.rows)


def compared(request: DataRequest) -> Comparison:
    """The answers to a request: as many questions to the database, however many they are."""
    questions, past = questions_of(request), before(request)
    rows = []
    for answer in answers_to(request):
        values = values_of(answer, questions) if answer.state == AnswerState.GIVEN else {}
        old = past.get(answer.organisation_id)
        then = values_of(old, questions) if old else {}
        rows.append(Row(answer, values, then, jumps(questions, values, then)))
    return Comparison(request, questions, tuple(rows))


def lines(comparison: Comparison) -> list[dict[str, Any]]:
    """A line for each question: the total, the one of before, then what each has answered."""
    totals, past = comparison.totals, comparison.past_totals
    given = [row for row in comparison.rows if row.given]
    return [
        {
            "question": one,
            "total": figure(totals.get(one.code), one) if one.counts else "",
            "past": figure(past.get(one.code), one) if one.counts else "",
            "change": percent(change(totals.get(one.code), past.get(one.code))),
            "cells": [
                {
                    "said": figure(row.values.get(one.code), one),
                    "jump": percent(row.jumps.get(one.code)),
                    "name": row.answer.organisation.name,
                }
                for row in given
            ],
        }
        for one in comparison.questions
    ]


def chart(comparison: Comparison, code: str, *, on: date) -> dict[str, Any] | None:
    """One question, each municipality for a resident of its own: a picture and its table."""
    question = next((one for one in comparison.questions if one.code == code and one.counts), None)
    if question is None:
        return None
    told = [row for row in comparison.rows if question.code in row.values]
    residents = residents_in([row.answer.organisation for row in told], on=on)
    rows: list[dict[str, Any]] = []
    for row in told:
        heads, value = residents.get(row.answer.organisation_id), row.values[question.code]
        if heads and not isinstance(value, str):
            each = (Decimal(value) / heads * (1 if question.kind == "euros" else 1000)).quantize(
                Decimal("0.01")
            )
            body = row.answer.organisation
            rows.append({"pk": body.pk, "name": body.name, "each": each, "heads": heads})
    if not rows:
        return {"question": question, "rows": [], "svg": "", "per": ""}
    in_euros = question.kind == "euros"
    per = _("per residente") if in_euros else _("ogni 1.000 residenti")
    rows.sort(key=lambda row: -row["each"])
    label = f"{question.label}, {per}"
    svg = map_of_figures(
        [row.answer for row in comparison.rows],
        {row["pk"]: row["each"] for row in rows},
        title=label,
        unit=Unit.EUROS if in_euros else Unit.PER_THOUSAND,
        on=on,
    )
    drawn = {"question": question, "rows": rows, "per": per, "in_euros": in_euros}
    return drawn | {"svg": svg or _bars(rows, label)}


def _bars(rows: list[dict[str, Any]], label: str) -> str:
    values = [{"name": row["name"], "each": float(row["each"])} for row in rows]
    spec = {
        "width": 420,
        "height": {"step": 26},
        "data": {"values": values},
        "mark": {"type": "bar", "color": BLUE, "height": {"band": 0.7}},
        "encoding": {
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": [row["name"] for row in rows],
                "title": None,
                "axis": {"labelLimit": 220},
            },
            "x": {"field": "each", "type": "quantitative", "title": label},
        },
    }
    return draw(spec, label=label)


def book(comparison: Comparison) -> bytes:
    """The answers as a workbook: one row a body, then the totals and those of the year before."""
    request, counted = comparison.request, comparison.questions
    heading = [_("Ente"), _("Codice fiscale"), _("Codice ISTAT"), _("Stato"), _("Compilata da")]
    heading += [f"{one.label} ({one.code})" for one in counted] + [_("Note di chi risponde")]
    codes = codes_of(row.answer.organisation for row in comparison.rows)
    rows: list[list[Cell]] = []
    for row in comparison.rows:
        body = row.answer.organisation
        who: list[Cell] = [body.name, body.tax_code, codes.get(body.pk, "")]
        state = str(row.answer.get_state_display())
        figures: list[Cell] = [row.values.get(one.code) for one in counted]
        rows.append([*who, state, row.answer.given_by, *figures, row.answer.note])
    for word, sums in ((_("Totale"), comparison.totals), (_("Prima"), comparison.past_totals)):
        blank: list[Cell] = [""] * 4
        rows.append([word, *blank, *(sums.get(one.code) for one in counted), ""])
    footer = f"{request.title} {request.year} · {day(request.due_on)}"
    return write_book([Sheet(_("Risposte"), [Table(heading, rows)], pinned=1)], footer=footer)
