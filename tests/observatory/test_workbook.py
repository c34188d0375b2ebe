from datetime import date

import pytest
from django.core.management import call_command
from django.utils.translation import override

from raccordo.observatory.queries import profile_of, profile_of_towns
from raccordo.observatory.workbook import as_book
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind
from tests.documents.books import opened
from tests.make import make_area, make_part, make_town, put_inside
from tests.observatory.worlds import make_incomes, make_population, make_surfaces

pytestmark = pytest.mark.django_db
THEN, SPRING = date(2023, 1, 1), date(2023, 6, 1)
YOUNG, OLD = {5: (10, 11), 70: (30, 41)}, {30: (5, 5), 80: (1, 2)}
ATTRIBUTION = "Fonte: ISTAT, popolazione residente, licenza CC BY 3.0 IT"


@pytest.fixture
def zone():
    """A zone of two municipalities, one of them with no children, in a province of a region."""
    region = make_area(kind="region", name="Marche", istat_code="11")
    province = make_area(kind="province", name="Macerata", istat_code="043")
    zone = make_area(name="Zona")
    put_inside(province, region)
    put_inside(zone, province)
    young, old = make_town(name="Frisa"), make_town(name="=Treglio")
    put_inside(young, zone)
    put_inside(old, zone)
    make_population(
        {young.istat_code: YOUNG, old.istat_code: OLD},
        status="provisional",
        attribution=ATTRIBUTION,
    )
    return zone


def book_of(area, **asked):
    return opened(as_book(profile_of(area, on=SPRING, **asked)))


def test_the_first_sheet_has_each_indicator_beside_the_wider_territories(zone):
    sheet = book_of(zone)["Indicatori"]
    heading, people, *_rest = sheet.rows
    index = next(row for row in sheet.rows if row[0] == "D04")

    assert heading[:5] == ["codice", "indicatore", "Zona", "Macerata (provincia)", "Marche"]
    assert people[:6] == ["D01", "Popolazione residente", 105, 105, 105, "persone"]
    assert index[2:9] == [352.4, 352.4, 352.4, "ogni 100", 74, 21, THEN]
    assert index[9] == "stima provvisoria"
    forms = [sheet.form_of(cell) for cell in ("C2", "C5", "G5", "I5")]
    assert forms == ["#,##0", "#,##0.0", "#,##0", "dd/mm/yyyy"]


def test_what_has_no_value_is_an_empty_cell_with_its_reason_beside(zone):
    density = next(row for row in book_of(zone)["Indicatori"].rows if row[0] == "D02")

    assert density[2:5] == ["", "", ""]
    assert density[-1] == "Non disponibile: carica Superfici dei Comuni."


def test_each_municipality_is_a_row_with_its_code_and_a_column_for_each_indicator(zone):
    sheet = book_of(zone)["Comuni"]
    heading, one, other = sheet.rows
    index = heading.index("Indice di vecchiaia (D04)")

    assert heading[:3] == ["codice ISTAT", "Comune", "Popolazione residente (D01)"]
    assert not [name for name in heading if "D02" in name or "E01" in name]
    assert {one[1]: one[2], other[1]: other[2]} == {"Frisa": 92, "=Treglio": 13}
    assert {one[1]: one[index], other[1]: other[index]} == {"Frisa": 338.1, "=Treglio": ""}
    notes = {one[1]: one[-1], other[1]: other[-1]}
    assert notes["=Treglio"] == "D04: Non calcolabile: il denominatore è zero."


def test_codes_are_text_and_names_are_never_formulas(zone):
    sheets = book_of(zone)
    codes = sheets["Comuni"].column("codice ISTAT")

    assert set(codes) == set(zone.members.values_list("part__istat_code", flat=True))
    assert sheets["Comuni"].form_of("A2") == "@"
    assert "numberStoredAsText" in sheets["Comuni"].xml
    assert not [name for name, sheet in sheets.items() if "<f>" in sheet.xml]


def test_the_tables_are_filtered_and_stay_in_view_the_sources_are_read(zone):
    sheets = book_of(zone)

    assert list(sheets) == ["Indicatori", "Comuni", "Numeri", "Fonti e date"]
    for name in ("Indicatori", "Comuni", "Numeri"):
        assert "<autoFilter" in sheets[name].xml
        assert 'state="frozen"' in sheets[name].xml
    assert "<autoFilter" not in sheets["Fonti e date"].xml


def test_the_long_list_names_the_source_and_leaves_the_attribution_to_its_sheet(zone):
    sheets = book_of(zone)
    sources = set(sheets["Numeri"].column("fonte"))

    assert sources == {"", "Popolazione per sesso ed età (POSAS), ISTAT"}
    assert set(sheets["Numeri"].column("luogo")) >= {"Zona", "Macerata (provincia)", "=Treglio"}
    assert set(sheets["Numeri"].column("data di riferimento")) == {"", THEN}
    told = [cell for row in sheets["Fonti e date"].rows for cell in row]
    assert told.count(ATTRIBUTION) == 1


