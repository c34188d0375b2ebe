from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.keeper.installation import keep_owner, this_installation
from raccordo.keeper.locks import private_key_in
from raccordo.keeper.progress import ProgressLine
from raccordo.keeper.restoring import Restored, restore_backup
from raccordo.keeper.serving import AlreadyRunning, only_one


class Command(BaseCommand):
    """Makes an empty installation what a backup says, after having verified it whole."""

    help = "Ripristina un'installazione da una copia di sicurezza, verificandola prima tutta."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="La copia fatta con «raccordo backup».")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Mette da parte quel che c'è, con la data, senza cancellare nulla.",
        )
        parser.add_argument(
            "--keys-lost",
            action="store_true",
            help="Ripristina anche se le chiavi di allora sono perdute.",
        )

        parser.add_argument(
            "--key", type=Path, help="La chiave che apre una copia cifrata, senza .pub."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        line, home = ProgressLine(), this_installation()
        try:
            with only_one():
                restored = restore_backup(
                    options["file"],
                    home=home,
                    at=timezone.localtime(),
                    replace=options["replace"],
                    keys_lost=options["keys_lost"],
                    key=private_key_in(options["key"]) if options["key"] else None,
                    tell=line,
                )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        except AlreadyRunning as running:
            raise CommandError(
                _("Raccordo è in funzione (processo %s): fermarlo prima di ripristinare.") % running
            ) from running
        finally:
            line.clear()
            keep_owner(home)
        self.tell(restored)

    def tell(self, restored: Restored) -> None:
        facts = {"at": restored.manifest.made_at, "version": restored.manifest.program}
        self.stdout.write(
            _(
                "Ripristinata la copia del %(at)s (Raccordo %(version)s): righe, registro e"
                " archivio sono quelli di allora."
            )
            % facts
        )
        for sentence in restored.told:
            self.stdout.write(sentence)
        self.stdout.write(_("Prima di riaprire, eseguire «raccordo doctor --full»."))
