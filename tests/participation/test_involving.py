"""The parts that bodies have: what each did of them, who never came nor acted, who shares what."""

from datetime import timedelta

import pytest

from raccordo.governance.states import AttendanceHow
from raccordo.participation.models import OccasionPresence
from raccordo.participation.queries.involving import deeds_of, parts_taken, to_involve
from raccordo.participation.queries.positions import bodies_asked, bodies_that_spoke, stances_of
from raccordo.parties.models import Organisation
from raccordo.parties.operations import close_organisation, tell_works
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    TODAY,
    make_aim,
    make_area,
    make_attendance,
    make_body,
    make_consultation,
    make_contribution,
    make_held_sitting,
    make_occasion,
    make_office,
    make_organisation,
    make_part,
    make_seat,
    make_seating,
    make_stake,
    make_subscription,
    make_theme,
)

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def area():
    return make_area(kind="ambito")


@pytest.fixture
def body(area):
    """A body with a part in the area, that never came."""
    return make_stake(area=area).organisation


def names(area, **asked):
    return list(to_involve(area, on=TODAY, **asked))


def sat(body, area, **fields):
    """Somebody came for a body to a sitting of an area, by the body's own seat."""
    sitting = make_held_sitting(body=make_body(area=area))
    seat = make_seat(body=sitting.body, organisation=body)
    return make_attendance(sitting=sitting, seat=seat, **fields)


def sat_by_office(body, area):
    sitting = make_held_sitting(body=make_body(area=area))
    seat = make_seat(body=sitting.body, office=make_office(organisation=body))
    make_attendance(sitting=sitting, seat=seat)


def sat_for_a_category(body, area):
    sitting = make_held_sitting(body=make_body(area=area))
    seat = make_seat(body=sitting.body, category="third_sector")
    make_seating(seat=seat, organisation=body)
    make_attendance(sitting=sitting, seat=seat)


def came(body, area):
    OccasionPresence.objects.create(occasion=make_occasion(area=area), organisation=body)


def proposed(body, area, **fields):
    make_contribution(area=area, organisation=body, author_kind="organisation", **fields)


def objected(body, area):
    aim = make_aim(consultation=make_consultation(area=area))
    make_subscription(aim=aim, organisation=body, stance="objects", reason="No")


DEEDS = (sat, sat_by_office, sat_for_a_category, came, proposed, objected)


def test_who_has_a_part_and_never_came_is_to_be_involved_with_the_part_it_has(area, body):
    make_organisation(area=area)  # has no part
    (found,) = names(area)
    assert found == body
    assert [part.organisation for part in found.parts] == [body]


@pytest.mark.parametrize("deed", DEEDS)
def test_who_came_or_acted_in_the_area_or_inside_it_has_been_involved(area, body, deed):
    deed(body, make_part(area))
    assert names(area) == []


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_done_elsewhere_is_not_counted(area, body, deed):
    deed(body, make_area())
    assert names(area) == [body]


def test_who_was_called_and_stayed_away_is_to_be_involved(area, body):
    sat(body, area, how=AttendanceHow.ABSENT)
    proposed(body, area, state="unconfirmed")
    assert names(area) == [body]


def test_who_left_the_seat_before_the_sitting_did_not_come(area, body):
    sitting = make_held_sitting(body=make_body(area=area))
    seat = make_seat(body=sitting.body, category="third_sector")
    make_seating(seat=seat, organisation=body, until=NOW.date())
    make_attendance(sitting=sitting, seat=seat)
    assert names(area) == [body]


def test_a_part_that_ended_or_is_to_come_and_a_body_that_is_no_more_are_not_asked_of(area, body):
    make_stake(area=area, until=TODAY)
    make_stake(area=area, since=TODAY + timedelta(days=1))
    gone = make_stake(area=area).organisation
    close_organisation(gone, closed_on=TODAY, by=SOMEBODY, on=TODAY)
    make_stake(area=make_area())
    assert names(area) == [body]


def test_one_asks_by_theme_and_a_proposal_on_another_theme_is_not_of_it(area):
    old, young = make_theme("Anziani"), make_theme("Minori")
    of_all, of_old = (make_stake(area=area, group=one).organisation for one in (None, old))
    proposed(of_old, area, group=young)

    assert names(area) == [of_all]
    assert set(names(area, theme=old.code)) == {of_all, of_old}
    assert names(area, theme=young.code) == [of_all]
    proposed(of_old, area)
    assert names(area, theme=old.code) == [of_all]


def test_one_asks_by_municipality_who_works_there_or_is_of_it(area, body):
    here, there = make_part(area), make_part(area)
    tell_works(body, works=[(make_theme(), here)], by=SOMEBODY, on=TODAY)
    hall = make_stake(area=area, organisation=make_organisation(area=there)).organisation
    wide = make_stake(area=area).organisation
    tell_works(wide, works=[(make_theme(), area)], by=SOMEBODY, on=TODAY)

    assert set(names(area, town=here)) == {body, wide}
    assert set(names(area, town=there)) == {hall, wide}


def test_whom_to_involve_is_asked_in_so_many_questions(area, django_assert_max_num_queries):
    for _ in range(30):
        make_stake(area=area)
    with django_assert_max_num_queries(5):
        assert sum(len(body.parts) for body in to_involve(area, on=TODAY)) == 30


# --- what each did


@pytest.mark.parametrize("deed", DEEDS)
def test_a_part_is_taken_by_whatever_was_done_where_it_is_or_inside(area, body, deed):
    deed(body, make_part(area))
    (part,) = parts_taken(body.stakes.all(), deeds_of(body), on=TODAY)
    assert part.taken


def test_a_part_is_taken_on_its_theme_while_it_lasts_and_by_the_last_deed(area):
    old, young = make_theme("Anziani"), make_theme("Minori")
    body = make_organisation()
    for group in (old, young, None):
        make_stake(organisation=body, area=area, group=group)
    make_stake(organisation=body, area=area, group=old, role="voices", until=TODAY)
    make_stake(organisation=body, area=make_area())
    proposed(body, area, group=old)
    objected(body, area)

    told = {
        (one.stake.group, one.stake.role): one.taken and one.taken.day
        for one in parts_taken(body.stakes.filter(area=area), deeds_of(body), on=TODAY)
    }
    offers = {(old, "offers"): TODAY, (young, "offers"): LONG_AGO, (None, "offers"): TODAY}
    assert told == offers | {(old, "voices"): LONG_AGO}
    (far,) = parts_taken(body.stakes.exclude(area=area), deeds_of(body), on=TODAY)
    assert far.taken is None


def test_what_a_body_did_is_asked_in_so_many_questions(area, body, django_assert_max_num_queries):
    for _ in range(5):
        for deed in DEEDS:
            deed(body, area)
    with django_assert_max_num_queries(4):
        assert len(deeds_of(body)) == 30


# --- bodies by objectives


def test_each_body_says_something_of_each_objective_or_nothing(area):
    one = make_consultation(area=area)
    first, second = (make_aim(consultation=one, position=n) for n in (1, 2))
    body, silent = make_organisation(name="A"), make_stake(area=make_part(area)).organisation
    given = make_subscription(aim=second, organisation=body, stance="objects", reason="No")
    make_subscription()

    assert list(bodies_that_spoke(one)) == [body]
    assert set(bodies_asked(one, on=TODAY)) == {body, silent}
    rows = stances_of([first, second], Organisation.objects.filter(pk__in=[body.pk, silent.pk]))
    assert {row.organisation: row.stances for row in rows} == {
        body: (None, given),
        silent: (None, None),
    }
