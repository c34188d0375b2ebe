import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from raccordo.documents.sheets import write_csv
from raccordo.observatory.exports import as_json, as_rows, heading
from raccordo.observatory.paper import chapter_of, make_paper, place_of_paper
from raccordo.observatory.queries import profile_of
from raccordo.territory.models import Area
from tests.make import make_area, make_part, put_inside
from tests.observatory.worlds import make_population, make_surfaces

pytestmark = pytest.mark.django_db
THEN, LATER = date(2023, 1, 1), date(2024, 1, 1)
MADE_AT = datetime(2026, 3, 3, 9, 30, 15, 123, tzinfo=UTC)


@pytest.fixture
def zone():
    region, zone = make_area(kind="region", name="Regione"), make_area(name="Zona")
    put_inside(zone, region)
    one, other = make_part(zone), make_part(zone)
    make_population(
        {one.istat_code: {5: (10, 11), 70: (30, 41)}, other.istat_code: {30: (5, 5), 80: (1, 2)}},
        status="provisional",
    )
    return zone


@pytest.fixture
def papers(settings, tmp_path):
    settings.PAPERS_ROOT, settings.CHARTS_ROOT = tmp_path / "papers", tmp_path / "charts"
    return tmp_path / "papers"


def test_the_contract_gives_the_three_dates_and_each_value_with_its_figures(zone):
    told = json.loads(as_json(profile_of(zone, on=date(2023, 6, 1))))
    index = next(one for one in told["indicators"] if one["code"] == "D04")

    assert (told["area"], told["as_of"], told["membership_date"]) == (
        "Zona",
        "2023-06-01",
        "2023-06-01",
    )
    assert told["reference_date"] == "2023-01-01"
    assert date.fromisoformat(told["boundary_date"])
    assert index == {
        "code": "D04",
        "name": "Indice di vecchiaia",
        "value": "352.4",
        "numerator": "74",
        "denominator": "21",
        "unit": "per_hundred",
        "dataset": "population",
        "reference_date": "2023-01-01",
        "status": "provisional",
        "denominator_dataset": "population",
        "denominator_reference_date": "2023-01-01",
        "reason": None,
        "without": [],
        "withheld": 0,
    }


def test_what_has_no_value_is_null_with_its_reason(zone):
    told = json.loads(as_json(profile_of(zone, on=THEN)))
    indices = [
        (one["value"], one["reason"])
        for town in told["municipalities"]
        for one in town["indicators"]
        if one["code"] == "D04"
    ]

    assert (None, "Non calcolabile: il denominatore è zero.") in indices


def test_a_comparison_is_known_by_its_address_and_code_not_by_its_name_alone(zone):
    province = make_area(kind="province", name="Macerata", istat_code="043")
    put_inside(zone, province)
    told = json.loads(as_json(profile_of(zone, on=THEN)))["comparisons"]

    assert {(one["area"], one["kind"], one["istat"], one["slug"]) for one in told} == {
        ("Macerata", "province", "043", province.slug),
        ("Regione", "region", None, Area.objects.get(name="Regione").slug),
    }


def test_the_contract_cites_each_publication_once(zone):
    codes = zone.members.values_list("part__istat_code", flat=True)
    surfaces = make_surfaces(dict.fromkeys(codes, 10), reference_date=date(2021, 1, 1))
    told = json.loads(as_json(profile_of(zone, on=THEN)))["sources"]

    assert [one["dataset"] for one in told] == ["surfaces", "population"]
    assert told[0] == {
        "dataset": "surfaces",
        "reference_date": "2021-01-01",
        "status": "final",
        "publisher": "ISTAT",
        "attribution": "ISTAT",
        "sha256": surfaces.file.sha256,
    }


def test_the_csv_names_the_source_in_short_on_each_row(zone):
    codes = zone.members.values_list("part__istat_code", flat=True)
    whole = "Fonte: ISTAT, licenza CC BY 3.0 IT, colonne scelte e rinominate"
    make_population({code: {5: (1, 1)} for code in codes}, reference_date=LATER, attribution=whole)
    rows = write_csv(heading(), as_rows(profile_of(zone, on=LATER)))
    people = rows.decode("utf-8-sig").splitlines()[1]

    assert people == (
        "Zona;;D01;Popolazione residente;4,0;4;;persone;01/01/2024;dato definitivo;;"
        "Popolazione per sesso ed età (POSAS), ISTAT;01/01/2024"
    )
    assert whole not in rows.decode()


def test_the_rows_say_each_place_and_each_indicator_once(zone):
    rows = list(as_rows(profile_of(zone, on=THEN)))

    assert len({(row[0], row[2]) for row in rows}) == len(rows)
    assert {row[0] for row in rows} >= {"Zona", "Regione"}
    assert "Indice di vecchiaia" in write_csv(heading(), rows).decode("utf-8-sig")


def test_the_paper_is_made_once_and_is_the_same_made_again(zone, papers):
    chapter = chapter_of(profile_of(zone, on=THEN))
    place = make_paper(chapter, made_at=MADE_AT)
    first = place.read_bytes()

    assert place == place_of_paper(chapter)
    assert first.startswith(b"%PDF")
    assert b"pdfaid" in first
    assert make_paper(chapter, made_at=MADE_AT).read_bytes() == first
    assert [kept.name for kept in papers.iterdir()] == [place.name]


def test_other_figures_are_another_paper(zone, papers):
    before = place_of_paper(chapter_of(profile_of(zone, on=THEN)))
    town = zone.members.first().part
    make_population({town.istat_code: {5: (1, 1)}})

    assert place_of_paper(chapter_of(profile_of(zone, on=THEN))) != before


def profile(*args, **options):
    out = StringIO()
    call_command("profile", *args, stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_the_profile_of_an_area_or_of_a_list(zone, capsys):
    codes = ",".join(zone.members.values_list("part__istat_code", flat=True))
    profile(zone.slug, as_of="2023-01-01", format="json")
    of_area = json.loads(capsys.readouterr().out)
    profile(municipalities=codes, as_of="2023-01-01", format="json")
    of_list = json.loads(capsys.readouterr().out)

    assert of_area["indicators"] == of_list["indicators"]
    assert of_area["municipalities"] == of_list["municipalities"]


def test_the_table_names_what_is_missing_and_why(zone, capsys):
    profile(zone.slug, as_of="2023-01-01")
    printed = capsys.readouterr().out

    assert "D04        Indice di vecchiaia" in printed
    assert "Densità (D02). Non disponibile: carica Superfici dei Comuni." in printed


def test_the_command_writes_the_document(zone, papers, tmp_path):
    out = tmp_path / "profilo.pdf"

    assert "profilo.pdf" in profile(zone.slug, as_of="2023-01-01", format="pdf", out=str(out))
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "Serve un'area"),
        ({"area": "atlantide"}, "Nessuna area ha l'indirizzo «atlantide»"),
        ({"municipalities": "Atlantide"}, "Atlantide"),
        ({"municipalities": " , "}, "vuoto"),
        ({"as_of": "ieri", "area": "x"}, "«ieri» non è una data"),
        ({"format": "pdf", "area": "zona"}, "aggiungere --out profilo.pdf"),
    ],
)
def test_what_cannot_be_printed_says_why(options, said):
    make_area(name="Zona", slug="zona")
    area = [options["area"]] if "area" in options else []

    with pytest.raises(CommandError, match=said):
        profile(*area, **{name: value for name, value in options.items() if name != "area"})
