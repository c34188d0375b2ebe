"""Files put back that do not carry the act, whole and signed: each is refused with its reason."""

from __future__ import annotations

import io
import random

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from raccordo.acts.signing import Unreadable, compare, read_signed
from tests.acts.alterations import (
    adds_a_note,
    draws,
    first_page,
    flipped,
    note,
    page_says,
    rewritten,
    root_says,
    runs_a_script,
    updated,
)
from tests.acts.certificates import (
    Person,
    bianchi,
    certificate,
    certifier,
    document,
    ec_key,
    envelope_encrypted,
    indefinite,
    p7m,
    pades,
    pades_of,
    rossi,
    signer_info,
)

pytestmark = pytest.mark.once

SAME = {"same_bytes", "same_pages"}


# --- another text


def test_the_file_of_another_act_is_refused_with_its_page():
    mine, other = document("Uno.", "Due."), document("Uno.", "Tre.")
    for signed in (pades(other, rossi()), p7m(other, rossi())):
        verdict = compare(mine, signed)
        assert (verdict.code, verdict.facts) == ("other_content", {"page": 2})
        assert not verdict.same


def test_a_page_more_or_less_is_refused():
    verdict = compare(document("Uno.", "Due."), pades(document("Uno."), rossi()))
    assert (verdict.code, verdict.facts) == ("other_content", {"pages": 1, "expected": 2})


HIDDEN = {
    "the text": draws(b"\nBT (9.000) Tj ET"),
    "a note": adds_a_note,
    "the rotation": page_says("/Rotate", generic.NumberObject(90)),
    "the crop": page_says(
        "/CropBox", generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 100)))
    ),
    "the fonts": page_says("/Resources", generic.DictionaryObject()),
    "a script": root_says("/OpenAction", runs_a_script()),
    "what is shown": root_says("/OCProperties", generic.DictionaryObject()),
    "what is attached": root_says("/AF", generic.ArrayObject()),
}


@pytest.mark.parametrize("change", HIDDEN.values(), ids=HIDDEN)
def test_what_was_altered_before_signing_is_found(act, change):
    altered = updated(act, change)
    assert altered.startswith(act)
    for signed in (pades(altered, rossi()), p7m(altered, rossi())):
        assert compare(act, signed).code == "other_content"
    assert compare(act, pades_of(rewritten(act, change), rossi())).code == "other_content"


@pytest.mark.parametrize("change", HIDDEN.values(), ids=HIDDEN)
def test_what_was_altered_after_signing_is_found(act, signed_inside, change):
    altered = updated(signed_inside, change)
    verdict = compare(act, altered)
    assert (verdict.code, verdict.facts) == ("changed_after_signing", {"name": "MARIA ROSSI"})
    assert not read_signed(altered).signers[0].covers_whole
    assert compare(act, pades(altered, bianchi(), field="Firma2")).code == "changed_after_signing"


def test_who_signs_an_altered_text_is_found_even_if_it_is_put_right_afterwards(act):
    def put_right(writer):
        page = first_page(writer)
        as_it_was = writer.prev.get_historical_resolver(0).get_object(page.container_ref)
        drawing = as_it_was.raw_get("/Contents")
        page["/Contents"] = generic.IndirectObject(drawing.idnum, 0, writer)
        writer.update_container(page)

    altered = pades(updated(act, draws(b"\nBT (9.000) Tj ET")), rossi())
    assert compare(act, altered).code == "other_content"
    assert compare(act, updated(altered, put_right)).code == "changed_after_signing"


def test_a_signature_taken_away_is_found(act, signed_inside):
    def drop_the_first(writer):
        listed = writer.root["/AcroForm"]["/Fields"]
        del listed[0]
        writer.update_container(listed)

    both = pades(signed_inside, bianchi(), field="Firma2")
    file = read_signed(updated(both, drop_the_first))
    assert [(signer.name, signer.covers_whole) for signer in file.signers] == [
        ("BIANCHI LUCA", False)
    ]


def test_an_object_with_two_uses_is_not_changed_under_cover_of_the_lawful_one(act):
    def share(writer):
        form = generic.DictionaryObject(
            {
                pdf_name("/Fields"): generic.ArrayObject(),
                pdf_name("/DR"): first_page(writer).raw_get("/Resources"),
            }
        )
        writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
        writer.update_root()

    def change_the_form(writer):
        resources = writer.root["/AcroForm"]["/DR"]
        resources[pdf_name("/Font")] = generic.DictionaryObject()
        writer.update_container(resources)

    signed = pades(updated(act, share), rossi())
    assert compare(act, signed).code == "same_bytes"
    assert compare(act, updated(signed, change_the_form)).code == "changed_after_signing"


