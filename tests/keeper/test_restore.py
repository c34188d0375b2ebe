from __future__ import annotations

import gzip
import os
import signal
import tarfile
from datetime import timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from raccordo.archive.operations import store
from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.journal.queries import heads, verify_all
from raccordo.keeper import keys, restoring, serving, swapping
from raccordo.keeper.backups import make_backup
from raccordo.keeper.installation import pending_migrations, row_counts
from raccordo.keeper.management.commands import restore
from raccordo.keeper.operations import note_restore
from raccordo.keeper.restoring import restore_backup
from raccordo.post.delivery import deliver_due
from raccordo.post.jobs import take_up_again
from raccordo.post.models import Job, Message
from raccordo.post.states import JobState, MessageState
from tests.keeper.forging import alter, contents, forge, other_tar, pack, regions, smuggle
from tests.keeper.homes import (
    AT,
    OPTIONS,
    another_machine,
    damage_a_file,
    everything,
    fill,
    on_sqlite,
    shelf,
    tamper_with_the_register,
)
from tests.make import SOMEBODY, make_message

# What a backup's file tells before any database is touched: the same on both.
of_the_file = pytest.mark.once
ROWS_THAT_A_RESTORE_ADDS = {"journal_entry"}


@pytest.fixture
def made(home, tmp_path):
    """A backup, without keys, of an installation with a little of everything."""
    fill(home)
    return make_backup(tmp_path / "copia.tar", home=home, at=AT)


@pytest.fixture
def there(made, tmp_path):
    """Another machine, where nothing has been installed."""
    with another_machine(tmp_path / "altrove") as there:
        yield there


def refused(path, there, match, **options):
    """The restore is refused, and leaves the other machine as empty as it was."""
    with pytest.raises(Refused, match=match):
        restore_backup(path, home=there, at=AT, **options)
    assert [p.name for p in there.data.rglob("*") if p.is_file()] in ([], ["backup.lock"])
    assert not list(restoring.present(there))


def rows():
    counts = row_counts()
    return {t: n for t, n in counts.items() if t not in ROWS_THAT_A_RESTORE_ADDS}


@pytest.mark.django_db
def test_a_restore_is_noted_in_the_register():
    note_restore(made_at="2025-03-03", program="0.1.0", fingerprint="f" * 64, by=SOMEBODY)

    assert Entry.objects.get().what == "installation.restored"


def test_what_is_restored_elsewhere_is_all_that_there_was(home, tmp_path):
    fill(home)
    there_was = rows(), shelf(home), home.seals.read_text("utf-8")
    secrets = {path.name: path.read_bytes() for path in home.keys.iterdir()}
    made = make_backup(tmp_path / "copia.tar", home=home, at=AT, with_keys=True)

    with another_machine(tmp_path / "altrove") as there:
        restored = restore_backup(made.path, home=there, at=AT)

        assert (rows(), shelf(there), there.seals.read_text("utf-8")) == there_was
        assert there.options.read_text("utf-8") == OPTIONS
        assert {path.name: path.read_bytes() for path in there.keys.iterdir()} == secrets
        assert not any(keys.open_to_others(name) for name in (keys.SECRET, keys.SEAL))
        assert not [v for v in verify_all(key=keys.seal_public_key()) if v.fault]
        assert Entry.objects.order_by("seq").last().what == "installation.restored"
        assert heads()["house"][0] == made.manifest.heads["house"][0] + 1
        assert not there.staging.exists()
        assert not there.staged_archive.exists()
        assert restored.told == []


def test_what_was_restored_goes_on_living(made, there):
    restore_backup(made.path, home=there, at=AT)

    stored = store(b"Il giorno dopo", by=SOMEBODY)

    assert content_of(stored.sha256) == b"Il giorno dopo"
    assert not [v for v in verify_all(key=None) if v.fault]


@of_the_file
def test_without_its_keys_one_is_told_where_to_put_them(made, there):
    restored = restore_backup(made.path, home=there, at=AT)

    assert restored.told == [f"Mancano le chiavi: rimettere in {there.keys} quelle tenute a parte."]


def test_other_keys_are_refused_until_they_are_said_to_be_lost(made, there):
    keys.make_missing()

    with pytest.raises(Refused, match="non sono quelle con cui è nata la copia"):
        restore_backup(made.path, home=there, at=AT)

    restore_backup(made.path, home=there, at=AT, keys_lost=True)
    assert rows()["archive_storedfile"] == 3


