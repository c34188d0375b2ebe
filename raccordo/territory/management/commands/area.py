from __future__ import annotations

import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from raccordo.foundation.errors import Refused
from raccordo.foundation.tables import day_in
from raccordo.journal.acting import Acting
from raccordo.territory.models import Area
from raccordo.territory.named import towns_named
from raccordo.territory.operations import create_area
from raccordo.territory.queries import area_at
from raccordo.territory.states import AreaKind


class Command(BaseCommand):
    """Creates an ambito or a zone from a list of municipalities."""

    help = "Crea un ambito o una zona da un elenco di Comuni."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("what", choices=["create"], help="create")
        parser.add_argument("kind", choices=["ambito", "zone"], help="ambito, o zone per una zona")
        parser.add_argument("name", help="Il nome, come sta negli atti.")
        parser.add_argument("municipalities", nargs="*", help="I Comuni; senza, uno per riga.")
        parser.add_argument("--since", help="Dal giorno (AAAA-MM-GG); se manca, oggi.")
        parser.add_argument("--lead", help="Il Comune capofila.")
        parser.add_argument(
            "--within", help="L'indirizzo di ciò di cui fa parte (ambito-11); se manca, la Regione."
        )
        parser.add_argument("--slug", default="", help="Il nome nell'indirizzo.")
        parser.add_argument("--istat", default="", help="Il codice ISTAT dell'ambito.")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        since = day_in(options["since"]) if options["since"] else today
        if since is None:
            raise CommandError(f"«{options['since']}» non è una data: scriverla come 2026-03-03.")
        names = "\n".join(options["municipalities"] or sys.stdin)
        try:
            area = create_area(
                kind=AreaKind(options["kind"]),
                name=options["name"],
                municipalities=towns(names, on=today),
                since=since,
                slug=options["slug"],
                within=self.whole(options["within"]),
                lead=only_town(options["lead"], on=today),
                istat_code=options["istat"],
                by=Acting.system("area"),
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"Creata: {area} ({area.slug}).")

    def whole(self, slug: str | None) -> Area | None:
        if not slug:
            return None
        area = area_at(slug)
        if area is None:
            raise CommandError(f"Nessuna area ha l'indirizzo «{slug}».")
        return area


def towns(names: str, *, on: date) -> list[Area]:
    """The municipalities named, each once; every name that fails is told."""
    read = towns_named(names, on=on)
    if read.wrong:
        raise CommandError("\n".join(read.wrong))
    return read.towns


def only_town(name: str | None, *, on: date) -> Area | None:
    """The municipality named, if one is."""
    if not name:
        return None
    read = towns_named(name, on=on)
    if read.wrong:
        raise CommandError("\n".join(read.wrong))
    if len(read.names) != 1 or read.names[0].area is None:
        raise CommandError(f"«{name}»: l'ente capofila è un Comune solo.")
    return read.names[0].area
