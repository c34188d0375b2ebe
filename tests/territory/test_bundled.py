from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise
from math import cos, radians

import pytest

from raccordo.territory import boundaries
from raccordo.territory.boundaries import DATA, MultiPolygon, Ring

pytestmark = pytest.mark.once


def outlines(codes):
    return boundaries.outlines({code: [code] for code in codes})


def successor(code):
    """The code that holds today the land of a municipality that ended."""
    ended = ("merger", "incorporation", "recode")
    later = {r["before_code"]: r["after_code"] for r in table("history.csv") if r["kind"] in ended}
    while code in later:
        code = later[code]
    return code


Row = dict[str, str]

FILES = sorted(path.name for path in DATA.iterdir() if path.name != "manifest.json")
ATS = {f"ats-{number}" for number in range(19, 25)}

# What ISTAT's population of 1 January 2022 and 2023 (and its boundaries of 2022) still counts.
GONE_SINCE = {
    "Moransengo-Tonengo": ["Moransengo", "Tonengo"],
    "Bardello con Malgesso e Bregano": ["Bardello", "Bregano", "Malgesso"],
    "Uggiate con Ronago": ["Ronago", "Uggiate-Trevano"],
    "Campospinoso Albaredo": ["Albaredo Arnaboldi"],
    "Sovizzo": ["Gambugliano", "Sovizzo"],
    "Setteville": ["Alano di Piave", "Quero Vas"],
    "Santa Caterina d'Este": ["Carceri", "Vighizzolo d'Este"],
}


@cache
def table(filename: str) -> list[Row]:
    with (DATA / filename).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def current() -> dict[str, Row]:
    return {row["istat_code"]: row for row in table("municipalities.csv")}


@cache
def italy() -> dict[str, MultiPolygon]:
    return outlines(current())


def code_of(name: str) -> str:
    [code] = [code for code, row in current().items() if row["name"] == name]
    return code


def in_force(filename: str, slug: str, on: date) -> list[Row]:
    """The facts about a district that hold on a day."""
    return [
        row
        for row in table(filename)
        if row["slug"] == slug and row["since"] <= str(on) < (row["until"] or "9")
    ]


def members(slug: str, on: date) -> list[str]:
    rows = in_force("districts_members.csv", slug, on)
    return [row["municipality_code"] for row in rows]


def holders(slug: str, function: str, on: date) -> list[str]:
    rows = in_force("districts_delegations.csv", slug, on)
    return [row["to_name"] for row in rows if row["function"] == function]


def signed_area(ring: Ring) -> float:
    """Square kilometres, negative when the ring goes clockwise; good enough for a municipality."""
    north_south = 111.2
    east_west = north_south * cos(radians(ring[0][1]))
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    return doubled / 2 * north_south * east_west


def area(outline: MultiPolygon) -> float:
    return -sum(signed_area(ring) for polygon in outline for ring in polygon)


def test_italy_has_its_municipalities_provinces_and_regions():
    assert len(table("municipalities.csv")) == 7896
    assert len(table("provinces.csv")) == 107
    assert len(table("regions.csv")) == 20


@pytest.mark.parametrize("column", ["istat_code", "belfiore"])
def test_no_two_municipalities_share_a_code(column):
    codes = [row[column] for row in table("municipalities.csv")]
    assert len(set(codes)) == len(codes)
    assert all(codes)


def test_municipalities_are_in_the_order_of_their_codes():
    codes = [row["istat_code"] for row in table("municipalities.csv")]
    assert codes == sorted(codes)
    assert all(len(code) == 6 and code.isdigit() for code in codes)


def test_provinces_and_regions_are_those_of_the_municipalities():
    provinces = {
        (row["province_code"], row["province_name"], row["province_sigla"], row["region_code"])
        for row in table("municipalities.csv")
    }
    regions = {(row["region_code"], row["region_name"]) for row in table("municipalities.csv")}
    assert {tuple(row.values()) for row in table("provinces.csv")} == provinces
    assert {tuple(row.values()) for row in table("regions.csv")} == regions


