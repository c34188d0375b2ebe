"""Where an installation keeps what is its own, and how to look at another database as if ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config import options
from raccordo.keeper import keys

Migration = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Installation:
    """The folders of one installation."""

    data: Path
    archive: Path
    keys: Path

    @property
    def options(self) -> Path:
        return self.data / "raccordo.toml"

    @property
    def seals(self) -> Path:
        return self.data / "seals.jsonl"

    @property
    def staging(self) -> Path:
        """Where a restore prepares the database and the small files."""
        return self.data / ".restoring"

    @property
    def staged_archive(self) -> Path:
        """On the disk of the archive, which may be one of its own: a rename must be enough."""
        return self.archive / ".restoring"

    @property
    def run(self) -> Path:
        return self.data / "run"


def this_installation() -> Installation:
    """The installation whose settings are these."""
    return Installation(options.DATA, Path(settings.ARCHIVE_ROOT), Path(settings.KEYS_ROOT))


def keep_owner(home: Installation) -> None:
    """What root has made goes to whom the data folder belongs to: Raccordo must reach it."""
    if os.geteuid() != 0 or not home.data.is_dir():
        return
    owner = home.data.stat()
    # By handle, never by path: a folder changed meanwhile for a link leads nowhere.
    for _place, folders, names, handle in os.fwalk(home.data):
        for name in (*folders, *names):
            with suppress(FileNotFoundError):
                if os.stat(name, dir_fd=handle, follow_symlinks=False).st_uid == 0:
                    uid, gid = owner.st_uid, owner.st_gid
                    os.chown(name, uid, gid, dir_fd=handle, follow_symlinks=False)


@contextmanager
def looking_at(name: str | Path, **options: Any) -> Iterator[None]:
    """Meanwhile whoever asks the database asks this one, through a connection of its own."""
    ours = connections["default"]
    other = ours.copy()
    other.settings_dict["NAME"] = str(name)
    other.settings_dict["OPTIONS"] = other.settings_dict["OPTIONS"] | options
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = ours


def database_name() -> str:
    """The database of this installation: a name, or for SQLite the path of a file."""
    return str(connection.settings_dict["NAME"])


def row_counts() -> dict[str, int]:
    """How many rows there are in each table."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = int(cursor.fetchone()[0])
    return counts


def applied_migrations() -> list[Migration]:
    """The migrations that the database says it has had."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def unknown_migrations(applied: list[Migration]) -> list[Migration]:
    """Those that this version of the program does not know: a newer one applied them."""
    disk = MigrationLoader(None).disk_migrations
    known = set(disk) | {old for migration in disk.values() for old in migration.replaces}
    return [migration for migration in applied if migration not in known]


def pending_migrations() -> list[Migration]:
    """Those of this version that the database has not had yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _ in plan]


def key_fingerprints(folder: Path) -> dict[str, str]:
    """What tells whether two sets of keys are the same, without telling the keys."""
    names = (keys.SECRET, keys.SEAL_PUBLIC)
    kept = {name: folder / name for name in names if (folder / name).is_file()}
    return {name: sha256(path.read_bytes().strip()).hexdigest() for name, path in kept.items()}


def seal_key_in(folder: Path) -> Ed25519PublicKey | None:
    """The key that verifies seals, if there is one in this folder that can be read."""
    try:
        told = (folder / keys.SEAL_PUBLIC).read_text("utf-8").strip()
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(told))
    except (OSError, ValueError):
        return None