def test_keys_in_the_backup_take_the_place_of_others_only_if_asked(home, tmp_path):
    fill(home)
    secret = keys.path_of(keys.SECRET).read_bytes()
    made = make_backup(tmp_path / "copia.tar", home=home, at=AT, with_keys=True)

    with another_machine(tmp_path / "altrove") as there:
        keys.make_missing()
        other = keys.path_of(keys.SECRET).read_bytes()
        with pytest.raises(Refused, match="ripetere con --replace"):
            restore_backup(made.path, home=there, at=AT)
        restored = restore_backup(made.path, home=there, at=AT, replace=True)

        aside = there.data / "set-aside-2025-03-03-093000"
        assert keys.path_of(keys.SECRET).read_bytes() == secret
        assert (aside / "keys" / "secret_key").read_bytes() == other
        assert str(aside) in restored.told[0]


@of_the_file
def test_options_that_are_there_stay_and_those_of_the_backup_lie_beside(made, there):
    there.options.write_text('address = "http://127.0.0.1:8001"\n', "utf-8")

    restored = restore_backup(made.path, home=there, at=AT)

    assert "8001" in there.options.read_text("utf-8")
    assert (there.data / "raccordo.toml.from-backup").read_text("utf-8") == OPTIONS
    assert "Le opzioni di qui sono rimaste" in restored.told[0]


def test_seals_newer_than_the_backup_say_what_was_lost(made, there, home):
    newer = home.seals.read_text("utf-8").replace('"seq": 3', '"seq": 90')
    there.seals.write_text(newer, "utf-8")

    restored = restore_backup(made.path, home=there, at=AT)

    assert len(there.seals.read_text("utf-8").splitlines()) == 2
    assert "sigillato fino alla riga 90 e ora arriva alla" in restored.told[-1]


def test_what_was_halfway_in_a_backup_stops_because_it_may_have_been_done(home, tmp_path):
    waiting, leaving = make_message(), make_message(state=MessageState.LEAVING)
    sent = make_message(state=MessageState.SENT)
    jobs = [
        Job.objects.create(kind="x", title="x", asked_at=AT, state=state)
        for state in (JobState.WAITING, JobState.RUNNING, JobState.DONE)
    ]
    made = make_backup(tmp_path / "copia.tar", home=home, at=AT)

    with another_machine(tmp_path / "altrove") as there:
        told = " ".join(restore_backup(made.path, home=there, at=AT).told)

        messages = dict(Message.objects.values_list("key", "state"))
        states = [Job.objects.get(key=job.key).state for job in jobs]
        stopped = Job.objects.get(key=jobs[0].key).outcome
        assert deliver_due(now=lambda: AT + timedelta(days=30)) == 0
        assert take_up_again(at=AT + timedelta(days=30)) == 0

    assert messages == {waiting.key: "uncertain", leaving.key: "uncertain", sent.key: "sent"}
    assert states == ["cancelled", "cancelled", "done"]
    assert "ripristinato da una copia" in stopped
    assert "Messaggi che aspettavano di partire: 2." in told
    assert "Lavorazioni interrotte: 2." in told


def test_damage_that_a_backup_declares_is_told_again(home, tmp_path):
    fill(home)
    damage_a_file(home, "altered")
    tamper_with_the_register()
    made = make_backup(tmp_path / "copia.tar", home=home, at=AT, despite_damage=True)

    with another_machine(tmp_path / "altrove") as there:
        told = " ".join(restore_backup(made.path, home=there, at=AT).told)

    assert "mancavano già nella copia: 1" in told
    assert "già alterato nella copia: Installazione" in told


@of_the_file
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_restores_belongs_to_the_owner_of_the_folder(made, there, monkeypatch):
    monkeypatch.setattr(serving, "DATA", there.data)
    monkeypatch.setattr(restore, "this_installation", lambda: there)
    os.chown(there.data, 4321, 4321)

    call_command("restore", made.path)

    made_there = [there.data, *there.data.rglob("*")]
    assert {path.stat().st_uid for path in made_there} == {4321}
    assert len(made_there) > 8


# --- backups that are not whole


@of_the_file
def test_what_is_not_a_backup_is_refused(made, there, tmp_path):
    (tmp_path / "testo").write_text("Cara Ada, " * 200, "utf-8")
    (tmp_path / "vuoto").touch()
    (tmp_path / "copia.gz").write_bytes(gzip.compress(made.path.read_bytes()))
    other_tar(tmp_path / "altro")

    refused(tmp_path / "testo", there, "non è una copia di Raccordo")
    refused(tmp_path / "copia.gz", there, "non è una copia di Raccordo")
    refused(tmp_path / "altro", there, "vacanze.txt")
    refused(tmp_path / "vuoto", there, "è tronca")
    refused(tmp_path / "nulla", there, "non c'è")


