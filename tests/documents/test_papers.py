"""A paper printed, written as ODT, and taken back once it was corrected outside."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import docx
import pytest
from docx.oxml import OxmlElement
from odf import style, table, text
from odf.opendocument import load
from odf.teletype import extractText

from raccordo.documents.blocks import (
    Facts,
    Heading,
    Listed,
    Note,
    PageBreak,
    Paper,
    Signatures,
    Table,
    Words,
)
from raccordo.documents.odt import write_odt
from raccordo.documents.pdf import print_paper
from raccordo.documents.returned import changes, read_back
from raccordo.foundation.errors import Refused
from tests.patience import in_time

MOMENT = datetime(2026, 3, 3, tzinfo=UTC)
TEXT = "Vista la legge;\na capo\n\nRitenuto di provvedere;\n\nDELIBERA\n\n1. di approvare."
EVERYTHING = [
    Heading("Premesse"),
    Facts([("Oggetto", "Piano sociale"), ("Stato", "Bozza")]),
    Words(TEXT, free=True),
    Listed(["primo", "secondo"], numbered=True),
    Listed(["uno"]),
    Table("Presenze", ["Componente", "Voto"], [["Frisa", "sì"], ["Treglio", "no"]], [2, 1]),
    Table("", ["Componente", "Firma"], [["Frisa", ""]], tall=True),
    Signatures([("Presidente", "Ada Esposito"), ("Segretaria", "")]),
    Note("Art. 20 D.Lgs 82/2005"),
    PageBreak(),
    Words("Allegato"),
]
PAPER = Paper(
    "Deliberazione", "Conferenza dei Sindaci", EVERYTHING, header="Conferenza", footer="Bozza"
)
ACT = replace(PAPER, blocks=[EVERYTHING[1], EVERYTHING[2], EVERYTHING[8]])

# Each part declares the names it uses: what is put in it brings its own.
URN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{one}="{URN}:{one}:1.0"' for one in ("text", "style", "office"))


def written(paper=ACT, identifier="atto-7"):
    return write_odt(paper, made_at=MOMENT, identifier=identifier)


def opened(content=None):
    return load(BytesIO(content or written(PAPER)))


def corrected(content, old, new, part="content.xml"):
    """The same document with other words, as a program that edits it would save it."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            words = before.read(name)
            if name == part:
                assert old.encode() in words
                words = words.replace(old.encode(), new.encode())
            after.writestr(name, words)
    return out.getvalue()


