"""The text of a document that an office wrote, DOCX or ODT, by its headings."""

from raccordo.documents.texts.reading import read_texts
from raccordo.documents.texts.sections import Section, Texts

__all__ = ["Section", "Texts", "read_texts"]
