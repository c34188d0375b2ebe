"""A backup read whole and verified, beside the installation and touching nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.keeper import manifests, postgresql
from raccordo.keeper.backups import require_space
from raccordo.keeper.boxes import Member, Opened, altered
from raccordo.keeper.installation import (
    Installation,
    applied_migrations,
    database_name,
    key_fingerprints,
    looking_at,
    pending_migrations,
    row_counts,
    seal_key_in,
    unknown_migrations,
)
from raccordo.keeper.keys import SEAL_PUBLIC
from raccordo.keeper.locks import Unlocking, is_locked
from raccordo.keeper.manifests import DATABASES, Manifest
from raccordo.keeper.progress import Tell
from raccordo.keeper.snapshots import Facts, facts, settle
from raccordo.parties.queries import books_of


def unpack(path: Path, *, home: Installation, key: X25519PrivateKey | None, tell: Tell) -> Manifest:
    """Put what a backup holds in the staging folders, and refuse it if a byte is not as it was."""
    require_space(home.data, path.stat().st_size)
    home.staging.mkdir(mode=0o700, exist_ok=True)
    found: dict[str, Member] = {}
    page = b""
    with path.open("rb") as file:
        opened = _opened(file, path, key)
        for name, size in opened.members():
            tell(_("Leggo la copia"), file.tell(), path.stat().st_size)
            _require_in_its_place(path, name, found, closed=bool(page))
            if name == manifests.NAME:
                page = _page(path, size, opened.pieces(size))
                (home.staging / name).write_bytes(page)
            else:
                found[name] = _staged(home, name, opened.pieces(size))
    manifest = _understood(path, page)
    _require_all(path, manifest, found)
    _require_ours(manifest)
    return manifest


def _opened(file: BinaryIO, path: Path, key: X25519PrivateKey | None) -> Opened:
    if not is_locked(path):
        return Opened(file, size=path.stat().st_size, path=path)
    if key is None:
        raise Refused(_("La copia %s è cifrata: indicare con --key la chiave che la apre.") % path)
    unlocking = Unlocking(file, key, path=path)
    return Opened(unlocking, size=unlocking.size, path=path)


def prepare(path: Path, manifest: Manifest, *, home: Installation, tell: Tell) -> None:
    """Make the staged database one that could be served, and verify that it is the one of then."""
    if connection.vendor == "postgresql":
        _fill(home, tell)
    with looking_at(prepared_name(home)):
        if row_counts() != manifest.tables or applied_migrations() != manifest.migrations:
            raise altered(path, _("le righe della base dati non sono quelle dichiarate"))
        if pending_migrations():
            tell(_("Porto la base dati a questa versione"), 0, 0)
            call_command("migrate", verbosity=0, interactive=False)
        _require_the_same(path, manifest, facts(key=_seal_key(manifest, home), tell=tell))
    if connection.vendor == "sqlite":
        settle(Path(prepared_name(home)))


def prepared_name(home: Installation) -> str:
    """The database that is being prepared: a file, or a name on the server."""
    if connection.vendor == "sqlite":
        return str(home.staging / DATABASES["sqlite"])
    return f"{database_name()[:40]}_restoring"


def _seal_key(manifest: Manifest, home: Installation) -> Ed25519PublicKey | None:
    """The key that signed the seals, if it came with the backup or is already here."""
    mark = manifest.keys.get(SEAL_PUBLIC)
    for folder in (home.staging / "keys", home.keys):
        if mark and key_fingerprints(folder).get(SEAL_PUBLIC) == mark:
            return seal_key_in(folder)
    return None


def _require_in_its_place(path: Path, name: str, found: dict[str, Member], *, closed: bool) -> None:
    if not manifests.known(name):
        raise altered(path, _("contiene «%s», che non è di Raccordo") % name)
    if not found and name not in DATABASES.values():
        raise Refused(_("Il file %s non è una copia di Raccordo.") % path)
    if closed:
        raise altered(path, _("«%s» viene dopo l'elenco del contenuto") % name)


def _page(path: Path, size: int, pieces: Iterator[bytes]) -> bytes:
    if size > manifests.LONGEST:
        raise altered(path, _("l'elenco del contenuto è troppo lungo"))
    return b"".join(pieces)


def _staged(home: Installation, name: str, pieces: Iterator[bytes]) -> Member:
    """Names were checked one by one: none leads out of the staging folders."""
    archived = manifests.ARCHIVED.fullmatch(name)
    place = home.staged_archive / Path(*archived.groups()) if archived else home.staging / name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = sha256(), 0
    with place.open("xb") as file:
        place.chmod(0o640 if archived else 0o600)
        for piece in pieces:
            digest.update(piece)
            size += file.write(piece)
    return Member(size, digest.hexdigest())


def _understood(path: Path, page: bytes) -> Manifest:
    if not page:
        raise altered(path, _("manca l'elenco del contenuto"))
    try:
        return manifests.read(page)
    except manifests.Unreadable as error:
        raise altered(path, _("l'elenco del contenuto non è integro")) from error


def _require_all(path: Path, manifest: Manifest, found: dict[str, Member]) -> None:
    """No file without its fingerprint in the list, none missing, each the same to the last byte."""
    for name in sorted(found.keys() | manifest.members.keys()):
        if name not in found:
            raise altered(path, _("manca «%s»") % name)
        if name not in manifest.members:
            raise altered(path, _("«%s» non è nell'elenco del contenuto") % name)
        if found[name] != manifest.members[name]:
            raise altered(path, _("«%s» non è più quello di allora") % name)
        archived = manifests.ARCHIVED.fullmatch(name)
        if archived and archived[3] != found[name].sha256:
            raise altered(path, _("«%s» non ha l'impronta del suo nome") % name)
    if DATABASES.get(manifest.vendor) not in found:
        raise altered(path, _("manca la base dati"))


def _require_ours(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        told = {"theirs": names[manifest.vendor], "ours": names[connection.vendor]}
        raise Refused(
            _(
                "La copia è di una base dati %(theirs)s e questa installazione usa %(ours)s:"
                " ripristinarla in un'installazione con %(theirs)s."
            )
            % told
        )
    if unknown := unknown_migrations(manifest.migrations):
        raise Refused(
            _(
                "La copia è di una versione più nuova di Raccordo (%(version)s, con %(change)s):"
                " aggiornare il programma e riprovare."
            )
            % {"version": manifest.program, "change": ".".join(unknown[0])}
        )


def _fill(home: Installation, tell: Tell) -> None:
    """Pour the dump into a database of its own."""
    name = prepared_name(home)
    command = [postgresql.program("pg_restore"), "--exit-on-error", "--single-transaction"]
    command += ["--no-owner", "--no-privileges", f"--dbname={name}"]
    postgresql.make_empty(name, like=database_name())
    command.append(str(home.staging / DATABASES["postgresql"]))
    postgresql.run(command, words=_("Ricarico la base dati"), tell=tell)


def _require_the_same(path: Path, manifest: Manifest, there: Facts) -> None:
    """What the register and the archive's rows say is what the list says, and it holds."""
    if there.heads != manifest.heads:
        raise altered(path, _("il registro non arriva dove dichiarato"))
    if new := set(there.broken) - set(manifest.broken):
        book = books_of([min(new)])[min(new)]
        raise altered(path, _("il registro delle operazioni non è integro: %s") % book)
    wanted = {mark: size for mark, size in there.files if mark not in set(manifest.missing)}
    if wanted != manifest.shelved:
        raise altered(path, _("i file dell'archivio non sono quelli che la base dati conosce"))