def in_word(*paragraphs, change=lambda document: None):
    document = docx.Document()
    for words, named in paragraphs:
        document.add_paragraph(words, style=named)
    change(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_paper_is_an_accessible_pdf_and_the_same_twice():
    pdf = print_paper(PAPER, made_at=MOMENT)

    assert b"pdfaid:part>2" in pdf
    assert b"pdfuaid:part>1" in pdf
    assert pdf == print_paper(PAPER, made_at=MOMENT)


def test_an_odt_is_the_same_twice_whatever_was_written_before():
    first = written()
    written(PAPER)

    assert written() == first


def test_an_odt_begins_with_what_it_is():
    with ZipFile(BytesIO(written())) as archive:
        first = archive.infolist()[0]

        assert (first.filename, first.compress_type) == ("mimetype", 0)
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"


def test_an_odt_has_headings_header_rows_language_a4_and_page_numbers():
    document = opened()
    headings = [extractText(one) for one in document.getElementsByType(text.H)]
    header = document.getElementsByType(table.TableHeaderRows)[0]
    page = document.getElementsByType(style.PageLayoutProperties)[0]
    words = document.getElementsByType(style.DefaultStyle)[0]

    assert headings == ["Deliberazione", "Premesse"]
    assert extractText(header) == "ComponenteVoto"
    assert (page.getAttribute("pagewidth"), page.getAttribute("pageheight")) == ("21cm", "29.7cm")
    assert words.firstChild.getAttribute("language") == "it"
    assert document.getElementsByType(text.PageNumber)


def test_every_style_of_an_odt_is_declared():
    document = opened()
    named = {one.getAttribute("name") for one in document.getElementsByType(style.Style)}
    used = {one.getAttribute("stylename") for one in document.getElementsByType(text.P)}

    assert used <= named


def test_spaces_and_signs_of_markup_are_words_in_an_odt():
    said = "a  b <office:text> & ]]> \x01 fine"
    paper = replace(ACT, blocks=[Words(said, free=True)])

    assert read_back(written(paper), paper).text == "a  b <office:text> & ]]>  fine"


def test_a_document_that_nobody_touched_gives_back_the_same_text():
    back = read_back(written(), ACT)

    assert (back.text, back.identifier, list(back.lost)) == (TEXT, "atto-7", [])


def test_a_corrected_paragraph_comes_back_and_the_change_is_shown():
    content = corrected(written(), "Ritenuto di provvedere;", "Ritenuto di non provvedere;")

    found = [one for one in changes(TEXT, read_back(content, ACT).text) if not one.same]
    (change,) = found
    assert change.before == "Ritenuto di provvedere;"
    assert change.after == "Ritenuto di non provvedere;"


def test_what_was_not_to_be_changed_is_told_and_not_taken():
    content = corrected(written(), "Piano sociale", "Piano regolatore")

    back = read_back(content, ACT)
    assert back.text == TEXT
    assert list(back.lost) == ["Piano regolatore"]


def test_a_style_made_by_hand_is_still_the_one_it_comes_from():
    made = f'<style:style {SPACES} style:name="P1" style:family="paragraph"'
    made += ' style:parent-style-name="Title"/>'
    ends = "</office:automatic-styles>"
    content = corrected(written(), ends, made + ends)
    content = corrected(content, 'text:style-name="Title"', 'text:style-name="P1"')

    assert read_back(content, ACT).text == TEXT


def test_a_document_that_has_lost_its_mark_is_read_all_the_same():
    assert read_back(written(identifier=""), ACT).identifier == ""


def test_a_list_that_was_made_outside_keeps_its_numbers():
    listed = f'<text:list {SPACES} text:style-name="Numbers">'
    listed += "<text:list-item><text:p>primo</text:p>"
    listed += "</text:list-item><text:list-item><text:p>poi</text:p></text:list-item></text:list>"
    content = corrected(written(), "<text:p", listed + "<text:p")
    # the first paragraph of the document is the organ: the list stands before it
    assert read_back(content, ACT).text.startswith("1. primo\n\n2. poi")


def test_a_note_or_a_comment_is_not_text():
    note = f"<office:annotation {SPACES}><text:p>da rivedere</text:p></office:annotation>Ritenuto"
    content = corrected(written(), "Ritenuto", note)

    assert read_back(content, ACT).text == TEXT


def test_a_document_saved_by_word_comes_back():
    content = in_word(
        ("Conferenza dei Sindaci", "Normal"),
        ("Deliberazione", "Title"),
        ("Visto il decreto;", "Body Text"),
        ("di approvare", "List Number"),
    )

    assert read_back(content, ACT).text == "Visto il decreto;\n\ndi approvare"


def test_corrections_that_nobody_has_accepted_are_refused_in_both():
    tracked = f"<text:tracked-changes {SPACES}/><text:p"
    odt = corrected(written(), "<text:p", tracked)

    def insert(document):
        document.element.body.append(OxmlElement("w:ins"))

    for content in (odt, in_word(("Testo", "Normal"), change=insert)):
        with pytest.raises(Refused, match="revisioni non ancora accettate"):
            read_back(content, ACT)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 rotto", b"testo"])
def test_what_is_not_a_document_is_refused(content):
    with pytest.raises(Refused, match="non si legge come documento ODT o DOCX"):
        read_back(content, ACT)


def test_a_sheet_a_cut_document_and_one_with_entities_are_refused():
    whole = written()
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("altro.xml", "<a/>")
    entities = corrected(whole, "<office:document-content", "<!DOCTYPE a><office:document-content")

    for content in (out.getvalue(), whole[:-200], entities):
        with pytest.raises(Refused, match="non si legge come documento ODT o DOCX"):
            read_back(content, ACT)


def test_a_document_that_swells_is_refused_before_it_fills_the_memory():
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b"<a>" + b" " * 30_000_000 + b"</a>")

    with pytest.raises(Refused, match="troppo grande"):
        read_back(out.getvalue(), ACT)


