from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from raccordo.access.models import Link
from raccordo.access.queries import areas_where, organisations_where
from raccordo.access.rights import Right
from raccordo.foundation.canonical import canonical
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import Answer, Collected, DataRequest
from raccordo.governance.rules.questions import Question, Value, from_data, read
from raccordo.governance.states import AnswerState, RequestState
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from raccordo.journal.recording import name_of
from raccordo.observatory.queries import residents_of
from raccordo.parties.models import Organisation
from raccordo.parties.queries import town_halls
from raccordo.parties.states import OrganisationKind
from raccordo.post.models import Message
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_within, municipalities_of
from raccordo.territory.states import AreaKind

# Of how many days before the last one who has not answered is reminded.
STEPS = (7, 3, 1)
WRITES = ("answer.saved", "answer.given", "answer.sheet_returned")


def requests_open_to(acting: Acting, *, on: date) -> QuerySet[DataRequest]:
    """The requests of the areas for which this mandate asks data, with how many have answered."""
    areas = areas_where(acting, Right.ASK_DATA, on=on)
    return counted(DataRequest.objects.filter(area__in=areas)).select_related("area")


def counted(requests: QuerySet[DataRequest]) -> QuerySet[DataRequest]:
    """Requests with how many were asked and how many have answered."""
    given = Count("answers", filter=Q(answers__state=AnswerState.GIVEN))
    return requests.annotate(asked=Count("answers"), given=given).order_by("-due_on", "-pk")


def requests_found(requests: QuerySet[DataRequest], wanted: str) -> QuerySet[DataRequest]:
    """Those among some requests whose words hold every word wanted, or whose year it is."""
    for word in wanted.split():
        about = Q(title__icontains=word) | Q(wanted_by__icontains=word) | Q(subject=word)
        requests = requests.filter(about | Q(year=int(word)) if word.isdecimal() else about)
    return requests


def answered_for(acting: Acting, *, on: date) -> QuerySet[Organisation]:
    """The bodies in whose name one answers: one's own, or that of one's municipality."""
    areas = areas_where(acting, Right.ANSWER_DATA, on=on)
    own = organisations_where(acting, Right.ANSWER_DATA, on=on)
    halls = Q(kind=OrganisationKind.PUBLIC, area__in=areas)
    return Organisation.objects.filter(halls | Q(pk__in=own)).select_related("area")


def answers_open_to(acting: Acting, *, on: date) -> QuerySet[Answer]:
    """The answers one may give: of the bodies in whose name one answers, once they were asked."""
    bodies = answered_for(acting, on=on)
    return _asked(Answer.objects.filter(organisation__in=bodies))


def answers_asked_by(acting: Acting, *, on: date) -> QuerySet[Answer]:
    """The answers to the requests of the areas for which one asks data."""
    return _asked(Answer.objects.filter(request__in=requests_open_to(acting, on=on).values("pk")))


def answers_by(link: Link) -> QuerySet[Answer]:
    """What a link opens: what that area asks of that body, and no more."""
    asked = Answer.objects.filter(organisation=link.organisation, request__area=link.area)
    return _asked(asked)


