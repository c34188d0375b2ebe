from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from raccordo.keeper import keys
from raccordo.keeper.preparing import prepare_database, prepare_statics, prepare_territory
from raccordo.keeper.serving import AlreadyRunning, only_one, place, serve
from raccordo.keeper.telling import say


class Command(BaseCommand):
    """Serves the installation: web server and worker together."""

    help = "Avvia Raccordo: server web e lavorazioni, insieme, fino a Ctrl-C."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--workers", type=int, default=1, help="Processi del server web.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not keys.path_of(keys.SECRET).exists():
            raise CommandError("Mancano le chiavi: eseguire prima «raccordo init».")
        host, port = place()
        try:
            with only_one():
                prepare_database()
                prepare_territory(on=timezone.localdate())
                prepare_statics()
                say(f"Raccordo è su http://{host}:{port} (Ctrl-C per fermarlo).")
                sys.exit(serve(host=host, port=port, workers=options["workers"]))
        except AlreadyRunning as running:
            raise CommandError(
                f"Raccordo è già in funzione su questa cartella (processo {running}): "
                "fermarlo prima di avviarne un altro."
            ) from running
