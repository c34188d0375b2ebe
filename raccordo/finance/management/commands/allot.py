from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from raccordo.finance.queries.allotting import weights_of_towns
from raccordo.finance.rules.allotting import (
    BY_POPULATION,
    WEIGHTED,
    Mix,
    shared,
    whole_weights,
)
from raccordo.finance.rules.pasted import amount_in
from raccordo.foundation.errors import Refused
from raccordo.foundation.money import euros
from raccordo.foundation.numbers import number_typed
from raccordo.foundation.sentences import sentence
from raccordo.foundation.tables import TableRefused, day_in, read_table
from raccordo.territory.queries import area_at

MIXES: dict[str, Mix] = {"population": BY_POPULATION, "weighted": WEIGHTED}


class Command(BaseCommand):
    """Shares a sum among the municipalities of an area, to the cent."""

    help = (
        "Divide una somma fra i Comuni di un'area, al centesimo: il resto più grande per primo e,"
        " a parità, chi viene prima nell'elenco. «weighted»: popolazione 70 per cento, indice di"
        " dipendenza 25, inverso della densità 5. Con --weights, per uso o per quote fisse."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--total", required=True, help="La somma, in euro: 500000.00.")
        parser.add_argument("--area", help="Il nome nell'indirizzo: ambito-11.")
        parser.add_argument("--as-of", help="Il giorno (AAAA-MM-GG); se manca, oggi.")
        parser.add_argument("--by", choices=sorted(MIXES), default="population")
        parser.add_argument("--weights", help="Un file CSV o XLSX con le colonne name e weight.")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        total, fault = amount_in(options["total"])
        if fault:
            raise CommandError(f"«{options['total']}» non è una somma: scriverla come 500000.00.")
        if bool(options["area"]) == bool(options["weights"]):
            raise CommandError("Serve un'area, oppure --weights con un file di pesi.")
        if options["weights"]:
            weights = whole_weights(_weights_in(Path(options["weights"])))
        else:
            day = _day(options["as_of"])
            weights = _weights_of(options["area"], MIXES[options["by"]], on=day)
        self.stdout.write(_made(total, shared(total, weights), options["format"]))


def _weights_of(slug: str, mix: Mix, *, on: date) -> dict[str, int]:
    area = area_at(slug) if slug.isascii() else None  # no address has other letters
    if area is None:
        raise CommandError(f"Nessuna area ha l'indirizzo «{slug}».")
    try:
        found = weights_of_towns(area, mix, on=on)
    except Refused as refused:
        raise CommandError(refused.message) from refused
    return {town.name: weight for town, weight in found.items()}


def _weights_in(place: Path) -> dict[str, Decimal]:
    """The weights of a file, in its order."""
    try:
        rows = read_table(place.read_bytes(), columns=["name", "weight"])
    except OSError as error:
        raise CommandError(f"Non si può leggere {place}: {error.strerror}.") from error
    except TableRefused as refused:
        raise CommandError(sentence(refused.reason)) from refused
    weights: dict[str, Decimal] = {}
    for row in rows:
        name, said = row.text("name"), row.text("weight")
        weight = number_typed(said) if said else None
        if not name or name in weights:
            raise CommandError(f"Riga {row.number}: il nome manca, o c'è già.")
        if weight is None or weight < 0:
            raise CommandError(f"Riga {row.number}: «{said}» non è un peso.")
        weights[name] = weight
    if not any(weights.values()):
        raise CommandError("Nel file non c'è nessun peso maggiore di zero.")
    return weights


def _day(asked: str | None) -> date:
    day = day_in(asked) if asked else timezone.localdate()
    if day is None:
        raise CommandError(f"«{asked}» non è una data: scriverla come 2023-01-01.")
    return day


def _made(total: Decimal, shares: Mapping[str, Decimal], kind: str) -> str:
    if kind == "json":
        told = [{"name": name, "amount": f"{amount:.2f}"} for name, amount in shares.items()]
        return json.dumps({"total": f"{total:.2f}", "shares": told}, ensure_ascii=False)
    widest = max(map(len, (*shares, _("In tutto")))) + 2
    lines = [f"{name:<{widest}}{euros(amount):>18}" for name, amount in shares.items()]
    return "\n".join([*lines, f"{_('In tutto'):<{widest}}{euros(total):>18}"])