def test_the_sigla_of_napoli_is_not_taken_for_a_missing_value():
    [napoli] = [row for row in table("provinces.csv") if row["name"] == "Napoli"]
    assert napoli["sigla"] == "NA"
    assert all(len(row["sigla"]) == 2 for row in table("provinces.csv"))


def test_names_are_italian_and_the_other_name_stands_apart():
    assert {"Valle d'Aosta", "Bolzano", "Trento"} <= {row["name"] for row in table("provinces.csv")}
    assert {"Valle d'Aosta", "Trentino-Alto Adige"} <= {row["name"] for row in table("regions.csv")}
    assert not [row for row in table("municipalities.csv") if "/" in row["name"]]
    others = {row["name"]: row["other_name"] for row in table("municipalities.csv")}
    assert others["Bolzano"] == "Bozen"
    assert others["Savogna d'Isonzo"] == "Sovodnje ob Soči"
    assert others["Fossacesia"] == ""


def test_every_province_has_a_seat():
    seats = {
        r["province_code"] for r in table("municipalities.csv") if r["is_province_seat"] == "1"
    }
    assert seats == {row["code"] for row in table("provinces.csv")}


def test_every_fact_of_the_history_has_its_kind_its_day_and_its_source():
    kinds = {"merger", "incorporation", "rename", "recode", "separation"}
    for row in table("history.csv"):
        assert row["kind"] in kinds
        assert date(2009, 7, 12) <= date.fromisoformat(row["date"]) <= date(2024, 12, 4)
        assert row["source"]


def test_every_municipality_that_was_there_before_leads_to_one_of_today():
    for row in table("history.csv"):
        assert successor(row["before_code"]) in current()
        assert row["after_code"] in current()


def test_every_municipality_of_the_history_is_called_as_in_the_list():
    assert not [
        row["after_name"]
        for row in table("history.csv")
        if current()[row["after_code"]]["name"] != row["after_name"]
    ]


def test_a_municipality_ends_once_and_one_that_ended_is_not_in_the_list():
    ended = [
        row["before_code"]
        for row in table("history.csv")
        if row["kind"] in {"merger", "incorporation", "recode"}
    ]
    assert len(set(ended)) == len(ended)
    assert not set(ended) & set(current())


def test_a_new_name_does_not_change_the_code():
    renames = [row for row in table("history.csv") if row["kind"] == "rename"]
    assert renames
    assert all(row["before_code"] == row["after_code"] for row in renames)
    assert all(row["before_name"] != row["after_name"] for row in renames)


def test_every_municipality_of_the_bundled_population_leads_to_one_of_today():
    endings = {
        row["before_name"]: row["before_code"]
        for row in table("history.csv")
        if row["kind"] in {"merger", "incorporation"}
    }
    for after, gone in GONE_SINCE.items():
        assert {successor(endings[name]) for name in gone} == {code_of(after)}


@pytest.mark.parametrize("name", ["Misiliscemi", "Montecopiolo", "Sassofeltrio"])
def test_every_municipality_that_the_population_lacks_has_its_origin_in_the_history(name):
    assert code_of(name) in {row["after_code"] for row in table("history.csv")}


def test_two_municipalities_went_from_the_marche_to_emilia_romagna():
    for name in ("Montecopiolo", "Sassofeltrio"):
        [move] = [row for row in table("history.csv") if row["after_name"] == name]
        assert (move["kind"], move["date"]) == ("recode", "2021-06-17")
        assert current()[move["after_code"]]["region_name"] == "Emilia-Romagna"


def test_the_province_of_fermo_came_whole_from_that_of_ascoli_in_2009():
    fermo = {code for code, row in current().items() if row["province_sigla"] == "FM"}
    [ascoli] = [row["code"] for row in table("provinces.csv") if row["sigla"] == "AP"]
    moves = [row for row in table("history.csv") if row["date"] == "2009-07-12"]
    assert {row["after_code"] for row in moves} == fermo
    assert len(moves) == len(fermo) == 40
    assert all(row["kind"] == "recode" for row in moves)
    assert all(row["before_code"].startswith(ascoli) for row in moves)
    assert all(row["before_name"] == row["after_name"] for row in moves)


