from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from raccordo.documents.sheets import write_csv
from raccordo.foundation.tables import day_in
from raccordo.observatory.exports import as_json, as_rows, awaited, heading
from raccordo.observatory.highlights import label_of, shown
from raccordo.observatory.indicators import INDICATORS
from raccordo.observatory.notes import left_out
from raccordo.observatory.paper import chapter_of, make_paper
from raccordo.observatory.queries import Profile, profile_of, profile_of_towns
from raccordo.observatory.sentences import headlines
from raccordo.observatory.workbook import as_book
from raccordo.territory.models import Area
from raccordo.territory.named import towns_named
from raccordo.territory.queries import area_at
from raccordo.territory.states import AreaKind

FORMATS = ["table", "json", "csv", "xlsx", "pdf"]
BINARY = {"xlsx", "pdf"}
CODE, WIDEST = 11, 24  # letters of the name of a territory
FOR_PEOPLE = {"table", "pdf"}  # who reads the country by provinces


class Command(BaseCommand):
    """Prints the social profile of an area, or of a list of municipalities."""

    help = "Il profilo sociale di un'area, o di un elenco di Comuni."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("area", nargs="?", help="Il nome nell'indirizzo: ambito-11-zona-2.")
        parser.add_argument(
            "--municipalities",
            help="Nomi o codici di Comuni, o intere aree («ambito-11»), separati da virgole.",
        )
        parser.add_argument("--as-of", help="Il giorno (AAAA-MM-GG); se manca, oggi.")
        parser.add_argument("--format", choices=FORMATS, default="table")
        parser.add_argument("--out", help="Il file in cui scrivere; se manca, sullo schermo.")

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["as_of"])
        if bool(options["area"]) == bool(options["municipalities"]):
            raise CommandError("Serve un'area, oppure --municipalities con un elenco di Comuni.")
        if options["area"]:
            area = _area(options["area"])
            people = area.kind == AreaKind.COUNTRY and options["format"] in FOR_PEOPLE
            parts = AreaKind.PROVINCE if people else AreaKind.MUNICIPALITY
            profile = profile_of(area, on=on, parts=parts)
        else:
            towns = self.towns(options["municipalities"], on=on)
            profile = profile_of_towns(towns, name=_("Comuni scelti"), on=on)
        kind = options["format"]
        if kind in BINARY and not options["out"]:
            raise CommandError(f"Il formato {kind} va in un file: aggiungere --out profilo.{kind}")
        content = _made(profile, kind)
        if options["out"]:
            _write(Path(options["out"]), content)
            self.stdout.write(f"Scritto in {options['out']}.")
        else:
            sys.stdout.write(content.decode())

    def towns(self, typed: str, *, on: date) -> list[Area]:
        """The municipalities named; how a name was read goes beside the profile, not into it."""
        read = towns_named(typed, on=on, today=timezone.localdate())
        if read.wrong or not read.towns:
            raise CommandError("\n".join(read.wrong) or "L'elenco dei Comuni è vuoto.")
        for note in read.notes:
            self.stderr.write(note)
        return read.towns


def _write(place: Path, content: bytes) -> None:
    try:
        place.write_bytes(content)
    except OSError as error:
        raise CommandError(f"Non si può scrivere in {place}: {error.strerror}.") from error


def _day(asked: str | None) -> date:
    day = day_in(asked) if asked else timezone.localdate()
    if day is None:
        raise CommandError(f"«{asked}» non è una data: scriverla come 2023-01-01.")
    return day


def _area(slug: str) -> Area:
    area = area_at(slug) if slug.isascii() else None  # no address has other letters
    if area is None:
        raise CommandError(f"Nessuna area ha l'indirizzo «{slug}».")
    return area


def _made(profile: Profile, kind: str) -> bytes:
    match kind:
        case "json":
            return as_json(profile).encode()
        case "csv":
            return write_csv(heading(), as_rows(profile))
        case "xlsx":
            return as_book(profile)
        case "pdf":
            chapter = chapter_of(profile, ahead=profile.on > timezone.localdate())
            return make_paper(chapter, made_at=timezone.now()).read_bytes()
    return _table(profile).encode()


def _table(profile: Profile) -> str:
    """For the screen: what the figures say, then each indicator beside the wider areas."""
    places = [profile.place, *reversed(profile.around)]
    heads = [label_of(place)[:WIDEST] for place in places]
    rows = [
        [shown(profile.value(indicator.code, place), indicator) for place in places]
        for indicator in INDICATORS
    ]
    widths = [max(map(len, column)) + 2 for column in zip(heads, *rows, strict=True)]
    names = max(len(str(indicator.name)) for indicator in INDICATORS) + 2
    lines = [profile.place.name, "", *headlines(profile), ""]
    lines.append(" " * (CODE + names) + _aligned(heads, widths))
    for indicator, cells in zip(INDICATORS, rows, strict=True):
        lines.append(
            f"{indicator.code:<{CODE}}{indicator.name!s:<{names}}{_aligned(cells, widths)}"
        )
    return "\n".join([*lines, "", *awaited(profile), *left_out(profile)]) + "\n"


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
