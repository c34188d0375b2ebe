from datetime import date

import pytest

from raccordo.acts.rules import (
    ISSUES,
    Calendar,
    due_opinions,
    enforceable_from,
    usual_enforceability,
    worth,
)
from raccordo.acts.states import ACT_LIFE, ACT_WAY, ActKind, ActStage, ActState, OrganKind

MADE, BOARD, VISA = date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 9)
DAYS = Calendar(MADE, BOARD, VISA)


def test_every_sort_of_organ_makes_some_act_and_only_acts_that_exist():
    assert set(ISSUES) == set(OrganKind.values)
    assert all(kinds and kinds <= set(ActKind.values) for kinds in ISSUES.values())


@pytest.mark.parametrize(
    ("how", "days", "since"),
    [
        ("tenth_day", DAYS, date(2026, 3, 15)),
        ("tenth_day", Calendar(MADE, None, VISA), None),
        ("at_once", DAYS, MADE),
        ("with_visa", DAYS, VISA),
        ("with_visa", Calendar(MADE, BOARD, None), None),
        ("from_date", DAYS, MADE),
    ],
)
def test_an_act_is_carried_out_from_the_day_the_law_says(how, days, since):
    assert enforceable_from(how, days) == since


@pytest.mark.parametrize(
    ("organ", "kind", "how"),
    [
        ("council", "resolution", "tenth_day"),
        ("conference", "resolution", "tenth_day"),
        ("asl_director", "resolution", "from_date"),
        ("officer", "determination", "with_visa"),
        ("region_officer", "determination", "from_date"),
        ("mayor", "decree", "from_date"),
        ("parties", "convention", "from_date"),
    ],
)
def test_each_act_becomes_enforceable_in_its_own_way(organ, kind, how):
    assert usual_enforceability(organ, kind) == how


def test_a_resolution_that_spends_carries_two_opinions_and_a_determination_the_visa():
    assert due_opinions("giunta", "resolution", spends=True) == ("technical", "accounting")
    assert due_opinions("council", "resolution", spends=False) == ("technical",)
    assert due_opinions("officer", "determination", spends=True) == ("visa",)
    assert due_opinions("officer", "determination", spends=False) == ()
    assert due_opinions("mayor", "decree", spends=True) == ()


@pytest.mark.parametrize(
    ("state", "enforceable", "code"),
    [
        ("effective", MADE, "in_force"),
        ("to_ratify", MADE, "in_force"),
        ("effective", None, "not_enforceable"),
        ("effective", date(2026, 3, 4), "not_yet_enforceable"),
        ("suspended", MADE, "suspended"),
        ("revoked", MADE, "revoked"),
        ("annulled", MADE, "annulled"),
    ],
)
def test_an_act_is_rested_on_only_while_it_is_worth_it(state, enforceable, code):
    assert worth(state, state_since=MADE, enforceable=enforceable, on=MADE).code == code


def test_every_stage_of_an_act_can_be_reached_and_leads_to_the_board():
    assert ACT_WAY.reach(ACT_WAY.start) == set(ActStage)
    assert ACT_WAY.ends == {ActStage.PUBLISHED}


def test_every_state_of_an_act_can_be_reached_and_from_each_it_can_end():
    assert ACT_LIFE.reach(ACT_LIFE.start) == set(ActState)
    assert ACT_LIFE.ends == {ActState.REVOKED, ActState.ANNULLED}
    assert all(ACT_LIFE.reach(state) & ACT_LIFE.ends for state in ActState)
