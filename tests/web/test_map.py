"""The map of who works for whom: cards, parts, agreements, coverage, from their pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.links import token_of
from raccordo.access.models import Link
from raccordo.access.rights import Role
from raccordo.governance.queries.desks import attended_by
from raccordo.governance.states import AttendanceHow
from raccordo.parties.models import Agreement, CardChange, Organisation, Stake
from raccordo.parties.operations import propose_card, tell_works
from raccordo.parties.states import CardState, StakeRole
from raccordo.post.models import Message
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    make_agreement,
    make_area,
    make_attendance,
    make_body,
    make_card_change,
    make_filed_act,
    make_held_sitting,
    make_link,
    make_organisation,
    make_part,
    make_seat,
    make_seating,
    make_stake,
    make_theme,
    put_inside,
)

pytestmark = pytest.mark.django_db
LIST, COVER = reverse("network:organisations"), reverse("network:coverage")
STALE, ASKED = reverse("network:cards_stale"), reverse("network:card_changes")
OWN = reverse("network:own_card")


def at(name, thing):
    return reverse(f"network:{name}", args=[thing.key])


@pytest.fixture
def old():
    return make_theme("Anziani")


@pytest.fixture
def ambito():
    return make_area(kind="ambito", name="Ambito di prova")


@pytest.fixture
def towns(ambito):
    return [make_part(ambito), make_part(ambito)]


@pytest.fixture
def body(ambito):
    return make_organisation(area=ambito, name="Auser", email="auser@example.it")


def works(body, *pairs):
    tell_works(body, works=pairs, by=SOMEBODY, on=localdate())


# --- the card kept by the office


def test_the_office_writes_what_a_body_does_and_where(client, enter, ambito, towns, old, body):
    enter(ambito)
    sent = {
        "about": "Trasporto sociale",
        "volunteers": "12",
        "works": [f"{old.key}:{towns[0].key}"],
    }
    sent |= {"runts_section": "odv", "runts_number": "12345", "email": "auser@example.it"}
    page = client.post(at("card", body), sent, follow=True)

    body.refresh_from_db()
    assert (body.volunteers, body.runts_section, body.confirmed_on) == (12, "odv", localdate())
    assert [work.area for work in body.works.all()] == [towns[0]]
    for words in ("Trasporto sociale", "12 persone volontarie", "Anziani", str(towns[0])):
        assert words in page.text


def test_a_number_of_the_register_wants_its_section_and_is_of_one(client, enter, ambito, body):
    enter(ambito)
    alone = client.post(at("card", body), {"runts_number": "7"})
    assert "vuole la sezione" in str(alone.context["form"].errors)

    make_organisation(runts_section="aps", runts_number="7")
    page = client.post(at("card", body), {"runts_number": "7", "runts_section": "odv"})
    assert "già di" in str(page.context["form"].errors)


@pytest.mark.parametrize("wrong", ["-1", "molti", "1000000"])
def test_how_many_is_a_number_that_can_be(client, enter, ambito, body, wrong):
    enter(ambito)
    page = client.post(at("card", body), {"volunteers": wrong})
    assert page.context["form"].errors["volunteers"]


def test_where_a_body_works_beyond_the_territory_of_the_office_stays(
    client, enter, ambito, old, body
):
    elsewhere = make_area(name="Altrove")
    works(body, (old, elsewhere))
    enter(ambito)
    client.post(at("card", body), {"works": [f"{old.key}:{ambito.key}"]})
    assert {work.area for work in body.works.all()} == {ambito, elsewhere}


def test_the_card_of_another_territory_is_not_there_to_be_kept(client, enter, ambito):
    foreign = make_organisation(area=make_area())
    enter(ambito)
    for name in ("card", "stake", "agreement"):
        assert client.get(at(name, foreign)).status_code == 404
    assert client.post(at("card_confirm", foreign)).status_code == 404
    assert client.get(at("organisation", foreign)).status_code == 200


def test_a_card_is_confirmed_with_a_click(client, enter, ambito, body):
    enter(ambito)
    assert "da confermare" in client.get(at("organisation", body)).text
    page = client.post(at("card_confirm", body), follow=True)
    assert "da confermare" not in page.text
    body.refresh_from_db()
    assert body.confirmed_on == localdate()


# --- the card kept by the body itself


def referent(enter, body, **fields):
    return enter(organisation=body, role=Role.THIRD_SECTOR, **fields)


def test_a_body_asks_to_correct_its_card_and_the_office_approves(
    client, enter, ambito, towns, old, body
):
    works(body, (old, towns[0]))
    referent(enter, body)
    now = {"email": body.email, "works": [f"{old.key}:{towns[1].key}"]}
    page = client.post(OWN, now | {"phone": "0872 1", "note": "Nuova sede"}, follow=True)
    assert "aspettano l&#x27;ufficio" in page.text or "aspettano l'ufficio" in page.text

    change = CardChange.objects.get()
    assert set(change.facts) == {"phone", "works"}
    enter(ambito)
    shown = client.get(ASKED).text
    for words in ("0872 1", "Nuova sede", f"Anziani: {towns[1]}", f"Anziani: {towns[0]}"):
        assert words in shown

    client.post(at("card_approve", change))
    body.refresh_from_db()
    assert body.phone == "0872 1"
    assert [work.area for work in body.works.all()] == [towns[1]]


def test_a_body_confirms_its_card_with_a_click(client, enter, body):
    referent(enter, body)
    assert "È tutto giusto" in client.get(OWN).text
    client.post(reverse("network:own_confirm"))
    body.refresh_from_db()
    assert body.confirmed_on == localdate()


def test_a_body_that_asks_nothing_is_told_to_confirm(client, enter, body):
    referent(enter, body)
    page = client.post(OWN, {"email": body.email})
    assert "basta confermarla" in str(page.context["form"].errors)


def test_a_body_reads_why_it_was_told_no(client, enter, ambito, body):
    change = make_card_change(organisation=body)
    enter(ambito)
    client.post(at("card_refuse", change), {"reason": "Il numero è di un'altra sede"})
    change.refresh_from_db()
    assert change.state == CardState.REFUSED

    referent(enter, body)
    assert "di un&#x27;altra sede" in client.get(OWN).text


def test_what_changed_meanwhile_is_told_to_the_office(client, enter, ambito, body):
    change = make_card_change(organisation=body)
    Organisation.objects.filter(pk=body.pk).update(phone="0872 9")
    enter(ambito)
    page = client.post(at("card_approve", change), follow=True)
    assert "è cambiato altro: telefono" in page.text


def test_only_for_a_body_one_has_a_card_of_one_s_own(client, enter, ambito):
    enter(ambito, role=Role.MAYOR)
    assert client.get(OWN).status_code == 404


def test_the_corrections_of_another_territory_are_not_seen(client, enter, ambito):
    foreign = make_card_change(organisation=make_organisation(area=make_area()))
    enter(ambito)
    assert str(foreign.organisation) not in client.get(ASKED).text
    assert client.post(at("card_approve", foreign)).status_code == 404


def test_the_corrections_ask_the_same_questions_however_many(
    client, enter, ambito, old, queries_stay_flat
):
    enter(ambito)

    def asked():
        body = make_organisation(area=ambito)
        propose_card(
            body,
            facts={"phone": "1", "works": [[str(old.key), str(ambito.key)]]},
            by=SOMEBODY,
            on=localdate(),
        )

    queries_stay_flat(ASKED, asked)


# --- by the link of a letter


def test_who_is_asked_confirms_from_the_letter_with_a_click(client, enter, ambito, body):
    silent = make_organisation(area=ambito, name="Senza posta", email="", pec="")
    fresh = make_organisation(area=ambito, name="Fresca", confirmed_on=localdate())
    enter(ambito)
    shown = client.get(STALE).text
    assert "Auser" in shown
    assert "senza indirizzo" in shown
    assert "Fresca" not in shown

    chosen = {"bodies": [str(one.key) for one in (body, silent, fresh)]}
    page = client.post(STALE, chosen, follow=True)
    assert "1 messaggio in partenza. 1 soggetto è senza indirizzo" in page.text
    message, link = Message.objects.get(), Link.objects.get()
    address = f"{reverse('desk:link', args=[token_of(link)])}scheda/"
    assert address in message.body

    client.logout()
    assert "Auser" in client.get(address).text
    client.post(f"{address}conferma/")
    body.refresh_from_db()
    assert body.confirmed_on == localdate()
    client.post(address, {"email": body.email, "phone": "0872 3"})
    assert CardChange.objects.get().facts == {"phone": ["", "0872 3"]}


def test_who_was_asked_today_is_not_asked_again(client, enter, ambito, body):
    enter(ambito)
    for _ in range(2):
        page = client.post(STALE, {"bodies": [str(body.key)]}, follow=True)
    assert Message.objects.count() == 1
    assert "ha già ricevuto il messaggio oggi" in page.text


def test_nobody_chosen_nobody_asked(client, enter, ambito, body):
    enter(ambito)
    page = client.post(STALE, {"bodies": ["", "forse"]}, follow=True)
    assert "Scegliere almeno un soggetto" in page.text


def test_a_link_that_ended_opens_no_card(client, ambito, body):
    link = make_link(organisation=body, area=ambito, until=localdate())
    address = reverse("desk:link_card", args=[token_of(link)])
    assert client.get(address).status_code == 410
    assert client.post(f"{address}conferma/").status_code == 410


def test_the_cards_to_confirm_ask_the_same_questions(client, enter, ambito, queries_stay_flat):
    enter(ambito)
    queries_stay_flat(STALE, lambda: make_organisation(area=ambito))


# --- parts and agreements


def test_a_part_is_given_and_ended(client, enter, ambito, old, body):
    enter(ambito)
    act = make_filed_act(ambito)
    sent = {"role": "offers", "groups": [old.key], "area": ambito.key, "since": "03/03/2025"}
    page = client.post(at("stake", body), sent | {"act": act.pk}, follow=True)
    for words in ("Offre servizi", "Anziani", "3 marzo 2025"):
        assert words in page.text

    stake = Stake.objects.get()
    page = client.post(at("stake_end", stake), {"until": "11/06/2025"}, follow=True)
    assert "10 giugno 2025" in page.text


def test_a_part_told_twice_is_refused_beside_its_field(client, enter, ambito, body):
    make_stake(organisation=body, area=ambito, role=StakeRole.FUNDS)
    enter(ambito)
    sent = {"role": "funds", "area": ambito.key, "since": "03/03/2025"}
    page = client.post(at("stake", body), sent)
    assert "ha già questo ruolo" in str(page.context["form"].errors["role"])


def test_an_agreement_is_recorded_and_ended(client, enter, ambito, body):
    enter(ambito)
    sent = {"sort": "convention", "title": "Trasporto", "area": ambito.key, "since": "03/03/2025"}
    refused = client.post(at("agreement", body), sent)
    assert "Indicare l&#x27;atto" in str(refused.context["form"].errors)
    page = client.post(at("agreement", body), sent | {"source": "Albo"}, follow=True)
    assert "Convenzione (art. 56 CTS)" in page.text

    agreement = Agreement.objects.get()
    client.post(at("agreement_end", agreement), {"until": "01/01/2026", "reason": "Recesso"})
    agreement.refresh_from_db()
    assert str(agreement.until) == "2026-01-01"


def test_parts_and_agreements_of_another_territory_are_not_ended(client, enter, ambito):
    foreign = make_organisation(area=make_area())
    stake, agreement = make_stake(organisation=foreign), make_agreement(organisation=foreign)
    enter(ambito)
    assert client.get(at("stake_end", stake)).status_code == 404
    assert client.get(at("agreement_end", agreement)).status_code == 404


# --- coverage, and the list by theme


def test_the_matrix_counts_who_works_where_and_shows_the_holes(
    client, enter, ambito, towns, old, body
):
    young = make_theme("Famiglia e minori")
    works(body, (old, ambito))
    works(make_organisation(), (young, towns[0]))
    enter(ambito)

    page = client.get(COVER)
    counts = [[cell.count for cell in row.cells] for row in page.context["rows"]]
    assert sorted(counts) == [[1, 0], [1, 1]]
    assert "<strong>1 casella vuota</strong>" in page.text


def test_a_cell_leads_to_the_bodies_it_counts(client, enter, ambito, towns, old, body):
    works(body, (old, ambito))
    make_stake(organisation=body, role=StakeRole.OFFERS, area=ambito)
    make_organisation(area=towns[0], name="Altro ente")
    enter(ambito)
    for role in ("", "offers"):
        page = client.get(COVER, {"ruolo": role})
        cell = page.context["rows"][0].cells[0]
        shown = client.get(f"{LIST}?{cell.query}")
        assert list(shown.context["page"]) == [body]
    assert client.get(COVER, {"ruolo": "funds"}).context["coverage"].empty == 2


def test_a_body_reads_the_coverage_of_the_ambito_it_is_in(client, enter, ambito, towns, old):
    body = make_organisation(area=towns[0])
    referent(enter, body)
    assert client.get(COVER).context["area"] == ambito


def test_who_acts_for_a_whole_region_chooses_among_its_ambiti(client, enter, ambito, towns, old):
    region = make_area(kind="region", name="Regione di prova")
    put_inside(ambito, region)
    enter(region)
    page = client.get(COVER, {"di": ambito.slug})
    assert page.context["area"] == ambito
    assert len(page.context["rows"]) == 2


def test_the_coverage_is_a_spreadsheet_too(client, enter, ambito, towns, old, body):
    works(body, (old, ambito))
    enter(ambito)
    table = client.get(reverse("network:coverage_table"))
    assert table.status_code == 200
    assert "copertura.xlsx" in table["Content-Disposition"]


def test_who_has_no_territory_is_told_so(client, enter):
    referent(enter, make_organisation(area=None))
    assert "non c'è una copertura" in client.get(COVER).text


def test_the_coverage_asks_the_same_questions(client, enter, ambito, towns, old, queries_stay_flat):
    enter(ambito)
    queries_stay_flat(COVER, lambda: works(make_organisation(), (old, towns[0])))


def test_the_page_of_a_body_asks_the_same_questions(
    client, enter, ambito, old, body, queries_stay_flat
):
    enter(ambito)

    def more():
        make_stake(organisation=body, area=ambito, since=LONG_AGO + timedelta(days=1))
        make_agreement(organisation=body, area=ambito)
        works(body, *((make_theme(), ambito) for _ in range(2)))

    queries_stay_flat(at("organisation", body), more)


# --- where it came


def test_the_page_of_a_body_tells_the_sittings_it_came_to(client, enter, ambito, body):
    for came, day in ((True, 3), (False, 4)):
        how = AttendanceHow.PRESENT if came else AttendanceHow.ABSENT
        sitting = make_held_sitting(
            body=make_body(area=ambito, name=f"Tavolo {day}"), first_call=NOW.replace(day=day)
        )
        make_attendance(
            sitting=sitting, seat=make_seat(body=sitting.body, organisation=body), how=how
        )
    enter(ambito)
    text = client.get(at("organisation", body)).text
    assert "Tavolo 3" in text
    assert "Tavolo 4" not in text


def test_who_sat_for_a_category_came_for_the_body_that_named_her(ambito, body):
    sitting = make_held_sitting(body=make_body(area=ambito), first_call=NOW)
    seat = make_seat(body=sitting.body, category="third_sector")
    make_seating(seat=seat, organisation=body, until=NOW.date())
    attendance = make_attendance(sitting=sitting, seat=seat)
    assert not attended_by([body])
    make_seating(seat=seat, organisation=body, since=NOW.date())
    assert list(attended_by([body])) == [attendance]


# --- the desks


def test_the_desk_tells_what_awaits_the_office(client, enter, ambito, body):
    make_card_change(organisation=body)
    make_organisation(area=ambito, confirmed_on=LONG_AGO)
    enter(ambito)
    text = client.get(reverse("desk:home")).text
    assert "1 correzione chiesta da un ente" in text
    assert "1 scheda non confermata da un anno" in text


def test_the_desk_of_a_body_leads_to_its_card(client, enter, body):
    referent(enter, body)
    assert OWN in client.get(reverse("desk:place")).text
