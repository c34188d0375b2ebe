"""A PDF file opened within bounds, its revisions, and the signatures it holds inside (PAdES)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import (
    DecodeContext,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader, process_data_at_eof

from raccordo.acts.signing.certificates import in_utc
from raccordo.acts.signing.outcomes import Malformed, Unreadable

MEBIBYTE = 1024 * 1024
MOST_READS = 2_500_000
MOST_REVISIONS = 200
MOST_OBJECTS_IN_STREAM = 20_000
MOST_SIGNATURES = 50
LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=64 * MEBIBYTE),
    document_budget=DocumentDecodeBudget(base_allowance=128 * MEBIBYTE, max_ratio=20),
)
_process_data_at_eof: Any = process_data_at_eof
_parse_date: Any = generic.parse_pdf_date


class _Metered(io.BytesIO):
    """The bytes of a file, read a bounded number of times: a hostile file can ask without end."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > MOST_READS:
            raise Malformed
        return super().read(size)


class _Bounded(DecodeContext):
    """Decoding limits that also hold a cross-reference stream to what its file could number."""

    numbered = 0

    def stream_output_cap(
        self,
        encoded_size: int,
        purpose: DecodePurpose = DecodePurpose.GENERIC,
        expected_size: int | None = None,
    ) -> int | None:
        if purpose is DecodePurpose.XREF_STREAM:
            self.numbered += MEBIBYTE if expected_size is None else max(expected_size, 0)
            if self.numbered > max(MEBIBYTE, (self.input_size or 0) // 2):
                raise Malformed
        return super().stream_output_cap(encoded_size, purpose, expected_size)


class Reader(PdfFileReader):
    """The reader of a PDF whose author is not trusted."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._bounds = _Bounded(LIMITS, input_size=len(data))
        self._streams: dict[int, int] = {}
        super().__init__(_Metered(data), strict=False, decode_limits=LIMITS)

    @property
    def decode_context(self) -> DecodeContext:
        """The limits within which this file's streams are decoded."""
        return self._bounds

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        # Every look into an object stream walks its header: a long one is paid at each object.
        self.stream.reads += min(idx, MOST_OBJECTS_IN_STREAM) // 8
        if idx > MOST_OBJECTS_IN_STREAM:
            raise Malformed
        look: Any = super()._get_object_from_stream
        return look(idnum, stmnum, idx)


@dataclass(frozen=True, slots=True)
class Mark:
    """A signature as it stands in the file: its CMS message, the bytes it signs, where it ends."""

    message: bytes
    before: tuple[int, int]
    after: tuple[int, int]
    revision: int
    told_time: datetime | None
    whole_revision: bool
    whole_file: bool

    @property
    def end(self) -> int:
        """Where what the signature covers ends."""
        return self.after[1]


def is_pdf(data: bytes) -> bool:
    """Whether the bytes begin as a PDF does."""
    return data.startswith(b"%PDF-")


def open_pdf(data: bytes) -> Reader:
    """Open a PDF; raise Unreadable when it is not one that can be read as it is."""
    try:
        reader = Reader(data)
        if "/Encrypt" in reader.trailer:
            raise Unreadable("encrypted")
        if reader.total_revisions > MOST_REVISIONS:
            raise Unreadable("too_many_layers")
        # In a hybrid file two readers may lawfully see two different documents.
        if reader.xrefs.hybrid_xrefs_present or not reader.root:
            raise Unreadable("not_a_signed_file")
    except Unreadable:
        raise
    except Exception as wrong:  # a broken file makes the reader raise anything
        raise Unreadable("not_a_signed_file") from wrong
    return reader


def marks(reader: Reader) -> list[Mark]:
    """Every signature of the file, the earliest first; time stamps of the whole file are not."""
    try:
        found: list[Mark] = []
        for field in signature_fields(reader):
            value = value_of(field)
            if value is None or value.get("/Type") == "/DocTimeStamp":
                continue
            if len(found) == MOST_SIGNATURES:
                raise Unreadable("too_many_layers")
            found.append(_mark(reader, field, value))
    except Unreadable:
        raise
    except Exception as wrong:  # a signature that cannot even be read is a broken one
        raise Unreadable("signature_broken") from wrong
    return sorted(found, key=lambda mark: mark.end)


def signature_fields(handler: Any) -> Iterator[Any]:
    """The signature fields of a document, filled or not."""
    for field, kind in form_fields(handler):
        if kind == "/Sig":
            yield field


def value_of(field: Any) -> Any:
    """What a field holds, or nothing."""
    value = field.get("/V")
    held = None if value is None else value.get_object()
    return None if isinstance(held, generic.NullObject) else held


def form_fields(handler: Any) -> Iterator[tuple[Any, Any]]:
    """Every field of the document's form with its kind, which a field takes from the one above."""
    form = handler.root.get("/AcroForm")
    fields = form.get_object().get("/Fields") if form is not None else None
    waiting = [(reference, None) for reference in _listed(fields)]
    seen = set()
    while waiting:
        reference, above = waiting.pop(0)
        if reference.reference in seen:
            raise Malformed
        seen.add(reference.reference)
        field = reference.get_object()
        kind = field.get("/FT", above)
        yield field, kind
        waiting += [(kid, kind) for kid in _listed(field.get("/Kids"))]


def _listed(array: Any) -> list[Any]:
    return [] if array is None else list(list.__iter__(array.get_object()))


def _mark(reader: Reader, field: Any, value: Any) -> Mark:
    message = value.raw_get("/Contents").original_bytes
    start, length, again, rest = (int(number) for number in value["/ByteRange"])
    size = len(reader.data)
    gap = reader.data[length:again]
    if start != 0 or not 0 < length < again <= again + rest <= size:
        raise Malformed
    if gap[:1] != b"<" or gap[-1:] != b">" or bytes.fromhex(gap[1:-1].decode()) != message:
        raise Malformed
    holder = field.raw_get("/V")
    revision = reader.total_revisions - 1
    if isinstance(holder, generic.IndirectObject):
        revision = reader.xrefs.get_last_change(holder.reference)
    return Mark(
        message=message,
        before=(0, length),
        after=(again, again + rest),
        revision=revision,
        told_time=_told_time(value),
        whole_revision=_ends_revision(reader, revision, again + rest),
        whole_file=again + rest == size,
    )


def _told_time(value: Any) -> datetime | None:
    with suppress(Exception):  # a date written otherwise tells no time
        return in_utc(_parse_date(value["/M"], strict=False))
    return None


def _ends_revision(reader: Reader, revision: int, end: int) -> bool:
    """Whether the bytes up to this point are that revision of the file, whole."""
    stream = io.BytesIO(reader.data[:end])
    stream.seek(-1, io.SEEK_END)
    with suppress(Exception):  # no end of file where one should be
        declared = _process_data_at_eof(stream)
        return bool(
            declared == reader.xrefs.get_startxref_for_revision(revision)
            and _end_of_tables(reader, revision) <= end
        )
    return False


def _end_of_tables(reader: Reader, revision: int) -> int:
    tables = (reader.xrefs.get_xref_container_info(each) for each in range(revision + 1))
    return max(table.end_location for table in tables)


def before_signing(reader: Reader, first: Mark) -> bytes:
    """The file as it was before its first signature, if that is a revision; else the whole file."""
    if first.revision == 0:
        return reader.data
    mark = b"%%EOF"
    found = reader.data.find(mark, _end_of_tables(reader, first.revision - 1))
    if found < 0 or found > first.end:
        return reader.data
    end = found + len(mark)
    for line_end in (b"\r\n", b"\n", b"\r"):
        if reader.data.startswith(line_end, end):
            end += len(line_end)
            break
    return reader.data[:end]
