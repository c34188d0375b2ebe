"""Whom to involve, what each body did of its part, who shares which objective: from the pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.participation.models import OccasionPresence
from tests.make import (
    NOW,
    make_aim,
    make_area,
    make_attendance,
    make_body,
    make_consultation,
    make_contribution,
    make_held_sitting,
    make_occasion,
    make_organisation,
    make_part,
    make_seat,
    make_stake,
    make_subscription,
    make_theme,
)

pytestmark = pytest.mark.django_db
INVOLVE, TABLE = reverse("network:involve"), reverse("network:involve_table")
DESK = reverse("desk:home")


def page_of(body):
    return reverse("network:organisation", args=[body.key])


def positions(one):
    return reverse("voices:consultation_positions", args=[one.key])


@pytest.fixture
def area(enter):
    """One's own ambito, entered by its office."""
    area = make_area(kind="ambito", name="Ambito di prova")
    enter(area)
    return area


def silent(area, name="Auser", **fields):
    """A body with a part in an area, that never came."""
    body = make_organisation(name=name, area=area, **fields)
    make_stake(organisation=body, area=area)
    return body


def listed(client, asked=""):
    return [body.name for body in client.get(INVOLVE + asked).context["page"].object_list]


# --- the list


def test_the_list_says_who_what_part_and_how_to_reach_them(client, area):
    body = silent(area, pec="auser@pec.example")
    came = silent(area, "Acli")
    OccasionPresence.objects.create(occasion=make_occasion(area=area), organisation=came)

    page = client.get(INVOLVE)

    for words in ("Auser", "Offre servizi", "in tutti i temi"):
        assert words in page.text
    assert "mailto:auser@pec.example" in page.text
    assert page_of(body) in page.text
    assert "Acli" not in page.text


def test_the_list_is_filtered_by_what_its_address_says_and_by_nothing_strange(client, area):
    town, old = make_part(area), make_theme("Anziani")
    make_stake(area=area, group=old, organisation=make_organisation(name="Auser", area=town))
    silent(area, "Zonta")
    asked = {
        "": ["Auser", "Zonta"],
        f"?tema={old.code}": ["Auser", "Zonta"],
        f"?comune={town.slug}": ["Auser"],
        f"?comune={make_part(area).slug}": [],
        "?tema=x&comune=x&di=x&pagina=99": ["Auser", "Zonta"],
        f"?di={make_area(kind='ambito').slug}": ["Auser", "Zonta"],
    }
    other = make_theme("Minori")
    asked[f"?tema={other.code}"] = ["Zonta"]
    for query, names in asked.items():
        assert listed(client, query) == names, query
    empty = client.get(f"{INVOLVE}?comune={make_part(area).slug}")
    assert "Con questi filtri non c" in empty.text


def test_where_nobody_is_to_be_involved_the_page_says_it(client, area):
    assert "è già intervenuto almeno una volta" in client.get(INVOLVE).text


def test_the_list_is_a_spreadsheet_too(client, area):
    silent(area)
    page = client.get(TABLE)
    assert page.content[:2] == b"PK"
    assert "soggetti-da-coinvolgere.xlsx" in page["Content-Disposition"]


def test_only_who_reads_what_was_heard_reads_who_was_not(client, enter, area):
    enter(area, Role.MAYOR)
    assert client.get(INVOLVE).status_code == 200
    body = silent(area)
    for place, role in ((area, Role.ACCOUNTANT), (body, Role.THIRD_SECTOR)):
        enter(place, role)
        assert client.get(INVOLVE).status_code == 404
        assert client.get(TABLE).status_code == 404
        assert INVOLVE not in client.get(reverse("network:coverage")).text


def test_the_map_leads_to_whom_to_involve(client, area):
    assert f"{INVOLVE}?di={area.slug}" in client.get(reverse("network:coverage")).text


def test_the_list_asks_the_same_questions_however_many(area, queries_stay_flat):
    numbers = iter(range(99))
    queries_stay_flat(INVOLVE, lambda: silent(area, f"Associazione di prova {next(numbers)}"))


# --- the desk


def test_the_desk_counts_those_that_the_list_shows(client, enter, area):
    for name in ("Auser", "Acli"):
        silent(area, name)
    text = client.get(DESK).text
    assert "2 soggetti da coinvolgere" in text
    assert f"{INVOLVE}?di={area.slug}" in text
    assert len(listed(client, f"?di={area.slug}")) == 2
    for role in (Role.MAYOR, Role.SOCIAL_WORKER):
        enter(area, role)
        assert "da coinvolgere</a>" not in client.get(DESK).text


# --- the page of a body


