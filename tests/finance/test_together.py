"""What many do at once with the same money: each test commits in a database of its own."""

from collections import Counter
from contextlib import suppress
from decimal import Decimal
from functools import partial
from random import Random
from uuid import uuid4

import pytest
from django.db import OperationalError

from raccordo.finance.models import BudgetLine, Movement
from raccordo.finance.operations.accounting import commit, reverse
from raccordo.finance.operations.budgeting import Cell, write_budget
from raccordo.finance.queries.sums import sums_of
from raccordo.foundation.errors import Refused
from tests.funds import make_allocation, make_determination, make_line, make_told
from tests.make import SOMEBODY, TODAY
from tests.plans import make_action, make_plan
from tests.soak import times


def tried(work, refused):
    def trial():
        try:
            work()
        except Refused as refusal:
            refused.append(refusal.message)

    return trial


def patiently(work):
    """As a person does who reads that the house is busy: the same sending again."""
    while True:
        with suppress(OperationalError):
            return work()


def test_eight_who_want_the_last_thousand_take_no_cent_more(together):
    line, act, refused = make_line("1000.00"), make_determination(), []

    def take():
        told = make_told("300.00", act=act)
        commit(line.allocation, told, action=line.action, year=2025, by=SOMEBODY, on=TODAY)

    together([tried(take, refused)] * 8)

    told = sums_of(movements=Movement.objects.all(), lines=BudgetLine.objects.all())
    assert (told.committed, len(refused)) == (900, 5)
    assert all("restano 100,00" in why for why in refused[-1:])


@pytest.mark.soak
def test_sixty_four_writers_never_take_a_cent_more(together):
    """Thirty rounds here, five hundred in `make soak`, for the last thousand euros of a line."""
    lines = [make_line("1000.00") for _ in range(times(500, 30))]
    act, taken = make_determination(), Counter()

    def race(seed):
        chance = Random(seed)
        for line in lines:
            told = make_told(f"{chance.randrange(1, 30_000) / 100:.2f}", act=act)
            facts = {"action": line.action, "year": 2025, "by": SOMEBODY, "on": TODAY}
            with suppress(Refused):
                patiently(partial(commit, line.allocation, told, **facts))
                taken[line.pk, seed] += told.amount

    together([partial(race, seed) for seed in range(64)], within=1800)

    for line in lines:
        mine = {"allocation": line.allocation}
        told = sums_of(movements=Movement.objects.filter(**mine), lines=line.allocation.lines)
        whole = sum(amount for (pk, _seed), amount in taken.items() if pk == line.pk)
        assert told.committed == whole <= 1000
        assert told.available < Decimal("300.00")


def test_taking_an_entry_back_at_once_takes_it_back_once(together):
    line, refused = make_line("1000.00"), []
    told = make_told("300.00", act=make_determination())
    one = commit(line.allocation, told, action=line.action, year=2025, by=SOMEBODY, on=TODAY)

    def back():
        reverse(one, once=uuid4(), reason="Errore", by=SOMEBODY, on=TODAY)

    together([tried(back, refused)] * 4)

    assert (Movement.objects.filter(reverses=one).count(), len(refused)) == (1, 3)


def test_two_officers_who_write_the_same_cell_do_not_cover_each_other(together):
    plan = make_plan()
    action, fund = make_action(plan=plan), make_allocation("1000.00", area=plan.area)
    refused = []

    def write(amount):
        write_budget(plan, [Cell(action, fund, 2025, Decimal(amount))], by=SOMEBODY)

    together([tried(lambda n=n: write(f"{n}00.00"), refused) for n in (1, 2, 3, 4)])

    assert len(refused) == 3
    assert BudgetLine.objects.count() == 1
