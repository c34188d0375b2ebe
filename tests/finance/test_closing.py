"""The end of a year: what lapses, what goes on, what is saved, and how it comes back by an act."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raccordo.finance.models import BudgetLine, Movement, YearEnd
from raccordo.finance.operations.accounting import carry_out, clear, commit, reserve, reverse
from raccordo.finance.operations.budgeting import Cell, write_budget
from raccordo.finance.operations.closing import apply_surplus, close_year
from raccordo.finance.operations.income import enter_income
from raccordo.finance.queries.closing import ending_of
from raccordo.finance.queries.sums import sums_of
from raccordo.finance.states import MovementKind
from raccordo.foundation.errors import Refused
from tests.funds import make_allocation, make_checked, make_determination, make_line, make_told
from tests.make import SOMEBODY
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2025, 6, 1), date(2026, 2, 1)
ORDER, PAY = MovementKind.ORDERED, MovementKind.PAID


def a_line():
    plan = make_plan()
    allocation = make_allocation("1000.00", area=plan.area)
    return make_line("1000.00", action=make_action(plan=plan), allocation=allocation)


@pytest.fixture
def line():
    return a_line()


def told(amount, **more):
    return make_told(amount, **{"act": make_determination(), "told_on": BEFORE} | more)


def bound(line, amount, how=commit, **more):
    facts = {"action": line.action, "year": 2025, "by": SOMEBODY, "on": BEFORE}
    return how(line.allocation, told(amount, **more), **facts)


def cleared(one, amount):
    return clear(
        one, told(amount), make_checked(done_on=BEFORE, durc_until=BEFORE), by=SOMEBODY, on=AFTER
    )


def paid(one, amount):
    order = carry_out(cleared(one, amount), told(amount), kind=ORDER, by=SOMEBODY, on=AFTER)
    return carry_out(order, told(amount), kind=PAY, by=SOMEBODY, on=AFTER)


def close(line, **more):
    return close_year(line.allocation.area, year=2025, by=SOMEBODY, on=AFTER, **more)[1]


def sums(year=None, **of):
    of |= {"year": year} if year else {}
    movements = Movement.objects.filter(**of)
    return sums_of(movements=movements, lines=BudgetLine.objects.filter(**of))


def test_what_is_reserved_lapses_what_is_due_later_goes_on_and_the_rest_is_saved(line):
    held = bound(line, "300.00", reserve)
    part = told("100.00", told_on=BEFORE)
    carry_out(held, part, kind=MovementKind.COMMITTED, by=SOMEBODY, on=BEFORE)
    due = bound(line, "250.00")
    paid(due, "150.00")
    bound(line, "120.00", due_year=2026, number="77/2025")

    foreseen = ending_of(line.allocation.area, 2025)
    ending = close(line)

    assert ending == foreseen
    assert {name: int(amount) for name, amount in ending.totals.items()} == {
        "lapsing": 200,
        "carried": 120,
        "to_pay": 200,  # 100 of the reservation and 100 of the other
        "saved": 530,  # 1000 - 100 - 250 - 120
    }
    old, new = sums(2025), sums(2026)
    assert (old.committed, old.available, old.still_reserved) == (350, 0, 0)
    assert (new.committed, new.available, new.carried) == (120, 0, -120)
    moved = Movement.objects.get(kind="committed", year=2026)
    assert (moved.number, moved.due_year, moved.amount) == ("77/2025", 2026, 120)
    assert sums().surplus == 530


def test_what_was_saved_comes_back_only_by_an_act_and_no_more_than_it_is(line):
    bound(line, "400.00")
    close(line)
    fund, plan = line.allocation, line.action.plan
    cell = Cell(line.action, fund, 2026, Decimal(600))
    with pytest.raises(Refused, match="programmati 600,00"):
        write_budget(plan, [cell], by=SOMEBODY)
    facts = {"year": 2026, "once": uuid4(), "by": SOMEBODY, "on": AFTER}
    with pytest.raises(Refused, match="Serve l'atto"):
        apply_surplus(fund, amount=Decimal(600), act=None, **facts)
    act = make_determination()
    with pytest.raises(Refused, match="è di 600,00"):
        apply_surplus(fund, amount=Decimal("600.01"), act=act, **facts)
    for _ in range(2):
        apply_surplus(fund, amount=Decimal(600), act=act, **facts)
    with pytest.raises(Refused, match="è di 0,00"):
        apply_surplus(fund, amount=Decimal(1), act=act, **facts | {"once": uuid4()})
    write_budget(plan, [cell], by=SOMEBODY)
    assert (sums(2026).available, sums().to_programme, sums().surplus) == (600, 0, 0)


def test_a_year_is_closed_once_when_it_is_over_and_nothing_is_bound_in_it_any_more(line):
    due = bound(line, "400.00")
    with pytest.raises(Refused, match="non è ancora finito"):
        close_year(line.allocation.area, year=2026, by=SOMEBODY, on=AFTER)
    close(line)
    with pytest.raises(Refused, match="già chiuso"):
        close(line)
    assert YearEnd.objects.count() == 1
    with pytest.raises(Refused, match="2025 è chiuso"):
        bound(line, "1.00")
    cell = Cell(line.action, line.allocation, 2025, Decimal(900), before=Decimal(1000))
    with pytest.raises(Refused, match="2025 è chiuso"):
        write_budget(line.action.plan, [cell], by=SOMEBODY)
    paid(due, "400.00")  # what is left to pay is paid in the years after
    saved = Movement.objects.get(kind="saved")
    with pytest.raises(Refused, match="non si storna"):
        reverse(saved, once=uuid4(), reason="x", by=SOMEBODY, on=AFTER)


def test_what_is_no_longer_owed_of_a_closed_year_is_saved(line):
    due = bound(line, "400.00")
    close(line)
    reverse(due, once=uuid4(), reason="Atto annullato", by=SOMEBODY, on=AFTER)
    assert (sums(2025).available, sums().surplus) == (0, 1000)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "commit", "later", "clear", "pay", "back"]),
        st.integers(1, 40_000).map(lambda cents: Decimal(cents).scaleb(-2)),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_whatever_happened_a_closed_year_leaves_nothing_free_and_loses_no_cent(steps):
    line = a_line()
    for what, amount in steps:
        try:
            _tried(line, what, str(amount))
        except (Refused, IndexError):
            continue
    mine = {"allocation": line.allocation}
    before = sums(**mine).committed
    ending = close(line)
    old, new, whole = (sums(**mine, **year) for year in ({"year": 2025}, {"year": 2026}, {}))
    assert old.available == old.still_reserved == new.available == 0
    assert (whole.committed, whole.carried) == (before, 0)
    assert old.committed + old.carried + old.saved == old.programmed
    assert ending.totals["to_pay"] == old.committed - old.paid


def _tried(line, what, amount):
    mine = Movement.objects.filter(allocation=line.allocation)
    last = mine.filter(reverses=None, reversed_by=None).order_by("-pk")
    if what == "reserve":
        bound(line, amount, reserve)
    elif what in {"commit", "later"}:
        bound(line, amount, due_year=2026 if what == "later" else 2025)
    elif what == "clear":
        cleared(last.filter(kind="committed")[0], amount)
    elif what == "pay":
        paid(last.filter(kind="committed")[0], amount)
    else:
        reverse(last.exclude(kind="assigned")[0], once=uuid4(), reason="x", by=SOMEBODY, on=AFTER)


def test_what_was_ascertained_and_not_collected_is_told(line):
    kinds = ((MovementKind.ASCERTAINED, "900.00"), (MovementKind.COLLECTED, "350.00"))
    for kind, amount in kinds:
        enter_income(line.allocation, told(amount), kind=kind, year=2025, by=SOMEBODY, on=AFTER)
    assert ending_of(line.allocation.area, 2025).to_collect == 550
