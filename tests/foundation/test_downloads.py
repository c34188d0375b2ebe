"""Files as they are downloaded, and files made to do harm."""

import io
import struct
import zipfile

import pytest

from raccordo.foundation import packed
from raccordo.foundation.downloads import Column, Layout, found_in, opened
from raccordo.foundation.sentences import sentence
from raccordo.foundation.tables import TableRefused, read_table
from tests.observatory.official import zipped, zipped_bytes

LAYOUT = Layout("x", (Column("code", "Codice", "codice"), Column("name", "Nome", "nome")))


def rows(content):
    return [cells for _number, cells in found_in(content, [LAYOUT]).rows]


def refused(content):
    with pytest.raises(TableRefused) as caught:
        rows(content)
    assert sentence(caught.value.reason)
    return caught.value.reason.code


def workbook(sheet, *, part="worksheets/sheet1.xml"):
    """A workbook whose one sheet has these rows, as XML."""
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped_bytes(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{package}/content-types">'
                f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
                f"</Types>"
            ).encode(),
            "_rels/.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
                f'Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ).encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>'
                f'<sheet name="A" sheetId="1" r:id="a"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
                f'Type="{rels}/worksheet" Target="{part}"/></Relationships>'
            ).encode(),
            f"xl/{part}": (
                f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>'
            ).encode(),
        }
    )


def test_a_table_is_found_under_its_title_in_any_alphabet():
    text = "Titolo\r\n\r\nAltro;Nome ;CODICE\r\nx;Forlì;1\r\n"

    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("cp1252"), zipped(text)):
        sheet = found_in(content, [LAYOUT])
        assert sheet.title.split() == ["Titolo"]
        assert sheet.places == {"code": 2, "name": 1}
        assert list(sheet.rows) == [(4, ["x", "Forlì", "1"])]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_whatever_parts_the_cells(delimiter):
    assert rows(delimiter.join(["codice", "nome\n1", "Ada"]).encode()) == [["1", "Ada"]]


def test_no_row_is_lost_after_the_first_ones():
    text = "codice;nome\n" + "".join(f"{n};x\n" for n in range(100))

    assert [cells[0] for cells in rows(text.encode())] == [str(n) for n in range(100)]


def test_two_columns_that_could_be_the_one_wanted_are_not_guessed():
    assert refused(b"codice;nome;nome\n1;a;b") == "columns_alike"


def test_what_is_missing_is_named():
    with pytest.raises(TableRefused) as caught:
        rows(b"codice;altro\n1;2")

    assert caught.value.reason.facts == {"columns": "«Nome»"}


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"leggimi.pdf": b"x"}, "archive_empty"),
        ({"a.csv": b"codice;nome", "b.csv": b"codice;nome"}, "archive_many"),
        ({"a.zip": zipped("codice;nome")}, "archive_empty"),
    ],
)
def test_an_archive_without_one_table_is_refused(members, code):
    assert refused(zipped_bytes(members)) == code


