"""Funds and financial plan brought from a sheet, with what had already been spent."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.documents.sheets import write_xlsx
from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.sums import sums_of
from tests.funds import make_allocation, make_fund
from tests.make import make_area
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db
FUNDS = ["Fondo", "Anno di assegnazione", "Assegnato", "Riscosso", "Da spendere entro il"]
BUDGET = ["Azione", "Fonte", "Esercizio", "Programmato", "Già impegnato", "Già liquidato", "Pagato"]


@pytest.fixture
def plan(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    enter(area, Role.ACCOUNTANT)
    return make_plan(area=area)


def brought(client, plan, name, heading, *rows):
    book = SimpleUploadedFile("x.xlsx", write_xlsx("x", heading, rows))
    address = reverse(f"money:{name}", args=[plan.key])
    page = client.post(address, {"file": book})
    told = {f"map-{thing}": now for thing, _label, now, _needed in page.context["columns"]}
    client.post(address, {"rows": page.context["rows"], **told, "write": "1"})
    return page


def verdicts(page):
    return [row.verdict for row in page.context["brought"].rows]


def test_years_of_funds_come_in_with_what_came_of_them(client, plan):
    make_fund(name="Fondo per le non autosufficienze (FNA)", code="fna", share_to_report=75)
    row = ["FNA", "2025", "560.000,00", Decimal("280000.50"), "31/12/2026"]
    assert verdicts(brought(client, plan, "funds_bring", FUNDS, row)) == ["new"]
    one = Allocation.objects.get()
    assert (one.year, one.share_to_report, one.spend_by.isoformat()) == (2025, 75, "2026-12-31")
    told = sums_of(movements=one.movements.all(), lines=one.lines.all())
    assert (told.assigned, told.collected) == (560000, Decimal("280000.50"))
    assert verdicts(brought(client, plan, "funds_bring", FUNDS, row)) == ["same"]
    row[4] = "31/12/2027"
    assert verdicts(brought(client, plan, "funds_bring", FUNDS, row)) == ["changes"]
    row[2] = "500.000,00"
    page = brought(client, plan, "funds_bring", FUNDS, row, ["Fondo ignoto", "25", "x", "", "mai"])
    assert verdicts(page) == ["wrong", "wrong"]
    assert "già registrato 560.000,00" in page.text
    assert Movement.objects.count() == 2


def test_a_plan_in_rows_comes_in_with_its_opening_balances(client, plan):
    action = make_action(plan=plan, code="5.3")
    fund = make_fund(name="Fondo per le non autosufficienze (FNA)", code="fna")
    make_allocation("20000.00", fund=fund, area=plan.area)
    row = ["5.3 Trasporto", "FNA 2025", "2025", "12.000,00", "8.000,00", "5.000", "5.000"]
    assert verdicts(brought(client, plan, "budget_bring", BUDGET, row)) == ["new"]
    mine = {"action": action}
    told = sums_of(
        movements=Movement.objects.filter(**mine), lines=BudgetLine.objects.filter(**mine)
    )
    assert (told.programmed, told.committed, told.cleared) == (12000, 8000, 5000)
    assert (told.ordered, told.paid, told.available) == (5000, 5000, 4000)
    assert verdicts(brought(client, plan, "budget_bring", BUDGET, row)) == ["same"]
    row[3] = "13.000"
    assert verdicts(brought(client, plan, "budget_bring", BUDGET, row)) == ["changes"]
    assert BudgetLine.objects.get().amount == 13000


def test_every_wrong_cell_of_a_plan_in_rows_is_told(client, plan):
    make_action(plan=plan, code="5.3")
    make_allocation("20000.00", fund=make_fund(name="FNA", code="fna"), area=plan.area)
    page = brought(
        client,
        plan,
        "budget_bring",
        BUDGET,
        ["9.9", "FNA", "2025", "1", "", "", ""],
        ["5.3", "FNPS", "2025", "1", "", "", ""],
        ["5.3", "FNA", "2030", "1", "", "", ""],
        ["5.3", "FNA", "2025", "-1", "", "", ""],
        ["5.3", "FNA", "2025", "10", "20", "", ""],
        ["5.3", "FNA", "2026", "10", "", "", ""],
        ["5.3", "FNA", "2026", "10", "", "", ""],
    )
    assert verdicts(page) == ["wrong"] * 5 + ["new", "wrong"]
    for said in (
        "non è fra le azioni",
        "non è fra le fonti",
        "va dal 2025 al 2027",
        "meno di zero",
    ):
        assert said in page.text
    assert "più di quanto è programmato" in page.text
    assert "è già alla riga 7" in page.text
    assert BudgetLine.objects.count() == 1


def test_what_the_rules_refuse_is_shown_and_nothing_comes_in(client, plan):
    make_action(plan=plan, code="5.3")
    make_allocation("10.00", fund=make_fund(name="FNA", code="fna"), area=plan.area)
    row = ["5.3", "FNA", "2025", "20", "", "", ""]
    brought(client, plan, "budget_bring", BUDGET, row)
    assert BudgetLine.objects.count() == 0


@pytest.mark.parametrize("said", ["9" * 5000, "²", "31/12/9999", "NaN", "=1+1", "1e999", "\u202e"])
@pytest.mark.parametrize(("name", "heading"), [("funds_bring", FUNDS), ("budget_bring", BUDGET)])
def test_whatever_stands_in_a_cell_the_sheet_is_read_to_its_end(client, plan, name, heading, said):
    make_fund(name="FNA", code="fna")
    size = range(len(heading))
    good = ["FNA", "2025", "10", "10", "31/12/2026"] if name == "funds_bring" else ["5.3", "FNA"]
    good += ["2025", "10", "", "", ""]
    page = brought(client, plan, name, heading, *([*good[:m], said, *good[m + 1 :]] for m in size))
    assert page.status_code == 200
    assert len(page.context["brought"].rows) == len(heading)
