"""The pages of the bodies, for who keeps them, for who is called, and for whoever comes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.models import Mandate
from raccordo.access.operations import file_act
from raccordo.access.rights import Role
from raccordo.governance.models import (
    Attendance,
    Body,
    Candidacy,
    Designation,
    Minutes,
    MinutesPart,
    Seat,
    Seating,
)
from raccordo.governance.queries.bodies import regulation_of
from raccordo.governance.rules.rulebook import HEADS, POPULATION, Share, rulebook_of
from raccordo.governance.states import AttendanceHow, MinutesState, SittingState
from raccordo.parties.models import Representative
from raccordo.parties.states import OrganisationKind
from raccordo.post.drafts import save_draft
from raccordo.post.models import Message
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    make_act,
    make_area,
    make_body,
    make_candidacy,
    make_designation,
    make_held_sitting,
    make_holding,
    make_office,
    make_organisation,
    make_part,
    make_regulation,
    make_representative,
    make_seat,
    make_seating,
    make_sitting,
    make_town,
    make_user,
    put_inside,
)
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("assemblies:bodies"), reverse("assemblies:body_new")
TODAY = localdate()


def page(name, thing):
    return reverse(f"assemblies:{name}", args=[thing.key])


def shown(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.text.replace("&#x27;", "'")


def founded(area, **more):
    usual = {
        "area": area.pk,
        "sort": "decides",
        "name": "Conferenza dei Sindaci",
        "since": "2021-01-01",
    }
    return usual | more


def test_a_body_is_founded_in_one_page_with_the_organ_of_its_name(client, enter):
    mandate = enter()
    answer = client.post(NEW, founded(mandate.area, public="on"))

    body = Body.objects.get()
    assert answer.url == page("body", body)
    assert (body.organ.name, body.organ.genitive) == (
        "Conferenza dei Sindaci",
        "della Conferenza dei Sindaci",
    )
    text = shown(client, answer.url)
    assert "Delibera: le sue decisioni sono atti." in text
    assert "Aggiungi le sindache e i sindaci" in text


def test_a_body_of_another_area_cannot_be_founded_nor_opened(client, enter):
    enter()
    other = make_body()

    client.post(NEW, founded(make_area()))

    assert Body.objects.count() == 1
    assert client.get(page("body", other)).status_code == 404


def test_a_refusal_stands_beside_its_field(client, enter):
    mandate = enter()
    make_body(area=mandate.area, name="Conferenza dei Sindaci")
    answer = client.post(NEW, founded(mandate.area))

    assert "c'è già un organismo" in answer.context["form"].errors["name"][0]


def ambito_with_mayors(enter, **people):
    """An office of an ambito of two municipalities, and the conference of their mayors."""
    ambito = make_area(kind="ambito")
    towns = [make_town(name=name) for name in people]
    for town in towns:
        put_inside(town, ambito)
    counted = zip(towns, people.values(), strict=True)
    make_population({town.istat_code: {30: (n, 0)} for town, n in counted})
    enter(ambito)
    return make_body(area=ambito)


def test_one_click_seats_the_mayors_and_the_page_tells_who_alone_is_enough(client, enter):
    body = ambito_with_mayors(enter, Lanciano=70, Frisa=30)
    both = (Share(HEADS, "assigned"), Share(POPULATION, "assigned"))
    rules = rulebook_of(make_regulation(body=body).content)
    assert rules.takes_votes

    client.post(page("body_mayors", body), {"since": "2020-01-01"})
    client.post(
        page("body_rules", body),
        {
            "since": "2021-01-01",
            "source": "Regolamento",
            "first_call_heads_0": "half",
            "first_call_heads_2": "assigned",
            "first_call_population_0": "half",
            "first_call_population_2": "assigned",
            "cite_first_call": "art. 6",
        },
    )

    assert rulebook_of(regulation_of(body, on=TODAY).content).first_call == both
    text = shown(client, page("body", body))
    assert "2 componenti sono da designare" in text
    assert "Più della metà dei componenti e degli abitanti (art. 6)" in text
    assert "51 abitanti su 100 abitanti" in text
    assert "«Lanciano» li raggiunge senza gli altri." in text
    assert "Senza «Lanciano» non si raggiungono mai." in text
    assert "residenti al 1° gennaio 2023, ISTAT" in text


def test_the_rules_written_once_come_back_in_the_form(client, enter):
    mandate = enter()
    body = make_body(area=mandate.area)
    sent = {
        "since": "2021-01-01",
        "source": "Regolamento",
        "notice_days": "5",
        "notice_free": "on",
        "cite_notice_days": "art. 5",
        "second_call_after": "24",
        "second_call_heads_0": "least",
        "second_call_heads_1": "30%",
        "second_call_heads_2": "held",
        "cite_second_call": "art. 6",
        "majority_heads_0": "half",
        "majority_heads_2": "voters",
        "cite_majority": "art. 7",
        "matter_1_name": "Statuto",
        "matter_1_article": "art. 9",
        "matter_1_majority_heads_0": "over",
        "matter_1_majority_heads_1": "2/3",
        "matter_1_majority_heads_2": "assigned",
    }
    client.post(page("body_rules", body), sent)

    form = client.get(page("body_rules", body)).context["form"]
    assert form["second_call_heads"].value() == Share(HEADS, "held", 30, 100, strict=False)
    assert form["matter_1_majority_heads"].value() == Share(HEADS, "assigned", 2, 3)
    text = shown(client, page("body_rules", body))
    assert 'value="30%"' in text
    assert 'value="Statuto"' in text


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        (
            {"majority_heads_0": "half", "majority_heads_2": "voters"},
            "cite_majority",
            "manca l'arti",
        ),
        ({"notice_days": "5"}, "cite_notice_days", "manca l'articolo"),
        ({"casting_vote": "on"}, "cite_casting_vote", "manca l'articolo"),
        (
            {
                "second_call_heads_0": "half",
                "second_call_heads_2": "held",
                "cite_second_call": "art. 6",
            },
            "second_call_after",
            "dopo quante ore",
        ),
        (
            {"majority_heads_0": "least", "majority_heads_1": "tanti"},
            "majority_heads",
            "come «2/3»",
        ),
        (
            {
                "majority_heads_0": "least",
                "majority_heads_1": "3/2",
                "majority_heads_2": "voters",
            },
            "majority_heads",
            "La frazione",
        ),
        (
            {"majority_heads_0": "over", "majority_heads_1": "1/1", "majority_heads_2": "voters"},
            "majority_heads",
            "Più di tutti",
        ),
        ({"matter_2_article": "art. 1"}, "matter_2_name", "Manca il nome della materia"),
        ({"matter_1_name": "Statuto"}, "matter_1_article", "non cita l'articolo"),
        ({"source": ""}, "source", "Manca la fonte"),
    ],
)
def test_a_rule_that_cannot_be_is_told_beside_its_field(client, enter, sent, field, said):
    body = make_body(area=enter().area)
    usual = {"since": "2021-01-01", "source": "Regolamento"}
    answer = client.post(page("body_rules", body), usual | sent)

    assert said in answer.context["form"].errors[field][0]
    assert not body.regulations.exists()


def test_rules_being_written_are_found_again(client, enter):
    mandate = enter()
    body = make_body(area=mandate.area)
    there = page("body_rules", body)
    written = {"majority_heads_0": "least", "majority_heads_1": "3/5", "majority_heads_2": "held"}
    save_draft(mandate.holder, page=there, content=written, at=NOW)

    assert 'value="3/5"' in shown(client, there)


def test_an_office_is_chosen_by_its_name_and_an_unknown_one_is_told(client, enter):
    body = make_body(area=enter().area)
    frisa = make_organisation(name="Comune di Frisa")
    office = make_office(organisation=frisa, title="Sindaca di Frisa")
    make_office(title="Sindaca di Frisa")
    add = page("body_seat", body)
    sent = {"office": "sindaca di frisa · Comune di Frisa", "since": "2021-01-01", "votes": "on"}

    wrong = client.post(add, sent | {"office": "Sindaca di Treglio · Comune di Treglio"})
    client.post(add, sent)

    assert "Questa carica non c'è" in wrong.context["form"].errors["office"][0]
    assert Seat.objects.get().office == office
    assert "Componente da designare" in shown(client, page("body", body))


def test_a_person_is_seated_and_one_of_the_same_name_is_asked_about(client, enter):
    mandate = enter()
    body = make_body(area=mandate.area)
    seat = make_seat(body=body, organisation=make_organisation())
    known = make_representative(given_name="Ada", family_name="Rossi")
    there = page("seat_person", seat)
    sent = {"given_name": "Ada", "family_name": "Rossi", "part": "member", "since": "2021-01-01"}
    sent |= {"source": "Verbale", "last_day": "2190-12-31"}

    asked = client.post(there, sent)
    assert "Dire se è la stessa persona." in asked.context["form"].errors["same"][0]
    client.post(there, sent | {"same": str(known.key)})

    seating = Seating.objects.get()
    assert (seating.person, seating.until) == (known, date(2191, 1, 1))
    assert "Ada Rossi" in shown(client, page("body", body))
    assert Representative.objects.count() == 1


def test_another_of_the_same_name_is_another_person(client, enter):
    seat = make_seat(body=make_body(area=enter().area), organisation=make_organisation())
    make_representative(given_name="Ada", family_name="Rossi")
    sent = {"given_name": "Ada", "family_name": "Rossi", "part": "member", "since": "2021-01-01"}
    client.post(page("seat_person", seat), sent | {"source": "Verbale", "same": "another"})

    assert Representative.objects.filter(family_name="Rossi").count() == 2


@pytest.mark.parametrize(
    ("role", "roles"),
    [(Role.PLAN_OFFICER, []), (Role.PLAN_DIRECTOR, [Role.MAYOR])],
)
def test_only_who_gives_mandates_lets_one_act_for_a_municipality(client, enter, role, roles):
    area = make_area(kind="ambito")
    town = make_part(area)
    enter(area, role)
    act = make_act()
    file_act(act, place=area, by=SOMEBODY)
    office = make_office(organisation=make_organisation(area=town, kind="public"), kind="mayor")
    make_holding(office=office)
    seat = make_seat(body=make_body(area=area), office=office)
    user = make_user(email="ada@example.it", given_name="Ada", family_name="Rossi")
    sent = {"given_name": "Ada", "family_name": "Rossi", "email": "ada@example.it"}
    sent |= {"part": "alternate", "since": "2021-01-01", "act": act.pk, "gives_mandate": "on"}

    client.post(page("seat_person", seat), sent)

    assert seat.seatings.count() == 1
    assert [one.role for one in Mandate.objects.filter(holder=user)] == roles


def test_who_has_an_account_is_told_to_have_got_the_mandate(client, enter):
    mandate = enter(role=Role.PLAN_DIRECTOR)
    user, seat, sent = to_seat(mandate.area)

    answer = client.post(page("seat_person", seat), sent, follow=True)

    assert "Registrato, con l'incarico" in answer.text.replace("&#x27;", "'")
    assert Mandate.objects.get(holder=user).role == Role.PLAN_GROUP
    assert Mandate.objects.count() == 2
    assert mandate.pk


def to_seat(area):
    """A person with an account, a seat of the plan's group, and what is written to seat her."""
    act = make_act()
    file_act(act, place=area, by=SOMEBODY)
    body = make_body(area=area, sort="advises")
    seat = make_seat(body=body, organisation=make_organisation())
    user = make_user(email="ada@example.it", given_name="Ada", family_name="Rossi")
    sent = {"given_name": "Ada", "family_name": "Rossi", "email": "ada@example.it"}
    sent |= {"part": "member", "since": "2021-01-01", "act": act.pk, "gives_mandate": "on"}
    return user, seat, sent


