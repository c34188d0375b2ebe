from datetime import date
from decimal import Decimal

import pytest

from raccordo.foundation.reasons import Reason
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.notes import left_out
from raccordo.observatory.queries import ages_of, profile_of, profile_of_towns
from raccordo.observatory.rules import rounded
from raccordo.observatory.states import Dataset
from raccordo.observatory.trends import trend_of
from raccordo.territory.models import Succession
from raccordo.territory.states import Change
from tests.make import make_area, make_part, make_town, put_inside
from tests.observatory.worlds import make_incomes, make_population, make_surfaces

pytestmark = pytest.mark.django_db
THEN = date(2023, 1, 1)
YOUNG = {0: (10, 10), 20: (15, 15)}
OLD = {0: (1, 1), 20: (5, 5), 70: (30, 34), 90: (4, 8)}


@pytest.fixture
def zone():
    """A zone of two municipalities, one young and one old, in a region."""
    region = make_area(kind="region", name="Regione")
    zone = make_area(name="Zona")
    put_inside(zone, region)
    young, old = make_part(zone), make_part(zone)
    elsewhere = make_part(region)
    make_population(
        {young.istat_code: YOUNG, old.istat_code: OLD, elsewhere.istat_code: {30: (100, 100)}}
    )
    return zone


def test_a_groups_value_comes_from_its_figures_not_from_the_mean_of_values(zone):
    profile = profile_of(zone, on=THEN)
    values = [profile.value("D04", town).amount for town in profile.inside]

    assert values == [0, 3800]
    assert profile.value("D04").amount == Decimal(76) / 22 * 100
    assert (profile.value("D04").numerator, profile.value("D04").denominator) == (76, 22)


def test_the_mean_age_counts_half_a_year_beyond_each_ones_age(zone):
    young = profile_of(zone, on=THEN).inside[0]

    assert profile_of(zone, on=THEN).value("D11", young).amount == Decimal("12.5")


def test_a_zero_denominator_has_no_value_and_says_why(zone):
    profile = profile_of(zone, on=THEN)
    young, _old = profile.inside

    assert profile.value("D13", young).amount is None
    assert profile.value("D13", young).why.code == "nothing_below"


def test_a_place_stands_beside_what_is_around_it(zone):
    profile = profile_of(zone, on=THEN)

    assert [place.name for place in profile.around] == ["Regione"]
    assert profile.value("D01", profile.around[0]).amount == 338


def test_a_list_of_municipalities_stands_beside_what_they_have_in_common(zone):
    towns = [place.area for place in profile_of(zone, on=THEN).inside]
    profile = profile_of_towns(towns, name="Due Comuni", on=THEN)

    assert [place.name for place in profile.around] == ["Regione", "Zona"]
    assert profile.value("D01").amount == profile.value("D01", profile.around[1]).amount


def test_before_the_first_figures_a_value_says_from_when_there_are(zone):
    value = profile_of(zone, on=date(2022, 12, 31)).value("D04")

    assert (value.amount, value.why.facts) == (None, {"first": THEN})


def test_without_its_table_an_indicator_says_which_it_waits_for(zone):
    why = profile_of(zone, on=THEN).value("E01").why

    assert (why.code, why.facts) == ("no_vintage", {"dataset": Dataset.INCOMES.label})


def test_the_newest_figures_not_after_the_day_are_read(zone):
    town = profile_of(zone, on=THEN).inside[0].area
    make_population({town.istat_code: {50: (1, 0)}}, reference_date=date(2024, 1, 1))

    assert profile_of(town, on=date(2023, 12, 31)).value("D01").amount == 50
    assert profile_of(town, on=date(2024, 1, 1)).value("D01").amount == 1


def test_figures_published_again_replace_those_of_the_same_day_which_are_kept(zone):
    town = profile_of(zone, on=THEN).inside[0].area
    again = make_population({town.istat_code: {50: (1, 1)}})

    assert profile_of(town, on=THEN).value("D01").amount == 2
    assert profile_of(town, on=THEN).figures[Dataset.POPULATION].vintage == again