def test_paragraphs_that_are_added_and_taken_away_are_shown_as_such():
    found = changes("Uno\n\nDue\n\nTre", "Uno\n\nTre\n\nQuattro")

    assert [(one.before, one.after) for one in found] == [
        ("Uno", "Uno"),
        ("Due", ""),
        ("Tre", "Tre"),
        ("", "Quattro"),
    ]


NAMED = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
OPENS = f"<office:document-content {NAMED}><office:body><office:text>"
CLOSES = "</office:text></office:body></office:document-content>"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def made_by_hand(content, name="content.xml", how=ZIP_DEFLATED):
    out = BytesIO()
    with ZipFile(out, "w", how) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_letters_nobody_knows_and_things_inside_things_are_no_document():
    unknown = f'<?xml version="1.0" encoding="foo-8"?>{OPENS}{CLOSES}'
    broken = bytearray(made_by_hand(OPENS + "<text:p>a b c</text:p>" * 99 + CLOSES, how=ZIP_LZMA))
    broken[60:90] = bytes(30)
    inside = ["<text:span>" * 3000 + "a" + "</text:span>" * 3000, "<text:section>" * 3000]
    inside[0] = f"<text:p>{inside[0]}</text:p>"
    inside[1] += "<text:p>a</text:p>" + "</text:section>" * 3000
    whole = [made_by_hand(unknown), bytes(broken)]
    for content in [*whole, *(made_by_hand(OPENS + one + CLOSES) for one in inside)]:
        with pytest.raises(Refused, match="non si legge come documento"):
            read_back(content, ACT)


def test_entities_are_refused_in_whatever_letters_they_are_declared():
    declared = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY e "niente">]>'
    content = f"{declared}{OPENS}<text:p>&e;</text:p>{CLOSES}".encode("utf-16")
    with pytest.raises(Refused, match="non si legge come documento"):
        read_back(made_by_hand(content), ACT)


@pytest.mark.parametrize("told", ["molti", "9" * 5000, "-3"])
def test_spaces_that_are_not_counted_are_one(told):
    words = f'<text:p>due<text:s text:c="{told}"/>parole</text:p>'
    assert read_back(made_by_hand(OPENS + words + CLOSES), ACT).text == "due parole"


def test_a_document_too_long_to_be_compared_is_refused_in_words():
    words = "<text:p>a</text:p>" * 2500
    with pytest.raises(Refused, match="troppo lungo"):
        read_back(made_by_hand(OPENS + words + CLOSES), ACT)
    spaces = "<text:p>a" + '<text:s text:c="9999"/>b' * 30_000 + "</text:p>"
    with pytest.raises(Refused, match="troppo lungo"):
        read_back(made_by_hand(OPENS + spaces + CLOSES), ACT)


def test_words_in_a_box_of_word_are_read_once_however_deep_it_is():
    boxes = "<w:p>" * 20_000 + "<w:r><w:t>una volta</w:t></w:r>" + "</w:p>" * 20_000
    content = f'<w:document xmlns:w="{WORD}"><w:body>{boxes}</w:body></w:document>'
    with in_time():
        assert read_back(made_by_hand(content, "word/document.xml"), ACT).text == "una volta"


def test_texts_that_say_the_same_over_and_over_are_compared_in_time():
    with in_time():
        changes("\n\n".join(["a", "a", "a", "b"] * 400), "\n\n".join(["a", "a", "a", "c"] * 400))