@of_the_file
@pytest.mark.parametrize("where", [
    "name in a header", "size in a header", "owner in a header", "unused end of a header",
    "first header", "database", "file of the archive", "padding", "header of the list", "list",
    "first byte of the list", "last byte of the list", "end",
])  # fmt: skip
def test_one_byte_changed_in_each_kind_of_place_is_seen(made, there, where):
    flip(made.path, regions(made.path)[where], 1)

    refused(made.path, there, "rovinata o alterata|non è una copia di Raccordo")


@of_the_file
def test_one_byte_changed_anywhere_is_seen(made, there):
    chance, size = Random(20250303), made.path.stat().st_size

    for _ in range(60):
        position, change = chance.randrange(size), chance.randrange(1, 256)
        flip(made.path, position, change)
        with pytest.raises(Refused, match=r"rovinata o alterata|non è una copia di Raccordo"):
            restore_backup(made.path, home=there, at=AT)
        flip(made.path, position, change)

    restore_backup(made.path, home=there, at=AT)


def flip(path, position, change):
    with path.open("r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        file.seek(position)
        file.write(bytes([byte ^ change]))


@of_the_file
@pytest.mark.parametrize("left", [0.0, 0.3, 0.999, "one byte less", "one byte more"])
def test_a_backup_cut_short_or_grown_is_seen(made, there, left):
    whole = made.path.read_bytes()
    cuts = {"one byte less": whole[:-1], "one byte more": whole + b"\0"}
    made.path.write_bytes(cuts[left] if left in cuts else whole[: int(len(whole) * left)])

    refused(made.path, there, "rovinata o alterata")


@of_the_file
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda info: setattr(info, "name", "../../etc/passwd"), "che non è di Raccordo"),
        (lambda info: setattr(info, "name", "/etc/passwd"), "che non è di Raccordo"),
        (lambda info: setattr(info, "name", "keys/../../x"), "che non è di Raccordo"),
        (lambda info: setattr(info, "name", "archive/aa/bb/cc"), "che non è di Raccordo"),
        (lambda info: setattr(info, "name", "raccordo.toml"), "c'è due volte"),
        (lambda info: setattr(info, "name", "keys/secret_key"), "non è nell'elenco"),
        (lambda info: setattr(info, "mode", 0o777), "l'intestazione di"),
        (lambda info: setattr(info, "type", tarfile.SYMTYPE), "un collegamento o altro"),
        (lambda info: setattr(info, "type", tarfile.LNKTYPE), "un collegamento o altro"),
        (lambda info: setattr(info, "type", tarfile.CHRTYPE), "un collegamento o altro"),
        (lambda info: setattr(info, "type", tarfile.FIFOTYPE), "un collegamento o altro"),
        (lambda info: setattr(info, "type", tarfile.DIRTYPE), "un collegamento o altro"),
        (lambda info: setattr(info, "type", tarfile.GNUTYPE_LONGNAME), "un collegamento o altro"),
    ],
)
def test_what_would_go_where_it_should_not_is_refused(made, there, tmp_path, change, why):
    refused(smuggle(tmp_path / "ostile.tar", made.path, change), there, why)


@of_the_file
def test_a_file_more_or_a_file_less_than_the_list_is_refused(made, there, tmp_path):
    held, manifest = contents(made.path)
    page = ("manifest.json", manifest.text().encode())
    path = tmp_path / "forgiata.tar"

    refused(pack(path, [*held[:-1], page]), there, "manca «archive/")
    refused(pack(path, held), there, "manca l'elenco del contenuto")
    refused(pack(path, [*held, page, ("keys/x", b"x")]), there, "dopo l'elenco del contenuto")
    refused(pack(path, [page]), there, "non è una copia")
    refused(forge(path, held[:-1], manifest), there, "i file dell'archivio non sono quelli")


def test_a_list_rewritten_with_care_does_not_agree_with_the_database(made, there, tmp_path):
    held, manifest = contents(made.path)
    seq, mark = manifest.heads["house"]
    path = tmp_path / "forgiata.tar"

    fewer = manifest.tables | {"journal_entry": seq - 1}
    refused(alter(path, held, manifest, tables=fewer), there, "le righe della base dati")
    older = manifest.migrations[:-1]
    refused(alter(path, held, manifest, migrations=older), there, "le righe della base dati")
    behind = {"house": (seq - 1, mark)}
    refused(alter(path, held, manifest, heads=behind), there, "non arriva dove dichiarato")


