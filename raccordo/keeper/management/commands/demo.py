from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from config.options import DATA, FILE
from raccordo.accounts.models import User
from raccordo.keeper.demo import DEMO, PASSWORD, accounts, is_there, tell_demo
from raccordo.keeper.preparing import (
    prepare_database,
    prepare_keys,
    prepare_statics,
    prepare_territory,
)
from raccordo.keeper.serving import AlreadyRunning, only_one, place, serve
from raccordo.keeper.telling import say, step

OPTIONS = """\
# Le opzioni della dimostrazione: un'installazione vera non tiene queste.
address = "http://127.0.0.1:8000"
mail_folder = "posta"
second_factor = "off"
controller = "Ambito distrettuale sociale n. 11 Frentano (dimostrazione)"
controller_contact = "Ufficio di Piano (recapiti inventati), privacy@demo.example"
dpo_contact = "dpo@demo.example"
"""


class Command(BaseCommand):
    """Prepares the demo in its own folder and serves it, with the settings of production."""

    help = (
        "Prepara la dimostrazione nella cartella RACCORDO_DATA e la avvia: su"
        " http://127.0.0.1:8000, o sull'indirizzo che dicono RACCORDO_ADDRESS o raccordo.toml."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--prepare", action="store_true", help="Prepara soltanto.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with only_one():
                self.prepare()
                self.tell()
                if not options["prepare"]:
                    host, port = place()
                    sys.exit(serve(host=host, port=port, workers=1))
        except AlreadyRunning as running:
            raise CommandError(
                f"La dimostrazione è già in funzione (processo {running}) su {settings.ADDRESS}: "
                "fermarla prima di riavviarla."
            ) from running

    def prepare(self) -> None:
        self.require_no_real_installation()
        prepare_keys()
        if not FILE.exists():
            FILE.write_text(OPTIONS, "utf-8")
            os.chmod(FILE, 0o600)
        prepare_database()
        prepare_territory(on=timezone.localdate())
        prepare_statics()
        if not is_there():
            with step("Scrivo la storia della dimostrazione"):
                tell_demo(by=DEMO, on=timezone.localdate())

    def require_no_real_installation(self) -> None:
        """The demo's passwords are known to all: its people never enter where others work."""
        new = User._meta.db_table not in connection.introspection.table_names()
        if not new and User.objects.exists() and not is_there():
            raise CommandError(
                _(
                    "In %s c'è un'installazione vera: la dimostrazione, con le sue password note a"
                    " tutti, vuole una cartella sua. Indicarla con RACCORDO_DATA."
                )
                % DATA
            )

    def tell(self) -> None:
        say(f"\nRaccordo, la dimostrazione: {settings.ADDRESS}")
        say(f"Le persone sono inventate; la password è per tutte «{PASSWORD}»:\n")
        for email, what in accounts():
            say(f"  {email:<28} {what}")
        say(
            f"\nNella dimostrazione il secondo fattore è spento e la posta finisce in {DATA}/posta."
        )
        say("Ctrl-C per fermarla.\n")
