"""The grid of the financial plan: cells written together, within the fund and its earmarks."""

from decimal import Decimal

import pytest

from raccordo.finance.bundled import funds
from raccordo.finance.models import BudgetLine
from raccordo.finance.operations.accounting import commit
from raccordo.finance.operations.budgeting import Cell, write_budget
from raccordo.finance.operations.funds import (
    EarmarkFact,
    FundFact,
    Terms,
    add_allocation,
    add_earmark,
    add_fund,
    change_allocation,
    load_funds,
)
from raccordo.finance.states import EarmarkLevel, EarmarkSort, FundSort
from raccordo.foundation.errors import Refused
from tests.funds import make_allocation, make_determination, make_fund, make_told
from tests.make import LONG_AGO, SOMEBODY, TODAY, make_area, make_term
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make_plan()


def cell(action, allocation, amount, before="0", year=2025, **more):
    return Cell(action, allocation, year, Decimal(amount), Decimal(before), **more)


def write(plan, *cells):
    return write_budget(plan, cells, by=SOMEBODY)


def test_some_cells_are_written_together_or_not_at_all(plan):
    action, fund = make_action(plan=plan), make_allocation("1000.00", area=plan.area)
    other = make_action(plan=plan)
    write(plan, cell(action, fund, "600.00"), cell(other, fund, "400.00", nature="staff"))
    with pytest.raises(Refused, match=r"assegnati 1\.000,00.*programmati 0,01"):
        write(plan, cell(action, fund, "500.00", "600.00"), cell(other, fund, "100.01"))
    assert sorted(BudgetLine.objects.values_list("amount", flat=True)) == [400, 600]


def test_two_officers_on_one_grid_do_not_cover_each_other(plan):
    action, fund = make_action(plan=plan), make_allocation("1000.00", area=plan.area)
    write(plan, cell(action, fund, "600.00"))
    with pytest.raises(Refused, match=r"qualcun altro ha scritto 600,00"):
        write(plan, cell(action, fund, "700.00"))
    write(plan, cell(action, fund, "0", "600.00"))
    assert BudgetLine.objects.get().amount == 0


def test_what_is_committed_is_not_programmed_away(plan):
    action, fund = make_action(plan=plan), make_allocation("1000.00", area=plan.area)
    write(plan, cell(action, fund, "600.00"))
    told = make_told("500.00", act=make_determination())
    commit(fund, told, action=action, year=2025, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="già impegnati o prenotati 500,00"):
        write(plan, cell(action, fund, "499.99", "600.00"))
    write(plan, cell(action, fund, "500.00", "600.00"))


def test_five_thousand_of_the_dependent_are_not_moved_to_the_young(plan):
    fund = make_fund(name="FNA")
    fact = EarmarkFact(
        "paga solo la non autosufficienza",
        EarmarkLevel.AREA,
        EarmarkSort.ONLY_GROUPS,
        2020,
        source="L. 296/2006 art. 1 c. 1264",
        codes=["anziani"],
    )
    add_earmark(fund, fact, by=SOMEBODY)
    allocation = make_allocation("10000.00", area=plan.area, fund=fund)
    old, young = make_action(plan=plan, title="SAD"), make_action(plan=plan, title="Giovani")
    old.groups.add(make_term("target-groups", "anziani"))
    young.groups.add(make_term("target-groups", "famiglia-minori"))
    write(plan, cell(old, allocation, "10000.00"))
    with pytest.raises(Refused, match=r"FNA 2025 non paga «.*Giovani»: paga solo.*c\. 1264"):
        write(
            plan,
            cell(old, allocation, "5000.00", "10000.00"),
            cell(young, allocation, "5000.00"),
        )
    assert BudgetLine.objects.get().amount == 10_000


def test_what_binds_others_only_warns_and_a_share_is_told(plan):
    fund = make_fund(name="FNPS")
    half = EarmarkFact(
        "alle famiglie e ai minori",
        EarmarkLevel.REGION,
        EarmarkSort.AT_LEAST,
        2020,
        source="Piano sociale nazionale",
        codes=["famiglia-minori"],
        percent=Decimal(50),
    )
    add_earmark(fund, half, by=SOMEBODY)
    allocation = make_allocation("1000.00", area=plan.area, fund=fund)
    [warning] = write(plan, cell(make_action(plan=plan), allocation, "1000.00"))
    assert (warning.refuses, warning.reason.code) == (False, "share_too_low")


