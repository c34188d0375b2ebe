"""A form of others, XLSX, DOCX or ODT: where it can be filled, and the same file filled."""

from raccordo.documents.forms.form import empty_after, fill, leaves_of
from raccordo.documents.forms.places import Leaf, Place, PlaceKind, Value

__all__ = ["Leaf", "Place", "PlaceKind", "Value", "empty_after", "fill", "leaves_of"]
