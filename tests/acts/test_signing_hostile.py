"""Files made to break whoever opens them: there is always an answer, and soon."""

from __future__ import annotations

import random
import zlib
from contextlib import suppress

import pytest

from raccordo.acts.signing import Unreadable, compare, read_signed
from raccordo.acts.signing.ber import definite
from raccordo.acts.signing.outcomes import Malformed
from tests.acts.certificates import (
    indefinite,
    p7m,
    pades,
    rossi,
)
from tests.patience import in_time

pytestmark = pytest.mark.once

CODES = {
    "same_bytes",
    "same_pages",
    "not_signed",
    "not_a_signed_file",
    "other_content",
    "signature_broken",
    "changed_after_signing",
    "detached",
    "encrypted",
    "too_many_layers",
}
SAME = {"same_bytes", "same_pages"}


def always_an_answer(original, data):
    verdict = compare(original, data)
    assert verdict.code in CODES
    with suppress(Unreadable):
        assert read_signed(data).signers == verdict.signers
    return verdict.code


def test_random_bytes_are_always_answered(act):
    chance = random.Random(3)
    for start in (b"", b"%PDF-1.7\n", b"\x30\x80", b"MIIF", p7m(act, rossi())[:30]):
        for _ in range(40):
            always_an_answer(act, start + chance.randbytes(chance.randrange(400)))


def test_a_file_cut_short_is_never_the_same(act, signed_inside, signed_around):
    chance = random.Random(4)
    for signed in (signed_inside, signed_around, indefinite(signed_around)):
        for _ in range(40):
            assert always_an_answer(act, signed[: chance.randrange(len(signed) - 10)]) not in SAME


def test_a_file_with_many_bytes_changed_is_always_answered(act, signed_inside, signed_around):
    chance = random.Random(5)
    for signed in (signed_inside, signed_around, indefinite(signed_around)):
        for _ in range(40):
            hostile = bytearray(signed)
            for _ in range(chance.randrange(1, 30)):
                hostile[chance.randrange(len(hostile))] = chance.randrange(256)
            always_an_answer(act, bytes(hostile))


SIGNED_OID = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
BOMBS = {
    "deep and definite": b"\x30\x84\x00\x1e\x84\x80"
    + SIGNED_OID
    + b"\x30\x83\x01\x00\x00" * 400_000,
    "deep and indefinite": b"\x30\x80" + SIGNED_OID + b"\xa0\x80" * 1_000_000,
    "many small elements": b"\x30\x80" + SIGNED_OID + b"\x05\x00" * 2_000_000,
    "an endless tag": b"\x30\x80" + SIGNED_OID + b"\x1f" + b"\xff" * 2_000_000,
    "an endless name": b"\x30\x80" + SIGNED_OID + b"\x06\x83\x1e\x84\x80" + b"\xff" * 2_000_000,
    "deep arrays": b"%PDF-1.7\n1 0 obj\n" + b"[" * 1_000_000 + b"\nstartxref\n9\n%%EOF",
    "endless text": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root ("
    + b"a" * 4_000_000
    + b")>>\nstartxref\n9\n%%EOF",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_without_exploding(act, bomb):
    with in_time():
        assert always_an_answer(act, bomb) == "not_a_signed_file"


def small_pdf(root, *objects, more=b""):
    """A PDF written by hand, to say what no honest writer says."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate((root, *objects), start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(places) + 1, more)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def numbering_bomb(index, widths):
    """A cross-reference stream that numbers more objects than its file could hold."""
    data = zlib.compress(b"\1")
    body = b"<</Type/XRef/Size 9/W[%s]/Index[%s]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % (
        widths,
        index,
        len(data),
    )
    start = b"%PDF-1.7\n"
    stream = b"1 0 obj\n" + body + b"\nstream\n" + data + b"\nendstream\nendobj\n"
    return start + stream + b"startxref\n%d\n%%%%EOF\n" % len(start)


LOOPS = {
    "pages in a ring": small_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"
    ),
    "fields in a ring": small_pdf(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</FT/Sig/Kids[3 0 R 3 0 R]>>",
    ),
    "a catalogue that is itself": small_pdf(b"1 0 R"),
    "more numbers than bytes": numbering_bomb(b"0 999999999", b"0 0 0"),
    "numbers without end": numbering_bomb(b"0 99999999", b"1 0 0"),
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_a_pdf_that_turns_in_a_ring_is_answered(act, loop):
    with in_time():
        assert always_an_answer(act, loop) not in SAME
        assert compare(loop, pades(act, rossi())).code == "other_content"


def test_a_ring_in_an_envelope_does_not_stop_the_work(act):
    for loop in LOOPS.values():
        assert always_an_answer(loop, p7m(loop, rossi())) in {"same_bytes", "signature_broken"}
        assert always_an_answer(act, p7m(loop, rossi())) not in SAME


def test_plain_encoding_is_left_as_it_is():
    message = p7m(b"content", rossi())
    assert definite(message) == message
    assert definite(indefinite(message)) == message
    with pytest.raises(Malformed):
        definite(message[:-1])