def test_who_gives_no_mandates_gives_none_by_seating_somebody(client, enter):
    mandate = enter(role=Role.PLAN_OFFICER)
    user, seat, sent = to_seat(mandate.area)

    client.post(page("seat_person", seat), sent)

    assert seat.seatings.get().person.user == user
    assert not Mandate.objects.filter(holder=user).exists()


def test_nobody_makes_herself_the_voice_of_a_municipality(client, enter):
    mandate = enter(role=Role.PLAN_DIRECTOR)
    town = make_area(kind="municipality")
    put_inside(town, mandate.area)
    office = make_office(organisation=make_organisation(area=town))
    make_holding(office=office)
    body = make_body(area=mandate.area)
    act = make_act()
    file_act(act, place=mandate.area, by=SOMEBODY)
    me = mandate.holder
    sent = {"given_name": me.given_name, "family_name": me.family_name, "email": me.email}
    sent |= {"part": "alternate", "since": "2021-01-01", "act": act.pk, "gives_mandate": "on"}

    answer = client.post(page("seat_person", make_seat(body=body, office=office)), sent)

    assert "Nessuno dà a sé stesso" in answer.text
    assert not Mandate.objects.filter(role=Role.MAYOR).exists()


def test_an_ended_body_says_so_and_shows_who_sat_in_it_then(client, enter):
    mandate = enter()
    body = make_body(area=mandate.area, name="Conferenza della zona 2")
    seating = make_seating(seat=make_seat(body=body, organisation=make_organisation()))
    client.post(page("body_end", body), {"until": "2021-07-02", "reason": "Funzione conferita"})

    here = page("body", body)
    assert "è cessata il 2 luglio 2021" in shown(client, here)
    assert str(seating.person) not in shown(client, here)
    assert str(seating.person) in shown(client, here, al="2021-07-01")
    assert "non è una data" in shown(client, here, al="ieri")