def test_a_register_rewritten_before_the_backup_is_refused(home, tmp_path):
    fill(home)
    tamper_with_the_register()
    made = make_backup(tmp_path / "copia.tar", home=home, at=AT, despite_damage=True)
    held, manifest = contents(made.path)
    path = alter(tmp_path / "forgiata.tar", held, manifest, broken=[])

    with another_machine(tmp_path / "altrove") as there:
        refused(path, there, "registro delle operazioni non è integro: Installazione")


@of_the_file
def test_a_file_of_the_archive_that_is_not_what_its_name_says_is_refused(made, there, tmp_path):
    held, manifest = contents(made.path)
    changed = [(n, c + b"!" if n.startswith("archive/") else c) for n, c in held]

    path = forge(tmp_path / "forgiata.tar", changed, manifest)

    refused(path, there, "non ha l'impronta del suo nome")


@of_the_file
def test_a_list_that_is_not_json_or_not_ours_is_refused(made, there, tmp_path):
    held, _manifest = contents(made.path)
    path = tmp_path / "forgiata.tar"

    deep, false_mark = b"[" * 100_000, b'{"schema":1,"sha256":"x"}'
    for page in (deep, false_mark, b"{}", b"null", b"\xff\xfe", b"1e999"):
        refused(pack(path, [*held, ("manifest.json", page)]), there, "non è integro")


# --- what is there, and what is set aside


def test_an_installation_that_is_not_empty_is_left_as_it_is(made, home):
    before = everything(home), row_counts()

    with pytest.raises(Refused, match=r"la base dati ha già \d+ righe in \d+ tabelle; l'archivio"):
        restore_backup(made.path, home=home, at=AT)

    assert (everything(home), row_counts()) == before


def test_what_is_replaced_is_set_aside_and_not_deleted(made, home):
    later = store(b"Dopo la copia", by=SOMEBODY)
    before, counts = shelf(home), rows()

    restored = restore_backup(made.path, home=home, at=AT, replace=True)

    aside = home.data / "set-aside-2025-03-03-093000"
    kept = [path for path in (aside / "archive").rglob("*") if path.is_file()]
    assert {p.relative_to(aside / "archive").as_posix(): p.read_bytes() for p in kept} == before
    assert rows()["archive_storedfile"] == counts["archive_storedfile"] - 1
    assert later.sha256 not in {name.rpartition("/")[2] for name in shelf(home)}
    assert (aside / "raccordo.toml").read_text("utf-8") == OPTIONS
    assert (aside / "keys" / "secret_key").exists()
    assert str(aside) in restored.told[0]
    old = aside / "own.sqlite3" if on_sqlite() else f"{name_of_ours()}_2025-03-03-093000"
    with restoring.swapping.postgresql.looking_at(old):
        assert rows() == counts


def name_of_ours():
    return connection.settings_dict["NAME"]


def test_a_refused_replacement_leaves_everything_as_it_is(made, home):
    store(b"Dopo la copia", by=SOMEBODY)
    before = everything(home), row_counts()
    flip(made.path, regions(made.path)["list"], 1)

    with pytest.raises(Refused, match="rovinata o alterata"):
        restore_backup(made.path, home=home, at=AT, replace=True)

    assert (everything(home), row_counts()) == before


def test_a_database_that_somebody_uses_is_not_replaced(made, home):
    before = everything(home), row_counts()
    other = connection.copy()
    other.ensure_connection()
    with other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry")

    try:
        with pytest.raises(Refused, match="La base dati è in uso"):
            restore_backup(made.path, home=home, at=AT, replace=True)
    finally:
        other.close()

    assert (everything(home), row_counts()) == before


def test_a_ruined_database_can_be_replaced(made, home):
    if not on_sqlite():
        pytest.skip("PostgreSQL keeps its own files")
    connection.close()
    live = home.data.parent / "own.sqlite3"
    live.write_bytes(b"non sono una base dati" * 100)

    with pytest.raises(Refused, match="c'è una base dati che non si legge"):
        restore_backup(made.path, home=home, at=AT)
    connection.close()
    restore_backup(made.path, home=home, at=AT, replace=True)

    assert rows()["archive_storedfile"] == 3
    aside = home.data / "set-aside-2025-03-03-093000"
    assert (aside / "own.sqlite3").read_bytes().startswith(b"non sono")


# --- other versions, other databases


