"""What an office opens to who holds it, and what ends with it."""

from datetime import timedelta

import pytest

from raccordo.access.models import Mandate
from raccordo.access.operations import end_office, give_mandate, seat_in_office
from raccordo.access.queries import (
    mandates_of,
    organisations_kept,
    role_opened_by,
    seats_to_confirm_by,
)
from raccordo.access.rights import Role
from raccordo.foundation.errors import Refused
from raccordo.parties.models import Representative
from raccordo.parties.operations import NewPerson, record_election
from raccordo.parties.states import OfficeKind, OrganisationKind
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_acting,
    make_area,
    make_mayor,
    make_mayors_office,
    make_office,
    make_organisation,
    make_part,
    make_representative,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_mayors_office()


@pytest.fixture
def user():
    return make_user(email="anna@comune.example")


def seat(office, **facts):
    person = facts.pop("person", NewPerson("Anna", "Verdi", "anna@comune.example"))
    usual = {"since": TODAY, "act": make_act(), "opens": True}
    return seat_in_office(office, person=person, by=SOMEBODY, on=TODAY, at=NOW, **usual | facts)


def test_a_mayor_with_an_account_acts_for_her_municipality_as_long_as_she_is_mayor(office, user):
    holding = seat(office)

    mandate = mandates_of(user, on=TODAY).get()
    assert (mandate.role, mandate.place, mandate.holding) == (
        Role.MAYOR,
        office.organisation.area,
        holding,
    )
    end_office(holding, until=TODAY + A_DAY, by=SOMEBODY)
    assert not mandates_of(user, on=TODAY + A_DAY).exists()
    assert mandates_of(user, on=TODAY).exists()


@pytest.mark.parametrize("until", [None, TODAY + 100 * A_DAY])
def test_a_commissioner_ends_the_mandate_of_the_mayor_too(office, user, until):
    seat(office, since=TODAY - 10 * A_DAY, until=until)

    seat(office, person=NewPerson("Ugo", "Neri"), quality="commissioner", opens=False)

    assert not mandates_of(user, on=TODAY).exists()


def test_an_end_that_was_known_is_that_of_the_mandate_too(office, user):
    seat(office, until=TODAY + 10 * A_DAY)

    assert mandates_of(user, on=TODAY).get().until == TODAY + 10 * A_DAY


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"act": None, "source": "Sito"}, "L'incarico si dà con un atto"),
        ({"person": NewPerson("Ugo", "Neri", "ugo@x.example")}, "non ha ancora un'utenza"),
        ({"person": NewPerson("Ugo", "Neri")}, "non ha ancora un'utenza"),
    ],
)
def test_without_an_act_or_an_account_nothing_is_written(office, user, facts, said):
    with pytest.raises(Refused, match=said):
        seat(office, **facts)

    assert not office.holdings.exists()
    assert not Representative.objects.exists()


def test_an_office_that_opens_nothing_gives_no_mandate(office, user):
    other = make_office(organisation=office.organisation, kind=OfficeKind.SECRETARY)

    with pytest.raises(Refused, match="non dà nessun incarico"):
        seat(other)
    assert seat(other, opens=False)


def test_who_acts_there_already_is_not_given_the_same_twice(office, user):
    give_mandate(
        user,
        place=office.organisation.area,
        role=Role.MAYOR,
        act=make_act(),
        since=TODAY,
        by=SOMEBODY,
        at=NOW,
    )

    seat(office)

    assert Mandate.objects.filter(holder=user).count() == 1


def test_an_assessor_who_becomes_mayor_goes_on_acting_when_she_leaves_the_giunta(office, user):
    giunta = make_office(organisation=office.organisation, kind=OfficeKind.ASSESSOR)
    assessor = seat(giunta, since=TODAY - 10 * A_DAY)
    mayor = seat(office, person=assessor.holder)

    end_office(assessor, until=TODAY, by=SOMEBODY)

    assert mandates_of(user, on=TODAY).get().holding == mayor
    end_office(mayor, until=TODAY + A_DAY, by=SOMEBODY)
    assert not mandates_of(user, on=TODAY + A_DAY).exists()


@pytest.mark.parametrize(
    ("kind", "office_kind", "role"),
    [
        (OrganisationKind.THIRD_SECTOR, OfficeKind.PRESIDENT, Role.THIRD_SECTOR),
        (OrganisationKind.HEALTH, OfficeKind.DIRECTOR, Role.HEALTH),
        (OrganisationKind.SCHOOL, OfficeKind.CONTACT, Role.PARTNER),
        (OrganisationKind.UNION, OfficeKind.SECRETARY, None),
        (OrganisationKind.THIRD_SECTOR, OfficeKind.MAYOR, None),
    ],
)
def test_who_speaks_for_a_body_acts_for_it(kind, office_kind, role):
    body = make_organisation(kind=kind)
    opened = role_opened_by(make_office(organisation=body, kind=office_kind))

    assert opened == ((role, body) if role else None)


def test_the_mayor_s_office_of_what_is_not_a_municipality_opens_nothing():
    region = make_organisation(kind=OrganisationKind.PUBLIC, area=make_area(kind="region"))

    assert role_opened_by(make_office(organisation=region)) is None


def test_one_keeps_the_bodies_of_her_territory_and_those_of_none():
    ambito = make_area(kind="ambito")
    town = make_part(ambito)
    ours = make_organisation(area=town)
    nobodys = make_organisation()
    make_organisation(area=make_town())
    officer = make_acting(area=ambito, role=Role.PLAN_OFFICER)

    assert set(organisations_kept(officer, on=TODAY)) == {ours, nobodys}
    for role in (Role.MAYOR, Role.SOCIAL_WORKER):
        assert not organisations_kept(make_acting(area=ambito, role=role), on=TODAY).exists()
    assert not organisations_kept(make_acting(role=Role.THIRD_SECTOR), on=TODAY).exists()


def test_an_office_is_asked_about_the_seats_of_its_own_municipalities():
    ambito = make_area(kind="ambito")
    towns = [make_part(ambito), make_town()]
    mayors = [make_mayor(town) for town in towns]
    record_election(towns, held_on=TODAY, by=SOMEBODY, on=TODAY)
    officer = make_acting(area=ambito, role=Role.PLAN_OFFICER)

    assert [h.pk for h in seats_to_confirm_by(officer, on=TODAY + A_DAY)] == [mayors[0].pk]


def test_a_person_already_tied_to_her_account_needs_no_address(office):
    person = make_representative(user=make_user())

    seat(office, person=person)

    assert mandates_of(person.user, on=TODAY).exists()
