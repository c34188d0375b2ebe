"""Installations for tests: one with something in it, and another machine where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.test import override_settings

from raccordo.archive.operations import store
from raccordo.journal.operations import seal_chains
from raccordo.keeper import keys, postgresql
from raccordo.keeper.installation import Installation, database_name, looking_at
from raccordo.keeper.sealing import keep_seals
from raccordo.post.models import Message
from tests.make import SOMEBODY, make_mandate

AT = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
OPTIONS = 'address = "https://piano.example.it"\n'


def fill(home: Installation, *, files: int = 3) -> None:
    """A little of everything that a backup must hold."""
    keys.make_missing()
    make_mandate()
    for number in range(files):
        store(f"Allegato n. {number}: òàù".encode() * 300, by=SOMEBODY)
    seals = seal_chains(key=keys.seal_key(), by=SOMEBODY, on=date(2025, 3, 2))
    home.options.write_text(OPTIONS, "utf-8")
    keep_seals(seals)


@contextmanager
def another_machine(folder: Path) -> Iterator[Installation]:
    """Where nothing has been installed yet, with a database of its own."""
    folder.mkdir()
    there = {"ARCHIVE_ROOT": folder / "archive", "KEYS_ROOT": folder / "keys"}
    ours = database_name()
    name = str(folder / "raccordo.sqlite3") if on_sqlite() else f"{ours}_else"
    if not on_sqlite():
        postgresql.make_empty(name, like=ours)
    try:
        with override_settings(**there), looking_at(name):
            yield Installation(folder, there["ARCHIVE_ROOT"], there["KEYS_ROOT"])
    finally:
        if not on_sqlite():
            drop_like(name)


def drop_like(name: str) -> None:
    """Drop a database and those that restores have made beside it."""
    with looking_at("postgres"), connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [name])
        for (found,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{found}" WITH (FORCE)')


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def shelf(home: Installation) -> dict[str, bytes]:
    """What is on the shelves, by name."""
    kept = [path for path in home.archive.rglob("*") if path.is_file()]
    return {path.relative_to(home.archive).as_posix(): path.read_bytes() for path in kept}


def everything(home: Installation) -> dict[str, Any]:
    """All that may not change when a restore refuses."""
    files = [path for path in home.data.rglob("*") if path.is_file() and "run" not in path.parts]
    skipped = {Path(database_name()).name + end for end in ("", "-wal", "-shm")}
    kept = {str(p): p.read_bytes() for p in files if p.name not in skipped}
    return {"files": kept, "shelf": shelf(home), "messages": Message.objects.count()}


def elsewhere_in_time(work: Callable[[], object]) -> None:
    """Do something in another thread, which meets the database as everybody does."""

    def alone() -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as somebody:
        somebody.submit(alone).result(timeout=20)


def damage_a_file(home: Installation, damage: str) -> str:
    """Take a file from its shelf, cut it, or change one of its bytes; say which."""
    path = next(path for path in sorted(home.archive.rglob("*")) if path.is_file())
    content = path.read_bytes()
    changed = {"missing": b"", "cut": content[:-1], "altered": content[:-1] + b"!"}[damage]
    path.unlink()
    if changed:
        path.write_bytes(changed)
    return path.name


def tamper_with_the_register() -> None:
    """What nobody can do without first taking down the triggers."""
    off = "ALTER TABLE journal_entry DISABLE TRIGGER USER"
    if on_sqlite():
        off = "DROP TRIGGER journal_entry_is_never_edited"
    with connection.cursor() as cursor:
        cursor.execute(off)
        cursor.execute("UPDATE journal_entry SET purpose = 'altro' WHERE seq = 2")
        if not on_sqlite():
            cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
