"""Seats stay while who sits in them changes; nobody sits twice, and rights go with the seat."""

from datetime import date, timedelta

import pytest

from raccordo.access.models import Mandate
from raccordo.access.operations import end_office
from raccordo.access.queries import acting_through
from raccordo.access.rights import Right, Role
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Attendance, Body, Seat, Seating
from raccordo.governance.operations.peopling import seat_ex_officio, seat_mayors
from raccordo.governance.operations.seating import (
    add_seat,
    change_seat,
    end_seat,
    end_seating,
    seat_person,
)
from raccordo.governance.queries.attending import attended_in
from raccordo.governance.queries.bodies import bodies_open_to, seats_of
from raccordo.governance.queries.seats import seated_in, seats_on
from raccordo.governance.queries.terms import endings_in, vacant_in
from raccordo.governance.states import AttendanceHow, BodySort, SeatPart, SittingState
from raccordo.journal.models import Entry
from raccordo.parties.models import Office, Organisation, Proxy, Representative
from raccordo.parties.operations import NewPerson
from raccordo.parties.states import OfficeKind, OrganisationKind
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_body,
    make_conference,
    make_hall,
    make_holding,
    make_mandate,
    make_office,
    make_organisation,
    make_part,
    make_representative,
    make_seat,
    make_seating,
    make_sitting,
    make_town,
    make_user,
    put_inside,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def sit(seat, **facts):
    usual = {"since": TODAY, "source": "Verbale", "person": None, "gives_mandate": True}
    told = usual | facts
    told["person"] = told["person"] or make_representative()
    return seat_person(seat, by=SOMEBODY, **told)


def seat_of_organisation(**facts):
    return make_seat(organisation=make_organisation(), **facts)


def names_in(body, *, on=TODAY):
    return [one.person and str(one.person) for one in seated_in(body, on=on)]


def test_a_seat_follows_one_thing():
    body = make_body()
    for follows in ({}, {"office": make_office(), "category": OrganisationKind.UNION}):
        with pytest.raises(Refused, match="una sola"):
            add_seat(body, title="X", since=TODAY, by=SOMEBODY, **follows)


def test_an_office_sits_once_and_two_seats_have_two_names():
    body, office = make_body(), make_office()
    add_seat(body, title="Sindaca di Frisa", office=office, since=TODAY, by=SOMEBODY)

    with pytest.raises(Refused, match="già componente di diritto") as refusal:
        add_seat(body, title="Altro", office=office, since=TODAY, by=SOMEBODY)
    assert refusal.value.field == "office"
    with pytest.raises(Refused, match="distinguerlo nel nome"):
        add_seat(body, title="Sindaca di Frisa", office=make_office(), since=TODAY, by=SOMEBODY)


def test_a_seat_takes_the_name_of_what_it_follows_and_the_next_place():
    body = make_body()
    first = add_seat(
        body, title="", office=make_office(title="Dirigente"), since=TODAY, by=SOMEBODY
    )
    second = add_seat(body, title="Scuole", category="school", since=TODAY, by=SOMEBODY)

    assert (first.title, first.position, second.position) == ("Dirigente", 1, 2)
    with pytest.raises(Refused, match="Manca il nome"):
        add_seat(body, title=" ", category="school", since=TODAY, by=SOMEBODY)


def test_who_will_preside_takes_the_seats_elsewhere_from_that_day_and_the_past_stays():
    conference, province = make_body(), make_body()
    seats = [
        make_seat(body=province, chair_of=conference, since=LONG_AGO, until=until, title=title)
        for title, until in (("Presidente", None), ("Chi presiedeva", TODAY))
    ]
    before = seats[0].office
    coming, office = TODAY + timedelta(days=60), make_office()
    add_seat(conference, title="Lanciano", office=office, presides=True, since=coming, by=SOMEBODY)

    old, ended = (Seat.objects.get(pk=one.pk) for one in seats)
    assert (old.office, old.until) == (before, coming)
    assert ended.until == TODAY
    new = province.seats.get(office=office)
    assert (new.title, new.since, new.until, new.chair_of) == (
        "Presidente",
        coming,
        None,
        conference,
    )
    assert Entry.objects.filter(what="seat.added", subject__contains=str(new.key)).exists()


