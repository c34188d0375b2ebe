"""The real figures on the real territory: what was published, and what the ages give."""

import csv
import gzip
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from raccordo.foundation.errors import Refused
from raccordo.observatory.bundled import DATA, publications
from raccordo.observatory.indicators import INDICATORS
from raccordo.observatory.operations import load_vintage
from raccordo.observatory.queries import ages_of, profile_of, profile_of_towns
from raccordo.observatory.rules import rounded
from raccordo.territory.queries import area_at, areas_found
from raccordo.territory.states import AreaKind
from tests.make import SOMEBODY, TODAY

FIRST, SECOND = date(2022, 1, 1), date(2023, 1, 1)


def town(name):
    return areas_found(name).filter(kind=AreaKind.MUNICIPALITY, until=None).get(name=name)


def seen(profile, code, place=None):
    amount = profile.value(code, place).amount
    return None if amount is None else str(rounded(amount))


@pytest.fixture
def counted(italy):
    """The figures that come with the program, on the shelves of this test."""
    for publication, table in publications():
        load_vintage(publication, table=table, by=SOMEBODY, on=TODAY)


def test_the_real_territory_has_the_real_values(counted):
    zone = profile_of(area_at("ambito-11-zona-2"), on=SECOND)
    ages = (zone.value("D04").numerator, zone.value("D04").denominator)
    names = {place.name: place for place in (*zone.around, *zone.inside)}

    assert len(zone.inside) == 8
    assert (seen(zone, "D01"), ages, seen(zone, "D04")) == ("25741.0", (5944, 3258), "182.4")
    assert seen(zone, "D04", names["Frisa"]) == "279.0"
    assert seen(zone, "D04", names["Santa Maria Imbaro"]) == "125.2"
    assert (seen(zone, "D04", names["Abruzzo"]), seen(zone, "D04", names["Italia"])) == (
        "212.8",
        "193.3",
    )
    assert zone.value("D04", names["Italia"]).without == (
        "Misiliscemi",
        "Montecopiolo",
        "Sassofeltrio",
    )
    for slug, people, ageing in [
        ("ambito-11", 59_685, "205.3"),
        ("ats-19", 110_577, "240.4"),
        ("ats-22", 64_302, "278.8"),
        ("ats-24", 12_735, "308.8"),
    ]:
        profile = profile_of(area_at(slug), on=SECOND)
        assert (profile.value("D01").amount, seen(profile, "D04")) == (people, ageing)
    italy_then = profile_of_towns([town("Lanciano")], name="Lanciano", on=FIRST)
    around = {place.name: place for place in italy_then.around}
    assert seen(italy_then, "D04", around["Italia"]) == "187.6"
    assert seen(italy_then, "D11", around["Italia"]) == "46.2"
    assert italy_then.value("D01", around["Abruzzo"]).amount == 1_275_950


def test_a_municipality_born_since_has_the_figures_of_those_it_came_from(counted):
    joined = profile_of(town("Moransengo-Tonengo"), on=TODAY)
    incorporating = profile_of(town("Campospinoso Albaredo"), on=TODAY)
    question = f"SELECT sum(males + females)::INT FROM '{DATA}/population-2023.parquet' WHERE"
    ((both,),) = duckdb.sql(f"{question} istat_code IN ('018026', '018002')").fetchall()
    ((alone,),) = duckdb.sql(f"{question} istat_code = '018026'").fetchall()

    assert joined.value("D01").amount == 394
    assert incorporating.value("D01").amount == both
    assert profile_of(town("Campospinoso Albaredo"), on=SECOND).value("D01").amount == alone
    assert profile_of(town("Misiliscemi"), on=TODAY).value("D01").why.code == "missing"


def test_every_age_of_a_place_adds_up_to_its_residents(counted):
    zone = profile_of(area_at("ambito-11-zona-2"), on=SECOND)

    ages = ages_of(zone)

    assert [age for age, _, _ in ages] == list(range(101))
    assert sum(males + females for _, males, females in ages) == zone.value("D01").amount


@pytest.mark.parametrize("path", sorted(DATA.glob("*.parquet")), ids=lambda path: path.stem)
def test_every_municipality_has_every_age_of_both_sexes(path):
    question = f"SELECT istat_code, count(*), count(DISTINCT age) FROM '{path}' GROUP BY ALL"
    rows = duckdb.sql(question).fetchall()

    assert {(count, ages) for _, count, ages in rows} == {(101, 101)}
    assert all(len(code) == 6 and code.isdigit() for code, _, _ in rows)


def test_the_figures_that_come_with_the_program_are_small():
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 15_000_000


def test_a_table_that_is_not_the_one_its_manifest_tells_of_is_refused(tmp_path):
    for path in DATA.glob("population-2023.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = tmp_path / "population-2023.parquet"
    table.write_bytes(table.read_bytes()[:-1])

    assert publications(folder=tmp_path, known={("population", SECOND)}) == []
    with pytest.raises(Refused, match=r"population-2023\.parquet, che accompagna il programma"):
        publications(folder=tmp_path)


@pytest.mark.skipif(
    "RACCORDO_INDICATORS" not in os.environ,
    reason="RACCORDO_INDICATORS names no table of indicators computed elsewhere",
)
def test_every_municipality_has_the_values_that_others_have_computed(counted):
    """A CSV of codice_istat, anno, indice_vecchiaia, … made by another program."""
    path = Path(os.environ["RACCORDO_INDICATORS"])
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        told = {r["codice_istat"]: r for r in csv.DictReader(file) if r["anno"] == "2023"}
    names = {
        "D04": "indice_vecchiaia",
        "D05": "dipendenza_strutturale",
        "D08": "ricambio_pop_attiva",
    }
    profile = profile_of(area_at("italia"), on=SECOND)
    checked = 0
    for place in profile.inside:
        row = told.get(place.area.istat_code)
        for code, name in names.items():
            value = profile.value(code, place).amount
            if row and row[name] and value is not None:
                assert abs(value - Decimal(row[name])) <= Decimal("0.06"), (place.name, code)
                checked += 1
    assert checked > 20_000
    assert len(INDICATORS) > 25
