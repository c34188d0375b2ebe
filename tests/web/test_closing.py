"""The end of a year on the screen: shown, closed, and what was saved given back by an act."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.rights import Role
from raccordo.finance.models import YearEnd
from raccordo.finance.operations.accounting import reserve
from tests.funds import make_allocation, make_determination, make_line, make_told
from tests.make import SOMEBODY, TODAY, make_area, make_filed_act, make_part
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db
YEARS = reverse("money:years")


def at(area, year):
    return reverse("money:year", args=[area.key, year])


@pytest.fixture
def line(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    enter(area, Role.ACCOUNTANT)
    action = make_action(plan=make_plan(area=area), code="5.3")
    made = make_line("1000.00", action=action, allocation=make_allocation("1000.00", area=area))
    told = make_told("300.00", act=make_determination())
    reserve(made.allocation, told, action=action, year=2025, by=SOMEBODY, on=TODAY)
    return made


def test_a_year_is_seen_closed_and_what_it_saved_comes_back(client, line):
    area = line.allocation.area
    assert "da chiudere" in client.get(YEARS).text
    page = client.get(at(area, 2025))
    assert page.context["ending"].totals["saved"] == 1000
    assert "Prenotazioni che decadono" in page.text
    client.post(at(area, 2025), {})
    assert YearEnd.objects.get().year == 2025
    assert "chiuso il" in client.get(YEARS).text
    page = client.post(at(area, 2025), {})
    assert "già chiuso" in page.text
    fund = reverse("money:fund", args=[line.allocation.key])
    assert "Applica l'avanzo" in client.get(fund).text
    there = reverse("money:surplus", args=[line.allocation.key])
    sent = {"once": str(uuid4()), "amount": "1.200", "year": "2026"}
    page = client.post(there, sent | {"act": ""})
    assert set(page.context["form"].errors) == {"act"}
    act = str(make_filed_act(area).key)
    page = client.post(there, sent | {"act": act})
    assert set(page.context["form"].errors) == {"amount"}
    client.post(there, sent | {"act": act, "amount": "1000"})
    assert "già applicati 1.000,00" in client.get(fund).text


def test_this_year_is_not_closed_nor_one_that_is_not(client, line):
    area, year = line.allocation.area, localdate().year
    assert "Si chiude dal primo gennaio" in client.get(at(area, year)).text
    page = client.post(at(area, year), {})
    assert "non è ancora finito" in page.text
    assert client.get(at(area, year + 1)).status_code == 404
    assert client.get(at(area, 1999)).status_code == 404


def test_a_reader_sees_the_years_and_closes_none(client, enter, line):
    enter(make_part(line.allocation.area), Role.MAYOR)
    assert "2025" in client.get(YEARS).text
    assert client.post(at(line.allocation.area, 2025), {}).status_code == 404
