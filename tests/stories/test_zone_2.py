"""The Conference of zone 2 met until its function passed to Lanciano, on 2 July 2020."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from raccordo.foundation.errors import Refused
from raccordo.governance.models import Body
from raccordo.governance.operations.preparing import prepare_sitting
from raccordo.governance.reasons import read, sentence
from raccordo.governance.states import SittingState
from tests.make import SOMEBODY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def conference() -> Body:
    return Body.objects.get(slug__contains="zona-di-gestione-sociale-n-2")


def test_in_2019_five_of_eight_were_enough():
    sitting = conference().sittings.get(held_on=date(2019, 10, 15))

    ballot = sitting.items.get().ballots.get()

    assert sitting.state == SittingState.CLOSED
    assert sum(one.in_the_room for one in sitting.attendances.all()) == 5
    assert (ballot.valid, ballot.carried) == (True, True)
    assert sentence(read(ballot.reasons[0])) == (
        "Numero legale raggiunto: presenti 5 su 8 componenti, minimo 5 (art. 5)."
    )


@pytest.mark.parametrize("day", [date(2020, 7, 2), date(2026, 12, 10)])
def test_from_the_day_its_function_passed_it_is_not_convened_and_the_reason_is_said(day):
    when = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)

    with pytest.raises(Refused) as refusal:
        prepare_sitting(conference(), first_call=when, place="Fossacesia", by=SOMEBODY)

    assert refusal.value.message.startswith(
        "La funzione della Conferenza dei Sindaci della Zona di gestione sociale n. 2 è cessata"
        " il 2 luglio 2020 (Deliberazione del 2 luglio 2020 dei consigli comunali"
    )


def test_the_day_before_it_could_still_meet():
    eve = datetime(2020, 7, 1, 9, tzinfo=UTC)
    sitting = prepare_sitting(conference(), first_call=eve, place="Fossacesia", by=SOMEBODY)
    assert sitting.held_on == date(2020, 7, 1)
