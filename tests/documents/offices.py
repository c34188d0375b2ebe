"""Documents as an office writes them, with the programs' own libraries."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import docx
from odf import style, text
from odf.opendocument import OpenDocumentText


def in_word(write):
    """A DOCX, once somebody has written in it."""
    document = docx.Document()
    write(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def in_writer(write):
    """An ODT, once somebody has written in it."""
    document = OpenDocumentText()
    write(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def said(words, kind=text.P, **attributes):
    """A paragraph of an ODT, or what else has words."""
    return kind(text=words, **attributes)


def look(document, name, family="text", parent=None, **properties):
    """A style of an ODT, by hand."""
    attributes = {"parentstylename": parent} if parent else {}
    made = style.Style(name=name, family=family, **attributes)
    if properties:
        made.addElement(style.TextProperties(**properties))
    document.automaticstyles.addElement(made)
    return name


def repacked(content, *, parts=(), without=(), how=ZIP_DEFLATED):
    """The same file with some parts changed, added or taken away, as by who means harm."""
    out, parts = BytesIO(), dict(parts)
    with ZipFile(BytesIO(content)) as before, ZipFile(out, "w", how) as after:
        for name in before.namelist():
            if name not in {*parts, *without}:
                method = ZIP_STORED if name == "mimetype" else how
                after.writestr(name, before.read(name), method)
        for name, words in parts.items():
            after.writestr(name, words)
    return out.getvalue()


def part(content, name):
    """A part of a packed document."""
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name)
