"""When things fall due, by the calendar alone."""

from datetime import date

import pytest

from raccordo.governance.bundled import duty_rules
from raccordo.governance.rules.deadlines import (
    HOLIDAYS,
    MONTHS,
    SATURDAYS,
    When,
    after_event,
    as_data,
    falls_due,
    moved,
    nearest_step,
    read,
)

YEAR = {"since": date(2026, 1, 1), "before": date(2027, 1, 1)}


def days(when, **stretch):
    return [turn.due_on for turn in falls_due(when, **stretch or YEAR)]


def test_each_year_it_falls_on_its_day_and_the_turn_is_the_year():
    found = falls_due(
        When("yearly", month=2, day=28), since=date(2025, 3, 1), before=date(2028, 3, 1)
    )

    assert [(turn.name, turn.due_on) for turn in found] == [
        ("2026", date(2026, 2, 28)),
        ("2027", date(2027, 2, 28)),
        ("2028", date(2028, 2, 28)),
    ]


@pytest.mark.parametrize(("year", "last"), [(2026, 28), (2028, 29)])
def test_the_twenty_ninth_of_february_is_the_last_day_where_there_is_none(year, last):
    stretch = {"since": date(year, 1, 1), "before": date(year + 1, 1, 1)}

    assert days(When("yearly", month=2, day=29), **stretch) == [date(year, 2, last)]


def test_each_month_the_thirty_first_is_the_last_day():
    found = falls_due(When("monthly", day=31), **YEAR)

    assert [turn.due_on.day for turn in found] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert found[1].name == "2026-02"


def test_once_is_once_and_only_in_the_stretch_of_its_day():
    when = When("once", on=date(2026, 6, 30))

    assert days(when) == [date(2026, 6, 30)]
    assert days(when, since=date(2027, 1, 1), before=date(2030, 1, 1)) == []


def test_the_first_day_of_a_stretch_is_in_and_the_last_is_out():
    when = When("yearly", month=12, day=31)

    assert days(when, since=date(2026, 12, 31), before=date(2027, 1, 1)) == [date(2026, 12, 31)]
    assert days(when, since=date(2026, 1, 1), before=date(2026, 12, 31)) == []


def test_what_counts_from_an_event_never_falls_due_alone():
    assert days(When("after", event="x", count=10)) == []


def test_the_day_of_the_event_does_not_count():
    assert after_event(When("after", event="x", count=10), date(2026, 3, 1)) == date(2026, 3, 11)


def test_days_after_the_end_of_february_count_the_twenty_ninth_where_there_is_one():
    ninety = When("after", event="x", count=90)

    assert after_event(ninety, date(2026, 2, 1)) == date(2026, 5, 2)
    assert after_event(ninety, date(2028, 2, 1)) == date(2028, 5, 1)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 15), 3, date(2027, 2, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_on_the_day_of_the_same_number_or_the_last(start, count, end):
    assert after_event(When("after", event="x", count=count, unit=MONTHS), start) == end


def test_no_day_moves_unless_its_rule_says_so():
    assert days(When("yearly", month=11, day=1)) == [date(2026, 11, 1)]  # a Sunday, and a holiday
    assert days(When("yearly", month=11, day=1, moved=HOLIDAYS)) == [date(2026, 11, 2)]


def test_a_holiday_before_a_sunday_moves_over_both_and_over_the_year():
    # 25, 26 and 27 December 2026: Christmas, Saint Stephen, a Sunday.
    assert moved(date(2026, 12, 25), how=HOLIDAYS) == date(2026, 12, 28)
    assert moved(date(2027, 12, 31), how=HOLIDAYS) == date(2027, 12, 31)
    assert moved(date(2023, 12, 31), how=HOLIDAYS) == date(2024, 1, 2)  # Sunday, New Year
    assert moved(date(2026, 4, 5), how=HOLIDAYS) == date(2026, 4, 7)  # Easter and its Monday


def test_a_saturday_moves_only_where_saturdays_do():
    assert moved(date(2026, 11, 21), how=HOLIDAYS) == date(2026, 11, 21)
    assert moved(date(2026, 11, 21), how=SATURDAYS) == date(2026, 11, 23)


def test_what_is_moved_into_the_next_year_belongs_to_the_year_it_was_due():
    when = When("yearly", month=12, day=31, moved=HOLIDAYS)
    stretch = {"since": date(2023, 1, 1), "before": date(2024, 1, 1)}

    assert [(turn.name, turn.due_on) for turn in falls_due(when, **stretch)] == [
        ("2023", date(2024, 1, 2))
    ]


def test_the_days_of_a_pause_do_not_count():
    tar = When("after", event="x", count=60, pause=((8, 1), (8, 31)))

    assert after_event(tar, date(2026, 7, 1)) == date(2026, 9, 30)
    assert after_event(tar, date(2026, 8, 10)) == date(2026, 10, 30)
    assert after_event(tar, date(2026, 9, 1)) == date(2026, 10, 31)


@pytest.mark.parametrize(
    "facts",
    [
        {"sort": "weekly"},
        {"sort": "once"},
        {"sort": "after", "event": "x"},
        {"sort": "after", "count": 3},
        {"sort": "yearly", "month": 13},
        {"sort": "yearly", "day": 0},
        {"sort": "yearly", "moved": "perhaps"},
        {"sort": "after", "event": "x", "count": 3, "unit": "weeks"},
    ],
)
def test_what_is_no_day_is_an_error(facts):
    with pytest.raises(ValueError):
        read(facts)


def test_a_date_cannot_be_counted_from_an_event_it_does_not_have():
    with pytest.raises(ValueError):
        after_event(When("yearly"), date(2026, 1, 1))


@pytest.mark.parametrize(
    "when",
    [
        When("yearly", month=12, day=31, moved=HOLIDAYS),
        When("once", on=date(2027, 1, 1)),
        When("after", event="x", count=60, unit=MONTHS, pause=((8, 1), (8, 31))),
    ],
)
def test_what_is_stored_is_read_back_the_same(when):
    assert read(as_data(when)) == when


@pytest.mark.parametrize(
    ("left", "step"),
    [(31, None), (30, 30), (16, 30), (15, 15), (4, 15), (3, 3), (0, 3), (-1, 0), (-400, 0)],
)
def test_of_the_reminders_only_the_nearest_is_given(left, step):
    due_on = date(2026, 3, 1)

    assert nearest_step(due_on, on=date.fromordinal(due_on.toordinal() - left)) == step


def test_every_bundled_rule_is_a_day_with_its_source_and_says_whether_it_was_read():
    rules = duty_rules()

    assert len(rules) >= 22
    for rule in rules:
        read(rule.when)
        assert rule.source
        assert len(rule.title) <= 200
    assert {rule.code for rule in rules if not rule.verified} == {
        "popolazione-residente",
        "servizi-sioss",
        "flusso-siuss",
        "rendiconto-comunale",
        "obiettivi-sociali-fsc",
        "relazione-abruzzo",
        "isee-scadute",
        "isee-da-rinnovare",
    }
    assert {rule.region for rule in rules} == {"", "Abruzzo", "Marche"}
