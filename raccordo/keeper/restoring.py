"""The restore: a backup becomes the installation, after it has been read whole and verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from raccordo.journal.queries import heads
from raccordo.keeper import manifests, postgresql, swapping
from raccordo.keeper.backups import plain_troubles
from raccordo.keeper.installation import (
    Installation,
    database_name,
    key_fingerprints,
    row_counts,
)
from raccordo.keeper.manifests import Manifest
from raccordo.keeper.operations import doubt_what_was_halfway, note_restore
from raccordo.keeper.progress import Tell, unsaid
from raccordo.keeper.sealing import kept_seals
from raccordo.keeper.unpacking import prepare, unpack
from raccordo.parties.queries import books_of

OPERATOR = Acting.system("restore")
# Migrations fill these by themselves: an installation that has only them is empty.
FILLED_BY_ITSELF = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass(frozen=True, slots=True)
class Restored:
    """An installation that is again what it was, and what its operator should know."""

    manifest: Manifest
    told: list[str]


def restore_backup(
    path: Path,
    *,
    home: Installation,
    at: datetime,
    replace: bool = False,
    keys_lost: bool = False,
    key: X25519PrivateKey | None = None,
    tell: Tell = unsaid,
) -> Restored:
    """Make the installation what the backup says, or refuse and leave everything as it was.

    With `replace` what is there is set aside in a dated folder. A restore that was killed after
    it had changed the database is first brought to its end.
    """
    home.data.mkdir(parents=True, exist_ok=True)
    with plain_troubles(home.data):
        halfway = swapping.changed_halfway(home)
        if halfway is not None:
            return _finish(halfway, home, at=at)
        if not path.is_file():
            raise Refused(_("Il file %s non c'è.") % path)
        there = list(present(home))
        if there and not replace:
            raise _not_empty(there)
        swapping.discard(home)
        try:
            manifest = unpack(path, home=home, key=key, tell=tell)
            others = _other_keys(manifest, home, replace=replace, keys_lost=keys_lost)
            prepare(path, manifest, home=home, tell=tell)
            swapping.require_free(home)
            plan = _plan(at, aside=bool(there) or others)
            swapping.swap(plan, home=home)
        except BaseException:
            if swapping.changed_halfway(home) is None:
                swapping.discard(home)
            raise
        return _finish(plan, home, at=at)


def present(home: Installation) -> Iterator[str]:
    """What an installation already has, in words; nothing at all if it is empty."""
    if trouble := _rows_present():
        yield trouble
    if swapping.gave_up_filling(home):
        return
    if count := sum(1 for _path in swapping.on_the_shelves(home)):
        yield ngettext(
            "l'archivio ha già %(count)s file", "l'archivio ha già %(count)s file", count
        ) % {"count": count}


def _rows_present() -> str:
    name = database_name()
    if connection.vendor == "postgresql":
        if not postgresql.exists(name):
            return ""
    elif not Path(name).exists():
        left = [Path(name + end) for end in swapping.BESIDE if Path(name + end).exists()]
        return _("resta il file %s di una base dati che non c'è più") % left[0] if left else ""
    try:
        rows = {t: n for t, n in row_counts().items() if n and t not in FILLED_BY_ITSELF}
    except DatabaseError:
        return _("c'è una base dati che non si legge (%s)") % name
    counts = {"rows": sum(rows.values()), "tables": len(rows)}
    return _("la base dati ha già %(rows)s righe in %(tables)s tabelle") % counts if rows else ""


def _not_empty(there: list[str]) -> Refused:
    return Refused(
        _(
            "L'installazione non è vuota: %s. Per mettere da parte quel che c'è, senza"
            " cancellarlo, e ripristinare la copia al suo posto, ripetere con --replace."
        )
        % "; ".join(there)
    )


def _other_keys(manifest: Manifest, home: Installation, *, replace: bool, keys_lost: bool) -> bool:
    """Whether the keys that are there are not those of the backup, and that was expected."""
    there = key_fingerprints(home.keys)
    if all(there[name] == manifest.keys[name] for name in there.keys() & manifest.keys.keys()):
        return False
    with_keys = (home.staging / "keys").is_dir()
    if (with_keys and replace) or keys_lost:
        return with_keys
    if with_keys:
        way = _("per mettere da parte queste e usare quelle della copia, ripetere con --replace.")
    else:
        way = _(
            "rimettere al loro posto quelle tenute a parte. Solo se sono perdute, ripetere con"
            " --keys-lost: i secondi fattori di tutti andranno rifatti."
        )
    told = _("Le chiavi in %s non sono quelle con cui è nata la copia: ") % home.keys
    raise Refused(told + way)


def _plan(at: datetime, *, aside: bool) -> swapping.Plan:
    stamp = f"{at:%Y-%m-%d-%H%M%S}"
    name = database_name()[:40]
    if not aside:
        return swapping.Plan(aside="", database_aside=f"{name}_empty")
    return swapping.Plan(aside=f"set-aside-{stamp}", database_aside=f"{name}_{stamp}")


def _finish(plan: swapping.Plan, home: Installation, *, at: datetime) -> Restored:
    """What comes after the database has changed; a second run comes here too."""
    manifest = manifests.read((home.staging / manifests.NAME).read_bytes())
    _require_changed(manifest, home)
    kept = swapping.tidy(plan, manifest, home=home)
    note_restore(
        made_at=manifest.made_at,
        program=manifest.program,
        fingerprint=manifest.fingerprint,
        by=OPERATOR,
    )
    halfway = doubt_what_was_halfway(by=OPERATOR, at=at)
    told = [*_about_places(plan, kept, home), *_about_content(manifest, home)]
    told += _about_halfway(*halfway)
    swapping.forget(home)
    return Restored(manifest, told)


def _require_changed(manifest: Manifest, home: Installation) -> None:
    """Before the old leaves the shelves: the register in place is the one of the backup."""
    for chain, (seq, mark) in manifest.heads.items():
        if not Entry.objects.filter(chain=chain, seq=seq, hash=mark).exists():
            raise Refused(
                _(
                    "Un ripristino è rimasto a metà e la base dati non è quella che stava mettendo:"
                    " spostare altrove la cartella %s e riprovare."
                )
                % home.staging
            )


def _about_places(plan: swapping.Plan, kept: list[Path], home: Installation) -> Iterator[str]:
    if plan.aside:
        yield _("Quel che c'era prima è in %s.") % (home.data / plan.aside)
    if plan.aside and connection.vendor == "postgresql":
        yield _("La base dati di prima ora si chiama «%s».") % plan.database_aside
    for path in kept:
        yield _("Le opzioni di qui sono rimaste; quelle della copia sono in %s.") % path


def _about_content(manifest: Manifest, home: Installation) -> Iterator[str]:
    if not key_fingerprints(home.keys):
        yield _("Mancano le chiavi: rimettere in %s quelle tenute a parte.") % home.keys
    if manifest.missing:
        yield _("File dell'archivio che mancavano già nella copia: %s.") % len(manifest.missing)
    if manifest.broken:
        books = books_of(manifest.broken).values()
        yield _("Il registro era già alterato nella copia: %s.") % ", ".join(books)
    lost = list(_lost_lines(home))
    books_lost = books_of([chain for chain, _sealed, _arrived in lost])
    for chain, sealed, arrived in lost:
        yield _(
            "Il libro «%(book)s» del registro era stato sigillato fino alla riga %(sealed)s e ora"
            " arriva alla %(arrived)s: quanto fatto dopo la copia non c'è più."
        ) % {"book": books_lost[chain], "sealed": sealed, "arrived": arrived}


def _about_halfway(messages: int, jobs: int) -> Iterator[str]:
    if messages:
        yield (
            _(
                "Messaggi che aspettavano di partire: %s. Possono essere partiti dopo la copia: ora"
                " sono «Esito da verificare», e nella pagina della posta si decide di ognuno."
            )
            % messages
        )
    if jobs:
        yield (
            _("Lavorazioni interrotte: %s. Chi le aspettava può chiederle di nuovo dalla pagina.")
            % jobs
        )


def _lost_lines(home: Installation) -> Iterator[tuple[str, int, int]]:
    """Chains that a seal kept beside the database knows to have been longer."""
    arrived, sealed = heads(), dict[str, int]()
    for seal in kept_seals(home.seals):
        sealed[seal.chain] = max(seal.seq, sealed.get(seal.chain, 0))
    for chain, seq in sorted(sealed.items()):
        if seq > arrived.get(chain, (0, ""))[0]:
            yield chain, seq, arrived.get(chain, (0, ""))[0]
