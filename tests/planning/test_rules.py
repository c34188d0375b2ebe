"""Codes in their order, templates that hold together, indicators that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raccordo.planning.rules.codes import code_typed, next_code, order_of, sound_code
from raccordo.planning.rules.measures import Value, over_parts, over_years, percent_of
from raccordo.planning.rules.outlines import Axis, Outline, Part, data_of, faults_of, outline_of
from raccordo.planning.states import ACTION_LIFE, PLAN_LIFE, ActionState, MeasureKind, PlanState
from tests.plans import OUTLINE


def test_every_state_can_be_reached_and_has_an_end():
    assert PLAN_LIFE.reach(PLAN_LIFE.start) == set(PlanState)
    assert PLAN_LIFE.ends == {PlanState.CLOSED}
    assert all(PLAN_LIFE.reach(state) & PLAN_LIFE.ends for state in PlanState)
    assert ACTION_LIFE.reach(ACTION_LIFE.start) == set(ActionState)
    assert ACTION_LIFE.ends == {ActionState.COMPLETED, ActionState.DROPPED}
    assert all(ACTION_LIFE.reach(state) & ACTION_LIFE.ends for state in ActionState)


def test_codes_stand_in_the_order_one_counts():
    codes = ["10.1", "2.10", "2.9", "2.9-B", "A", "2"]
    assert sorted(codes, key=order_of) == ["2", "2.9", "2.9-B", "2.10", "10.1", "A"]


@pytest.mark.parametrize(("said", "code"), [(" 5.3. ", "5.3"), ("o-4 .2", "O-4.2"), ("2.a", "2.A")])
def test_a_code_is_kept_in_one_way(said, code):
    assert code_typed(said) == code
    assert sound_code(code)


@pytest.mark.parametrize("code", ["", "..", "5..3", "a5", "5.3;", "1" * 13, "5 3", "à"])
def test_what_is_not_a_code_is_told(code):
    assert not sound_code(code)


def test_the_next_code_is_the_first_free_one():
    assert next_code("5", {"5.1", "5.2", "5.4"}) == "5.3"
    assert next_code("5", set()) == "5.1"


def test_a_template_is_kept_and_read_back_as_it_was():
    assert outline_of(data_of(OUTLINE)) == OUTLINE
    assert not faults_of(OUTLINE, shown=["population"])
    assert OUTLINE.axis("2") == Axis("2", "Anziani")
    assert OUTLINE.axis("9") is None


def test_all_that_is_wrong_in_a_template_is_told_at_once():
    wrong = Outline(
        parts=(Part("1", "Uno"), Part("1", "Ancora"), Part("2.1", "Due", parent="2")),
        axes=(Axis("1", "A"), Axis("1", "B")),
    )
    told = [reason.code for reason in faults_of(wrong, shown=[])]
    assert told == ["section_twice", "section_astray", "axis_twice"]
    empty = Outline(parts=(), axes=())
    assert [reason.code for reason in faults_of(empty, shown=[])] == ["outline_empty"]
    strange = Outline(parts=(Part("1", "Uno", shows=("oroscopo",)),), axes=())
    assert [reason.code for reason in faults_of(strange, shown=["needs"])] == ["shown_unknown"]


YEARS = [Value(2025, Decimal(10), Decimal(20)), Value(2026, Decimal(30), Decimal(40))]


@pytest.mark.parametrize(
    ("kind", "value", "out_of"),
    [
        (MeasureKind.SUM, 40, 60),
        (MeasureKind.RUNNING, 30, 40),
        (MeasureKind.LAST, 30, 40),
        (MeasureKind.RATIO, 40, 60),
    ],
)
def test_the_values_of_some_years_add_up_as_their_kind_wants(kind, value, out_of):
    assert over_years(kind, reversed(YEARS)) == Value(2026, Decimal(value), Decimal(out_of))


def test_a_ratio_of_two_years_is_not_the_mean_of_its_values():
    both = over_years(MeasureKind.RATIO, YEARS)
    assert both is not None
    assert percent_of(both) == Decimal("66.7")
    assert percent_of(Value(2025, Decimal(1), Decimal(0))) is None
    assert over_years(MeasureKind.SUM, []) is None
    assert over_parts(MeasureKind.SUM, []) is None


TERMS = st.integers(0, 10**8).map(lambda cents: Decimal(cents).scaleb(-2))
VALUES = st.lists(st.tuples(TERMS, TERMS), min_size=1, max_size=8)


@given(VALUES, st.integers(0, 8))
def test_however_the_parts_of_a_territory_are_gathered_the_whole_is_the_same(pairs, where):
    values = [Value(2026, *pair) for pair in pairs]
    cut = min(where, len(values))
    halves = [over_parts(MeasureKind.RATIO, half) for half in (values[:cut], values[cut:]) if half]

    assert over_parts(MeasureKind.RATIO, halves) == over_parts(MeasureKind.RATIO, values)


@given(VALUES)
def test_a_ratio_lies_between_the_smallest_and_the_largest_of_its_years(pairs):
    values = [Value(2020 + n, *pair) for n, pair in enumerate(pairs) if pair[1]]
    both = over_years(MeasureKind.RATIO, values)
    if both is not None:
        assert both.out_of is not None
        single = [one.value / one.out_of for one in values if one.out_of]
        tiny = Decimal("1e-18")
        assert min(single) - tiny <= both.value / both.out_of <= max(single) + tiny
