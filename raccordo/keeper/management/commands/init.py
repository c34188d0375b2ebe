from __future__ import annotations

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from raccordo.access.operations import give_mandate
from raccordo.access.queries import administrators
from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import open_account
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.keeper import keys
from raccordo.keeper.preparing import (
    prepare_database,
    prepare_keys,
    prepare_statics,
    prepare_territory,
)
from raccordo.keeper.telling import say
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

INIT = Acting.system("init")


class Command(BaseCommand):
    """Prepares an empty folder: keys, database, territory, the first administrator."""

    help = "Prepara una nuova installazione: chiavi, base dati, territorio, primo amministratore."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--email", help="Indirizzo del primo amministratore.")
        parser.add_argument("--nome", help="Nome.")
        parser.add_argument("--cognome", help="Cognome.")
        parser.add_argument("--password-file", help="File con la password; se manca si chiede.")

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_keys()
        prepare_database()
        prepare_territory(on=timezone.localdate())
        prepare_statics()
        say(f"Le chiavi sono in {keys.path_of('')}: farne una copia, e tenerla altrove.")
        if administrators(on=timezone.localdate()).exists():
            say("L'amministratore c'è già: nulla da aggiungere.")
            return
        try:
            self.first_administrator(options)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        say("Pronto. Avviare con «raccordo serve».")

    def first_administrator(self, options: dict[str, Any]) -> None:
        email = options["email"] or input("Indirizzo e-mail dell'amministratore: ")
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:  # who entered already, and keeps the house no more, has an account
            user = open_account(
                email=email,
                given_name=options["nome"] or input("Nome: "),
                family_name=options["cognome"] or input("Cognome: "),
                password=self.password(options["password_file"]),
                by=INIT,
            )
        country = Area.objects.get(kind=AreaKind.COUNTRY)
        give_mandate(
            user,
            place=country,
            role=Role.ADMINISTRATOR,
            act=None,
            since=timezone.localdate(),
            by=INIT,
        )

    def password(self, path: str | None) -> str:
        if path:
            with open(path, encoding="utf-8") as file:
                return file.read().strip()
        first = getpass.getpass("Password (almeno 14 caratteri): ")
        if getpass.getpass("Ancora: ") != first:
            raise CommandError("Le due password sono diverse: riprovare.")
        return first
