"""Encrypted backups: who has the key opens them whole, and nobody opens anything else."""

from __future__ import annotations

import subprocess
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.management import CommandError, call_command

from raccordo.foundation.errors import Refused
from raccordo.keeper.backups import make_backup
from raccordo.keeper.locks import (
    HEADING,
    MARK,
    PIECE,
    TAG,
    Locking,
    Unlocking,
    make_pair,
    private_key_in,
    public_key_in,
)
from raccordo.keeper.management.commands import restore
from raccordo.keeper.restoring import restore_backup
from tests.keeper.homes import AT, another_machine, damage_a_file, fill, shelf

KEY = X25519PrivateKey.generate()
SEALED = PIECE + TAG


def locked(path, content, key=KEY):
    with path.open("wb") as file:
        locking = Locking(file, key.public_key())
        for start in range(0, len(content), 10_000):
            locking.write(content[start : start + 10_000])
        locking.finish()
    return path


def unlocked(path, key=KEY):
    with path.open("rb") as file:
        unlocking = Unlocking(file, key, path=path)
        content = b""
        while piece := unlocking.read(7_777):
            content += piece
    assert len(content) == unlocking.size
    return content


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 500])
def test_what_was_locked_is_read_again_by_who_has_the_key(tmp_path, size):
    content = Random(size).randbytes(size)
    path = locked(tmp_path / "x", content)

    assert unlocked(path) == content
    assert content[:16] not in path.read_bytes() or size < 16


def test_the_same_content_is_never_locked_twice_alike(tmp_path):
    one, other = (locked(tmp_path / name, b"uguale" * 99).read_bytes() for name in "ab")

    assert one[len(MARK) + 32 :] != other[len(MARK) + 32 :]
    assert one[HEADING : HEADING + 32] != other[HEADING : HEADING + 32]


def test_another_key_is_told_as_such(tmp_path):
    path = locked(tmp_path / "x", b"segreto")

    with pytest.raises(Refused, match="cifrata per un'altra chiave"):
        unlocked(path, X25519PrivateKey.generate())


def test_one_byte_changed_anywhere_is_refused(tmp_path):
    path = locked(tmp_path / "x", Random(1).randbytes(2 * PIECE + 100))
    whole, chance = path.read_bytes(), Random(2)
    places = [
        *range(len(MARK), HEADING),
        *(chance.randrange(HEADING, len(whole)) for _ in range(60)),
    ]

    for place in places:
        byte = bytes([whole[place] ^ chance.randrange(1, 256)])
        path.write_bytes(whole[:place] + byte + whole[place + 1 :])
        with pytest.raises(Refused, match=r"rovinata o alterata|per un'altra chiave"):
            unlocked(path)


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (HEADING + 2 * SEALED, "è tronca"),
        (HEADING + SEALED, "è tronca"),
        (HEADING + SEALED + TAG, "è tronca"),
        (HEADING, "è tronca"),
        (HEADING - 5, "è tronca"),
        (HEADING + 2 * SEALED + 50, "manca la fine"),
        (HEADING + SEALED - 1, "manca la fine"),
    ],
)
def test_an_end_cut_anywhere_is_refused(tmp_path, left, why):
    path = locked(tmp_path / "x", Random(1).randbytes(2 * PIECE + 100))
    path.write_bytes(path.read_bytes()[:left])

    with pytest.raises(Refused, match=why):
        unlocked(path)


def test_pieces_moved_repeated_or_added_are_refused(tmp_path):
    path = locked(tmp_path / "x", Random(1).randbytes(3 * PIECE))
    whole = path.read_bytes()
    heading, body = whole[:HEADING], whole[HEADING:]
    one, two, three = (body[n * SEALED : (n + 1) * SEALED] for n in range(3))

    for pieces in ([two, one, three], [one, one, three], [one, two, three, three], [one, three]):
        path.write_bytes(heading + b"".join(pieces))
        with pytest.raises(Refused, match="rovinata o alterata"):
            unlocked(path)


