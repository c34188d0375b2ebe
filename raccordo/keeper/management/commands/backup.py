from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.keeper.backups import Made, make_backup
from raccordo.keeper.installation import keep_owner, this_installation
from raccordo.keeper.locks import public_key_in
from raccordo.keeper.operations import note_backup
from raccordo.keeper.progress import ProgressLine

OPERATOR = Acting.system("backup")
CAN_BE_LOCKED = _later("Per cifrarla: --encrypt-for, con una chiave di «raccordo keypair».")


class Command(BaseCommand):
    """Writes the whole installation into one file, while people go on working."""

    help = "Fa una copia di sicurezza: base dati, archivio e opzioni, in un solo file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="Il file da scrivere; non deve esserci già.")
        parser.add_argument("--with-keys", action="store_true", help="Copia anche le chiavi.")
        parser.add_argument(
            "--despite-damage",
            action="store_true",
            help="Fa la copia anche se mancano file dell'archivio o il registro è alterato.",
        )

        parser.add_argument(
            "--encrypt-for",
            type=Path,
            metavar="CHIAVE.pub",
            help="Cifra la copia: la apre solo la metà segreta della chiave (raccordo keypair).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lock = options["encrypt_for"]
        line, home = ProgressLine(), this_installation()
        try:
            made = make_backup(
                options["file"],
                home=home,
                at=timezone.localtime(),
                with_keys=options["with_keys"],
                despite_damage=options["despite_damage"],
                lock=public_key_in(lock) if lock else None,
                tell=line,
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        finally:
            line.clear()
            keep_owner(home)
        self.tell(made, with_keys=options["with_keys"], locked=lock is not None)

    def tell(self, made: Made, *, with_keys: bool, locked: bool) -> None:
        facts = {"path": made.path, "size": filesizeformat(made.size)}
        facts["files"] = str(len(made.manifest.shelved))
        self.stdout.write(
            _("Copia fatta: %(path)s, %(size)s, %(files)s file dell'archivio.") % facts
        )
        if made.manifest.missing or made.manifest.broken:
            self.stdout.write(_("Attenzione: la copia porta con sé i danni che ci sono qui."))
        self.stdout.write(
            _("Dentro ci sono anche le chiavi: chi ha questo file può leggere tutto.")
            if with_keys
            else _("Le chiavi non sono nella copia: tenerne una, in un posto diverso da questo.")
        )
        closed = _("È cifrata: la apre solo la metà segreta della chiave. Custodirla altrove.")
        opened = _("Contiene dati personali e non è cifrata: custodirla altrove, chiusa.")
        self.stdout.write(closed if locked else f"{opened} {CAN_BE_LOCKED}")
        name, mark = made.path.name, made.manifest.fingerprint
        try:
            note_backup(name=name, fingerprint=mark, with_keys=with_keys, by=OPERATOR)
        except Error as error:
            self.stderr.write(_("La copia è buona ma non è annotata nel registro: %s") % error)
