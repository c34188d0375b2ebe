from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.keeper.locks import make_pair


class Command(BaseCommand):
    """Makes the key with which copies are encrypted, and the one that opens them."""

    help = "Fa le due metà di una chiave: una cifra le copie di sicurezza, l'altra le apre."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="Dove scrivere la metà segreta.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            public = make_pair(options["file"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        facts = {"secret": options["file"], "public": public}
        self.stdout.write(
            _(
                "%(public)s cifra le copie e può stare qui. %(secret)s le apre: portarla via da"
                " questa macchina, in due posti sicuri. Se si perde, le copie non si aprono più."
            )
            % facts
        )
