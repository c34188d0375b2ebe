from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from raccordo.observatory.ages import ages_told, five_year_classes
from raccordo.observatory.highlights import cards
from raccordo.observatory.notes import left_out
from raccordo.observatory.queries import profile_of, profile_of_towns
from raccordo.observatory.sentences import compared, headlines, spread, told
from raccordo.observatory.states import Unit
from raccordo.observatory.wording import exactly, figure, the_share, with_unit
from raccordo.territory.states import AreaKind
from tests.make import make_area, make_part, make_town, put_inside
from tests.observatory.worlds import make_incomes, make_population

pytestmark = pytest.mark.django_db
THEN = date(2023, 1, 1)


def place(people, *, names=(), region=None, kind="zone"):
    """A zone whose municipalities have these ages, in a region of its own."""
    whole = make_area(kind="region", name="Regione")
    zone = make_area(name="Zona", kind=kind)
    put_inside(zone, whole)
    towns = [make_town(name=name) for name in names or [f"Borgo {n}" for n in range(len(people))]]
    for town in towns:
        put_inside(town, zone)
    figures = {town.istat_code: ages for town, ages in zip(towns, people, strict=True)}
    if region:
        elsewhere = make_part(whole)
        figures[elsewhere.istat_code] = region
    make_population(figures)
    return zone


def said(zone, code="D04"):
    return told(profile_of(zone, on=THEN), code)


YOUNG, OLD = {5: (10, 10), 70: (5, 5)}, {5: (5, 5), 70: (10, 10)}


def test_the_extremes_are_named_with_their_values():
    zone = place([YOUNG, OLD], names=["Treglio", "Frisa"])

    assert "Fra i Comuni va da 50,0 (Treglio) a 200,0 (Frisa)." in said(zone)


def test_where_many_share_an_end_they_are_all_named_up_to_three():
    zone = place([YOUNG, YOUNG, OLD], names=["Aielli", "Bisenti", "Celano"])
    assert "da 50,0 (Aielli e Bisenti) a 200,0 (Celano)" in said(zone)

    zone = place([YOUNG] * 4 + [OLD])
    assert "da 50,0 (4 Comuni) a 200,0" in said(zone)


def test_where_all_are_equal_no_end_is_named():
    assert "È uguale in tutti i Comuni." in said(place([OLD, OLD]))


def test_of_one_municipality_no_ends_are_told():
    zone = place([OLD])

    assert spread(profile_of(zone, on=THEN), "D04") == ""
    assert headlines(profile_of(zone, on=THEN))[0] == "I residenti sono 30."


def test_the_same_direction_is_said_once_and_equals_are_equal_as_they_are_seen():
    zone = place([OLD], region={5: (5, 5), 70: (10, 10)})
    assert compared(profile_of(zone, on=THEN), "D04") == (
        "Il valore è uguale a quello regionale (200,0)."
    )

    zone = place([OLD], region=YOUNG)
    country = make_area(kind="country", name="Italia")
    put_inside(zone.memberships.get().whole, country)
    assert compared(profile_of(zone, on=THEN), "D04") == (
        "Il valore è più alto di quello regionale (100,0) e di quello nazionale (100,0)."
    )


def test_a_population_is_not_said_larger_or_smaller_than_that_of_its_region():
    assert compared(profile_of(place([OLD, YOUNG]), on=THEN), "D01") == ""


def test_the_most_and_the_least_populous_are_named():
    zone = place(
        [{30: (4, 4)}, {30: (1, 1)}, {30: (4, 4)}], names=["Atri", "Bolognano", "Cepagatti"]
    )

    assert headlines(profile_of(zone, on=THEN))[0] == (
        "I residenti sono 18, in 3 Comuni: i più popolosi sono Atri e Cepagatti (8), "
        "il meno popoloso è Bolognano (2)."
    )


def test_one_person_is_said_in_the_singular():
    zone = place([{30: (5, 4), 90: (0, 1)}])

    assert "Ha 85 anni e più 1 persona, il 10,0\xa0% dei residenti." in headlines(
        profile_of(zone, on=THEN)
    )


def test_what_has_no_value_is_not_said():
    zone = place([{30: (5, 5)}])

    assert said(zone, "D04") == ""
    assert not [line for line in headlines(profile_of(zone, on=THEN)) if "vecchiaia" in line]


def test_without_figures_nothing_is_said():
    profile = profile_of_towns([make_town()], name="Uno", on=THEN)

    assert (headlines(profile), ages_told(profile), five_year_classes(profile)) == ([], [], [])


def test_the_pyramid_says_its_largest_class_and_how_many_women_there_are():
    zone = place([{0: (2, 2), 17: (3, 3), 52: (5, 6), 99: (1, 3)}])

    assert ages_told(profile_of(zone, on=THEN)) == [
        "La classe di età più numerosa è quella di 50–54 anni (11 persone).",
        "Hanno meno di 18 anni 10 persone, il 40,0\xa0% dei residenti; meno di 3 anni, 4.",
        "Hanno 80 anni e più 4 persone; le donne sono il 75,0\xa0%.",
    ]