def test_the_sources_tell_the_dates_the_formulas_and_what_is_missing(zone):
    profile = profile_of(zone, on=SPRING)
    rows = opened(as_book(profile))["Fonti e date"].rows
    (people,) = profile.vintages

    assert rows[0][0] == "Zona"
    assert [row[1] for row in rows[2:5]] == [SPRING, THEN, profile.boundary_date]
    assert [people.file.sha256] == [row[5] for row in rows if row[2] == ATTRIBUTION]
    assert any(row[:2] == ["Indice di vecchiaia", "D04"] and "P65+" in row[3] for row in rows)
    assert ["Densità", "D02", "Non disponibile: carica Superfici dei Comuni."] in [
        row[:3] for row in rows
    ]


def test_a_denominator_from_another_table_is_cited_with_its_day(zone):
    codes = zone.members.values_list("part__istat_code", flat=True)
    make_surfaces(dict.fromkeys(codes, "12.5000"), reference_date=date(2021, 1, 1))
    sheets = book_of(zone)
    long = next(row for row in sheets["Numeri"].rows if row[2] == "D02")

    assert long[4:7] == [4.2, 105, 25]
    assert long[11] == (
        "Popolazione per sesso ed età (POSAS), ISTAT; denominatore: Superfici dei Comuni, ISTAT, "
        "1° gennaio 2021"
    )
    told = [row[0] for row in sheets["Fonti e date"].rows if row[3] == "ISTAT"]
    assert told == ["Superfici dei Comuni", "Popolazione per sesso ed età (POSAS)"]


def test_euros_are_whole_and_never_rounded_twice():
    zone, town = make_area(), make_town()
    put_inside(town, zone)
    make_incomes({town.istat_code: (100, 1, 9, 100, 2012346)})
    sheet = book_of(zone)["Comuni"]

    assert sheet.column("Reddito imponibile medio (E01)") == [20123]
    assert sheet.form_of("C2") == "#,##0"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("region", "Senza 1 Comune, il cui dato la fonte oscura."),
        (
            "zone",
            "Non disponibile: la fonte oscura, per riservatezza, il dato di una parte dei Comuni "
            "(1 su 2).",
        ),
    ],
)
def test_the_municipalities_whose_figure_is_withheld_are_counted_in_the_note(kind, said):
    area, told, untold = make_area(kind=kind), make_town(), make_town()
    put_inside(told, area)
    put_inside(untold, area)
    make_incomes(
        {told.istat_code: (100, 1, 9, 90, 900), untold.istat_code: (50, None, 5, None, None)}
    )
    sheets = book_of(area)
    notes = {row[0]: row[-1] for row in sheets["Indicatori"].rows}
    towns = {row[0]: row for row in sheets["Comuni"].rows}

    assert notes["E01"] == notes["E02"] == said
    assert towns[untold.istat_code][-1] == (
        "E01, E02: Non disponibile: la fonte oscura il dato, per riservatezza."
    )


def test_the_country_by_provinces_has_a_row_for_each_province(zone):
    country = make_area(kind="country", name="Italia")
    put_inside(Area.objects.get(name="Marche"), country)
    sheet = book_of(country, parts=AreaKind.PROVINCE)["Province"]

    assert sheet.rows[0][:2] == ["codice ISTAT", "Provincia"]
    assert [row[:3] for row in sheet.rows[1:]] == [["043", "Macerata", 105]]


def test_without_figures_the_workbook_still_says_why():
    town = make_town(name="Treglio")
    sheets = opened(as_book(profile_of_towns([town], name="Comuni scelti", on=THEN)))

    assert sheets["Comuni"].rows[0] == ["codice ISTAT", "Comune", "nota"]
    assert sheets["Comuni"].rows[1] == [town.istat_code, "Treglio", ""]
    assert sheets["Indicatori"].rows[1][-1].startswith("Non disponibile")


def test_the_workbook_speaks_the_language_of_who_asks(zone):
    with override("en"):
        sheets = book_of(zone)

    assert sheets["Municipalities"].rows[0][:2] == ["ISTAT code", "Municipality"]
    assert next(iter(sheets.values())).rows[0][:2] == ["code", "indicator"]


def test_the_command_writes_the_workbook(zone, tmp_path):
    out = tmp_path / "profilo.xlsx"
    call_command("profile", zone.slug, as_of="2023-06-01", format="xlsx", out=str(out))

    assert "Indicatori" in opened(out.read_bytes())


def test_the_numbers_of_too_many_municipalities_are_left_to_the_csv(monkeypatch):
    region = make_area(kind="region", name="Regione")
    codes = [make_part(region).istat_code for _ in range(3)]
    make_population({code: {30: (1, 1)} for code in codes})
    profile = profile_of(region, on=date(2023, 1, 1))
    assert "Numeri" in opened(as_book(profile))

    monkeypatch.setattr("raccordo.observatory.workbook.ONE_BY_ONE", 2)
    book = opened(as_book(profile))

    assert "Numeri" not in book
    assert any(
        "sono nel file CSV" in str(cell) for row in book["Fonti e date"].rows for cell in row
    )
