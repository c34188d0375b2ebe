"""The answers to a request as one table: what is frozen when it is closed, and cited for years.

Figures of bodies, no person: who filled them in is told on the page of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.documents.sheets import Cell, write_csv
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.queries.requests import answers_to, codes_of, questions_of, values_of
from raccordo.governance.rules.questions import Question, Value, summed
from raccordo.governance.states import AnswerState

FIRST = ("richiesta", "anno", "chiusa il", "ente", "codice fiscale", "codice ISTAT")
AND_THEN = ("stato", "ricevuta il")


def frozen(request: DataRequest, *, on: date) -> bytes:
    """The dataset of a request on the day it is closed, in Italian: always the same bytes."""
    with override("it"):
        questions = questions_of(request)
        heading = [*FIRST, *AND_THEN, *map(_heading, questions)]
        return write_csv(heading, _rows(request, questions, on))


def _heading(question: Question) -> str:
    unit = f" ({question.unit})" if question.unit else ""
    return _safe(f"{question.code}: {question.label}{unit}")


def _rows(request: DataRequest, questions: tuple[Question, ...], on: date) -> Iterator[list[Cell]]:
    answers = list(answers_to(request))
    codes = codes_of(answer.organisation for answer in answers)
    about: list[Cell] = [_safe(request.title), request.year, on]
    told = []
    for answer in answers:
        values = values_of(answer, questions) if answer.state == AnswerState.GIVEN else {}
        told.append(values)
        body = answer.organisation
        who: list[Cell] = [_safe(body.name), body.tax_code, codes.get(body.pk, "")]
        yield [*about, *who, *_how(answer), *(_cell(values.get(one.code)) for one in questions)]
    totals = summed(questions, told)
    given = sum(1 for values in told if values)
    last = _("Totale (risposte: %(given)s su %(asked)s)") % {"given": given, "asked": len(answers)}
    empty: list[Cell] = [""] * (len(AND_THEN) + 2)
    yield [*about, last, *empty, *(_cell(totals.get(one.code)) for one in questions)]


def _how(answer: Answer) -> list[Cell]:
    day = localdate(answer.given_at) if answer.given_at else None
    return [str(answer.get_state_display()), day]


def _safe(text: str) -> str:
    """Words that no browser takes for a page: the archive keeps none that could run."""
    return text.replace("<", "‹")


def _cell(value: Value | None) -> Cell:
    return value
