from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.paper import ONE_BY_ONE, chapter_of, make_paper
from raccordo.observatory.queries import profile_of
from raccordo.observatory.reasons import ON_PAPER, SENTENCES
from raccordo.observatory.tables import ACROSS
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind
from tests.make import make_area, make_part, make_town, put_inside
from tests.observatory.worlds import make_incomes, make_population, make_surfaces

pytestmark = pytest.mark.django_db
THEN = date(2023, 1, 1)
MADE_AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
AGES = {5: (10, 11), 62: (9, 9), 17: (5, 5), 30: (10, 10), 70: (30, 41)}
NEW = "Regione: i dati caricati non comprendono Nuovo."


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    settings.PAPERS_ROOT, settings.CHARTS_ROOT = tmp_path / "papers", tmp_path / "charts"


@pytest.fixture
def zone():
    """Two municipalities in a region, of which the source leaves one out."""
    region, zone = make_area(kind="region", name="Regione"), make_area(name="Zona")
    put_inside(zone, region)
    put_inside(make_town(name="Nuovo"), region)
    towns = [make_town(name="Treglio"), make_town(name="Frisa")]
    for town in towns:
        put_inside(town, zone)
    make_population({town.istat_code: AGES for town in towns}, status="provisional")
    return zone


def chapter(area, **options):
    return chapter_of(profile_of(area, on=THEN, **options))


def pictures_in(chapter):
    return [picture for section in chapter["sections"] for picture in section["pictures"]]


def tables_in(chapter):
    return [table for section in chapter["sections"] for table in section["tables"]]


def info_of(chapter):
    content = make_paper(chapter, made_at=MADE_AT).read_bytes()
    return PdfFileReader(BytesIO(content)).trailer["/Info"]


def test_one_table_has_every_indicator_of_the_place_and_of_what_is_around_it(zone):
    whole = chapter(zone)["overview"]

    assert whole["columns"] == ["Indicatore", "Unità", "Zona", "Regione"]
    assert ["Indice di vecchiaia", "ogni\xa0100", "338,1", "338,1"] in whole["rows"]
    assert len(whole["rows"]) == len(chapter(zone)["indicators"])


def test_what_a_source_leaves_out_is_said_under_all_that_shows_the_wide_area(zone):
    said = chapter(zone)

    assert NEW in said["overview"]["notes"]
    assert NEW in said["notes"]  # beneath the figures that open it
    assert all(NEW in one["table"]["notes"] for one in said["indicators"])
    beside_others = [picture for picture in pictures_in(said) if "Regione" in picture["svg"]]
    assert beside_others
    assert all(NEW in picture["notes"] for picture in beside_others)
    assert NEW in said["sources"]


def test_where_only_one_of_two_tables_leaves_someone_out_it_is_named(zone):
    codes = list(zone.members.values_list("part__istat_code", flat=True))
    new = zone.memberships.get().whole.members.get(part__name="Nuovo").part.istat_code
    make_incomes(dict.fromkeys([*codes, new], (100, 5, 20, 90, 1000)))

    assert (
        "Regione: i dati caricati di «Popolazione per sesso ed età (POSAS)» non comprendono Nuovo."
        in chapter(zone)["overview"]["notes"]
    )


def test_every_table_and_picture_says_its_source_its_day_and_its_status(zone):
    said = chapter(zone)
    source = (
        "Fonte: ISTAT, Popolazione per sesso ed età (POSAS), 1° gennaio 2023, stima provvisoria."
    )
    shown = [said["overview"], *tables_in(said), *pictures_in(said)]

    assert all(source in one["notes"] for one in shown)
    assert all(source in one["table"]["notes"] for one in said["indicators"])


def test_a_cell_without_a_value_has_its_reason_beneath(zone):
    codes = list(zone.members.values_list("part__istat_code", flat=True))
    make_incomes({codes[0]: (100, None, None, 90, 1000), codes[1]: (100, 5, 20, 90, 1000)})
    (low,) = [one for one in chapter(zone)["indicators"] if one["title"].startswith("E02")]

    of_zone, of_town = [note for note in low["table"]["notes"] if note.startswith("n.d.")]
    assert "Zona" in of_zone
    assert of_zone.endswith("il dato di una parte dei Comuni (1 su 2).")
    assert of_town.endswith(": la fonte oscura il dato, per riservatezza.")


def test_what_is_not_available_says_which_table_is_missing_and_tells_nobody_to_load_it(zone):
    said = chapter(zone)["not_available"]

    assert "Densità (D02): manca la tabella «Superfici dei Comuni»." in said
    assert [one for one in said if "del 1° gennaio 2018" in one]
    assert not [one for one in said if "carica" in one.lower()]


def test_every_reason_for_no_value_has_its_words_for_paper():
    assert set(ON_PAPER) == set(SENTENCES) - {"no_trend"}


def test_one_municipality_has_no_table_of_municipalities(zone):
    town = zone.members.first().part
    said = chapter(town)

    assert not tables_in(said)
    assert "Comune per Comune" not in [section["title"] for section in said["sections"]]
    assert all(len(one["table"]["rows"]) == 3 for one in said["indicators"])  # it, zone, region
    assert make_paper(said, made_at=MADE_AT).exists()


