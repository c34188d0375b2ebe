"""Whether a signed file carries the original: the same bytes, or at least the same pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from raccordo.acts.signing.canon import Streams
from raccordo.acts.signing.envelope import open_layers
from raccordo.acts.signing.outcomes import SignedFile, Signer, Unreadable, Verdict
from raccordo.acts.signing.pages import Part, View
from raccordo.acts.signing.pdf import Reader, is_pdf, open_pdf
from raccordo.acts.signing.reading import Opened, open_signed
from raccordo.foundation.reasons import Fact

LARGEST_STAMPED = 0.5  # beyond it, stamps could stand in the place of what the page says


def compare(original: bytes, signed: bytes) -> Verdict:
    """Say whether the signed file carries the original, whole and unaltered; never raise."""
    try:
        return _verdict(_out_of_envelopes(original), open_signed(signed))
    except Unreadable as wrong:
        return Verdict(wrong.reason.code, wrong.reason.facts)
    except Exception:  # no file that a person can send may stop the work
        return Verdict("not_a_signed_file")


def _verdict(original: bytes, opened: Opened) -> Verdict:
    file = opened.file
    if broken := _first(file, lambda signer: not signer.intact):
        return Verdict("signature_broken", {"name": broken.name}, file.signers)
    if file.document == original:
        return Verdict("same_bytes", {}, file.signers)
    if changed := _first(file, lambda signer: not signer.covers_whole):
        return Verdict("changed_after_signing", {"name": changed.name}, file.signers)
    difference = _difference(original, opened.reader)
    if difference is not None:
        return Verdict("other_content", difference, file.signers)
    code = "same_bytes" if file.document.startswith(original) else "same_pages"
    return Verdict(code, {}, file.signers)


def _first(file: SignedFile, wrong: Callable[[Signer], bool]) -> Signer | None:
    return next((signer for signer in file.signers if wrong(signer)), None)


def _out_of_envelopes(original: bytes) -> bytes:
    """The original itself may be a p7m, signed by someone before."""
    try:
        return open_layers(original)[1]
    except Unreadable:
        return original


def _difference(original: bytes, reader: Reader | None) -> Mapping[str, Fact] | None:
    """Where the two documents first differ, in facts; nothing at all when they show the same."""
    if reader is None or not is_pdf(original):
        return {}
    try:
        streams = Streams()
        ours = View(open_pdf(original), streams.learn)
        pages, rest = _parts(ours), ours.rest()
        theirs = View(reader, streams.recognise)
        if len(theirs.refs) != len(pages):
            return {"pages": len(theirs.refs), "expected": len(pages)}
        if page := _first_page_that_differs(pages, theirs):
            return {"page": page}
        return None if theirs.rest().digest == rest.digest else {}
    except Exception:  # what cannot be read cannot be told to be the same
        return {}


def _parts(view: View) -> list[Part]:
    return [view.page(index) for index in range(len(view.refs))]


def _first_page_that_differs(ours: list[Part], theirs: View) -> int | None:
    """The first page drawn otherwise; failing that, the first with another font, note, measure."""
    pairs = list(enumerate(zip(ours, _parts(theirs), strict=True)))
    redrawn = (n for n, (mine, other) in pairs if mine.drawing != other.drawing)
    other = (n for n, (mine, other) in pairs if mine.digest != other.digest)
    hidden = (n for n, _ in pairs if theirs.stamped(n) > LARGEST_STAMPED)
    first = next((n for found in (redrawn, other, hidden) for n in found), None)
    return None if first is None else first + 1
