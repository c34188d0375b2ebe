from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from raccordo.access.rights import Role
from raccordo.archive.operations import store
from raccordo.journal.models import ChainHead, Entry
from raccordo.journal.operations import seal_chains
from raccordo.keeper import keys, serving, swapping
from raccordo.keeper.backups import make_backup
from raccordo.keeper.checks import Level, Visit, content, database, examine, machine
from raccordo.keeper.checks.findings import attempt
from raccordo.keeper.installation import Installation, looking_at
from raccordo.keeper.management.commands import init
from raccordo.keeper.operations import note_backup
from raccordo.post.models import Job
from raccordo.post.states import JobState, MessageState
from raccordo.territory.states import AreaKind
from tests.keeper.homes import AT, damage_a_file, fill, on_sqlite, tamper_with_the_register
from tests.make import SOMEBODY, make_area, make_mandate, make_message, make_user
from tests.post.mail_server import mail_server

FINE, LOOK, FIX = Level.FINE, Level.LOOK, Level.FIX


@pytest.fixture
def visit(tmp_path, settings):
    """A look at an installation that has nothing yet."""
    settings.KEYS_ROOT.mkdir()
    return Visit(Installation(tmp_path, settings.ARCHIVE_ROOT, settings.KEYS_ROOT), at=AT)


@pytest.fixture
def thorough(visit):
    return Visit(visit.home, at=visit.at, full=True)


def found(check, visit, level, *words):
    """A check finds this, and says these words."""
    finding = check(visit)
    assert finding.level is level, finding.text
    assert all(word in finding.text for word in words), finding.text


# --- the machine


def test_keys_are_missing_until_they_are_made(visit):
    found(machine.keys_are_whole, visit, FIX, "manca secret_key, seal_key", "raccordo init")
    keys.make_missing()
    found(machine.keys_are_whole, visit, FINE)


def test_keys_that_others_may_read_are_told_with_the_command_that_closes_them(visit):
    keys.make_missing()
    found(machine.keys_are_closed, visit, FINE)
    keys.path_of(keys.SEAL).chmod(0o640)
    found(machine.keys_are_closed, visit, FIX, f"chmod 600 {keys.path_of(keys.SEAL)}")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (keys.SECRET, "corta", "secret_key è troppo corta"),
        (keys.SEAL, "abcd", "seal_key: non è una chiave"),
        (keys.SEAL_PUBLIC, "non esadecimale", "seal_key.pub: non è una chiave"),
        (keys.SEAL_PUBLIC, "3b" * 32, "le due metà"),
    ],
)
def test_keys_that_are_not_whole_are_told(visit, name, content, words):
    keys.make_missing()
    keys.path_of(name).write_text(content, "utf-8")
    found(machine.keys_are_whole, visit, FIX, words, "copia tenuta a parte")


def test_a_key_that_is_not_text_is_told(visit):
    keys.make_missing()
    keys.path_of(keys.SECRET).write_bytes(b"\xff\xfe" * 40)
    found(machine.keys_are_whole, visit, FIX, "non si legge")


def test_folders_are_there_and_take_files(visit, monkeypatch):
    found(machine.folders_are_writable, visit, FINE)

    nowhere = Installation(visit.home.data / "nulla", visit.home.archive, visit.home.keys)
    found(machine.folders_are_writable, Visit(nowhere, at=AT), FIX, "non c'è")

    def refuse(**options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(machine, "TemporaryFile", refuse)
    found(machine.folders_are_writable, visit, FIX, "non si può scrivere")


def test_a_disk_with_less_than_a_gigabyte_is_told(visit, monkeypatch):
    found(machine.disk_has_room, visit, FINE)
    almost_full = type("Disk", (), {"free": 10**9})
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: almost_full)
    found(machine.disk_has_room, visit, FIX, "restano solo 953,7\xa0MB")


def test_a_restore_left_halfway_is_told(visit):
    found(machine.restore_is_over, visit, FINE)
    visit.home.staging.mkdir()
    swapping.plan_file(visit.home).touch()
    found(machine.restore_is_over, visit, FIX, "rimasto a metà")


