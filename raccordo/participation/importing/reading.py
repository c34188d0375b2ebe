"""A questionnaire that is brought: its columns, what each seems to hold, its rows as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import slug_of
from raccordo.foundation.sentences import sentence
from raccordo.foundation.tables import Cell, TableRefused, read_table
from raccordo.participation.rules.texts import cleaned

MOST = 5000
# What a column may hold, as it is called where one chooses.
FIELDS = {
    "text": gettext_lazy("Testo della proposta"),
    "title": gettext_lazy("Titolo"),
    "sort": gettext_lazy("Tipo di proposta"),
    "day": gettext_lazy("Giorno"),
    "town": gettext_lazy("Comune"),
    "group": gettext_lazy("Area di utenza"),
    "kind": gettext_lazy("Tipo di bisogno"),
    "organisation": gettext_lazy("Ente che propone"),
    "given_name": gettext_lazy("Nome"),
    "family_name": gettext_lazy("Cognome"),
    "email": gettext_lazy("E-mail"),
}
# How these columns are headed in the questionnaires that are around.
HEADED = {
    "text": ("testo", "proposta", "osservazione", "risposta", "che cosa proponi", "descrizione"),
    "title": ("titolo", "oggetto"),
    "sort": ("tipo", "tipo di proposta"),
    "day": ("giorno", "data", "informazioni cronologiche"),
    "town": ("comune", "comune di residenza"),
    "group": ("area di utenza", "area", "tema"),
    "kind": ("tipo di bisogno", "bisogno"),
    "organisation": ("ente", "associazione", "organizzazione"),
    "given_name": ("nome",),
    "family_name": ("cognome",),
    "email": ("e-mail", "email", "indirizzo email", "posta elettronica"),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """The columns of a questionnaire and its rows, cells as text."""

    columns: list[str]
    rows: list[dict[str, Any]]


def read_questionnaire(content: bytes) -> Brought:
    """What a table holds, whatever its columns are called."""
    try:
        rows = read_table(content, columns=())
    except TableRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    if not rows:
        raise Refused(_("Nel file non c'è nessuna riga."), field="file")
    if len(rows) > MOST:
        raise Refused(
            _("Sono %(n)s righe: se ne importano al massimo %(most)s, dividere il file.")
            % {"n": len(rows), "most": MOST},
            field="file",
        )
    columns = [name for name in rows[0].cells if name]
    kept = [
        {"row": row.number, "cells": {name: _said(row.cells.get(name, "")) for name in columns}}
        for row in rows
    ]
    return Brought(columns, kept)


def guessed(columns: Sequence[str]) -> dict[str, str]:
    """Which column seems to hold what."""
    free = list(columns)
    found = {}
    for field, names in HEADED.items():
        heading = next((slug_of(name) for name in names if slug_of(name) in free), None)
        if heading:
            found[field] = heading
            free.remove(heading)
    return found


def _said(cell: Cell) -> str:
    """A cell as text, in as many lines as it was written."""
    return cell.isoformat() if isinstance(cell, date) else cleaned(cell)
