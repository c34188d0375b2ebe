"""J3: what pays what, municipality by municipality, to the cent; and what a fund does not pay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from raccordo.access.rights import Role
from raccordo.finance.models import Allocation, BudgetLine, Movement, Quota
from raccordo.finance.operations.budgeting import Cell, write_budget
from raccordo.finance.operations.reporting import close_report
from raccordo.finance.queries.funds import sheets_of
from raccordo.finance.queries.grid import Shown, grid_of
from raccordo.finance.queries.matrices import matrix_of
from raccordo.finance.queries.sums import Sums, sums_of
from raccordo.finance.states import Dimension, ReportMeasure
from raccordo.foundation.errors import Refused
from raccordo.planning.models import Action, Plan
from tests.make import SOMEBODY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
TODAY = date(2026, 11, 22)


@pytest.fixture
def plan() -> Plan:
    return Plan.objects.select_related("area", "template").get(area__slug="ambito-11")


def whole(plan: Plan, rows: Dimension, columns: Dimension, **fixed: object) -> Sums:
    held = {Dimension[name.upper()]: value for name, value in fixed.items()}
    return grid_of(plan, Shown(rows, columns, held), on=TODAY).whole


def test_the_plan_that_came_in_from_files_squares_in_every_view(plan: Plan) -> None:
    every = sums_of(movements=Movement.objects.all(), lines=BudgetLine.objects.all())
    assert plan.actions.count() == 17
    assert every.programmed == Decimal("6075747.50")
    spent = (every.committed, every.cleared, every.paid)
    for rows, columns in ((Dimension.ACTION, Dimension.SOURCE), (Dimension.SOURCE, Dimension.YEAR)):
        told = whole(plan, rows, columns)
        assert (told.programmed, told.committed, told.cleared, told.paid) == (
            every.programmed,
            *spent,
        )
    assert whole(plan, Dimension.ACTION, Dimension.NATURE).programmed == every.programmed
    years = [whole(plan, Dimension.ACTION, Dimension.SOURCE, year=year) for year in plan.years]
    assert sum(years, Sums()).programmed == every.programmed
    sheets = sheets_of(Allocation.objects.select_related("fund", "area"), on=TODAY)
    listed = sum((sheet.sums for sheet in sheets), Sums())
    assert (listed.programmed, listed.committed, listed.paid) == (
        every.programmed,
        every.committed,
        every.paid,
    )


def test_the_shares_of_the_municipalities_are_a_sum_a_head_to_the_cent(plan: Plan) -> None:
    amounts: Mapping[str, Decimal] = dict(Quota.objects.values_list("town__name", "amount"))
    assert len(amounts) == 9
    assert sum(amounts.values()) == Decimal("268582.50")
    assert amounts["Fossacesia"] == 6280 * Decimal("4.50")
    [fund] = Allocation.objects.filter(fund__code="comuni", year=2026)
    assert sums_of(movements=fund.movements.all(), lines=fund.lines.all()).programmed == sum(
        amounts.values()
    )


def test_five_thousand_of_the_dependent_do_not_go_to_the_young(plan: Plan) -> None:
    fna = Allocation.objects.select_related("fund").get(fund__code="fna", year=2026)
    young = Action.objects.get(plan=plan, code="4.2")
    cells = [Cell(young, fna, 2026, Decimal(5000))]
    with pytest.raises(Refused) as refused:
        write_budget(plan, cells, by=SOMEBODY)
    assert "non paga «4.2 Centro per le famiglie»" in refused.value.message
    assert "paga solo la non autosufficienza (L. 296/2006 art. 1 c. 1264)" in refused.value.message


def test_a_fund_says_which_euros_will_be_lost_in_march(
    plan: Plan, client: Client, enter: object
) -> None:
    enter(plan.area, Role.ACCOUNTANT)  # type: ignore[operator]
    one = Allocation.objects.get(fund__code="fna", year=2025)
    [sheet] = sheets_of(Allocation.objects.filter(pk=one.pk), on=TODAY)
    assert (sheet.outlook.unbound, sheet.outlook.days_left) == (68_000, 129)
    page = client.get(reverse("money:fund", args=[one.key])).text
    assert "31 marzo 2027" in page
    assert "68.000,00" in page


def test_the_matrix_of_a_year_is_the_sum_of_its_lines_cell_by_cell(plan: Plan) -> None:
    """J9: the list of differences is empty."""
    fnps = Allocation.objects.select_related("fund", "area").get(fund__code="fnps", year=2026)
    sums = sums_of(movements=fnps.movements.all(), lines=fnps.lines.all())
    for measure in ReportMeasure:
        sheet = matrix_of(fnps, measure)
        assert sheet.unplaced == []
        assert sheet.placed == sheet.total == getattr(sums, measure.value) > 0
        assert sum(map(sheet.column_total, sheet.matrix.columns)) == sheet.total
    report = close_report(fnps, measure=ReportMeasure.PAID, by=SOMEBODY, on=TODAY)
    assert sum(map(Decimal, report.cells.values())) == report.total == sums.paid


def test_what_is_taken_away_says_the_same(plan: Plan, client: Client, enter: object) -> None:
    enter(plan.area, Role.ACCOUNTANT)  # type: ignore[operator]
    answer = client.get(reverse("money:budget_table", args=[plan.key]) + "?anno=2026")
    lines = CalamineWorkbook.from_object(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    shown = whole(plan, Dimension.ACTION, Dimension.SOURCE, year=2026).programmed
    assert Decimal(str(lines[-1][-1])) == shown
