"""Data asked in the demo: the Region wants the spending of nine municipalities by Friday."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings

from raccordo.foundation.allotment import allot
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.operations.answering import give_answer
from raccordo.governance.operations.asking import close_request, prepare_request, publish_collected
from raccordo.governance.operations.sending import send_request
from raccordo.governance.queries.requests import residents_in, stamp_of
from raccordo.governance.questionnaires import questionnaires
from raccordo.keeper.demo.telling import acting_for, moment
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of

FRIDAY = 4
# Who has not answered yet, and invented spending: euros a head, and how it is divided.
LATE = ("Comune di Frisa", "Comune di Mozzagrogna", "Comune di Treglio")
A_HEAD = {1: Decimal("88.40"), 0: Decimal("93.15")}
PARTS = {"famiglia": 34, "disabilita": 27, "anziani": 21, "poverta": 12, "multiutenza": 6}
MANAGED = "In convenzione"
NATURES = {"interventi": 46, "trasferimenti": 31, "strutture": 23}


def tell_requests(ambito: Area, *, on: date) -> None:
    """Last year all nine answered; this year six have, and three are still awaited."""
    former = _asked(ambito, year=on.year - 2, on=on - timedelta(days=360), due=30)
    _answers(former.answers.all(), years_ago=1, on=on - timedelta(days=340))
    closed = on - timedelta(days=320)
    collected = close_request(former, by=acting_for(ambito), on=closed)
    publish_collected(collected, by=acting_for(ambito), on=closed)
    to_friday = (FRIDAY - on.weekday()) % 7 or 7
    this = _asked(ambito, year=on.year - 1, on=on - timedelta(days=6), due=6 + to_friday)
    given = this.answers.exclude(organisation__name__in=LATE)
    _answers(given, years_ago=0, on=on - timedelta(days=2))


def _asked(ambito: Area, *, year: int, on: date, due: int) -> DataRequest:
    form, by = questionnaires()["spesa-sociale"], acting_for(ambito)
    request = prepare_request(
        ambito,
        title=form.title,
        year=year,
        due_on=on + timedelta(days=due),
        wanted_by="Regione Abruzzo (richiesta inventata)",
        introduction=form.introduction,
        subject=form.code,
        questions=form.questions,
        by=by,
        on=on,
    )
    towns = municipalities_of(ambito, on=on)
    send_request(request, towns=towns, house=settings.ADDRESS, by=by, on=on, at=moment(on))
    request.refresh_from_db()
    return request


def _answers(answers: Iterable[Answer], *, years_ago: int, on: date) -> None:
    asked = list(answers)
    residents = residents_in([answer.organisation for answer in asked], on=on)
    for number, answer in enumerate(asked):
        each = A_HEAD[years_ago] * (100 + 3 * (number % 5) - 6) / 100
        total = round(each * residents[answer.organisation_id], 2)
        figures = dict.fromkeys(_codes(answer), Decimal(0)) | {"totale": total}
        figures |= allot(total, PARTS) | allot(total, NATURES)
        said = {code: f"{amount:.2f}".replace(".", ",") for code, amount in figures.items()}
        give_answer(
            answer,
            figures=said | {"gestione": MANAGED},
            note="",
            given_by="Ragioneria (nome inventato)",
            seen=stamp_of(answer),
            by=acting_for(answer.request.area),
            at=moment(on),
        )


def _codes(answer: Answer) -> list[str]:
    return [question["code"] for question in answer.request.questions if question.get("part_of")]
