"""The lists of bodies that are brought: which columns they have, and which rows are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.documents.sheets import write_csv
from raccordo.foundation.downloads import Tell
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import slug_of
from raccordo.foundation.sentences import sentence
from raccordo.foundation.tables import Row, TableRefused, read_table
from raccordo.parties.importing.runts import RUNTS, TOWN_CODE, rows_in_territory
from raccordo.parties.states import IntakeForm, OrganisationKind

OWN = ("denominazione", "tipo")
OWN_MORE = (
    *("codice fiscale", "pec", "e-mail", "telefono", "indirizzo", "sito", "comune"),
    *("sezione RUNTS", "repertorio RUNTS", "iscritto dal", "volontari", "personale", "posti"),
    "di che cosa si occupa",
)
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
    IntakeForm.RUNTS: (RUNTS, (TOWN_CODE,)),
}
NAMES = {
    IntakeForm.OWN: ("nome", "cognome"),
    IntakeForm.IPA: ("Nome_responsabile", "Cognome_responsabile"),
}
TOWNS = "L6"  # Comuni e loro consorzi e associazioni
MOST, TOLD_EVERY = 5000, 500


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of a list, as cells of text, and the columns that nobody reads."""

    rows: list[dict[str, Any]]
    unread: list[str]


def read_list(
    content: bytes,
    form: IntakeForm,
    *,
    codes: Collection[str],
    only_towns: bool,
    with_holders: bool,
    on: date,
    tell: Tell | None = None,
) -> Listed:
    """What a list tells: of the national ones, the rows of some municipalities alone.

    Of who represents a body that is not public, and of who nobody asked for, no name is kept.
    """
    if form == IntakeForm.RUNTS:
        kept = rows_in_territory(content, codes, on=on, tell=tell)
        _require_fit(len(kept))
        return Listed(kept, [])
    facts: dict[str, Any] = {"codes": codes, "only_towns": only_towns, "tell": tell}
    return _by_name(content, form, with_holders=with_holders, **facts)


def _by_name(content: bytes, form: IntakeForm, *, with_holders: bool, **facts: Any) -> Listed:
    """The rows of a table whose columns are called as we, or the IPA, call them."""
    needed, more = COLUMNS[form]
    try:
        rows = read_table(content, columns=needed)
    except TableRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    known = {slug_of(column) for column in needed + more}
    unread = sorted({name for row in rows[:1] for name in row.cells if name} - known)
    if form == IntakeForm.IPA:
        rows, unread = list(_of_towns(rows, **facts)), []
    _require_fit(len(rows))
    return Listed([_kept(row, form, known, with_holders=with_holders) for row in rows], unread)


def _require_fit(rows: int) -> None:
    if not rows:
        raise Refused(_("Nel file non c'è nessun ente del territorio scelto."), field="file")
    if rows > MOST:
        raise Refused(
            _("Sono %(n)s enti: se ne importano al massimo %(most)s, scegliere meno Comuni.")
            % {"n": rows, "most": MOST},
            field="file",
        )


def table_of(listed: Listed, form: IntakeForm) -> bytes:
    """What was kept of a list, as a table: this is stored, and not the file as it came."""
    columns = [column for some in COLUMNS[form] for column in some]
    rows = [
        [str(kept["row"]), *(kept["cells"].get(slug_of(column), "") for column in columns)]
        for kept in listed.rows
    ]
    return write_csv(["riga", *columns], rows)


def _of_towns(
    rows: Sequence[Row], codes: Collection[str], *, only_towns: bool, tell: Tell | None
) -> Iterable[Row]:
    where = slug_of("Codice_comune_ISTAT")
    for number, row in enumerate(rows, 1):
        if tell and not number % TOLD_EVERY:
            tell(number, len(rows))
        if str(row.cells.get(where, "")).strip().zfill(6) not in codes:
            continue  # most of the country: read no further
        if not only_towns or row.text("Codice_Categoria") == TOWNS:
            yield row


def _kept(
    row: Row, form: IntakeForm, known: Collection[str], *, with_holders: bool
) -> dict[str, Any]:
    names = {slug_of(name) for name in NAMES[form]}
    named = any(row.text(name) for name in names)
    private = form == IntakeForm.OWN and slug_of(row.text("tipo")) != _public()
    private |= form == IntakeForm.IPA and row.text("Codice_Categoria") != TOWNS
    left = set(known) - names if private or not with_holders else set(known)
    cells = {name: row.text(name, longest=2000) for name in row.cells if name in left}
    kept = {"row": row.number, "cells": {name: text for name, text in cells.items() if text}}
    return kept | ({"private": True} if named and private and form == IntakeForm.OWN else {})


def _public() -> str:
    with override("it"):  # lists are written in Italian whoever brings them
        return slug_of(str(OrganisationKind.PUBLIC.label))
