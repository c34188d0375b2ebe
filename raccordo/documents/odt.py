"""A paper as OpenDocument text, to be corrected outside: real styles, A4, in Italian."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from struct import unpack
from typing import Any
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from odf import dc, draw, meta, style, svg, table, text
from odf.opendocument import OpenDocumentText
from odf.teletype import addTextToElement

from raccordo.documents.blocks import (
    Block,
    Facts,
    Heading,
    Listed,
    Note,
    PageBreak,
    Paper,
    Picture,
    Signatures,
    Table,
    Words,
    paragraphs,
)
from raccordo.documents.charts import png_of

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
# How a document tells which thing it is the text of, when it comes back.
IDENTIFIER = "raccordo"
# The style of the words that may be corrected; all the others are the paper's own.
FREE = "Text body"
FONT = "Titillium Web"
# How wide what is written on a page can be, in centimetres.
WIDE = 16.2
PARTS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
# Name shown, parent, paragraph properties, text properties.
STYLES: tuple[tuple[str, str, dict[str, str], dict[str, str]], ...] = (
    ("Standard", "", {}, {"fontname": FONT, "fontsize": "10.5pt"}),
    (FREE, "Standard", {"marginbottom": "0.25cm", "textalign": "justify"}, {}),
    ("Fixed text", "Standard", {"marginbottom": "0.25cm", "textalign": "justify"}, {}),
    ("Title", "Standard", {"textalign": "center", "marginbottom": "0.3cm"}, {"fontsize": "16pt"}),
    ("Subtitle", "Standard", {"textalign": "center", "marginbottom": "0.1cm"}, {}),
    ("Mark", "Standard", {"textalign": "center", "marginbottom": "0.4cm"}, {}),
    ("Heading 1", "Standard", {"margintop": "0.5cm", "keepwithnext": "always"}, {}),
    ("Heading 2", "Standard", {"margintop": "0.4cm", "keepwithnext": "always"}, {}),
    ("Caption", "Standard", {"margintop": "0.3cm", "keepwithnext": "always"}, {}),
    ("Table Contents", "Standard", {}, {"fontsize": "9.5pt"}),
    ("Table Heading", "Table Contents", {}, {}),
    ("Table Figures", "Table Contents", {"textalign": "end"}, {}),
    ("Signature", "Standard", {"textalign": "center", "margintop": "0.8cm"}, {}),
    ("Note", "Standard", {"margintop": "0.3cm"}, {"fontsize": "9pt", "color": "#455a73"}),
    ("Page break", "Standard", {"breakbefore": "page"}, {}),
    ("Header", "Standard", {}, {"fontsize": "8.5pt", "color": "#455a73"}),
    ("Footer", "Header", {}, {}),
)
BOLD = {"Title", "Subtitle", "Mark", "Heading 1", "Heading 2", "Caption", "Table Heading"}


def write_odt(paper: Paper, *, made_at: datetime, identifier: str = "") -> bytes:
    """The ODT of a paper; the same data and moment give the same bytes."""
    document = OpenDocumentText()
    document.drawn = {}  # its pictures, by their name in the file
    _describe(document, paper, made_at, identifier)
    _style(document, paper.language)
    _page(document, paper)
    body = document.text
    _say(body, "Subtitle", paper.author)
    heading = text.H(outlinelevel=1, stylename=_named("Title"))
    _lines(heading, paper.title)
    body.addElement(heading)
    if paper.mark:
        _say(body, "Mark", paper.mark)
    for number, block in enumerate(paper.blocks):
        _write(document, block, number)
    return _packed(document)


def _named(shown: str) -> str:
    """A style's name in the file: LibreOffice writes a space so."""
    return shown.replace(" ", "_20_")


def _describe(document: Any, paper: Paper, made_at: datetime, identifier: str) -> None:
    moment = made_at.replace(microsecond=0, tzinfo=None).isoformat()
    for element in (
        dc.Title(text=paper.title),
        dc.Language(text=f"{paper.language}-IT" if paper.language == "it" else paper.language),
        dc.Creator(text=paper.author),
        dc.Date(text=moment),
        meta.CreationDate(text=moment),
    ):
        document.meta.addElement(element)
    if identifier:
        told = meta.UserDefined(name=IDENTIFIER, valuetype="string", text=identifier)
        document.meta.addElement(told)


