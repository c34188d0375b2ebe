"""How far the actions have come, and what a platform asks of them, ready to be copied."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.rights import Role
from raccordo.finance.operations.accounting import commit
from raccordo.finance.operations.accounting import reverse as take_back
from raccordo.finance.queries import words
from raccordo.foundation.tables import grid_in
from raccordo.observatory.queries import Value
from raccordo.planning.operations.actions import Sheet, add_action
from tests.funds import make_allocation, make_determination, make_fund, make_line, make_told
from tests.make import SOMEBODY, TODAY, make_area, make_need, make_part
from tests.plans import make_action, make_contract, make_objective, make_plan, make_procedure

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def plan(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    enter(area, Role.ACCOUNTANT)
    return make_plan(area=area, state="in_force")


def page_of(client, plan, query=""):
    return client.get(reverse("money:progress", args=[plan.key]) + query)


def paid(plan, code, fund, amount="100.00", committed="40.00"):
    action = make_action(plan=plan, code=code, title=f"Azione {code}", state="running")
    line = make_line(amount, action=action, allocation=fund)
    told = make_told(committed, act=make_determination())
    commit(fund, told, action=action, year=line.year, by=SOMEBODY, on=TODAY)
    return action


def test_what_is_late_or_at_risk_is_told_with_its_reason_and_day(client, plan):
    today = localdate()
    calm = make_allocation("500.00", area=plan.area)
    ending = make_allocation("500.00", area=plan.area, spend_by=today + 30 * DAY)
    quiet, troubled = paid(plan, "1.1", calm), paid(plan, "1.2", ending)
    troubled.stages.create(title="Avvio", position=1, since=today - 9 * DAY, until=today)
    troubled.stages.create(
        title="Prima", position=2, since=today - 9 * DAY, until=today, done_on=today
    )
    make_contract(procedure=make_procedure(action=troubled), until=today + 10 * DAY)
    page = page_of(client, plan)
    told = {row.action: words for row, words in page.context["rows"]}
    assert told[quiet] == []
    assert [word.split()[0] for word in told[troubled]] == ["La", "Il", "60,00"]
    row = next(row for row, _words in page.context["rows"] if row.action == troubled)
    assert (row.committed, row.paid, row.done, row.stages) == (40, 0, 1, 2)
    only = page_of(client, plan, "?difficolta=1")
    assert [row.action for row, _words in only.context["rows"]] == [troubled]
    table = grid_in(client.get(reverse("money:progress_table", args=[plan.key])).content)
    assert [line[0] for line in table[1:]] == ["1.1", "1.2"]


def test_the_page_asks_a_constant_number_of_questions(client, plan, queries_stay_flat):
    fund = make_allocation("90000.00", area=plan.area)
    codes = iter(f"{n}.1" for n in range(1, 90))

    def more():
        paid(plan, next(codes), fund)

    more()
    queries_stay_flat(reverse("money:progress", args=[plan.key]), more)


def test_a_platform_s_fields_are_ready_to_be_copied_and_what_lacks_is_told(client, plan):
    fund = make_allocation("900.00", fund=make_fund(code="qsfp", name="QSFP"), area=plan.area)
    paid(plan, "3.1", fund)
    page = client.get(reverse("money:copying", args=[fund.key]))
    assert page.context["title"] == "Piano di attuazione locale: QSFP 2025"
    [(_action, fields)] = page.context["sheets"]
    told = {field.label: field.text for field in fields}
    assert (told["Titolo dell'azione"], told["Importo"]) == ("Azione 3.1", "100,00")
    assert "manca nella scheda" in page.text


def test_three_words_are_numbers_with_the_records_behind_them(client, plan):
    towns = [make_part(plan.area) for _n in range(2)]
    fund = make_allocation("900.00", area=plan.area)
    one = add_action(plan_being_written(plan), Sheet(code="1.1", title="Azione"), by=SOMEBODY)
    line = make_line("900.00", action=one, allocation=fund)
    told = make_told("100.00", act=make_determination(), told_on=localdate())
    bound = commit(fund, told, action=one, year=line.year, by=SOMEBODY, on=localdate())
    met, unmet = (make_need(area=plan.area, state="recognised") for _n in range(2))
    objective = make_objective(plan=plan)
    objective.needs.add(met)
    one.objectives.add(objective)
    page = client.get(reverse("money:words", args=[plan.key]))
    assert page.context["flexible"].days == [(one, 0)]
    assert page.context["flexible"].median == 0
    assert dict(page.context["adequate"].needs) == {met: True, unmet: False}
    assert page.context["adequate"].percent == 50
    # Of towns whose residents nobody knows, nothing is divided.
    assert page.context["even"].each == []
    assert len(towns) == 2
    # A commitment that was taken back was none.
    facts = {"once": make_told("1.00").once, "reason": "Errore"}
    take_back(bound, **facts, by=SOMEBODY, on=localdate())
    assert words.flexible(plan).median is None


def plan_being_written(plan):
    plan.state = "draft"
    plan.save()
    return plan


def test_each_resident_s_share_goes_to_the_towns_an_action_serves(plan, monkeypatch):
    first, second = (make_part(plan.area) for _n in range(2))
    heads = {first.pk: Value(Decimal(100)), second.pk: Value(Decimal(300))}
    monkeypatch.setattr(words, "residents_of", lambda areas, *, on: heads)
    fund = make_allocation("900.00", area=plan.area)
    everywhere, there = make_action(plan=plan, code="1.1"), make_action(plan=plan, code="1.2")
    there.towns.add(first)
    make_line("400.00", action=everywhere, allocation=fund)
    make_line("100.00", action=there, allocation=fund)
    told = words.even(plan, on=TODAY)
    assert told.each == [(first, Decimal(2)), (second, Decimal(1))]
    assert told.spread == 100