def test_one_seat_presides_at_a_time():
    body = make_body()
    first = make_seat(body=body, presides=True, title="Lanciano")
    second = make_seat(body=body)
    facts = {"title": second.title, "votes": True, "position": 1, "by": SOMEBODY}

    with pytest.raises(Refused, match="Presiede già «Lanciano»") as refusal:
        change_seat(second, presides=True, **facts)
    assert refusal.value.field == "presides"
    with pytest.raises(Refused, match="Presiede già"):
        add_seat(body, title="X", category="school", presides=True, since=TODAY, by=SOMEBODY)

    end_seat(first, until=TODAY, by=SOMEBODY)
    second.since = TODAY
    second.save()
    assert change_seat(second, presides=True, **facts).presides


def test_an_ended_body_gets_no_seats_and_nobody_sits_in_it():
    body = make_body(until=TODAY, name="Tavolo minori", sort=BodySort.ADVISES)
    seat = seat_of_organisation(body=body, until=TODAY)

    with pytest.raises(Refused, match="La funzione del Tavolo minori è cessata"):
        add_seat(body, title="X", category="school", since=TODAY, by=SOMEBODY)
    with pytest.raises(Refused, match="è cessata"):
        sit(seat)


def test_a_seat_held_by_one_is_not_given_to_another_and_it_is_said_until_when():
    seat = seat_of_organisation()
    ada = make_representative(given_name="Ada", family_name="Rossi")
    sit(seat, person=ada, until=date(2026, 3, 3))

    with pytest.raises(Refused) as refusal:
        sit(seat, since=date(2025, 6, 1))

    assert refusal.value.message == (
        "Il componente è già di Ada Rossi, dal 3 marzo 2025 al 2 marzo 2026."
    )
    assert sit(seat, since=date(2026, 3, 3)).since == date(2026, 3, 3)


def test_who_sits_without_an_end_keeps_the_seat():
    seat = seat_of_organisation()
    sit(seat)

    with pytest.raises(Refused, match="senza una fine"):
        sit(seat, since=date(2030, 1, 1))


def test_a_seat_of_an_office_is_held_by_who_holds_the_office_and_has_its_alternates():
    seat = make_seat()

    with pytest.raises(Refused, match="chi ricopre la carica") as refusal:
        sit(seat)
    assert refusal.value.field == "part"
    with pytest.raises(Refused, match="nessuno ricopre la carica") as refusal:
        sit(seat, part=SeatPart.ALTERNATE)
    assert refusal.value.field == "since"
    make_holding(office=seat.office)
    first = sit(seat, part=SeatPart.ALTERNATE)
    sit(seat, part=SeatPart.ALTERNATE)
    with pytest.raises(Refused, match="già di"):
        sit(seat, part=SeatPart.ALTERNATE, person=first.person)
    assert len(seated_in(seat.body, on=TODAY)[0].alternates) == 2


def test_nobody_sits_before_the_seat_nor_after_it_nor_backwards():
    seat = seat_of_organisation(since=TODAY, until=date(2026, 1, 1))

    with pytest.raises(Refused, match="prima non vi siede nessuno"):
        sit(seat, since=LONG_AGO)
    with pytest.raises(Refused, match="non può andare oltre"):
        sit(seat, until=date(2026, 1, 2))
    with pytest.raises(Refused, match="deve seguire l'inizio"):
        sit(seat, until=TODAY)
    assert sit(seat).until == date(2026, 1, 1)


def test_who_sits_has_an_act_or_a_source():
    with pytest.raises(Refused, match="Manca l'atto o la fonte"):
        sit(seat_of_organisation(), source="")


def test_a_seat_of_a_body_or_of_a_category_is_not_for_others():
    of_one = seat_of_organisation()
    of_many = make_seat(category=OrganisationKind.UNION)

    with pytest.raises(Refused, match="rappresenta"):
        sit(of_one, organisation=make_organisation())
    with pytest.raises(Refused, match="non è della categoria"):
        sit(of_many, organisation=make_organisation())
    assert sit(of_one).organisation == of_one.organisation