def _style(document: Any, language: str) -> None:
    document.fontfacedecls.addElement(style.FontFace(name=FONT, fontfamily=f"'{FONT}'"))
    default = style.DefaultStyle(family="paragraph")
    country = {"it": "IT", "en": "GB"}.get(language, "none")
    default.addElement(style.TextProperties(language=language, country=country))
    document.styles.addElement(default)
    for shown, parent, around, words in STYLES:
        facts = {"parentstylename": _named(parent)} if parent else {}
        if shown in {"Heading 1", "Heading 2"}:
            facts["defaultoutlinelevel"] = str(int(shown[-1]) + 1)
        one = style.Style(name=_named(shown), displayname=shown, family="paragraph", **facts)
        one.addElement(style.ParagraphProperties(**around))
        weight = {"fontweight": "bold", "color": "#17324d"} if shown in BOLD else {}
        one.addElement(style.TextProperties(**weight, **words))
        document.styles.addElement(one)
    for name, format_ in (("Numbers", "1"), ("Bullets", "")):
        document.styles.addElement(_list_style(name, format_))
    cell = style.Style(name="Cell", family="table-cell")
    line = "0.5pt solid #bcc6d0"
    cell.addElement(style.TableCellProperties(padding="0.1cm", borderbottom=line))
    tall = style.Style(name="Tall", family="table-row")
    tall.addElement(style.TableRowProperties(minrowheight="1.1cm"))
    for one in (cell, tall):
        document.automaticstyles.addElement(one)


def _list_style(name: str, format_: str) -> Any:
    listed = text.ListStyle(name=name)
    if format_:
        level = text.ListLevelStyleNumber(level=1, numformat=format_, numsuffix=".")
    else:
        level = text.ListLevelStyleBullet(level=1, bulletchar="•")
    level.addElement(style.ListLevelProperties(spacebefore="0.4cm", minlabelwidth="0.6cm"))
    listed.addElement(level)
    return listed


def _page(document: Any, paper: Paper) -> None:
    layout = style.PageLayout(name="A4")
    layout.addElement(
        style.PageLayoutProperties(
            pagewidth="21cm",
            pageheight="29.7cm",
            printorientation="portrait",
            margintop="2cm",
            marginbottom="1.6cm",
            marginleft="2.4cm",
            marginright="2.4cm",
        )
    )
    layout.addElement(style.HeaderStyle())
    layout.addElement(style.FooterStyle())
    document.automaticstyles.addElement(layout)
    master = style.MasterPage(name="Standard", pagelayoutname="A4")
    header, footer = style.Header(), style.Footer()
    _say(header, "Header", paper.header)
    foot = text.P(stylename="Footer")
    _lines(foot, f"{paper.footer} · " if paper.footer else "")
    foot.addElement(text.PageNumber(selectpage="current"))
    foot.addText(" / ")
    foot.addElement(text.PageCount())
    footer.addElement(foot)
    master.addElement(header)
    master.addElement(footer)
    document.masterstyles.addElement(master)


def _say(into: Any, shown: str, words: str) -> None:
    said = text.P(stylename=_named(shown))
    _lines(said, words)
    into.addElement(said)


def _lines(into: Any, words: str) -> None:
    """The words as they are: a line ends where whoever wrote it ended it, spaces are kept."""
    addTextToElement(into, _clean(words))


def _clean(words: str) -> str:
    """XML has no way to write some control characters, and no reader would open the file."""
    return "".join(sign for sign in words if sign >= " " or sign in "\n\t")


def _write(document: Any, block: Block, number: int) -> None:
    body = document.text
    match block:
        case Heading():
            shown = f"Heading {min(block.level, 2)}"
            heading = text.H(outlinelevel=block.level + 1, stylename=_named(shown))
            _lines(heading, block.text)
            body.addElement(heading)
        case Words():
            for piece in paragraphs(block.text):
                _say(body, FREE if block.free else "Fixed text", piece)
        case Listed():
            _write_list(body, block)
        case Note():
            _say(body, "Note", block.text)
        case PageBreak():
            _say(body, "Page break", "")
        case Picture():
            _write_picture(document, block, number)
        case _:
            _write_cells(document, block, number)


