"""The text of a plan that an office wrote, taken by its headings."""

import re
from io import BytesIO

import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.shared import Cm
from odf import draw, office, style, table, text

from raccordo.documents.brought import MOST_TAGS, DocumentRefused
from raccordo.documents.reasons import sentence
from raccordo.documents.texts import Section, read_texts
from tests.documents.offices import in_word, in_writer, look, part, repacked, said
from tests.patience import in_time

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# The smallest picture there is: one dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)


def sections(content, **asked):
    return list(read_texts(content, **asked).sections)


def the_text(content):
    (only,) = sections(content)
    return only.text


def left_out(content):
    return [sentence(reason) for reason in read_texts(content).left_out]


def refusal(content):
    with pytest.raises(DocumentRefused) as refused:
        read_texts(content)
    return sentence(refused.value.reason)


def plan_in_word(document):
    document.add_paragraph("Piano sociale 2023-2025", style="Title")
    document.add_heading("Il profilo", 1)
    document.add_paragraph("Il territorio.")
    document.add_heading("La popolazione", 2)
    document.add_paragraph("Gli anziani.")
    document.add_heading("Gli over 80", 3)
    document.add_paragraph("Sono molti.")


def plan_in_writer(document):
    body = document.text
    body.addElement(said("Piano sociale 2023-2025"))
    for level, heading, words in (
        (1, "Il profilo", "Il territorio."),
        (2, "La popolazione", "Gli anziani."),
        (3, "Gli over 80", "Sono molti."),
    ):
        body.addElement(said(heading, text.H, outlinelevel=level))
        body.addElement(said(words))


@pytest.mark.parametrize("content", [in_word(plan_in_word), in_writer(plan_in_writer)])
def test_a_document_is_read_by_its_headings(content):
    assert sections(content) == [
        Section(0, "", "Piano sociale 2023-2025"),
        Section(1, "Il profilo", "Il territorio."),
        Section(2, "La popolazione", "Gli anziani.\n\n### Gli over 80\n\nSono molti."),
    ]


@pytest.mark.parametrize("content", [in_word(plan_in_word), in_writer(plan_in_writer)])
def test_how_deep_the_headings_part_the_text_is_said_by_who_asks(content):
    assert [one.heading for one in sections(content, deepest=1)] == ["", "Il profilo"]
    assert [one.level for one in sections(content, deepest=3)] == [0, 1, 2, 3]


def test_a_style_made_from_a_heading_is_a_heading():
    def write(document):
        made = document.styles.add_style("Capitolo", 1)
        made.base_style = document.styles["Heading 2"]
        document.add_paragraph("I servizi", style="Capitolo")

    def in_odt(document):
        look(document, "P1", family="paragraph", parent="Heading_20_2")
        document.styles.addElement(style.Style(name="Heading_20_2", family="paragraph"))
        document.text.addElement(said("I servizi", stylename="P1"))

    assert sections(in_word(write)) == [Section(2, "I servizi", "")]
    assert sections(in_writer(in_odt)) == [Section(2, "I servizi", "")]


def test_without_styles_short_numbered_lines_are_headings():
    lines = [
        "Premessa.",
        "1. Il contesto",
        "Testo.",
        "1.2 Il profilo",
        "1. di approvare;",
        "3 su 4",
    ]
    content = in_word(lambda document: [document.add_paragraph(one) for one in lines])

    assert sections(content) == [
        Section(0, "", "Premessa."),
        Section(1, "1. Il contesto", "Testo."),
        Section(2, "1.2 Il profilo", "1. di approvare;\n\n3 su 4"),
    ]


def test_where_styles_are_used_a_numbered_line_is_a_line():
    def write(document):
        document.add_heading("Il profilo", 1)
        document.add_paragraph("1.2 Il contesto")

    assert sections(in_word(write)) == [Section(1, "Il profilo", "1.2 Il contesto")]


def test_bold_and_italic_stand_against_their_words():
    def write(document):
        one = document.add_paragraph("Il ")
        one.add_run("fondo ").bold = True
        one.add_run("nazionale").bold = True
        one.add_run(" e ")
        one.add_run("regionale").italic = True
        both = one.add_run(" *2025")
        both.bold = both.italic = True

    def in_odt(document):
        look(document, "T1", fontweight="bold")
        look(document, "T2", fontstyle="italic")
        look(document, "T3", parent="T1", fontstyle="italic")
        one = said("Il ")
        one.addElement(said("fondo nazionale", text.Span, stylename="T1"))
        one.addText(" e ")
        one.addElement(said("regionale", text.Span, stylename="T2"))
        one.addElement(said(" *2025", text.Span, stylename="T3"))
        document.text.addElement(one)

    expected = "Il **fondo nazionale** e *regionale* ***\\*2025***"
    assert the_text(in_word(write)) == the_text(in_writer(in_odt)) == expected