def test_a_person_is_known_by_her_address_and_told_from_another_by_it():
    seat = seat_of_organisation()
    first = sit(seat, person=NewPerson("Ada", "Rossi", "Ada@Example.it"), until=TOMORROW)
    second = sit(seat, person=NewPerson("ada", "rossi", "ada@example.it"), since=TOMORROW)

    assert first.person == second.person
    with pytest.raises(Refused, match="è già di un'altra persona") as refusal:
        sit(seat_of_organisation(), person=NewPerson("Ugo", "Bianchi", "ada@example.it"))
    assert refusal.value.field == "email"


def group(**facts):
    return seat_of_organisation(body=make_body(sort=BodySort.ADVISES, **facts))


def test_who_has_an_account_and_an_act_gets_the_mandate_of_the_seat():
    user, seat, act = make_user(email="ada@example.it"), group(), make_act()
    seating = sit(seat, person=NewPerson("Ada", "Esposito", "ada@example.it"), act=act)

    assert seating.person.user == user
    mandate = seating.mandate
    assert (mandate.role, mandate.area, mandate.act) == (Role.PLAN_GROUP, seat.body.area, act)
    assert seat in seats_of(acting_through(mandate), on=TODAY)


def test_an_address_with_another_name_ties_no_account():
    make_user(email="ada@example.it")
    seating = sit(group(), person=NewPerson("Ugo", "Bianchi", "ada@example.it"), act=make_act())

    assert (seating.person.user, seating.mandate) == (None, None)


@pytest.mark.parametrize("facts", [{"act": None}, {"gives_mandate": False}])
def test_without_an_act_or_if_the_office_says_so_no_mandate_is_given(facts):
    person = make_representative(user=make_user())

    assert sit(group(), person=person, **{"act": make_act()} | facts).mandate is None


def test_who_has_the_mandate_already_is_not_given_another():
    person, seat = make_representative(user=make_user()), group()
    make_mandate(holder=person.user, role=Role.PLAN_GROUP, area=seat.body.area)

    assert sit(seat, person=person, act=make_act()).mandate is None
    assert Mandate.objects.count() == 1


def test_the_alternate_of_a_mayor_acts_for_the_municipality_inside_the_area():
    ambito = make_area(kind="ambito")
    towns = [make_part(ambito), make_town()]
    mandates = []
    for town in towns:
        office = make_office(organisation=make_organisation(area=town, kind="public"))
        make_holding(office=office)
        seat = make_seat(body=make_body(area=ambito), office=office)
        person = make_representative(user=make_user())
        seating = sit(seat, person=person, act=make_act(), part=SeatPart.ALTERNATE)
        mandates.append(seating.mandate)

    assert (mandates[0].role, mandates[0].area) == (Role.MAYOR, towns[0])
    assert mandates[1] is None


def mayor_with_alternate():
    """A mayor of an ambito's Conference, and who stands in for her with the mandate it gives."""
    ambito = make_area(kind="ambito")
    hall = make_organisation(area=make_part(ambito), kind="public")
    mayor = make_holding(office=make_office(organisation=hall, kind=OfficeKind.MAYOR))
    seat = make_seat(body=make_body(area=ambito), office=mayor.office)
    person = make_representative(user=make_user())
    return mayor, sit(seat, person=person, act=make_act(), part=SeatPart.ALTERNATE)


def test_who_stands_in_for_a_mayor_ends_with_her_and_so_does_the_mandate():
    mayor, seating = mayor_with_alternate()
    body = seating.seat.body
    assert [one.alternates for one in seated_in(body, on=TODAY)] == [(seating,)]

    end_office(mayor, until=TOMORROW, by=SOMEBODY)

    seating.mandate.refresh_from_db()
    assert seating.mandate.until == TOMORROW
    assert [one.alternates for one in seated_in(body, on=TODAY)] == [(seating,)]
    assert [one.alternates for one in seated_in(body, on=TOMORROW)] == [()]
    make_holding(office=mayor.office, since=TOMORROW)
    assert [one.alternates for one in seated_in(body, on=TOMORROW)] == [()]


