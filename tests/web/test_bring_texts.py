"""The text of a document brought into the sections of a plan, by its headings."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.planning.rules.headings import gathered, section_for
from tests.documents.offices import in_word
from tests.make import make_area, make_part
from tests.plans import make_plan, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(enter):
    area = make_area(kind="ambito")
    enter(area, Role.PLAN_OFFICER)
    plan = make_plan(area=area)
    make_section(plan=plan, code="1.1", title="La popolazione")
    make_section(plan=plan, code="2.1", title="Le priorità", text="Già scritto", state="writing")
    return plan


def at(plan):
    return reverse("plan:texts_bring", args=[plan.key])


def sent(client, plan, write):
    file = SimpleUploadedFile("piano.docx", in_word(write))
    return client.post(at(plan), {"file": file})


def a_plan(document):
    document.add_heading("1. La popolazione", 1)
    document.add_paragraph("I residenti diminuiscono.")
    document.add_heading("Le priorità", 1)
    document.add_paragraph("Nuove.")
    document.add_heading("Ringraziamenti", 1)
    document.add_paragraph("A chi ha partecipato.")


def test_each_heading_finds_its_section_and_what_is_written_is_not_written_over(client, plan):
    page = sent(client, plan, a_plan)
    assert [one.code for one in page.context["pieces"]] == ["1.1", "", ""]
    told = {"texts": page.context["kept"], "write": "1", "to-0": "1.1", "to-1": "", "to-2": "1.1"}
    client.post(at(plan), told)
    texts = dict(plan.sections.values_list("code", "text"))
    assert texts["2.1"] == "Già scritto"
    assert "### Ringraziamenti" in texts["1.1"]
    assert "I residenti diminuiscono." in texts["1.1"]


def test_a_text_is_written_over_when_one_says_so(client, plan):
    page = sent(client, plan, a_plan)
    client.post(at(plan), {"texts": page.context["kept"], "write": "1", "to-1": "2.1"})
    assert plan.sections.get(code="2.1").text == "Nuove."


def test_what_cannot_be_brought_says_why(client, plan):
    page = client.post(at(plan), {"file": SimpleUploadedFile("x.docx", b"ciao")})
    assert set(page.context["form"].errors) == {"file"}
    page = sent(client, plan, lambda document: None)
    assert "non c'è nessun testo" in page.text.replace("&#x27;", "'")
    page = client.post(at(plan), {"texts": "{", "write": "1"})
    assert "caricarlo di nuovo" in page.text
    page = client.post(at(plan), {"texts": '[["A", "b"]]', "write": "1"})
    assert "in quale sezione" in page.text
    page = client.post(at(plan), {"texts": '[["A", "b"]]', "write": "1", "to-0": "9.9"})
    assert "sezione 9.9" in page.text


def test_only_who_keeps_the_plan_brings_texts(client, enter, plan):
    enter(make_part(plan.area), Role.MAYOR)
    assert client.get(at(plan)).status_code == 404


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("1.1 La popolazione", "1.1"),
        ("La Popolazione", "1.1"),
        ("7. LA POPOLAZIONE", "1.1"),
        ("1.1. Altro nome", "1.1"),
        ("9.9 Ignota", ""),
        ("Ignota", ""),
        ("", ""),
    ],
)
def test_a_heading_stands_for_a_section_by_its_number_or_by_its_title(heading, code):
    assert section_for(heading, {"1.1": "La popolazione", "2": "Le scelte"}) == code


def test_of_two_sections_with_the_same_title_the_number_tells():
    assert section_for("2 Sintesi", {"1": "Sintesi", "2": "Sintesi"}) == "2"


def test_texts_that_go_together_keep_their_headings():
    assert gathered([("A", "uno", "1"), ("B", " ", "1"), ("C", "due", "")]) == {"1": "uno"}
    assert gathered([("A", "uno", "1"), ("B", "due", "1")])["1"].startswith("### A\n\nuno\n\n### B")
