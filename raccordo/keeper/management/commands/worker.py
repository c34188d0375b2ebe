from __future__ import annotations

import signal
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from raccordo.keeper.working import daily, heartbeat, round_of_work

EVERY = 1.0


class Command(BaseCommand):
    """Runs the worker until it is asked to end; `serve` starts it beside the web server."""

    help = "Esegue le lavorazioni, spedisce la posta, sigilla il registro ogni giorno."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="Un giro solo.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.going = not options["once"]
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        sealed = None
        while True:
            heartbeat().touch()
            round_of_work(now=timezone.now)
            if sealed != (today := timezone.localdate()):
                daily(on=today, now=timezone.now)
                sealed = today
            if not self.going:
                return
            sleep(EVERY)

    def stop(self, *_: Any) -> None:
        self.going = False