def test_a_municipality_that_is_missing_takes_the_value_from_its_zone_not_from_its_region(zone):
    missing = make_town(name="Nuovo")
    put_inside(missing, zone)
    profile = profile_of(zone, on=THEN)

    assert profile.value("D01").why.facts == {"names": "Nuovo"}
    region = profile.value("D01", profile.around[0])
    assert (region.amount, region.without) == (338, ("Nuovo",))


def test_membership_is_that_of_the_day(zone):
    town = profile_of(zone, on=THEN).inside[1].area
    town.memberships.update(until=date(2023, 6, 1))

    assert len(profile_of(zone, on=date(2023, 5, 31)).inside) == 2
    assert len(profile_of(zone, on=date(2023, 6, 1)).inside) == 1


def test_what_the_source_withholds_is_not_zero():
    zone = make_area()
    told, untold = make_part(zone), make_part(zone)
    make_incomes(
        {told.istat_code: (100, 1, 9, 90, 900), untold.istat_code: (50, None, 5, None, None)}
    )
    profile = profile_of(zone, on=THEN)
    one, other = (next(p for p in profile.inside if p.area == town) for town in (told, untold))

    assert profile.value("E02", one).amount == 10
    assert profile.value("E01", one).amount == 10
    assert profile.value("E02", other).why.code == "withheld"
    assert profile.value("E01", other).why.code == "withheld"
    assert profile.value("E02").why == Reason("withheld_in_part", {"towns": 1, "of": 2})


def test_a_region_is_computed_on_the_municipalities_that_are_told():
    region = make_area(kind="region")
    told, untold = make_part(region), make_part(region)
    make_incomes(
        {told.istat_code: (100, 1, 9, 90, 900), untold.istat_code: (50, None, 5, None, None)}
    )
    value = profile_of(region, on=THEN).value("E02")

    assert (value.amount, value.denominator, value.withheld) == (10, 100, 1)


def test_the_pyramid_is_that_of_the_whole_place(zone):
    assert ages_of(profile_of(zone, on=THEN)) == [
        (0, 11, 11),
        (20, 20, 20),
        (70, 30, 34),
        (90, 4, 8),
    ]


def test_a_profile_asks_as_many_questions_for_twenty_municipalities_as_for_two(
    zone, django_assert_num_queries
):
    for _ in range(18):
        make_part(zone)
    profile_of(zone, on=THEN)

    with django_assert_num_queries(6):
        profile = profile_of(zone, on=THEN)

    assert len(profile.inside) == 20
    assert rounded(Decimal(0)) == 0


def test_a_change_is_counted_on_what_there_was_five_years_before(zone):
    young, old = (place.area for place in profile_of(zone, on=THEN).inside)
    make_population(
        {young.istat_code: {20: (40, 40)}, old.istat_code: {70: (60, 60)}},
        reference_date=date(2018, 1, 1),
    )
    value = profile_of(zone, on=THEN).value("D03")

    assert (value.numerator, value.denominator, value.amount) == (-62, 200, -31)


def test_without_the_figures_of_five_years_before_the_change_says_which_it_waits_for(zone):
    why = profile_of(zone, on=THEN).value("D03").why

    assert (why.code, why.facts["years"], why.facts["then"]) == (
        "no_vintage_before",
        5,
        date(2018, 1, 1),
    )


def test_a_trend_needs_three_years_and_says_how_many_there_are(zone):
    make_population({"x": {20: (1, 1)}}, reference_date=date(2022, 1, 1))
    trend = trend_of(profile_of(zone, on=THEN), BY_CODE["D04"])

    assert (trend.why.code, trend.why.facts["years"]) == ("no_trend", 2)


def test_a_trend_is_told_by_the_municipalities_of_the_day(zone):
    young, old = (place.area for place in profile_of(zone, on=THEN).inside)
    for year, elders in (2021, 11), (2022, 22):
        make_population(
            {young.istat_code: {0: (0, 10)}, old.istat_code: {0: (0, 1), 70: (elders, 0)}},
            reference_date=date(year, 1, 1),
        )
    trend = trend_of(profile_of(zone, on=THEN), BY_CODE["D04"])

    assert [m.vintage.reference_date.year for m in trend.moments] == [2021, 2022, 2023]
    assert [m.amounts.get(0) for m in trend.moments] == [100, 200, Decimal(76) / 22 * 100]


