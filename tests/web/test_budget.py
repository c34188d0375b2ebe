"""The financial plan on the screen: typed, pasted, refused, read by its dimensions."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.rights import Role
from raccordo.documents.sheets import write_xlsx
from raccordo.finance.models import BudgetLine
from raccordo.finance.states import EarmarkLevel, EarmarkSort
from raccordo.journal.models import Entry
from tests.funds import make_allocation, make_fund, make_line
from tests.make import make_area, make_part, make_term
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db


def at(name, plan, query=""):
    return reverse(f"money:{name}", args=[plan.key]) + query


@pytest.fixture
def plan(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    enter(area, Role.ACCOUNTANT)
    return make_plan(area=area)


@pytest.fixture
def fna(plan):
    fund = make_fund(name="Fondo per le non autosufficienze (FNA)", code="fna")
    return make_allocation("10000.00", fund=fund, area=plan.area)


def cell(action, source):
    return f"c:{action.code}:{getattr(source, 'key', source)}"


def test_cells_are_typed_and_the_totals_are_those_of_the_plan(client, plan, fna):
    one, two = make_action(plan=plan, code="1.1"), make_action(plan=plan, code="1.2")
    sent = {cell(one, fna): "1.250,50", cell(two, fna): "749,50", "before": "{}"}
    page = client.post(at("budget_write", plan, "?anno=2026"), sent, follow=True)
    assert page.context["grid"].whole.programmed == 2000
    assert "2.000,00" in page.text
    assert set(BudgetLine.objects.values_list("year", "amount")) == {
        (2026, Decimal("1250.50")),
        (2026, Decimal("749.50")),
    }
    [entry] = Entry.objects.filter(what="budget.written")
    assert "1.1" in entry.details
    [whole] = [c["whole"] for c in page.context["columns"]]
    assert whole.to_programme == 8000


def test_what_is_wrong_stands_in_its_cell_and_nothing_typed_is_lost(client, plan, fna):
    one, two = make_action(plan=plan, code="1.1"), make_action(plan=plan, code="1.2")
    sent = {cell(one, fna): "mille", cell(two, fna): "500"}
    page = client.post(at("budget_write", plan), sent)
    assert BudgetLine.objects.count() == 0
    assert "«mille» non è un importo" in page.text
    assert 'value="mille"' in page.text
    assert 'value="500"' in page.text


def test_more_than_what_was_assigned_is_refused_with_how_much(client, plan, fna):
    one = make_action(plan=plan)
    page = client.post(at("budget_write", plan), {cell(one, fna): "10.000,01"})
    assert "sarebbero programmati 0,01" in page.text.replace("\xa0", " ")
    assert BudgetLine.objects.count() == 0


def test_five_thousand_of_fna_to_the_young_say_why_not(client, plan, fna):
    fna.fund.earmarks.create(
        text="paga solo la non autosufficienza",
        source="L. 296/2006 art. 1 c. 1264",
        level=EarmarkLevel.AREA,
        sort=EarmarkSort.ONLY_GROUPS,
        codes=["anziani"],
        first_year=2007,
    )
    young = make_action(plan=plan, code="4.1", title="Centro giovani")
    young.groups.add(make_term("target-groups", "famiglia-minori"))
    page = client.post(at("budget_write", plan), {cell(young, fna): "5000"})
    assert "paga solo la non autosufficienza (L. 296/2006" in page.text
    assert BudgetLine.objects.count() == 0


def test_who_wrote_meanwhile_is_told_and_only_what_was_typed_over_is_kept(client, plan, fna):
    one, two = make_action(plan=plan, code="1.1"), make_action(plan=plan, code="1.2")
    line = make_line("100.00", action=one, allocation=fna)
    other = make_line("50.00", action=two, allocation=fna)
    before = json.dumps({cell(one, fna): "100.00", cell(two, fna): "50.00"})
    BudgetLine.objects.filter(pk=line.pk).update(amount=Decimal("300.00"))
    BudgetLine.objects.filter(pk=other.pk).update(amount=Decimal("60.00"))
    sent = {cell(one, fna): "200", cell(two, fna): "50", "before": before}
    page = client.post(at("budget_write", plan, "?anno=2025"), sent)
    assert "qualcun altro ha scritto 300,00" in page.text
    again = dict(sent, before=page.context["before"])
    again |= {box["name"]: box["text"] for row in page.context["rows"] for box in row["boxes"]}
    client.post(at("budget_write", plan, "?anno=2025"), again)
    line.refresh_from_db()
    other.refresh_from_db()
    assert (line.amount, other.amount) == (200, 60)


def test_a_draft_keeps_what_was_typed_over(client, plan, fna):
    one = make_action(plan=plan)
    told = {cell(one, fna): "77", "before": "{}", "shown": "anno=2025"}
    client.post(reverse("desk:keep_draft"), told | {"draft_page": at("budget", plan)})
    page = client.get(at("budget", plan, "?anno=2025"))
    assert 'value="77"' in page.text
    assert 'value="77"' not in client.get(at("budget", plan, "?anno=2026")).text
    client.post(at("budget_discard", plan, "?anno=2025"))
    assert 'value="77"' not in client.get(at("budget", plan, "?anno=2025")).text


@pytest.mark.parametrize(
    ("query", "writes"),
    [
        ("", True),
        ("?anno=tutti", False),
        ("?righe=fonte&colonne=anno", False),
        ("?righe=fonte&colonne=anno&azione=1.1", True),
        ("?righe=azione&colonne=natura", False),
        ("?righe=comune&colonne=anno", False),
        ("?righe=xxx&colonne=yyy&anno=zzz", True),
    ],
)
def test_two_dimensions_at_a_time_and_the_same_money_in_every_view(
    client, plan, fna, query, writes
):
    one = make_action(plan=plan, code="1.1")
    year = localdate().year if query in {"", "?righe=xxx&colonne=yyy&anno=zzz"} else 2025
    make_line("300.00", action=one, allocation=fna, year=min(max(year, 2025), 2027))
    page = client.get(at("budget", plan, query))
    assert page.context["grid"].whole.programmed in {300, 0}
    assert bool("grid.js" in page.text) == writes
    if "tutti" in query or "righe=fonte" in query:
        assert page.context["grid"].whole.programmed == 300


def test_a_cell_that_is_a_sum_is_not_typed_over(client, plan, fna):
    one = make_action(plan=plan, code="1.1")
    make_line("300.00", action=one, allocation=fna, nature="staff")
    make_line("200.00", action=one, allocation=fna, nature="goods")
    page = client.get(at("budget", plan, "?anno=2025"))
    assert "500,00" in page.text
    assert cell(one, fna) not in page.text
    page = client.get(at("budget", plan, "?anno=2025&natura=staff"))
    assert 'value="300"' in page.text


def test_a_reader_reads_and_a_plan_in_force_is_not_typed(client, enter, plan, fna):
    one = make_action(plan=plan)
    make_line("300.00", action=one, allocation=fna)
    enter(make_part(plan.area), Role.MAYOR)
    page = client.get(at("budget", plan, "?anno=2025"))
    assert "300,00" in page.text
    assert "budget_write" not in page.text
    assert "grid.js" not in page.text
    assert client.post(at("budget_write", plan), {}).status_code == 404
    enter(make_area(kind="ambito"), Role.ACCOUNTANT)
    assert client.get(at("budget", plan)).status_code == 404


def test_the_table_that_is_taken_away_has_the_same_total(client, plan, fna):
    make_line("300.00", action=make_action(plan=plan), allocation=fna)
    answer = client.get(at("budget_table", plan, "?anno=2025"))
    assert answer.content.startswith(b"PK")


def sheet(*lines):
    return "\n".join("\t".join(line) for line in lines)


def test_a_sheet_is_pasted_shown_and_written(client, plan, fna):
    make_action(plan=plan, code="1.1")
    two = make_action(plan=plan, code="1.2")
    make_line("10.00", action=two, allocation=fna)
    text = sheet(["", "FNA 2025"], ["1.1", "1.000,50"], ["1.2", "abc"], ["7.7", "5"])
    page = client.post(at("budget_paste", plan), {"year": "2025", "text": text})
    assert "«abc» non è un importo" in page.text
    assert "«7.7» non è fra le azioni" in page.text
    assert "Scrivi solo 1 casella giusta" in page.text
    sent = {"year": "2025", "text": page.context["read"].text, "write": "1"}
    sent["before"] = page.context["before"]
    client.post(at("budget_paste", plan), sent)
    amounts = dict(BudgetLine.objects.values_list("action__code", "amount"))
    assert amounts == {"1.1": Decimal("1000.50"), "1.2": Decimal("10.00")}
    page = client.post(at("budget_paste", plan), {"year": "2025", "text": text})
    assert "Nessuna casella cambia" in page.text


def test_what_changed_after_the_sheet_was_shown_is_not_written_over(client, plan, fna):
    one = make_action(plan=plan, code="1.1")
    text = sheet(["", "FNA 2025"], ["1.1", "100"])
    page = client.post(at("budget_paste", plan), {"year": "2025", "text": text})
    make_line("40.00", action=one, allocation=fna)
    sent = {"year": "2025", "text": text, "write": "1", "before": page.context["before"]}
    page = client.post(at("budget_paste", plan), sent)
    assert "qualcun altro ha scritto 40,00" in page.text
    assert BudgetLine.objects.get().amount == 40


def test_a_workbook_is_read_as_it_is_read_by_eye(client, plan, fna):
    make_action(plan=plan, code="1.1")
    book = write_xlsx("x", ["Azione", "FNA"], [["1.1", Decimal("1234.50")]])
    file = SimpleUploadedFile("x.xlsx", book)
    page = client.post(at("budget_paste", plan), {"year": "2025", "text": "", "file": file})
    [told] = page.context["read"].cells
    assert told.amount == Decimal("1234.50")
    bad = SimpleUploadedFile("x.xlsx", b"PK nothing")
    page = client.post(at("budget_paste", plan), {"year": "2025", "text": "", "file": bad})
    assert set(page.context["form"].errors) == {"file"}
    page = client.post(at("budget_paste", plan), {"year": "2025", "text": ""})
    assert set(page.context["form"].errors) == {"text"}


def test_the_grid_asks_a_constant_number_of_questions(client, plan, fna, queries_stay_flat):
    def more():
        make_line("1.00", action=make_action(plan=plan), allocation=fna)

    queries_stay_flat(at("budget", plan, "?anno=2025"), more)


def test_ten_thousand_pasted_cells_are_written_together(client, plan):
    sources = [make_allocation("1000000.00", area=plan.area) for _ in range(20)]
    actions = [make_action(plan=plan, code=f"1.{n}") for n in range(1, 501)]
    lines = [["", *(f"{one.fund.code} 2025" for one in sources)]]
    lines += [[one.code, *["1.000,10"] * 20] for one in actions]
    page = client.post(at("budget_paste", plan), {"year": "2025", "text": sheet(*lines)})
    assert not page.context["wrong"]
    sent = {"year": "2025", "text": sheet(*lines), "write": "1"}
    client.post(at("budget_paste", plan), sent | {"before": page.context["before"]})
    assert BudgetLine.objects.count() == 10_000


def test_every_policy_is_told_also_where_nothing_is_done(client, plan, fna):
    action = make_action(plan=plan, code="5.3")
    health, school = (make_term("policies", code, label=code) for code in ("health", "school"))
    action.integrations.create(policy=health, percent=Decimal("33.33"), position=1)
    make_line("1000.00", action=action, allocation=fna)
    page = client.get(at("budget_policies", plan))
    told = {one.policy: one.amount for one in page.context["sheets"]}
    assert told == {health: Decimal("333.30"), school: 0}
    assert "nessuna azione" in page.text
    assert client.get(at("budget_policies", plan, "?xlsx=1")).content.startswith(b"PK")


@pytest.mark.parametrize(
    "query", ["?anno=tutti", "?righe=anno&colonne=tipo-di-spesa", "?anno=2025"]
)
def test_what_was_forged_writes_nothing_and_is_told(client, plan, fna, query):
    one = make_action(plan=plan, code="1.1")
    make_line("300.00", action=one, allocation=fna, nature="staff")
    make_line("200.00", action=one, allocation=fna, nature="goods")
    for before in ("{}", "[1]", '{"%s": "NaN"}', '{"%s": "1e99999"}', '{"%s": "-Infinity"}'):
        named = before.replace("%s", cell(one, fna))
        sent = {cell(one, fna): "100", "2026:staff": "5", "before": named}
        sent |= {"c:2026:staff": "5"}
        page = client.post(at("budget_write", plan, query), sent)
        assert page.status_code == 200
        assert page.context["typed"].faults
    assert set(BudgetLine.objects.values_list("amount", flat=True)) == {300, 200}


@pytest.mark.parametrize("said", ["NaN", "1e99999", "-Infinity", "{}"])
def test_a_paste_with_forged_amounts_before_writes_nothing(client, plan, fna, said):
    one = make_action(plan=plan, code="1.1")
    text = sheet(["", "FNA 2025"], ["1.1", "100"])
    before = json.dumps({f"{one.code}:{fna.key}": said})
    sent = {"year": "2025", "text": text, "write": "1", "before": before}
    page = client.post(at("budget_paste", plan, "?anno=²"), sent, follow=True)
    assert page.status_code == 200
    assert "Scritte 0 caselle" in page.text
    assert not BudgetLine.objects.exists()