def test_of_the_list_one_finds_by_word_area_sort_and_what_has_ended(client, enter):
    mandate = enter()
    area = mandate.area
    make_body(area=area, name="Conferenza viva")
    make_body(area=area, name="Tavolo cessato", sort="advises", until=date(2021, 1, 1))

    def found(**query):
        return [body.name for body in client.get(LIST, query).context["page"].object_list]

    assert found() == ["Conferenza viva"]
    assert found(mostra="cessati") == ["Tavolo cessato"]
    assert found(mostra="tutti", natura="advises") == ["Tavolo cessato"]
    assert found(mostra="tutti", q="VIVA") == ["Conferenza viva"]
    assert found(mostra="tutti", area=area.slug) == ["Conferenza viva", "Tavolo cessato"]
    assert found(area="altrove") == []
    assert client.get(LIST, headers={"HX-Request": "true"}).text.lstrip().startswith("<div id=")


def test_the_list_and_the_page_ask_the_same_questions(enter, queries_stay_flat):
    area = enter().area

    def add():
        make_seating(seat=make_seat(body=make_body(area=area), organisation=make_organisation()))

    queries_stay_flat(LIST, add)


def test_the_page_of_a_body_asks_the_same_questions(enter, queries_stay_flat):
    area = enter().area
    body = make_body(area=area)

    def add():
        seat = make_seat(body=body, office=make_office())
        make_holding(office=seat.office)
        make_seating(seat=seat, part="alternate")
        make_designation(seat=make_seat(body=body, category="union"))

    queries_stay_flat(page("body", body), add)


