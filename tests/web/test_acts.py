"""The pages of an act: what each shows, to whom, and when it is its turn."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from raccordo.access.operations import file_act
from raccordo.access.rights import Role
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import add_opinion
from raccordo.acts.states import ActStage, ActState, FilePurpose, OpinionKind, OrganKind
from raccordo.archive.operations import store
from raccordo.foundation.wording import genitive_of
from raccordo.territory.models import Membership
from raccordo.territory.states import AreaKind
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_filed_act,
    make_mandate,
    make_organ,
    make_town,
    make_user,
    put_inside,
)
from tests.web.test_assemblies import ENTER, LIST, upload, words

pytestmark = pytest.mark.django_db
WRITE, DESK = reverse("assemblies:write"), reverse("desk:home")


def page_of(act, name="act"):
    return reverse(f"assemblies:{name}", args=[act.key])


def drafted_in(place, **facts):
    usual = {"stage": ActStage.DRAFT, "made_here": True, "number": "", "date": None}
    return make_filed_act(place, **usual | facts)


# --- what rests on an act


def test_what_rests_on_an_act_is_said_in_words_and_what_is_closed_is_only_counted(client, enter):
    area = make_area()
    enter(area)  # an officer: she gives no mandates, and does not see whose they are
    act, ambito = make_filed_act(area), make_area(name="Ambito 11", kind=AreaKind.AMBITO)
    put_inside(make_town(name="Frisa"), ambito)
    Membership.objects.update(act=act)
    for _ in range(3):
        make_mandate(area=area, role=Role.MAYOR, act=act, holder=make_user(family_name="Verratti"))

    html = client.get(page_of(act)).text

    assert "Che cosa si fonda su quest'atto" in html
    assert "Comune di Frisa in Ambito 11" in html
    assert "Incarichi (3)" in html
    assert "non visibili con questo incarico" in html
    assert "Verratti" not in html


def test_what_one_may_see_is_named_and_the_rest_is_counted(client, enter):
    area = make_area()
    enter(area, role=Role.PLAN_DIRECTOR)
    act = make_filed_act(area)
    make_mandate(area=area, role=Role.MAYOR, act=act, holder=make_user(family_name="Verratti"))
    for _ in range(3):
        make_mandate(act=act)

    html = client.get(page_of(act)).text

    assert "Ada Verratti, Sindaca" in html
    assert "e altri 3 che non sono visibili con questo incarico" in html


def test_the_page_of_an_act_asks_the_same_questions_however_much_rests_on_it(
    client, enter, queries_stay_flat
):
    area = make_area()
    enter(area, role=Role.PLAN_DIRECTOR)
    act, ambito = make_filed_act(area), make_area(kind=AreaKind.AMBITO)

    def rest():
        put_inside(make_town(), ambito)
        Membership.objects.update(act=act)
        make_mandate(area=area, role=Role.MAYOR, act=act)

    queries_stay_flat(page_of(act), rest)
    queries_stay_flat(page_of(act, "standing"), rest)


def test_an_act_annulled_on_which_something_rests_awaits_on_the_desk_until_it_is_over(
    client, enter
):
    area = make_area()
    enter(area)
    act = make_filed_act(area, state=ActState.ANNULLED)
    make_filed_act(area, state=ActState.ANNULLED, subject="Nulla vi si fonda")
    mandate = make_mandate(act=act)

    assert "1 atto non più efficace su cui ancora qualcosa si fonda" in client.get(DESK).text
    listed = client.get(LIST + "?rivedere=1").text
    assert act.subject in listed
    assert "Nulla vi si fonda" not in listed

    mandate.until = LONG_AGO + timedelta(1)
    mandate.save()
    assert "su cui ancora qualcosa si fonda" not in client.get(DESK).text


def test_the_desk_leads_to_as_many_acts_as_it_counts(client, enter):
    area, elsewhere = make_area(), make_area()
    enter(area)
    facts = {"stage": ActStage.SIGNED, "made_here": True}
    make_filed_act(area, **facts)
    file_act(make_filed_act(elsewhere, **facts), place=area, by=SOMEBODY)

    (signed,) = client.get(DESK).context["waiting"]

    assert signed.text == "1 atto da protocollare"
    page = client.get(signed.address)
    assert page.context["page"].paginator.count == 1
    assert "Solo gli atti dei registri" in page.text
    assert client.get(LIST + "?iter=signed").context["page"].paginator.count == 2


# --- each page in its turn


@pytest.mark.parametrize("name", ["signed", "protocol", "publish", "complete", "standing"])
def test_a_step_that_is_not_due_leads_back_and_says_which_one_is(client, enter, name):
    area = make_area()
    enter(area)

    page = client.get(page_of(drafted_in(area), name), follow=True)

    assert page.redirect_chain
    said = "L&#x27;efficacia di quest" if name == "standing" else "il prossimo passo è prepararla"
    assert said in page.text


@pytest.mark.parametrize("name", ["rewrite", "fix", "preview", "discard", "signed", "protocol"])
def test_an_act_made_elsewhere_has_no_way_to_go_here(client, enter, name):
    area = make_area()
    enter(area)

    page = client.get(page_of(make_filed_act(area), name), follow=True)

    assert "L&#x27;atto è stato fatto altrove" in page.text


def test_a_draft_is_not_reopened(client, enter):
    area = make_area()
    enter(area)

    page = client.post(page_of(drafted_in(area), "reopen"), follow=True)

    assert "il prossimo passo è prepararla" in page.text


def test_the_particulars_of_an_act_made_elsewhere_are_completed(client, enter):
    area = make_area()
    enter(area)
    organ = make_organ(kind=OrganKind.GIUNTA)
    act = make_filed_act(
        area, organ=organ, kind="resolution", enforceable_from=None, enforceability="tenth_day"
    )
    assert "da indicare" in client.get(page_of(act)).text

    told = {"published_from": "2025-03-03", "published_until": "2025-03-01"}
    wrong = client.post(page_of(act, "complete"), told)
    client.post(page_of(act, "complete"), told | {"published_until": "2025-03-17"})

    assert "finisce prima" in wrong.context["form"].errors["published_until"][0]
    html = client.get(page_of(act)).text
    assert "13 marzo 2025" in html
    assert "al 17 marzo 2025" in html
    assert client.get(page_of(act, "complete")).context["form"].initial["published_until"]


def test_a_day_told_by_a_person_is_shown_as_such(client, enter):
    client.post(ENTER, words(enter(), enforceable="2025-03-05"))

    html = client.get(page_of(Act.objects.get(number="7"))).text
    assert "5 marzo 2025" in html
    assert "Data indicata da chi tiene il registro" in html
    assert "Dopo il decimo giorno" not in html


# --- texts and files


def test_the_text_put_aside_is_neither_shown_nor_given_to_a_mere_reader(client, enter):
    area = make_area()
    enter(area, role=Role.MAYOR)
    act = make_filed_act(area)
    stored = store(b"%PDF-1.4 prima", by=SOMEBODY)
    facts = {"purpose": FilePurpose.SUPERSEDED, "name": "prima.pdf", "added_on": LONG_AGO}
    file = act.files.create(file=stored, **facts)

    assert "prima.pdf" not in client.get(page_of(act)).text
    address = reverse("assemblies:file", args=[act.key, file.key])
    assert client.get(address).status_code == 404


def test_an_act_read_in_another_register_says_who_keeps_its_text(client, enter):
    keeper, area = make_area(name="Zona che lo tiene"), make_area()
    act = make_filed_act(keeper, text="Il testo riservato.")
    file_act(act, place=area, by=SOMEBODY)
    enter(area)

    html = client.get(page_of(act)).text

    assert "nel registro che tiene l'atto: Zona che lo tiene" in html
    assert "Il testo riservato." not in html
    assert client.get(page_of(act, "complete")).status_code == 404


def test_of_an_act_kept_by_another_neither_opinions_nor_reasons_are_read(client, enter):
    keeper, area = make_area(), make_area()
    act = make_filed_act(keeper, state=ActState.SUSPENDED)
    opinion = {"kind": OpinionKind.TECHNICAL, "favourable": False, "given_by": "Ragioneria"}
    add_opinion(act, **opinion, note="Nota riservata", by=SOMEBODY, on=TODAY)
    act.standings.create(state=ActState.SUSPENDED, since=TODAY, reason="Motivo riservato")
    file_act(act, place=area, by=SOMEBODY)

    seen = []
    for place in (keeper, area):
        enter(place)
        seen.append(client.get(page_of(act)).text)

    for words_kept in ("Nota riservata", "Motivo riservato", "Pareri e visti"):
        assert words_kept in seen[0]
        assert words_kept not in seen[1]
    assert "Sospeso" in seen[1]


def test_a_sign_that_cannot_be_printed_is_told_where_one_was_writing(client, enter):
    area = make_area()
    enter(area)
    act = drafted_in(area, text="Bene 😀")

    page = client.post(page_of(act, "fix"), {"number": "1", "made_on": "2025-03-03"})
    seen = client.get(page_of(act, "preview"))

    assert "«😀» (U+1F600), in «Bene 😀»" in page.context["form"].non_field_errors()[0]
    assert seen.status_code == 409
    assert "U+1F600" in seen.text


# --- two at once, twice


def test_who_saves_after_another_keeps_her_text_and_decides(client, enter):
    area = make_area()
    enter(area)
    act = drafted_in(area, text="Prima.")
    seen = client.get(page_of(act, "rewrite")).context["form"]["seen"].value()
    Act.objects.filter(pk=act.pk).update(text="Di un'altra persona.")
    mine = {"subject": "Oggetto", "text": "Il mio.", "seen": seen}

    page = client.post(page_of(act, "rewrite"), mine)

    assert "Nel frattempo la bozza è stata modificata" in page.context["form"].non_field_errors()[0]
    assert "Il mio." in page.text
    assert "Di un&#x27;altra persona." in page.text
    again = mine | {"seen": page.context["form"]["seen"].value()}
    assert client.post(page_of(act, "rewrite"), again).status_code == 302
    assert Act.objects.get(pk=act.pk).text == "Il mio."


def test_who_completes_what_another_has_just_completed_is_told_and_decides(client, enter):
    area = make_area()
    enter(area)
    act = make_filed_act(area, protocol_number="1")
    seen = client.get(page_of(act, "complete")).context["form"]["seen"].value()
    Act.objects.filter(pk=act.pk).update(protocol_number="2")
    mine = {"protocol_number": "3", "seen": seen}

    page = client.post(page_of(act, "complete"), mine)

    (said,) = page.context["form"].non_field_errors()
    assert "nulla è stato salvato. Ora c'è: protocollo n. 2" in said
    assert Act.objects.get(pk=act.pk).protocol_number == "2"
    again = mine | {"seen": page.context["form"]["seen"].value()}
    assert client.post(page_of(act, "complete"), again).status_code == 302
    assert Act.objects.get(pk=act.pk).protocol_number == "3"


def test_who_fixes_a_text_that_has_changed_is_told_and_may_go_on(client, enter):
    area = make_area()
    enter(area)
    act = drafted_in(area)
    url, told = page_of(act, "fix"), {"number": "1", "made_on": "2025-03-03"}
    told["seen"] = client.get(url).context["form"]["seen"].value()
    Act.objects.filter(pk=act.pk).update(text="Di un'altra persona.")

    page = client.post(url, told)

    assert "Nel frattempo" in page.context["form"].non_field_errors()[0]
    assert client.post(url, told | {"seen": page.context["form"]["seen"].value()}).url


@pytest.mark.parametrize(
    ("others", "offered"),
    [
        ([], ""),
        ([("9", "2025-01-08"), ("12", "2025-02-01"), ("7 bis", "2025-02-02")], "13"),
        ([("41", "2024-12-30")], ""),
    ],
)
def test_the_number_after_the_last_of_the_year_is_offered(client, enter, others, offered):
    area = make_area()
    enter(area)
    act = drafted_in(area)
    Act.objects.filter(pk=act.pk).update(date="2025-03-03")
    for number, day in others:
        make_act(organ=act.organ, kind=act.kind, number=number, date=date.fromisoformat(day))
    make_act(kind=act.kind, number="80", date=date(2025, 3, 1))  # of another organ

    form = client.get(page_of(act, "fix")).context["form"]

    assert form["number"].value() == offered
    assert ("n. 12" in str(form["number"].help_text)) is bool(offered)


@pytest.mark.parametrize(("url", "more"), [(WRITE, {"text": "Testo"}), (ENTER, {"number": ""})])
def test_a_form_sent_twice_makes_one_act_and_leads_to_it(client, enter, url, more):
    mandate = enter()
    once = client.get(url).context["form"]["once"].value()
    sent = words(mandate, once=str(once), **more)

    first, again = client.post(url, sent), client.post(url, sent)

    act = Act.objects.get(subject="Convenzione")
    assert first.url == again.url == page_of(act)


def test_each_form_opened_is_another_act(client, enter):
    enter()

    marks = {client.get(WRITE).context["form"]["once"].value() for _ in range(2)}

    assert len(marks) == 2


def test_a_draft_written_by_mistake_is_thrown_away(client, enter):
    area = make_area()
    enter(area)
    act = drafted_in(area)
    assert page_of(act, "discard") in client.get(page_of(act)).text

    page = client.post(page_of(act, "discard"), {"reason": "Scritta due volte"}, follow=True)

    assert "La bozza è stata scartata" in page.text
    assert not Act.objects.filter(pk=act.pk).exists()


# --- entering what is known


def test_an_act_known_elsewhere_is_entered_by_its_particulars_and_told(client, enter):
    organ = make_organ(kind=OrganKind.GIUNTA, name="Giunta di Frisa")
    act = make_filed_act(
        make_area(), organ=organ, kind="resolution", number="7", date=LONG_AGO, subject="Altro"
    )
    mandate = enter()

    page = client.post(ENTER, words(mandate, made_on="2020-01-01"), follow=True)

    assert "era già conosciuto: ora è anche in questo registro" in page.text
    assert act.filings.filter(area=mandate.area).exists()


def test_a_table_tells_how_many_of_its_acts_were_known(client, enter):
    mandate = enter()
    organ = make_organ(kind=OrganKind.GIUNTA, name="Giunta di Frisa")
    make_act(organ=organ, kind="resolution", number="1", date=LONG_AGO)
    rows = "organo;tipo;numero;data;oggetto\r\nGiunta di Frisa;Deliberazione;1;01/01/2020;Cosa\r\n"
    sent = {"place": str(mandate.area.key), "file": upload(rows.encode(), "a.csv")}

    page = client.post(reverse("assemblies:bring"), sent, follow=True)

    assert "Nessun atto nuovo. 1 era già conosciuto: è nel registro" in page.text


# --- how an organ is read


def test_how_a_new_organ_is_read_is_shown_to_be_corrected(client, enter):
    mandate = enter()
    new = {"organ": "Cabina di regia di Frisa", "organ_kind": "conference", "genitive": ""}

    page = client.post(ENTER, words(mandate, **new))

    field = page.context["form"]["genitive"]
    assert (field.value(), bool(field.errors)) == ("della Cabina di regia di Frisa", True)
    assert not Organ.objects.filter(name=new["organ"]).exists()
    client.post(ENTER, words(mandate, **new | {"genitive": "della Cabina di regia"}))
    assert Organ.objects.get(name=new["organ"]).genitive == "della Cabina di regia"


def test_a_script_asks_how_a_new_organ_is_read(client, enter):
    make_organ(name="Giunta di Frisa")
    enter()
    url = reverse("assemblies:genitive")

    new = client.get(url, {"organ": "Giunta di Treglio", "organ_kind": "giunta"}).text
    known = client.get(url, {"organ": "Giunta di Frisa", "organ_kind": "giunta"}).text

    assert 'value="della Giunta di Treglio"' in new
    assert "value=" not in known


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Consiglio comunale di Frisa", "del Consiglio comunale di Frisa"),
        ("Commissione straordinaria", "della Commissione straordinaria"),
        ("Regione Abruzzo", "della Regione Abruzzo"),
        ("Unione dei Comuni", "dell'Unione dei Comuni"),
        ("Sindaca di Frisa", "della Sindaca di Frisa"),
        ("Sindaco di Frisa", "del Sindaco di Frisa"),
        ("Assemblea dei Sindaci", "dell'Assemblea dei Sindaci"),
        ("Consigli comunali", "dei Consigli comunali"),
        ("Enti firmatari", "degli Enti firmatari"),
        ("Stato", "dello Stato"),
        ("Città metropolitana", "della Città metropolitana"),
        ("", "del "),
    ],
)
def test_the_name_of_an_organ_takes_its_preposition(name, read):
    assert genitive_of(name) == read


def test_who_keeps_the_whole_country_is_offered_its_ambiti_and_zones_and_not_every_town(
    client, enter
):
    italy, zone, town = make_area(kind=AreaKind.COUNTRY), make_area(), make_town()
    put_inside(zone, italy)
    put_inside(town, zone)
    enter(italy, role=Role.ADMINISTRATOR)

    offered = client.get(ENTER).context["form"].places

    assert list(offered.values()) == [italy, zone]