def test_the_mandate_of_an_alternate_is_not_kept_by_another_office_of_the_mayor():
    mayor, seating = mayor_with_alternate()
    office = make_office(organisation=mayor.office.organisation, kind=OfficeKind.MAYOR)
    make_holding(office=office, holder=mayor.holder)

    end_office(mayor, until=TOMORROW, by=SOMEBODY)

    seating.mandate.refresh_from_db()
    assert seating.mandate.until == TOMORROW


def test_the_mandate_of_an_alternate_told_afterwards_ends_when_the_mayor_had_left():
    mayor, seating = mayor_with_alternate()
    mayor.until = TOMORROW
    mayor.save()
    other = make_representative(user=make_user())
    later = sit(seating.seat, person=other, act=make_act(), part=SeatPart.ALTERNATE)
    assert later.mandate.until == TOMORROW


def test_a_body_that_decides_or_supervises_gives_its_members_no_role_of_the_plan_group():
    for sort in (BodySort.DECIDES, BodySort.SUPERVISES, BodySort.OFFICE):
        seat = seat_of_organisation(body=make_body(sort=sort))
        person = make_representative(user=make_user())
        assert sit(seat, person=person, act=make_act()).mandate is None


def test_who_leaves_a_seat_loses_its_mandate_that_day():
    person = make_representative(user=make_user())
    seating = sit(group(), person=person, act=make_act())
    end_seating(seating, until=TOMORROW, reason="Dimissioni", by=SOMEBODY)

    seating.refresh_from_db()
    assert (seating.until, seating.mandate.until) == (TOMORROW, TOMORROW)
    assert Entry.objects.get(what="seating.ended").purpose == "Dimissioni"


def test_a_revoked_alternate_sits_no_more_on_the_very_day_and_reads_nothing_by_that_seat():
    person = make_representative(user=make_user())
    seating = sit(seat_of_organisation(), person=person, part=SeatPart.ALTERNATE)
    body = seating.seat.organisation
    mandate = make_mandate(holder=person.user, role=Role.THIRD_SECTOR, organisation=body, area=None)
    acting = acting_through(mandate)
    assert seating.seat in seats_of(acting, on=TODAY)

    end_seating(seating, until=TODAY, by=SOMEBODY)

    seating.refresh_from_db()
    assert (seating.revoked_on, seating.until) == (TODAY, TOMORROW)
    assert seated_in(seating.seat.body, on=TODAY)[0].alternates == ()
    assert not seats_of(acting, on=TODAY).exists()
    assert not bodies_open_to(acting, Right.READ_BODIES, on=TODAY).exists()


def test_who_acts_in_another_s_name_neither_sits_nor_reads_by_her_own_seat():
    town, user = make_area(kind="municipality"), make_user()
    office = make_office(organisation=make_organisation(area=town))
    make_holding(office=office, holder=make_representative(user=user))
    seat = make_seat(office=office)
    as_mayor = acting_through(make_mandate(holder=user, role=Role.MAYOR, area=town))
    elsewhere = acting_through(make_mandate(holder=user, role=Role.ACCOUNTANT))

    assert list(seats_of(as_mayor, on=TODAY)) == [seat]
    assert not seats_of(elsewhere, on=TODAY).exists()
    assert seat.body not in bodies_open_to(elsewhere, Right.READ_BODIES, on=TODAY)


def test_an_end_is_only_brought_forward_and_comes_after_the_beginning():
    seating = sit(seat_of_organisation(), until=TOMORROW)

    with pytest.raises(Refused, match="Cessa già"):
        end_seating(seating, until=TOMORROW, by=SOMEBODY)
    with pytest.raises(Refused, match="Comincia il 3 marzo 2025"):
        end_seating(seating, until=LONG_AGO, by=SOMEBODY)
    end_seating(seating, until=TODAY, by=SOMEBODY)
    with pytest.raises(Refused, match="Cessa già il 3 marzo 2025"):
        end_seating(seating, until=TODAY, by=SOMEBODY)