def test_what_is_to_be_renewed_asks_the_same_questions(enter, queries_stay_flat):
    area = enter().area

    def add():
        body = make_body(area=area)
        seat = make_seat(body=body, organisation=make_organisation())
        make_seating(seat=seat, until=TODAY + timedelta(days=30))
        make_seat(body=body)

    queries_stay_flat(reverse("assemblies:renewals"), add)


def test_the_desk_tells_what_ends_and_what_is_to_be_designated(client, enter):
    body = make_body(area=enter().area)
    make_seat(body=body)
    ending = make_seating(
        seat=make_seat(body=body, organisation=make_organisation()),
        until=TODAY + timedelta(days=60),
    )
    make_seat()  # of a body one does not keep

    desk = shown(client, reverse("desk:home"))
    assert "1 componente da designare" in desk
    assert "1 componente in scadenza entro sessanta giorni" in desk
    assert str(ending.person) in shown(client, reverse("assemblies:renewals"))


def test_attendance_is_told_as_a_share_of_the_sittings(client, enter):
    body = make_body(area=enter().area)
    seat = make_seat(body=body)
    for how in (AttendanceHow.PRESENT, AttendanceHow.ABSENT):
        sitting = make_sitting(body=body, held_on=TODAY, state=SittingState.CLOSED)
        Attendance.objects.create(sitting=sitting, seat=seat, title=seat.title, how=how)

    assert "50%" in shown(client, page("body", body))


