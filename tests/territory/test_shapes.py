from datetime import date

import pytest

from raccordo.territory.boundaries import drawn_codes, joint_outline, outlines
from raccordo.territory.models import Denomination, Succession
from raccordo.territory.shapes import codes_within, shapes_of
from raccordo.territory.states import Change
from tests.make import TODAY, make_area, make_part, make_town, put_inside

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 1)
ONE, OTHER = sorted(drawn_codes())[:2]


def make_heir(change, *before, **facts):
    heir = make_town(**facts)
    for one in before:
        Succession.objects.create(before=one, after=heir, on=DAY, change=change, source="L.R.")
    return heir


def test_the_codes_inside_each_area_are_asked_for_together(django_assert_num_queries):
    region, zones = make_area(kind="region"), [make_area() for _ in range(9)]
    for zone in zones:
        put_inside(zone, region)
    one, other = make_part(zones[0]), make_part(zones[1])

    with django_assert_num_queries(4):
        codes = codes_within([region, *zones], on=TODAY)
    assert codes[zones[0].pk] == [one.istat_code]
    assert codes[region.pk] == sorted([one.istat_code, other.istat_code])
    assert codes[zones[2].pk] == []


def test_a_municipality_whose_code_is_newer_than_the_boundaries_is_drawn_by_the_former_one():
    town = make_town(istat_code=ONE)
    town.denominations.update(until=DAY)
    Denomination.objects.create(area=town, name=town.name, istat_code="999999", since=DAY)

    assert shapes_of([town], on=TODAY) == {town.pk: outlines({1: [ONE]})[1]}


def test_one_born_of_others_after_the_boundaries_has_the_land_of_them_all():
    one, other = make_town(istat_code=ONE, until=DAY), make_town(istat_code=OTHER, until=DAY)
    born = make_heir(Change.MERGER, one, other, istat_code="999999", since=DAY)

    assert shapes_of([born], on=TODAY) == {born.pk: joint_outline([ONE, OTHER])}


def test_who_took_in_another_has_its_land_from_that_day_and_not_before():
    taken = make_town(istat_code=OTHER, until=DAY)
    kept = make_heir(Change.INCORPORATION, taken, istat_code=ONE)

    before, after = (shapes_of([kept], on=day)[kept.pk] for day in (date(2023, 12, 31), DAY))

    assert before == outlines({1: [ONE]})[1]
    assert after == joint_outline([ONE, OTHER])
