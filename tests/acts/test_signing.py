"""Files signed outside and put back: whose signatures they carry, whether the text is the same."""

from __future__ import annotations

import io
import random
import struct
import zlib
from datetime import UTC, date, datetime

import pytest
import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign import fields

from raccordo.acts.signing import compare, read_signed
from raccordo.acts.signing.certificates import _said
from tests.acts.alterations import (
    rewritten,
    updated,
)
from tests.acts.certificates import (
    SIGNED_AT,
    STAMPED_AT,
    archived,
    as_base64,
    as_pem,
    bianchi,
    indefinite,
    lapsed,
    p7m,
    pades,
    pades_of,
    rossi,
    signer_info,
    time_stamp,
)
from tests.patience import in_time

pytestmark = pytest.mark.once


def names(file):
    return [signer.name for signer in file.signers]


# --- who signed, and when


def test_the_signer_of_a_pdf_is_read_from_the_certificate(signed_inside):
    file = read_signed(signed_inside)
    (signer,) = file.signers
    assert (file.kind, signer.format) == ("PAdES", "PAdES")
    assert (signer.name, signer.organisation) == ("MARIA ROSSI", "Comune di Esempio")
    assert (signer.issuer, signer.serial) == ("CA Prova", "A1B2C3")
    assert signer.intact
    assert signer.covers_whole
    assert signer.certificate_valid_at_signing
    assert signer.time_source == "signer"


def test_the_signer_of_a_p7m_is_read_from_the_certificate(signed_around):
    file = read_signed(signed_around)
    (signer,) = file.signers
    assert (file.kind, signer.format) == ("CAdES", "CAdES")
    assert (signer.name, signer.signed_at) == ("MARIA ROSSI", SIGNED_AT)
    assert signer.valid_from == date(2025, 1, 1)
    assert signer.time_source == "signer"


@pytest.mark.parametrize("sign", [pades, p7m])
def test_the_fiscal_code_in_a_certificate_is_never_told(act, sign):
    for person in (rossi(), bianchi()):
        file = read_signed(sign(act, person))
        assert "RSSMRA80A01H501U" not in repr(file.signers)


def test_a_fiscal_code_written_in_the_name_is_cut_out(act):
    assert names(read_signed(p7m(act, bianchi()))) == ["BIANCHI LUCA"]
    assert _said("rssmra80a01h501u/7420005.xYz= BIANCHI LUCA") == "BIANCHI LUCA"
    assert _said("ROSSI MARIA TINIT-RSSMRA80A01H501U") == "ROSSI MARIA"
    assert _said("Comune di Rocca San Giovanni") == "Comune di Rocca San Giovanni"


def test_an_organisation_that_is_not_there_is_not_told(act):
    assert read_signed(p7m(act, bianchi())).signers[0].organisation == ""


def test_a_file_signed_twice_names_both_signers(act):
    side_by_side = p7m(act, rossi(), bianchi())
    inside = pades(pades(act, rossi()), bianchi(), field="Firma2")
    assert set(names(read_signed(side_by_side))) == {"MARIA ROSSI", "BIANCHI LUCA"}
    assert names(read_signed(inside)) == ["MARIA ROSSI", "BIANCHI LUCA"]
    for signed in (side_by_side, inside):
        assert compare(act, signed).code == "same_bytes"
        assert all(signer.covers_whole for signer in read_signed(signed).signers)


def test_who_countersigned_is_named_after_who_signed(act):
    signed = p7m(act, rossi(), countersigners=(bianchi(),))
    assert names(read_signed(signed)) == ["MARIA ROSSI", "BIANCHI LUCA"]
    assert compare(act, signed).code == "same_bytes"


def test_a_countersignature_of_another_signature_is_broken(act):
    stranger = signer_info(bianchi(), b"another signature", typed=False)
    info = signer_info(rossi(), act)
    info["unsigned_attrs"] = [{"type": "counter_signature", "values": [stranger]}]
    assert compare(act, p7m(act, rossi(), bianchi(), infos=[info])).code == "signature_broken"


def test_a_time_stamp_tells_the_time_better_than_the_signer(act):
    for signed in (p7m(act, rossi(), stamp=True), pades(act, rossi(), stamped=True)):
        (signer,) = read_signed(signed).signers
        assert (signer.signed_at, signer.time_source) == (STAMPED_AT, "timestamp")


