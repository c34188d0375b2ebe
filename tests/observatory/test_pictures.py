from datetime import date

import pytest
from django.utils.translation import override

from raccordo.observatory import maps, pictures
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.pictures import words_of
from raccordo.observatory.queries import profile_of
from raccordo.observatory.states import Unit
from raccordo.observatory.trends import trend_of
from tests.make import make_area, make_part, make_town, put_inside
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.once

THEN = date(2023, 1, 1)


@pytest.fixture
def zone(settings, tmp_path):
    settings.CHARTS_ROOT = tmp_path / "charts"
    zone = make_area(name="Zona")
    towns = [make_town(name="Alto & <Basso>"), make_town(name="Treglio")]
    for town in towns:
        put_inside(town, zone)
    make_population(
        {
            towns[0].istat_code: {5: (10, 10), 70: (1900, 1900)},
            towns[1].istat_code: {5: (10, 10), 70: (5, 5)},
        }
    )
    return zone


@pytest.mark.django_db
def test_a_picture_says_in_words_what_it_shows(zone):
    profile = profile_of(zone, on=THEN)

    assert words_of(pictures.pyramid(profile)) == (
        "Piramide delle età. La classe di età più numerosa è quella di 70–74 anni (3.810 persone)."
    )
    assert words_of(pictures.dots(profile, "D04")) == (
        "Indice di vecchiaia per Comune, da 50,0 a 19.000,0."
    )


@pytest.mark.django_db
def test_a_name_is_text_in_a_picture_whatever_its_signs(zone):
    drawn = pictures.dots(profile_of(zone, on=THEN), "D04")

    assert "Alto &amp; &lt;Basso&gt;" in drawn
    assert "<Basso>" not in drawn


@pytest.mark.django_db
def test_numbers_in_a_picture_follow_the_language(zone):
    profile = profile_of(zone, on=THEN)
    italian = pictures.pyramid(profile)
    with override("en"):
        english = pictures.pyramid(profile)

    assert "1.000" in italian
    assert "1,000" in english


@pytest.mark.django_db
def test_a_picture_of_nothing_is_nothing():
    profile = profile_of(make_area(), on=THEN)

    assert pictures.pyramid(profile) == ""
    assert pictures.structure(profile) == ""
    assert pictures.dots(profile, "D04") == ""
    assert maps.choropleth(profile, "D04") == ""


@pytest.mark.django_db
def test_with_many_municipalities_their_distribution_is_drawn(zone):
    for _ in range(pictures.ONE_BY_ONE):
        make_part(zone)
    towns = zone.members.values_list("part__istat_code", flat=True)
    make_population({code: {5: (1, 1), 70: (n, n)} for n, code in enumerate(towns)})

    assert "Comuni</text>" in pictures.dots(profile_of(zone, on=THEN), "D04")


@pytest.mark.django_db
def test_three_years_make_a_line(zone):
    for year in (2021, 2022):
        codes = zone.members.values_list("part__istat_code", flat=True)
        make_population(
            {code: {5: (1, 1), 70: (year, 0)} for code in codes}, reference_date=date(year, 1, 1)
        )
    profile, index = profile_of(zone, on=THEN), BY_CODE["D04"]
    drawn = pictures.course(profile, trend_of(profile, index), index)

    assert words_of(drawn) == "Indice di vecchiaia dal 2021 al 2023."


def test_the_classes_of_a_map_hold_as_many_values_each_and_say_their_ends():
    classes = maps.classes([1.0, 2.0, 3.0, 4.0, 100.0, 5.0, 6.0, 7.0, 8.0, None], Unit.PERCENT)

    assert [words for words, _since, _until in classes] == [
        "1,0",
        "2,0 – 3,0",
        "4,0 – 5,0",
        "6,0 – 7,0",
        "8,0 – 100,0",
    ]


def test_few_values_make_few_classes_and_none_makes_none():
    assert [words for words, *_ in maps.classes([7.0, 7.0, 9.5], Unit.PERCENT)] == [
        "7,0",
        "9,5",
    ]
    assert maps.classes([None, None], Unit.PERCENT) == []
