"""What was added to a PDF after a signature: further signatures and their proofs, or more.

Each revision of a PDF adds objects to its end. Those written again after a signature must be the
same as before, or be where a later signature has to write: the catalogue, the form, its own field,
the page it is stamped on, the document's properties, the stored proofs (DSS), the structure for
screen readers. Whatever they say, the pages and all the rest must still show the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pyhanko.pdf_utils import generic

from raccordo.acts.signing.canon import AsWritten
from raccordo.acts.signing.pages import View
from raccordo.acts.signing.pdf import Reader, signature_fields, value_of

SAID_OF_STRUCTURE = ("/S", "/Alt", "/ActualText", "/E", "/T")
NUMBER_TREE = frozenset({"/Nums", "/Kids", "/Limits", "/Type"})


def _as_written(written: bytes, stream: Any) -> bytes:
    return written


class History:
    """A document as it is now, to compare with what it was at each of its signatures."""

    def __init__(self, reader: Reader) -> None:
        self._reader: Any = reader
        self._last = reader.total_revisions - 1

    @cached_property
    def _now(self) -> View:
        return View(self._reader, _as_written, self._written_in)

    def only_signatures_since(self, revision: int) -> bool:
        """Whether nothing but signatures and their proofs was added after the revision."""
        if revision == self._last:
            return True
        try:
            before = self._reader.get_historical_resolver(revision)
            then = View(before, _as_written)
            lawful = self._lawful(before, revision, set(_places(before, then)))
            return lawful and self._shows_the_same(then, revision)
        except Exception:  # hostile bytes make the reader raise anything
            return False

    def _written_in(self, reference: Any) -> int:
        try:
            return int(self._reader.xrefs.get_last_change(reference))
        except KeyError:  # a reference to nothing, which is null
            return 0

    def _lawful(self, before: Any, revision: int, places: set[Any]) -> bool:
        signed = {field.container_ref for field in _filled(before)}
        if not signed <= {field.container_ref for field in _filled(self._reader)}:
            return False
        return all(
            ref in places or self._same(before, ref, revision)
            for ref in self._written_since(revision)
        )

    def _written_since(self, revision: int) -> set[Any]:
        xrefs, after = self._reader.xrefs, range(revision + 1, self._last + 1)
        written = {ref for each in after for ref in xrefs.explicit_refs_in_revision(each)}
        freed = {ref for each in after for ref in xrefs.refs_freed_in_revision(each)}
        return written | freed

    def _same(self, before: Any, ref: Any, revision: int) -> bool:
        """Whether an object is new, or as it was, or only a widening of the structure."""
        if self._reader.xrefs.get_historical_ref(ref, revision) is None:
            return True
        old, new = before.get_object(ref), self._reader.get_object(ref)
        return _same_as_written(old, new) or _structural(old, new)

    def _shows_the_same(self, then: View, revision: int) -> bool:
        if then.refs != self._now.refs:
            return False
        rest = self._now.rest()
        if rest.latest > revision and rest.digest != then.rest().digest:
            return False
        for index in range(len(then.refs)):
            page = self._now.page(index)
            if page.latest > revision and page.digest != then.page(index).digest:
                return False
        return True


def _filled(handler: Any) -> Iterator[Any]:
    return (field for field in signature_fields(handler) if value_of(field) is not None)


def _places(before: Any, then: View) -> Iterator[Any]:
    """The objects that a later signature may have to write again."""
    root, trailer = before.root, before.trailer_view
    yield before.root_ref
    yield from _referred(trailer, "/Info")
    yield from _referred(root, "/AcroForm", "/DSS", "/Metadata", "/Extensions", "/Perms")
    for holder in (root.get("/AcroForm"), root.get("/DSS")):
        if holder is not None:
            yield from _referred(holder.get_object(), *holder.get_object().keys())
    for field in signature_fields(before):
        if value_of(field) is None:
            yield field.container_ref
    for page in then.references:
        yield page
        yield from _referred(page.get_object(), "/Annots")


def _referred(holder: Any, *keys: str) -> Iterator[Any]:
    for key in keys:
        value = holder.raw_get(key) if key in holder else None
        if isinstance(value, generic.IndirectObject):
            yield value.reference


def _structural(old: Any, new: Any) -> bool:
    if not (_is_dictionary(old) and _is_dictionary(new)):
        return False
    if old.get("/Type") in ("/StructElem", "/StructTreeRoot"):
        said = ("/Type", *SAID_OF_STRUCTURE)
        return all(_same_as_written(old.get(key), new.get(key)) for key in said)
    return old.keys() | new.keys() <= NUMBER_TREE and "/Nums" in old


def _same_as_written(old: Any, new: Any) -> bool:
    return AsWritten().digest(old) == AsWritten().digest(new)


def _is_dictionary(value: Any) -> bool:
    return isinstance(value, generic.DictionaryObject) and not isinstance(
        value, generic.StreamObject
    )
