"""Who holds which office, who sits in whose place, and what votes ask again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from raccordo.acts.operations import change_standing
from raccordo.acts.states import ActState
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.parties.models import Holding, Organisation, Proxy, Representative
from raccordo.parties.operations import (
    NewPerson,
    add_office,
    add_organisation,
    change_organisation,
    change_person,
    close_organisation,
    confirm_holding,
    end_holding,
    give_proxy,
    hold_office,
    know_person,
    record_election,
    reopen_organisation,
    revoke_proxy,
    tie_account,
)
from raccordo.parties.queries import (
    holdings_on,
    organisations_found,
    proxies_on,
    seats_to_confirm,
    with_holders,
)
from raccordo.parties.states import HoldingQuality, OfficeKind, OrganisationKind
from raccordo.territory.queries import areas_within
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_holding,
    make_mayor,
    make_office,
    make_organisation,
    make_part,
    make_proxy,
    make_representative,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
ANNA = NewPerson("Anna", "Verdi", "anna@comune.example")


def hold(office=None, person=ANNA, **facts):
    usual = {"since": TODAY, "by": SOMEBODY, "on": TODAY, "source": "Sito del Comune"}
    return hold_office(office or make_office(), person=person, **usual | facts)


def annulled_act():
    act = make_act()
    change_standing(
        act, to=ActState.ANNULLED, since=LONG_AGO, reason="Vizio", by=SOMEBODY, on=TODAY
    )
    return act


# Bodies


def test_what_is_told_of_a_body_replaces_what_was_there_and_the_register_keeps_it():
    body = make_organisation(name="Auser", phone="0872 1")

    change_organisation(body, phone="0872 2", pec="auser@pec.example", by=SOMEBODY)

    body.refresh_from_db()
    assert (body.phone, body.pec, body.name) == ("0872 2", "auser@pec.example", "Auser")
    line = Entry.objects.get(what="organisation.changed")
    assert "phone: 0872 1" in line.details


def test_a_changed_name_is_found_and_the_old_one_is_not():
    body = make_organisation(name="Auser")

    change_organisation(body, name="Àuser  Lanciano", by=SOMEBODY)

    assert list(organisations_found("auser lanciano")) == [body]
    body.refresh_from_db()
    assert body.name == "Àuser Lanciano"


def test_a_body_does_not_take_the_name_nor_the_codes_of_another():
    make_organisation(name="Auser", tax_code="00000000001", ipa_code="auser")
    body = make_organisation(name="Anffas")

    for facts, said in [
        ({"name": "AUSER"}, "c'è già"),
        ({"tax_code": "00000000001"}, "codice fiscale è già"),
        ({"ipa_code": "auser"}, "codice IPA è già"),
    ]:
        with pytest.raises(Refused, match=said):
            change_organisation(body, by=SOMEBODY, **facts)
    with pytest.raises(Refused, match="Non è cambiato nulla"):
        change_organisation(body, name="Anffas", by=SOMEBODY)


def test_a_body_is_closed_when_it_is_so_and_nobody_is_left_in_office():
    body = make_organisation()
    holding = make_holding(office=make_office(organisation=body))
    close = {"by": SOMEBODY, "on": TODAY}

    with pytest.raises(Refused, match="deve ancora venire"):
        close_organisation(body, closed_on=TODAY + A_DAY, **close)
    with pytest.raises(Refused, match=f"è in carica {holding.holder}"):
        close_organisation(body, closed_on=TODAY, **close)
    end_holding(holding, until=TODAY, by=SOMEBODY)
    close_organisation(body, closed_on=TODAY, **close)
    with pytest.raises(Refused, match="è già cessato il 3 marzo 2025"):
        close_organisation(body, closed_on=TODAY, **close)


def test_a_closed_body_gets_no_office_no_holder_no_change_until_it_is_reopened():
    body = make_organisation()
    office = make_office(organisation=body)
    close_organisation(body, closed_on=TODAY, by=SOMEBODY, on=TODAY)

    for attempt in (
        lambda: add_office(body, kind=OfficeKind.CONTACT, title="Referente", by=SOMEBODY, on=TODAY),
        lambda: hold(office),
        lambda: change_organisation(body, phone="1", by=SOMEBODY),
    ):
        with pytest.raises(Refused, match="è cessato il 3 marzo 2025"):
            attempt()
    reopen_organisation(body, reason="Errore", by=SOMEBODY)
    assert hold(office)
    with pytest.raises(Refused, match="non risulta cessato"):
        reopen_organisation(body, reason="Errore", by=SOMEBODY)


def test_who_held_an_office_before_the_body_closed_can_still_be_written():
    body = make_organisation(closed_on=TODAY)

    assert hold(make_office(organisation=body), since=LONG_AGO, until=TODAY)


def test_bodies_are_found_by_kind_place_state_and_code():
    zone = make_area()
    town = make_part(zone)
    ours = make_organisation(kind=OrganisationKind.PUBLIC, area=town, ipa_code="c_d738")
    closed = make_organisation(closed_on=TODAY)
    make_organisation()

    inside = areas_within(zone, on=TODAY)
    assert list(organisations_found(kind=OrganisationKind.PUBLIC)) == [ours]
    assert list(organisations_found(within=inside)) == [ours]
    assert list(organisations_found(closed=True)) == [closed]
    assert list(organisations_found("C_D738")) == [ours]


# Offices


def test_an_office_is_told_once_in_its_body_however_it_is_written():
    body = make_organisation()
    add = {"kind": OfficeKind.PRESIDENT, "by": SOMEBODY, "on": TODAY}
    add_office(body, title="Presidente", **add)

    with pytest.raises(Refused, match="ha già la carica"):
        add_office(body, title=" PRESIDENTE ", **add)


def test_somebody_is_in_office_from_the_day_and_no_more_from_the_end():
    holding = hold()
    end_holding(holding, until=TODAY + 2 * A_DAY, by=SOMEBODY)

    days = [TODAY - A_DAY, TODAY, TODAY + A_DAY, TODAY + 2 * A_DAY]
    assert [holdings_on(on=day).exists() for day in days] == [False, True, True, False]


def test_a_second_holder_is_refused_and_one_reads_who_is_there_and_until_when():
    office = make_office(title="Sindaca")
    hold(office, until=TODAY + 10 * A_DAY)

    with pytest.raises(Refused, match=r"Anna Verdi dal 3 marzo 2025 al 12 marzo 2025") as refused:
        hold(office, NewPerson("Ugo", "Neri"), since=TODAY + 9 * A_DAY)
    assert refused.value.field == "since"
    assert hold(office, NewPerson("Ugo", "Neri"), since=TODAY + 10 * A_DAY)


def test_the_database_itself_holds_one_holder_at_a_time():
    holding = make_holding()

    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(
            office=holding.office, holder=make_representative(), since=TODAY, until=None
        )


def test_a_commissioner_takes_the_seat_of_the_mayor_who_ends_that_day_with_her_proxies():
    holding = make_holding()
    proxy = make_proxy(holding=holding)
    act = make_act()

    commissioner = hold(holding.office, quality=HoldingQuality.COMMISSIONER, act=act, since=TODAY)

    holding.refresh_from_db()
    proxy.refresh_from_db()
    assert (holding.until, holding.ended_by, proxy.until) == (TODAY, act, TODAY)
    assert [h.pk for h in holdings_on(on=TODAY)] == [commissioner.pk]
    assert not proxies_on(on=TODAY).exists()


def test_who_comes_after_the_elections_takes_over_only_when_it_is_said():
    holding = make_holding()

    with pytest.raises(Refused, match="senza un termine"):
        hold(holding.office)
    hold(holding.office, takes_over=True)
    holding.refresh_from_db()
    assert holding.until == TODAY


def test_nobody_takes_over_from_who_came_the_same_day_or_is_to_come():
    office = make_office()
    hold(office, since=TODAY + 5 * A_DAY)

    for since in (TODAY, TODAY + 5 * A_DAY):
        with pytest.raises(Refused, match="Anna Verdi dall'8 marzo 2025"):
            hold(office, NewPerson("Ugo", "Neri"), since=since, takes_over=True)


@pytest.mark.parametrize("since", [date(1825, 3, 3), TODAY + timedelta(days=400)])
def test_a_day_of_another_century_or_years_ahead_is_a_slip(since):
    with pytest.raises(Refused, match="Controllare l'anno"):
        hold(since=since)


def test_an_office_does_not_end_before_it_begins():
    with pytest.raises(Refused, match="viene prima dell'inizio"):
        hold(until=TODAY)
    holding = hold()
    with pytest.raises(Refused, match="la fine viene dopo"):
        end_holding(holding, until=TODAY, by=SOMEBODY)


def test_an_end_is_only_brought_forward():
    holding = hold(until=TODAY + 10 * A_DAY)

    with pytest.raises(Refused, match="la fine si può solo anticipare"):
        end_holding(holding, until=TODAY + 20 * A_DAY, by=SOMEBODY)
    assert end_holding(holding, until=TODAY + 5 * A_DAY, by=SOMEBODY).until == TODAY + 5 * A_DAY


def test_an_office_rests_on_an_act_in_force_or_on_a_source():
    with pytest.raises(Refused, match="da quale fonte"):
        hold(source=" ")
    with pytest.raises(Refused, match="annullato"):
        hold(act=annulled_act())
    holding = hold(act=make_act(), source="")
    with pytest.raises(Refused, match="annullato"):
        end_holding(holding, until=TODAY + A_DAY, act=annulled_act(), by=SOMEBODY)


# People


def test_a_person_with_the_same_name_and_address_is_the_same_person():
    one = hold().holder
    two = hold(person=NewPerson("anna", "VERDI", "ANNA@comune.example")).holder
    homonym = hold(person=NewPerson("Anna", "Verdi")).holder

    assert one == two
    assert homonym != one
    with pytest.raises(Refused, match="nome e cognome"):
        hold(person=NewPerson("", "Verdi"))


def test_an_address_is_of_one_person_and_a_slip_is_told():
    hold()

    with pytest.raises(Refused, match="già di un'altra persona") as refusal:
        hold(person=NewPerson("Ugo", "Neri", "anna@comune.example"))

    assert refusal.value.field == "email"
    assert not Representative.objects.filter(family_name="Neri").exists()


def test_a_person_is_found_by_her_new_name():
    person = make_representative()
    facts = {"given_name": "Ada", "family_name": "Bianchi", "email": "ADA@x.example", "phone": ""}

    change_person(person, by=SOMEBODY, **facts)

    person.refresh_from_db()
    assert (person.search, person.email) == ("ada bianchi", "ada@x.example")
    with pytest.raises(Refused, match="Non è cambiato"):
        change_person(person, by=SOMEBODY, **facts)


def test_an_account_is_of_one_person():
    user, person = make_user(), make_representative()
    tie_account(person, user=user, by=SOMEBODY)

    with pytest.raises(Refused, match="è già di"):
        tie_account(make_representative(), user=user, by=SOMEBODY)
    with pytest.raises(Refused, match="un'altra utenza"):
        tie_account(person, user=make_user(), by=SOMEBODY)


def test_who_is_known_is_added_once_to_the_register():
    person = know_person(ANNA, by=SOMEBODY)

    assert know_person(person, by=SOMEBODY) == know_person(ANNA, by=SOMEBODY) == person
    assert Entry.objects.filter(what="representative.added").count() == 1


# Proxies


def delegate(holding=None, person=ANNA, **facts):
    usual = {"since": TODAY, "by": SOMEBODY}
    return give_proxy(holding or make_holding(), delegate=person, **usual | facts)


def test_a_proxy_lasts_no_longer_than_the_office():
    holding = make_holding(until=TODAY + 10 * A_DAY)

    assert delegate(holding).until == holding.until
    for since, until, said in [
        (LONG_AGO - A_DAY, None, "prima non può delegare"),
        (holding.until, None, "dopo non può delegare"),
        (TODAY, holding.until + A_DAY, "la delega finisce con la carica"),
        (TODAY, TODAY, "viene prima dell'inizio"),
    ]:
        with pytest.raises(Refused, match=said):
            delegate(holding, NewPerson("Ugo", "Neri"), since=since, until=until)


def test_one_is_not_her_own_delegate_nor_twice_the_same():
    holding = make_holding()
    delegate(holding)

    with pytest.raises(Refused, match="ricopre già la carica"):
        delegate(holding, holding.holder)
    with pytest.raises(Refused, match="ha già la delega dal 3 marzo 2025"):
        delegate(holding)
    with pytest.raises(Refused, match="annullato"):
        delegate(holding, NewPerson("Ugo", "Neri"), act=annulled_act())


def test_a_proxy_revoked_on_the_day_it_began_opens_nothing_on_that_day():
    proxy = delegate()

    revoke_proxy(proxy, until=TODAY, by=SOMEBODY)

    assert not proxies_on(on=TODAY).exists()
    with pytest.raises(Refused, match="non vale già più dal"):
        revoke_proxy(proxy, until=TODAY, by=SOMEBODY)


def test_a_proxy_is_not_revoked_before_it_begins():
    proxy = delegate()

    with pytest.raises(Refused, match="non si revoca prima"):
        revoke_proxy(proxy, until=TODAY - A_DAY, by=SOMEBODY)


def test_a_proxy_to_come_never_begins_when_the_office_ends_before():
    holding = make_holding()
    proxy = delegate(holding, since=TODAY + 10 * A_DAY)

    end_holding(holding, until=TODAY, by=SOMEBODY)

    proxy.refresh_from_db()
    assert proxy.revoked_on == TODAY + 10 * A_DAY
    assert not proxies_on(on=TODAY + 10 * A_DAY).exists()
    assert Proxy.objects.count() == 1


# Elections


def vote(towns, held_on=TODAY, on=TODAY):
    return record_election(towns, held_on=held_on, by=SOMEBODY, on=on)


def test_from_the_day_after_the_vote_mayor_and_giunta_are_to_be_confirmed():
    town = make_town()
    mayor = make_mayor(town)
    body = mayor.office.organisation
    assessor = make_holding(office=make_office(organisation=body, kind=OfficeKind.ASSESSOR))
    make_holding(office=make_office(organisation=body, kind=OfficeKind.SECRETARY))
    make_mayor(make_town())
    vote([town])

    assert not seats_to_confirm(on=TODAY).exists()
    asked = seats_to_confirm(on=TODAY + A_DAY)
    assert {holding.pk for holding in asked} == {mayor.pk, assessor.pk}
    assert {holding.voted_on for holding in asked} == {TODAY}


def test_a_seat_confirmed_or_ended_is_asked_no_more_until_the_next_vote():
    towns = [make_town(), make_town()]
    confirmed, ended = (make_mayor(town) for town in towns)
    vote(towns)
    later = TODAY + 7 * A_DAY

    confirm_holding(confirmed, by=SOMEBODY, on=later)
    end_holding(ended, until=later, by=SOMEBODY)

    assert not seats_to_confirm(on=later).exists()
    with pytest.raises(Refused, match="nulla da confermare"):
        confirm_holding(confirmed, by=SOMEBODY, on=later)
    again = later + timedelta(days=1800)
    vote(towns, held_on=again, on=again)
    assert [h.pk for h in seats_to_confirm(on=again + A_DAY)] == [confirmed.pk]


def test_who_came_after_the_vote_is_not_asked_about():
    town = make_town()
    former = make_mayor(town)
    vote([town])

    hold(former.office, since=TODAY + 2 * A_DAY, takes_over=True)

    assert not seats_to_confirm(on=TODAY + 2 * A_DAY).exists()
    assert seats_to_confirm(on=TODAY + A_DAY).exists()


def test_elections_are_of_municipalities_once_and_not_to_come():
    town, other = make_town(), make_town()
    vote([town])

    for towns, day, said in [
        ([other], TODAY + A_DAY, "deve ancora venire"),
        ([other], date(1825, 1, 1), "Controllare l'anno"),
        ([], TODAY, "almeno un Comune"),
        ([make_area()], TODAY, "non è un Comune"),
        ([other, town], TODAY, f"ci sono già per: {town}"),
    ]:
        with pytest.raises(Refused, match=said):
            vote(towns, held_on=day)
    assert not other.elections.exists()


def test_bodies_with_their_holders_ask_three_questions(django_assert_num_queries):
    for _ in range(3):
        make_holding(office=make_office(organisation=make_organisation()))

    with django_assert_num_queries(3):
        bodies = list(with_holders(Organisation.objects.all(), on=TODAY))
        held = [
            h.holder for body in bodies for office in body.offices.all() for h in office.present
        ]
    assert len(held) == 3


def test_nothing_of_a_refused_holder_remains():
    office = make_holding().office

    with pytest.raises(Refused):
        hold(office)
    assert not Representative.objects.filter(email=ANNA.email).exists()


def test_a_body_is_added_with_all_that_is_known_of_it():
    body = add_organisation(
        kind=OrganisationKind.SCHOOL,
        name="Istituto  Fermi",
        ipa_code="istsc_1",
        phone=" 0872 1 ",
        website="https://fermi.example",
        by=SOMEBODY,
    )

    assert (body.name, body.phone, body.ipa_code) == ("Istituto Fermi", "0872 1", "istsc_1")