def test_lists_keep_their_marks_and_their_numbers():
    def write(document):
        document.add_paragraph("Si fa:")
        for words in ("uno", "due"):
            document.add_paragraph(words, style="List Bullet")
        document.add_paragraph("Poi:")
        for words in ("primo", "secondo"):
            document.add_paragraph(words, style="List Number")

    def in_odt(document):
        numbered = text.ListStyle(name="L2")
        numbered.addElement(text.ListLevelStyleNumber(level=1, numformat="1"))
        document.automaticstyles.addElement(numbered)
        for lead, named, items in (
            ("Si fa:", "L1", ("uno", "due")),
            ("Poi:", "L2", ("primo", "secondo")),
        ):
            document.text.addElement(said(lead))
            listed = text.List(stylename=named)
            for words in items:
                item = text.ListItem()
                item.addElement(said(words))
                listed.addElement(item)
            document.text.addElement(listed)

    expected = "Si fa:\n\n- uno\n- due\n\nPoi:\n\n1. primo\n2. secondo"
    assert the_text(in_word(write)) == the_text(in_writer(in_odt)) == expected


def test_a_numbered_heading_in_a_list_is_a_heading():
    def write(document):
        listed, item = text.List(), text.ListItem()
        item.addElement(said("Il profilo", text.H, outlinelevel=1))
        listed.addElement(item)
        document.text.addElement(listed)

    assert sections(in_writer(write)) == [Section(1, "Il profilo", "")]


def test_a_table_is_written_with_pipes():
    rows = [["Comune", "Quota"], ["Frisa | sede", "1.000"], ["Treglio", ""]]

    def write(document):
        made = document.add_table(rows=3, cols=2)
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words

    def in_odt(document):
        made = table.Table()
        made.addElement(table.TableColumn(numbercolumnsrepeated=2))
        for cells in rows:
            row = table.TableRow()
            for words in cells:
                cell = table.TableCell()
                cell.addElement(said(words))
                row.addElement(cell)
            made.addElement(row)
        document.text.addElement(made)

    expected = "| Comune | Quota |\n| --- | --- |\n| Frisa \\| sede | 1.000 |\n| Treglio |  |"
    assert the_text(in_word(write)) == the_text(in_writer(in_odt)) == expected


def test_joined_cells_leave_the_others_in_their_columns():
    def write(document):
        made = document.add_table(rows=2, cols=3)
        made.cell(0, 0).merge(made.cell(0, 1)).text = "Insieme"
        made.cell(0, 2).text = "Solo"
        made.cell(1, 2).text = "Sotto"

    assert the_text(in_word(write)) == "| Insieme |  | Solo |\n| --- | --- | --- |\n|  |  | Sotto |"


def test_a_frame_of_one_cell_is_its_text():
    def write(document):
        document.add_table(rows=1, cols=1).cell(0, 0).text = "Da ricordare"

    assert the_text(in_word(write)) == "Da ricordare"


def test_what_is_not_words_is_left_out_and_counted():
    def write(document):
        words = document.add_paragraph("Testo")
        for _picture in range(3):
            words.add_run().add_picture(BytesIO(DOT), Cm(1))
        for mark in ("w:footnoteReference", "w:commentReference"):
            words.add_run()._r.append(OxmlElement(mark))
        words._p.append(parse_xml(f"<w:del {W}><w:r><w:delText>no</w:delText></w:r></w:del>"))
        words._p.append(parse_xml(f"<w:ins {W}><w:r><w:t> nuovo</w:t></w:r></w:ins>"))

    def in_odt(document):
        words = said("Testo")
        for _picture in range(3):
            frame = draw.Frame(width="1cm", height="1cm")
            frame.addElement(draw.Image(href="Pictures/a.png"))
            words.addElement(frame)
        note = text.Note(noteclass="footnote")
        inside = text.NoteBody()
        inside.addElement(said("nota"))
        note.addElement(text.NoteCitation(text="1"))
        note.addElement(inside)
        words.addElement(note)
        comment = office.Annotation()
        comment.addElement(said("commento"))
        words.addElement(comment)
        words.addText(" nuovo")
        changed, region = text.TrackedChanges(), text.ChangedRegion(check_grammar=False)
        gone = text.Deletion()
        gone.addElement(office.ChangeInfo())
        gone.addElement(said("no"))
        region.addElement(gone)
        changed.addElement(region)
        document.text.addElement(changed)
        document.text.addElement(words)

    for content in (in_word(write), in_writer(in_odt)):
        assert the_text(content) == "Testo nuovo"
        assert left_out(content) == [
            "1 commento non è stato riportato.",
            "1 parte cancellata in revisione non è stata riportata.",
            "3 immagini non sono state riportate.",
            "1 nota a piè di pagina non è stata riportata.",
        ]


