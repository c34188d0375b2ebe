"""The page where a body answers, the same by its link, after entering, and for who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from raccordo.archive.limits import require_size
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Answer
from raccordo.governance.operations.answering import give_answer, return_sheet, save_partial
from raccordo.governance.queries.requests import (
    before_of,
    may_be_accepted,
    questions_of,
    stamp_of,
    values_of,
)
from raccordo.governance.rules.questions import Question, Value, jumps
from raccordo.governance.spreadsheet import name_of_sheet, sheet_of
from raccordo.governance.states import AnswerState, RequestState
from raccordo.journal.acting import Acting
from raccordo.web.desk.requests.forms import AnswerForm, SheetForm
from raccordo.web.desk.requests.wording import figure, percent
from raccordo.web.door import now, refusals_on
from raccordo.web.files import attached

LARGEST_SHEET = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Counter:
    """Where one answers: in whose name, and the addresses of what can be done there."""

    answer: Answer
    acting: Acting
    who: str  # who is writing, as far as it is known
    signs: str  # what is written after the name of who fills it in
    here: str
    keep: str
    sheet: str
    back: str
    office: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What was asked, what was answered the year before."""

    questions: tuple[Question, ...]
    values: dict[str, Value]
    year: int | None

    @classmethod
    def of(cls, answer: Answer) -> Past:
        questions, old = questions_of(answer.request), before_of(answer)
        values = values_of(old, questions) if old else {}
        return cls(questions, values, old.request.year if old else None)


def answer_page(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Answer in the page or with the sheet; what is typed and does not fit is kept all the same."""
    past = Past.of(counter.answer)
    file = SheetForm()
    form = _form(counter, past, request.POST if request.method == "POST" else None)
    if request.method == "POST" and "sheet" in request.POST:
        form, file = _form(counter, past, None), SheetForm(request.POST, request.FILES)
        if file.is_valid() and _returned(file, counter):
            return _given(request, counter, past)
    elif request.method == "POST":
        if "later" in request.POST:
            _keep(form, counter)
            said = _("Salvato: si può riprendere dallo stesso punto quando si vuole.")
            messages.success(request, said)
            return redirect(counter.here)
        if form.is_valid() and _sent(form, counter):
            return _given(request, counter, past)
        form = _keep_wrong(form, counter)
    return render(request, "desk/requests/answer.html", _facts(request, counter, past, form, file))


def keep_page(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Keep what is being typed; the note beside the form says so, or says why not."""
    refusal, seen = "", ""
    form = _form(counter, Past.of(counter.answer), request.POST)
    try:
        seen = stamp_of(_keep(form, counter))
    except Refused as refused:
        refusal = refused.message
    facts = {"refusal": refusal, "seen": seen, "at": now()}
    return render(request, "desk/requests/kept.html", facts)


def sheet_page(counter: Counter) -> HttpResponse:
    """The sheet to be filled in, with what was already written."""
    return attached(sheet_of(counter.answer), name_of_sheet(counter.answer))


def _form(counter: Counter, past: Past, data: Any) -> AnswerForm:
    return AnswerForm(
        data,
        answer=counter.answer,
        questions=past.questions,
        past=past.values,
        past_year=past.year,
        who=counter.who,
    )


def _signed(name: str, counter: Counter) -> str:
    return f"{name} ({counter.signs})" if counter.signs else name


def _sent(form: AnswerForm, counter: Counter) -> bool:
    facts = form.cleaned_data
    with refusals_on(form):
        give_answer(
            counter.answer,
            figures=form.typed,
            note=facts["note"],
            given_by=_signed(facts["given_by"], counter),
            seen=facts["seen"],
            by=counter.acting,
            at=now(),
        )
        return True
    return False


def _returned(file: SheetForm, counter: Counter) -> bool:
    with refusals_on(file):
        sent = file.cleaned_data["file"]
        require_size(sent.size, limit=LARGEST_SHEET)
        who = counter.signs or counter.who
        return_sheet(
            counter.answer,
            content=sent.read(),
            given_by=who,
            replaces=file.cleaned_data["replaces"],
            by=counter.acting,
            at=now(),
        )
        return True
    return False


def _keep(form: AnswerForm, counter: Counter, *, sent_by: str = "") -> Answer:
    return save_partial(
        counter.answer,
        figures=form.typed,
        note=form.data.get("note", ""),
        seen=form.data.get("seen", ""),
        sent_by=sent_by,
        by=counter.acting,
    )


def _keep_wrong(form: AnswerForm, counter: Counter) -> AnswerForm:
    """What was refused is kept, so that closing the page loses nothing; its mark is renewed."""
    if counter.answer.state == AnswerState.GIVEN:
        return form
    name = form.cleaned_data.get("given_by", "")
    try:
        kept = _keep(form, counter, sent_by=_signed(name, counter) if name else "")
    except Refused:  # another has written meanwhile: what is typed stays in the fields
        return form
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = stamp_of(kept)  # type: ignore[index]
    return form


def _given(request: HttpRequest, counter: Counter, past: Past) -> HttpResponse:
    messages.success(request, _("Risposta inviata. Grazie: non serve altro."))
    return redirect(counter.here)


def _facts(
    request: HttpRequest, counter: Counter, past: Past, form: AnswerForm, file: SheetForm
) -> dict[str, Any]:
    answer = counter.answer
    opened = answer.request.state == RequestState.OPEN
    given = answer.state == AnswerState.GIVEN
    writes = opened and (not given or "correggi" in request.GET or bool(form.errors))
    values = values_of(answer, past.questions)
    return {
        "counter": counter,
        "answer": answer,
        "asked": answer.request,
        "form": form,
        "file_form": file,
        "writes": writes,
        "opened": opened,
        "given": given,
        "may_accept": counter.office and may_be_accepted(answer),
        "lines": lines_of(past, values) if not writes else [],
        "past_year": past.year,
        "autosaves": writes and not given,
        "unexplained": given
        and not answer.note
        and bool(jumps(past.questions, values, past.values)),
        "late": max((_today(request) - answer.request.due_on).days, 0) if opened else 0,
    }


def _today(request: Any) -> Any:
    return request.today


def lines_of(past: Past, values: dict[str, Value]) -> list[dict[str, Any]]:
    """An answer line by line, beside that of the year before."""
    jumped = jumps(past.questions, values, past.values)
    return [
        {
            "label": one.label,
            "section": one.section,
            "value": figure(values.get(one.code), one),
            "past": figure(past.values.get(one.code), one),
            "jump": percent(jumped[one.code]) if one.code in jumped else "",
        }
        for one in past.questions
    ]
