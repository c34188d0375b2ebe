"""The shares of the municipalities on the screen, and the page of each of them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.rights import Role
from raccordo.finance.models import Quota
from raccordo.post.models import Message
from tests.funds import make_allocation, make_fund, make_line
from tests.make import make_area, make_filed_act, make_organisation, make_town, put_inside
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db
QUOTAS, TOWNS = reverse("money:quotas"), reverse("money:towns")


def at(name, one):
    return reverse(f"money:{name}", args=[one.key])


@pytest.fixture
def ambito(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    for name in ("Altino", "Frisa", "Treglio"):
        put_inside(make_town(name=name, slug=name.lower()), area)
    enter(area, Role.ACCOUNTANT)
    return area


@pytest.fixture
def year(ambito):
    fund = make_fund(sort="towns", name="Quote dei Comuni")
    return make_allocation("100.00", fund=fund, area=ambito, year=localdate().year)


def sent(way, **more):
    today = localdate()
    due = (today - timedelta(days=3)).isoformat()
    return {"way": way, "day": today.isoformat(), "due_on": due} | more


def test_a_sum_is_shared_seen_and_written(client, year):
    told = sent("use", total="100", **{"town-altino": "1", "town-frisa": "1", "town-treglio": "1"})
    page = client.post(at("share", year), told)
    assert [str(amount) for amount in page.context["shares"].values()] == [
        "33.34",
        "33.33",
        "33.33",
    ]
    assert Quota.objects.count() == 0
    client.post(at("share", year), told | {"write": "1"})
    page = client.get(QUOTAS)
    assert page.context["totals"].owed == 100
    assert page.context["totals"].late == 100
    assert not page.context["differences"]
    fixed = sent("fixed", write="1", **{"town-altino": "10", "town-frisa": "20,5"})
    client.post(at("share", year), fixed)
    assert dict(Quota.objects.values_list("town__name", "amount")) == {
        "Altino": Decimal(10),
        "Frisa": Decimal("20.50"),
    }
    assert "le quote fanno 30,50" in client.get(QUOTAS).text


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (sent("population"), "total"),
        (sent("use", total="10"), "way"),
        (sent("fixed"), "way"),
        (sent("use", total="10", **{"town-altino": "-1", "town-frisa": "2"}), "town-altino"),
        (sent("use", total="1,005", **{"town-altino": "1"}), "total"),
        (sent("population", total="10"), None),
    ],
)
def test_what_cannot_be_shared_says_why(client, year, told, field):
    page = client.post(at("share", year), told | {"write": "1"})
    assert set(page.context["form"].errors) == {field or "__all__"}
    assert Quota.objects.count() == 0


@pytest.fixture
def quota(year):
    town = year.area.members.get(part__name="Frisa").part
    due = localdate() - timedelta(days=3)
    return Quota.objects.create(allocation=year, town=town, amount=Decimal(100), due_on=due)


def test_a_share_is_paid_budgeted_and_reminded(client, quota, ambito):
    paid = {"once": str(uuid4()), "amount": "40", "told_on": localdate().isoformat()}
    for _ in range(2):
        client.post(at("quota_paid", quota), paid)
    page = client.post(at("quota_paid", quota), paid | {"once": str(uuid4()), "amount": "61"})
    assert set(page.context["form"].errors) == {"amount"}
    page = client.post(at("quota", quota), {"amount": "100", "budgeted": "on"})
    assert set(page.context["form"].errors) == {"act"}
    act = make_filed_act(ambito)
    client.post(at("quota", quota), {"amount": "100", "budgeted": "on", "act": str(act.key)})
    quota.refresh_from_db()
    assert quota.budgeted
    page = client.post(at("quota_remind", quota), follow=True)
    assert "non si conosce un indirizzo" in page.text
    make_organisation(name="Comune di Frisa", area=quota.town, pec="frisa@pec.example")
    client.post(at("quota_remind", quota))
    assert "60,00" in Message.objects.get().body
    assert "40,00" in client.get(QUOTAS).text


def test_a_mayor_reads_only_what_is_of_the_municipality(client, enter, quota):
    other = quota.allocation.area.members.get(part__name="Altino").part
    Quota.objects.create(allocation=quota.allocation, town=other, amount=Decimal(7))
    action = make_action(plan=make_plan(area=quota.allocation.area), code="5.3")
    make_line("50.00", action=action, allocation=quota.allocation, town=quota.town)
    enter(quota.town, Role.MAYOR)
    page = client.get(TOWNS, follow=True)
    assert page.context["town"] == quota.town
    assert page.context["totals"].late == 100
    assert page.context["received"] == 50
    assert "5.3" in page.text
    page = client.get(QUOTAS)
    assert [sheet.quota for sheet in page.context["sheets"]] == [quota]
    assert "sollecita" not in page.text
    assert client.get(at("town", other)).status_code == 404
    assert client.post(at("quota_remind", quota)).status_code == 404


def test_the_pages_ask_a_constant_number_of_questions(client, quota, queries_stay_flat):
    def more():
        town = make_town()
        put_inside(town, quota.allocation.area)
        facts = {"town": town, "amount": Decimal(7), "due_on": quota.due_on}
        Quota.objects.create(allocation=quota.allocation, **facts)

    queries_stay_flat(QUOTAS, more)
    queries_stay_flat(TOWNS, more)


def test_the_page_of_a_municipality_asks_a_constant_number_of_questions(
    client, quota, queries_stay_flat
):
    plan = make_plan(area=quota.allocation.area, last_year=localdate().year)
    queries_stay_flat(at("town", quota.town), lambda: make_action(plan=plan))
