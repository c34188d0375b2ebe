"""The ministry's list of who is in the national register of the third sector (RUNTS).

It is of the whole country and names who represents each body: neither the others' rows nor
that column go any further than here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from raccordo.foundation.downloads import Column, Layout, Tell, found_in
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import slug_of
from raccordo.foundation.sentences import sentence
from raccordo.foundation.tables import TableRefused
from raccordo.territory.cutting import plain
from raccordo.territory.models import Area, Membership
from raccordo.territory.named import gazetteer_on
from raccordo.territory.states import AreaKind

RUNTS = (
    *("Codice fiscale", "Repertorio", "Denominazione", "Sezione"),
    *("Comune", "Provincia", "Data iscrizione"),
)
# Which municipality that is: found here, from its name and its province.
TOWN_CODE = "Codice comune ISTAT"
BODY = "(?:-?(?:dell-?)?ent[ei]|-?ets|-?runts)?"
SEAT = "(?:-?(?:della-?|di-?)?sede(?:-?legale)?)?"
NUMBER = "(?:n|no|nr|num|numero)-?(?:di-?)?"
REGISTER = "(?:-?(?:al-?|nel-?|del-?)?(?:runts|registro|ente))?"
# How each may be headed: the file is not always written in the same way.
HEADINGS = (
    f"(?:codice|cod)-?fisc(?:ale)?{BODY}(?:-p(?:artita)?-iva)?|c-?f{BODY}",
    f"(?:{NUMBER})?repertorio{REGISTER}|{NUMBER}iscrizione{REGISTER}",
    f"denominazione(?:-?sociale)?{BODY}|nome{BODY}|ragione-?sociale|ente",
    f"(?:sezione|sez)(?:-?(?:di-?)?(?:iscrizione|appartenenza))?{REGISTER}",
    f"(?:comune|citta){SEAT}|sede-?legale-?comune",
    f"(?:provincia|prov|pr|sigla-?provincia){SEAT}|sede-?legale-?(?:provincia|prov|pr)",
    f"data-?(?:di-?)?iscr(?:izione)?{REGISTER}|iscritto-?(?:al-?runts-?)?dal",
)
LAYOUT = Layout(
    "runts",
    tuple(Column(slug_of(ours), ours, look) for ours, look in zip(RUNTS, HEADINGS, strict=True)),
)
# «Lanciano (CH)», in the column of the towns or in that of the provinces.
WITH_SIGLA = re.compile(r"(?P<name>[^()]*)\((?P<sigla>[A-Za-z]{2})\)\s*")
LONGEST, TOLD_EVERY = 2000, 5000


def rows_in_territory(
    content: bytes, codes: Collection[str], *, on: date, tell: Tell | None = None
) -> list[dict[str, Any]]:
    """The rows of the bodies that have their seat in some municipalities, but for the persons."""
    seats, kept = _Seats(codes, on=on), list[dict[str, Any]]()
    try:
        for number, told in _told(content, tell):
            code = seats.code_of(told["comune"], told["provincia"])
            if code is not None:
                told[slug_of(TOWN_CODE)] = code
                cells = {name: text[:LONGEST] for name, text in told.items() if text}
                kept.append({"row": number, "cells": cells})
    except TableRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    return kept


def _told(content: bytes, tell: Tell | None) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by our names of the columns; of those that are not ours nothing is read."""
    sheet = found_in(content, [LAYOUT], tell=tell)
    places = list(sheet.places.items())
    for number, cells in sheet.rows:
        told = {
            name: " ".join(cells[place].split()) if place < len(cells) else ""
            for name, place in places
        }
        if any(told.values()):
            yield number, told


class _Seats:
    """Some municipalities, found by the name and the province of a seat."""

    def __init__(self, codes: Collection[str], *, on: date) -> None:
        towns = Area.objects.filter(
            kind=AreaKind.MUNICIPALITY, istat_code__in=codes, until=None
        ).order_by()
        self.codes = dict(towns.values_list("pk", "istat_code"))
        self.provinces = {pk: {sigla} for pk, sigla in towns.values_list("pk", "sigla")}
        # A seat may be written with the province of when it was told.
        ever = Membership.objects.filter(part__in=self.codes, whole_kind=AreaKind.PROVINCE)
        for pk, sigla in ever.values_list("part", "whole__sigla"):
            self.provinces[pk].add(sigla)
        self.gazetteer = gazetteer_on(on)
        self.words = {
            wide.sigla: set(plain(wide.name).split())
            for wide in self.gazetteer.wides.all
            if wide.kind == AreaKind.PROVINCE
        }
        self.found: dict[tuple[str, str], str | None] = {}

    def code_of(self, town: str, province: str) -> str | None:
        """The code of the municipality of a seat; empty if the province does not say which.

        Nothing when it is elsewhere: of two of the same name, the province decides.
        """
        if (town, province) not in self.found:
            self.found[town, province] = self._look(town, province)
        return self.found[town, province]

    def _look(self, town: str, province: str) -> str | None:
        told = WITH_SIGLA.fullmatch(town)
        name = told["name"].strip() if told else town
        name = re.sub(r"^comune di ", "", name, flags=re.IGNORECASE)
        ours = [one.pk for one in self.gazetteer.find(name) if one.pk in self.codes]
        if not ours or name.isdigit():
            return None
        province = province or (told["sigla"] if told else "")
        sigla = self._sigla(province)
        right = [pk for pk in ours if self._is_of(pk, sigla, province)]
        if right:
            return self.codes[right[0]]
        return None if sigla else ""

    def _sigla(self, province: str) -> str:
        told = WITH_SIGLA.fullmatch(province)
        return told["sigla"].upper() if told else self.gazetteer.wides.sigla_in(province)

    def _is_of(self, town: int, sigla: str, province: str) -> bool:
        """Whether a municipality is, or was, of a province: «Reggio Emilia», «Monza Brianza»."""
        if sigla:
            return sigla in self.provinces[town]
        said = set(plain(province).split())
        names = [self.words.get(one, set()) for one in self.provinces[town]]
        return bool(said) and any(said <= name or (name and name <= said) for name in names)
