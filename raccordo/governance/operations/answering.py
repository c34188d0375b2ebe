from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from textwrap import shorten

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.archive.rules import XLSX
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import Answer
from raccordo.governance.queries.requests import (
    last_written,
    may_be_accepted,
    questions_of,
    request_to_change,
    stamp_of,
    stamp_of_written,
)
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.questions import LONGEST, Wrong, plain, read, totals_wrong
from raccordo.governance.spreadsheet import Returned, read_sheet
from raccordo.governance.states import AnswerState, RequestState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record

MOST_TYPED = 40_000
MOST_TOLD = 12  # of what a sheet would wipe out


@operation
def save_partial(
    answer: Answer,
    *,
    figures: Mapping[str, str],
    note: str,
    seen: str,
    by: Acting,
    sent_by: str = "",
) -> Answer:
    """Keep what has been typed so far, right or wrong: it is not an answer until it is given.

    Who sent it and was refused is kept too: whoever asked may take what does not add up.
    """
    answer = _to_change(answer)
    _require_unchanged(answer, seen)
    if answer.state == AnswerState.GIVEN:
        raise Refused(_("La risposta è già stata inviata: per correggerla inviarla di nuovo."))
    asked = {one.code for one in questions_of(answer.request)}
    kept = {code: said for code, said in figures.items() if code in asked and said.strip()}
    if sum(map(len, kept.values())) + len(note) > MOST_TYPED:
        raise Refused(_("Il testo è troppo lungo per essere conservato: accorciarlo."))
    answer.figures, answer.note = kept, note
    if sent_by or answer.state == AnswerState.AWAITED:
        answer.given_by = sent_by[:160]
    answer.save(update_fields=["figures", "note", "given_by"])
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
    answer: Answer,
    *,
    content: bytes,
    given_by: str,
    by: Acting,
    at: datetime,
    replaces: bool = False,
) -> Answer:
    """Answer with the sheet that was sent, filled in; the file as it came is kept.

    What was written since the sheet was taken is replaced only by who says so.
    """
    answer = _to_change(answer)
    returned: Returned = read_sheet(content, answer)
    if not replaces:
        _require_nothing_lost(answer, returned)
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
    _require_sent(answer)
    if not remark.strip():
        raise Refused(_("Scrivere perché si accetta la risposta così com'è."), field="remark")
    questions = questions_of(answer.request)
    values, wrong = read(questions, answer.figures)
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


def _require_sent(answer: Answer) -> None:
    """Nobody takes for an answer what a body is still writing."""
    if answer.state == AnswerState.GIVEN:
        raise Refused(_("La risposta è già ricevuta."))
    if not answer.figures:
        raise Refused(_("L'ente non ha ancora scritto nessun dato: non c'è nulla da accettare."))
    if not may_be_accepted(answer):
        raise Refused(
            _(
                "%s sta ancora scrivendo e non ha inviato la risposta: si accetta dopo l'invio."
                " Per chiederla usare il sollecito; se i dati sono definitivi, compilarla e"
                " inviarla per conto dell'ente."
            )
            % answer.organisation
        )


def _require_unchanged(answer: Answer, seen: str) -> None:
    if seen != stamp_of(answer):
        raise Refused(
            _(
                "Nel frattempo qualcun altro ha scritto per %s: riaprire la pagina, confrontare e"
                " completare. Quanto scritto qui è ancora nei campi."
            )
            % answer.organisation
        )


def _require_nothing_lost(answer: Answer, returned: Returned) -> None:
    """Refuse a sheet taken before something else was written, telling what it would wipe out."""
    lost = [] if returned.stamp == stamp_of_written(answer) else list(_lost(answer, returned))
    if lost:
        head = _("Dopo che questo foglio è stato scaricato la risposta è cambiata%s.")
        told = [head % _last_writing(answer), *lost[:MOST_TOLD], *(["…"] * (len(lost) > MOST_TOLD))]
        told += [
            _(
                "Scaricare di nuovo il foglio, che ha dentro quanto già scritto, e completarlo."
                " Se invece vale questo, scegliere «Sostituisci quanto già scritto» e ricaricarlo."
            )
        ]
        raise Refused("\n".join(told), field="file")


def _lost(answer: Answer, returned: Returned) -> Iterator[str]:
    """What is written in an answer and is not what the sheet says."""
    questions = questions_of(answer.request)
    now, then = read(questions, answer.figures)[0], read(questions, returned.figures)[0]
    line = _("«%(label)s»: già scritto %(now)s, nel foglio %(then)s")
    for one in questions:
        said = answer.figures.get(one.code, "").strip()
        if said and (one.code not in now or now[one.code] != then.get(one.code)):
            brought = returned.figures.get(one.code, "")
            yield line % {"label": one.label, "now": _brief(said), "then": _brief(brought)}
    if answer.note.split() and answer.note.split() != returned.note.split():
        facts = {"now": _brief(answer.note), "then": _brief(returned.note)}
        yield line % {"label": _("Note di chi risponde"), **facts}


def _brief(said: str) -> str:
    return shorten(said, 60, placeholder="…") or _("nulla")


def _last_writing(answer: Answer) -> str:
    """Who wrote last in an answer, and when."""
    line = last_written(answer)
    if line is None:
        return ""
    who = str(line.user or "") or (answer.given_by if line.what != "answer.saved" else "")
    here = localtime(line.at)
    facts = {"who": who or _("chi ha il collegamento dell'ente"), "day": day(here.date())}
    facts["time"] = f"{here:%H:%M}"
    return ": " + _("l'ultima modifica è del %(day)s alle %(time)s, di %(who)s") % facts


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