def _write_picture(document: Any, block: Picture, number: int) -> None:
    """As an image that every program opens, twice as fine as a screen."""
    name = f"Pictures/{number + 1}.png"
    png = png_of(block.svg)
    document.drawn[name] = png
    wide, high = unpack(">II", png[16:24])
    across = min(WIDE, block.points / 72 * 2.54)
    size = {"width": f"{across:.2f}cm", "height": f"{across * high / wide:.2f}cm"}
    frame = draw.Frame(name=f"Picture{number + 1}", anchortype="as-char", **size)
    frame.addElement(draw.Image(href=name, type="simple", show="embed", actuate="onLoad"))
    frame.addElement(svg.Title(text=block.caption))
    frame.addElement(svg.Desc(text=_clean(block.alt)))
    _say(document.text, "Caption", block.caption)
    paragraph = text.P(stylename=_named("Fixed text"))
    paragraph.addElement(frame)
    document.text.addElement(paragraph)


def _write_list(body: Any, block: Listed) -> None:
    listed = text.List(stylename="Numbers" if block.numbered else "Bullets")
    for item in block.items:
        one = text.ListItem()
        _say(one, "Fixed text", item)
        listed.addElement(one)
    body.addElement(listed)


def _write_cells(document: Any, block: Block, number: int) -> None:
    name = f"Table{number + 1}"
    match block:
        case Table():
            if block.caption:
                _say(document.text, "Caption", block.caption)
            widths = block.widths or [1] * len(block.columns)
            made = _table(document, name, widths)
            header = table.TableHeaderRows()
            header.addElement(_row(block.columns, ["Table Heading"] * len(widths)))
            made.addElement(header)
            shown = [
                "Table Figures" if place in block.right else "Table Contents"
                for place in range(len(widths))
            ]
            for row in block.rows:
                made.addElement(_row(row, shown, tall=block.tall))
        case Facts():
            made = _table(document, name, [1, 3])
            for pair in block.pairs:
                made.addElement(_row(pair, ["Table Heading", "Table Contents"]))
        case Signatures():
            made = _table(document, name, [1] * len(block.signers))
            qualities = [quality for quality, _name in block.signers]
            names = [f"{who}\n\n______________________" for _quality, who in block.signers]
            for words in (qualities, names):
                made.addElement(_row(words, ["Signature"] * len(words), lined=False))
    document.text.addElement(made)


def _table(document: Any, name: str, widths: Sequence[int]) -> Any:
    made = table.Table(name=name)
    for number, width in enumerate(widths):
        column = style.Style(name=f"{name}.{number}", family="table-column")
        share = f"{WIDE * width / sum(widths):.2f}cm"
        column.addElement(style.TableColumnProperties(columnwidth=share))
        document.automaticstyles.addElement(column)
        made.addElement(table.TableColumn(stylename=column))
    return made


def _row(
    words: Sequence[str], shown: Sequence[str], *, tall: bool = False, lined: bool = True
) -> Any:
    row = table.TableRow(stylename="Tall") if tall else table.TableRow()
    for cell_words, one in zip(words, shown, strict=True):
        cell = table.TableCell(valuetype="string", **({"stylename": "Cell"} if lined else {}))
        _say(cell, one, cell_words)
        row.addElement(cell)
    return row


def _packed(document: Any) -> bytes:
    """The parts in their order, of no day, and canonical.

    Left to odfpy they would tell the hour, and the spaces of names used by documents before.
    """
    made: dict[str, Callable[[], Any]] = {
        "content.xml": document.contentxml,
        "styles.xml": document.stylesxml,
        "meta.xml": document.metaxml,
        "settings.xml": document.settingsxml,
    }
    pictures: dict[str, bytes] = document.drawn
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        put = partial(_put, archive)
        put("mimetype", MEDIA_TYPE.encode(), ZIP_STORED)
        for name in PARTS:
            content = made[name]()
            told = content.decode() if isinstance(content, bytes) else content
            put(name, canonicalize(told).encode())
        for name, png in pictures.items():
            put(name, png)
        put("META-INF/manifest.xml", _manifest(pictures).encode())
    return out.getvalue()


def _put(archive: ZipFile, name: str, content: bytes, how: int = ZIP_DEFLATED) -> None:
    entry = ZipInfo(name)  # of the first day a ZIP can tell
    entry.compress_type = how
    archive.writestr(entry, content)


def _manifest(pictures: Iterable[str]) -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = [("/", MEDIA_TYPE), *((name, "text/xml") for name in PARTS)]
    entries += [(name, "image/png") for name in pictures]
    said = "".join(
        f'<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type="{kind}"/>'
        for name, kind in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<manifest:manifest xmlns:manifest="{space}" manifest:version="1.2">{said}'
        "</manifest:manifest>"
    )