def test_whoever_comes_reads_a_public_body_without_addresses_nor_links_to_change_it(client):
    body = make_body(name="Conferenza pubblica", duties="Approva il piano.")
    person = make_representative(email="ada@example.it", phone="0872 1234")
    make_seating(seat=make_seat(body=body, organisation=make_organisation()), person=person)
    make_regulation(body=body)
    there = reverse("assemblies:public_body", args=[body.slug])

    text = shown(client, there)

    assert str(person) in text
    assert "Più della metà dei componenti (art. 6)" in text
    assert "Approva il piano." in text
    assert not {"ada@example.it", "0872 1234"} & set(text.split())
    assert "ada@example.it" not in text
    assert page("seat_person", Seat.objects.get()) not in text
    assert "Conferenza pubblica" in shown(client, reverse("assemblies:public_bodies"))


def test_a_body_that_is_not_public_is_read_by_nobody_who_comes(client):
    body = make_body(public=False, name="Riservato")

    assert client.get(reverse("assemblies:public_body", args=[body.slug])).status_code == 404
    assert "Riservato" not in shown(client, reverse("assemblies:public_bodies"))
    assert "Riservato" not in shown(client, reverse("desk:search"), q="riservato")


def test_bodies_are_found_by_the_search_of_the_site(client, enter):
    body = make_body(name="Conferenza Frentana")
    public = reverse("assemblies:public_body", args=[body.slug])
    assert public in shown(client, reverse("desk:search"), q="conferenza frentana")

    enter(body.area)
    assert page("body", body) in shown(client, reverse("desk:search"), q="frentana")


def test_what_of_a_body_rests_on_an_act_is_told_to_who_reads_the_body(client, enter):
    area = make_area()
    act = make_act()
    file_act(act, place=area, by=SOMEBODY)
    body = make_body(area=area, name="Conferenza Frentana", act=act)
    make_seating(seat=make_seat(body=body, category="union", title="Sindacati", act=act), act=act)
    make_regulation(body=body, act=act)
    make_body(name="Conferenza altrui", act=act)
    enter(area)

    text = shown(client, reverse("assemblies:act", args=[act.key]))

    assert "Conferenza Frentana: Sindacati" in text
    assert "Conferenza altrui" not in text


def referent(enter, **fields):
    organisation = make_organisation(email="rete@example.it", **fields)
    enter(organisation, role=Role.THIRD_SECTOR)
    return organisation


def test_the_office_calls_and_each_body_is_written_to_once(client, enter, settings):
    called = make_organisation(name="La Rete", email="rete@example.it")
    make_organisation(name="Senza posta")
    seat = make_seat(body=make_body(area=enter().area), category=OrganisationKind.THIRD_SECTOR)
    there = page("seat_call", seat)
    text = shown(client, there)
    assert "Sono chiamati 2 enti." in text
    assert "senza e-mail: avvisare altrimenti" in text

    days = [(TODAY + timedelta(days=n)).isoformat() for n in (10, 20)]
    told = {"candidacies_until": days[0], "choice_until": days[1]}
    answer = client.post(there, told, headers={"Host": "localhost"})  # not the house's address

    designation = Designation.objects.get()
    assert answer.url == page("designation", designation)
    assert Message.objects.get().recipients == [called.email]
    assert f"{settings.ADDRESS}{reverse('assemblies:designations')}" in Message.objects.get().body
    body = designation.seat.body
    assert there not in client.get(page("body", body)).text
    to_fill = shown(client, reverse("assemblies:renewals"))
    assert f'href="{page("designation", designation)}">designazione in corso' in to_fill
    again = client.post(there, {"candidacies_until": days[0], "choice_until": days[1]})
    assert "già una designazione in corso" in again.text.replace("&#x27;", "'")


def soon(**facts):
    days = {"candidacies_until": TODAY + timedelta(days=1), "choice_until": TODAY + timedelta(9)}
    return make_designation(called_on=TODAY, **days | facts)


