"""The backup: one file from which an installation can be made again, whole or refused."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from socket import gethostname

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import Error, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.errors import Refused
from raccordo.keeper import keys
from raccordo.keeper.boxes import Box, Written
from raccordo.keeper.installation import (
    Installation,
    database_name,
    key_fingerprints,
    seal_key_in,
)
from raccordo.keeper.locks import Locking
from raccordo.keeper.manifests import KEY, NAME, OPTIONS, SEALS, Manifest, program_version
from raccordo.keeper.progress import Tell, unsaid
from raccordo.keeper.snapshots import Facts, take
from raccordo.parties.queries import books_of

FEW = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is on the disk."""

    path: Path
    size: int
    manifest: Manifest


def make_backup(
    path: Path,
    *,
    home: Installation,
    at: datetime,
    with_keys: bool = False,
    despite_damage: bool = False,
    lock: X25519PublicKey | None = None,
    tell: Tell = unsaid,
) -> Made:
    """Write an installation as it is now into one new file, while people go on working.

    A file of the archive that is missing or altered, or a register that does not hold, is a
    refusal: what cannot be restored must be known today. `despite_damage` says it in the copy.
    With a `lock` nothing leaves this disk in clear.
    """
    path = path.absolute()
    _require_place(path)
    _require_keys(with_keys)
    with (
        plain_troubles(path.parent),
        _only_one(home),
        _workshop(path.parent, home) as folder,
        _workshop(home.run if lock else folder, home) as bench,
    ):
        _require_room(bench)
        database, found = take(bench, key=seal_key_in(home.keys), tell=tell)
        _require_sound(found, despite_damage)
        require_space(folder, database.stat().st_size + sum(dict(found.files).values()))
        with _open_new(folder / "box", lock) as file:
            box = Box(file)
            box.put_path(database.name, database)
            database.unlink()
            _put_small_files(box, home, with_keys)
            missing = _put_archive(box, home, found, tell)
            _require_all(missing, despite_damage)
            manifest = _manifest(box, found, missing, home=home, at=at)
            box.close(NAME, manifest.text().encode())
        _publish(folder / "box", path)
    return Made(path, path.stat().st_size, manifest)


