"""What is done to a PDF, honestly or not, between its download and its return."""

from __future__ import annotations

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer


def updated(data, change):
    """The PDF with something added to its end, as an editor does."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rewritten(data, change=lambda writer: None, **manner):
    """A writer that will write the whole PDF again, its own way."""
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    writer = copy_into_new_writer(reader, writer_kwargs=manner)
    change(writer)
    return writer


def first_page(writer):
    return writer.find_page_for_modification(0)[0].get_object()


def draws(text):
    """A change of what the first page draws."""

    def change(writer):
        page = first_page(writer)
        drawing = generic.StreamObject(stream_data=page["/Contents"].data + text)
        page["/Contents"] = writer.add_object(drawing)
        writer.update_container(page)

    return change


def page_says(key, value):
    def change(writer):
        page = first_page(writer)
        page[pdf_name(key)] = value
        writer.update_container(page)

    return change


def root_says(key, value):
    def change(writer):
        writer.root[pdf_name(key)] = value
        writer.update_root()

    return change


def note(**entries):
    """An annotation that covers part of the first page with something else."""
    entries = {
        "/Type": pdf_name("/Annot"),
        "/Subtype": pdf_name("/FreeText"),
        "/Contents": generic.pdf_string("9.000 euro"),
        "/Rect": generic.ArrayObject(map(generic.NumberObject, (50, 50, 200, 80))),
        **{f"/{key}": value for key, value in entries.items()},
    }
    return generic.DictionaryObject({pdf_name(key): value for key, value in entries.items()})


def adds_a_note(writer):
    page = first_page(writer)
    page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note())])
    writer.update_container(page)


def runs_a_script():
    return generic.DictionaryObject(
        {
            pdf_name("/S"): pdf_name("/JavaScript"),
            pdf_name("/JS"): generic.pdf_string("app.alert('9.000 euro')"),
        }
    )


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]
