"""Who was written in an office by mistake is taken away; what rests on her stops it."""

from datetime import timedelta

import pytest

from raccordo.access.models import Mandate
from raccordo.access.operations import seat_in_office
from raccordo.access.queries import acting_through
from raccordo.foundation.errors import Refused
from raccordo.governance.operations.cancelling import cancel_holder
from raccordo.governance.states import AttendanceHow, StandIn
from raccordo.journal.models import Entry
from raccordo.parties.models import Holding, Proxy
from raccordo.parties.operations import NewPerson, add_office
from raccordo.parties.states import OfficeKind
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_attendance,
    make_held_sitting,
    make_holding,
    make_mayors_office,
    make_proxy,
    make_seat,
    make_user,
)

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_mayors_office()


def cancel(holding, **facts):
    return cancel_holder(holding, by=SOMEBODY, **{"reason": "Persona sbagliata"} | facts)


def seated(office, **facts):
    make_user(email="anna@comune.example", given_name="Anna", family_name="Verdi")
    person = NewPerson("Anna", "Verdi", "anna@comune.example")
    usual = {"since": TODAY, "act": make_act(), "opens": True, "at": NOW}
    return seat_in_office(office, person=person, by=SOMEBODY, on=TODAY, **usual | facts)


def sat(holding, on=TODAY, **facts):
    sitting = make_held_sitting(held_on=on)
    seat = make_seat(body=sitting.body, office=holding.office)
    usual = {"sitting": sitting, "seat": seat, "how": AttendanceHow.PRESENT}
    return make_attendance(**usual | facts)


def test_a_mistake_is_taken_away_with_its_proxies_and_the_register_says_who_and_why(office):
    holding = make_holding(office=office, since=TODAY)
    make_proxy(holding=holding)

    cancel(holding)

    assert not Holding.objects.exists()
    assert not Proxy.objects.exists()
    line = Entry.objects.get(what="office.cancelled")
    assert line.purpose == "Persona sbagliata"
    assert str(holding.holder) in line.details
    with pytest.raises(Refused, match="perché è un errore"):
        cancel(make_holding(office=office, since=TODAY), reason=" ")


def test_whom_the_mistake_had_ended_goes_on_until_who_came_after(office):
    first = make_holding(office=office, since=TODAY - 90 * A_DAY, until=TODAY - 9 * A_DAY)
    wrong = make_holding(office=office, since=TODAY - 9 * A_DAY, until=TODAY)
    make_holding(office=office, since=TODAY)

    cancel(wrong, brings_back=True)

    first.refresh_from_db()
    assert first.until == TODAY


def test_who_had_left_for_her_own_reasons_stays_so(office):
    first = make_holding(office=office, since=TODAY - 90 * A_DAY, until=TODAY)

    cancel(make_holding(office=office, since=TODAY))

    first.refresh_from_db()
    assert first.until == TODAY


def test_a_mandate_never_used_ends_with_the_mistake_and_opens_nothing(office):
    holding = seated(office)

    cancel(holding)

    mandate = Mandate.objects.get()
    assert (mandate.revoked_on, mandate.holding) == (TODAY, None)


def test_who_has_worked_through_the_office_is_ended_and_not_cancelled(office):
    holding = seated(office)
    mayor = acting_through(Mandate.objects.get())
    add_office(office.organisation, kind=OfficeKind.OTHER, title="Altra", by=mayor, on=TODAY)

    with pytest.raises(Refused, match="quanto ha fatto vale"):
        cancel(holding)

    assert Holding.objects.filter(pk=holding.pk).exists()


@pytest.mark.parametrize("how", [AttendanceHow.PRESENT, AttendanceHow.REMOTE])
def test_who_was_counted_in_a_sitting_is_not_cancelled(office, how):
    holding = make_holding(office=office, since=TODAY)
    sat(holding, how=how)

    with pytest.raises(Refused, match="le presenze e i voti vi poggiano"):
        cancel(holding)

    assert Holding.objects.filter(pk=holding.pk).exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"how": AttendanceHow.ABSENT},
        {"stand_in": StandIn.ALTERNATE},
        {"on": TODAY - A_DAY},
    ],
)
def test_a_sitting_that_did_not_need_her_does_not_stop_it(office, facts):
    holding = make_holding(office=office, since=TODAY)
    sat(holding, **facts)

    cancel(holding)

    assert not Holding.objects.exists()
