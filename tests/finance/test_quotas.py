"""The shares of the municipalities: owed, paid, late, reminded."""

from datetime import timedelta
from decimal import Decimal

import pytest

from raccordo.finance.models import Quota
from raccordo.finance.operations.quotas import (
    QuotaFact,
    change_quota,
    collect_quota,
    remind_quota,
    share_quotas,
)
from raccordo.finance.queries.quotas import sheets_of_quotas, totals_of
from raccordo.finance.queries.sums import sums_of
from raccordo.foundation.errors import Refused
from raccordo.post.models import Message
from tests.funds import make_allocation, make_fund, make_told
from tests.make import NOW, SOMEBODY, TODAY, make_act, make_area, make_town

pytestmark = pytest.mark.django_db
BEFORE = TODAY - timedelta(days=10)


@pytest.fixture
def shared():
    area = make_area(kind="ambito")
    allocation = make_allocation("300.00", fund=make_fund(sort="towns"), area=area)
    towns = [make_town(name=name) for name in ("Altino", "Frisa")]
    shares = dict(zip(towns, (Decimal("100.00"), Decimal("200.00")), strict=True))
    return share_quotas(allocation, shares, due_on=BEFORE, by=SOMEBODY)


def pay(quota, amount, **more):
    return collect_quota(quota, make_told(amount, **more), year=2025, by=SOMEBODY, on=TODAY)


def test_what_is_owed_paid_and_late_is_told(shared, django_assert_num_queries):
    pay(shared[0], "100.00")
    pay(shared[1], "50.00")
    with django_assert_num_queries(2):
        sheets = sheets_of_quotas(Quota.objects.select_related("town"), on=TODAY)
    assert [(one.paid, one.left, one.days_late) for one in sheets] == [(100, 0, 0), (50, 150, 10)]
    told = totals_of(sheets)
    assert (told.owed, told.paid, told.left, told.late) == (300, 150, 150, 150)
    allocation = shared[0].allocation
    assert (
        sums_of(movements=allocation.movements.all(), lines=allocation.lines.all()).collected == 150
    )


def test_nobody_pays_more_than_is_owed_nor_twice_the_same(shared):
    told = make_told("100.00")
    for _ in range(2):
        collect_quota(shared[0], told, year=2025, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="Altino deve ancora 0,00"):
        pay(shared[0], "0.01")


def test_shares_are_written_again_but_not_below_what_was_paid(shared):
    pay(shared[1], "150.00")
    allocation, towns = shared[0].allocation, [one.town for one in shared]
    again = {towns[0]: Decimal("90.00"), towns[1]: Decimal("150.00")}
    share_quotas(allocation, again, due_on=None, by=SOMEBODY)
    assert [one.amount for one in Quota.objects.order_by("pk")] == [90, 150]
    assert Quota.objects.first().due_on == BEFORE
    again[towns[1]] = Decimal("149.99")
    with pytest.raises(Refused, match="Frisa ha già versato 150,00"):
        share_quotas(allocation, again, due_on=None, by=SOMEBODY)
    with pytest.raises(Refused, match="non si può togliere"):
        share_quotas(allocation, {towns[0]: Decimal("240.00")}, due_on=None, by=SOMEBODY)
    share_quotas(allocation, {towns[1]: Decimal("240.00")}, due_on=None, by=SOMEBODY)
    assert Quota.objects.get().town == towns[1]


def test_a_share_stands_in_the_budget_of_its_municipality_by_an_act(shared):
    with pytest.raises(Refused, match="Indicare l'atto"):
        change_quota(shared[0], QuotaFact(Decimal(100), budgeted=True), by=SOMEBODY)
    with pytest.raises(Refused, match="negativo"):
        change_quota(shared[0], QuotaFact(Decimal(-1)), by=SOMEBODY)
    act = make_act()
    changed = change_quota(shared[0], QuotaFact(Decimal(120), budgeted=True, act=act), by=SOMEBODY)
    assert (changed.amount, changed.budgeted, changed.act) == (120, True, act)


def test_who_owes_is_reminded_once_a_day(shared):
    facts = {"recipients": ["protocollo@comune.example"], "by": SOMEBODY, "on": TODAY, "at": NOW}
    for _ in range(2):
        remind_quota(shared[1], left=Decimal("150.00"), **facts)
    message = Message.objects.get()
    assert "150,00" in message.body
    assert "Comune di Frisa" in message.body
    with pytest.raises(Refused, match="già versato tutto"):
        remind_quota(shared[1], left=Decimal(0), **facts)
    with pytest.raises(Refused, match="non si conosce un indirizzo"):
        remind_quota(shared[1], left=Decimal(1), **facts | {"recipients": []})
