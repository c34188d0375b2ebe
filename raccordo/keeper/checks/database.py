"""What is looked at in the database as such: whether it answers, is whole, durable and guarded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.vendors import VendorSQL
from raccordo.keeper.checks.findings import Check, Finding, Visit, fine, fix
from raccordo.keeper.installation import (
    applied_migrations,
    database_name,
    pending_migrations,
    unknown_migrations,
)

OLDEST_POSTGRESQL = 15
SYNCHRONOUS_FULL = 2
MADE = re.compile(r"\b(?:CREATE TRIGGER|ADD CONSTRAINT) (\w+)")
UNMADE = re.compile(r"\bDROP (?:TRIGGER|CONSTRAINT) (\w+)")


def database_answers(visit: Visit) -> Finding:
    """Asked first: without an answer there is nothing else to ask."""
    if connection.vendor == "sqlite" and not Path(database_name()).exists():
        return fix(
            _(
                "Base dati: %s non c'è. Ripristinare una copia con «raccordo restore», o se"
                " l'installazione è nuova eseguire «raccordo init»."
            )
            % database_name()
        )
    try:
        connection.ensure_connection()
        connection.introspection.table_names()
    except Error as error:
        return fix(
            _("Base dati: non risponde (%s). Controllare che sia accesa e «database_url».")
            % str(error).strip().replace("\n", " ")
        )
    return fine(_("Base dati: risponde (%s).") % connection.display_name)


def tables_are_ours(visit: Visit) -> Finding:
    """The tables are those that this version of the program wants."""
    if unknown := unknown_migrations(applied_migrations()):
        return fix(
            _(
                "Base dati: è di una versione più nuova del programma (ha %s). Aggiornare"
                " Raccordo prima di usarla."
            )
            % ".".join(unknown[0])
        )
    if missing := pending_migrations():
        lacking = ngettext(
            "Base dati: manca %s modifica di questa versione.",
            "Base dati: mancano %s modifiche di questa versione.",
            len(missing),
        )
        again = _("Fare una copia con «raccordo backup», poi «raccordo serve», che le esegue.")
        return fix(f"{lacking % len(missing)} {again}")
    return fine(_("Base dati: le tabelle sono quelle di questa versione."))


def sqlite_is_whole(visit: Visit) -> Finding:
    """SQLite reads all its pages."""
    said = _asked("PRAGMA quick_check(1)")
    if said != "ok":
        return fix(_("Base dati: è rovinata (%s). Ripristinare l'ultima copia buona.") % said)
    return fine(_("Base dati: è integra."))


def sqlite_is_durable(visit: Visit) -> Finding:
    """What was acknowledged is on the disk, also when the power goes."""
    mode, synchronous = _asked("PRAGMA journal_mode"), _asked("PRAGMA synchronous")
    if mode == "wal" and synchronous >= SYNCHRONOUS_FULL:
        return fine(_("Base dati: quel che è confermato resta, anche se manca la corrente."))
    told = {"mode": mode, "synchronous": synchronous}
    return fix(
        _(
            "Base dati: journal_mode è %(mode)s e synchronous %(synchronous)s, dovrebbero essere"
            " wal e 2. Spostarla su un disco di questa macchina, non di rete."
        )
        % told
    )


def postgresql_is_recent(visit: Visit) -> Finding:
    """Older ones miss what the tables ask."""
    version = int(_asked("SHOW server_version_num")) // 10000
    if version < OLDEST_POSTGRESQL:
        told = {"found": version, "wanted": OLDEST_POSTGRESQL}
        return fix(
            _("PostgreSQL: è la versione %(found)s, serve almeno la %(wanted)s. Aggiornarlo.")
            % told
        )
    return fine(_("PostgreSQL: è la versione %s.") % version)


def postgresql_is_durable(visit: Visit) -> Finding:
    """What was acknowledged is on the disk, also when the power goes."""
    if _asked("SHOW fsync") != "on":
        return fix(
            _(
                "PostgreSQL: fsync è spento, e se manca la corrente si perdono i dati. Mettere"
                " «fsync = on» in postgresql.conf e riavviarlo."
            )
        )
    return fine(_("PostgreSQL: quel che è confermato resta, anche se manca la corrente."))


def btree_gist_is_there(visit: Visit) -> Finding:
    """The rule that periods do not overlap rests on it."""
    if not _asked("SELECT count(*) FROM pg_extension WHERE extname = 'btree_gist'"):
        return fix(
            _(
                "PostgreSQL: manca l'estensione btree_gist. Far eseguire a chi lo amministra"
                " «CREATE EXTENSION btree_gist» in questa base dati."
            )
        )
    return fine(_("PostgreSQL: l'estensione btree_gist c'è."))


def guards_are_up(visit: Visit) -> Finding:
    """The triggers that keep the register append-only, and the others that migrations make."""
    if missing := sorted(expected_guards() - _guards_present()):
        return fix(
            _(
                "Registro: la base dati non lo protegge più, manca %s. Ripristinare l'ultima copia"
                " buona, e chiedersi chi l'ha tolto."
            )
            % ", ".join(missing)
        )
    return fine(_("Registro: la base dati rifiuta di cambiarlo."))


def expected_guards() -> set[str]:
    """The triggers and constraints that the migrations of this version make for this database."""
    made, unmade = set[str](), set[str]()
    for migration in MigrationLoader(None).disk_migrations.values():
        for work in migration.operations:
            if isinstance(work, VendorSQL) and work.vendor == connection.vendor:
                said = " ".join(str(sql) for sql in work.sql)
                made.update(MADE.findall(said))
                unmade.update(UNMADE.findall(said))
    return made - unmade


def _guards_present() -> set[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        asked = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            " UNION SELECT conname FROM pg_constraint"
        )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {name for (name,) in cursor.fetchall()}


def _asked(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


ENGINE: dict[str, tuple[Check, ...]] = {
    "sqlite": (sqlite_is_whole, sqlite_is_durable),
    "postgresql": (postgresql_is_recent, postgresql_is_durable, btree_gist_is_there),
}
