from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import ngettext

from raccordo.keeper.checks import Level, Visit, examine
from raccordo.keeper.installation import this_installation
from raccordo.keeper.progress import ProgressLine

WIDE = 13


class Command(BaseCommand):
    """Says what is wrong with the installation and what to do, one line each."""

    help = "Dice che cosa non va nell'installazione e che cosa fare."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--full",
            action="store_true",
            help="Verifica anche ogni riga del registro e ogni byte dell'archivio.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        line, broken = ProgressLine(), 0
        colours = {
            Level.FINE: self.style.SUCCESS,
            Level.LOOK: self.style.WARNING,
            Level.FIX: self.style.ERROR,
        }
        visit = Visit(this_installation(), at=timezone.localtime(), full=options["full"], tell=line)
        for finding in examine(visit):
            line.clear()
            broken += finding.level is Level.FIX
            level = colours[finding.level](f"{finding.level.words:<{WIDE}}")
            self.stdout.write(f"{level} {finding.text}")
        if broken:
            raise CommandError(
                ngettext("%s cosa da sistemare.", "%s cose da sistemare.", broken) % broken
            )
