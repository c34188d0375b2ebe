from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.archive.limits import require_size
from raccordo.foundation.errors import Refused
from raccordo.foundation.tables import day_in
from raccordo.journal.acting import Acting
from raccordo.keeper.progress import ProgressLine
from raccordo.observatory.importing.arriving import load_at_once
from raccordo.observatory.importing.examining import Examined, examine
from raccordo.observatory.importing.summary import changes_said, summary_of
from raccordo.observatory.states import ArrivalState, FileKind

OPERATOR = Acting.system("import")
LIMIT = 200 * 1024 * 1024  # read from the disk: more than what may come from a page
KINDS = {
    "posas": FileKind.POSAS,
    "population": FileKind.POSAS,
    "irpef": FileKind.IRPEF,
    "incomes": FileKind.IRPEF,
    "superfici": FileKind.SURFACES,
    "surfaces": FileKind.SURFACES,
    "comuni": FileKind.TOWNS,
    "towns": FileKind.TOWNS,
}


class Command(BaseCommand):
    """Loads an official table: all of it, or nothing and every wrong row told."""

    help = "Carica una tabella ufficiale, come si scarica: popolazione, redditi, superfici, Comuni."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("kind", choices=list(KINDS), metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", type=Path, help="Il file: CSV, XLSX o ZIP.")
        parser.add_argument("--year", type=int, help="L'anno che il file deve avere.")
        parser.add_argument("--on", help="Il giorno dei dati (AAAA-MM-GG), se il file non lo dice.")
        parser.add_argument("--dry-run", action="store_true", help="Mostra e non carica.")
        parser.add_argument(
            "--into",
            action="append",
            default=[],
            metavar="VECCHIO=NUOVO",
            help="comuni: il Comune non più in elenco e quello in cui confluisce.",
        )
        parser.add_argument(
            "--from",
            action="append",
            default=[],
            dest="split",
            metavar="NUOVO=ORIGINE",
            help="comuni: il Comune nuovo e quello da cui si distacca.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind, today = KINDS[options["kind"]], timezone.localdate()
        said = _day(kind, options)
        content = _content(options["file"])
        line = ProgressLine()
        try:
            found = examine(
                content,
                on=today,
                said=said,
                kind=kind,
                sha256=sha256(content).hexdigest(),
                tell=lambda done, total: line(_("Lettura"), done, total),
            )
        finally:
            line.clear()
        if found.state == ArrivalState.REFUSED:
            raise CommandError(found.problem)
        if found.state == ArrivalState.KNOWN:
            self.stdout.write(found.problem)
            return
        self.tell(found)
        if options["dry_run"]:
            self.stdout.write(_("Prova: non è stato caricato nulla."))
            return
        try:
            self.load(found, content, options, said=said, today=today)
        except Refused as refused:
            raise CommandError(refused.message) from refused

    def tell(self, found: Examined) -> None:
        if found.changes:
            for said in changes_said(found.changes):
                self.stdout.write(said)
            return
        summary = summary_of(found.told())
        self.stdout.write(f"{summary.dataset}, {summary.day}, {summary.status}")
        facts = {"rows": summary.rows, "towns": summary.towns}
        self.stdout.write(_("Righe: %(rows)s. Comuni: %(towns)s.") % facts)
        for said in summary.sentences:
            self.stdout.write(said)

    def load(
        self, found: Examined, content: bytes, options: Any, *, said: date | None, today: date
    ) -> None:
        load_at_once(
            content,
            name=options["file"].name,
            found=found,
            became=_pairs(options["into"]),
            split_from=_pairs(options["split"]),
            day=said,
            limit=LIMIT,
            by=OPERATOR,
            on=today,
        )
        if found.weighed is None:
            self.stdout.write(_("L'elenco dei Comuni è aggiornato."))
            return
        towns = found.weighed.publication.towns
        said_so = ngettext("Caricato: %(n)s Comune.", "Caricato: %(n)s Comuni.", towns)
        self.stdout.write(said_so % {"n": towns})


def _day(kind: FileKind, options: Any) -> date | None:
    """The day that is told: as a day, or as the year whose day the table is of."""
    asked, year = options["on"], options["year"]
    if asked and (found := day_in(asked)) is None:
        raise CommandError(f"«{asked}» non è una data: scriverla come 2026-01-01.")
    if asked:
        return found
    if year is None:
        return None
    if not 1900 < year < 2200:
        raise CommandError(f"{year} non è un anno in cui ci siano questi dati.")
    return date(year, 12, 31) if kind == FileKind.IRPEF else date(year, 1, 1)


def _content(path: Path) -> bytes:
    """The bytes of a file, whose size is looked at before they are read."""
    try:
        require_size(path.stat().st_size, limit=LIMIT)
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"Il file {path} non si legge: {error.strerror}.") from error
    except Refused as refused:
        raise CommandError(refused.message) from refused


def _pairs(said: list[str]) -> dict[str, str]:
    """VECCHIO=NUOVO, each a code of six figures."""
    pairs = {}
    for pair in said:
        before, equals, after = pair.partition("=")
        if not equals:
            raise CommandError(f"«{pair}» va scritto con un uguale fra due codici: 022001=022250.")
        pairs[before.strip().zfill(6)] = after.strip().zfill(6)
    return pairs