def test_a_summary_of_contents_is_not_text():
    def write(document):
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("Il profilo 3", style="toc 1")
        document.add_paragraph("I servizi 9", style="toc 1")
        document.add_heading("Il profilo", 1)

    assert sections(in_word(write)) == [Section(1, "Il profilo", "")]
    assert left_out(in_word(write)) == ["1 sommario o indice non è stato riportato."]


def test_a_document_with_nothing_in_it_has_no_sections():
    assert sections(in_word(lambda document: None)) == []


def test_signs_of_markup_are_words():
    lines = ["# Non un titolo", "| non una tabella", "a * b"]
    content = in_word(lambda document: [document.add_paragraph(one) for one in lines])

    assert the_text(content) == "\\# Non un titolo\n\n\\| non una tabella\n\na \\* b"


def test_a_pipe_never_parts_a_cell_whatever_stands_before():
    def write(document):
        for cell, letters in zip(
            document.add_table(rows=1, cols=2).rows[0].cells, ("|a", "b\\|c"), strict=True
        ):
            cell.text = letters

    assert the_text(in_word(write)).splitlines()[0] == "| \\|a | b\\\\\\|c |"


WHOLE = in_word(plan_in_word)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"nulla", "Il file non è in uno dei formati che si leggono qui (DOCX, ODT)"),
        (b"%PDF-1.7", "Il file non è in uno dei formati che si leggono qui (DOCX, ODT)"),
        (b"{\\rtf1 ciao}", "Il file è nel formato RTF"),
        (WHOLE[:900], "Il file è danneggiato o incompleto"),
        (repacked(WHOLE, parts={"word/document.xml": b"<w:a"}), "Il file è danneggiato"),
        (repacked(WHOLE, parts={"word/vbaProject.bin": b""}), "Il file contiene macro"),
        (repacked(WHOLE, without=["word/document.xml"]), "Il file non è in uno dei formati"),
    ],
)
def test_what_cannot_be_read_is_refused_saying_what_to_do(content, told):
    assert refusal(content).startswith(told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("WordDocument", "Il file è nel formato DOC: aprirlo, salvarlo come DOCX"),
        ("Workbook", "Il file è nel formato XLS: aprirlo, salvarlo come XLSX"),
        ("EncryptedPackage", "Il file è protetto da una password"),
        ("Altro", "Il file è danneggiato"),
    ],
)
def test_the_formats_of_before_are_told_one_from_another(name, told):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + name.encode("utf-16-le")

    assert refusal(content).startswith(told)


def test_a_locked_odt_is_refused():
    manifest = {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}

    assert "password" in refusal(repacked(in_writer(plan_in_writer), parts=manifest))


def test_an_entity_is_never_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("segreto")
    outside = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file://{secret}">]>'
    within = '<!DOCTYPE w:document [<!ENTITY x "y">]>'
    for declared in (outside, within):
        words = part(WHOLE, "word/document.xml").decode()
        words = re.sub(r"\?>", f"?>{declared}", words, count=1).replace("Gli anziani", "&x;")

        with in_time():
            assert "danneggiato" in refusal(repacked(WHOLE, parts={"word/document.xml": words}))


@pytest.mark.parametrize(
    "bomb",
    [
        {"word/media/image1.png": bytes(130 * 1024 * 1024)},
        {"word/document.xml": b"<a>" + b"<b/>" * MOST_TAGS + b"</a>"},
        {"word/document.xml": b"<a>" + b" " * 17 * 1024 * 1024 + b"</a>"},
    ],
    ids=["a part", "tags", "blanks"],
)
def test_what_would_fill_the_memory_is_not_read(bomb):
    with in_time():
        assert "troppa memoria" in refusal(repacked(WHOLE, parts=bomb))


def test_what_is_inside_itself_a_thousand_times_is_refused():
    deep = f"<w:document {W}><w:body>" + "<w:sdt>" * 3000 + "</w:sdt>" * 3000
    with in_time():
        content = repacked(WHOLE, parts={"word/document.xml": f"{deep}</w:body></w:document>"})
        assert "danneggiato" in refusal(content)
