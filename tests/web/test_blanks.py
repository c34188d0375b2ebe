"""Forms of others filled in place; the determination drafted before anything is entered."""

import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.documents.sheets import write_xlsx
from raccordo.finance.models import Movement, OfficeForm
from raccordo.finance.operations.accounting import commit
from raccordo.foundation.money import euros
from raccordo.foundation.tables import grid_in
from tests.funds import make_allocation, make_determination, make_fund, make_line, make_told
from tests.make import SOMEBODY, TODAY, make_area
from tests.plans import make_action, make_contract, make_plan, make_procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    enter(area, Role.ACCOUNTANT)
    return make_plan(area=area, title="Piano 2025–2027")


@pytest.fixture
def line(plan):
    action = make_action(plan=plan, code="5.3", title="Trasporto sociale")
    fund = make_allocation("9000.00", fund=make_fund(code="fna", name="FNA"), area=plan.area)
    return make_line("9000.00", action=action, allocation=fund)


def sheet(*rows):
    return write_xlsx("Scheda", ["Voce", "Valore"], rows)


def brought(client, plan, content, *, sort="action", title="Scheda regionale", name="m.xlsx"):
    sent = {"area": plan.area.key, "sort": sort, "title": title}
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("money:blank_add"), sent | {"file": file}, follow=True)


def at(name, one, query=""):
    return reverse(f"money:{name}", args=[one.key]) + query


def test_a_form_is_marked_once_and_comes_out_filled_with_what_is_left_empty(client, plan, line):
    page = brought(client, plan, sheet(["Titolo", ""], ["Programmato", ""], ["Note", ""]))
    one = OfficeForm.objects.get()
    assert "dire quale dato" in page.text
    places = [row.place.address for row in client.get(at("blank", one)).context["page"]]
    title, amount, note = (next(p for p in places if p.endswith(end)) for end in ("B2", "B3", "B4"))
    told = {f"m:{title}": "azione.titolo", f"m:{amount}": "azione.programmato"}
    client.post(at("blank", one), told | {f"m:{note}": "azione.cup"})
    one.refresh_from_db()
    assert set(one.marks.values()) == {"azione.titolo", "azione.programmato", "azione.cup"}
    query = f"?di={line.action.key}"
    page = client.get(at("blank_fill", one, query))
    assert [place.address for _label, place in page.context["left"]] == [note]
    filled = client.get(at("blank_fill", one, query + "&scarica=1"))
    rows = grid_in(filled.content)
    assert rows[1][1] == "Trasporto sociale"
    assert Decimal(rows[2][1]) == 9000


def test_a_datum_that_is_not_there_is_refused_where_it_was_typed(client, plan, line):
    brought(client, plan, sheet(["Titolo", ""]))
    one = OfficeForm.objects.get()
    [row] = client.get(at("blank", one)).context["page"]
    page = client.post(at("blank", one), {row.name: "azione.colore"})
    assert "«azione.colore» non è fra i dati" in page.text
    one.refresh_from_db()
    assert one.marks == {}


def test_a_newer_file_keeps_the_marks_whose_place_is_still_there(client, plan, line):
    brought(client, plan, sheet(["Titolo", ""], ["CUP", ""]))
    one = OfficeForm.objects.get()
    rows = list(client.get(at("blank", one)).context["page"])
    client.post(at("blank", one), {row.name: "azione.titolo" for row in rows})
    newer = SimpleUploadedFile("n.xlsx", sheet(["Titolo", ""]))
    page = client.post(at("blank_renew", one), {"file": newer}, follow=True)
    assert rows[1].place.address in page.text
    one.refresh_from_db()
    assert set(one.marks) == {rows[0].place.address}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"ciao", "non è in uno dei formati"),
        (b"PK\x03\x04 rotto", "danneggiato"),
        (b"", "vuoto"),
    ],
)
def test_what_is_not_a_form_is_refused(client, plan, content, said):
    assert said in brought(client, plan, content).text
    assert not OfficeForm.objects.exists()