def test_an_installation_says_whose_the_data_are(visit, settings):
    found(machine.controller_is_told, visit, LOOK, "controller, controller_contact, dpo_contact")
    settings.CONTROLLER = settings.CONTROLLER_CONTACT = "Comune di Lanciano"
    found(machine.controller_is_told, visit, LOOK, "raccordo.toml: dpo_contact")
    settings.DPO_CONTACT = "rpd@example.it"
    found(machine.controller_is_told, visit, FINE, "Comune di Lanciano")


def test_debug_is_never_on(visit, settings):
    found(machine.debug_is_off, visit, FINE)
    settings.DEBUG = True
    found(machine.debug_is_off, visit, FIX)


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("https://piano.example.it", FINE),
        ("http://127.0.0.1:8000", FINE),
        ("http://localhost:8000", FINE),
        ("http://[::1]:8000", FINE),
        ("http://piano.example.it", FIX),
        ("http://192.168.1.10:8000", FIX),
        ("piano.example.it", FIX),
    ],
)
def test_an_address_that_others_reach_is_https(visit, settings, address, level):
    settings.ADDRESS = address
    found(machine.address_is_safe, visit, level, address)


def test_style_sheets_not_collected_yet_are_told(visit, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    found(machine.statics_are_collected, visit, LOOK, "raccordo serve")
    for name in ("stamp.json", "staticfiles.json"):
        (tmp_path / name).touch()
    found(machine.statics_are_collected, visit, FINE)


def test_post_without_a_server_does_not_leave(visit, settings):
    settings.EMAIL_HOST = ""
    found(machine.mail_is_set, visit, LOOK, "la posta non parte")
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER = "mail.example.it", "piano"
    found(machine.mail_is_set, visit, LOOK, "mail_password")
    settings.EMAIL_HOST_PASSWORD = "segreta"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    found(machine.mail_is_set, visit, LOOK, "127.0.0.1 non risponde sulla porta 9", "mail_host")
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        found(machine.mail_is_set, visit, FINE, "che risponde sulla porta")


def test_a_worker_is_alive_if_it_gave_a_sign_in_the_last_two_minutes(visit, monkeypatch):
    monkeypatch.setattr(serving, "DATA", visit.home.data)
    found(machine.worker_lives, visit, LOOK, "Raccordo è fermo")
    beat = serving.run_folder() / "worker"
    beat.touch()
    os.utime(beat, (AT.timestamp() - 110,) * 2)
    found(machine.worker_lives, visit, FINE)
    os.utime(beat, (AT.timestamp() - 130,) * 2)
    found(machine.worker_lives, visit, LOOK)
    with serving.only_one():
        found(machine.worker_lives, visit, FIX, "in funzione ma non lavora")


# --- the database


def nowhere(visit):
    return visit.home.data / "nulla" if on_sqlite() else "nulla"


@pytest.mark.django_db
def test_tables_of_another_version_are_told(visit):
    found(database.tables_are_ours, visit, FINE)
    MigrationRecorder(connection).record_unapplied("archive", "0001_initial")
    found(database.tables_are_ours, visit, FIX, "manca 1 modifica", "raccordo serve")
    MigrationRecorder(connection).record_applied("archive", "0099_of_tomorrow")
    found(database.tables_are_ours, visit, FIX, "archive.0099_of_tomorrow", "Aggiornare")


def test_a_database_that_is_not_there_is_told(visit, committing):
    found(database.database_answers, visit, FINE)
    with looking_at(nowhere(visit)):
        found(database.database_answers, visit, FIX, "Base dati: ")


def test_a_database_that_is_not_whole_is_told(visit, committing, monkeypatch):
    if not on_sqlite():
        pytest.skip("PostgreSQL looks after its own pages")
    found(database.sqlite_is_whole, visit, FINE)
    monkeypatch.setattr(database, "_asked", lambda question: "row 3 missing from index")
    found(database.sqlite_is_whole, visit, FIX, "row 3 missing")


def test_sqlite_keeps_what_it_has_acknowledged(visit, committing):
    if not on_sqlite():
        pytest.skip("PostgreSQL has its own way")
    found(database.sqlite_is_durable, visit, FINE)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
    found(database.sqlite_is_durable, visit, FIX, "synchronous 0")


@pytest.mark.parametrize(
    ("check", "answer", "level"),
    [
        (database.postgresql_is_recent, "150008", FINE),
        (database.postgresql_is_recent, "140011", FIX),
        (database.postgresql_is_durable, "on", FINE),
        (database.postgresql_is_durable, "off", FIX),
        (database.btree_gist_is_there, 1, FINE),
        (database.btree_gist_is_there, 0, FIX),
    ],
)
def test_postgresql_is_as_it_should_be(visit, monkeypatch, check, answer, level):
    monkeypatch.setattr(database, "_asked", lambda question: answer)
    found(check, visit, level, "PostgreSQL")


@pytest.mark.django_db
def test_postgresql_answers_what_it_is_asked(visit):
    if on_sqlite():
        pytest.skip("asked of PostgreSQL only")
    for check in database.ENGINE["postgresql"]:
        assert "non è riuscito" not in attempt(check, visit).text


def test_a_register_without_its_triggers_is_told(visit, committing):
    assert "journal_entry_is_never_edited" in database.expected_guards()
    assert len([name for name in database.expected_guards() if "journal" in name]) >= 4
    found(database.guards_are_up, visit, FINE)
    taken_down = "journal_seal_is_never_edited"
    drop = f"DROP TRIGGER {taken_down}" + ("" if on_sqlite() else " ON journal_seal")
    with connection.cursor() as cursor:
        cursor.execute(drop)
    found(database.guards_are_up, visit, FIX, taken_down)


@pytest.mark.django_db
def test_a_trigger_that_was_switched_off_is_told(visit):
    if on_sqlite():
        pytest.skip("SQLite cannot switch a trigger off")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_is_never_edited")
    found(database.guards_are_up, visit, FIX, "journal_entry_is_never_edited")


# --- what is inside


@pytest.mark.django_db
def test_a_chain_that_lost_its_head_is_told(visit):
    store(b"Prima riga", by=SOMEBODY)
    found(content.register_is_whole, visit, FINE, "--full")
    ChainHead.objects.all().delete()
    found(content.register_is_whole, visit, FIX, "«Installazione»")


def test_a_line_altered_by_hand_is_found_by_a_full_visit(visit, thorough, committing):
    for number in range(3):
        store(f"Riga {number}".encode(), by=SOMEBODY)
    found(content.register_is_whole, thorough, FINE, "libri: 1")
    tamper_with_the_register()
    found(content.register_is_whole, visit, FINE)
    found(
        content.register_is_whole, thorough, FIX, "«Installazione»", "La riga n. 2 è stata cambiata"
    )


@pytest.mark.django_db
def test_a_register_without_a_recent_seal_is_told(visit):
    keys.make_missing()
    found(content.register_is_sealed, visit, FINE, "nuovo")
    store(b"Prima riga", by=SOMEBODY)
    written = Entry.objects.get().at
    later = Visit(visit.home, at=written + timedelta(days=3))
    found(content.register_is_sealed, Visit(visit.home, at=written), FINE)
    found(content.register_is_sealed, later, FIX, "non ne ha")

    seal_chains(key=keys.seal_key(), by=SOMEBODY, on=date(2025, 3, 1))
    found(content.register_is_sealed, visit, FINE, "1° marzo 2025")
    found(
        content.register_is_sealed, Visit(visit.home, at=AT + timedelta(days=1)), FIX, "riavviarlo"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["missing", "cut", "altered"])
def test_a_file_that_is_not_as_it_was_is_told(visit, thorough, damage):
    for number in range(2):
        store(f"Allegato {number}".encode(), by=SOMEBODY)
    found(content.archive_is_whole, thorough, FINE, "(2)")
    mark = damage_a_file(visit.home, damage)
    found(content.archive_is_whole, thorough, FIX, "un file manca", mark[:12], "--key")
    found(content.archive_is_whole, visit, FINE if damage == "altered" else FIX)


@pytest.mark.django_db
def test_messages_that_do_not_leave_are_told(visit):
    make_message(written_at=AT - timedelta(hours=20), not_before=AT - timedelta(hours=20))
    found(content.post_leaves, visit, FINE)
    make_message(written_at=AT - timedelta(hours=30), not_before=AT - timedelta(hours=30))
    make_message(state=MessageState.GIVEN_UP, written_at=AT - timedelta(days=3))
    make_message(state=MessageState.GIVEN_UP, written_at=AT - timedelta(days=90))
    make_message(state=MessageState.UNCERTAIN)
    make_message(state=MessageState.PARTLY, written_at=AT - timedelta(days=90))
    make_message(state=MessageState.NOT_DELIVERED, written_at=AT - timedelta(days=3))
    make_message(state=MessageState.NOT_DELIVERED, written_at=AT - timedelta(days=90))
    found(
        content.post_leaves,
        visit,
        LOOK,
        "in attesa da più di un giorno: 1",
        "non inviati negli ultimi 30 giorni: 1",
        "non consegnati negli ultimi 30 giorni: 1",
        "inviati solo in parte: 1",
        "con esito da verificare: 1",
    )


@pytest.mark.django_db
def test_jobs_left_halfway_are_told(visit):
    found(content.jobs_go_on, visit, FINE)
    Job.objects.create(kind="prova", title="Prova", state=JobState.RUNNING, asked_at=AT)
    found(content.jobs_go_on, visit, LOOK, "1")


@pytest.mark.django_db
def test_somebody_keeps_the_house(visit):
    found(content.administrator_is_there, visit, FIX, "raccordo init")
    make_mandate(role=Role.ADMINISTRATOR, until=date(2025, 3, 3))
    make_mandate(role=Role.ADMINISTRATOR, holder=make_user(is_active=False))
    found(content.administrator_is_there, visit, FIX)
    make_mandate(role=Role.ADMINISTRATOR)
    found(content.administrator_is_there, visit, FINE)


@pytest.mark.django_db
def test_who_keeps_the_house_no_more_is_put_back_by_the_command_that_is_told(visit, monkeypatch):
    for step in ("keys", "database", "territory", "statics"):
        monkeypatch.setattr(init, f"prepare_{step}", lambda **told: None)
    make_area(kind=AreaKind.COUNTRY)
    ended = make_mandate(role=Role.ADMINISTRATOR, until=date(2025, 3, 3))

    for _again in range(2):
        call_command("init", email=ended.holder.email.upper())

    found(content.administrator_is_there, Visit(visit.home, at=timezone.now()), FINE)
    assert ended.holder.mandates.count() == 2


@pytest.mark.django_db
def test_a_week_without_a_backup_is_told(visit):
    found(content.backup_is_recent, visit, LOOK, "raccordo backup")
    note_backup(name="lunedi.tar", fingerprint="f" * 64, with_keys=False, by=SOMEBODY)
    made = Entry.objects.get().at
    found(content.backup_is_recent, Visit(visit.home, at=made), FINE)
    found(content.backup_is_recent, Visit(visit.home, at=made + timedelta(days=8)), LOOK)


# --- all together


def test_a_check_that_breaks_is_a_finding_and_not_a_traceback(visit):
    def broken_check(visit):
        raise ZeroDivisionError("division by zero")

    finding = attempt(broken_check, visit)

    assert finding.level is FIX
    assert "«broken_check» non è riuscito: ZeroDivisionError" in finding.text


def test_what_rests_on_something_broken_is_not_asked(visit, committing):
    whole = len(list(examine(visit)))
    MigrationRecorder(connection).record_applied("archive", "0099_of_tomorrow")
    without_content = len(list(examine(visit)))
    with looking_at(nowhere(visit)):
        without_database = len(list(examine(visit)))

    assert without_database < without_content < whole


def test_the_doctor_says_one_line_for_each_thing_and_how_many_to_put_right(home, capsys):
    fill(home)
    make_backup(home.data / "copia.tar", home=home, at=AT)

    with pytest.raises(CommandError, match="cose da sistemare"):
        call_command("doctor", "--full")

    lines = capsys.readouterr().out.splitlines()
    words = {line.split("  ")[0].strip() for line in lines}
    assert len(lines) == len(list(examine(Visit(home, at=AT))))
    assert words == {"va bene", "attenzione", "da sistemare"}
    assert not [line for line in lines if "non è riuscito" in line]


def test_the_doctor_is_content_when_nothing_must_be_put_right(home, settings):
    fill(home)
    make_mandate(role=Role.ADMINISTRATOR)
    seal_chains(key=keys.seal_key(), by=SOMEBODY, on=Entry.objects.first().at.date())
    settings.ADDRESS = "https://piano.example.it"

    wrong = [f.text for f in examine(Visit(home, at=Entry.objects.first().at)) if f.level is FIX]

    assert wrong == [] or (not on_sqlite() and "fsync" in wrong[0])
