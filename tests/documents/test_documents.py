import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from python_calamine import CalamineWorkbook

from raccordo.documents.blocks import Facts, Paper, Words
from raccordo.documents.charts import draw
from raccordo.documents.maps import names_on
from raccordo.documents.pdf import NotPrinted, compose, print_paper
from raccordo.documents.sheets import Sheet, Table, write_book, write_csv, write_xlsx
from tests.documents.books import opened

TYPED = ["=1+1", "+39 0872", "@SUM(A1)", "-2", "\tx", "\n=1", "＝1+1", "＋1", "－1", "＠A1"]
MOMENT = datetime(2026, 3, 3, tzinfo=UTC)
BARS = {
    "data": {"values": [{"a": "Frisa", "n": 80000}, {"a": "Treglio", "n": 1250}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "n", "type": "quantitative", "title": "Residenti"},
        "y": {"field": "a", "type": "nominal", "title": None},
    },
}


@pytest.fixture(autouse=True)
def drawings(settings, tmp_path):
    settings.CHARTS_ROOT = tmp_path


def paper(text="Testo", **more):
    facts = Facts([("Oggetto", "Piano"), ("Data", "3 marzo 2026")])
    blocks = [facts, Words(text)]
    one = Paper("Deliberazione n. 7", "Conferenza dei Sindaci", blocks, **more)
    return print_paper(one, made_at=MOMENT)


def test_a_document_declares_that_it_is_archivable_and_accessible():
    pdf = paper()

    assert b"pdfaid:part>2" in pdf
    assert b"pdfuaid:part>1" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf


def test_an_act_is_of_the_body_that_made_it():
    info = PdfFileReader(BytesIO(paper())).trailer["/Info"]

    assert (info["/Title"], info["/Author"]) == ("Deliberazione n. 7", "Conferenza dei Sindaci")


def test_the_same_data_on_the_same_day_are_the_same_bytes():
    assert paper() == paper()


def test_what_a_person_typed_is_never_markup():
    hostile = '#import "house.typ": * \n\n = Titolo \n\n $x$ #sys.inputs @citazione <etichetta> `'

    assert paper(hostile).startswith(b"%PDF-")


def test_a_document_that_cannot_be_made_says_so():
    with pytest.raises(NotPrinted):
        compose("paper", {}, made_at=MOMENT)


def test_a_chart_speaks_italian_and_is_the_same_twice():
    svg = draw(BARS, label="Residenti per comune")

    assert "80.000" in svg
    assert 'aria-label="Residenti per comune"' in svg
    assert svg == draw(BARS, label="Residenti per comune")


def test_a_chart_holds_no_style_that_the_policy_refuses_and_no_borrowed_name():
    one = draw(BARS, label="Uno")
    two = draw(BARS | {"mark": "point"}, label="Due")

    assert not re.search(r"\sstyle=|<style|<script", one + two)
    ids = [re.findall(r'\bid="([^"]+)"', svg) for svg in (one, two)]
    assert not set(ids[0]) & set(ids[1])


def test_a_name_in_a_chart_is_text_and_never_a_tag():
    rows = {"data": {"values": [{"a": "<script>alert(1)</script>", "n": 1}]}}

    assert "<script>" not in draw(BARS | rows, label="X")


@pytest.mark.parametrize("typed", TYPED)
def test_what_a_person_typed_is_never_a_formula(typed):
    book = write_xlsx("Prova", ["Nome"], [[typed]])
    (_heading, (cell, *_rest)) = (
        CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    )

    assert str(cell).strip() == typed.strip()
    assert "<f>" not in opened(book)["Prova"].xml
    assert write_csv(["Nome"], [[typed]]).decode("utf-8-sig").splitlines()[1].strip('"')[0] == "'"


def test_a_table_writes_days_and_money_as_an_italian_spreadsheet_reads_them():
    csv = write_csv(["Giorno", "Importo", "N"], [[date(2026, 3, 3), Decimal("1250.50"), None]])

    assert csv.decode("utf-8-sig").splitlines()[1] == "03/03/2026;1250,50;"


def square(x, y, side):
    return [[[(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]]]


def named(pieces):
    halo, _names = names_on(pieces)
    return {told["name"]: (told["x"], told["y"]) for told in halo["data"]["values"]}


def test_names_on_a_map_do_not_cover_each_other():
    apart = named({"Frisa": square(14.0, 42.0, 1), "Treglio": square(16.0, 42.0, 1)})
    near = named({"Frisa": square(14.0, 42.0, 1), "Treglio": square(14.4, 42.4, 0.19)})

    assert apart == {"Frisa": (14.5, 42.5), "Treglio": (16.5, 42.5)}
    assert near["Frisa"] == (14.5, 42.5)
    assert near["Treglio"] != pytest.approx((14.495, 42.495))


def test_a_name_that_has_no_room_on_a_map_is_not_written():
    crowd = {f"Borgo {n}": square(14.0, 42.0, 0.01 - n / 10000) for n in range(9)}

    told = named(crowd | {"Lontano": square(15.0, 43.0, 1)})
    assert "Borgo 0" in told
    assert "Lontano" in told
    assert "Borgo 8" not in told


def test_a_sheet_keeps_codes_days_and_numbers_as_what_they_are():
    facts = ["000123", date(2026, 3, 3), Decimal("1250.50"), Decimal("25741"), 3, "", None]
    sheet = opened(write_xlsx("Prova", list("ABCDEFG"), [facts]))["Prova"]

    assert sheet.rows[1] == ["000123", date(2026, 3, 3), 1250.5, 25741, 3, "", ""]
    forms = [sheet.form_of(f"{column}2") for column in "ABCDE"]
    assert forms == ["@", "dd/mm/yyyy", "#,##0.00", "#,##0", "General"]


def test_a_list_is_filtered_and_keeps_its_heading_in_view_and_in_print():
    table = Table(["Comune", "Residenti"], [["Treglio", 1], ["Frisa", 2]])
    book = write_book([Sheet("Comuni", [table], widths=[30, 12], pinned=1)], footer="R&S")
    xml = opened(book)["Comuni"].xml

    assert '<autoFilter ref="A1:B3"/>' in xml
    assert '<pane xSplit="1" ySplit="1" topLeftCell="B2"' in xml
    assert 'orientation="landscape"' in xml
    assert 'fitToHeight="0"' in xml
    assert "&amp;LR&amp;&amp;S" in xml
    with ZipFile(BytesIO(book)) as files:
        assert "Comuni!$1:$1" in files.read("xl/workbook.xml").decode()


def test_tables_to_read_follow_one_another_and_are_not_filtered():
    tables = [Table(["A"], [["a"], ["b"]], "Prima"), Table(["B"], [], "Poi"), Table(["C"], [["c"]])]
    sheet = opened(write_book([Sheet("Fonti", tables, wrapped=True)]))["Fonti"]

    told = [row[0] for row in sheet.rows]
    assert told == ["Prima", "A", "a", "b", "", "Poi", "B", "", "C", "c"]
    assert "autoFilter" not in sheet.xml
