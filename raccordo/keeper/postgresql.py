"""PostgreSQL's own programs and its databases as wholes: dumped, made, renamed, dropped."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import Error, connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from psycopg import errors

from raccordo.foundation.errors import Refused
from raccordo.keeper.installation import database_name, looking_at
from raccordo.keeper.progress import Tell

PACKAGED = Path("/usr/lib/postgresql")


def program(name: str) -> str:
    """Where pg_dump or pg_restore is."""
    packaged = sorted(PACKAGED.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(packaged[-1]) if packaged else "")
    if not found:
        raise Refused(
            _("Manca il programma «%s»: installare il pacchetto postgresql-client.") % name
        )
    return found


def run(command: Sequence[str], *, words: str, tell: Tell, growing: Path | None = None) -> None:
    """Run one of PostgreSQL's programs on our server, telling how far it is."""
    process = subprocess.Popen(
        command,
        env=os.environ | _where() | {"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    try:
        while True:
            try:
                said = process.communicate(timeout=0.5)[1]
                break
            except subprocess.TimeoutExpired:
                tell(words, growing.stat().st_size if growing and growing.exists() else 0, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode:
        if growing and "No space left" in said:
            raise OSError(errno.ENOSPC, said)
        names = {"program": Path(command[0]).name, "said": "".join(said.splitlines()[-1:])}
        raise Refused(_("«%(program)s» non è riuscito: %(said)s") % names)


def exists(name: str) -> bool:
    """Whether the server has a database of this name."""
    with _server() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def make_empty(name: str, *, like: str) -> None:
    """Make a database, in place of a leftover of the same name; it sorts as `like` does."""
    quoted = connection.ops.quote_name(name)
    with _server() as cursor:
        cursor.execute(
            "SELECT datcollate, datctype, rolcreatedb OR rolsuper FROM pg_roles"
            " LEFT JOIN pg_database ON datname = %s WHERE rolname = current_user",
            [like],
        )
        collate, ctype, allowed = cursor.fetchone()
        if not allowed:
            raise Refused(
                _(
                    "L'utente della base dati non può crearne un'altra in cui preparare il"
                    " ripristino: far eseguire a chi amministra PostgreSQL «ALTER ROLE …"
                    " CREATEDB» e riprovare."
                )
            )
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
        sorting = " LC_COLLATE %s LC_CTYPE %s" if collate else ""
        made = f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'{sorting}"
        cursor.execute(made, [collate, ctype] if collate else [])


def require_alone(name: str) -> None:
    """Nobody may be in a database that is about to be renamed."""
    with _server() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name])
        if cursor.fetchone()[0]:
            raise in_use()


def in_use() -> Refused:
    """How one is told that somebody is working in the database."""
    return Refused(
        _("La base dati è in uso: fermare Raccordo e ogni altro programma, e riprovare.")
    )


def put_in_place(prepared: str, *, of: str, aside: str) -> None:
    """Rename the present database and the prepared one, together or not at all."""
    quote = connection.ops.quote_name
    present = exists(of)
    with _server() as cursor:
        cursor.execute("BEGIN")
        if present:
            cursor.execute(f"ALTER DATABASE {quote(of)} RENAME TO {quote(aside)}")
        cursor.execute(f"ALTER DATABASE {quote(prepared)} RENAME TO {quote(of)}")
        cursor.execute("COMMIT")


def drop(name: str) -> None:
    """Drop a database that nobody needs any more, if it is there."""
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}")


@contextmanager
def _server() -> Iterator[CursorWrapper]:
    """The server, from a database that is not ours: ours must be free to be renamed."""
    connection.close()
    with looking_at("postgres"):
        try:
            with connection.cursor() as cursor:
                yield cursor
        except Error as error:
            if isinstance(error.__cause__, errors.ObjectInUse):
                raise in_use() from error
            raise


def _where() -> dict[str, str]:
    told = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    there = {name: str(told[ours]) for name, ours in names.items() if told[ours]}
    return there | {"PGDATABASE": database_name()}