def test_a_seat_that_ends_takes_along_who_is_in_it_and_who_was_to_come():
    seat = seat_of_organisation()
    here = sit(seat, until=date(2026, 1, 1))
    coming = sit(seat, since=date(2026, 1, 1))

    end_seat(seat, until=TOMORROW, by=SOMEBODY)

    here.refresh_from_db()
    coming.refresh_from_db()
    assert here.until == TOMORROW
    assert coming.revoked_on == date(2026, 1, 1)
    with pytest.raises(Refused, match="Cessa già"):
        end_seat(seat, until=TODAY + timedelta(days=5), by=SOMEBODY)
    with pytest.raises(Refused, match="deve seguire l'inizio"):
        end_seat(make_seat(since=TODAY), until=TODAY, by=SOMEBODY)


def test_all_the_mayors_are_seated_at_once_vacant_where_nobody_is_known():
    ambito = make_area(kind="ambito")
    lanciano, frisa = make_town(name="Lanciano"), make_town(name="Frisa")
    for town in (lanciano, frisa):
        put_inside(town, ambito)
    comune = make_organisation(name="Comune di Frisa", area=frisa, kind=OrganisationKind.PUBLIC)
    holding = make_holding(office=make_office(organisation=comune, title="Sindaca di Frisa"))
    body = make_body(area=ambito)

    seats = seat_mayors(body, since=TODAY, chair=lanciano, by=SOMEBODY)

    assert [seat.title for seat in seats] == ["Sindaca di Frisa", "Sindaco o Sindaca di Lanciano"]
    assert [seat.weighs_for for seat in seats] == [frisa, lanciano]
    assert [seat.presides for seat in seats] == [False, True]
    assert names_in(body) == [str(holding.holder), None]
    assert Organisation.objects.get(area=lanciano).name == "Comune di Lanciano"
    assert Office.objects.filter(kind=OfficeKind.MAYOR).count() == 2
    with pytest.raises(Refused, match="Ci sono già tutti"):
        seat_mayors(body, since=TODAY, by=SOMEBODY)


def test_a_municipality_that_comes_later_is_added_alone():
    ambito = make_area(kind="ambito")
    make_part(ambito)
    body = make_body(area=ambito)
    seat_mayors(body, since=LONG_AGO, by=SOMEBODY)
    make_part(ambito, since=TODAY)

    assert len(seat_mayors(body, since=TODAY, by=SOMEBODY)) == 1


def test_an_area_without_municipalities_seats_no_mayor():
    with pytest.raises(Refused, match="nessun Comune"):
        seat_mayors(make_body(), since=TODAY, by=SOMEBODY)


def test_the_province_seats_the_presidents_and_the_coordinators_of_its_ambiti():
    province = make_area(kind="province", name="Ascoli Piceno")
    ambito = make_area(kind="ambito", name="Ambito 22")
    town = make_part(province)
    put_inside(town, ambito)
    body = make_body(area=province, sort=BodySort.ADVISES)

    seats = seat_ex_officio(body, since=TODAY, by=SOMEBODY)

    assert [seat.office.kind for seat in seats] == [OfficeKind.PRESIDENT, OfficeKind.COORDINATOR]
    assert seats[1].title == "Coordinamento dell'Ambito 22"
    holding = make_holding(office=seats[1].office)
    assert names_in(body) == [None, str(holding.holder)]
    with pytest.raises(Refused, match="Ci sono già tutti"):
        seat_ex_officio(body, since=TODAY, by=SOMEBODY)


def test_who_presides_over_the_conference_sits_in_the_province_and_who_succeeds_there_too():
    province, ambito = make_area(kind="province"), make_area(kind="ambito")
    put_inside(make_part(province), ambito)
    make_office(
        organisation=make_organisation(kind=OrganisationKind.PUBLIC, area=ambito),
        kind=OfficeKind.PRESIDENT,
    )
    conference = make_conference(2, area=ambito)
    first, second = conference.seats.all()
    body = make_body(area=province, sort=BodySort.ADVISES)

    chair = seat_ex_officio(body, since=TODAY, by=SOMEBODY)[0]
    assert chair.office == first.office
    assert chair.title == f"Presidente {conference.organ.genitive}"

    for seat, presides in ((first, False), (second, True)):
        told = {"title": seat.title, "votes": True, "position": seat.position}
        change_seat(seat, presides=presides, by=SOMEBODY, **told)
    assert seats_on(body, on=TODAY).first().office == second.office
    with pytest.raises(Refused, match="Ci sono già tutti"):
        seat_ex_officio(body, since=TODAY, by=SOMEBODY)


