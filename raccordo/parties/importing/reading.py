"""The lists of bodies that are brought: which columns they have, and which rows are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import slug_of
from raccordo.foundation.sentences import sentence
from raccordo.foundation.tables import Row, TableRefused, read_table
from raccordo.parties.states import IntakeForm

OWN = ("denominazione", "tipo")
OWN_MORE = ("codice fiscale", "pec", "e-mail", "telefono", "indirizzo", "sito", "comune")
OWN_HOLDER = ("carica", "nome", "cognome", "dal")
# As the IPA publishes them (indicepa.gov.it, «enti»): by name, wherever they stand.
IPA = (
    "Codice_IPA",
    "Denominazione_ente",
    "Codice_fiscale_ente",
    "Codice_Categoria",
    "Codice_comune_ISTAT",
    "CAP",
    "Indirizzo",
    "Sito_istituzionale",
)
IPA_MAIL = ("Mail1", "Tipo_Mail1")
IPA_MORE = tuple(f"{what}{n}" for n in range(2, 6) for what in ("Mail", "Tipo_Mail"))
IPA_HOLDER = ("Nome_responsabile", "Cognome_responsabile", "Titolo_responsabile")
COLUMNS = {
    IntakeForm.OWN: (OWN, OWN_MORE + OWN_HOLDER),
    IntakeForm.IPA: (IPA + IPA_MAIL + IPA_HOLDER, IPA_MORE),
}
TOWNS = "L6"  # Comuni e loro consorzi e associazioni
MOST = 5000


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of a list, as cells of text, and the columns that nobody reads."""

    rows: list[dict[str, Any]]
    unread: list[str]


def read_list(
    content: bytes, form: IntakeForm, *, codes: Collection[str], only_towns: bool
) -> Listed:
    """What a list tells: of the national one, the rows of some municipalities alone."""
    needed, more = COLUMNS[form]
    try:
        rows = read_table(content, columns=needed)
    except TableRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    known = {slug_of(column) for column in needed + more}
    unread = sorted({name for row in rows[:1] for name in row.cells if name} - known)
    if form == IntakeForm.IPA:
        rows, unread = list(_of_towns(rows, codes, only_towns=only_towns)), []
    if not rows:
        raise Refused(_("Nel file non c'è nessun ente del territorio scelto."), field="file")
    if len(rows) > MOST:
        raise Refused(
            _("Sono %(n)s enti: se ne importano al massimo %(most)s, scegliere meno Comuni.")
            % {"n": len(rows), "most": MOST},
            field="file",
        )
    return Listed([_kept(row, known) for row in rows], unread)


def _of_towns(rows: Iterable[Row], codes: Collection[str], *, only_towns: bool) -> Iterable[Row]:
    where = slug_of("Codice_comune_ISTAT")
    for row in rows:
        if str(row.cells.get(where, "")).strip().zfill(6) not in codes:
            continue  # most of the country: read no further
        if not only_towns or row.text("Codice_Categoria") == TOWNS:
            yield row


def _kept(row: Row, known: Collection[str]) -> dict[str, Any]:
    cells = {name: row.text(name, longest=2000) for name in row.cells if name in known}
    return {"row": row.number, "cells": {name: text for name, text in cells.items() if text}}
