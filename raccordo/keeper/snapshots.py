"""The database as it is at one instant, in one file, while others go on writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.utils.translation import gettext as _
from psycopg import IsolationLevel

from raccordo.archive.models import StoredFile
from raccordo.foundation.errors import Refused
from raccordo.journal.queries import heads, verify_all
from raccordo.keeper import postgresql
from raccordo.keeper.installation import (
    Migration,
    applied_migrations,
    database_name,
    looking_at,
    pending_migrations,
    row_counts,
)
from raccordo.keeper.manifests import DATABASES
from raccordo.keeper.progress import Tell

PAGES = 2000


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database says of itself at one instant."""

    tables: dict[str, int]
    migrations: list[Migration]
    heads: dict[str, tuple[int, str]]
    files: list[tuple[str, int]]
    broken: list[str]


def take(folder: Path, *, key: Ed25519PublicKey | None, tell: Tell) -> tuple[Path, Facts]:
    """Copy the database into a folder; the facts are those of the copy, not of what is live."""
    place = folder / DATABASES[connection.vendor]
    copy = _take_sqlite if connection.vendor == "sqlite" else _take_postgresql
    return place, copy(place, key, tell)


def facts(*, key: Ed25519PublicKey | None, tell: Tell) -> Facts:
    """What the database one looks at says of itself."""
    tell(_("Conto le righe"), 0, 0)
    files = StoredFile.objects.order_by("sha256").values_list("sha256", "size")
    return Facts(
        tables=row_counts(),
        migrations=applied_migrations(),
        heads=heads(),
        files=list(files.iterator(chunk_size=5000)),
        # The tables of an older version are verified when a restore has brought them up to date.
        broken=[] if pending_migrations() else broken_chains(key=key, tell=tell),
    )


def broken_chains(*, key: Ed25519PublicKey | None, tell: Tell) -> list[str]:
    """The chains of the register that do not hold; with their seals, if there is a key."""
    found = []
    for number, verified in enumerate(verify_all(key=key), start=1):
        tell(_("Verifico il registro, libro n. %s") % number, 0, 0)
        if verified.fault:
            found.append(verified.chain)
    return found


def settle(place: Path) -> None:
    """Bring a SQLite database whole into its one file; nobody else may have it open."""
    with closing(sqlite3.connect(place, timeout=1, isolation_level=None)) as database:
        try:
            mode = database.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise
            mode = "busy"
    if mode != "delete":
        raise postgresql.in_use()


def _take_sqlite(place: Path, key: Ed25519PublicKey | None, tell: Tell) -> Facts:
    def advance(status: int, left: int, total: int) -> None:
        tell(_("Copio la base dati"), total - left, total)

    address = f"file:{quote(database_name())}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=20, isolation_level=None)) as source,
        closing(sqlite3.connect(place, isolation_level=None)) as target,
    ):
        # Held for the whole copy: without it, the copy begins again each time somebody writes.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES, progress=advance)
        said = target.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise Refused(_("La base dati è rovinata (%s): ripristinare l'ultima copia buona.") % said)
    with looking_at(place):
        found = facts(key=key, tell=tell)
    settle(place)
    return found


def _take_postgresql(place: Path, key: Ed25519PublicKey | None, tell: Tell) -> Facts:
    dump = postgresql.program("pg_dump")
    with looking_at(database_name(), isolation_level=IsolationLevel.REPEATABLE_READ):
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        found = facts(key=key, tell=tell)
        command = [dump, "--format=custom", f"--snapshot={snapshot}", f"--file={place}"]
        postgresql.run(command, words=_("Copio la base dati"), tell=tell, growing=place)
        connection.rollback()
    return found
