"""What was prepared put in the place of what is there; killed at any point, old or new is whole.

Files of the archive are known by their fingerprint, so old and new may stand on the same shelves:
the new go in first, then one rename changes the database, then the old leave. What leaves stands
aside, in a dated folder: nothing is deleted.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection

from raccordo.keeper import manifests, postgresql
from raccordo.keeper.backups import sync_folder
from raccordo.keeper.installation import Installation, database_name
from raccordo.keeper.manifests import DATABASES, Manifest
from raccordo.keeper.snapshots import settle
from raccordo.keeper.unpacking import prepared_name

BESIDE = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restore is doing, kept on the disk while it does it; `aside` is empty if none is."""

    aside: str
    database_aside: str


def plan_file(home: Installation) -> Path:
    """It is there from the first change in place to the last."""
    return home.staging / "plan.json"


def changed_halfway(home: Installation) -> Plan | None:
    """The plan of a restore that was killed when the database was already the new one."""
    plan = _read(plan_file(home))
    return plan if plan and not _still_prepared(home) else None


def gave_up_filling(home: Installation) -> bool:
    """Whether what is on the shelves was put there by a restore that never arrived."""
    plan = _read(plan_file(home)) or _read(_given_up(home))
    return plan is not None and not plan.aside


def discard(home: Installation) -> None:
    """Throw away what was being prepared; what is in place stays."""
    if plan_file(home).exists():
        plan_file(home).replace(_given_up(home))
    for place in [*home.staging.glob("*"), home.staged_archive]:
        if place.is_dir():
            shutil.rmtree(place)
        elif place != _given_up(home):
            place.unlink(missing_ok=True)
    if connection.vendor == "postgresql":
        postgresql.drop(prepared_name(home))
    with suppress(OSError):  # it stays while it says that somebody gave up
        home.staging.rmdir()


def require_free(home: Installation) -> None:
    """Nobody may be using the database that is about to be changed for another."""
    if connection.vendor == "postgresql":
        postgresql.require_alone(database_name())
        return
    connection.close()
    live = Path(database_name())
    if live.exists():
        with suppress(sqlite3.DatabaseError):  # ruined: it is set aside as it is
            settle(live)


def swap(plan: Plan, *, home: Installation) -> None:
    """Put the new in place; from the first line to the last, a kill leaves old or new whole."""
    _write(plan_file(home), json.dumps(asdict(plan)))
    if plan.aside:
        set_aside(home.data / plan.aside, home=home)
    fill_shelves(home)
    put_what_is_not_there(home)
    os.sync()
    change_database(plan, home=home)


def set_aside(folder: Path, *, home: Installation) -> None:
    """Give what is there a second name in a folder of its own: no byte is copied or moved."""
    folder.mkdir(mode=0o700)
    small = [home.options, home.seals]
    if connection.vendor == "sqlite":
        live = Path(database_name())
        small += [live, *(live.with_name(live.name + end) for end in BESIDE)]
    for path in small:
        if path.exists():
            _second_name(path, folder / path.name)
    for path in home.keys.glob("*"):
        _second_name(path, folder / "keys" / path.name)
    for path in on_the_shelves(home):
        _second_name(path, folder / "archive" / path.relative_to(home.archive))


def fill_shelves(home: Installation) -> None:
    """Move the archive's new files to their places, beside those that are there."""
    for path in _files_in(home.staged_archive):
        first, second, mark = path.relative_to(home.staged_archive).parts
        place = home.archive / first / second / mark
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)


def put_what_is_not_there(home: Installation) -> None:
    """Options, seals and keys of the backup, where the installation has none of its own."""
    for name, place in _small(home).items():
        staged = home.staging / name
        if staged.exists() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            staged.replace(place)


def change_database(plan: Plan, *, home: Installation) -> None:
    """The one step after which the new is there: a rename."""
    prepared = prepared_name(home)
    if connection.vendor == "postgresql":
        postgresql.put_in_place(prepared, of=database_name(), aside=plan.database_aside)
        return
    connection.close()
    live = Path(database_name())
    for end in BESIDE:
        live.with_name(live.name + end).unlink(missing_ok=True)
    os.replace(prepared, live)
    sync_folder(live.parent)


def tidy(plan: Plan, manifest: Manifest, *, home: Installation) -> list[Path]:
    """After the change: what the old had and the new does not leaves; doing it twice is harmless.

    Gives the files of the backup that were not put in place, because there are others.
    """
    kept = []
    if plan.aside:
        _clear_shelves(home, manifest, home.data / plan.aside)
    elif connection.vendor == "postgresql":
        postgresql.drop(plan.database_aside)
    for name, place in _small(home).items():
        staged = home.staging / name
        if not staged.exists():
            continue
        if name == manifests.SEALS:
            _add_lines(staged, place)
        elif name == manifests.OPTIONS and staged.read_bytes() != place.read_bytes():
            kept.append(staged.replace(place.with_name(f"{name}.from-backup")))
        elif name.startswith("keys/"):
            staged.replace(place)
    os.sync()
    return kept


def forget(home: Installation) -> None:
    """All is in place: no trace of the restore is needed any more."""
    shutil.rmtree(home.staged_archive, ignore_errors=True)
    shutil.rmtree(home.staging)


def on_the_shelves(home: Installation) -> Iterator[Path]:
    """Every file of the archive folder, but those being prepared."""
    for path in _files_in(home.archive):
        if home.staged_archive not in path.parents:
            yield path


def _clear_shelves(home: Installation, manifest: Manifest, aside: Path) -> None:
    wanted = manifest.shelved.keys() | set(manifest.missing)
    for path in list(on_the_shelves(home)):
        stands_aside = aside / "archive" / path.relative_to(home.archive)
        if path.name not in wanted and stands_aside.exists():
            path.unlink()


def _add_lines(staged: Path, place: Path) -> None:
    """Seals newer than the backup stay: they say what the restored register no longer has."""
    there = place.read_text("utf-8").splitlines()
    new = [line for line in staged.read_text("utf-8").splitlines() if line not in set(there)]
    with place.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in new)


def _small(home: Installation) -> dict[str, Path]:
    staged = (home.staging / "keys").glob("*")
    places = {f"keys/{path.name}": home.keys / path.name for path in staged}
    return places | {manifests.OPTIONS: home.options, manifests.SEALS: home.seals}


def _still_prepared(home: Installation) -> bool:
    if connection.vendor == "postgresql":
        return postgresql.exists(prepared_name(home))
    return (home.staging / DATABASES["sqlite"]).exists()


def _given_up(home: Installation) -> Path:
    return home.staging / "given-up.json"


def _read(path: Path) -> Plan | None:
    return Plan(**json.loads(path.read_text("utf-8"))) if path.exists() else None


def _write(path: Path, content: str) -> None:
    incoming = path.with_suffix(".incoming")
    with incoming.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    incoming.replace(path)
    sync_folder(path.parent)


def _second_name(path: Path, other: Path) -> None:
    other.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(path, other)
    except OSError:  # another disk, or one without hard links
        shutil.copy2(path, other)


def _files_in(folder: Path) -> Iterator[Path]:
    for place, _folders, names in os.walk(folder):
        for name in names:
            yield Path(place, name)