def test_a_time_stamp_made_on_something_else_tells_nothing(act):
    info = signer_info(rossi(), act)
    token = time_stamp(b"another signature")
    info["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [token]}]
    (signer,) = read_signed(p7m(act, rossi(), infos=[info])).signers
    assert (signer.signed_at, signer.time_source) == (SIGNED_AT, "signer")


def test_a_certificate_lapsed_when_the_act_was_signed_is_told(act):
    (signer,) = read_signed(p7m(act, lapsed())).signers
    assert signer.intact
    assert not signer.certificate_valid_at_signing
    (earlier,) = read_signed(p7m(act, lapsed(), at=datetime(2025, 6, 1, tzinfo=UTC))).signers
    assert earlier.certificate_valid_at_signing


# --- the same text


def test_a_signed_pdf_begins_with_the_one_downloaded(act, signed_inside):
    assert compare(act, signed_inside).code == "same_bytes"
    assert read_signed(signed_inside).content == act


def test_a_visible_stamp_is_lawful(act):
    signed = pades(act, rossi(), box=(50, 50, 250, 110), page=1)
    assert compare(act, signed).code == "same_bytes"


def test_the_proofs_stored_after_signing_are_lawful(act, signed_inside):
    kept = archived(signed_inside)
    assert compare(act, kept).code == "same_bytes"
    assert names(read_signed(kept)) == ["MARIA ROSSI"]
    again = archived(pades(kept, bianchi(), field="Firma2", box=(50, 50, 250, 110)))
    assert compare(act, again).code == "same_bytes"
    assert all(signer.covers_whole for signer in read_signed(again).signers)


def test_the_places_prepared_for_signatures_are_lawful(act):
    def prepare(writer):
        for number in (1, 2):
            spec = fields.SigFieldSpec(f"Firma{number}", box=(50, 100 * number, 250, 90))
            fields.append_signature_field(writer, spec)

    prepared = updated(act, prepare)
    assert compare(act, prepared).code == "not_signed"
    signed = pades(
        pades(prepared, rossi(), prepared=True), bianchi(), field="Firma2", prepared=True
    )
    assert compare(act, signed).code == "same_bytes"
    assert compare(prepared, signed).code == "same_bytes"


def test_a_pdf_that_keeps_its_objects_in_streams_is_read(act):
    packed = io.BytesIO()
    rewritten(act, stream_xrefs=True).write(packed)
    signed = pades(pades(packed.getvalue(), rossi()), bianchi(), field="Firma2")
    assert compare(packed.getvalue(), signed).code == "same_bytes"
    assert compare(act, signed).code == "same_pages"


def test_a_signature_with_pss_is_read(act):
    assert compare(act, pades(act, rossi(), pss=True)).code == "same_bytes"


@pytest.mark.parametrize("dress", [bytes, as_pem, as_base64, indefinite, lambda m: m + b"\r\n"])
def test_a_p7m_is_opened_however_it_is_written(act, signed_around, dress):
    verdict = compare(act, dress(signed_around))
    assert verdict.code == "same_bytes"
    assert verdict.same
    assert [signer.name for signer in verdict.signers] == ["MARIA ROSSI"]


def test_a_p7m_of_either_version_is_opened(act):
    for version in ("v1", "v3"):
        assert compare(act, p7m(act, rossi(), version=version)).code == "same_bytes"


def test_a_p7m_in_a_p7m_names_the_inner_signer_first(act, signed_around):
    signed = as_base64(p7m(indefinite(p7m(act, rossi())), bianchi()))
    assert names(read_signed(signed)) == ["MARIA ROSSI", "BIANCHI LUCA"]
    assert compare(act, signed).code == "same_bytes"
    assert compare(signed_around, p7m(signed_around, bianchi())).code == "same_bytes"


def test_a_signed_pdf_in_a_p7m_names_the_signers_of_both(act, signed_inside):
    signed = p7m(signed_inside, bianchi())
    file = read_signed(signed)
    assert (file.kind, names(file)) == ("CAdES+PAdES", ["MARIA ROSSI", "BIANCHI LUCA"])
    assert (file.content, file.document) == (act, signed_inside)
    assert compare(act, signed).code == "same_bytes"


def test_what_is_not_a_pdf_is_compared_byte_by_byte():
    assert compare(b"un foglio di calcolo", p7m(b"un foglio di calcolo", rossi())).same
    assert compare(b"un foglio", p7m(b"un altro foglio", rossi())).code == "other_content"


def test_a_pdf_written_again_by_the_signing_program_has_the_same_pages(act):
    assert compare(act, pades_of(rewritten(act), rossi())).code == "same_pages"
    out = io.BytesIO()
    rewritten(act).write(out)
    assert compare(act, p7m(out.getvalue(), rossi())).code == "same_pages"


def test_a_pdf_packed_anew_has_the_same_pages(act):
    def unpack(writer):
        for obj in writer.objects.values():
            if isinstance(obj, generic.StreamObject) and obj.get("/Subtype") != "/XML":
                obj.strip_filters()

    signed = pades_of(rewritten(act, unpack), rossi(), box=(50, 50, 250, 110))
    assert compare(act, signed).code == "same_pages"


def test_a_change_of_the_metadata_is_not_a_change_of_the_text(act):
    def change(writer):
        info = generic.DictionaryObject({pdf_name("/Producer"): generic.pdf_string("Firma")})
        writer.set_info(writer.add_object(info))

    assert compare(act, pades(updated(act, change), rossi())).code == "same_bytes"


def picture(side):
    """An image of chance, which no packing makes smaller."""
    chance = random.Random(6)
    rows = b"".join(b"\0" + chance.randbytes(side * 3) for _ in range(side))

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows, 1)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_file_of_five_megabytes_is_compared_without_hanging(tmp_path):
    (tmp_path / "act.typ").write_text('#image("a.png")\n#lorem(9000)')
    (tmp_path / "a.png").write_bytes(picture(1300))
    large = typst.compile(str(tmp_path / "act.typ"), ignore_system_fonts=True)
    assert len(large) > 5_000_000
    for signed in (
        pades(pades(large, rossi()), bianchi(), field="Firma2"),
        indefinite(p7m(large, rossi())),
        as_pem(p7m(p7m(large, rossi()), bianchi())),
    ):
        with in_time():
            assert compare(large, signed).code == "same_bytes"
