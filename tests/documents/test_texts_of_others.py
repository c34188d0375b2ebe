"""The Region's own DOCX or ODT, filled where it is marked: nothing else of it changes."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from odf import table, text
from odf.opendocument import load
from odf.teletype import extractText

from raccordo.documents.brought import DocumentRefused
from raccordo.documents.forms import PlaceKind, empty_after, fill, leaves_of
from raccordo.documents.reasons import sentence
from tests.documents.offices import in_word, in_writer, look, part, repacked, said
from tests.patience import in_time

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
URN = "urn:oasis:names:tc:opendocument:xmlns"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def words(inside):
    return parse_xml(f"<w:p {W}>{inside}</w:p>")


def run(letters, look=""):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{letters}</w:t></w:r>'


def asked_in_word(document):
    document.add_heading("Scheda", 1)
    document.add_paragraph("Ambito: ______ zona ____ di «Comune».")
    split = document.add_paragraph("Il sottoscritto {{")
    split.add_run("nome").bold = True
    split.add_run("}} firma.")
    document.add_paragraph("Di nuovo {{ nome }} e basta.")
    made = document.add_table(rows=2, cols=3)
    for cell, said_there in zip(made.rows[0].cells, ("Fondo", "Quota", "Anno"), strict=True):
        cell.text = said_there
    made.cell(1, 0).text = "FNA"


def asked_in_writer(document):
    body = document.text
    look(document, "T1", fontweight="bold")
    body.addElement(said("Scheda", text.H, outlinelevel=1))
    body.addElement(said("Ambito: ______ zona ____ di «Comune»."))
    split = said("Il sottoscritto {{")
    split.addElement(said("nome", text.Span, stylename="T1"))
    split.addText("}} firma.")
    body.addElement(split)
    body.addElement(said("Di nuovo {{ nome }} e basta."))
    made = table.Table(name="Fondi")
    for cells in (("Fondo", "Quota", "Anno"), ("FNA", "", "")):
        row = table.TableRow()
        for letters in cells:
            cell = table.TableCell()
            cell.addElement(said(letters))
            row.addElement(cell)
        made.addElement(row)
    body.addElement(made)


WORD, WRITER = in_word(asked_in_word), in_writer(asked_in_writer)
BOTH = pytest.mark.parametrize("form", [WORD, WRITER], ids=["docx", "odt"])


def places(form):
    return {place.address: place for leaf in leaves_of(form) for place in leaf.places}


def lines(content):
    """What a person reads, a paragraph at a time, the cells of tables too."""
    if content.startswith(b"PK") and b"mimetypeapplication/vnd.oasis" in content[:200]:
        document = load(BytesIO(content))
        return [extractText(one) for one in document.text.getElementsByType(text.P)]
    document = docx.Document(BytesIO(content))
    in_tables = [cell.text for made in document.tables for row in made.rows for cell in row.cells]
    return [one.text for one in document.paragraphs] + in_tables


def in_docx(*paragraphs):
    """A DOCX with paragraphs written by hand."""

    def write(document):
        for one in paragraphs:
            document.element.body.insert(0, words(one) if isinstance(one, str) else one)

    return in_word(write)


def in_odt(*paragraphs):
    """An ODT with paragraphs written by hand."""
    content = in_writer(lambda document: document.text.addElement(said("QUI")))
    found = part(content, "content.xml").decode()
    found = found.replace("<text:p>QUI</text:p>", "".join(paragraphs))
    return repacked(content, parts={"content.xml": found})


@BOTH
def test_the_places_of_a_text_are_its_blanks_and_the_cells_of_its_tables(form):
    found = places(form)

    assert [leaf.name for leaf in leaves_of(form)] == ["", "T1"]
    assert list(found)[:4] == ["____1", "____2", "«Comune»", "{{nome}}"]
    first = found["____1"]
    assert (first.kind, first.written, first.left) == (PlaceKind.BLANK, "______", "Ambito:")
    assert found["____2"].left == "Ambito: ______ zona"
    assert found["{{nome}}"].above == "Ambito: ______ zona ____ di «Comune»."
    quota = found["T1.R2.C2"]
    assert (quota.kind, quota.left, quota.above, quota.empty) == (
        PlaceKind.TABLE_CELL,
        "FNA",
        "Quota",
        True,
    )
    assert not found["T1.R2.C1"].empty


@BOTH
def test_blanks_are_filled_also_when_their_letters_look_different(form):
    filled = fill(
        form,
        {
            "____1": "Lanciano",
            "____2": "sud",
            "«Comune»": "Frisa",
            "{{nome}}": "Ada Esposito",
            "T1.R2.C2": Decimal("1234.50"),
            "T1.R2.C3": 2026,
        },
    )

    assert "Ambito: Lanciano zona sud di Frisa." in lines(filled)
    assert "Il sottoscritto Ada Esposito firma." in lines(filled)
    assert "Di nuovo Ada Esposito e basta." in lines(filled)
    assert lines(filled)[-3:] == ["FNA", "1.234,50", "2026"]


@BOTH
def test_what_is_not_filled_stays_as_the_form_has_it(form):
    filled = fill(form, {"____2": "sud", "____1": "  "})

    assert "Ambito: ______ zona sud di «Comune»." in lines(filled)
    assert fill(form, {"____1": ""}) == form
    with ZipFile(BytesIO(form)) as before, ZipFile(BytesIO(filled)) as after:
        assert before.namelist() == after.namelist()
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed <= {"word/document.xml", "content.xml"}


def test_an_odt_that_was_filled_still_begins_with_what_it_is():
    with ZipFile(BytesIO(fill(WRITER, {"____1": "x"}))) as archive:
        first = archive.infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", 0)


@BOTH
def test_days_and_several_lines_are_written_as_an_italian_text_does(form):
    filled = fill(
        form, {"T1.R2.C2": "via Roma\nn. 1", "{{nome}}": "A\r\nB", "____1": date(2026, 3, 3)}
    )

    assert "Ambito: 03/03/2026 zona ____ di «Comune»." in lines(filled)
    assert "via Roma\nn. 1" in lines(filled)
    assert "Di nuovo A\nB e basta." in lines(filled)


@BOTH
def test_signs_of_markup_and_of_control_do_no_harm(form):
    assert "Ambito: <b> & ]]> zona ____ di «Comune»." in lines(
        fill(form, {"____1": "<b> & ]]>\x01"})
    )


@BOTH
def test_a_place_that_is_no_longer_there_is_told(form):
    with pytest.raises(DocumentRefused) as refused:
        fill(form, {"____9": "x", "T1.R9.C1": "y", "____1": "z"})

    assert [sentence(reason) for reason in refused.value.reasons] == [
        "Nel modulo non c'è più il posto «____9»: indicarne un altro.",
        "Nel modulo non c'è più il posto «T1.R9.C1»: indicarne un altro.",
    ]


@BOTH
def test_what_was_marked_and_stays_empty_is_told(form):
    marked = ["____1", "____2", "T1.R1.C1", "T1.R2.C2"]

    found = empty_after(form, {"____1": "x"}, marked=marked)

    assert [one.address for one in found] == ["____2", "T1.R2.C2"]


def test_the_words_put_in_a_cell_look_as_the_cell_was_meant_to():
    def write(document):
        cell = document.add_table(rows=1, cols=2).cell(0, 1)
        mark = parse_xml(f"<w:pPr {W}><w:rPr><w:b/></w:rPr></w:pPr>")
        cell.paragraphs[0]._p.insert(0, mark)

    document = docx.Document(BytesIO(fill(in_word(write), {"T1.R1.C2": "qui"})))

    assert document.tables[0].cell(0, 1).paragraphs[0].runs[0].bold


def test_a_cell_under_a_joined_one_is_not_filled():
    def write(document):
        made = document.add_table(rows=2, cols=2)
        made.cell(0, 0).merge(made.cell(1, 0))

    form = in_word(write)

    with pytest.raises(DocumentRefused) as refused:
        fill(form, {"T1.R2.C1": "x"})
    assert sentence(refused.value.reason).startswith("«T1.R2.C1» fa parte di celle unite")
    assert not places(form)["T1.R2.C1"].empty


def test_a_control_of_word_is_filled_and_stays_so():
    control = (
        "<w:sdt><w:sdtPr><w:alias w:val='Nome e cognome'/><w:tag w:val='nome'/><w:showingPlcHdr/>"
        "<w:dataBinding w:xpath='/a' w:storeItemID='x'/></w:sdtPr><w:sdtContent>"
        f"{run('Fare clic qui', '<w:rStyle w:val=§PlaceholderText§/>')}</w:sdtContent></w:sdt>"
    ).replace("§", '"')
    tick = (
        "<w:sdt><w:sdtPr><w:tag w:val='si'/><w:picture/></w:sdtPr>"
        f"<w:sdtContent>{run('x')}</w:sdtContent></w:sdt>"
    )
    form = in_docx(run("Nome: ") + control + tick)
    (only,) = places(form).values()
    filled = fill(form, {"control:nome": "Ada"})
    xml = part(filled, "word/document.xml").decode()

    assert (only.kind, only.left, only.empty) == (PlaceKind.CONTROL, "Nome:", True)
    assert ">Ada</w:t>" in xml
    assert "Fare clic" not in xml
    assert not [one for one in ("showingPlcHdr", "dataBinding", "rStyle") if one in xml]
    assert not places(filled)["control:nome"].empty


def field(kind, shown, name=""):
    told = f"<w:ffData><w:name w:val='{name}'/></w:ffData>" if name else ""
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'>{told}</w:fldChar></w:r>"
        f"<w:r><w:instrText xml:space='preserve'> {kind} </w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{shown}"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


def test_form_fields_of_word_are_filled_and_page_numbers_are_not_places():
    form = in_docx(
        run("Nome: ") + field("FORMTEXT", run("\u2002" * 5), "Testo1"),
        field("FORMTEXT", "", "Testo2"),
        field("PAGE", run("1")),
    )

    assert set(places(form)) == {"field:Testo1", "field:Testo2"}
    assert all(one.empty for one in places(form).values())
    filled = fill(form, {"field:Testo1": "Ada", "field:Testo2": "Bice"})
    assert {"Nome: Ada", "Bice", "1"} <= set(lines(filled))
    assert "FORMTEXT" in part(filled, "word/document.xml").decode()


def test_a_merge_field_becomes_the_text_that_was_merged():
    simple = f"<w:fldSimple w:instr=' MERGEFIELD \"Il fondo\" '>{run('«Il_fondo»')}</w:fldSimple>"
    form = in_docx(run("Di ") + field("MERGEFIELD Cognome", run("«Cognome»")), simple)
    filled = fill(form, {"field:Cognome": "Esposito", "field:Il fondo": "FNA"})

    assert set(places(form)) == {"field:Cognome", "field:Il fondo"}
    assert "MERGEFIELD" not in part(filled, "word/document.xml").decode()
    assert "fldChar" not in part(filled, "word/document.xml").decode()
    assert {"Di Esposito", "FNA"} <= set(lines(filled))


def test_the_bookmarks_of_word_are_places_but_its_own_and_those_of_whole_sections():
    start = "<w:bookmarkStart w:id='{}' w:name='{}'/>"
    form = in_docx(
        run("Ente: ", "<w:b/>") + start.format(1, "Ente") + "<w:bookmarkEnd w:id='1'/>",
        start.format(2, "Sede") + run("qui ____") + "<w:bookmarkEnd w:id='2'/>",
        start.format(3, "_GoBack") + "<w:bookmarkEnd w:id='3'/>" + start.format(4, "Parte"),
        run("fine") + "<w:bookmarkEnd w:id='4'/>",
    )
    found = places(form)
    filled = fill(form, {"bookmark:Ente": "Lanciano", "bookmark:Sede": "via Roma"})

    assert set(found) == {"bookmark:Ente", "bookmark:Sede"}
    assert (found["bookmark:Ente"].left, found["bookmark:Ente"].empty) == ("Ente:", True)
    assert {"Ente: Lanciano", "via Roma"} <= set(lines(filled))
    runs = docx.Document(BytesIO(filled)).paragraphs
    assert [one.bold for each in runs for one in each.runs if one.text == "Lanciano"] == [True]


def test_what_word_writes_twice_for_older_programs_is_one_place():
    twice = (
        f"<w:r><mc:AlternateContent {MC}><mc:Choice Requires='wps'><w:drawing/></mc:Choice>"
        f"<mc:Fallback><w:pict><w:p>{run('____')}</w:p></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    form = in_docx(run("Uno ____") + twice)

    assert list(places(form)) == ["____1"]


def test_the_fields_of_an_odt_are_filled():
    form = in_odt(
        '<text:p>Ente: <text:placeholder text:placeholder-type="text">&lt;Ente&gt;'
        "</text:placeholder> qui</text:p>",
        '<text:p>Sede: <text:text-input text:description="Sede">scrivere</text:text-input>.'
        "</text:p>",
        '<text:p>Nato a <text:bookmark text:name="Luogo"/> oggi</text:p>',
        '<text:p>Da <text:bookmark-start text:name="Data"/>ieri'
        '<text:bookmark-end text:name="Data"/> a <text:bookmark text:name="__RefHeading1"/>'
        "domani</text:p>",
    )
    found = places(form)

    assert list(found) == ["field:Ente", "field:Sede", "bookmark:Luogo", "bookmark:Data"]
    assert [one.left for one in found.values()] == ["Ente:", "Sede:", "Nato a", "Da"]
    assert [one.empty for one in found.values()] == [True, True, True, False]
    filled = fill(form, {key: f"X{number}" for number, key in enumerate(found)})
    assert lines(filled) == ["Ente: X0 qui", "Sede: X1.", "Nato a X2 oggi", "Da X3 a domani"]
    assert b"text:placeholder" not in part(filled, "content.xml")


def test_a_cell_of_an_odt_that_stands_for_several_or_is_covered_is_not_filled():
    form = in_odt(
        f'<table:table xmlns:table="{URN}:table:1.0"><table:table-row>'
        '<table:table-cell table:number-columns-spanned="2"><text:p>a</text:p></table:table-cell>'
        "<table:covered-table-cell/>"
        '<table:table-cell table:number-columns-repeated="2"/><table:table-cell/>'
        "</table:table-row></table:table>"
    )
    barred = [key for key, place in places(form).items() if place.barred]

    assert barred == ["T1.R1.C2", "T1.R1.C3", "T1.R1.C4"]
    assert lines(fill(form, {"T1.R1.C5": "qui"})) == ["a", "qui"]


def test_blanks_and_tabs_of_a_value_are_kept_in_an_odt():
    assert "Ambito: a  b\tc zona" in "\n".join(lines(fill(WRITER, {"____1": "a  b\tc"})))


def test_a_bomb_or_a_document_inside_itself_is_refused():
    deep = f"<w:document {W}><w:body>" + "<w:ins>" * 3000 + "</w:ins>" * 3000
    many = f"<w:document {W}><w:body><w:p>{run('____ ' * 70_000)}</w:p></w:body></w:document>"
    for inside in (f"{deep}</w:body></w:document>", many):
        with in_time(), pytest.raises(DocumentRefused):
            leaves_of(repacked(WORD, parts={"word/document.xml": inside}))
