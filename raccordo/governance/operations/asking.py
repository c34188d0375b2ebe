from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from raccordo.archive.operations import store
from raccordo.archive.rules import TEXT
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.datasets import frozen
from raccordo.governance.models import Collected, DataRequest
from raccordo.governance.queries.requests import request_to_change
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.questions import Question, as_data, faults_in
from raccordo.governance.states import REQUEST_LIFE, AnswerState, RequestState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area


@operation
def prepare_request(
    area: Area,
    *,
    title: str,
    year: int,
    due_on: date,
    by: Acting,
    on: date,
    wanted_by: str = "",
    introduction: str = "",
    subject: str = "",
    questions: Sequence[Question] = (),
) -> DataRequest:
    """Begin a request of data; nobody is written to until it is sent."""
    _require_possible(year=year, due_on=due_on, on=on)
    _require_sound(questions)
    request = DataRequest.objects.create(
        area=area,
        title=" ".join(title.split()),
        wanted_by=wanted_by,
        introduction=introduction,
        subject=subject,
        year=year,
        due_on=due_on,
        questions=as_data(questions),
    )
    record(by=by, what="request.prepared", subject=request, title=request.title, year=year)
    return request


@operation
def change_request(
    request: DataRequest,
    *,
    title: str,
    year: int,
    due_on: date,
    by: Acting,
    on: date,
    wanted_by: str = "",
    introduction: str = "",
    subject: str = "",
) -> DataRequest:
    """Change what is said of a request; once sent, of what and of which year it is stays so."""
    request = request_to_change(request)
    _require_not_closed(request)
    if due_on != request.due_on or request.state == RequestState.PREPARED:
        _require_possible(year=year, due_on=due_on, on=on)
    if request.state == RequestState.OPEN and (year, subject) != (request.year, request.subject):
        raise Refused(
            _("La richiesta è già stata inviata: l'anno e l'argomento non cambiano più."),
            field="year",
        )
    before = request.due_on
    request.title, request.year, request.due_on = " ".join(title.split()), year, due_on
    request.wanted_by, request.introduction, request.subject = wanted_by, introduction, subject
    request.save()
    record(by=by, what="request.changed", subject=request, before=before, after=due_on)
    return request


@operation
def write_questions(
    request: DataRequest, *, questions: Sequence[Question], by: Acting
) -> DataRequest:
    """Say what is asked; who has already been asked is not asked something else."""
    request = request_to_change(request)
    if request.state != RequestState.PREPARED:
        raise Refused(
            _(
                "La richiesta è già stata inviata: le domande non cambiano più. Per chiedere altro"
                " preparare una nuova richiesta."
            )
        )
    _require_sound(questions)
    request.questions = as_data(questions)
    request.save(update_fields=["questions"])
    record(by=by, what="request.questions_written", subject=request, questions=len(questions))
    return request


@operation
def discard_request(request: DataRequest, *, by: Acting) -> None:
    """Throw away a request that nobody has received."""
    request = request_to_change(request)
    if request.state != RequestState.PREPARED:
        raise Refused(_("La richiesta è già stata inviata: si può solo chiudere."))
    record(by=by, what="request.discarded", subject=request, title=request.title)
    request.delete()


@operation
def close_request(request: DataRequest, *, by: Acting, on: date) -> Collected:
    """Close a request: the answers become a dataset, whose bytes are what is cited from then on."""
    request = request_to_change(request)
    REQUEST_LIFE.require(RequestState(request.state), RequestState.CLOSED)
    content = frozen(request, on=on)
    file = store(content, by=by, accept=frozenset({TEXT}))
    given = request.answers.filter(state=AnswerState.GIVEN).count()
    asked = request.answers.count()
    collected = Collected.objects.create(
        request=request, file=file, closed_on=on, given=given, asked=asked
    )
    request.state, request.closed_on = RequestState.CLOSED, on
    request.save(update_fields=["state", "closed_on"])
    record(
        by=by,
        what="request.closed",
        subject=request,
        sha256=file.sha256,
        given=given,
        asked=asked,
        on=on,
    )
    return collected


@operation
def publish_collected(collected: Collected, *, by: Acting, on: date) -> Collected:
    """Let whoever reads the social profile of the area read what was collected, and cite it."""
    collected = _locked(collected)
    if collected.published_on is None:
        collected.published_on = on
        collected.save(update_fields=["published_on"])
        sha256 = collected.file.sha256
        record(by=by, what="collected.published", subject=collected.request, sha256=sha256)
    return collected


@operation
def withdraw_collected(collected: Collected, *, reason: str, by: Acting) -> Collected:
    """Take back from the public what was collected; who has cited it has its fingerprint."""
    collected = _locked(collected)
    if not reason.strip():
        raise Refused(_("Dire perché non si pubblicano più."), field="reason")
    if collected.published_on:
        collected.published_on = None
        collected.save(update_fields=["published_on"])
        facts = {"purpose": reason.strip(), "sha256": collected.file.sha256}
        record(by=by, what="collected.withdrawn", subject=collected.request, **facts)
    return collected


@operation
def reopen_request(
    request: DataRequest, *, due_on: date, reason: str, by: Acting, on: date
) -> DataRequest:
    """Let bodies answer again until a day; what was frozen stays, and is still what was cited."""
    request = request_to_change(request)
    REQUEST_LIFE.require(RequestState(request.state), RequestState.OPEN)
    _require_possible(year=request.year, due_on=due_on, on=on)
    request.state, request.closed_on, request.due_on = RequestState.OPEN, None, due_on
    request.save(update_fields=["state", "closed_on", "due_on"])
    record(by=by, what="request.reopened", subject=request, purpose=reason, until=due_on)
    return request


def _locked(collected: Collected) -> Collected:
    found = Collected.objects.select_for_update(of=("self",)).select_related("request", "file")
    return found.get(pk=collected.pk)


def _require_possible(*, year: int, due_on: date, on: date) -> None:
    if due_on < on:
        raise Refused(_("Il termine del %s è già passato.") % day(due_on), field="due_on")
    if year > due_on.year + 1:  # a forecast is asked for the year after, not beyond
        raise Refused(
            _("Dati del %(year)s non si possono chiedere entro il %(day)s.")
            % {"year": year, "day": day(due_on)},
            field="year",
        )


def _require_not_closed(request: DataRequest) -> None:
    if request.state == RequestState.CLOSED:
        raise Refused(_("La richiesta è chiusa: riaprirla prima di cambiarla."))


def _require_sound(questions: Sequence[Question]) -> None:
    if wrong := faults_in(questions):
        said = [f"«{one.code}»: {sentence(one.reason)}" for one in wrong]
        raise Refused("\n".join(said), field="questions")
