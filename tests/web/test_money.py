"""Funds on the screen: what is left, what moves, what is taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.rights import Role
from raccordo.finance.models import Allocation, Movement
from raccordo.finance.operations.accounting import commit
from raccordo.foundation.wording import day
from tests.funds import make_allocation, make_determination, make_fund, make_line, make_told
from tests.make import SOMEBODY, TODAY, make_area, make_part
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db
FUNDS = reverse("money:funds")


def at(name, one, *more):
    return reverse(f"money:{name}", args=[one.key, *(str(key) for key in more)])


@pytest.fixture
def area(enter):
    place = make_area(kind="ambito", name="Ambito 11")
    enter(place, Role.ACCOUNTANT)
    return place


def income(amount, **more):
    told = {"once": str(uuid4()), "kind": "assigned", "amount": amount}
    return told | {"told_on": localdate().isoformat()} | more


def test_a_year_of_a_fund_is_opened_filled_and_told_by_risk(client, area):
    assert "Non c'è ancora nessun fondo" in client.get(FUNDS).text.replace("&#x27;", "'")
    fund = make_fund(name="FNA")
    soon = (localdate() + timedelta(days=30)).isoformat()
    told = {"area": area.key, "fund": fund.key, "year": "2025", "spend_by": soon}
    client.post(reverse("money:allocation_add"), told)
    one = Allocation.objects.get()
    page = client.post(reverse("money:allocation_add"), told)
    assert set(page.context["form"].errors) == {"year"}
    page = client.post(at("income", one), income("zero"))
    assert set(page.context["form"].errors) == {"amount"}
    sent = income("1.250,50")
    for _ in range(2):
        client.post(at("income", one), sent)
    assert Movement.objects.count() == 1
    page = client.get(FUNDS)
    assert "1.250,50" in page.text
    assert "a rischio: 30 giorni" in page.text
    assert "1.250,50" in client.get(at("fund", one)).text


def test_an_entry_is_taken_back_with_its_reason_and_stays(client, area):
    one = make_allocation("100.00", area=area)
    moved = one.movements.get()
    page = client.post(at("reverse", moved), {"once": str(uuid4()), "reason": ""})
    assert set(page.context["form"].errors) == {"reason"}
    client.post(at("reverse", moved), {"once": str(uuid4()), "reason": "Doppia"})
    page = client.get(at("fund", one))
    assert "stornata" in page.text
    assert "Doppia" in page.text
    assert page.context["sheet"].sums.assigned == 0


def test_a_cut_below_the_plan_is_told_wherever_one_looks(client, area):
    line = make_line("1000.00", action=make_action(plan=make_plan(area=area)))
    one = line.allocation
    commit(
        one,
        make_told("600.00", act=make_determination()),
        action=line.action,
        year=line.year,
        by=SOMEBODY,
        on=localdate(),
    )
    page = client.post(at("income", one), income("300", kind="less_assigned"))
    assert set(page.context["form"].errors) == {"note"}
    client.post(at("income", one), income("300", kind="less_assigned", note="DGR 100"))
    page = client.get(at("fund", one))
    assert page.context["over_programmed"] == 300
    assert "ridurre il piano finanziario" in page.text
    assert "ridotto" in page.text
    assert "300,00\xa0€ scoperti" in client.get(FUNDS).text
    assert "programmati più dell&#x27;assegnato, su 1 fondo" in client.get("/scrivania/").text
    client.post(at("income", one), income("200", kind="less_assigned", note="DGR 101"))
    page = client.get(at("fund", one))
    assert page.context["over_bound"] == 100
    assert "serve un'altra copertura" in page.text.replace("&#x27;", "'")


def test_the_terms_of_a_year_change(client, area):
    one = make_allocation(area=area)
    client.post(at("allocation_change", one), {"spend_by": "2026-12-31", "share_to_report": "75"})
    one.refresh_from_db()
    assert (one.spend_by.isoformat(), one.share_to_report) == ("2026-12-31", 75)


def test_a_mayor_reads_and_others_find_nothing(client, enter):
    area = make_area(kind="ambito")
    one = make_allocation("100.00", area=area)
    enter(make_part(area), Role.MAYOR)
    assert at("income", one) not in client.get(at("fund", one)).text
    assert client.get(at("income", one)).status_code == 404
    enter(make_area(kind="ambito"), Role.ACCOUNTANT)
    assert client.get(at("fund", one)).status_code == 404
    assert not client.get(FUNDS).context["sheets"]


def test_the_list_asks_a_constant_number_of_questions(area, queries_stay_flat):
    queries_stay_flat(FUNDS, lambda: make_allocation("10.00", area=area))


def test_the_fund_page_says_which_euros_a_term_takes_away(client, area):
    soon = localdate() + timedelta(days=100)
    fund = make_allocation("1000.00", area=area, spend_by=soon)
    line = make_line("700.00", action=make_action(plan=make_plan(area=area)), allocation=fund)
    told = make_told("200.00", act=make_determination())
    commit(fund, told, action=line.action, year=2025, by=SOMEBODY, on=TODAY)
    page = client.get(reverse("money:fund", args=[fund.key]))
    [(action, use)] = page.context["uses"]
    sheet = page.context["sheet"]
    assert (action, use.left, sheet.sums.to_programme) == (line.action, 500, 300)
    assert use.left + sheet.sums.to_programme == sheet.outlook.unbound == 800
    assert f"entro il {day(soon)} va perso" in page.text