def test_a_referent_presents_a_candidate_and_withdraws_her(client, enter):
    designation, ours = soon(), referent(enter)
    sent = {"given_name": "Luca", "family_name": "Cieri", "note": "Educatore"}

    client.post(page("designation_candidacy", designation), sent)
    candidacy = Candidacy.objects.get()
    text = shown(client, page("designation", designation))

    assert candidacy.organisation == ours
    assert "Luca Cieri" in text
    assert "Presenta una candidatura" not in text
    client.post(page("candidacy", candidacy))
    candidacy.refresh_from_db()
    assert candidacy.withdrawn_on == TODAY
    assert "Presenta una candidatura" in shown(client, page("designation", designation))


def test_the_desk_of_a_referent_tells_what_her_body_is_to_answer(client, enter):
    designation = soon()
    ours = referent(enter)
    assert "1 designazione a cui rispondere" in shown(client, reverse("desk:home"))

    person = make_representative()
    facts = {"organisation": ours, "person": person, "presented_on": TODAY}
    Candidacy.objects.create(designation=designation, **facts)
    assert "a cui rispondere" not in shown(client, reverse("desk:home"))


def test_a_referent_of_elsewhere_is_not_called(client, enter):
    ambito = make_area(kind="ambito")
    category = OrganisationKind.THIRD_SECTOR
    designation = soon(seat=make_seat(body=make_body(area=ambito), category=category))
    referent(enter, area=make_town())
    assert client.get(page("designation", designation)).status_code == 404

    referent(enter, area=make_part(ambito))
    assert "Presenta una candidatura" in shown(client, page("designation", designation))


def test_of_many_designations_none_is_left_out_of_the_pages(client, enter):
    body = make_body(area=enter().area)
    for _ in range(26):
        make_designation(seat=make_seat(body=body, category=OrganisationKind.THIRD_SECTOR))
    address = reverse("assemblies:designations")

    first, last = client.get(address), client.get(address, {"pagina": 2})

    assert "26 designazioni" in first.text
    shown = [*first.context["page"].object_list, *last.context["page"].object_list]
    assert len(set(shown)) == 26


def test_the_designations_of_a_referent_ask_the_same_questions(enter, queries_stay_flat):
    referent(enter)

    queries_stay_flat(reverse("assemblies:designations"), soon)


def test_the_public_list_asks_the_same_questions(queries_stay_flat):
    queries_stay_flat(reverse("assemblies:public_bodies"), make_body)


def test_a_referent_speaks_only_for_her_own_body(client, enter):
    designation, ours = soon(), referent(enter)
    other = make_organisation()
    theirs = Candidacy.objects.create(
        designation=designation,
        organisation=other,
        person=make_representative(),
        presented_on=TODAY,
    )
    sent = {"organisation": other.pk, "given_name": "Luca", "family_name": "Cieri"}

    client.post(page("designation_candidacy", designation), sent)

    assert Candidacy.objects.exclude(pk=theirs.pk).get().organisation == ours
    assert client.post(page("candidacy", theirs)).status_code == 404
    assert client.post(page("designation_choice", designation)).status_code == 404
    assert client.get(page("designation_record", designation)).status_code == 404


def test_a_referent_is_not_told_who_else_bears_a_name(client, enter):
    designation = soon()
    referent(enter)
    make_representative(given_name="Luca", family_name="Cieri")

    sent = {"given_name": "Luca", "family_name": "Cieri"}
    answer = client.post(page("designation_candidacy", designation), sent)

    assert answer.status_code == 302


def test_a_body_chooses_once_and_is_told_so(client, enter):
    designation, ours = soon(state="choosing"), referent(enter)
    candidacy = Candidacy.objects.create(
        designation=designation,
        organisation=ours,
        person=make_representative(),
        presented_on=TODAY,
    )
    there = page("designation_preference", designation)

    client.post(there, {"candidacy": candidacy.pk})
    again = client.post(there, {"candidacy": candidacy.pk})

    assert designation.preferences.count() == 1
    assert "ogni ente vota una volta sola" in again.text
    assert "ha già espresso la sua preferenza" in shown(client, page("designation", designation))