def test_two_mayors_whose_office_is_called_alike_are_each_told_by_their_municipality():
    ambito = make_area(kind="ambito")
    for name in ("Lanciano", "Frisa"):
        town = make_town(name=name)
        put_inside(town, ambito)
        make_office(organisation=make_hall(town), title="Sindaco")

    seats = seat_mayors(make_body(area=ambito), since=TODAY, by=SOMEBODY)

    assert [seat.title for seat in seats] == [
        "Sindaco o Sindaca di Frisa",
        "Sindaco o Sindaca di Lanciano",
    ]


def test_the_mayor_is_of_the_municipality_and_not_of_its_library():
    ambito = make_area(kind="ambito")
    town = make_part(ambito)
    make_organisation(area=town, kind=OrganisationKind.PUBLIC, name="Biblioteca civica")

    (seat,) = seat_mayors(make_body(area=ambito), since=TODAY, by=SOMEBODY)

    assert seat.office.organisation.name == f"Comune di {town}"


def test_a_term_that_ends_within_sixty_days_is_told_and_not_before_nor_if_somebody_follows():
    bodies = Body.objects.all()
    soon, late = TODAY + timedelta(days=60), TODAY + timedelta(days=61)
    told = make_seating(until=soon)
    make_seating(until=late)
    followed = make_seating(until=soon)
    make_seating(seat=followed.seat, since=soon)
    revoked = make_seating(since=TODAY, until=TOMORROW, revoked_on=TODAY)
    ended = make_seat(organisation=make_organisation(), until=soon)
    make_seating(seat=ended, until=soon)  # the seat itself is no more: there is nobody to find

    assert [one.seat for one in endings_in(bodies, on=TODAY)] == [told.seat]
    assert revoked.seat in vacant_in(bodies, on=TODAY)


def test_who_holds_the_office_and_who_has_her_proxy_are_told_too():
    soon = TODAY + timedelta(days=10)
    open_seat, ending_seat = make_seat(), make_seat()
    open_holding = make_holding(office=open_seat.office)
    ending = make_holding(office=ending_seat.office, until=soon)
    for holding in (open_holding, ending):
        Proxy.objects.create(
            holding=holding, delegate=make_representative(), since=LONG_AGO, until=soon
        )

    found = endings_in(Body.objects.all(), on=TODAY)

    assert {(one.seat, one.part) for one in found} == {
        (open_seat, "proxy"),
        (ending_seat, "holder"),
    }


def test_a_seat_is_vacant_until_held_and_not_in_a_body_that_ended():
    bodies = Body.objects.all()
    seat, held = make_seat(), make_seat()
    make_holding(office=held.office)
    make_seat(body=make_body(until=TODAY))
    make_seating(seat=seat, part=SeatPart.ALTERNATE)

    assert list(vacant_in(bodies, on=TODAY)) == [seat]
    make_holding(office=seat.office)
    assert not vacant_in(bodies, on=TODAY).exists()


def test_attendance_counts_the_sittings_closed_in_the_last_twelve_months():
    seat = make_seat()

    def attend(how, *, days=10, state=SittingState.CLOSED):
        held = NOW - timedelta(days=days)
        sitting = make_sitting(body=seat.body, first_call=held, state=state)
        Attendance.objects.create(sitting=sitting, seat=seat, title=seat.title, how=how)

    attend(AttendanceHow.PRESENT)
    attend(AttendanceHow.REMOTE)
    attend(AttendanceHow.ABSENT)
    attend(AttendanceHow.EXPECTED)
    attend(AttendanceHow.ABSENT, days=400)
    attend(AttendanceHow.ABSENT, state=SittingState.OPEN)
    told = attended_in(seat.body, on=TODAY)[seat.pk]

    assert (told.there, told.called, told.share) == (2, 3, 67)


def test_a_refusal_leaves_nothing_behind():
    seat = seat_of_organisation()
    sit(seat)
    with pytest.raises(Refused):
        sit(seat, person=NewPerson("Ugo", "Bianchi"))

    assert Seating.objects.count() == 1
    assert not Representative.objects.filter(family_name="Bianchi").exists()
    assert Seat.objects.count() == 1