def test_every_outline_belongs_to_one_municipality_of_today():
    drawn = Counter(successor(code) for code in boundaries.drawn_codes())
    assert set(drawn) == set(current())


def test_every_municipality_of_today_has_an_outline():
    assert set(italy()) == set(current())


def test_every_ring_is_closed_and_goes_clockwise_only_outside():
    for outline in italy().values():
        for outer, *holes in outline:
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in (outer, *holes))
            assert signed_area(outer) < 0
            assert all(signed_area(hole) > 0 for hole in holes)


def test_every_vertex_is_in_italy_and_has_four_decimals():
    for outline in italy().values():
        for lon, lat in (point for polygon in outline for ring in polygon for point in ring):
            assert 6.6 < lon < 18.6
            assert 35.4 < lat < 47.1
            assert (round(lon, 4), round(lat, 4)) == (lon, lat)


def test_the_areas_of_the_municipalities_make_up_italy():
    total = sum(area(outline) for outline in italy().values())
    assert total == pytest.approx(302_000, rel=0.01)


def test_fossacesia_is_as_wide_as_it_is():
    [outline] = outlines([code_of("Fossacesia")]).values()
    assert area(outline) == pytest.approx(30.2, rel=0.03)


def test_neighbours_share_their_border():
    codes = [code_of("Fossacesia"), code_of("Rocca San Giovanni")]
    one, other = ({*polygon[0]} for [polygon] in outlines(codes).values())
    assert len(one & other) > 5


def test_a_municipality_born_of_others_has_one_outline_without_the_old_borders():
    setteville = code_of("Setteville")
    before = boundaries.ancestors(setteville) - {setteville}
    [joint] = outlines([setteville]).values()
    parts = outlines(before)
    assert len(parts) == 2
    assert len(joint) == 1
    assert area(joint) == pytest.approx(sum(area(part) for part in parts.values()), rel=0.001)


def test_who_incorporated_another_is_drawn_alone_beside_it():
    whole = code_of("Campospinoso Albaredo")
    [lost] = boundaries.ancestors(whole) - {whole}
    [today] = outlines([whole]).values()
    then = outlines([whole, lost])
    assert area(today) == pytest.approx(area(then[whole]) + area(then[lost]), rel=0.001)
    assert area(then[whole]) < area(today)


def test_a_municipality_is_drawn_also_by_the_code_it_had_before():
    fermo = code_of("Fermo")
    [before] = boundaries.ancestors(fermo) - {fermo}
    assert outlines([before])[before] == outlines([fermo])[fermo]


def test_what_has_no_outline_is_left_out():
    assert outlines(["nowhere"]) == {}


def test_an_ambito_has_one_outline_as_wide_as_its_municipalities():
    codes = [*members("ambito-11-zona-1", date(2018, 1, 1))]
    codes += members("ambito-11-zona-2", date(2018, 1, 1))
    [polygon] = boundaries.joint_outline(codes)
    parts = outlines(codes)
    assert area([polygon]) == pytest.approx(sum(area(part) for part in parts.values()), rel=0.001)


def test_a_land_that_is_not_italy_is_a_hole_in_the_outline():
    rome = [code for code, row in current().items() if row["province_name"] == "Roma"]
    holes = [hole for polygon in boundaries.joint_outline(rome) for hole in polygon[1:]]
    assert any(0.3 < signed_area(hole) < 0.7 for hole in holes)  # the Vatican


def test_every_district_has_its_source_and_its_parent():
    slugs = [row["slug"] for row in table("districts.csv")]
    assert len(set(slugs)) == len(slugs)
    assert set(slugs) == {"ambito-11", "ambito-11-zona-1", "ambito-11-zona-2"} | ATS
    for row in table("districts.csv"):
        assert row["source"]
        assert row["certainty"] in {"explicit", "deduced"}
        assert row["parent_slug"] in {"", *slugs}
        assert row["region_code"] in {region["code"] for region in table("regions.csv")}


