from __future__ import annotations

import errno
import io
import json
import stat
import tarfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from raccordo.archive.operations import store
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.journal.queries import heads
from raccordo.keeper import backups, keys, postgresql, progress, snapshots
from raccordo.keeper.backups import make_backup
from raccordo.keeper.installation import row_counts
from raccordo.keeper.operations import note_backup
from raccordo.keeper.restoring import restore_backup
from tests.keeper.homes import (
    AT,
    another_machine,
    damage_a_file,
    elsewhere_in_time,
    fill,
    tamper_with_the_register,
)
from tests.make import SOMEBODY


def names_in(path):
    with tarfile.open(path) as box:
        return box.getnames()


@pytest.mark.django_db
def test_a_backup_is_noted_in_the_register():
    note_backup(name="lunedi.tar", fingerprint="f" * 64, with_keys=False, by=SOMEBODY)

    assert Entry.objects.get().what == "installation.backed_up"


def test_any_tar_opens_a_backup_and_the_list_of_what_it_holds_comes_last(home, tmp_path):
    fill(home)

    made = make_backup(tmp_path / "copia.tar", home=home, at=AT)

    with tarfile.open(made.path) as box:
        contents = {member.name: box.extractfile(member).read() for member in box}
    manifest = json.loads(contents.pop("manifest.json"))
    assert names_in(made.path)[-1] == "manifest.json"
    assert contents.keys() == manifest["members"].keys()
    for name, content in contents.items():
        told = {"sha256": sha256(content).hexdigest(), "size": len(content)}
        assert manifest["members"][name] == told
    assert manifest["tables"] == row_counts()
    assert manifest["heads"] == {chain: list(head) for chain, head in heads().items()}
    assert manifest["made_at"] == "2025-03-03T09:30:00+00:00"
    assert contents["raccordo.toml"].decode() == home.options.read_text("utf-8")


def test_only_its_owner_may_read_a_backup(home, tmp_path):
    made = make_backup(tmp_path / "copia.tar", home=home, at=AT)

    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_the_keys_are_in_a_backup_only_if_asked(home, tmp_path):
    fill(home)

    without = make_backup(tmp_path / "senza.tar", home=home, at=AT)
    with_them = make_backup(tmp_path / "con.tar", home=home, at=AT, with_keys=True)

    kept = {"keys/secret_key", "keys/seal_key", "keys/seal_key.pub"}
    assert not kept & set(names_in(without.path))
    assert kept < set(names_in(with_them.path))


def test_keys_that_are_missing_or_cut_short_are_not_copied(home, tmp_path):
    with pytest.raises(Refused, match="seal_key: "):
        make_backup(tmp_path / "copia.tar", home=home, at=AT, with_keys=True)

    keys.make_missing()
    keys.path_of(keys.SEAL).write_text("abcd\n", "utf-8")

    with pytest.raises(Refused, match="non è una chiave"):
        make_backup(tmp_path / "copia.tar", home=home, at=AT, with_keys=True)


def test_nothing_is_written_over(home, tmp_path):
    path = tmp_path / "copia.tar"
    path.write_text("c'ero prima", "utf-8")

    with pytest.raises(Refused, match="c'è già"):
        make_backup(path, home=home, at=AT)

    assert path.read_text("utf-8") == "c'ero prima"


def test_nothing_is_written_over_even_if_it_appears_meanwhile(home, tmp_path):
    path = tmp_path / "copia.tar"

    def appear(words, done, total):
        path.write_text("sono arrivato dopo", "utf-8")

    with pytest.raises(Refused, match="c'è già"):
        make_backup(path, home=home, at=AT, tell=appear)

    assert path.read_text("utf-8") == "sono arrivato dopo"


def test_a_backup_tells_of_the_instant_it_was_taken_and_not_of_what_came_after(home, tmp_path):
    fill(home)
    before = (row_counts(), heads())

    def write_meanwhile(words, done, total):
        if words == "Conto le righe":
            elsewhere_in_time(lambda: store(b"Arrivato durante la copia", by=SOMEBODY))

    made = make_backup(tmp_path / "copia.tar", home=home, at=AT, tell=write_meanwhile)

    assert (made.manifest.tables, made.manifest.heads) == before
    assert heads()["house"][0] == before[1]["house"][0] + 1
    assert len(made.manifest.shelved) == 3


def test_a_backup_taken_while_others_write_is_whole(home, tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "PAGES", 5)
    fill(home)
    going = [True]

    def write_on():
        number = 0
        while going:
            store(f"Allegato scritto durante la copia, n. {number}".encode(), by=SOMEBODY)
            number += 1
        connections.close_all()

    with ThreadPoolExecutor(2) as people:
        writers = [people.submit(write_on)]
        made = [make_backup(tmp_path / f"{n}.tar", home=home, at=AT) for n in range(3)]
        going.clear()
        writers[0].result(timeout=20)

    lines = [copy.manifest.heads["house"][0] for copy in made]
    assert lines == sorted(lines)
    assert lines[0] < heads()["house"][0]
    with another_machine(tmp_path / "altrove") as there:
        restored = restore_backup(made[-1].path, home=there, at=AT)
        assert restored.manifest == made[-1].manifest
        assert heads()["house"][0] == lines[-1] + 1


