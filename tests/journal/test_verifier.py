"""The register verified without the program, from its two sources, and all that it must find."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection, connections

from raccordo.journal.models import Seal
from raccordo.journal.operations import note_reading, seal_chains
from raccordo.journal.queries import verify, verify_all
from raccordo.journal.recording import operation, record
from scripts.verify_journal import ORDER, main
from tests.make import SOMEBODY, make_acting, make_area

SCRIPT = Path(__file__).parents[2] / "scripts" / "verify_journal.py"
KEY = Ed25519PrivateKey.generate()
in_a_file = pytest.mark.usefixtures("committing")
Told = dict[str, Any]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Twelve lines of the house and three of an area, sealed after the tenth, then written out."""
    acting, area = make_acting(), make_area()
    for number in range(9):
        touch(area, purpose=f"Perché «{number}»,\ncosì\u0301 e \u2028 così", number=number)
    for purpose in ("Verifica ISEE", "Progetto", "Vigilanza"):
        note_reading(area, by=acting, purpose=purpose)
    seals = seal_chains(key=KEY, by=SOMEBODY, on=date(2025, 3, 3))
    for number in range(2):
        touch(area, purpose="Dopo il sigillo", number=number)
    keep(tmp_path, seals)
    call_command("journal", "export", str(tmp_path / "register.jsonl"))
    return tmp_path / "register.jsonl"


@operation
def touch(area: Any, *, purpose: str, number: int) -> None:
    record(by=SOMEBODY, what="thing.touched", subject=area, purpose=purpose, number=number)


def keep(folder: Path, seals: list[Seal]) -> None:
    """The seals and the key, kept elsewhere."""
    names = ("chain", "seq", "hash", "signature")
    told = [{n: getattr(s, n) for n in names} | {"day": s.day.isoformat()} for s in seals]
    (folder / "seals.jsonl").write_text("".join(json.dumps(seal) + "\n" for seal in told), "utf-8")
    (folder / "seal_key.pub").write_text(KEY.public_key().public_bytes_raw().hex(), "utf-8")


def with_key(file: Path, *, seals: bool = False) -> list[str]:
    kept = ["--seals", str(file.parent / "seals.jsonl")] if seals else []
    return [str(file), "--key", str(file.parent / "seal_key.pub"), *kept]


def rewritten(file: Path, change: Callable[[list[Told]], object]) -> Path:
    """The export after somebody has changed it and sealed the file again."""
    told = [json.loads(line) for line in file.read_bytes().splitlines()][:-1]
    change(told)
    told.sort(key=lambda line: ORDER.index(line["kind"]))
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in told).encode()
    return closed(file, body)


def closed(file: Path, body: bytes) -> Path:
    end = json.dumps({"kind": "end", "sha256": sha256(body).hexdigest()}) + "\n"
    file.write_bytes(body + end.encode())
    return file


def entries(told: list[Told], chain: str = "house") -> list[Told]:
    lines = [line for line in told if line["kind"] == "entry"]
    return [line for line in lines if json.loads(line["written"])["chain"] == chain]


def hashed_again(line: Told, written: str) -> None:
    line["written"] = written
    line["hash"] = sha256((line["prev"] + written).encode()).hexdigest()


def head_of(told: list[Told], chain: str = "house") -> Told:
    return next(line for line in told if line["kind"] == "head" and line["chain"] == chain)


@pytest.fixture
def database() -> sqlite3.Connection:
    """The file of the database, in the hands of who has taken its triggers away."""
    if connection.vendor != "sqlite":
        pytest.skip("the verifier reads the file of SQLite; of PostgreSQL, the export")
    connections.close_all()
    hands = sqlite3.connect(connection.settings_dict["NAME"])
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_%'"
    for (name,) in hands.execute(triggers).fetchall():
        hands.execute(f"DROP TRIGGER {name}")
    return hands


def from_database(hands: sqlite3.Connection, sql: str) -> list[str]:
    hands.executescript(sql)
    hands.close()
    return [str(connection.settings_dict["NAME"])]


@pytest.mark.django_db
def test_a_good_register_is_told_so_as_the_program_does(register, capsys):
    assert main(with_key(register, seals=True)) == 0

    told = capsys.readouterr().out
    for found in verify_all(key=KEY.public_key()):
        assert found.fault is None
        assert f"{found.chain}: {found.lines} righe, integro, sigillato fino alla n. " in told
    assert "Il registro è integro." in told


@in_a_file
def test_the_database_itself_is_verified_too(register, database, capsys):
    assert main([*from_database(database, ""), *with_key(register, seals=True)[1:]]) == 0

    told = capsys.readouterr().out
    assert all(
        f"{each.chain}: {each.lines} righe, integro" in told for each in verify_all(key=None)
    )