def test_the_years_of_a_trend_are_those_in_which_the_place_is_told(zone):
    for year in (2021, 2022):
        make_population({"x": {20: (1, 1)}}, reference_date=date(year, 1, 1))
    trend = trend_of(profile_of(zone, on=THEN), BY_CODE["D01"])

    assert (trend.why.code, trend.why.facts["years"]) == ("no_trend", 1)


def test_a_wide_area_is_followed_on_the_municipalities_that_every_year_tells(zone):
    region = zone.memberships.get().whole
    young, old = (place.area for place in profile_of(zone, on=THEN).inside)
    for year in (2021, 2022):
        figures = {young.istat_code: {20: (5, 5)}, old.istat_code: {20: (5, 5)}}
        make_population(figures, reference_date=date(year, 1, 1))
    moments = trend_of(profile_of(region, on=THEN), BY_CODE["D01"]).moments

    assert [moment.amounts[0] for moment in moments] == [20, 20, 138]


def test_what_is_itself_a_change_has_no_trend(zone):
    assert trend_of(profile_of(zone, on=THEN), BY_CODE["D03"]) is None


def test_two_tables_are_divided_over_the_municipalities_that_both_tell(zone):
    young, old = (place.area for place in profile_of(zone, on=THEN).inside)
    missing = make_part(region := zone.memberships.get().whole)
    make_surfaces({town.istat_code: 10 for town in (young, old, missing)})
    profile = profile_of(region, on=THEN)
    value = profile.value("D02")

    assert (value.numerator, value.denominator, value.amount) == (138, 20, Decimal("6.9"))
    assert len(value.without) == 2  # one without residents, one without a surface


@pytest.fixture
def left():
    """A municipality that left another in 2021, in a zone; and the one it left."""
    mother, daughter = make_town(name="Madre"), make_town(name="Figlia", since=date(2021, 6, 1))
    Succession.objects.create(
        before=mother, after=daughter, on=date(2021, 6, 1), change=Change.SEPARATION, source="x"
    )
    return mother, daughter


def test_before_a_separation_both_together_are_told_by_the_one_that_was_left(left):
    mother, _daughter = left
    make_population({mother.istat_code: {30: (50, 50)}}, reference_date=date(2021, 1, 1))

    assert profile_of_towns(left, name="x", on=THEN).value("D01").amount == 100


def test_before_a_separation_neither_alone_is_told(left):
    make_population({left[0].istat_code: {30: (50, 50)}}, reference_date=date(2021, 1, 1))
    reasons = [profile_of(town, on=THEN).value("D01").why.facts["names"] for town in left]

    assert reasons == ["Madre (allora unito a Figlia)", "Figlia"]


def test_who_took_in_another_since_counts_both_and_says_so():
    day = date(2024, 1, 1)
    taken, kept = make_town(name="Borgo", until=day), make_town(name="Città")
    make_population({taken.istat_code: {30: (1, 1)}, kept.istat_code: {30: (4, 4)}})
    Succession.objects.create(
        before=taken, after=kept, on=day, change=Change.INCORPORATION, source="x"
    )
    profile = profile_of(kept, on=day)

    assert profile.value("D01").amount == 10
    assert left_out(profile) == [
        "Città comprende Borgo, che nei dati (1° gennaio 2023) è ancora un Comune distinto."
    ]
    assert left_out(profile_of(kept, on=THEN)) == []


def test_of_what_is_not_told_no_part_is_said_to_be_apart():
    day = date(2024, 1, 1)
    one, other = make_town(name="Uno", until=day), make_town(name="Altro", until=day)
    born = make_town(name="Nuovo", since=day)
    for before in (one, other):
        Succession.objects.create(
            before=before, after=born, on=day, change=Change.MERGER, source="x"
        )
    make_population({one.istat_code: {30: (1, 1)}})
    profile = profile_of(born, on=day)

    assert profile.value("D01").amount is None
    assert left_out(profile) == []


def test_after_a_separation_each_has_its_own_figures(left):
    mother, daughter = left
    make_population({mother.istat_code: {30: (4, 4)}, daughter.istat_code: {30: (1, 1)}})

    assert [profile_of(town, on=THEN).value("D01").amount for town in left] == [8, 2]
