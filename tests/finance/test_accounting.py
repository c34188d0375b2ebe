"""Entries of the plan accounts: in order, by act, never beyond what there is, taken back whole."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raccordo.acts.models import Act
from raccordo.acts.operations import change_standing
from raccordo.acts.queries import acts_to_review
from raccordo.acts.states import ActKind, ActState
from raccordo.finance.models import BudgetLine, Movement
from raccordo.finance.operations.accounting import carry_out, clear, commit, reserve, reverse
from raccordo.finance.operations.budgeting import Cell, write_budget
from raccordo.finance.operations.income import cut_income, enter_income
from raccordo.finance.queries.accounts import chains_of, on_void_acts, steps_of
from raccordo.finance.queries.sums import Sums, left_of, sums_by, sums_of
from raccordo.finance.states import MovementKind
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from tests.funds import (
    make_allocation,
    make_checked,
    make_determination,
    make_line,
    make_told,
)
from tests.make import SOMEBODY, TODAY, make_act
from tests.plans import make_action, make_contract, make_procedure

pytestmark = pytest.mark.django_db
CLEAR, ORDER, PAY = MovementKind.CLEARED, MovementKind.ORDERED, MovementKind.PAID


def sums(**of):
    movements = Movement.objects.filter(**of)
    return sums_of(movements=movements, lines=BudgetLine.objects.filter(**of))


def committed(line, amount, **more):
    told = make_told(amount, **{"act": make_determination()} | more)
    return commit(line.allocation, told, action=line.action, year=line.year, by=SOMEBODY, on=TODAY)


def reserved(line, amount):
    told = make_told(amount, act=make_determination())
    return reserve(line.allocation, told, action=line.action, year=line.year, by=SOMEBODY, on=TODAY)


def onward(before, kind, amount, **more):
    told = make_told(amount, **{"act": make_determination()} | more)
    if kind == CLEAR:
        return clear(before, told, make_checked(), by=SOMEBODY, on=TODAY)
    return carry_out(before, told, kind=kind, by=SOMEBODY, on=TODAY)


def back(movement):
    return reverse(movement, once=uuid4(), reason="Errore", by=SOMEBODY, on=TODAY)


def test_money_goes_from_the_assignment_to_the_payment_step_by_step():
    line = make_line("1000.00")
    one = committed(line, "800.00", number="123/2025")
    cleared = onward(one, CLEAR, "500.00")
    paid = onward(onward(cleared, ORDER, "500.00"), PAY, "500.00")

    told = sums(allocation=line.allocation)
    assert told == Sums(
        assigned=Decimal(1000),
        programmed=Decimal(1000),
        committed=Decimal(800),
        cleared=Decimal(500),
        ordered=Decimal(500),
        paid=Decimal(500),
    )
    assert (told.available, told.to_pay, told.to_programme) == (200, 300, 0)
    assert (paid.action, paid.year, paid.number) == (line.action, 2025, "")
    assert Entry.objects.filter(what="movement.entered").count() == 5


def test_nobody_commits_more_than_is_programmed():
    line = make_line("1000.00")
    committed(line, "999.99")
    with pytest.raises(Refused, match=r"restano 0,01.*non bastano per 0,02"):
        committed(line, "0.02")
    other = make_action(plan=line.action.plan)
    with pytest.raises(Refused, match="restano 0,00"):
        commit(
            line.allocation,
            make_told("1.00", act=make_determination()),
            action=other,
            year=2025,
            by=SOMEBODY,
            on=TODAY,
        )


def test_what_is_reserved_is_not_free_until_it_is_committed_or_taken_back():
    line = make_line("1000.00")
    held = reserved(line, "600.00")
    with pytest.raises(Refused, match="restano 400,00"):
        committed(line, "500.00")
    onward(held, MovementKind.COMMITTED, "450.00")
    told = sums(action=line.action)
    assert (told.still_reserved, told.committed, told.available) == (150, 450, 400)
    with pytest.raises(Refused, match="già stati usati 450,00"):
        back(held)


def test_each_step_carries_out_the_one_before_and_no_more():
    one = committed(make_line("1000.00"), "800.00")
    with pytest.raises(Refused, match="non si passa a «Pagato»"):
        onward(one, PAY, "10.00")
    onward(one, CLEAR, "700.00")
    with pytest.raises(Refused, match="Restano 100,00"):
        onward(one, CLEAR, "100.01")


def test_an_entry_is_taken_back_whole_once_and_from_the_last():
    line = make_line("1000.00")
    one = committed(line, "800.00")
    cleared = onward(one, CLEAR, "300.00")
    with pytest.raises(Refused, match="già stati usati 300,00"):
        back(one)
    opposite = back(cleared)
    assert (opposite.amount, opposite.kind, opposite.of) == (Decimal("-300.00"), CLEAR, one)
    back(one)
    assert sums(action=line.action).available == 1000
    for gone in (one, cleared, opposite):
        with pytest.raises(Refused, match="già stornata"):
            back(gone)
    assert left_of(one) == 0
    with pytest.raises(Refused, match="Restano 0,00"):
        onward(one, CLEAR, "1.00")


def test_the_same_sending_twice_is_one_entry():
    line, once = make_line("1000.00"), uuid4()
    first = committed(line, "800.00", once=once)
    assert committed(line, "800.00", once=once) == first
    again = uuid4()
    for _ in range(2):
        opposite = reverse(first, once=again, reason="x", by=SOMEBODY, on=TODAY)
    assert opposite.amount == -800
    assert Movement.objects.filter(kind="committed").count() == 2


def test_money_moves_by_an_act_with_its_codes_and_not_tomorrow():
    line = make_line("1000.00")
    with pytest.raises(Refused, match="Serve la determinazione"):
        committed(line, "1.00", act=None)
    with pytest.raises(Refused, match="non è una determinazione"):
        committed(line, "1.00", act=make_act(kind=ActKind.RESOLUTION))
    with pytest.raises(Refused, match="deve ancora venire"):
        committed(line, "1.00", told_on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="maggiore di zero"):
        committed(line, "0.00")
    line.allocation.cup_due = True
    line.allocation.save()
    with pytest.raises(Refused, match="vuole il CUP"):
        committed(line, "1.00")
    committed(line, "1.00", cup="A" * 15)
    elsewhere = make_allocation("100.00")
    told = make_told("1.00", act=make_determination())
    with pytest.raises(Refused, match="territori diversi"):
        commit(elsewhere, told, action=line.action, year=2025, by=SOMEBODY, on=TODAY)


@pytest.mark.parametrize(
    ("checked", "field"),
    [
        ({"done_on": TODAY + timedelta(days=1)}, "done_on"),
        ({"durc_until": TODAY - timedelta(days=1)}, "durc_until"),
        ({"durc_until": None, "without_durc": " "}, "durc_until"),
        ({"invoice": " "}, "invoice"),
    ],
)
def test_nothing_is_cleared_before_it_is_checked(checked, field):
    one = committed(make_line("1000.00"), "800.00")
    told = make_told("10.00", act=make_determination())
    with pytest.raises(Refused) as refused:
        clear(one, told, make_checked(**checked), by=SOMEBODY, on=TODAY)
    assert refused.value.field == field
    with pytest.raises(Refused, match="dopo il riscontro"):
        carry_out(one, told, kind=CLEAR, by=SOMEBODY, on=TODAY)


def test_of_a_contract_no_more_is_cleared_than_it_is_worth():
    line = make_line("1000.00")
    contract = make_contract(
        procedure=make_procedure(action=line.action), value=Decimal("500.00"), cig="A012345678"
    )
    one = committed(line, "800.00", contract=contract)
    gone = onward(one, CLEAR, "300.00")
    assert (gone.contract, gone.cig) == (contract, "A012345678")
    assert gone.clearance.invoice
    with pytest.raises(Refused, match="Del contratto restano 200,00"):
        onward(one, CLEAR, "200.01")
    back(gone)
    onward(one, CLEAR, "500.00")
    with pytest.raises(Refused, match="di un'altra azione"):
        committed(line, "1.00", contract=make_contract())


def test_an_assignment_is_not_taken_back_below_what_is_committed():
    line = make_line("1000.00")
    committed(line, "800.00")
    whole = Movement.objects.get(kind="assigned")
    with pytest.raises(Refused, match="già impegnati 800,00"):
        back(whole)
    more = make_told("50.00")
    kind = MovementKind.ASSIGNED
    extra = enter_income(line.allocation, more, kind=kind, year=2025, by=SOMEBODY, on=TODAY)
    back(extra)
    with pytest.raises(Refused, match="non è un'entrata"):
        enter_income(line.allocation, more, kind=PAY, year=2025, by=SOMEBODY, on=TODAY)


def cut(allocation, amount, kind=MovementKind.ASSIGNED, **more):
    told = make_told(amount, **{"note": "DGR 100 del 2025"} | more)
    return cut_income(allocation, told, kind=kind, year=2025, by=SOMEBODY, on=TODAY)


def test_a_fund_that_was_cut_binds_no_more_than_it_has():
    line = make_line("1000.00")
    committed(line, "600.00")
    gone = cut(line.allocation, "300.00")
    sums = sums_of(movements=line.allocation.movements.all(), lines=line.allocation.lines.all())
    assert (sums.assigned, sums.to_programme, sums.to_bind) == (700, -300, 100)
    with pytest.raises(Refused, match=r"assegnati 700,00.*da impegnare restano 100,00"):
        committed(line, "100.01")
    one = committed(line, "100.00")
    cut(line.allocation, "150.00")
    with pytest.raises(Refused, match="restano 0,00"):
        committed(line, "0.01")
    onward(one, CLEAR, "100.00")
    back(gone)
    committed(line, "150.00")


def test_a_fund_that_was_cut_is_programmed_for_less_and_never_for_more():
    line = make_line("1000.00")
    cut(line.allocation, "300.00")
    plan, now = line.action.plan, Decimal("1000.00")
    fewer = replace(Cell(line.action, line.allocation, 2025, Decimal(900)), before=now)
    write_budget(plan, [fewer], by=SOMEBODY)
    with pytest.raises(Refused, match="programmati 201,00"):
        write_budget(plan, [replace(fewer, amount=Decimal(901), before=Decimal(900))], by=SOMEBODY)


def test_a_cut_says_why_and_is_no_larger_than_what_there_is():
    line = make_line("1000.00")
    one = line.allocation
    for kind, amount in ((MovementKind.ASCERTAINED, "500.00"), (MovementKind.COLLECTED, "400.00")):
        enter_income(one, make_told(amount), kind=kind, year=2025, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="l'atto o la nota"):
        cut(one, "1.00", note=" ")
    with pytest.raises(Refused, match="Sono assegnati 1"):
        cut(one, "1000.01")
    with pytest.raises(Refused, match="Da riscuotere restano 100,00"):
        cut(one, "100.01", kind=MovementKind.ASCERTAINED)
    with pytest.raises(Refused, match="Si riduce ciò che è assegnato"):
        cut(one, "1.00", kind=MovementKind.COLLECTED)
    told = make_told("50.00", act=make_determination())
    facts = {"kind": MovementKind.ASSIGNED, "year": 2025, "by": SOMEBODY, "on": TODAY}
    assert cut_income(one, told, **facts) == cut_income(one, told, **facts)
    assert Movement.objects.filter(amount__lt=0).count() == 1


def test_the_sums_by_action_and_year_make_those_of_the_fund(django_assert_num_queries):
    line = make_line("1000.00")
    other = make_line("500.00", action=make_action(plan=line.action.plan), year=2026)
    committed(line, "300.00")
    committed(other, "100.00")
    with django_assert_num_queries(2):
        told = sums_by(
            "action", "year", movements=Movement.objects.all(), lines=BudgetLine.objects.all()
        )
    whole = sum(told.values(), Sums())
    assert whole.programmed == 1500
    assert told[line.action.pk, 2025].committed == 300
    assert told[other.action.pk, 2026].available == 400
    everything = sums_of(movements=Movement.objects.all(), lines=BudgetLine.objects.all())
    assert whole == everything


STEPS = st.lists(st.tuples(st.sampled_from("rcxlops"), st.integers(1, 60_000)), max_size=14)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(STEPS)
def test_whatever_is_tried_the_steps_never_overtake_one_another(steps):
    line = make_line("1000.00")
    for what, cents in steps:
        amount = str(Decimal(cents).scaleb(-2))
        last = Movement.objects.filter(reverses=None, reversed_by=None, action=line.action)
        try:
            if what == "r":
                reserved(line, amount)
            elif what == "c":
                committed(line, amount)
            elif what == "x" and last:
                back(last.order_by("-pk")[0])
            elif what in "lops" and last:
                kind = {"l": CLEAR, "o": ORDER, "p": PAY, "s": MovementKind.COMMITTED}[what]
                onward(last.order_by("-pk")[0], kind, amount)
        except Refused:
            pass
        told = sums(action=line.action)
        assert told.programmed >= told.committed + told.still_reserved
        assert told.committed >= told.cleared >= told.ordered >= told.paid >= 0
        assert told.still_reserved >= 0


def test_what_rests_on_an_annulled_act_stops_there_and_can_only_be_taken_back():
    line = make_line("1000.00")
    act = make_determination()
    cleared = onward(committed(line, "300.00", act=act), CLEAR, "300.00")
    paid_before = onward(onward(cleared, ORDER, "100.00"), PAY, "100.00")
    change_standing(act, to=ActState.ANNULLED, since=TODAY, reason="Vizio", by=SOMEBODY, on=TODAY)

    with pytest.raises(Refused, match="annullato"):
        onward(cleared, ORDER, "200.00")
    # What was paid stays told, and is listed; nothing was undone.
    assert sums(action=line.action).paid == 100
    assert [one.kind for one in on_void_acts(Movement.objects.all())] == ["committed"]
    assert act in acts_to_review(Act.objects.all(), on=TODAY)
    for one in (paid_before, paid_before.of, cleared, cleared.of):
        back(one)
    assert not on_void_acts(Movement.objects.all()).exists()
    assert act not in acts_to_review(Act.objects.all(), on=TODAY)


def test_the_chains_of_entries_are_shown_a_page_at_a_time_as_they_are_all_together():
    line = make_line("1000.00")
    for amount in ("10.00", "20.00", "30.00"):
        one = committed(line, amount)
        cleared = onward(onward(one, CLEAR, amount), ORDER, amount)
        onward(cleared, PAY, "5.00")
    undone = committed(line, "7.00")
    reverse(undone, once=uuid4(), reason="Errore", by=SOMEBODY, on=TODAY)
    every = Movement.objects.filter(action=line.action)
    chains = chains_of(every)
    apart = [step for chain in chains for step in steps_of(every.filter(pk__in=chain))]
    assert apart == steps_of(every)
    assert [len(chain) for chain in chains] == [4, 4, 4, 1]
