"""The entries of the accounts: found, added up, taken away; the same total everywhere."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from raccordo.access.operations import file_act
from raccordo.access.rights import Role
from raccordo.acts.operations import change_standing
from raccordo.acts.states import ActState
from raccordo.finance.models import BudgetLine, Movement
from raccordo.finance.operations.accounting import commit
from raccordo.finance.operations.accounting import reverse as take_back
from raccordo.finance.queries.sums import sums_of
from tests.funds import make_allocation, make_determination, make_line, make_told
from tests.make import SOMEBODY, TODAY, make_area, make_organisation
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db
ENTRIES, TABLE = reverse("money:entries"), reverse("money:entries_table")


@pytest.fixture
def line(enter):
    area = make_area(kind="ambito")
    enter(area, Role.ACCOUNTANT)
    action = make_action(plan=make_plan(area=area), code="5.3")
    made = make_line("1000.00", action=action, allocation=make_allocation("1000.00", area=area))
    for amount, number in (("100.10", "812/2025"), ("200.20", "813/2025"), ("50.00", "814/2025")):
        bound(made, amount, number=number)
    return made


def bound(line, amount, **more):
    told = make_told(amount, act=make_determination(), **more)
    facts = {"action": line.action, "year": 2025, "by": SOMEBODY, "on": TODAY}
    return commit(line.allocation, told, **facts)


def table(client, query=""):
    content = b"".join(client.get(TABLE + query).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def test_the_list_the_detail_and_what_is_taken_away_say_the_same(client, line):
    last = Movement.objects.get(number="814/2025")
    take_back(last, once=make_told("1.00").once, reason="Doppia", by=SOMEBODY, on=TODAY)
    query = "?tipo=committed"
    page = client.get(ENTRIES + query)
    [(_word, listed)] = page.context["totals"]
    rows = table(client, query)
    taken = sum(Decimal(row["Importo"].replace(",", ".")) for row in rows)
    detail = client.get(reverse("money:action", args=[line.action.key])).context["whole"]
    every = sums_of(movements=Movement.objects.all(), lines=BudgetLine.objects.all())
    assert listed == taken == detail.committed == every.committed == Decimal("300.30")
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("", 4),
        ("?q=813", 1),
        ("?q=aurora", 1),
        ("?anno=2024", 0),
        ("?anno=x&tipo=y&fonte=z", 4),
        ("?tipo=assigned", 1),
    ],
)
def test_entries_are_found(client, line, query, many):
    Movement.objects.filter(number="812/2025").update(
        creditor=make_organisation(name="Cooperativa Aurora")
    )
    page = client.get(ENTRIES + query)
    assert len(page.context["page"].object_list) == many
    assert len(table(client, query)) == many


def test_nothing_that_was_typed_is_a_formula(client, line):
    bound(line, "1.00", note="=1+1")
    assert [row["Nota"] for row in table(client, "?q=&tipo=committed") if row["Nota"]] == ["'=1+1"]


def test_each_sees_only_what_is_open_to_it(client, enter, line):
    enter(make_area(kind="ambito"), Role.ACCOUNTANT)
    assert not client.get(ENTRIES).context["page"].object_list
    assert table(client) == []


def test_the_list_asks_a_constant_number_of_questions(client, line, queries_stay_flat):
    queries_stay_flat(ENTRIES, lambda: bound(line, "1.00"))


def test_entries_on_an_annulled_act_are_a_list_of_their_own(client, line):
    one = Movement.objects.get(number="812/2025")
    word = "senza efficacia"
    assert f"1 scrittura su un atto {word}" not in client.get("/scrivania/").text
    told = {"to": ActState.ANNULLED, "since": TODAY, "reason": "Vizio"}
    change_standing(one.act, **told, by=SOMEBODY, on=TODAY)
    assert f"1 scrittura su un atto {word}" in client.get("/scrivania/").text
    page = client.get(ENTRIES + "?atti=senza-efficacia")
    assert [found.number for found in page.context["page"]] == ["812/2025"]
    assert "Annullato" in page.text
    assert "Annullato" in client.get(reverse("money:movement", args=[one.key])).text
    file_act(one.act, place=line.allocation.area, by=SOMEBODY)
    act = client.get(reverse("assemblies:act", args=[one.act.key]))
    assert reverse("money:movement", args=[one.key]) in act.text
