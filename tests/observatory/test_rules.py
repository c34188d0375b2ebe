from datetime import date
from decimal import Decimal

import pytest

from raccordo.observatory.rules import Past, ranks, ratio, rounded, told_by, why_not

THEN, SOON, LATER = date(2023, 1, 1), date(2023, 1, 21), date(2025, 1, 1)


def past(*codes, before=(), taken_in=None):
    return Past(frozenset(codes), tuple((one, taken_in) for one in before))


def told(pasts, known):
    return told_by(1, pasts, known, then=THEN)


@pytest.mark.parametrize(
    ("value", "seen"),
    [("182.44", "182.4"), ("182.45", "182.5"), ("0.05", "0.1"), ("-0.05", "-0.1"), ("7", "7.0")],
)
def test_a_value_is_rounded_half_up_and_only_for_the_eye(value, seen):
    assert str(rounded(Decimal(value))) == seen


def test_what_is_divided_by_nothing_has_no_value():
    assert ratio(Decimal(12), Decimal(0), per=100) is None


def test_a_municipality_is_told_by_its_own_code_whatever_it_was_then():
    pasts = {1: past("before", "after")}

    assert told(pasts, {"after"}) == {"after"}
    assert told(pasts, {"before"}) == {"before"}


def test_one_born_of_others_is_told_by_all_of_them():
    pasts = {1: past("whole", before=(2, 3)), 2: past("one"), 3: past("other")}

    assert told(pasts, {"one", "other"}) == {"one", "other"}
    assert told(pasts, {"whole"}) == {"whole"}


def test_when_one_of_them_is_missing_nothing_is_told():
    pasts = {1: past("whole", before=(2, 3)), 2: past("one"), 3: past("other")}

    assert told(pasts, {"one"}) is None


def test_one_that_has_taken_in_another_keeps_its_code_and_counts_both():
    pasts = {1: past("kept", before=(2,), taken_in=LATER), 2: past("taken")}

    assert told(pasts, {"kept", "taken"}) == {"kept", "taken"}


def test_whom_it_takes_in_years_later_must_be_in_the_table_by_itself():
    pasts = {1: past("kept", before=(2,), taken_in=LATER), 2: past("taken")}

    assert told(pasts, {"kept"}) is None


@pytest.mark.parametrize("day", [SOON, date(2020, 7, 1)])
def test_whom_it_took_in_before_or_soon_after_may_be_in_it_already(day):
    pasts = {1: past("kept", before=(2,), taken_in=day), 2: past("taken")}

    assert told(pasts, {"kept"}) == {"kept"}


def test_who_was_not_there_and_came_from_nobody_is_not_told():
    assert told({1: past("born")}, {"else"}) is None


def test_equal_values_share_a_place_and_the_next_stays_free():
    values = {1: Decimal(5), 2: Decimal(9), 3: Decimal(5), 4: Decimal(1)}

    assert ranks(values) == {2: 1, 1: 2, 3: 2, 4: 4}


def test_a_wide_area_bears_a_municipality_that_is_missing_a_zone_does_not():
    facts = {"absent": {"Misiliscemi"}, "withheld": 0, "towns": 25}

    assert why_not(**facts, tolerant=True) is None
    assert why_not(**facts, tolerant=False).facts == {"names": "Misiliscemi"}


def test_where_everything_is_missing_even_a_wide_area_has_no_value():
    assert why_not(absent={"Uno"}, withheld=0, towns=1, tolerant=True).code == "missing"
    assert why_not(absent=(), withheld=3, towns=3, tolerant=True).code == "withheld"
    assert why_not(absent=(), withheld=0, towns=0, tolerant=True).code == "no_towns"


def test_where_a_part_is_withheld_the_reason_counts_it():
    why = why_not(absent=(), withheld=1, towns=8, tolerant=False)

    assert (why.code, why.facts) == ("withheld_in_part", {"towns": 1, "of": 8})
    assert why_not(absent=(), withheld=1, towns=8, tolerant=True) is None


def test_who_was_taken_in_does_not_tell_of_who_took_it_in():
    pasts = {1: past("kept", before=(2,), taken_in=date(2020, 7, 1)), 2: past("taken")}

    assert told(pasts, {"taken"}) is None
