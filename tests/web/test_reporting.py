"""J9: the matrix of a fund's year, cell by cell, is the sum of what its actions spent."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from raccordo.access.rights import Role
from raccordo.finance.models import CellShare, FundReport, Movement
from raccordo.finance.operations.accounting import commit
from raccordo.finance.queries.matrices import matrix_for, matrix_of
from raccordo.finance.rules.matrices import parted
from raccordo.finance.states import ReportMeasure
from raccordo.vocabularies.bundled import catalogues
from raccordo.vocabularies.operations import load_catalogue
from tests.funds import make_allocation, make_determination, make_fund, make_line, make_told
from tests.make import SOMEBODY, TODAY, make_area, make_part
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def matrix():
    for told in catalogues():
        if told["code"] == "fnps":
            load_catalogue(**told, by=SOMEBODY)


@pytest.fixture
def fund(enter, matrix):
    area = make_area(kind="ambito")
    enter(area, Role.ACCOUNTANT)
    fnps = make_fund(code="fnps", name="FNPS", matrix="fnps")
    return make_allocation("1000.00", fund=fnps, area=area)


def spent(fund, code, amount):
    plan = fund.area.plans.first() or make_plan(area=fund.area)
    line = make_line(amount, action=make_action(plan=plan, code=code), allocation=fund)
    told = make_told(amount, act=make_determination())
    commit(fund, told, action=line.action, year=2025, by=SOMEBODY, on=TODAY)
    return line.action


def rows(*pairs):
    told = {"form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "0"}
    for n, (cell, percent) in enumerate(pairs):
        told |= {f"form-{n}-cell": cell, f"form-{n}-percent": percent}
    return told


def at(name, thing, query=""):
    return reverse(f"money:{name}", args=[thing.key]) + query


def test_the_two_matrices_hold_for_their_years(matrix):
    old, new = matrix_for("fnps", 2015), matrix_for("fnps", 2025)
    assert (len(old.cells), len(old.columns)) == (27, 3)
    assert len(new.columns) == 4
    assert len(new.cells) == 4 * sum(row.parent_id is not None for row in new.rows)
    assert [row.code for row in new.rows][:5] == ["A", "A1", "A2", "A3", "B"]
    assert matrix_for("altra", 2025).cells == {}


def test_cell_by_cell_it_is_the_sum_of_the_lines_to_the_cent(client, fund):
    one, two = spent(fund, "4.1", "100.01"), spent(fund, "1.1", "50.00")
    client.post(at("action_cells", one), rows(("B4-1", "33,33"), ("B2-1", "66,67")))
    page = client.get(at("report", fund, "?misura=committed"))
    assert not page.context["sheet"].squares
    assert [(str(a), left) for a, left in page.context["sheet"].unplaced] == [(str(two), 50)]
    page = client.post(at("report", fund), {"measure": "committed"})
    assert "non stanno in nessuna casella" in page.text
    client.post(at("action_cells", two), rows(("A2-1", "25"), ("A2-4", "75")))
    sheet = matrix_of(fund, ReportMeasure.COMMITTED)
    assert sheet.squares
    assert sum(sheet.column_total(c) for c in sheet.matrix.columns) == Decimal("150.01")
    wide = [row for row in sheet.matrix.rows if row.parent_id is None]
    assert sum(sheet.row_total(row) for row in wide) == Decimal("150.01")
    client.post(at("report", fund), {"measure": "committed", "note": "Prot. 12"})
    report = FundReport.objects.get()
    assert report.total == sum(map(Decimal, report.cells.values())) == Decimal("150.01")
    assert "Prot. 12" in client.get(at("report", fund)).text
    table = reverse("money:report_table", args=[fund.key, "xlsx"])
    assert client.get(table + "?misura=committed").content.startswith(b"PK")
    plain = reverse("money:report_table", args=[fund.key, "csv"]) + "?misura=committed"
    rows_ = b"".join(client.get(plain).streaming_content).decode("utf-8-sig").splitlines()
    assert rows_[-1].endswith(";150,01")
    assert client.get(reverse("money:report_table", args=[fund.key, "pdf"])).status_code == 404
    spent(fund, "7.1", "12.50")
    page = client.get(at("fund", fund))
    assert page.context["sheet"].to_report == Decimal("12.50")
    assert "già rendicontati 150,01" in page.text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([("B4-1", "50")], "Le quote fanno 50"),
        ([("B4-1", "60"), ("B2-1", "60")], "Le quote fanno 120"),
        ([("B4-1", "-10"), ("B2-1", "110")], "maggiori di zero"),
        ([("B4-1", "")], "Dire quale quota"),
        ([("", "100")], "Scegliere la casella"),
        ([("Z9-9", "100")], "Z9-9"),
    ],
)
def test_shares_that_do_not_make_the_whole_are_refused(client, fund, told, said):
    one = spent(fund, "4.1", "100.00")
    page = client.post(at("action_cells", one), rows(*told))
    assert said in page.text
    assert CellShare.objects.count() == 0


def test_there_is_nothing_to_report_where_nothing_was_spent(client, fund):
    page = client.post(at("report", fund), {"measure": "paid"})
    assert "niente da rendicontare" in page.text


def test_a_reader_reads_and_a_fund_without_a_matrix_has_no_report(client, enter, fund):
    one = spent(fund, "4.1", "100.00")
    other = make_allocation(area=fund.area)
    assert client.get(at("report", other)).status_code == 404
    enter(make_part(fund.area), Role.MAYOR)
    assert client.get(at("report", fund)).status_code == 200
    assert client.post(at("report", fund), {"measure": "committed"}).status_code == 404
    assert client.get(at("action_cells", one)).status_code == 404
    assert Movement.objects.exists()


@given(
    st.decimals("-1000000", "1000000", places=2),
    st.lists(st.integers(1, 5000), min_size=1, max_size=8),
)
def test_not_a_cent_is_lost_among_the_cells(amount, weights):
    shares = {n: Decimal(w) / 100 for n, w in enumerate(weights)}
    told = parted(amount, shares)
    assert sum(told.values()) == (amount if told else 0)
