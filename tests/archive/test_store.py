import errno
import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from raccordo.archive import shelves
from raccordo.archive.models import StoredFile
from raccordo.archive.operations import discard, store
from raccordo.archive.rules import DOCX, EML, ODT, P7M, PDF, TEXT, XLSX, clean_name, media_type_of
from raccordo.archive.shelves import content_of, place_of, sweep
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from tests.make import SOMEBODY

PAPER = b"%PDF-1.7 prova"


@pytest.mark.django_db
def test_a_file_is_on_the_shelf_under_its_fingerprint_before_its_row_is():
    stored = store(PAPER, by=SOMEBODY)

    assert stored.sha256 == sha256(PAPER).hexdigest()
    assert shelves.content_of(stored.sha256) == PAPER
    assert (stored.size, stored.media_type) == (len(PAPER), PDF)
    assert Entry.objects.get().what == "file.stored"


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once():
    assert store(PAPER, by=SOMEBODY) == store(PAPER, by=SOMEBODY)
    assert StoredFile.objects.count() == Entry.objects.count() == 1


@pytest.mark.django_db
def test_an_empty_file_and_one_too_big_are_refused(settings):
    settings.MAX_UPLOAD = 10
    with pytest.raises(Refused, match="vuoto"):
        store(b"", by=SOMEBODY)
    with pytest.raises(Refused, match="il limite è 0 MB"):
        store(PAPER, by=SOMEBODY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <svg xmlns='x'><script/></svg>",
        b"MZ\x90\x00\x03",
        b"\x7fELF",
        b"\x00\x01\x02",
    ],
)
def test_what_could_run_is_refused_whatever_its_name(content):
    with pytest.raises(Refused, match="Formati accettati"):
        store(content, by=SOMEBODY)


@pytest.mark.django_db
def test_a_full_disk_leaves_neither_the_file_nor_the_row(settings, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shelves.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store(PAPER, by=SOMEBODY)

    assert not StoredFile.objects.exists()
    assert not [path for path in settings.ARCHIVE_ROOT.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_file_changed_on_the_disk_is_found_out():
    stored = store(PAPER, by=SOMEBODY)
    shelves.place_of(stored.sha256).write_bytes(b"altro")

    with pytest.raises(ValueError, match="has changed"):
        shelves.content_of(stored.sha256)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PAPER, PDF),
        (b"-----BEGIN PKCS7-----\nMII", P7M),
        (bytes.fromhex("3082010006092a864886f70d010702a0"), P7M),
        (bytes.fromhex("308006092a864886f70d010702a080"), P7M),
        (b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", ODT),
        (b"PK\x03\x04[Content_Types].xml word/document.xml", DOCX),
        (b"PK\x03\x04[Content_Types].xml xl/workbook.xml", XLSX),
        (b"Return-Path: <a@b.it>\r\nSubject: x\r\n", EML),
        ("organo;tipo\r\nGiunta;città\r\n".encode("cp1252"), TEXT),
    ],
)
def test_a_format_is_told_by_the_content(content, media_type):
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Documenti\\atto n. 7.PDF", "atto n. 7.pdf"),
        ("atto\u202efdp.exe", "attofdp.exe.pdf"),
        ("", "documento.pdf"),
        ("  .pdf", "documento.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("riga\r\nSet-Cookie: x.pdf", "rigaSet-Cookie x.pdf"),
    ],
)
def test_a_name_keeps_nothing_that_could_deceive(name, clean):
    assert clean_name(name, media_type=PDF) == clean


@pytest.mark.django_db
def test_bytes_that_nothing_leads_to_go_after_a_day_and_not_before():
    kept, gone = store(b"%PDF-1.7 uno", by=SOMEBODY), store(b"%PDF-1.7 due", by=SOMEBODY)
    assert discard([gone, gone], by=SOMEBODY) == 1
    known, place = {kept.sha256}, place_of(gone.sha256)

    assert sweep(known, before=datetime.now(UTC) - timedelta(days=1)) == 0
    assert place.exists()  # whoever is copying the shelves finds it

    yesterday = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for path in (place, place_of(kept.sha256)):
        os.utime(path, (yesterday, yesterday))
    assert sweep(known, before=datetime.now(UTC) - timedelta(days=1)) == 1
    assert (place.exists(), place_of(kept.sha256).exists()) == (False, True)


@pytest.mark.django_db
def test_what_is_stored_again_while_it_is_swept_stays(monkeypatch):
    gone = store(b"%PDF-1.7 due", by=SOMEBODY)
    discard([gone], by=SOMEBODY)
    place, old = place_of(gone.sha256), (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(place, (old, old))
    rename = Path.rename

    def rename_late(self, target):
        if "leaving-" in str(target):
            store(b"%PDF-1.7 due", by=SOMEBODY)  # somebody brings the same file right now
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_late)

    assert sweep(set(), before=datetime.now(UTC) - timedelta(days=1)) == 0
    assert content_of(gone.sha256) == b"%PDF-1.7 due"
