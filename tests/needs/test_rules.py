"""When a figure is to be read again, what a tree allows, how a need lives."""

from decimal import Decimal

import pytest

from raccordo.foundation.reasons import Reason
from raccordo.needs.reasons import SENTENCES, sentence
from raccordo.needs.rules import DEEPEST, drift, overturns, tree_fault
from raccordo.needs.states import NEED_LIFE, NeedState

# 1 holds 2 that holds 3 that holds 4; 5 is alone.
CHAIN = {1: None, 2: 1, 3: 2, 4: 3, 5: None}


@pytest.mark.parametrize(
    ("kept", "now", "why"),
    [
        ("13.4", "13.4", None),
        ("13.4", "13.5", "figure_changed"),
        ("13.4", None, "figure_gone"),
        ("-1.2", "1.2", "figure_overturned"),
        ("10", "20", "figure_overturned"),
        ("10", "19.9", "figure_changed"),
        ("10", "5", "figure_overturned"),
        ("-10", "-5.1", "figure_changed"),
        ("0", "0.1", "figure_overturned"),
        ("0", "0", None),
    ],
)
def test_a_figure_is_read_again_when_it_says_otherwise(kept, now, why):
    reason = drift(Decimal(kept), None if now is None else Decimal(now))

    assert (reason and reason.code) == why
    assert reason is None or str(sentence(reason)).strip()


def test_a_figure_overturned_is_told_so_in_both_directions():
    for one, other in ((Decimal(3), Decimal(7)), (Decimal(-3), Decimal(2))):
        assert overturns(one, other)
        assert overturns(other, one)


@pytest.mark.parametrize("parent", [1, 2, 3, 4])
def test_a_statement_never_stands_under_itself_nor_under_what_it_holds(parent):
    assert tree_fault(CHAIN, node=1, parent=parent) == Reason("tree_cycle")


def test_a_tree_is_only_so_deep():
    too_deep = Reason("tree_too_deep", {"deepest": DEEPEST})

    assert tree_fault(CHAIN, node=None, parent=3) is None
    assert tree_fault(CHAIN, node=None, parent=4) == too_deep
    assert tree_fault(CHAIN, node=1, parent=5) == too_deep  # with all that it holds
    assert tree_fault(CHAIN, node=5, parent=3) is None
    assert str(DEEPEST) in sentence(too_deep)


def test_a_tree_already_in_a_ring_does_not_go_on_for_ever():
    assert tree_fault({1: 2, 2: 1}, node=None, parent=1) is None


def test_a_need_is_found_then_recognised_or_set_aside_and_can_be_taken_up_again():
    assert NEED_LIFE.start == NeedState.FOUND
    assert NEED_LIFE.reach(NeedState.FOUND) == set(NeedState)
    assert not NEED_LIFE.allows(NeedState.SET_ASIDE, NeedState.RECOGNISED)
    assert NEED_LIFE.ends == set()


def test_every_reason_of_the_rules_has_its_words():
    codes = {"figure_gone", "figure_changed", "figure_overturned", "tree_cycle", "tree_too_deep"}

    assert codes == set(SENTENCES)