def test_two_forms_of_an_area_have_two_titles_and_one_is_taken_away(client, plan, line):
    brought(client, plan, sheet(["a", ""]))
    assert "già un modulo con questo titolo" in brought(client, plan, sheet(["b", ""])).text
    one = OfficeForm.objects.get()
    assert client.get(at("blank_file", one)).content.startswith(b"PK")
    client.post(at("blank_remove", one))
    assert not OfficeForm.objects.exists()


@pytest.mark.parametrize("sort", ["plan", "fund"])
def test_a_plan_and_a_fund_fill_forms_too(client, plan, line, sort):
    key = {"plan": "azione.5.3.fna-2025.programmato", "fund": "fondo.assegnato"}[sort]
    thing = plan if sort == "plan" else line.allocation
    brought(client, plan, sheet(["Quanto", ""]), sort=sort)
    one = OfficeForm.objects.get()
    [row] = client.get(at("blank", one)).context["page"]
    client.post(at("blank", one), {row.name: key})
    filled = client.get(at("blank_fill", one, f"?di={thing.key}&scarica=1"))
    assert Decimal(grid_in(filled.content)[1][1]) == 9000


def entry(line, **more):
    told = {"once": make_told("1").once, "amount": "1.200,50", "told_on": f"{TODAY:%d/%m/%Y}"}
    source = f"{line.allocation.key}:{line.year}"
    return told | {"source": source, "heading": "cap. 1200"} | more


def text_of(odt):
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        return re.sub(r"<[^>]+>", " ", archive.read("content.xml").decode())


def test_a_determination_is_drafted_and_nothing_is_entered(client, line):
    make_contract(procedure=make_procedure(action=line.action, officer="Ada Neri"))
    address = reverse("money:commit", args=[line.action.key])
    before = Movement.objects.count()
    page = client.post(address, entry(line, draft="look"))
    empty = {place.address for _label, place in page.context["left"]}
    assert "{{atto.creditore}}" in empty
    assert "{{atto.importo}}" not in empty
    told = dict(page.context["told"])
    draft = client.post(address, told | {"draft": "download"})
    assert draft.headers["Content-Disposition"].endswith('"determinazione-5.3.odt"')
    with_text = text_of(draft.content)
    for said in ("1.200,50", "7.799,50", "cap. 1200", "Trasporto sociale", "Ada Neri"):
        assert said in with_text
    assert Movement.objects.count() == before


def test_a_draft_for_more_than_there_is_says_so(client, line):
    address = reverse("money:commit", args=[line.action.key])
    page = client.post(address, entry(line, draft="look", amount="9.000,01"))
    assert f"Restano {euros(Decimal(9000))}: non bastano per" in page.text


def test_a_clearance_is_drafted_with_its_check_in_the_offices_own_model(client, plan, line):
    told = make_told("500.00", act=make_determination(), number="12/2025")
    facts = {"action": line.action, "year": line.year, "by": SOMEBODY, "on": TODAY}
    before = commit(line.allocation, told, **facts)
    model = client.get(reverse("money:blank_model", args=["cleared"]))
    page = brought(client, plan, model.content, sort="cleared", title="Nostro", name="nostro.odt")
    assert "Trasporto" not in page.text
    address = reverse("money:onward", args=[before.key])
    sent = entry(line, amount="200", draft="look", done_on=f"{TODAY:%d/%m/%Y}")
    sent |= {"invoice": "Fattura 7", "durc_until": f"{TODAY:%d/%m/%Y}"}
    page = client.post(address, sent)
    assert str(page.context["model"]) == "Nostro"
    draft = client.post(address, dict(page.context["told"]) | {"draft": "download"})
    assert draft.headers["Content-Disposition"].endswith('"nostro.odt"')
    text = text_of(draft.content)
    for said in ("12/2025", "Fattura 7", "200,00", "300,00", "valido fino al"):
        assert said in text
    assert Movement.objects.filter(kind="cleared").count() == 0


def test_a_mayor_reads_the_forms_and_marks_none(client, plan, line, enter):
    brought(client, plan, sheet(["a", ""]))
    one = OfficeForm.objects.get()
    enter(plan.area, Role.MAYOR)
    assert client.get(at("blank_fill", one)).status_code == 200
    assert client.get(at("blank", one)).status_code in {403, 404}
    enter(make_area(kind="ambito"), Role.ACCOUNTANT)
    assert client.get(at("blank_fill", one)).status_code == 404
