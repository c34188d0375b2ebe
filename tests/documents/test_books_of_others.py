"""The Region's own workbook, filled in place: nothing else of it changes."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from raccordo.documents.brought import DocumentRefused
from raccordo.documents.forms import PlaceKind, empty_after, fill, leaves_of
from raccordo.documents.forms.grid import name_of
from raccordo.documents.reasons import sentence
from tests.documents.books import opened
from tests.documents.offices import in_word, part, repacked
from tests.patience import in_time

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)
SHEET = "xl/worksheets/sheet1.xml"


def book(write=lambda book: None, **options):
    """The form: what is asked on the left, what the office fills beside it."""
    out = BytesIO()
    with Workbook(out, options) as made:
        page = made.add_worksheet("Quadro A")
        page.set_column("B:B", 30)
        page.write("A1", "Ambito")
        page.merge_range("B1:D1", "")
        page.write("A2", "Data")
        page.write("B2", "", made.add_format({"num_format": "dd/mm/yyyy", "bold": True}))
        page.write("A3", "Spesa", made.add_format({"bold": True}))
        page.write("B3", "", made.add_format({"num_format": "#,##0.00", "bg_color": "#FFFF00"}))
        page.write("A4", "Quota")
        page.write("A5", "Totale")
        page.write_formula("B5", "=SUM(B3:B4)", None, 77)
        page.insert_image("F1", "dot.png", {"image_data": BytesIO(DOT)})
        page.protect("segreta")
        other = made.add_worksheet("Riepilogo")
        other.write_formula("A1", "='Quadro A'!B5*2", None, 154)
        write(made)
    return out.getvalue()


FORM = book()


def places(content=FORM):
    return {place.address: place for leaf in leaves_of(content) for place in leaf.places}


def cells(content, sheet="Quadro A"):
    values = CalamineWorkbook.from_filelike(BytesIO(content))
    return values.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def refusals(values, content=FORM):
    with pytest.raises(DocumentRefused) as refused:
        fill(content, values)
    return [sentence(reason) for reason in refused.value.reasons]


def test_each_cell_says_where_it_is_and_what_is_around_it():
    found = places()

    assert [leaf.name for leaf in leaves_of(FORM)] == ["Quadro A", "Riepilogo"]
    assert found["Quadro A!A3"].written == "Spesa"
    assert not found["Quadro A!A3"].empty
    spending = found["Quadro A!B4"]
    assert (spending.kind, spending.left, spending.above, spending.empty) == (
        PlaceKind.CELL,
        "Quota",
        "",
        True,
    )


def test_what_stands_in_joined_cells_stands_over_all_of_them():
    def write(made):
        page = made.add_worksheet("Quadro B")
        page.merge_range("A1:C1", "Fondi")
        page.write("C2", "", made.add_format({"border": 1}))

    found = places(book(write))

    assert found["Quadro B!C2"].above == "Fondi"
    assert found["Quadro B!A1"].merged == "A1:C1"
    assert found["Quadro B!A1"].barred is None


def test_a_formula_and_the_inside_of_joined_cells_are_not_places_to_fill():
    found = places()

    assert found["Quadro A!B5"].formula
    assert found["Quadro A!B5"].barred.code == "form_formula"
    assert refusals({"Quadro A!B5": 1, "Quadro A!C1": "x", "Quadro A!B3": 1}) == [
        "«Quadro A!B5» contiene una formula: la calcola il modulo, non si compila.",
        "«Quadro A!C1» fa parte delle celle unite B1:D1: si compila la prima, «B1».",
    ]


def test_what_is_filled_is_what_it_is_and_keeps_its_look():
    filled = fill(
        FORM,
        {
            "Quadro A!B1": "Ambito di Lanciano",
            "Quadro A!B2": date(2026, 3, 3),
            "Quadro A!B3": Decimal("1234.50"),
            "Quadro A!B4": 7,
        },
    )
    sheet = opened(filled)["Quadro A"]

    assert cells(filled)[0][1] == "Ambito di Lanciano"
    assert cells(filled)[1][1] == date(2026, 3, 3)
    assert [cells(filled)[row][1] for row in (2, 3)] == [1234.5, 7]
    assert (sheet.form_of("B2"), sheet.form_of("B3")) == ("dd/mm/yyyy", "#,##0.00")


def test_a_number_is_written_as_it_is():
    filled = fill(FORM, {"Quadro A!B3": Decimal("0.10"), "Quadro A!B4": Decimal("1E+3")})

    written = re.findall(r"<v>([^<]*)</v>", part(filled, SHEET).decode())
    assert {"0.10", "1000"} <= set(written)


def test_a_cell_that_was_not_there_is_made_in_its_order_with_the_look_of_its_column():
    def write(made):
        page = made.add_worksheet("Quadro B")
        page.set_column("C:C", 10, made.add_format({"num_format": "0.000"}))
        page.write("A2", "prima")
        page.write("E2", "dopo")

    filled = fill(
        book(write), {"Quadro B!C2": 5, "Quadro B!B7": "giù", "Quadro B!A1": "su", "Quadro B!F2": 1}
    )
    sheet = opened(filled)["Quadro B"]

    assert re.findall(r'<c r="(\w+)"', sheet.xml) == ["A1", "A2", "C2", "E2", "F2", "B7"]
    assert sheet.form_of("C2") == "0.000"
    assert cells(filled, "Quadro B")[6][1] == "giù"


def test_a_day_in_a_cell_for_numbers_is_shown_as_a_day():
    filled = fill(FORM, {"Quadro A!B3": date(2026, 3, 3), "Quadro A!B4": date(2026, 3, 4)})
    sheet = opened(filled)["Quadro A"]

    assert (sheet.form_of("B3"), sheet.form_of("B4")) == ("date", "date")
    assert 'r="B3" s=' in sheet.xml
    styles = part(filled, "xl/styles.xml").decode()
    looks = re.search(r'<cellXfs count="(\d+)">(.*?)</cellXfs>', styles)
    assert int(looks[1]) == looks[2].count("<xf ")
    assert looks[2].count('fillId="2"') == 2  # yellow, as the number was


def test_a_day_in_a_cell_for_text_or_before_the_calendar_of_excel_is_text():
    def write(made):
        page = made.add_worksheet("Quadro B")
        page.write("A1", "", made.add_format({"num_format": "@"}))

    filled = fill(book(write), {"Quadro B!A1": date(2026, 3, 3), "Quadro A!B2": date(1861, 3, 17)})

    assert cells(filled, "Quadro B")[0][0] == "03/03/2026"
    assert cells(filled)[1][1] == "17/03/1861"


def test_a_workbook_that_counts_from_1904_has_its_days():
    day = {"Quadro A!B2": date(2026, 3, 3)}

    assert b"<v>46084</v>" in part(fill(FORM, day), SHEET)
    assert b"<v>44622</v>" in part(fill(book(date_1904=True), day), SHEET)


def test_words_that_look_as_a_formula_or_markup_are_words():
    said = "=1+1 <b> & a\ncapo  due\x01"
    filled = fill(FORM, {"Quadro A!B4": said})

    assert cells(filled)[3][1] == "=1+1 <b> & a\ncapo  due"
    assert not places(filled)["Quadro A!B4"].formula


def test_old_totals_are_gone_and_will_be_computed_when_it_is_opened():
    filled = fill(FORM, {"Quadro A!B3": 5})

    assert b"77" not in part(filled, SHEET)
    assert b"<f>SUM(B3:B4)</f>" in part(filled, SHEET)
    assert b"154" not in part(filled, "xl/worksheets/sheet2.xml")
    assert b'fullCalcOnLoad="1"' in part(filled, "xl/workbook.xml")


def test_a_workbook_that_says_nothing_of_its_calculation_will_be_computed_too():
    bare = re.sub(rb"<calcPr[^>]*>", b"", part(FORM, "xl/workbook.xml"))
    filled = fill(repacked(FORM, parts={"xl/workbook.xml": bare}), {"Quadro A!B3": 5})

    assert re.search(rb'</sheets><calcPr fullCalcOnLoad="1"/>', part(filled, "xl/workbook.xml"))


def test_everything_else_is_as_it_was():
    def write(made):
        made.add_worksheet("Altro").write("A1", "intatto")

    form = book(write)
    filled = fill(form, {"Quadro A!B3": 5})
    with ZipFile(BytesIO(form)) as before, ZipFile(BytesIO(filled)) as after:
        assert before.namelist() == after.namelist()
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}

    assert changed == {SHEET, "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    was, now = part(form, SHEET).decode(), part(filled, SHEET).decode()
    for kept in ("<cols>.*</cols>", "<sheetProtection[^>]*>", "<mergeCells.*</mergeCells>"):
        assert re.search(kept, was)[0] == re.search(kept, now)[0]
    assert "<drawing " in now


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_filled_the_other_cells_keep_what_they_said(seed):
    chance = Random(seed)
    spots = {(chance.randrange(12), chance.randrange(30)) for _each in range(40)}
    was = {spot: chance.choice(["parola", 3.5]) for spot in spots}

    def write(made):
        page = made.add_worksheet("Quadro B")
        for (row, column), value in was.items():
            page.write(row, column, value)

    chosen = {(chance.randrange(15), chance.randrange(35)) for _each in range(20)}
    put = {spot: chance.choice(["nuova", Decimal("2.25")]) for spot in chosen}
    filled = fill(
        book(write), {f"Quadro B!{name_of((r + 1, c + 1))}": value for (r, c), value in put.items()}
    )
    now = cells(filled, "Quadro B")

    expected = was | put
    assert {
        (row, column): value
        for row, line in enumerate(now)
        for column, value in enumerate(line)
        if value != ""
    } == expected


def test_the_same_values_give_the_same_bytes():
    assert fill(FORM, {"Quadro A!B3": 5}) == fill(FORM, {"Quadro A!B3": 5})


def test_a_value_that_says_nothing_leaves_its_place_as_it_was():
    assert fill(FORM, {"Quadro A!A1": " ", "Quadro A!B4": ""}) == FORM


def test_what_was_marked_and_stays_empty_is_told_with_what_is_around_it():
    marked = ["Quadro A!A1", "Quadro A!B3", "Quadro A!B4", "Quadro A!B5"]

    (empty,) = empty_after(FORM, {"Quadro A!B3": 0, "Quadro A!B4": ""}, marked=marked)

    assert (empty.address, empty.left) == ("Quadro A!B4", "Quota")


@pytest.mark.parametrize("address", ["Quadro Z!B3", "Quadro A!", "B3", "Quadro A!XFE1"])
def test_a_place_that_is_no_longer_there_is_told(address):
    assert refusals({address: 1}) == [
        f"Nel modulo non c'è più il posto «{address}»: indicarne un altro."
    ]


def test_a_text_longer_than_a_cell_is_refused():
    assert refusals({"Quadro A!B4": "a" * 32_768}) == [
        "Il testo per «Quadro A!B4» supera i 32767 caratteri, il massimo di una cella."
    ]


def test_the_heading_of_a_table_of_the_sheet_is_not_filled():
    def write(made):
        page = made.add_worksheet("Quadro B")
        page.add_table("A1:B3", {"columns": [{"header": "Fondo"}, {"header": "Quota"}]})

    form = book(write)

    assert "guasterebbe il modulo" in refusals({"Quadro B!B1": "x"}, form)[0]
    assert cells(fill(form, {"Quadro B!B2": 3}), "Quadro B")[1][1] == 3


def test_the_cells_filled_by_one_formula_are_not_filled_by_hand():
    def write(made):
        page = made.add_worksheet("Quadro B")
        page.write_array_formula("A1:A3", "{=ROW(A1:A3)}")

    assert "contiene una formula" in refusals({"Quadro B!A3": 1}, book(write))[0]


def test_a_sheet_that_is_hidden_says_so():
    def write(made):
        page = made.add_worksheet("Elenchi")
        page.write("A1", "x")
        page.hide()

    assert [leaf.name for leaf in leaves_of(book(write)) if leaf.hidden] == ["Elenchi"]


def test_a_look_that_is_no_number_is_the_usual_one():
    odd = re.sub(rb'(r="B3" s=)"[0-9]+"', rb'\1"x"', part(FORM, SHEET))

    filled = fill(repacked(FORM, parts={SHEET: odd}), {"Quadro A!B3": date(2026, 3, 3)})

    assert odd != part(FORM, SHEET)
    assert cells(filled)[2][1] == date(2026, 3, 3)


def test_rows_and_cells_that_do_not_say_where_they_are_follow_one_another():
    bare = re.sub(rb' (r|spans)="[A-Z]*[\d:]+"', b"", part(FORM, SHEET))
    form = repacked(FORM, parts={SHEET: bare})

    assert places(form)["Quadro A!A3"].written == "Spesa"
    assert cells(fill(form, {"Quadro A!B3": 5}))[2][1] == 5


def test_cells_out_of_order_are_a_damaged_file():
    turned = part(FORM, SHEET).replace(b'r="A5"', b'r="C5"')

    assert refusals({"Quadro A!B3": 1}, repacked(FORM, parts={SHEET: turned})) == [
        "Il file è danneggiato o incompleto: scaricarlo di nuovo."
    ]


def test_cells_far_apart_do_not_fill_the_memory():
    def far(made):
        page = made.add_worksheet("Quadro B")
        page.write("A1", "qui")
        page.write("XFD1048576", "là")

    def looks_far(made):
        page = made.add_worksheet("Quadro B")
        page.write("A1", "qui")
        page.write("XFD1048576", "", made.add_format({"bold": True}))

    with in_time():
        with pytest.raises(DocumentRefused, match="form_too_large"):
            leaves_of(book(far))
        assert "Quadro B!B2" in places(book(looks_far))
        assert fill(book(far), {"Quadro B!B2": 1})


def test_a_sheet_of_too_many_cells_is_refused():
    full = b"<sheetData>" + (b"<row>" + b"<c/>" * 16_000 + b"</row>") * 20 + b"</sheetData>"
    sheet = re.sub(rb"<sheetData>.*</sheetData>", full, part(FORM, SHEET))

    with in_time():
        (said,) = refusals({"Quadro A!B3": 1}, repacked(FORM, parts={SHEET: sheet}))
    assert "più di 300000 celle" in said


def test_joined_cells_as_wide_as_the_sheet_do_not_fill_the_memory():
    whole = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    wide = re.sub(rb"<mergeCells.*</mergeCells>", whole, part(FORM, SHEET))

    with in_time():
        assert len(places(repacked(FORM, parts={SHEET: wide}))) > 5


def test_a_workbook_with_macros_or_in_another_form_is_refused_saying_what_to_do():
    macro = part(FORM, "[Content_Types].xml").replace(b"sheet.main", b"sheet.macroEnabled.main")
    strict = part(FORM, "xl/workbook.xml").replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    for form, told in (
        (repacked(FORM, parts={"[Content_Types].xml": macro}), "macro: salvarlo come XLSX"),
        (repacked(FORM, parts={"xl/workbook.xml": strict}), "formato XLSX (Strict)"),
        (repacked(FORM, parts={"xl/workbook.bin": b""}), "formato XLSB"),
        (b"a;b\n1;2", "(XLSX, DOCX, ODT)"),
    ):
        (said,) = refusals({"Quadro A!B3": 1}, form)
        assert told in said


def test_what_has_no_place_to_fill_is_not_a_form():
    out = BytesIO()
    with Workbook(out) as made:
        made.add_worksheet()
    for content in (out.getvalue(), in_word(lambda document: document.add_paragraph("Testo"))):
        with pytest.raises(DocumentRefused) as refused:
            leaves_of(content)
        assert "non è un modulo" in sentence(refused.value.reason)