def test_a_field_to_fill_added_to_the_pages_is_found(act):
    def add_a_field(writer):
        page = first_page(writer)
        field = note(
            Subtype=pdf_name("/Widget"), FT=pdf_name("/Tx"), T=generic.pdf_string("importo")
        )
        reference = writer.add_object(field)
        page[pdf_name("/Annots")] = generic.ArrayObject([reference])
        writer.update_container(page)
        writer.root[pdf_name("/AcroForm")] = writer.add_object(
            generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([reference])})
        )
        writer.update_root()

    assert compare(act, pades(updated(act, add_a_field), rossi())).code == "other_content"


def test_a_stamp_that_hides_the_page_is_refused(act):
    verdict = compare(act, pades(act, rossi(), box=(0, 0, 590, 800)))
    assert (verdict.code, verdict.facts) == ("other_content", {"page": 1})


# --- broken signatures


def test_a_byte_changed_anywhere_in_the_signed_part_of_a_pdf_is_found(act, signed_inside):
    gap = signed_inside.index(b"/Contents <") + len(b"/Contents ")
    after = signed_inside.index(b">", gap)
    signed = [at for at in range(len(signed_inside)) if not gap <= at <= after]
    for at in random.Random(1).sample(signed, 200):
        assert compare(act, flipped(signed_inside, at)).code not in SAME, at


@pytest.mark.parametrize("dress", [bytes, indefinite])
def test_a_byte_changed_anywhere_in_the_content_of_a_p7m_is_found(act, signed_around, dress):
    signed = dress(signed_around)
    first, last = signed.index(b"%PDF-"), signed.index(b"%%EOF")
    for at in random.Random(2).sample(range(first, last), 200):
        assert compare(act, flipped(signed, at)).code not in SAME, at


def test_a_byte_changed_in_what_the_signer_declared_is_found(act, signed_around):
    declared = signer_info(rossi(), act)["signed_attrs"].untag().dump()[4:]
    start = signed_around.index(declared)
    for at in range(start, start + len(declared)):
        assert compare(act, flipped(signed_around, at)).code not in SAME, at


def test_a_content_put_in_the_envelope_of_another_is_found(act):
    assert compare(act, p7m(act, rossi(), infos=[signer_info(rossi(), b"x")])).facts == {
        "name": "MARIA ROSSI"
    }
    verdict = compare(act, p7m(act, rossi(), infos=[signer_info(rossi(), b"x")]))
    assert verdict.code == "signature_broken"


def test_another_certificate_in_the_place_of_the_signer_s_is_found(act):
    key = ec_key()
    subject = rossi().certificate.subject
    made = certificate(
        subject, key, certifier().certificate.subject, certifier().key, serial=0xA1B2C3
    )
    impostor = Person(key, made)
    info = signer_info(rossi(), act)
    verdict = compare(act, p7m(act, infos=[info], certificates=[impostor]))
    assert verdict.code == "signature_broken"


def test_a_signature_without_its_certificate_cannot_be_judged(act):
    signed = p7m(act, infos=[signer_info(rossi(), act)], certificates=[])
    assert compare(act, signed).code == "signature_broken"


def test_a_signature_made_on_a_weak_digest_proves_nothing(act):
    assert compare(act, p7m(act, rossi(), digest="sha1")).code == "signature_broken"


def test_a_signature_moved_to_another_pdf_is_found(act, signed_inside):
    other = pades(document("Un testo diverso, lungo altrettanto."), rossi())
    mine, theirs = (data.index(b"/Contents <") for data in (signed_inside, other))
    length = signed_inside.index(b">", mine) - mine
    moved = other[:theirs] + signed_inside[mine : mine + length] + other[theirs + length :]
    assert compare(act, moved).code == "signature_broken"


# --- what is not a signed file


def test_the_file_downloaded_and_put_back_as_it_was_is_not_signed(act):
    assert compare(act, act).code == "not_signed"


@pytest.mark.parametrize(
    "data", [b"", b"un testo", b"MA==", b"0", b"%PDF-1.7", b"PK\x03\x04", b"\0" * 99]
)
def test_what_is_neither_a_pdf_nor_a_p7m_is_refused(act, data):
    assert compare(act, data).code == "not_a_signed_file"
    with pytest.raises(Unreadable) as refusal:
        read_signed(data)
    assert refusal.value.reason.code == "not_a_signed_file"


def test_a_p7m_without_its_content_is_refused(act):
    assert compare(act, p7m(act, rossi(), detached=True)).code == "detached"


def test_an_envelope_that_nobody_signed_is_not_signed(act):
    assert compare(act, p7m(act, infos=[])).code == "not_signed"


def test_what_is_encrypted_is_refused(act):
    assert compare(act, envelope_encrypted()).code == "encrypted"
    writer = rewritten(act)
    writer.encrypt("segreto")
    out = io.BytesIO()
    writer.write(out)
    assert compare(act, out.getvalue()).code == "encrypted"


def test_five_envelopes_are_opened_and_six_are_too_many(act):
    signed = act
    for _ in range(5):
        signed = p7m(signed, rossi())
    assert compare(act, signed).code == "same_bytes"
    assert compare(act, p7m(signed, rossi())).code == "too_many_layers"