@pytest.mark.parametrize("filename", ["districts_members.csv", "districts_delegations.csv"])
def test_every_fact_of_a_district_is_within_its_life_and_has_its_source(filename):
    born = {row["slug"]: row["since"] for row in table("districts.csv")}
    for row in table(filename):
        assert date.fromisoformat(row["since"]) >= date.fromisoformat(born[row["slug"]])
        assert not row["until"] or row["until"] > row["since"]
        assert 0 < len(row["source"]) <= 300


def test_every_municipality_of_a_district_is_called_as_in_the_list():
    for row in table("districts_members.csv"):
        assert current()[row["municipality_code"]]["name"] == row["municipality_name"]
    for row in table("districts_delegations.csv"):
        if row["to_code"]:
            assert f"Comune di {current()[row['to_code']]['name']}" == row["to_name"]


def test_a_municipality_is_in_one_ambito_at_a_time():
    rows = [row for row in table("districts_members.csv") if row["slug"] in ATS]
    spells = sorted((r["municipality_code"], r["since"], r["until"] or "9") for r in rows)
    for (code, _, until), (next_code, since, _) in pairwise(spells):
        assert code != next_code or until <= since


def test_the_six_ats_are_the_provinces_of_ascoli_and_fermo_and_nothing_else():
    inside = [code for slug in sorted(ATS) for code in members(slug, date(2026, 1, 1))]
    provinces = {c for c, row in current().items() if row["province_sigla"] in {"AP", "FM"}}
    assert len(inside) == 73
    assert set(inside) == provinces


def test_campofilone_and_pedaso_went_from_san_benedetto_to_fermo():
    moved = {code_of("Campofilone"), code_of("Pedaso")}
    assert moved <= set(members("ats-21", date(2012, 1, 1)))
    assert moved <= set(members("ats-19", date(2019, 12, 31)))
    assert not moved & set(members("ats-21", date(2019, 12, 31)))


def test_zone_two_has_eight_municipalities_and_zone_one_is_lanciano():
    on = date(2026, 1, 1)
    assert len(members("ambito-11-zona-2", on)) == 8
    assert code_of("Fossacesia") in members("ambito-11-zona-2", on)
    assert members("ambito-11-zona-1", on) == [code_of("Lanciano")]


def test_fossacesia_led_zone_two_until_lanciano_took_its_money():
    before, after = date(2020, 7, 1), date(2020, 7, 2)
    assert holders("ambito-11-zona-2", "lead", before) == ["Comune di Fossacesia"]
    assert holders("ambito-11-zona-2", "lead", after) == []
    assert holders("ambito-11-zona-2", "money", before) == ["Comune di Fossacesia"]
    assert holders("ambito-11-zona-2", "money", after) == ["Comune di Lanciano"]
    assert holders("ambito-11", "lead", after) == ["Comune di Lanciano"]


@pytest.mark.parametrize("slug", sorted({"ambito-11", *ATS}))
def test_every_ambito_has_one_lead_today(slug):
    assert len(holders(slug, "lead", date(2026, 1, 1))) == 1


def manifest() -> dict[str, dict[str, object]]:
    files: dict[str, dict[str, object]] = json.loads((DATA / "manifest.json").read_text())["files"]
    return files


def test_the_manifest_describes_every_file_and_no_other():
    assert sorted(manifest()) == FILES


@pytest.mark.parametrize("filename", FILES)
def test_every_file_is_the_one_the_manifest_speaks_of(filename):
    told = manifest()[filename]
    content = (DATA / filename).read_bytes()
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    rows = len(boundaries.drawn_codes()) if filename.endswith(".gz") else len(table(filename))
    assert told["rows"] == rows
    for fact in ("publisher", "dataset", "reference_date", "licence", "attribution"):
        assert told[fact]


def test_the_boundaries_carry_no_date_of_their_making():
    header = (DATA / "boundaries.json.gz").read_bytes()[:8]
    assert header[4:8] == bytes(4)
    assert gzip.decompress((DATA / "boundaries.json.gz").read_bytes()).startswith(b"{")