STEPS = {
    "Apri le preferenze",
    "Registra una candidatura",
    "Registra una preferenza",
    "Scrivi il verbale",
}


@pytest.mark.parametrize(
    ("state", "days", "candidates", "offered"),
    [
        ("called", (0, 9), 1, {"Registra una candidatura"}),
        ("called", (-1, 9), 1, {"Apri le preferenze", "Scrivi il verbale"}),
        ("called", (-1, 9), 0, set()),
        ("choosing", (-2, 0), 1, {"Registra una preferenza"}),
        ("choosing", (-2, -1), 1, {"Scrivi il verbale"}),
    ],
)
def test_the_office_is_offered_what_is_due_and_no_more(
    client, enter, state, days, candidates, offered
):
    seat = make_seat(body=make_body(area=enter().area), category=OrganisationKind.THIRD_SECTOR)
    first, last = [TODAY + timedelta(days=n) for n in days]
    facts = {"called_on": LONG_AGO, "candidacies_until": first, "choice_until": last}
    designation = make_designation(seat=seat, state=state, **facts)
    organisation = make_organisation()
    for _ in range(candidates):
        make_candidacy(designation=designation, organisation=organisation)

    text = shown(client, page("designation", designation)).partition("<h1>")[2]

    assert {step for step in STEPS if step in text} == offered
    assert text.count('"btn btn-primary') == 1


def test_a_body_is_not_asked_for_a_preference_after_its_last_day(client, enter):
    ours = referent(enter)
    past = {"called_on": LONG_AGO, "candidacies_until": LONG_AGO}
    yesterday = TODAY - timedelta(days=1)
    designation = make_designation(state="choosing", choice_until=yesterday, **past)
    make_candidacy(designation=designation, organisation=ours)

    assert "Esprimi la preferenza" not in shown(client, page("designation", designation))
    Designation.objects.update(choice_until=TODAY)
    assert "Esprimi la preferenza" in shown(client, page("designation", designation))


@pytest.mark.parametrize("left", [1, 2])
def test_a_preference_sent_twice_is_not_recorded_for_another_body(client, enter, left):
    seat = make_seat(body=make_body(area=enter().area), category=OrganisationKind.THIRD_SECTOR)
    designation = soon(seat=seat, state="choosing")
    first, *_others = [make_organisation() for _ in range(1 + left)]
    candidacy = make_candidacy(designation=designation, organisation=first)
    there = page("designation_preference", designation)
    sent = {"organisation": first.pk, "candidacy": candidacy.pk}

    assert client.post(there, sent).status_code == 302
    again = client.post(there, sent)

    assert "ha già risposto" in str(again.context["form"].errors["organisation"])
    assert designation.preferences.get().organisation == first


def test_the_office_records_and_appoints_and_the_seat_is_held(client, enter):
    area = make_area()
    enter(area)
    act = make_act()
    file_act(act, place=area, by=SOMEBODY)
    seat = make_seat(body=make_body(area=area), category=OrganisationKind.THIRD_SECTOR)
    past = {"called_on": LONG_AGO, "candidacies_until": LONG_AGO, "choice_until": LONG_AGO}
    designation = make_designation(seat=seat, **past)
    candidacy = Candidacy.objects.create(
        designation=designation,
        organisation=make_organisation(),
        person=make_representative(),
        presented_on=LONG_AGO,
    )
    assert "Apri le preferenze" in shown(client, page("designation", designation))
    client.post(page("designation_choice", designation))
    client.post(page("designation_record", designation), {"text": "Designata all'unanimità."})
    assert "Nomina con atto" in shown(client, page("designation", designation))
    since = {"since": "2021-01-01", "act": act.pk, "candidacy": candidacy.pk}
    answer = client.post(page("designation_appoint", designation), since, follow=True)

    assert str(candidacy.person) in answer.text
    assert "Conclusa con la nomina" in shown(client, page("designation", designation))