def test_an_archive_that_is_broken_or_locked_is_refused():
    content = zipped("codice;nome\n" + "1;x\n" * 5000)
    locked = bytearray(content)
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        place = content.index(mark) + (8 if mark[2] == 1 else 6)
        locked[place] |= 1

    assert refused(content[: len(content) // 2]) == "archive_broken"
    assert refused(content[:60] + b"\xff\xff\xff" + content[63:]) == "archive_broken"
    assert refused(bytes(locked)) == "archive_locked"


def test_an_archive_that_swells_is_refused_without_filling_the_memory(monkeypatch):
    monkeypatch.setattr(packed, "UNMINDED", 1 << 20)
    bomb = zipped("codice;nome\n" + "0;0\n" * 2_000_000)

    assert refused(bomb) == "archive_bomb"


def test_the_size_an_archive_declares_is_not_believed(monkeypatch):
    monkeypatch.setattr(packed, "UNMINDED", 1 << 20)
    text = ("codice;nome\n" + "0;0\n" * 2_000_000).encode()
    content = zipped_bytes({"a.csv": text})
    liar = content.replace(struct.pack("<I", len(text)), struct.pack("<I", 100))

    assert refused(liar) in {"archive_bomb", "archive_broken"}


def test_a_line_without_an_end_is_refused():
    assert refused(b"codice;nome\n" + b"x" * 3_000_000) == "line_too_long"
    assert refused(b'codice;nome\n1;"' + b"x\n" * 100_000) == "line_broken"


def test_a_workbook_with_two_cells_in_opposite_corners_is_refused():
    cell = '<row r="{row}"><c r="{place}" t="str"><v>codice</v></c></row>'
    far = cell.format(row=1, place="A1") + cell.format(row=1048576, place="XFD1048576")

    assert refused(workbook(far)) == "archive_bomb"
    assert refused(workbook(far, part="altro.xml")) == "archive_bomb"
    with pytest.raises(TableRefused) as caught:
        read_table(workbook(far), columns=["codice"])
    assert caught.value.reason.code == "archive_bomb"


FULL = '<c t="str"><v>x</v></c>'
PLACED = '<c r="A1" t="str"><v>x</v></c>'
# Small once unpacked, and yet a table of many millions of cells.
WIDE_AND_TALL = f'<row r="1">{FULL * 4000}</row><row r="1000">{FULL}</row>'


@pytest.mark.parametrize(
    "sheet",
    [
        WIDE_AND_TALL,
        WIDE_AND_TALL.replace("c t=", "c a='r=\"A1\"' t="),
        WIDE_AND_TALL.replace("<c", "<x:c").replace("</c", "</x:c").replace("row", "x:row"),
        f"<row>{FULL}</row>" * 1000 + f"<row>{FULL * 4000}</row>",
        f'<row r="1">{PLACED}<c t="str" r="AAAA1"><v>x</v></c></row><row r="400">{FULL}</row>',
        f'<row r="1">{PLACED * 3001}</row>',
    ],
    ids=["without places", "places feigned", "prefixed", "loose rows", "four letters", "repeated"],
)
def test_a_workbook_whose_cells_do_not_say_where_they_are_is_weighed_too(monkeypatch, sheet):
    monkeypatch.setattr(packed, "MOST_CELLS", 3000)

    assert refused(workbook(sheet)) == "archive_bomb"


def test_cells_that_do_not_say_where_they_are_are_read(monkeypatch):
    monkeypatch.setattr(packed, "MOST_CELLS", 4)
    cells = '<c t="str"><v>{}</v></c>'.format
    sheet = f"<row>{cells('codice')}{cells('nome')}</row><row>{cells('1')}{cells('Ada')}</row>"

    assert rows(workbook(sheet)) == [["1", "Ada"]]


def test_where_a_part_is_cut_makes_no_difference(monkeypatch):
    sheet = '<row r="1"><c r="A1" t="str"><v>codice</v></c><c t="str"><v>nome</v></c></row>'
    book = workbook(sheet + '<row><c t="str"><v>1</v></c><c r="B2" t="str"><v>Ada</v></c></row>')
    extents = set()
    monkeypatch.setattr(packed, "MOST_CELLS", 12)
    for piece in range(60, 400):
        monkeypatch.setattr(packed, "PIECE", piece)
        extents.add(str(rows(book)))

    assert extents == {"[['1', 'Ada']]"}


@pytest.mark.parametrize("sheet", ['<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "<row"])
def test_a_workbook_that_cannot_be_read_is_refused_by_whoever_reads_it(sheet):
    broken = workbook(sheet)

    assert refused(broken) == "table_unreadable"
    with pytest.raises(TableRefused) as caught:
        read_table(broken, columns=["codice"])
    assert caught.value.reason.code == "table_unreadable"


@pytest.mark.parametrize("part", ["xl/workbook.bin", "content.xml"])
def test_a_workbook_of_another_kind_is_not_opened(part):
    other = zipped_bytes({"[Content_Types].xml": b"<Types/>", part: b"x"})

    assert refused(other) == "table_unreadable"


def test_a_workbook_is_read_from_the_sheet_that_has_the_table_also_inside_an_archive():
    cells = '<row r="1"><c r="A1" t="str"><v>codice</v></c><c r="B1" t="str"><v>nome</v></c></row>'
    cells += '<row r="2"><c r="A2"><v>12.5</v></c><c r="B2" t="str"><v>Ada</v></c></row>'
    book = workbook(cells)

    assert rows(book) == [["12,5", "Ada"]]
    assert rows(zipped_bytes({"tabella.xlsx": book})) == [["12,5", "Ada"]]


def test_a_workbook_that_is_not_one_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x")
    assert refused(out.getvalue()) == "table_unreadable"
    assert refused(workbook("<row")) == "table_unreadable"


def test_progress_is_told_in_bytes_of_the_table():
    text = "codice;nome\n" + "1;x\n" * 20_000
    told = []

    list(found_in(zipped(text), [LAYOUT], tell=lambda *far: told.append(far)).rows)

    assert len(told) == 5
    assert {total for _done, total in told} == {len(text) + 3}
    assert told == sorted(told)
    assert opened(text.encode()).size == len(text)