@contextmanager
def plain_troubles(place: Path) -> Iterator[None]:
    """What disks and databases complain of, said so that one knows what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise no_space(place) from error
        told = {"place": error.filename or place, "why": error.strerror or error}
        if isinstance(error, PermissionError):
            raise Refused(
                _("%(place)s: manca il permesso di leggere o di scrivere.") % told
            ) from error
        raise Refused(_("%(place)s: il disco non risponde (%(why)s).") % told) from error
    except (Error, sqlite3.Error) as error:
        if "is full" in str(error) or "No space left" in str(error):
            raise no_space(place) from error
        raise Refused(_("La base dati non risponde come dovrebbe: %s") % error) from error


def no_space(place: Path) -> Refused:
    """How one is told that the disk is full."""
    return Refused(
        _("Sul disco di %s non c'è abbastanza spazio: liberarne o usarne un altro.") % place
    )


def require_space(folder: Path, wanted: int) -> None:
    """Better known before than after an hour."""
    if shutil.disk_usage(folder).free < wanted:
        raise no_space(folder)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _require_place(path: Path) -> None:
    if path.exists():
        raise Refused(_("Il file %s c'è già: sceglierne un altro, nulla si sovrascrive.") % path)
    if not path.parent.is_dir():
        raise Refused(_("La cartella %s non c'è: crearla e riprovare.") % path.parent)


def _require_room(folder: Path) -> None:
    if connection.vendor == "sqlite":
        require_space(folder, 2 * Path(database_name()).stat().st_size)


def _require_keys(with_keys: bool) -> None:
    """Keys that are not whole would be missed on the day of the restore."""
    if not with_keys:
        return
    try:
        keys.seal_key()
        keys.seal_public_key()
        there = keys.path_of(keys.SECRET).is_file()
    except keys.KeyTrouble as trouble:
        raise Refused(_("Le chiavi non si possono copiare: %s") % trouble) from trouble
    if not there:
        raise Refused(_("Le chiavi non si possono copiare: manca %s") % keys.path_of(keys.SECRET))


def _require_sound(found: Facts, despite_damage: bool) -> None:
    if found.broken and not despite_damage:
        raise Refused(
            _(
                "Il registro delle operazioni non è integro (%s): verificarlo con «raccordo"
                " journal verify». Per fare lo stesso la copia, ripetere con --despite-damage."
            )
            % ", ".join(books_of(found.broken[:FEW]).values())
        )


@contextmanager
def _only_one(home: Installation) -> Iterator[None]:
    home.run.mkdir(parents=True, exist_ok=True)
    with (home.run / "backup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(_("È già in corso un'altra copia: aspettare che finisca.")) from error
        yield


@contextmanager
def _workshop(folder: Path, home: Installation) -> Iterator[Path]:
    """A closed folder beside the file; what a killed backup left in it is swept away."""
    mark = sha256(f"{gethostname()}{home.data}".encode()).hexdigest()[:12]
    workshop = folder / f".raccordo-backup-{mark}"
    if workshop.exists():
        shutil.rmtree(workshop)
    workshop.mkdir(mode=0o700)
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


@contextmanager
def _open_new(path: Path, lock: X25519PublicKey | None) -> Iterator[Written]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as file:
        if lock is None:
            yield file
            return
        locking = Locking(file, lock)
        yield locking
        locking.finish()


def _put_small_files(box: Box, home: Installation, with_keys: bool) -> None:
    """Options and seals as they are now; the keys only if asked."""
    small = {OPTIONS: home.options, SEALS: home.seals}
    if with_keys:
        kept = {f"keys/{path.name}": path for path in sorted(home.keys.iterdir())}
        small |= {name: path for name, path in kept.items() if KEY.fullmatch(name)}
    for name, path in small.items():
        if path.is_file():
            box.put_path(name, path)


def _put_archive(box: Box, home: Installation, found: Facts, tell: Tell) -> list[str]:
    """Put in the files that the database knows; say which are missing or are no longer theirs."""
    missing = []
    for number, (mark, size) in enumerate(found.files, start=1):
        place = Path(mark[:2], mark[2:4], mark)
        tell(_("Copio l'archivio"), number, len(found.files))
        try:
            with (home.archive / place).open("rb") as kept:
                whole = os.fstat(kept.fileno()).st_size == size
                if whole and box.put(f"archive/{place.as_posix()}", kept, expected=mark):
                    continue
        except FileNotFoundError:
            pass
        missing.append(mark)
    return missing


def _require_all(missing: list[str], despite_damage: bool) -> None:
    if not missing or despite_damage:
        return
    told = ngettext(
        "Nell'archivio un file manca o è alterato: %(names)s. ",
        "Nell'archivio %(count)s file mancano o sono alterati: %(names)s. ",
        len(missing),
    ) % {"count": len(missing), "names": ", ".join([m[:12] for m in missing[:FEW]])}
    raise Refused(
        told
        + _(
            "Rimetterli da una copia precedente; per fare lo stesso la copia, senza di essi,"
            " ripetere con --despite-damage."
        )
    )


def _manifest(
    box: Box, found: Facts, missing: list[str], *, home: Installation, at: datetime
) -> Manifest:
    return Manifest(
        program=program_version(),
        vendor=connection.vendor,
        made_at=at.isoformat(timespec="seconds"),
        members=box.members,
        tables=found.tables,
        migrations=found.migrations,
        heads=found.heads,
        missing=missing,
        broken=found.broken,
        keys=key_fingerprints(home.keys),
    )


def _publish(made: Path, path: Path) -> None:
    """Give the file its name, unless somebody took that name meanwhile."""
    try:
        os.link(made, path)
    except FileExistsError as error:
        raise Refused(
            _("Il file %s c'è già: sceglierne un altro, nulla si sovrascrive.") % path
        ) from error
    except OSError:  # a disk without hard links, such as a USB stick
        made.rename(path)
    sync_folder(path.parent)