@pytest.mark.parametrize("damage", ["missing", "cut", "altered"])
def test_a_file_missing_or_altered_in_the_archive_is_known_today(home, tmp_path, damage):
    fill(home)
    mark = damage_a_file(home, damage)

    with pytest.raises(Refused, match=f"un file manca o è alterato: {mark[:12]}"):
        make_backup(tmp_path / "copia.tar", home=home, at=AT)

    made = make_backup(tmp_path / "copia.tar", home=home, at=AT, despite_damage=True)
    assert made.manifest.missing == [mark]
    assert len(made.manifest.shelved) == 2


def test_a_register_that_does_not_hold_is_known_today(home, tmp_path):
    fill(home)
    tamper_with_the_register()

    with pytest.raises(Refused, match=r"registro delle operazioni non è integro \(Installazione\)"):
        make_backup(tmp_path / "copia.tar", home=home, at=AT)

    made = make_backup(tmp_path / "copia.tar", home=home, at=AT, despite_damage=True)
    assert made.manifest.broken == ["house"]


@pytest.mark.parametrize("where", ["take", "put", "close"])
def test_a_disk_that_fills_leaves_no_half_file(home, tmp_path, monkeypatch, where):
    folder = tmp_path / "copie"
    folder.mkdir()

    def no_more(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    place = backups if where == "take" else backups.Box
    monkeypatch.setattr(place, where, no_more)

    with pytest.raises(Refused, match="non c'è abbastanza spazio"):
        make_backup(folder / "copia.tar", home=home, at=AT)

    assert not list(folder.iterdir())


def test_a_disk_with_too_little_room_is_known_before(home, tmp_path, monkeypatch):
    monkeypatch.setattr(backups.shutil, "disk_usage", lambda folder: type("Disk", (), {"free": 9}))

    with pytest.raises(Refused, match="non c'è abbastanza spazio"):
        make_backup(tmp_path / "copia.tar", home=home, at=AT)


def test_what_a_killed_backup_left_is_swept_away(home, tmp_path):
    folder = tmp_path / "copie"
    folder.mkdir()
    with backups._workshop(folder, home) as workshop:
        left = workshop
    left.mkdir()
    (left / "database.sqlite3").write_text("metà", "utf-8")

    make_backup(folder / "copia.tar", home=home, at=AT)

    assert [path.name for path in folder.iterdir()] == ["copia.tar"]


def test_two_backups_at_once_would_be_in_each_others_way(home, tmp_path):
    with backups._only_one(home), pytest.raises(Refused, match="già in corso un'altra copia"):
        make_backup(tmp_path / "copia.tar", home=home, at=AT)


def test_postgresql_without_its_programs_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(postgresql.shutil, "which", lambda name: None)
    monkeypatch.setattr(postgresql, "PACKAGED", tmp_path)

    with pytest.raises(Refused, match="Manca il programma «pg_dump»"):
        postgresql.program("pg_dump")


def test_the_newest_of_postgresqls_programs_is_used(monkeypatch, tmp_path):
    for version in ("9", "15", "16"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "pg_dump").touch()
    monkeypatch.setattr(postgresql.shutil, "which", lambda name: None)
    monkeypatch.setattr(postgresql, "PACKAGED", tmp_path)

    assert Path(postgresql.program("pg_dump")).parts[-3] == "16"


def test_a_ruined_database_is_told(home, tmp_path, monkeypatch):
    def ruin(*args):
        raise backups.sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(snapshots, "_take_sqlite", ruin)
    monkeypatch.setattr(snapshots, "_take_postgresql", ruin)

    with pytest.raises(Refused, match="La base dati non risponde come dovrebbe"):
        make_backup(tmp_path / "copia.tar", home=home, at=AT)


def test_a_long_work_says_how_far_it_is_and_a_short_one_nothing(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal, clock = Terminal(), iter([0.0, 1.0, 3.0, 3.1, 4.0])
    monkeypatch.setattr(progress.sys, "stderr", terminal)
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))

    line = progress.ProgressLine()
    for done in (10, 50, 60, 75):
        line("Copio l'archivio", done, 100)
    line.clear()

    assert [said.strip() for said in terminal.getvalue().split("\x1b[K")] == [
        "Copio l'archivio: 50%",
        "Copio l'archivio: 75%",
        "",
        "",
    ]


def test_the_operator_makes_a_backup_and_reads_what_to_do_with_it(home, tmp_path, capsys):
    fill(home)

    call_command("backup", tmp_path / "copia.tar")

    said = capsys.readouterr().out
    assert "3 file dell'archivio" in said
    assert "Le chiavi non sono nella copia" in said
    assert "non è cifrata" in said
    assert Entry.objects.filter(what="installation.backed_up").count() == 1
    with pytest.raises(CommandError, match="c'è già"):
        call_command("backup", tmp_path / "copia.tar")