def test_two_classes_as_large_are_both_said():
    zone = place([{22: (3, 3), 52: (3, 3)}])

    assert ages_told(profile_of(zone, on=THEN))[0] == (
        "Le classi di età più numerose sono quelle di 20–24 e 50–54 anni (6 persone ciascuna)."
    )


def test_a_card_says_how_much_of_the_nearest_wider_area_the_place_is():
    zone = place([{30: (20, 20)}], region={30: (30, 30)})

    assert cards(profile_of(zone, on=THEN))[0].beside == ("40,0\xa0% della regione",)


def test_what_the_source_leaves_out_is_said_of_the_place_it_is_left_out_of():
    zone = place([OLD])
    put_inside(make_town(name="Nuovo"), zone.memberships.get().whole)

    assert left_out(profile_of(zone, on=THEN)) == [
        "Regione: i dati caricati non comprendono Nuovo."
    ]


def test_the_country_is_read_by_provinces():
    country = make_area(kind="country", name="Italia")
    figures = {}
    for name, people in ("Chieti", YOUNG), ("Teramo", OLD):
        province = make_area(kind="province", name=name)
        put_inside(province, country)
        figures[make_part(province).istat_code] = people
        figures[make_part(province).istat_code] = people
    make_population(figures)
    profile = profile_of(country, on=THEN, parts=AreaKind.PROVINCE)

    assert [part.name for part in profile.inside] == ["Chieti", "Teramo"]
    assert spread(profile, "D04") == "Fra le province va da 50,0 (Chieti) a 200,0 (Teramo)."
    assert headlines(profile)[0] == "I residenti sono 120, in 4 Comuni."


def test_two_municipalities_of_one_name_are_told_apart():
    towns = [make_town(name="Castro", sigla="BG"), make_town(name="Castro", sigla="LE")]
    profile = profile_of_towns(towns, name="Due", on=THEN)

    assert [town.name for town in profile.inside] == ["Castro (BG)", "Castro (LE)"]


def test_the_same_is_said_in_english():
    zone = place([YOUNG, OLD], names=["Treglio", "Frisa"], region=YOUNG)

    with override("en"):
        assert said(zone) == (
            "Old-age index: 100.0. The value is higher than the regional one (80.0). Among the "
            "municipalities it ranges from 50.0 (Treglio) to 200.0 (Frisa)."
        )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0.4", "lo 0,4\xa0%"),
        ("1.5", "l'1,5\xa0%"),
        ("7.96", "l'8,0\xa0%"),
        ("8.9", "l'8,9\xa0%"),
        ("11.2", "l'11,2\xa0%"),
        ("15.5", "il 15,5\xa0%"),
        ("18", "il 18,0\xa0%"),
        ("80", "l'80,0\xa0%"),
        ("100", "il 100,0\xa0%"),
    ],
)
def test_a_share_has_its_article(value, said):
    assert the_share(Decimal(value)) == said


def test_what_some_municipalities_do_not_have_is_not_said_of_all():
    nobody = {30: (3, 3)}

    assert "È uguale" not in said(place([OLD, nobody]))
    assert "Fra i Comuni che hanno il dato va da 50,0" in said(place([OLD, YOUNG, nobody]))


def test_where_the_whole_is_not_known_nothing_is_said_of_its_ages():
    zone = place([OLD])
    put_inside(make_town(name="Nuovo"), zone)
    profile = profile_of(zone, on=THEN)

    assert (ages_told(profile), five_year_classes(profile), headlines(profile)) == ([], [], [])


def test_two_incomes_that_look_equal_are_equal():
    zone = place([OLD, YOUNG])
    region = zone.memberships.get().whole
    codes = list(zone.members.values_list("part__istat_code", flat=True))
    elsewhere = make_part(region)
    make_incomes(
        {codes[0]: (10, 1, 1, 10, 100_003), codes[1]: (10, 1, 1, 10, 100_004)}
        | {elsewhere.istat_code: (10, 1, 1, 10, 100_001)}
    )
    profile = profile_of(zone, on=THEN)

    assert compared(profile, "E01") == "Il valore è uguale a quello regionale (10.000)."
    assert spread(profile, "E01") == "È uguale in tutti i Comuni."


def test_a_fall_too_small_to_be_seen_is_not_less_than_nothing():
    assert figure(Decimal("-0.04"), Unit.PERCENT) == "0,0"


@pytest.mark.parametrize(
    ("value", "said"),
    [(25741, "25.741"), ("12.3450", "12,345"), ("75840.5", "75.840,5"), (None, "–")],
)
def test_a_figure_is_shown_with_all_its_decimals(value, said):
    assert exactly(None if value is None else Decimal(value)) == said


@pytest.mark.parametrize(("language", "said"), [("it", "15,5\N{NO-BREAK SPACE}%"), ("en", "15.5%")])
def test_a_percentage_is_written_as_in_each_language(language, said):
    with override(language):
        assert with_unit(Decimal("15.5"), Unit.PERCENT) == said
