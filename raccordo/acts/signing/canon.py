"""PDF objects told apart from how they are written: their numbers, their order, their packing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from typing import Any

from pyhanko.pdf_utils import generic

from raccordo.acts.signing.outcomes import Malformed

DEEPEST = 60
LARGEST_PREDICTED = 256 * 1024  # undoing a predictor is slow
NEVER_SHOWN = frozenset(
    {"/Metadata", "/LastModified", "/PieceInfo", "/StructParent", "/StructParents"}
)
HOW_A_STREAM_IS_WRITTEN = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
Ref = tuple[int, int]
Token = Callable[[bytes, Any], bytes]


def sha(*pieces: bytes) -> bytes:
    """The digest of the pieces put together."""
    return hashlib.sha256(b"".join(pieces)).digest()


class Streams:
    """The streams of an original, to recognise in another file however they are packed there."""

    def __init__(self) -> None:
        self._known: dict[bytes, Any] = {}
        self._by_content: dict[bytes, bytes] | None = None

    def learn(self, written: bytes, stream: Any) -> bytes:
        """Remember a stream of the original by its bytes as they are written."""
        self._known[written] = stream
        return written

    def recognise(self, written: bytes, stream: Any) -> bytes:
        """Name a stream as the original's of the same content; decode only one packed anew."""
        if written in self._known:
            return written
        content = unpacked(stream)
        if content is None:
            return written
        return self._contents().get(sha(content), written)

    def _contents(self) -> dict[bytes, bytes]:
        if self._by_content is None:
            known = ((written, unpacked(stream)) for written, stream in self._known.items())
            self._by_content = {sha(data): written for written, data in known if data is not None}
        return self._by_content


def unpacked(stream: Any) -> bytes | None:
    """A stream's bytes once decoded, or nothing when they cannot be had here."""
    try:
        parameters = stream.get("/DecodeParms")
        told = [] if parameters is None else _dictionaries(parameters.get_object())
        predicted = any(each.get("/Predictor", 1) != 1 for each in told)
        unusual = any(key in each for each in told for key in ("/Colors", "/BitsPerComponent"))
        if predicted and (unusual or len(stream.encoded_data) > LARGEST_PREDICTED):
            return None
        return bytes(stream.data)
    except Exception:  # an image keeps its own packing, and a hostile stream raises anything
        return None


def _dictionaries(parameters: Any) -> list[Any]:
    one = not isinstance(parameters, generic.ArrayObject)
    listed = [parameters] if one else [item.get_object() for item in parameters]
    return [item for item in listed if isinstance(item, generic.DictionaryObject)]


class Canon:
    """Gives an object a digest that is the same for all objects that show the same.

    Beside the digests it keeps the latest revision that wrote any object met on the way.
    """

    def __init__(
        self, token: Token, pages: dict[Ref, int], written_in: Callable[[Any], int]
    ) -> None:
        self._token = token
        self._pages = pages
        self._written_in = written_in
        self._known: dict[Ref, tuple[bytes, int]] = {}
        self._path: list[Ref] = []
        self.latest = 0

    def digest(self, value: Any) -> bytes:
        """The digest of any object, with all it refers to."""
        if isinstance(value, generic.IndirectObject):
            return self.reference(value)
        if isinstance(value, generic.StreamObject):
            return self._stream(value)
        if isinstance(value, generic.DictionaryObject):
            return self.dictionary(value)
        if isinstance(value, generic.ArrayObject):
            return sha(b"[", *(self.digest(item) for item in list.__iter__(value)))
        return _plain(value)

    def dictionary(self, value: Any, without: Collection[str] = ()) -> bytes:
        """The digest of a dictionary, some entries left out."""
        pieces = [b"<"]
        for key in sorted(value.keys()):
            entry = value.raw_get(key)
            if key not in without and key not in NEVER_SHOWN and not _null(entry):
                pieces += [sha(str(key).encode()), sha(self.digest(entry))]
        return sha(*pieces)

    def reference(self, value: Any) -> bytes:
        """The digest of the object referred to; a page is known by its number."""
        ref = (value.idnum, value.generation)
        if ref in self._pages:
            return b"page %d" % self._pages[ref]
        if ref in self._path:
            return b"up %d" % (len(self._path) - self._path.index(ref))
        if ref not in self._known:
            self._known[ref] = self._follow(value, ref)
        found, latest = self._known[ref]
        self.latest = max(self.latest, latest)
        return found

    def _follow(self, value: Any, ref: Ref) -> tuple[bytes, int]:
        if len(self._path) > DEEPEST:
            raise Malformed
        around, self.latest = self.latest, self._written_in(value.reference)
        self._path.append(ref)
        # One step at a time: an object that only refers to another is an object too.
        found = self.digest(value.get_pdf_handler().get_object(value.reference))
        self._path.pop()
        inside, self.latest = self.latest, around
        return found, inside

    def _stream(self, value: Any) -> bytes:
        packing = [self.digest(value.get(key)) for key in ("/Filter", "/DecodeParms")]
        written = sha(*map(sha, packing), value.encoded_data)
        return sha(
            b"stream",
            self.dictionary(value, without=HOW_A_STREAM_IS_WRITTEN),
            self._token(written, value),
        )


class AsWritten(Canon):
    """Tells whether an object was written again as it was, without following what it refers to."""

    def __init__(self) -> None:
        super().__init__(lambda written, stream: written, {}, lambda reference: 0)

    def reference(self, value: Any) -> bytes:
        """The reference itself."""
        return b"R %d %d" % (value.idnum, value.generation)


def _null(value: Any) -> bool:
    return value is None or isinstance(value, generic.NullObject)


def _plain(value: Any) -> bytes:
    if _null(value):
        return b"null"
    if isinstance(value, generic.BooleanObject):
        return b"true" if value else b"false"
    if isinstance(value, generic.NameObject):
        return b"/" + str(value).encode("utf-8", "surrogateescape")
    if isinstance(value, generic.TextStringObject | generic.ByteStringObject):
        return b"(" + bytes(value.original_bytes)
    if isinstance(value, generic.NumberObject):
        return b"%d" % value
    number = float(value)
    return b"%d" % number if number.is_integer() else format(number, ".6g").encode()
