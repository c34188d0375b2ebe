"""What of each fund is left, by when it must be spent, and who reads it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from raccordo.access.queries import acting_through
from raccordo.access.rights import Right, Role
from raccordo.finance.book.pictures import of_risks
from raccordo.finance.models import Allocation
from raccordo.finance.operations.accounting import commit
from raccordo.finance.queries.funds import allocations_open_to, funds_for, sheets_of
from raccordo.finance.rules.terms import Standing, outlook
from tests.funds import make_allocation, make_determination, make_fund, make_line, make_told
from tests.make import SOMEBODY, TODAY, make_area, make_mandate, make_part

DAY = timedelta(days=1)


def standing(**fields):
    usual = {"assigned": Decimal(1000), "committed": Decimal(600), "paid": Decimal(400)}
    return Standing(**usual | fields)


@pytest.mark.parametrize(("days", "risk"), [(90, 3), (91, 2), (180, 2), (181, 1), (-1, 3)])
def test_the_nearer_the_term_the_more_what_is_not_bound_is_at_risk(days, risk):
    told = outlook(standing(spend_by=TODAY + days * DAY), on=TODAY)
    assert (told.unbound, told.days_left, told.risk) == (400, days, risk)
    assert told.lost == (days < 0)


def test_what_is_bound_or_has_no_term_is_not_at_risk():
    assert outlook(standing(), on=TODAY).risk == 0
    whole = standing(committed=Decimal(1000), spend_by=TODAY)
    assert outlook(whole, on=TODAY).risk == 0
    cut = standing(committed=Decimal(1200), spend_by=TODAY)
    assert outlook(cut, on=TODAY).unbound == 0


def test_what_unlocks_the_next_year_is_told_with_what_is_missing():
    told = outlook(standing(share_to_report=Decimal(75)), on=TODAY)
    assert (told.to_unlock, told.missing_to_unlock) == (750, 350)
    done = outlook(standing(share_to_report=Decimal(75), paid=Decimal(800)), on=TODAY)
    assert done.missing_to_unlock == 0


@pytest.mark.django_db
def test_each_bar_of_the_risks_has_its_fund_year_and_place():
    fund = make_fund(name="Contributo straordinario per la coesione dei servizi di prossimità")
    soon = {"spend_by": TODAY + 10 * DAY, "fund": fund}
    for name in ("Ambito Frentano", "Ambito Vastese"):
        make_allocation("100.00", area=make_area(name=name), **soon)
    every = Allocation.objects.filter(fund=fund).select_related("fund", "area")
    both = of_risks(sheets_of(every, on=TODAY))
    assert both.count("per la… 2025<") == 2
    assert "Ambito Frentano<" in both
    assert "Ambito Vastese<" in both
    alone = of_risks(sheets_of(every.filter(area__name="Ambito Frentano"), on=TODAY))
    assert "Ambito Frentano<" not in alone


@pytest.mark.django_db
def test_the_funds_stand_by_risk_in_four_questions(django_assert_num_queries):
    area = make_area()
    calm = make_allocation("100.00", area=area)
    late = make_allocation("100.00", area=area, spend_by=TODAY + 10 * DAY)
    near = make_allocation("100.00", area=area, spend_by=TODAY + 100 * DAY)
    make_allocation(area=area)
    with django_assert_num_queries(4):
        told = sheets_of(Allocation.objects.filter(area=area).select_related("fund"), on=TODAY)
    assert [sheet.allocation for sheet in told][:2] == [late, near]
    assert {sheet.allocation for sheet in told} >= {calm}
    assert told[0].sums.assigned == 100


@pytest.mark.django_db
def test_a_fund_s_sheet_tells_what_is_committed():
    line = make_line("1000.00")
    told = make_told("250.00", act=make_determination())
    commit(line.allocation, told, action=line.action, year=2025, by=SOMEBODY, on=TODAY)
    [sheet] = sheets_of(Allocation.objects.all(), on=TODAY)
    assert (sheet.sums.committed, sheet.outlook.unbound) == (250, 750)


@pytest.mark.django_db
def test_money_is_read_by_the_municipalities_and_kept_by_the_office():
    area = make_area(kind="ambito")
    town, mine = make_part(area), make_allocation(area=area)
    make_allocation()  # elsewhere

    def seen(role, right, place):
        acting = acting_through(make_mandate(role=role, area=place))
        return list(allocations_open_to(acting, right, on=TODAY))

    assert seen(Role.ACCOUNTANT, Right.KEEP_MONEY, area) == [mine]
    assert seen(Role.MAYOR, Right.READ_MONEY, town) == [mine]
    assert seen(Role.MAYOR, Right.KEEP_MONEY, town) == []
    assert seen(Role.SOCIAL_WORKER, Right.READ_MONEY, area) == []
    own, other = make_fund(area=area), make_fund(area=make_area())
    assert own in funds_for(area, on=TODAY)
    assert other not in funds_for(area, on=TODAY)
