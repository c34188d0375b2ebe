from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.archive.rules import XLSX
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Answer
from raccordo.governance.queries.requests import questions_of, request_to_change, stamp_of
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.questions import LONGEST, Wrong, plain, read, totals_wrong
from raccordo.governance.spreadsheet import Returned, read_sheet
from raccordo.governance.states import AnswerState, RequestState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record

MOST_TYPED = 40_000


@operation
def save_partial(
    answer: Answer, *, figures: Mapping[str, str], note: str, seen: str, by: Acting
) -> Answer:
    """Keep what has been typed so far, right or wrong: it is not an answer until it is given."""
    answer = _to_change(answer)
    _require_unchanged(answer, seen)
    if answer.state == AnswerState.GIVEN:
        raise Refused(_("La risposta è già stata inviata: per correggerla inviarla di nuovo."))
    asked = {one.code for one in questions_of(answer.request)}
    kept = {code: said for code, said in figures.items() if code in asked and said.strip()}
    if sum(map(len, kept.values())) + len(note) > MOST_TYPED:
        raise Refused(_("Il testo è troppo lungo per essere conservato: accorciarlo."))
    answer.figures, answer.note = kept, note
    answer.save(update_fields=["figures", "note"])
    record(by=by, what="answer.saved", subject=answer, filled=len(kept))
    return answer


@operation
def give_answer(
    answer: Answer,
    *,
    figures: Mapping[str, str],
    note: str,
    given_by: str,
    seen: str,
    by: Acting,
    at: datetime,
) -> Answer:
    """Answer in the name of a body: all that is asked, readable, with totals that add up."""
    answer = _to_change(answer)
    _require_unchanged(answer, seen)
    values = _require_sound(answer, figures)
    _require_short(note)
    _give(answer, values, note=note, given_by=given_by, file=None, at=at)
    record(by=by, what="answer.given", subject=answer, given_by=given_by)
    return answer


@operation
def return_sheet(
    answer: Answer, *, content: bytes, given_by: str, by: Acting, at: datetime
) -> Answer:
    """Answer with the sheet that was sent, filled in; the file as it came is kept."""
    answer = _to_change(answer)
    returned: Returned = read_sheet(content, answer)
    values = _require_sound(answer, returned.figures)
    _require_short(returned.note)
    file = store(content, by=by, accept=frozenset({XLSX}))
    who = " · ".join(dict.fromkeys(filter(None, [returned.given_by, given_by])))
    _give(answer, values, note=returned.note, given_by=who, file=file, at=at)
    record(by=by, what="answer.sheet_returned", subject=answer, sha256=file.sha256)
    return answer


@operation
def send_back(answer: Answer, *, remark: str, by: Acting) -> Answer:
    """Ask a body to correct its answer, telling what does not convince."""
    answer = _to_change(answer)
    if answer.state != AnswerState.GIVEN:
        raise Refused(_("Si rimanda a correggere solo una risposta ricevuta."))
    if not remark.strip():
        raise Refused(_("Dire all'ente che cosa correggere."), field="remark")
    answer.state, answer.remark = AnswerState.TO_CORRECT, remark
    answer.save(update_fields=["state", "remark"])
    record(by=by, what="answer.sent_back", subject=answer, purpose=remark)
    return answer


@operation
def accept_answer(answer: Answer, *, remark: str, by: Acting, at: datetime) -> Answer:
    """Take an answer whose totals do not add up, or that was sent back, with its explanation."""
    answer = _to_change(answer)
    if answer.state == AnswerState.GIVEN:
        raise Refused(_("La risposta è già ricevuta."))
    if not remark.strip():
        raise Refused(_("Scrivere perché si accetta la risposta così com'è."), field="remark")
    questions = questions_of(answer.request)
    values, wrong = read(questions, answer.figures)
    if not answer.figures:
        raise Refused(_("L'ente non ha ancora scritto nessun dato: non c'è nulla da accettare."))
    _refuse(answer, wrong)
    answer.state, answer.remark = AnswerState.GIVEN, remark
    answer.figures = {code: plain(value) for code, value in values.items()}
    answer.given_at = answer.given_at or at
    answer.save(update_fields=["state", "remark", "figures", "given_at"])
    record(by=by, what="answer.accepted", subject=answer, purpose=remark)
    return answer


def _to_change(answer: Answer) -> Answer:
    """An answer, locked with its request: nobody answers while it is being closed."""
    request = request_to_change(answer.request)
    if request.state != RequestState.OPEN:
        raise Refused(
            _(
                "La richiesta è chiusa: i dati non si cambiano più. Per una correzione scrivere a"
                " %s, che può riaprirla."
            )
            % request.area
        )
    locked = Answer.objects.select_for_update(of=("self",)).select_related("organisation__area")
    answer = locked.get(pk=answer.pk)
    answer.request = request
    return answer


def _require_unchanged(answer: Answer, seen: str) -> None:
    if seen != stamp_of(answer):
        raise Refused(
            _(
                "Nel frattempo qualcun altro ha scritto per %s: riaprire la pagina, confrontare e"
                " completare. Quanto scritto qui è ancora nei campi."
            )
            % answer.organisation
        )


def _require_short(note: str) -> None:
    if len(note) > LONGEST:
        raise Refused(_("Le note superano i %s caratteri.") % LONGEST, field="note")


def _require_sound(answer: Answer, figures: Mapping[str, str]) -> dict[str, str]:
    """The figures in the one notation in which they are kept; refused if one is not sound."""
    questions = questions_of(answer.request)
    values, wrong = read(questions, figures)
    _refuse(answer, wrong or totals_wrong(questions, values))
    return {code: plain(value) for code, value in values.items()}


def _refuse(answer: Answer, wrong: list[Wrong]) -> None:
    if wrong:
        labels = {one.code: one.label for one in questions_of(answer.request)}
        said = [f"«{labels[one.code]}»: {sentence(one.reason)}" for one in wrong]
        raise Refused("\n".join(said), field="file")


def _give(
    answer: Answer,
    values: dict[str, str],
    *,
    note: str,
    given_by: str,
    file: StoredFile | None,
    at: datetime,
) -> None:
    answer.state, answer.figures, answer.note = AnswerState.GIVEN, values, note
    answer.given_by, answer.given_at, answer.file = given_by[:160], at, file
    answer.save()