def test_the_record_is_begun_from_what_was_said_and_who_has_said_is_not_asked_again(client, enter):
    area = enter().area
    seat = make_seat(body=make_body(area=area), category=OrganisationKind.THIRD_SECTOR)
    first, second, third = [make_organisation(name=f"Ente {n}") for n in "ABC"]
    designation = soon(seat=seat, state="choosing")
    facts = {"designation": designation, "presented_on": TODAY}
    ada, ugo = [
        Candidacy.objects.create(organisation=one, person=make_representative(), **facts)
        for one in (first, second)
    ]

    def begun():
        return client.get(page("designation_record", designation)).context["form"]["text"].value()

    preference = page("designation_preference", designation)
    client.post(preference, {"organisation": first.pk, "candidacy": ada.pk})
    client.post(preference, {"organisation": second.pk, "candidacy": ugo.pk})
    assert "Enti chiamati: Ente A; Ente B; Ente C." in begun()
    assert f"Hanno lo stesso numero di preferenze: {ada.person}; {ugo.person}." in begun()
    left = client.get(preference).context["form"].fields["organisation"]
    assert left.choices == [(third.pk, "Ente C")]

    client.post(preference, {"organisation": third.pk, "candidacy": ugo.pk})
    assert f"(3 su 3 enti chiamati): {ugo.person}: 2; {ada.person}: 1." in begun()
    assert f"Risulta designata la persona con più preferenze: {ugo.person}." in begun()
    assert "Registra una preferenza" not in shown(client, page("designation", designation))


def test_a_mayor_reads_the_bodies_of_her_ambito_and_changes_nothing(client, enter):
    ambito = make_area(kind="ambito")
    town = make_part(ambito)
    enter(town, role=Role.MAYOR)
    body = make_body(area=ambito)
    seat = make_seat(body=body)

    text = shown(client, page("body", body))

    assert page("seat_change", seat) not in text
    assert client.get(page("seat_change", seat)).status_code == 404
    assert client.get(NEW).status_code == 404


# --- its sittings and their minutes


def held(body, **fields):
    regulation = body.regulations.first() or make_regulation(body=body)
    return make_held_sitting(body=body, regulation=regulation, **fields)


def published(body, **fields):
    sitting = held(body, **fields)
    minutes = Minutes.objects.create(
        sitting=sitting, state=MinutesState.PUBLISHED, published_on=TODAY
    )
    MinutesPart.objects.create(minutes=minutes, position=0, title="Apertura", public_text="Valida.")
    return minutes


def test_the_page_of_a_body_leads_to_its_latest_sittings(client, enter):
    body = make_body(area=enter().area)
    own, other = held(body), held(make_body())
    text = shown(client, page("body", body))
    assert reverse("assemblies:sitting", args=[own.key]) in text
    assert reverse("assemblies:sitting", args=[other.key]) not in text


def test_whoever_comes_finds_the_published_minutes_of_a_body_the_latest_first(client):
    body = make_body(public=True)
    first = published(body, number=1, first_call=NOW - timedelta(days=40))
    second = published(body, number=2)
    Minutes.objects.create(sitting=held(body, number=3))
    published(make_body(public=True))

    text = client.get(reverse("assemblies:public_body", args=[body.slug])).content.decode()
    there = [reverse("assemblies:published_minutes", args=[one.key]) for one in (second, first)]
    assert [text.index(one) for one in there] == sorted(text.index(one) for one in there)
    assert text.count("/verbali/pubblicati/") == 2
    back = client.get(there[0]).content.decode()
    assert reverse("assemblies:public_body", args=[body.slug]) in back


def test_the_public_page_asks_the_same_questions_however_many_minutes(queries_stay_flat):
    body = make_body(public=True)
    numbers = iter(range(1, 99))
    there = reverse("assemblies:public_body", args=[body.slug])
    queries_stay_flat(there, lambda: published(body, number=next(numbers)))


def test_a_seat_held_since_an_eleventh_says_so_in_each_language(client, enter):
    body = make_body(area=enter().area)
    make_seating(
        seat=make_seat(body=body, organisation=make_organisation()), since=date(2024, 6, 11)
    )

    assert "dall'11 giugno 2024" in shown(client, page("body", body))
    client.cookies["django_language"] = "en"
    assert "11 June 2024" in shown(client, page("body", body))
    assert "l'11" not in shown(client, page("body", body))