def _asked(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Those whose request has left."""
    left = answers.exclude(request__state=RequestState.PREPARED)
    return left.select_related("request__area", "organisation__area", "file")


def answers_to(request: DataRequest) -> QuerySet[Answer]:
    """All who were asked, in order of name."""
    return request.answers.select_related("organisation__area", "file")


def awaited(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Those still to be given or corrected, the most urgent first."""
    waited = answers.filter(request__state=RequestState.OPEN).exclude(state=AnswerState.GIVEN)
    return waited.order_by("request__due_on", "pk")


def request_to_change(request: DataRequest) -> DataRequest:
    """A request, locked: its answers too are changed one after another."""
    locked = DataRequest.objects.select_for_update(of=("self",)).select_related("area")
    return locked.get(pk=request.pk)


def missing_in(request: DataRequest) -> QuerySet[Answer]:
    """Who has not answered yet, or has to correct."""
    return answers_to(request).exclude(state=AnswerState.GIVEN)


def to_remind(request: DataRequest, *, on: date, only_due: bool = False) -> list[Answer]:
    """Of those who are missing, who is reminded today: once a day, or when a reminder falls."""
    last = reminded(request)
    return [
        answer
        for answer in missing_in(request)
        if (told := last.get(str(answer.key))) != on
        and (not only_due or due_for_a_reminder(request, on=on, reminded=told))
    ]


def parts_asked_by(area: Area, *, on: date) -> QuerySet[Area]:
    """An area and what divides it in: of a Region its provinces, ambiti and zones."""
    parts = areas_within(area, on=on).exclude(kind=AreaKind.MUNICIPALITY)
    return parts.order_by("sort_key", "pk")


def require_may_be_sent(request: DataRequest, *, on: date) -> None:
    """Refuse to send a request that is closed, without questions, or whose last day is past."""
    if request.state == RequestState.CLOSED:
        raise Refused(_("La richiesta è chiusa: riaprirla prima di inviarla ad altri."))
    if not request.questions:
        raise Refused(_("Mancano le domande: scriverle prima di inviare la richiesta."))
    if request.due_on < on:
        raise Refused(
            _("Il termine del %s è passato: cambiarlo prima di inviare.") % day(request.due_on),
            field="due_on",
        )


def questions_of(request: DataRequest) -> tuple[Question, ...]:
    """What is asked, typed."""
    return from_data(request.questions)


def values_of(answer: Answer, questions: Iterable[Question]) -> dict[str, Value]:
    """The figures of an answer that can be read."""
    return read(questions, answer.figures)[0]


def before(request: DataRequest) -> dict[int, Answer]:
    """The last answer on the same subject of each body, of a year before."""
    return {answer.organisation_id: answer for answer in _given_before(request)}


def before_of(answer: Answer) -> Answer | None:
    """The answer of the same body of a year before."""
    return _given_before(answer.request).filter(organisation=answer.organisation).last()


def _given_before(request: DataRequest) -> QuerySet[Answer]:
    """What was answered on the same subject for the years before, the oldest first."""
    if not request.subject:
        return Answer.objects.none()
    told = Answer.objects.filter(
        request__area=request.area,
        request__subject=request.subject,
        request__year__lt=request.year,
        state=AnswerState.GIVEN,
    )
    return told.select_related("request").order_by("request__year", "pk")


def stamp_of(answer: Answer) -> str:
    """What tells whether an answer is still as it was when one began to write."""
    seen = {"figures": answer.figures, "note": answer.note, "state": str(answer.state)}
    return sha256(canonical(seen | {"remark": answer.remark}).encode()).hexdigest()[:16]


def stamp_of_written(answer: Answer) -> str:
    """What tells whether a body has written something else since a sheet was taken."""
    written = {"figures": answer.figures, "note": answer.note}
    return sha256(canonical(written).encode()).hexdigest()[:16]


def last_written(answer: Answer) -> Entry | None:
    """The line of the register of who wrote last in an answer."""
    lines = Entry.objects.filter(subject=name_of(answer), what__in=WRITES).select_related("user")
    return lines.order_by("at", "pk").last()


def may_be_accepted(answer: Answer) -> bool:
    """Whether an answer was sent, and stands as it was when it was refused or sent back."""
    if answer.state == AnswerState.AWAITED:
        return bool(answer.figures and answer.given_by)
    return answer.state == AnswerState.TO_CORRECT and bool(answer.figures)


def towns_asked_by(area: Area, *, on: date) -> list[tuple[Area, Organisation | None]]:
    """The municipalities of an area on a day, each with the body that it is, if it is known."""
    towns = list(municipalities_of(area, on=on))
    halls = town_halls(towns)
    return [(town, halls.get(town.pk)) for town in towns]


def others_to_ask(area: Area, *, on: date) -> QuerySet[Organisation]:
    """The bodies that are not a municipality of the area: of health, providers, third sector."""
    living = Organisation.objects.filter(closed_on=None)
    towns = municipalities_of(area, on=on).order_by().values("pk")
    there = living.exclude(kind=OrganisationKind.PUBLIC, area__in=towns)
    return there.select_related("area").order_by("kind", "search", "pk")


def others_near(area: Area, *, on: date) -> QuerySet[Organisation]:
    """Those of them that are in the area: all of a kind are asked together."""
    within = areas_within(area, on=on).order_by().values("pk")
    return others_to_ask(area, on=on).filter(area__in=within)


def residents_in(organisations: Iterable[Organisation], *, on: date) -> dict[int, int]:
    """The residents of the municipalities that some bodies are, by the row of the body."""
    areas = {one.pk: one.area for one in organisations}
    towns = {pk: area for pk, area in areas.items() if area and area.kind == AreaKind.MUNICIPALITY}
    told = residents_of(list(towns.values()), on=on) if towns else {}
    return {pk: int(amount) for pk, town in towns.items() if (amount := told[town.pk].amount)}


def codes_of(organisations: Iterable[Organisation]) -> dict[int, str]:
    """The ISTAT codes of the municipalities that some bodies are, by the row of the body."""
    return {body.pk: body.area.istat_code for body in organisations if body.area}


def due_for_a_reminder(request: DataRequest, *, on: date, reminded: date | None) -> bool:
    """Whether a reminder falls on this day: one for each step, also if its very day was missed."""
    left = (request.due_on - on).days
    steps = [step for step in STEPS if left <= step]
    if left < 0 or not steps or request.sent_on is None:
        return False
    begun = request.due_on.toordinal() - min(steps)
    last = max(request.sent_on, reminded or request.sent_on)
    return last.toordinal() < begun


def reminded(request: DataRequest) -> dict[str, date]:
    """The last day on which each of those who were asked was reminded, by the answer's key."""
    sent = Message.objects.filter(once__startswith=f"{once_of(request)}:reminded:")
    told = (once.rsplit(":", 2)[1:] for once in sent.values_list("once", flat=True))
    return {key: date.fromisoformat(on) for key, on in sorted(told, key=lambda one: one[1])}


def once_of(request: DataRequest) -> str:
    """How the messages of a request are named, so that none leaves twice."""
    return f"request:{request.key}"


def requests_to_remind(*, on: date) -> QuerySet[DataRequest]:
    """The open requests whose last day is so near that who has not answered is reminded."""
    near = date.fromordinal(on.toordinal() + max(STEPS))
    opened = DataRequest.objects.filter(state=RequestState.OPEN, due_on__gte=on, due_on__lte=near)
    return opened.select_related("area").order_by("pk")


def collected_from(request: DataRequest) -> QuerySet[Collected]:
    """All that was frozen of a request, the newest first: reopening it throws nothing away."""
    return request.collected.select_related("file", "request__area")


def collected_about(area: Area) -> QuerySet[Collected]:
    """What is published of the data that an area has collected, the newest year first."""
    return collected_published().filter(request__area=area).order_by("-request__year", "-pk")


def collected_published() -> QuerySet[Collected]:
    """What whoever comes may read of the data collected."""
    published = Collected.objects.filter(published_on__isnull=False)
    return published.select_related("file", "request__area")


def citation_of(collected: Collected) -> str:
    """How data collected are cited: by their particulars and their fingerprint."""
    asked = collected.request
    facts = {"title": asked.title, "year": asked.year, "asked_by": asked.area}
    facts |= {"given": collected.given, "asked": collected.asked, "day": day(collected.closed_on)}
    said = _(
        "%(title)s, anno %(year)s. Dati chiesti da %(asked_by)s, chiusi il %(day)s;"
        " risposte: %(given)s su %(asked)s."
    )
    return f"{said % facts} SHA-256 {collected.file.sha256}"