def test_an_earmark_holds_for_its_years_of_allocation(plan):
    fund = make_fund()
    old = EarmarkFact(
        "solo", EarmarkLevel.AREA, EarmarkSort.ONLY_GROUPS, 2018, source="x", last_year=2024
    )
    add_earmark(fund, old, by=SOMEBODY)
    now = make_allocation("10.00", area=plan.area, fund=fund)
    write(plan, cell(make_action(plan=plan), now, "10.00"))  # money of 2025
    before = make_allocation("10.00", area=plan.area, fund=fund, year=2022)
    with pytest.raises(Refused, match="non paga"):
        write(plan, cell(make_action(plan=plan), before, "10.00"))  # of 2022, spent in 2025


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"year": 2031}, "2031 non è fra gli anni"), ({"amount": "-1"}, "negativo")],
)
def test_a_cell_that_does_not_hold_is_refused(plan, wrong, why):
    told = {"amount": "1.00"} | wrong
    fund = make_allocation("10.00", area=plan.area)
    with pytest.raises(Refused, match=why):
        write(plan, cell(make_action(plan=plan), fund, **told))


def test_cells_of_elsewhere_are_refused(plan):
    fund = make_allocation("10.00", area=plan.area)
    with pytest.raises(Refused, match="altro piano"):
        write(plan, cell(make_action(), fund, "1.00"))
    with pytest.raises(Refused, match="altro territorio"):
        write(plan, cell(make_action(plan=plan), make_allocation("10.00"), "1.00"))
    with pytest.raises(Refused, match="rimodulazione"):
        write(make_plan(state="in_force"), cell(make_action(plan=plan), fund, "1.00"))


def test_a_catalogue_of_funds_has_versions_and_an_area_its_own():
    fact = FundFact("fnps", "FNPS", "L. 328/2000 art. 20", FundSort.STATE)
    [old] = load_funds([fact], version="2024", since=LONG_AGO, by=SOMEBODY)
    [new] = load_funds([fact], version="2025", since=TODAY, by=SOMEBODY)
    old.refresh_from_db()
    assert (old.until, new.until) == (TODAY, None)
    with pytest.raises(Refused, match="c'è già"):
        load_funds([fact], version="2025", since=TODAY, by=SOMEBODY)
    area = make_area()
    own = add_fund(area, FundFact("lascito", "Lascito", "", FundSort.OTHER), by=SOMEBODY, on=TODAY)
    assert own.area == area
    with pytest.raises(Refused, match="già un fondo"):
        add_fund(area, FundFact("lascito", "X", "", FundSort.OTHER), by=SOMEBODY, on=TODAY)


def test_a_year_of_a_fund_is_opened_once_with_its_terms():
    fund, area = make_fund(), make_area()
    one = add_allocation(fund, area=area, year=2026, terms=Terms(spend_by=TODAY), by=SOMEBODY)
    with pytest.raises(Refused, match="c'è già"):
        add_allocation(fund, area=area, year=2026, terms=Terms(), by=SOMEBODY)
    with pytest.raises(Refused, match="Controllare l'anno"):
        add_allocation(fund, area=area, year=206, terms=Terms(), by=SOMEBODY)
    with pytest.raises(Refused, match="precede l'inizio"):
        change_allocation(one, terms=Terms(spend_from=TODAY, spend_by=LONG_AGO), by=SOMEBODY)
    one = change_allocation(one, terms=Terms(note="Proroga"), by=SOMEBODY)
    assert (one.note, one.spend_by) == ("Proroga", None)
    fact = EarmarkFact("x", EarmarkLevel.AREA, EarmarkSort.AT_LEAST, 2020)
    with pytest.raises(Refused, match="Dire quale quota"):
        add_earmark(fund, fact, by=SOMEBODY)


def test_the_funds_that_come_with_the_program_load_with_their_law():
    facts, told = funds()
    made = {fund.code: fund for fund in load_funds(facts, **told, by=SOMEBODY)}
    assert {"fnps", "qsfp", "qpe", "fna", "dopo-di-noi", "fsc", "comuni", "asl"} <= set(made)
    assert made["pnrr-m5c2"].state == "closing"
    assert all(fund.source for fund in made.values())
    half = made["fnps"].earmarks.get()
    assert (half.level, half.percent) == ("region", 50)  # it binds the Region, not the ambito
    assert made["fna"].earmarks.get().source == "L. 296/2006 art. 1 c. 1264"
