"""The bodies of the territory, seen and kept from their pages."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.models import Mandate
from raccordo.access.operations import file_act
from raccordo.access.rights import Role
from raccordo.documents.keeping import sweep
from raccordo.documents.sheets import write_csv
from raccordo.parties.models import Election, Holding, Intake, Organisation, Proxy
from raccordo.parties.operations import end_holding, hold_office, record_election
from raccordo.parties.states import OrganisationKind
from raccordo.post import jobs
from raccordo.post.models import Job
from raccordo.post.states import JobState
from raccordo.web.network import importing
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    make_act,
    make_area,
    make_body,
    make_filed_act,
    make_holding,
    make_mayor,
    make_office,
    make_organisation,
    make_part,
    make_proxy,
    make_representative,
    make_seat,
    make_seating,
    make_town,
    make_user,
)
from tests.parties.test_importing import mayor_row, of_ipa

pytestmark = pytest.mark.django_db
LIST = reverse("network:organisations")
HOSTILE = "<script>alert(1)</script>"


def page_of(body):
    return reverse("network:organisation", args=[body.key])


def at(name, thing):
    return reverse(f"network:{name}", args=[thing.key])


@pytest.fixture
def ambito():
    return make_area(kind="ambito")


@pytest.fixture
def town(ambito):
    return make_part(ambito)


def test_the_list_finds_filters_and_asks_the_same_questions(
    client, enter, ambito, town, queries_stay_flat
):
    enter(ambito)
    ours = make_organisation(name="Auser Frentana", area=town)
    make_organisation(name="Comune di Frisa", kind=OrganisationKind.PUBLIC)
    closed = make_organisation(name="Finita", closed_on=LONG_AGO)

    def named(**asked):
        return [body.name for body in client.get(LIST, asked).context["page"]]

    assert named(q="auser") == ["Auser Frentana"]
    assert named(tipo="public") == ["Comune di Frisa"]
    assert named(dove=town.slug) == ["Auser Frentana"] == named(dove=ambito.slug)
    assert named(mostra="cessati") == ["Finita"]
    assert named(tipo="nessuno", dove="altrove", pagina="99") == named()
    queries_stay_flat(LIST, lambda: make_holding(office=make_office()))
    assert closed.name not in named()
    assert ours.name in client.get(LIST, headers={"HX-Request": "true"}).text


def test_a_list_of_bodies_asks_fifteen_questions_at_most(client, enter, ambito):
    enter(ambito)
    for _ in range(30):
        make_holding(office=make_office())

    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    assert len(asked) <= 15


def test_an_empty_list_says_where_to_begin_to_who_keeps_it(client, enter, ambito):
    enter(ambito)
    assert reverse("network:import") in client.get(LIST).text

    enter(ambito, role=Role.MAYOR)
    page = client.get(LIST).text
    assert "L'elenco è vuoto" in page.replace("&#x27;", "'")
    assert reverse("network:import") not in page


def test_the_list_goes_to_a_spreadsheet_as_it_is_filtered(client, enter, ambito, queries_stay_flat):
    enter(ambito)
    make_holding(office=make_office(organisation=make_organisation(name="Auser")))

    page = client.get(reverse("network:table"), {"q": "auser"})

    assert page["Content-Disposition"] == 'attachment; filename="soggetti.xlsx"'
    queries_stay_flat(reverse("network:table"), lambda: make_holding(office=make_office()))


def test_the_page_of_a_body_shows_who_was_and_who_is_in_office(
    client, enter, town, ambito, queries_stay_flat
):
    enter(ambito)
    former = make_mayor(town, until=LONG_AGO + timedelta(days=100))
    office = former.office
    act = make_filed_act(ambito)
    since = LONG_AGO + timedelta(days=100)
    mayor = make_holding(office=office, since=since, act=act)
    make_proxy(holding=mayor, since=since, subject="Conferenza dei Sindaci")
    body = office.organisation

    page = client.get(page_of(body)).text

    for said in (str(mayor.holder), str(former.holder), "Conferenza dei Sindaci", str(act)):
        assert said in page
    queries_stay_flat(
        page_of(body),
        lambda: make_proxy(holding=make_holding(office=make_office(organisation=body))),
    )


def test_personal_contacts_are_for_who_keeps_the_list(client, enter, town, ambito):
    mayor = make_mayor(town, holder=make_representative(email="ada@casa.example", phone="333 1"))
    page = page_of(mayor.office.organisation)

    for place, role, seen in [
        (ambito, Role.PLAN_OFFICER, True),
        (town, Role.MAYOR, False),
        (ambito, Role.SOCIAL_WORKER, False),
        (make_area(kind="ambito"), Role.PLAN_OFFICER, False),
    ]:
        enter(place, role=role)
        assert ("ada@casa.example" in client.get(page).text) == seen
        assert ("333 1" in client.get(page).text) == seen


@pytest.mark.parametrize("role", ["office", "proxy", "seat"])
def test_who_has_a_role_elsewhere_is_not_written_to_where_another_office_says(
    client, enter, ambito, town, role
):
    her = make_representative(email="ada@casa.example", phone="333 1")
    elsewhere = make_town(name="Lontano")
    if role == "office":
        there = make_mayor(elsewhere, holder=her)
    elif role == "proxy":
        there = make_proxy(holding=make_mayor(elsewhere), delegate=her)
    else:
        there = make_seating(person=her, seat=make_seat(body=make_body(), category="Sindacati"))
    words = {"given_name": her.given_name, "family_name": her.family_name}
    words |= {"email": her.email, "quality": "holder", "since": localdate().isoformat()}
    office = make_office(organisation=make_organisation(area=town))
    enter(ambito)

    client.post(at("office_hold", office), words | {"source": "Sito"})
    assert office.holdings.get().holder == her
    sheet = client.get(page_of(office.organisation)).text
    form = client.get(at("person_change", her))
    client.post(at("person_change", her), words | {"email": "altra@casa.example"})

    assert "333 1" not in sheet + form.text
    assert at("person_change", her) not in sheet
    assert "Ha un ruolo anche altrove" in sheet
    assert (form.status_code, "ha un ruolo anche altrove" in form.text) == (409, True)
    her.refresh_from_db()
    assert her.email == "ada@casa.example"
    there.until = localdate()
    there.save()
    client.post(at("person_change", her), words | {"email": "nuova@casa.example"})
    her.refresh_from_db()
    assert her.email == "nuova@casa.example"


def test_a_municipality_elsewhere_is_read_and_not_changed(client, enter, ambito):
    mayor = make_mayor(make_town(name="Lontano"))
    body = mayor.office.organisation
    enter(ambito)

    page = client.get(page_of(body)).text

    assert "l'ufficio di Lontano" in page
    assert at("change", body) not in page
    for name, thing in [
        ("change", body),
        ("close", body),
        ("add_office", body),
        ("office_hold", mayor.office),
        ("holding_end", mayor),
        ("person_change", mayor.holder),
    ]:
        assert client.get(at(name, thing)).status_code == 404


def test_a_body_is_added_changed_closed_and_reopened(client, enter, ambito, town):
    enter(ambito)
    words = {"kind": "third_sector", "name": HOSTILE, "area": town.pk, "pec": "a@pec.example"}

    client.post(reverse("network:add"), words)
    body = Organisation.objects.get(pec="a@pec.example")
    assert (body.area, HOSTILE in client.get(page_of(body)).text) == (town, False)
    client.post(at("change", body), words | {"name": "Auser", "pec": "b@pec.example"})
    body.refresh_from_db()
    assert (body.name, body.pec) == ("Auser", "b@pec.example")
    client.post(at("close", body), {"closed_on": localdate().isoformat()})
    assert "cessato il" in client.get(page_of(body)).text
    client.post(at("reopen", body), {"reason": "Errore"})
    body.refresh_from_db()
    assert body.closed_on is None


def test_a_refusal_stands_beside_the_field(client, enter, ambito):
    enter(ambito)
    make_organisation(name="Auser")

    page = client.post(reverse("network:add"), {"kind": "third_sector", "name": "AUSER"})

    assert "c&#x27;è già" in page.text
    assert page.context["form"].errors["name"]
    far = {"kind": "public", "name": "Comune", "area": make_town().pk}
    assert "area" in client.post(reverse("network:add"), far).context["form"].errors


def test_a_body_like_one_that_is_known_is_added_once_it_is_said_to_be_another(
    client, enter, ambito, town
):
    enter(ambito)
    known = make_organisation(name="Associazione <b>Il Sole</b> ODV", area=town)
    words = {"kind": "third_sector", "name": "Sole B il B"}
    assert 'name="another"' not in client.get(reverse("network:add")).text

    page = client.post(reverse("network:add"), words)

    assert "Somiglia a:" in page.text
    assert "<b>Il Sole" not in page.text
    assert page_of(known) in page.text
    assert page.context["form"].errors["another"]
    assert Organisation.objects.count() == 1
    client.post(reverse("network:add"), words | {"another": "on"})
    assert Organisation.objects.filter(name="Sole B il B").exists()


def test_a_body_like_nobody_is_added_without_a_question(client, enter, ambito):
    enter(ambito)
    make_organisation(name="Avis Lanciano")

    client.post(reverse("network:add"), {"kind": "third_sector", "name": "Avis Vasto"})

    assert Organisation.objects.filter(name="Avis Vasto").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"website": "https://www.sole.example/noi"}, "stesso sito"),
        ({"email": "Info@sole.example"}, "stessa e-mail o PEC"),
        ({"pec": "info@sole.example"}, "stessa e-mail o PEC"),
    ],
)
def test_a_body_at_the_same_address_raises_the_question_too(client, enter, ambito, words, why):
    enter(ambito)
    make_organisation(name="Il Sole", website="http://sole.example", email="info@sole.example")

    page = client.post(reverse("network:add"), {"kind": "other", "name": "La Luna"} | words)

    assert why in page.text
    assert page.context["form"].errors["another"]


def test_a_wrong_field_is_told_beside_the_question(client, enter, ambito):
    enter(ambito)
    make_organisation(name="Il Sole ODV")

    facts = {"kind": "other", "name": "Il Sole", "pec": "senza chiocciola", "another": "on"}
    page = client.post(reverse("network:add"), facts)

    assert set(page.context["form"].errors) == {"pec"}
    assert "checked" in page.text


def test_a_mayor_is_seated_with_her_mandate_by_who_gives_mandates(client, enter, ambito, town):
    mandate = enter(ambito, role=Role.PLAN_DIRECTOR)
    file_act(mandate.act, place=ambito, by=SOMEBODY)
    user = make_user(email="anna@comune.example")
    body = make_organisation(kind=OrganisationKind.PUBLIC, area=town)
    client.post(at("add_office", body), {"kind": "mayor", "title": "Sindaca"})
    office = body.offices.get()
    words = {"given_name": "Anna", "family_name": "Verdi", "email": user.email}
    words |= {"since": localdate().isoformat(), "quality": "holder"}

    client.post(at("office_hold", office), words | {"act": mandate.act.pk, "opens": "on"})

    holding = Holding.objects.get()
    assert Mandate.objects.get(holder=user).holding == holding
    tomorrow = localdate() + timedelta(days=1)
    client.post(at("holding_end", holding), {"until": tomorrow.isoformat(), "reason": "Fine"})
    assert Mandate.objects.get(holder=user).until == tomorrow


def test_who_does_not_give_mandates_seats_without(client, enter, ambito, town):
    enter(ambito, role=Role.PLAN_OFFICER)
    user = make_user(email="anna@comune.example")
    office = make_office(
        organisation=make_organisation(kind=OrganisationKind.PUBLIC, area=town), kind="mayor"
    )
    page = at("office_hold", office)
    words = {"given_name": "Anna", "family_name": "Verdi", "email": user.email, "opens": "on"}
    words |= {"since": localdate().isoformat(), "quality": "holder", "source": "Sito"}

    assert 'name="opens"' not in client.get(page).text
    client.post(page, words)
    assert Holding.objects.get().holder.email == user.email
    assert not Mandate.objects.filter(holder=user).exists()


def test_a_person_known_there_is_chosen_and_not_written_again(client, enter, ambito, town):
    enter(ambito)
    mayor = make_mayor(town)
    other = make_office(organisation=mayor.office.organisation, kind="contact")
    words = {"known": mayor.holder.key, "since": localdate().isoformat(), "quality": "holder"}

    client.post(at("office_hold", other), words | {"source": "Sito"})
    assert other.holdings.get().holder == mayor.holder
    page = client.post(at("office_hold", other), {"quality": "holder"})
    assert {"given_name", "family_name", "since"} <= set(page.context["form"].errors)


def test_a_proxy_is_given_and_revoked_and_contacts_corrected(client, enter, ambito, town):
    enter(ambito)
    mayor = make_mayor(town)
    today = localdate().isoformat()
    words = {"given_name": "Ugo", "family_name": "Neri", "since": today, "subject": "Conferenza"}

    client.post(at("holding_proxy", mayor), words)
    proxy = Proxy.objects.get()
    history = client.get(page_of(mayor.office.organisation)).text.partition("Cronologia")[2]
    assert "Ha registrato una delega a partecipare: Ugo Neri" in history
    person = {"given_name": "Ugo", "family_name": "Bianchi", "email": "", "phone": "1"}
    client.post(at("person_change", proxy.delegate), person)
    assert "Ugo Bianchi" in client.get(page_of(mayor.office.organisation)).text
    client.post(at("proxy_revoke", proxy), {"until": today})
    assert (
        "Ugo Bianchi"
        not in client.get(page_of(mayor.office.organisation)).text.partition("Dati e recapiti")[0]
    )


# After a vote


def test_the_day_after_the_vote_the_desk_and_the_list_ask_who_is_there(client, enter, ambito, town):
    enter(ambito)
    mayor = make_mayor(town)
    yesterday = localdate() - timedelta(days=1)

    client.post(
        reverse("network:elections"),
        {"held_on": yesterday.isoformat(), "municipalities": [str(town.key)]},
    )

    assert Election.objects.get().area == town
    asked = reverse("network:to_confirm")
    for page in (reverse("desk:home"), LIST):
        assert asked in client.get(page).text
    assert str(mayor.holder) in client.get(asked).text
    assert "si è votato" in client.get(page_of(mayor.office.organisation)).text
    client.post(at("holding_confirm", mayor), {"da": "elenco"})
    assert "Nessuna carica da confermare" in client.get(asked).text
    assert client.post(at("holding_confirm", mayor)).status_code == 409


def test_who_was_elected_takes_over_from_the_list(client, enter, ambito, town):
    enter(ambito)
    mayor = make_mayor(town)
    yesterday = localdate() - timedelta(days=1)
    record_election([town], held_on=yesterday, by=SOMEBODY, on=localdate())
    page = f"{at('office_hold', mayor.office)}?nuovo=1"
    assert f'href="{page}"' in client.get(reverse("network:to_confirm")).text

    assert client.get(page).context["form"]["takes_over"].value() is True
    words = {"given_name": "Lea", "family_name": "Rossi", "quality": "holder", "takes_over": "on"}
    words |= {"since": localdate().isoformat(), "source": "Proclamazione"}
    client.post(page, words)
    mayor.refresh_from_db()
    assert mayor.until == localdate()
    assert "Nessuna carica" in client.get(reverse("network:to_confirm")).text


def test_the_seats_to_confirm_ask_the_same_questions_however_many(
    client, enter, ambito, queries_stay_flat
):
    enter(ambito)
    yesterday = localdate() - timedelta(days=1)

    def vote():
        town = make_part(ambito)
        make_mayor(town)
        record_election([town], held_on=yesterday, by=SOMEBODY, on=localdate())

    queries_stay_flat(reverse("network:to_confirm"), vote)
    queries_stay_flat(reverse("network:elections"), vote)


def test_only_the_towns_of_the_territory_can_be_said_to_have_voted(client, enter, ambito):
    enter(ambito)
    far = make_town()
    words = {"held_on": localdate().isoformat(), "municipalities": [str(far.key)]}

    page = client.post(reverse("network:elections"), words)

    assert page.context["form"].errors["municipalities"]
    assert not Election.objects.exists()


# Lists


def bring(client, content, **words):
    file = SimpleUploadedFile("enti.csv", content, content_type="text/csv")
    return client.post(reverse("network:import"), {"form": "own", "file": file} | words)


def ours(*names, kind="Altro"):
    return write_csv(["denominazione", "tipo"], [[name, kind] for name in names])


def answer(client, page, **words):
    context = page.context
    told = {"sha256": context["intake"].file.sha256, "digest": context["digest"]}
    return client.post(page.request["PATH_INFO"], told | words)


def test_a_list_is_shown_before_it_enters_and_its_rows_are_chosen(client, enter, ambito):
    enter(ambito)

    brought = bring(client, ours("Uno", "Due", "<b>Tre</b>"), area=str(ambito.key))
    page = client.get(brought.url)

    assert not Organisation.objects.exists()
    assert "<b>Tre" not in page.text
    assert page.text.count('name="take"') == 3 == page.context["taken"]
    answer(client, page, shown=[2, 3, 4], take=[2, 3], enter="1")
    assert {body.name for body in Organisation.objects.all()} == {"Uno", "Due"}
    assert "importato il" in client.get(brought.url).text


def test_what_was_unticked_is_kept_from_page_to_page(client, enter, ambito):
    enter(ambito)
    brought = bring(client, ours(*(f"Ente {n}" for n in range(60))), area=str(ambito.key))
    first = client.get(brought.url)
    assert len(first.context["page"].object_list) == 50

    shown = [row.number for row in first.context["page"]]
    there = answer(client, first, shown=shown, take=shown[1:], pagina="2")
    second = client.get(there.url)

    assert second.context["page"].number == 2
    assert second.context["taken"] == 59
    last = [row.number for row in second.context["page"]]
    answer(client, second, shown=last, take=last, enter="1")
    assert Organisation.objects.count() == 59


def test_the_rows_to_correct_are_seen_alone(client, enter, ambito):
    enter(ambito)
    content = write_csv(["denominazione", "tipo"], [["Uno", "Altro"], ["Due", "Parrocchia"]])
    brought = bring(client, content, area=str(ambito.key))

    there = answer(client, client.get(brought.url), mostra="wrong", shown=[2], take=[2])
    page = client.get(there.url)

    assert [row.name for row in page.context["page"]] == ["Due"]
    again = answer(client, page, only="wrong", pagina="1")
    assert "mostra=wrong" in again.url


def test_a_preview_left_open_while_the_world_changes_is_shown_again(client, enter, ambito):
    enter(ambito)
    page = client.get(bring(client, ours("Uno"), area=str(ambito.key)).url)
    make_organisation(name="Uno", kind=OrganisationKind.OTHER)

    again = client.get(answer(client, page, shown=[2], take=[2], enter="1").url)

    assert "qualcosa è cambiato" in again.text
    assert Organisation.objects.count() == 1


def test_a_list_waits_for_who_brought_it_and_for_nobody_else(client, enter, ambito):
    enter(ambito)
    brought = bring(client, ours("Uno"), area=str(ambito.key))
    assert brought.url in client.get(reverse("network:import")).text

    enter(ambito)
    assert client.get(brought.url).status_code == 404
    assert brought.url not in client.get(reverse("network:import")).text


def test_a_list_is_set_aside(client, enter, ambito):
    enter(ambito)
    bring(client, ours("Uno"), area=str(ambito.key))

    client.post(at("import_discard", Intake.objects.get()))

    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (write_csv(["denominazione"], [["Uno"]]), "mancano le colonne: tipo"),
        (b"%PDF-1.4 niente", "non è di un formato accettato"),
        (b"PK\x03\x04 rotto", "non "),
        (write_csv(["denominazione", "tipo"], []), "nessun ente"),
    ],
)
def test_what_is_not_a_list_is_refused_beside_its_field(client, enter, ambito, content, said):
    enter(ambito)

    page = bring(client, content, area=str(ambito.key))

    assert said in str(page.context["form"].errors["file"])
    assert not Intake.objects.exists()


def test_the_national_list_gives_the_municipalities_of_the_area_chosen(client, enter, ambito, town):
    enter(ambito)
    far = make_town()
    content = of_ipa(mayor_row(town), mayor_row(far, Codice_IPA="c_y"))

    brought = bring(
        client, content, form="ipa", area=str(ambito.key), only_towns="on", with_holders="on"
    )
    page = client.get(brought.url)

    assert [row.name for row in page.context["page"]] == [f"Comune di {town.name}"]
    assert "Anna D&#x27;Alessandro" in page.text
    answer(client, page, shown=[2], take=[2], enter="1")
    assert Holding.objects.get().office.organisation.area == town


def of_runts(*rows):
    heading = ["Codice fiscale", "Repertorio", "Denominazione", "Sezione", "Legale rappresentante"]
    heading += ["Rete", "Comune", "Provincia", "5x1000", "Data iscrizione"]
    return write_csv(heading, rows)


def runts_row(town, name="IL SOLE ODV", **cells):
    section = cells.get("section", "ODV")
    day = cells.get("day", "03/02/2023")
    return ["", "", name, section, "Privatissimi Ada", "", town.name, town.sigla, "SI", day]


def test_the_list_of_the_register_is_shown_without_persons_and_its_good_rows_enter(
    client, enter, ambito, town
):
    enter(ambito)
    content = of_runts(
        runts_row(town),
        runts_row(town, "LA LUNA APS", section="Bocciofile"),
        runts_row(make_town(sigla="LE")),
    )

    brought = bring(client, content, form="runts", area=str(ambito.key), with_holders="on")
    page = client.get(brought.url)

    assert [row.verdict for row in page.context["page"]] == ["new", "wrong"]
    assert "Privatissimi" not in page.text
    assert "legale rappresentante non è stata letta" in page.text
    answer(client, page, shown=[2], take=[2], enter="1")
    body = Organisation.objects.get()
    assert (body.name, body.area, body.runts_section) == ("Il Sole ODV", town, "odv")


def test_the_page_says_what_the_list_of_the_register_is_and_where_it_is_found(
    client, enter, ambito
):
    enter(ambito)

    page = client.get(reverse("network:import")).text

    for said in ("Elenco degli enti iscritti", "servizi.lavoro.gov.it", "in sottofondo"):
        assert said in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vuoto"),
        (b"\n\n", "mancano le colonne"),
        (of_runts(), "nessun ente"),
        (write_csv(["denominazione", "tipo"], [["Uno", "Altro"]]), "«Codice fiscale»"),
        (of_runts().replace(b"Rete", b"Comune"), "Più colonne"),
        (b"PK\x03\x04 rotto", "non "),
    ],
)
def test_what_is_not_the_list_of_the_register_is_refused_beside_its_field(
    client, enter, ambito, content, said
):
    enter(ambito)

    page = bring(client, content, form="runts", area=str(ambito.key))

    assert said in str(page.context["form"].errors["file"])
    assert not Intake.objects.exists()


def test_a_row_of_a_list_that_is_like_a_body_known_has_its_note(client, enter, ambito, town):
    enter(ambito)
    make_organisation(name="Associazione <i>Sole</i>", area=town)
    brought = bring(
        client, of_runts(runts_row(town, "I SOLE I")), form="runts", area=str(ambito.key)
    )

    page = client.get(brought.url).text

    assert "Somiglia a" in page
    assert "<i>Sole" not in page


@pytest.fixture
def every_list_is_long(monkeypatch, settings):
    """Also a short list is left to the worker, who comes when the test calls her."""
    monkeypatch.setattr(importing, "SMALL", 0)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_a_long_list_is_read_by_the_worker_and_then_shown_and_its_file_goes(
    client, enter, ambito, town, every_list_is_long, settings
):
    enter(ambito)
    words = {"form": "ipa", "area": str(ambito.key), "only_towns": "on", "with_holders": "on"}
    brought = bring(client, of_ipa(mayor_row(town)), **words)
    assert bring(client, of_ipa(mayor_row(town)), **words).url == brought.url
    page = client.get(brought.url)
    assert "In coda" in page.text
    assert brought.url in client.get(reverse("network:import")).text
    still = client.get(brought.url, HTTP_HX_REQUEST="true")
    assert "HX-Refresh" not in still.headers

    job = Job.objects.get()
    assert jobs.run.call(str(job.key)) == JobState.DONE

    assert client.get(brought.url, HTTP_HX_REQUEST="true").headers["HX-Refresh"] == "true"
    page = client.get(brought.url)
    assert [row.name for row in page.context["page"]] == [f"Comune di {town.name}"]
    assert not list(Path(settings.BROUGHT_ROOT).glob("*"))
    answer(client, page, shown=[2], take=[2], enter="1")
    assert Holding.objects.get().office.organisation.area == town


def test_a_long_list_of_the_register_is_read_by_the_worker(
    client, enter, ambito, town, every_list_is_long, settings
):
    enter(ambito)
    brought = bring(client, of_runts(runts_row(town)), form="runts", area=str(ambito.key))

    assert jobs.run.call(str(Job.objects.get().key)) == JobState.DONE

    page = client.get(brought.url)
    assert [row.name for row in page.context["page"]] == ["Il Sole ODV"]
    assert not list(Path(settings.BROUGHT_ROOT).glob("*"))


def test_a_long_list_that_cannot_be_read_says_why_where_one_was_waiting(
    client, enter, ambito, every_list_is_long, settings
):
    enter(ambito)
    brought = bring(client, write_csv(["denominazione"], [["Uno"]]), area=str(ambito.key))

    jobs.run.call(str(Job.objects.get().key))

    assert client.get(brought.url, HTTP_HX_REQUEST="true").headers["HX-Refresh"] == "true"
    assert "mancano le colonne: tipo" in client.get(brought.url).text
    assert not list(Path(settings.BROUGHT_ROOT).glob("*"))


def test_a_job_done_twice_reads_a_list_once(client, enter, ambito, every_list_is_long):
    enter(ambito)
    bring(client, ours("Uno"), area=str(ambito.key))
    job = Job.objects.get()

    for _time in range(2):
        jobs.WORKS[job.kind](job, jobs.Progress(job))

    assert Intake.objects.count() == 1


def test_a_list_swept_away_before_it_was_read_is_asked_again(
    client, enter, ambito, every_list_is_long, settings
):
    enter(ambito)
    brought = bring(client, ours("Uno"), area=str(ambito.key))
    sweep(Path(settings.BROUGHT_ROOT), most=0)

    assert jobs.run.call(str(Job.objects.get().key)) == JobState.FAILED
    assert "caricarlo di nuovo" in client.get(brought.url).text


def test_the_reading_of_another_is_not_there(client, enter, ambito, every_list_is_long):
    enter(ambito)
    brought = bring(client, ours("Uno"), area=str(ambito.key))

    enter(ambito)

    assert client.get(brought.url).status_code == 404


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_model_is_read_back(client, enter, ambito, ending):
    enter(ambito)
    content = client.get(reverse("network:import_model", args=[ending])).content

    page = bring(client, content, area=str(ambito.key))

    assert page.status_code == (302 if ending == "xlsx" else 200)
    if ending == "xlsx":  # it has a row of example
        assert [row.verdict for row in client.get(page.url).context["page"]] == ["new"]
    assert client.get(reverse("network:import_model", args=["pdf"])).status_code == 404


# Elsewhere


def test_bodies_are_found_by_who_reads_them(client, enter, ambito):
    body = make_organisation(name="Auser Frentana")
    search = f"{reverse('desk:search')}?q=auser"

    assert page_of(body) not in client.get(search).text
    enter(ambito, role=Role.SOCIAL_WORKER)
    assert page_of(body) in client.get(search).text
    enter(ambito, role=Role.DPO)
    assert page_of(body) not in client.get(search).text


def test_an_act_shows_the_offices_and_the_proxies_that_rest_on_it(client, enter, ambito, town):
    enter(ambito)
    act = make_filed_act(ambito)
    mayor = make_mayor(town, act=act)
    proxy = make_proxy(holding=mayor, act=act)

    page = client.get(reverse("assemblies:act", args=[act.key])).text

    assert f"{mayor.holder}, Sindaco, Comune di {town}" in page
    assert f"{proxy.delegate}: {mayor.holder}" in page


def test_an_act_that_ends_an_office_is_read_where_it_ended(client, enter, ambito, town):
    enter(ambito)
    mayor = make_mayor(town)
    end_holding(mayor, until=localdate(), act=make_act(subject="Dimissioni"), by=SOMEBODY)
    hold_office(
        mayor.office,
        person=make_representative(),
        since=localdate(),
        source="Decreto prefettizio",
        quality="commissioner",
        by=SOMEBODY,
        on=localdate(),
    )

    page = client.get(page_of(mayor.office.organisation)).text

    assert "Commissario" in page
    assert "Fine:" in page
    assert "Decreto prefettizio" in page


def test_who_was_written_by_mistake_is_taken_away_and_the_one_before_goes_on(
    client, enter, ambito, town
):
    enter(ambito)
    before = make_mayor(town, until=localdate())
    wrong = make_holding(office=before.office, since=localdate())
    address = at("holding_cancel", wrong)
    assert address in client.get(at("organisation", before.office.organisation)).text
    assert str(before.holder) in client.get(address).text

    client.post(address, {"reason": "Persona sbagliata", "brings_back": "on"})

    assert Holding.objects.get().until is None
    page = client.get(at("organisation", before.office.organisation)).text
    assert "Persona sbagliata" in page
