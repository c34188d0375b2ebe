"""What can be asked of a form, whatever its format."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from raccordo.documents.brought import Brought, DocumentRefused, Kind, open_brought, repacked
from raccordo.documents.forms.book import Book
from raccordo.documents.forms.opendocument import OdtForm
from raccordo.documents.forms.places import Leaf, Place, Shape, Value, said_something
from raccordo.documents.forms.word import DocxForm
from raccordo.foundation.reasons import Reason


def leaves_of(content: bytes) -> list[Leaf]:
    """The places of a form, sheet by sheet or table by table; refused when it has none."""
    _brought, shape = _opened(content)
    found = [leaf for leaf in shape.leaves() if leaf.places]
    if not found:
        raise DocumentRefused(Reason("form_without_places"))
    return found


def fill(content: bytes, values: Mapping[str, Value]) -> bytes:
    """The same form with its places filled; refused, with all the reasons, if one cannot be.

    A value that says nothing leaves its place as the form has it. A named blank that stands in
    several points, as {{name}}, is filled in all of them.
    """
    brought, shape = _opened(content)
    said = said_something(values)
    return repacked(brought.content, shape.write(said)) if said else content


def empty_after(
    content: bytes, values: Mapping[str, Value], *, marked: Collection[str]
) -> list[Place]:
    """The marked places that are empty in the form and stay so with these values."""
    said = said_something(values)
    by_address = {place.address: place for leaf in leaves_of(content) for place in leaf.places}
    found = (by_address.get(address) for address in marked if address not in said)
    return [place for place in found if place is not None and place.empty]


def _opened(content: bytes) -> tuple[Brought, Shape]:
    brought = open_brought(content, accepted=tuple(Kind))
    shapes: dict[Kind, type[Book | DocxForm | OdtForm]] = {
        Kind.XLSX: Book,
        Kind.DOCX: DocxForm,
        Kind.ODT: OdtForm,
    }
    try:
        return brought, shapes[brought.kind](brought)
    except RecursionError as error:  # nobody writes one thing inside another a thousand times
        raise DocumentRefused(Reason("document_broken")) from error