@in_a_file
def test_nothing_of_the_program_is_needed(register):
    """Neither Django nor any package: `-I -S` leaves Python alone with the file."""
    files = [str(register)]
    if connection.vendor == "sqlite":
        files.append(str(connection.settings_dict["NAME"]))
    for file in files:
        command = [sys.executable, "-I", "-S", str(SCRIPT), file]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, done.stderr
        assert "Le firme dei sigilli non sono state verificate: serve --key." in done.stdout


@pytest.mark.django_db
def test_an_export_made_while_others_write_misses_nothing(register, monkeypatch):
    """The heads are read first: a line written after them is left for the next export."""
    from raccordo.keeper.management.commands import journal

    def heads_then_a_line() -> dict[str, tuple[int, str]]:
        arrived = journal_heads()
        touch(make_area(), purpose="Nel frattempo", number=0)
        return arrived

    journal_heads = journal.heads
    monkeypatch.setattr(journal, "heads", heads_then_a_line)
    call_command("journal", "export", str(register))

    assert main(with_key(register)) == 0


@pytest.mark.django_db
def test_an_edited_line_is_named(register, capsys):
    def edit(told):
        line = entries(told)[4]
        line["written"] = line["written"].replace("Perché", "Poiché")

    assert main([str(rewritten(register, edit))]) == 1
    assert "house: 12 righe, NON integro: la riga n. 5 è stata alterata" in capsys.readouterr().out


@in_a_file
def test_an_edited_line_is_named_as_the_program_names_it(database, register, capsys):
    edit = "UPDATE journal_entry SET purpose = 'altro' WHERE chain = 'house' AND seq = 5"

    assert main(from_database(database, edit)) == 1
    assert f"la riga n. {verify('house')} è stata" in capsys.readouterr().out
    assert verify("house") == 5


@pytest.mark.parametrize(
    "column",
    ["at", "user_id", "acting", "what", "subject", "request_id", "details", "prev", "hash"],
)
@in_a_file
def test_no_column_can_be_edited(register, database, capsys, column):
    value = {"at": "'2025-01-01 10:00:00'", "user_id": "7"}.get(column, f"{column} || 'x'")
    edit = f"UPDATE journal_entry SET \"{column}\" = {value} WHERE chain = 'house' AND seq = 3"

    assert main(from_database(database, edit)) == 1
    assert f"la riga n. {verify('house')} " in capsys.readouterr().out


@pytest.mark.django_db
def test_a_line_taken_from_the_middle_is_missed(register, capsys):
    assert main([str(rewritten(register, lambda told: told.remove(entries(told)[6])))]) == 1
    assert "house: 11 righe, NON integro: la riga n. 7" in capsys.readouterr().out


@in_a_file
def test_a_line_taken_from_the_middle_of_the_database_is_missed(register, database, capsys):
    cut = "DELETE FROM journal_entry WHERE chain = 'house' AND seq = 7"

    assert main(from_database(database, cut)) == 1
    assert f"la riga n. {verify('house')} " in capsys.readouterr().out


@pytest.mark.django_db
def test_a_line_taken_from_the_end_is_missed_by_the_head(register, capsys):
    assert main([str(rewritten(register, lambda told: told.remove(entries(told)[-1])))]) == 1
    assert "la riga n. 12 " in capsys.readouterr().out


@pytest.mark.django_db
def test_lines_taken_from_the_end_with_the_head_adjusted_are_missed_only_by_a_seal(
    register, capsys
):
    def cut(told):
        kept, gone = entries(told)[:5], entries(told)[5:]
        for line in gone:
            told.remove(line)
        head_of(told).update(seq=5, hash=kept[-1]["hash"])
        for seal in [line for line in told if line["kind"] == "seal"]:
            told.remove(seal)

    file = rewritten(register, cut)

    assert main(with_key(file)) == 0
    assert main(with_key(file, seals=True)) == 1
    assert "non è più quella sigillata il 2025-03-03" in capsys.readouterr().out


@in_a_file
def test_the_same_cut_in_the_database_is_told_by_the_seals_kept_elsewhere(register, database):
    cut = """
        DELETE FROM journal_seal;
        DELETE FROM journal_entry WHERE chain = 'house' AND seq > 5;
        UPDATE journal_chainhead SET seq = 5, hash = (
            SELECT hash FROM journal_entry WHERE chain = 'house' AND seq = 5
        ) WHERE chain = 'house';
    """
    file = from_database(database, cut)

    assert verify("house") is None
    assert main(file) == 0
    assert main([*file, *with_key(register, seals=True)[1:]]) == 1