def everything(body, area):
    """A body that came to a sitting and to an occasion, proposed, and took two positions."""
    sitting = make_held_sitting(body=make_body(area=area, name="Tavolo anziani"))
    make_attendance(sitting=sitting, seat=make_seat(body=sitting.body, organisation=body))
    met = make_occasion(area=area, title="Assemblea di Frisa")
    OccasionPresence.objects.create(occasion=met, organisation=body)
    facts = {"author_kind": "organisation", "organisation": body, "title": "Corse da Frisa"}
    make_contribution(area=area, state="answered", outcome="partly", **facts)
    consultation = make_consultation(area=area, title="Verso il piano")
    for number, stance, reason in ((1, "subscribes", ""), (2, "objects", "Mancano i turni")):
        aim = make_aim(consultation=consultation, title=f"Obiettivo {number}", position=number)
        make_subscription(aim=aim, organisation=body, stance=stance, reason=reason)


def test_the_page_of_a_body_tells_all_that_it_came_to_said_and_shares(client, area):
    body = silent(area)
    assert "non ancora esercitato" in client.get(page_of(body)).text
    everything(body, area)

    text = client.get(page_of(body)).text

    told = ("Tavolo anziani", "Assemblea di Frisa", "Corse da Frisa", "Accolta in parte")
    told += ("Non condivide", "Mancano i turni", "Obiettivo 1", "Verso il piano")
    told += ("esercitato", "l'ultima volta il 3 marzo 2025")
    for words in told:
        assert words in text.replace("&#x27;", "'"), words
    assert "non ancora esercitato" not in text


def test_who_reads_no_proposals_reads_of_a_body_only_the_meetings(client, enter, area):
    body = silent(area)
    everything(body, area)
    enter(area, Role.ACCOUNTANT)

    text = client.get(page_of(body)).text

    assert "Tavolo anziani" in text
    for words in ("Corse da Frisa", "Mancano i turni", "esercitato"):
        assert words not in text


def test_what_a_body_said_elsewhere_is_not_read_from_here(client, area):
    body, elsewhere = silent(area), make_area(kind="ambito")
    everything(body, elsewhere)

    text = client.get(page_of(body)).text

    assert "Nessuna proposta." in text
    for words in ("Corse da Frisa", "Mancano i turni"):
        assert words not in text


def test_who_acts_for_a_body_reads_all_that_it_said_itself_and_nothing_of_others(
    client, enter, area
):
    body, other = silent(area), silent(area, "Acli")
    everything(body, area)
    enter(body, Role.THIRD_SECTOR)
    text = client.get(page_of(body)).text
    for words in ("Corse da Frisa", "Mancano i turni"):
        assert words in text
    assert reverse("voices:proposals") not in text
    enter(other, Role.THIRD_SECTOR)
    assert "Corse da Frisa" not in client.get(page_of(body)).text


def test_the_page_of_a_body_asks_the_same_questions_however_much_it_did(area, queries_stay_flat):
    body = silent(area)
    last = make_occasion(area=area, held_at=NOW + timedelta(days=1))
    OccasionPresence.objects.create(occasion=last, organisation=body)
    queries_stay_flat(page_of(body), lambda: everything(body, make_part(area)))


# --- bodies by objectives


def test_the_table_says_of_each_body_what_it_shares_and_what_it_does_not(client, area):
    one = make_consultation(area=area)
    aims = [make_aim(consultation=one, title=f"Aprire {n}", position=n) for n in (1, 2)]
    body = make_organisation(name="Auser")
    make_subscription(aim=aims[0], organisation=body, stance="objects", reason="Mancano i turni")
    silent(area, "Acli")

    assert positions(one) in client.get(reverse("voices:consultation", args=[one.key])).text
    text = client.get(positions(one)).text
    for words in ("Auser", "Aprire 1", "Aprire 2", "Non condivide", "Mancano i turni"):
        assert words in text
    assert "nessuna posizione" in text
    assert 'class="table-wrap"' in text
    assert "Acli" not in text
    everybody = client.get(f"{positions(one)}?mostra=tutti").text
    assert "Acli" in everybody
    assert "Ha preso posizione <strong>1</strong> ente." in everybody
    assert "<strong>1</strong> ente con un ruolo nel territorio non l" in everybody


def test_a_consultation_without_objectives_or_without_positions_says_so(client, area):
    one = make_consultation(area=area)
    assert "non ha obiettivi" in client.get(positions(one)).text
    make_aim(consultation=one)
    page = client.get(f"{positions(one)}?mostra=x&pagina=x")
    assert "Nessun ente ha ancora preso posizione." in page.text


def test_the_table_of_another_territory_is_not_there(client, enter, area):
    assert client.get(positions(make_consultation())).status_code == 404
    one = make_consultation(area=area)
    enter(area, Role.ACCOUNTANT)
    assert client.get(positions(one)).status_code == 404


def test_the_table_asks_the_same_questions_however_many_bodies(area, queries_stay_flat):
    one = make_consultation(area=area)
    aim = make_aim(consultation=one)
    queries_stay_flat(positions(one), lambda: make_subscription(aim=aim))