def test_a_backup_is_locked_and_restored_with_its_key(home, tmp_path):
    fill(home)
    folder = tmp_path / "chiavetta"
    folder.mkdir()
    seen = []

    def look(words, done, total):
        seen.extend(path.name for path in folder.rglob("*") if path.is_file())

    made = make_backup(folder / "copia", home=home, at=AT, lock=KEY.public_key(), tell=look)

    assert set(seen) == {"box"}
    assert b"Allegato n." not in made.path.read_bytes()
    assert made.size == made.path.stat().st_size
    kept = shelf(home)
    with another_machine(tmp_path / "altrove") as there:
        with pytest.raises(Refused, match="è cifrata: indicare con --key"):
            restore_backup(made.path, home=there, at=AT)
        with pytest.raises(Refused, match="per un'altra chiave"):
            restore_backup(made.path, home=there, at=AT, key=X25519PrivateKey.generate())
        restore_backup(made.path, home=there, at=AT, key=KEY)
        assert shelf(there) == kept


def test_a_file_altered_in_the_archive_does_not_enter_a_locked_backup(home, tmp_path):
    fill(home)
    mark = damage_a_file(home, "altered")
    options = {"home": home, "at": AT, "lock": KEY.public_key()}

    with pytest.raises(Refused, match="un file manca o è alterato"):
        make_backup(tmp_path / "copia", **options)

    made = make_backup(tmp_path / "copia", **options, despite_damage=True)
    assert made.manifest.missing == [mark]
    with another_machine(tmp_path / "altrove") as there:
        restore_backup(made.path, home=there, at=AT, key=KEY)
        assert len(shelf(there)) == 2


def test_the_operator_makes_a_pair_locks_and_opens(home, tmp_path, capsys, monkeypatch):
    fill(home)
    key, copy = tmp_path / "chiave", tmp_path / "copia"
    call_command("keypair", key)
    call_command("backup", copy, encrypt_for=tmp_path / "chiave.pub")

    said = capsys.readouterr().out
    assert "Se si perde, le copie non si aprono più" in said
    assert "È cifrata" in said
    assert "non è cifrata" not in said
    assert key.stat().st_mode & 0o777 == 0o600
    with another_machine(tmp_path / "altrove") as there:
        monkeypatch.setattr(restore, "this_installation", lambda: there)
        with pytest.raises(CommandError, match="--key"):
            call_command("restore", copy)
        call_command("restore", copy, key=key)
        assert len(shelf(there)) == 3


def test_a_key_is_never_written_over_nor_mistaken_for_the_other_half(tmp_path):
    public = make_pair(tmp_path / "chiave")

    with pytest.raises(Refused, match="c'è già"):
        make_pair(tmp_path / "chiave")
    with pytest.raises(Refused, match="la metà pubblica"):
        public_key_in(tmp_path / "chiave")
    with pytest.raises(Refused, match="la metà segreta"):
        private_key_in(public)
    with pytest.raises(Refused, match="non c'è o non è una chiave"):
        private_key_in(tmp_path / "nulla")
    same = private_key_in(tmp_path / "chiave").public_key().public_bytes_raw()
    assert same == public_key_in(public).public_bytes_raw()


def test_a_pair_that_cannot_be_written_whole_leaves_nothing(tmp_path):
    (tmp_path / "chiave.pub").write_text("di un'altra")
    with pytest.raises(Refused, match="c'è già"):
        make_pair(tmp_path / "chiave")
    assert [path.name for path in tmp_path.iterdir()] == ["chiave.pub"]

    with pytest.raises(CommandError, match="non si può scrivere"):
        call_command("keypair", str(tmp_path / "nulla" / "chiave"))


def test_a_key_made_by_openssl_is_as_good(tmp_path):
    key = tmp_path / "chiave"
    made = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "x25519", "-out", key],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no openssl here")

    assert unlocked(locked(tmp_path / "x", b"ciao", private_key_in(key)), private_key_in(key))