def test_a_backup_of_an_older_version_is_brought_to_this_one(home, tmp_path):
    fill(home)
    call_command("migrate", "mfa", "0002", verbosity=0, interactive=False)
    old = pending_migrations()
    made = make_backup(tmp_path / "copia.tar", home=home, at=AT)

    with another_machine(tmp_path / "altrove") as there:
        restore_backup(made.path, home=there, at=AT)

        assert old
        assert pending_migrations() == []
        assert rows()["archive_storedfile"] == 3
        assert not [v for v in verify_all(key=None) if v.fault]


def test_a_backup_of_a_newer_version_asks_to_bring_the_program_up_to_it(home, tmp_path):
    MigrationRecorder(connection).record_applied("territory", "0099_of_tomorrow")
    made = make_backup(tmp_path / "copia.tar", home=home, at=AT)

    with another_machine(tmp_path / "altrove") as there:
        refused(made.path, there, r"più nuova di Raccordo .*territory\.0099_of_tomorrow")


def test_a_backup_of_one_database_is_not_restored_in_another(made, there, tmp_path):
    held, manifest = contents(made.path)
    other = "postgresql" if on_sqlite() else "sqlite"
    name = "database.dump" if on_sqlite() else "database.sqlite3"
    path = alter(tmp_path / "altra.tar", [(name, held[0][1]), *held[1:]], manifest, vendor=other)

    refused(path, there, "La copia è di una base dati (SQLite|PostgreSQL) e questa")


# --- killed halfway

STEPS = [
    (swapping, "swap"),
    (swapping, "fill_shelves"),
    (swapping, "put_what_is_not_there"),
    (swapping, "change_database"),
    (swapping, "tidy"),
    (restoring, "note_restore"),
    (swapping, "forget"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
def test_a_restore_killed_anywhere_is_done_again(made, there, module, step, after):
    kill_at(module, step, after, lambda: restore_backup(made.path, home=there, at=AT))

    restore_again(made, there)

    assert rows()["archive_storedfile"] == 3
    assert len(shelf(there)) == 3
    assert not there.staging.exists()
    assert not [v for v in verify_all(key=None) if v.fault]


def restore_again(made, there):
    """A second run, unless the first was killed when there was nothing left to do."""
    if swapping.plan_file(there).exists() or not list(restoring.present(there)):
        restore_backup(made.path, home=there, at=AT)
    assert Entry.objects.filter(what="installation.restored").exists()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["set_aside", "fill_shelves", "change_database", "tidy"])
def test_a_replacement_killed_anywhere_leaves_the_old_or_the_new_whole(made, home, step, after):
    later = store(b"Dopo la copia", by=SOMEBODY)
    replace = lambda: restore_backup(made.path, home=home, at=AT, replace=True)  # noqa: E731

    kill_at(swapping, step, after, replace)

    connection.close()
    still_old = [("set_aside", False), ("set_aside", True), ("fill_shelves", False)]
    still_old += [("fill_shelves", True), ("change_database", False)]
    old = Entry.objects.filter(what="file.stored").count() == 4
    assert old is ((step, after) in still_old)
    for stored in later.__class__.objects.all():
        assert content_of(stored.sha256)
    restore_backup(made.path, home=home, at=AT.replace(minute=40), replace=True)
    assert rows()["archive_storedfile"] == 3
    assert len(shelf(home)) == 3


def kill_at(module, step, after, work):
    """Do something in a process that is killed, with no last word, at the edge of a step."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            real = getattr(module, step)

            def killed(*args, **options):
                if after:
                    real(*args, **options)
                os.kill(os.getpid(), signal.SIGKILL)

            setattr(module, step, killed)
            work()
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


# --- the command


def test_the_operator_restores_and_reads_what_to_do(made, there, capsys, monkeypatch):
    for module in ("config.options", "raccordo.keeper.serving"):
        monkeypatch.setattr(f"{module}.DATA", there.data)

    call_command("restore", made.path)

    said = capsys.readouterr().out
    assert "Ripristinata la copia del 2025-03-03T09:30:00+00:00" in said
    assert "Mancano le chiavi" in said
    with pytest.raises(CommandError, match="non è vuota"):
        call_command("restore", made.path)


@of_the_file
def test_nothing_is_restored_while_raccordo_is_serving(made, there, monkeypatch):
    for module in ("config.options", "raccordo.keeper.serving"):
        monkeypatch.setattr(f"{module}.DATA", there.data)

    with serving.only_one(), pytest.raises(CommandError, match="fermarlo prima di ripristinare"):
        call_command("restore", made.path)
