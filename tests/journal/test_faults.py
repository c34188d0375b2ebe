"""What is said of a register that somebody with the keys of the database has put hands on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.utils.timezone import localdate

from raccordo.foundation.errors import Refused
from raccordo.journal.models import ChainHead, Entry, Seal
from raccordo.journal.operations import note_reading, seal_chains
from raccordo.journal.queries import seals_in, verify_all
from raccordo.journal.reasons import sentence
from raccordo.journal.recording import operation, record
from raccordo.keeper.operations import note_restore
from raccordo.keeper.sealing import keep_seals, kept_seals
from tests.make import SOMEBODY, make_acting, make_area

KEY = Ed25519PrivateKey.generate()
HOUSE = Entry.objects.filter(chain="house")


@operation
def touch(area):
    record(by=SOMEBODY, what="thing.touched", subject=area)


@pytest.fixture
def register(committing, tmp_path, monkeypatch):
    """Six lines, sealed yesterday at the fifth; whoever holds it has taken the triggers away."""
    monkeypatch.setattr("raccordo.keeper.sealing.DATA", tmp_path)
    area = make_area()
    for _ in range(5):
        touch(area)
    keep_seals(seal_chains(key=KEY, by=SOMEBODY, on=localdate() + timedelta(days=1)))
    for table in ("entry", "seal"):
        for trigger in ("edited", "deleted"):
            name, there = f"journal_{table}_is_never_{trigger}", f"journal_{table}"
            on = "" if connection.vendor == "sqlite" else f" ON {there}"
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    return tmp_path / "seals.jsonl"


def said(kept=()):
    """What is found in the book of the house."""
    found = {v.chain: v.fault for v in verify_all(key=KEY.public_key(), kept=kept)}
    return sentence(found["house"]) if found["house"] else ""


def cut(after):
    """The last lines taken away, with the head and the seals put right: as who knows how would."""
    Seal.objects.all().delete()
    HOUSE.filter(seq__gt=after).delete()
    last = HOUSE.get(seq=after)
    ChainHead.objects.filter(chain="house").update(seq=after, hash=last.hash)


def swap():
    for before, after in ((3, 99), (4, 3), (99, 4)):
        HOUSE.filter(seq=before).update(seq=after)


def rewrite():
    line = HOUSE.get(seq=3)
    line.purpose = "Altro"
    HOUSE.filter(seq=3).update(purpose="Altro", hash=line.fingerprint())


@pytest.mark.parametrize(
    ("hands", "words"),
    [
        (lambda: HOUSE.filter(seq=3).update(purpose="x"), "La riga n. 3 è stata cambiata"),
        (lambda: HOUSE.filter(seq=3).delete(), "La riga n. 3 è stata tolta"),
        (lambda: HOUSE.filter(seq__gt=2).delete(), "dalla n. 3 alla n. 6, sono state tolte"),
        (swap, "La riga n. 3 è stata cambiata"),
        (rewrite, "La riga n. 4 non segue quella che la precede"),
        (lambda: ChainHead.objects.update(hash="x"), "La fine del registro, alla riga n. 6"),
        (lambda: ChainHead.objects.update(seq=2), "La riga n. 3 è oltre la fine"),
        (lambda: ChainHead.objects.all().delete(), "La riga n. 1 è oltre la fine"),
    ],
)
def test_one_reads_which_line_and_until_when_the_register_held(register, hands, words):
    assert said() == ""

    hands()

    told = said()
    assert words in told
    assert ("Fino alla n. " in told) is ("La riga n. 1 " not in told)


def test_lines_cut_with_their_seals_are_missed_by_the_seals_kept_beside(register):
    cut(after=2)

    assert said() == ""
    assert "La riga n. 5, sigillata il" in said(kept_seals(register))


def test_after_a_restore_older_seals_are_not_asked_again(register):
    """The restore itself has told what was lost, and its line stays in the register."""
    kept = kept_seals(register)
    cut(after=2)
    note_restore(made_at="2025-03-03", program="0.1.0", fingerprint="f", by=SOMEBODY)
    assert "sigillata il" in said(kept)

    for seal in kept:
        seal.day = localdate()

    assert said(kept) == ""


def test_what_is_not_a_seal_is_passed_over(register):
    lines = ["", "ciao", "{}", "[]", '{"chain": "x", "day": "ieri"}']

    assert list(seals_in(lines)) == []
    assert [seal.seq for seal in seals_in(register.read_text("utf-8").splitlines())] == [5]


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", ["", "   ", "\n"])
def test_a_reading_without_a_purpose_is_refused(purpose):
    with pytest.raises(Refused, match="Serve il motivo"):
        note_reading(make_area(), by=make_acting(), purpose=purpose)
