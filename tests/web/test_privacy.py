from __future__ import annotations

import io
from html import unescape
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.documents.blocks import fixed_texts
from raccordo.web.declared import Controller, sheets, told_of
from raccordo.web.office.papers import register_paper
from tests.make import TODAY, make_mandate

pytestmark = pytest.mark.django_db

REGISTER = reverse("office:privacy")
NOTICE = reverse("public:privacy")
READERS = {Role.DPO, Role.PLAN_DIRECTOR, Role.COORDINATOR, Role.ADMINISTRATOR, Role.SUPERVISOR}


def paper(ending):
    return reverse("office:privacy_paper", args=[ending])


def read(client, address):
    return unescape(client.get(address).text)


@pytest.fixture
def owner(settings):
    """An installation that says whose it is."""
    settings.CONTROLLER = "Comune di Lanciano"
    settings.CONTROLLER_CONTACT = "comune@pec.example.it"
    settings.DPO_CONTACT = "rpd@example.it"


def test_who_accounts_for_the_data_reads_the_register_of_processing():
    assert {role for role in Role if Right.READ_PRIVACY in RIGHTS[role]} == READERS


@pytest.mark.parametrize("role", [Role.DPO, Role.SUPERVISOR])
def test_the_register_tells_each_processing_with_what_is_tagged_for_it(client, enter, role):
    enter(role=role)

    html = read(client, REGISTER)

    for sheet in sheets():
        assert str(sheet.processing.title) in html
        for _word, said in told_of(sheet):
            assert all(one in html for one in said)
    assert "Trattamenti</a>" in html


@pytest.mark.parametrize("role", [Role.PLAN_OFFICER, Role.MAYOR, Role.THIRD_SECTOR])
def test_others_find_neither_the_register_nor_its_papers(client, enter, role):
    enter(role=role)

    assert client.get(REGISTER).status_code == 404
    assert {client.get(paper(ending)).status_code for ending in ("pdf", "odt", "xlsx")} == {404}


def test_who_has_not_entered_is_sent_to_the_entrance(client):
    assert client.get(REGISTER).status_code == 302


def test_the_register_says_what_the_installation_has_still_to_say(client, enter, owner, settings):
    enter(role=Role.DPO)
    assert "Mancano il titolare" not in read(client, REGISTER)

    settings.DPO_CONTACT = ""
    html = read(client, REGISTER)
    assert "Mancano il titolare o i suoi recapiti" in html
    assert "<dd>da completare</dd>" in html


def test_the_register_asks_the_same_questions_whoever_is_in_it(enter, queries_stay_flat):
    enter(role=Role.DPO)
    queries_stay_flat(REGISTER, make_mandate)


def test_the_register_is_a_pdf_an_odt_and_a_workbook(client, enter, owner):
    enter(role=Role.DPO)

    pdf = client.get(paper("pdf"))
    assert pdf.content.startswith(b"%PDF-")
    assert 'filename="Registro dei trattamenti 20' in pdf["Content-Disposition"]
    odt = ZipFile(io.BytesIO(client.get(paper("odt")).content))
    assert "Comune di Lanciano" in odt.read("content.xml").decode()
    assert client.get(paper("doc")).status_code == 404


def test_the_paper_holds_all_that_article_30_wants_in_italian_for_whoever_asks(owner):
    with override("en"):
        said = "\n".join(fixed_texts(register_paper(on=TODAY)))

    for wanted in (
        "Registro delle attività di trattamento",
        "Comune di Lanciano",
        "rpd@example.it",
        "Finalità",
        "Base giuridica",
        "Di chi sono i dati",
        "Quali dati",
        "Chi li conosce",
        "Trasferimenti fuori dall'Unione europea",
        "Per quanto si conservano",
        "Misure di sicurezza",
        "D.Lgs 42/2004 artt. 21 e 30",
        "provvedimento del Garante del 27 novembre 2008",
    ):
        assert wanted in said


def test_a_paper_of_an_installation_that_says_nothing_shows_what_is_missing():
    said = "\n".join(fixed_texts(register_paper(on=TODAY)))

    assert "Titolare da completare" in said


def test_the_workbook_has_a_row_for_each_datum(client, enter):
    enter(role=Role.DPO)

    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(paper("xlsx")).content))
    heading, *rows = book.get_sheet_by_name("Dati").to_python()

    assert heading[0] == "Trattamento"
    assert len(rows) == sum(len(sheet.lines) for sheet in sheets())
    (row,) = [row for row in rows if row[2] == "User.fiscal_code"]
    assert row[:4] == [
        "Utenze e accesso",
        "Utente",
        "User.fiscal_code",
        "nome e altri dati identificativi",
    ]
    special = {row[2] for row in rows if row[4] == "sì"}
    assert "Holding.office" in special


def test_the_notice_is_read_by_whoever_comes_and_is_at_the_foot_of_every_page(client):
    assert f'href="{NOTICE}"' in client.get("/").text

    html = read(client, NOTICE)

    assert "Informativa sul trattamento dei dati personali" in html
    assert "non si chiede il consenso" in html
    assert "www.garanteprivacy.it" in html
    assert html.count("da completare") == 3
    for sheet in sheets():
        assert all(one in html for _word, said in told_of(sheet) for one in said)


def test_the_notice_says_whose_the_data_are(client, owner):
    html = read(client, NOTICE)

    assert "<dd>Comune di Lanciano</dd>" in html
    assert "<dd>comune@pec.example.it</dd>" in html
    assert "<dd>rpd@example.it</dd>" in html
    assert "da completare" not in html


def test_what_is_kept_for_less_is_told_with_its_name():
    (desk,) = [sheet for sheet in sheets() if sheet.processing.code == "scrivania"]
    said = dict(told_of(desk))["Per quanto si conservano"]

    assert any(one.startswith("Bozza: fino all'invio, e al più trenta giorni") for one in said)


def test_a_controller_is_whole_when_all_of_it_is_told():
    assert Controller("Comune", "pec", "rpd").is_whole
    assert not Controller("Comune", "", "rpd").is_whole