@pytest.mark.django_db
def test_two_lines_swapped_are_found(register, capsys):
    def swap(told):
        one, other = told.index(entries(told)[2]), told.index(entries(told)[3])
        told[one], told[other] = told[other], told[one]

    assert main([str(rewritten(register, swap))]) == 1
    assert "la riga n. 3 " in capsys.readouterr().out


@in_a_file
def test_two_lines_swapped_in_the_database_are_found(register, database, capsys):
    swap = "".join(
        f"UPDATE journal_entry SET seq = {after} WHERE chain = 'house' AND seq = {before};"
        for before, after in ((3, 99), (4, 3), (99, 4))
    )
    assert main(from_database(database, swap)) == 1
    assert f"la riga n. {verify('house')} " in capsys.readouterr().out


@pytest.mark.django_db
def test_a_line_hashed_again_is_found_by_the_next_one(register, capsys):
    def forge(told):
        line = entries(told)[4]
        hashed_again(line, line["written"].replace("Perché", "Poiché"))

    assert main([str(rewritten(register, forge))]) == 1
    assert "la riga n. 6 " in capsys.readouterr().out


@pytest.mark.django_db
def test_a_chain_hashed_again_to_its_end_is_found_by_its_seal(register, capsys):
    def forge(told):
        prev = ""
        for line in entries(told):
            line["prev"] = prev
            hashed_again(line, line["written"].replace("Perché", "Poiché"))
            prev = line["hash"]
        head_of(told)["hash"] = prev

    file = rewritten(register, forge)

    assert main([str(file)]) == 1
    assert "non è più quella sigillata il 2025-03-03" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_seal_made_with_another_key_is_found_by_who_holds_the_key(register, capsys):
    def forge(told):
        for seal in [line for line in told if line["kind"] == "seal"]:
            seal["signature"] = Ed25519PrivateKey.generate().sign(b"x").hex()

    file = rewritten(register, forge)

    assert main([str(file)]) == 0
    assert main(with_key(file)) == 1
    assert "non è stato firmato con questa chiave" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_line_added_beyond_the_head_is_found(register, capsys):
    def add(told):
        last = entries(told)[-1]
        line = {"kind": "entry", "prev": last["hash"], "hash": ""}
        hashed_again(line, last["written"].replace('"seq":12', '"seq":13'))
        told.append(line)

    assert main([str(rewritten(register, add))]) == 1
    assert "house: 13 righe, NON integro: la riga n. 13 " in capsys.readouterr().out


@pytest.mark.parametrize("sealed_again", [False, True], ids=["as it was left", "sealed again"])
@pytest.mark.django_db
def test_one_byte_changed_anywhere_is_always_found(register, sealed_again):
    """Also by whoever makes the closing line anew, provided one holds the key and says no more."""
    whole, chance, passed = register.read_bytes(), Random(328), []
    body = whole[: whole.rindex(b"\n", 0, -1) + 1]
    for _ in range(100):
        place = chance.randrange(len(body if sealed_again else whole))
        byte = bytes([whole[place] ^ chance.randrange(1, 256)])
        changed = whole[:place] + byte + whole[place + 1 :]
        if sealed_again:
            changed = changed[: len(body)]
            closed(register, changed)
        else:
            register.write_bytes(changed)
        if main(with_key(register)) == 0 and not same(changed, whole):
            passed.append(place)
    assert not passed


def same(changed: bytes, whole: bytes) -> bool:
    """Whether the two say the same: JSON may have a tab where there was a space."""
    lines = zip(changed.split(b"\n"), whole.split(b"\n"), strict=False)
    return all(json.loads(one) == json.loads(other) for one, other in lines if one)


@pytest.mark.parametrize(
    "content",
    [b"", b"ciao\n", b"\xff\xfe", b'{"kind": "entry"}\n', b"SQLite format 3\0", b"{}\n[]"],
)
@pytest.mark.django_db
def test_what_is_not_a_register_is_told_not_to_be_read(register, capsys, content):
    register.write_bytes(content)

    assert main([str(register)]) in {1, 2}
    told = capsys.readouterr()
    assert "Il registro non si può leggere" in told.err or "gli manca la fine" in told.out


@pytest.mark.django_db
def test_a_file_cut_short_is_told(register, capsys):
    register.write_bytes(register.read_bytes().rpartition(b'{"kind": "end"')[0])

    assert main([str(register)]) == 1
    assert "gli manca la fine" in capsys.readouterr().out
