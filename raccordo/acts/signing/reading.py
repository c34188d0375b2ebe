"""A signed file opened down to its document, with everyone who signed it on the way."""

from __future__ import annotations

from dataclasses import dataclass

from raccordo.acts.signing.asn1 import Void
from raccordo.acts.signing.changes import History
from raccordo.acts.signing.envelope import Layer, open_layers, parse
from raccordo.acts.signing.outcomes import Kind, Malformed, SignedFile, Signer, Unreadable
from raccordo.acts.signing.pdf import Mark, Reader, before_signing, is_pdf, marks, open_pdf
from raccordo.acts.signing.signatures import Manner, digests_of, signers_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A signed file, and the reader of the PDF it comes down to, if it is one."""

    file: SignedFile
    reader: Reader | None


def read_signed(data: bytes) -> SignedFile:
    """Open a signed file and say what it holds and who signed; raise Unreadable when it cannot."""
    try:
        return open_signed(data).file
    except Unreadable:
        raise
    except Exception as wrong:  # no file that a person can send may stop the work
        raise Unreadable("not_a_signed_file") from wrong


def open_signed(data: bytes) -> Opened:
    """Open every envelope, then the PDF inside; raise Unreadable when nobody signed anything."""
    layers, document = open_layers(data)
    if not layers and not is_pdf(document):
        raise Unreadable("not_a_signed_file")
    around = [signer for layer in reversed(layers) for signer in _around(layer)]
    reader = _reader(document, needed=not layers)
    found = marks(reader) if reader else []
    inside = _inside(reader, found) if reader and found else []
    if not around and not inside:
        raise Unreadable("not_signed")
    content = before_signing(reader, found[0]) if reader and found else document
    signers = (*inside, *around)
    return Opened(SignedFile(content, signers, _kind(around, inside), document), reader)


def _kind(around: list[Signer], inside: list[Signer]) -> Kind:
    if around and inside:
        return "CAdES+PAdES"
    return "CAdES" if around else "PAdES"


def _around(layer: Layer) -> list[Signer]:
    return signers_of(layer.signed_data, digests_of(layer.content), Manner("CAdES"))


def _reader(document: bytes, *, needed: bool) -> Reader | None:
    if not is_pdf(document):
        return None
    try:
        return open_pdf(document)
    except Unreadable:
        if needed:
            raise
        return None  # an envelope may hold whatever it likes, a broken PDF too


def _inside(reader: Reader, found: list[Mark]) -> list[Signer]:
    history = History(reader)
    return [signer for mark in found for signer in _of_mark(reader, mark, history)]


def _of_mark(reader: Reader, mark: Mark, history: History) -> list[Signer]:
    try:
        signed_data = parse(mark.message)
        content = signed_data["encap_content_info"]["content"]
        if not isinstance(content, Void):
            raise Malformed  # an old form, which signs a digest made with SHA-1
        covers = mark.whole_file or (
            mark.whole_revision and history.only_signatures_since(mark.revision)
        )
    except Malformed as wrong:
        raise Unreadable("signature_broken") from wrong
    bytes_signed = memoryview(reader.data)
    pieces = [bytes_signed[start:end] for start, end in (mark.before, mark.after)]
    manner = Manner("PAdES", covers, mark.told_time)
    if signers := signers_of(signed_data, digests_of(*pieces), manner):
        return signers
    raise Unreadable("signature_broken")
