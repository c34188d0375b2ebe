from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.foundation.tables import day_in
from raccordo.observatory.exports import HEADING, as_json, as_rows
from raccordo.observatory.indicators import INDICATORS
from raccordo.observatory.pictures import label_of
from raccordo.observatory.queries import Profile, profile_of, profile_of_towns
from raccordo.observatory.sentences import headlines, left_out
from raccordo.observatory.wording import with_unit
from raccordo.territory.models import Area
from raccordo.territory.queries import area_at, names_found
from raccordo.territory.reasons import sentence

BINARY = {"xlsx", "pdf"}


class Command(BaseCommand):
    """Prints the social profile of an area, or of a list of municipalities."""

    help = "Il profilo sociale di un'area, o di un elenco di Comuni."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("area", nargs="?", help="Il nome nell'indirizzo: ambito-11-zona-2.")
        parser.add_argument("--municipalities", help="Codici ISTAT o nomi, separati da virgole.")
        parser.add_argument("--as-of", help="Il giorno (AAAA-MM-GG); se manca, oggi.")
        parser.add_argument("--format", choices=["table", "json", "csv", "xlsx"], default="table")
        parser.add_argument("--out", help="Il file in cui scrivere; se manca, sullo schermo.")

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["as_of"])
        if bool(options["area"]) == bool(options["municipalities"]):
            raise CommandError("Serve un'area, oppure --municipalities con un elenco di Comuni.")
        if options["area"]:
            profile = profile_of(_area(options["area"]), on=on)
        else:
            towns = _towns(options["municipalities"], on=on)
            profile = profile_of_towns(towns, name=_("Comuni scelti"), on=on)
        kind = options["format"]
        if kind in BINARY and not options["out"]:
            raise CommandError(f"Il formato {kind} va in un file: aggiungere --out profilo.{kind}")
        content = _made(profile, kind)
        if options["out"]:
            Path(options["out"]).write_bytes(content)
            self.stdout.write(f"Scritto in {options['out']}.")
        else:
            sys.stdout.write(content.decode())


def _day(asked: str | None) -> date:
    day = day_in(asked) if asked else timezone.localdate()
    if day is None:
        raise CommandError(f"«{asked}» non è una data: scriverla come 2023-01-01.")
    return day


def _area(slug: str) -> Area:
    area = area_at(slug)
    if area is None:
        raise CommandError(f"Nessuna area ha l'indirizzo «{slug}».")
    return area


def _towns(typed: str, *, on: date) -> list[Area]:
    found = names_found(typed, on=on)
    wrong = [sentence(name.fault) for name in found if name.fault]
    if wrong or not found:
        raise CommandError("\n".join(wrong) or "L'elenco dei Comuni è vuoto.")
    return [name.area for name in found if name.area]


def _made(profile: Profile, kind: str) -> bytes:
    match kind:
        case "json":
            return as_json(profile).encode()
        case "csv":
            return write_csv(HEADING, as_rows(profile))
        case "xlsx":
            return write_xlsx(_("Profilo sociale"), HEADING, as_rows(profile))
    return _table(profile).encode()


def _table(profile: Profile) -> str:
    """For the screen: what the figures say, then each indicator beside the wider areas."""
    places = [profile.place, *reversed(profile.around)]
    lines = [profile.place.name, "", *headlines(profile), ""]
    names = [label_of(place)[:22] for place in places]
    lines.append(f"{'':8}{'':38}" + "".join(f"{name:>24}" for name in names))
    for indicator in INDICATORS:
        cells = []
        for place in places:
            amount = profile.value(indicator.code, place).amount
            cells.append("n.d." if amount is None else with_unit(amount, indicator.unit))
        row = "".join(f"{cell:>24}" for cell in cells)
        lines.append(f"{indicator.code:<9}{str(indicator.name)[:36]:<37}{row}")
    return "\n".join([*lines, "", *left_out(profile)]) + "\n"