def test_nothing_is_wider_than_the_country():
    country = make_area(kind="country", name="Italia")
    codes = []
    for name in ("Chieti", "Valle d'Aosta/Vallée d'Aoste"):
        province = make_area(kind="province", name=name)
        put_inside(province, country)
        codes.append(make_part(province).istat_code)
    make_population(dict.fromkeys(codes, AGES))
    said = chapter(country, parts=AreaKind.PROVINCE)

    captions = [picture["caption"] for picture in pictures_in(said)]
    assert "Indice di vecchiaia per provincia" in captions
    assert not [one for one in [*captions, said["overview"]["caption"]] if "più ampi" in one]
    assert said["overview"]["columns"][2:] == ["Valore", "Numeratore", "Denominatore"]
    assert make_paper(said, made_at=MADE_AT).exists()


def test_of_a_figure_of_two_tables_neither_is_blamed_alone(zone):
    new = Area.objects.get(name="Nuovo")
    codes = zone.members.values_list("part__istat_code", flat=True)
    make_population(dict.fromkeys((*codes, new.istat_code), AGES))
    make_surfaces(dict.fromkeys(codes, 10))  # this time it is the surfaces that leave it out

    tables = "«Popolazione per sesso ed età (POSAS)» / «Superfici dei Comuni»"
    said = f"Regione: i dati caricati di {tables} non comprendono Nuovo."
    assert said in chapter(zone)["overview"]["notes"]


def test_the_paper_of_the_country_counts_the_provinces_that_lack_a_figure():
    country, codes = make_area(kind="country"), []
    for _ in range(2):
        province = make_area(kind="province")
        put_inside(province, country)
        codes += [make_part(province).istat_code, make_part(province).istat_code]
    make_population(dict.fromkeys(codes, AGES))
    told, withheld = (100, 5, 20, 90, 1000), (100, None, None, 90, 1000)
    make_incomes(dict.fromkeys(codes, told) | {codes[0]: withheld})
    said = chapter(country, parts=AreaKind.PROVINCE)
    (low,) = [t for t in tables_in(said) if any(c.startswith("Contrib") for c in t["columns"])]

    words = "In 1 provincia il dato è senza alcuni Comuni, per cui la fonte lo oscura."
    assert words in low["notes"]


def test_the_municipalities_are_in_few_tables_with_some_indicators_each(zone):
    tables = tables_in(chapter(zone))
    told = [column for table in tables for column in table["columns"][1:]]

    assert len(told) == len(set(told)) == len(chapter(zone)["indicators"])
    assert max(len(table["columns"]) for table in tables) <= 1 + ACROSS
    assert [row[0] for row in tables[0]["rows"]] == ["Zona", "Frisa", "Treglio"]


def test_of_many_municipalities_the_figures_of_each_are_in_the_spreadsheet(zone):
    before = chapter(zone)
    codes = list(zone.members.values_list("part__istat_code", flat=True))
    codes += [make_part(zone).istat_code for _ in range(ONE_BY_ONE)]
    make_population(dict.fromkeys(codes, AGES))
    after = chapter(zone)

    told = "Comune per Comune, numeratori e denominatori sono nel file Excel e in quello CSV."
    assert len(before["indicators"][0]["table"]["rows"]) == 4
    assert len(after["indicators"][0]["table"]["rows"]) == 2
    assert len(tables_in(after)[0]["rows"]) == len(codes) + 1
    assert (told in before["sources"], told in after["sources"]) == (False, True)
    assert make_paper(after, made_at=MADE_AT).exists()


def test_the_three_days_are_on_every_page_and_among_the_sources(zone):
    said = chapter(zone)

    for words in ("Comuni: 1° gennaio 2023", "residenti: 1° gennaio 2023", "confini: "):
        assert words in said["subtitle"]
        assert words in said["footer"]
    assert "Confini delle mappe: " in said["sources"][0]


def test_a_source_is_told_once_even_when_two_tables_are_read_together(zone):
    codes = zone.members.values_list("part__istat_code", flat=True)
    make_surfaces(dict.fromkeys(codes, 10))

    sources = chapter(zone)["sources"]
    assert len(sources) == len(set(sources))
    assert BY_CODE["D02"].name in [row[0] for row in chapter(zone)["overview"]["rows"]]


def test_the_years_are_drawn_with_their_source(zone):
    codes = list(zone.members.values_list("part__istat_code", flat=True))
    for year in (2021, 2022):
        make_population(dict.fromkeys(codes, AGES), reference_date=date(year, 1, 1))
    said = chapter(zone)

    (years,) = [section for section in said["sections"] if section["title"] == "Negli anni"]
    assert [picture["notes"] for picture in years["pictures"] if NEW not in picture["notes"]] == []
    assert make_paper(said, made_at=MADE_AT).exists()


def test_without_figures_the_paper_says_why(zone):
    said = chapter(make_area(name="Vuota"))

    assert said["overview"] is None
    assert said["not_available"]
    assert make_paper(said, made_at=MADE_AT).exists()


def test_the_document_is_called_by_its_title_and_has_no_author(zone):
    info = info_of(chapter(zone))

    assert info["/Title"] == "Profilo sociale: Zona"
    assert "/Author" not in info
