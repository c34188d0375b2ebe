"""What a row of a list says of a body: each cell read, every wrong one told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import override

from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable
from raccordo.foundation.tables import Fault, Row
from raccordo.parties.importing.reading import TOWNS
from raccordo.parties.importing.runts import TOWN_CODE
from raccordo.parties.rules import day_written, proper, section_of, tax_code_of, titled
from raccordo.parties.states import (
    HoldingQuality,
    IntakeForm,
    OfficeKind,
    OrganisationKind,
    RuntsSection,
)
from raccordo.parties.wording import mayor_of
from raccordo.territory.models import Area

TITLES = {
    "sindac": OfficeKind.MAYOR,
    "commissari": OfficeKind.MAYOR,
    "assessor": OfficeKind.ASSESSOR,
    "president": OfficeKind.PRESIDENT,
    "dirett": OfficeKind.DIRECTOR,
    "dirigent": OfficeKind.DIRECTOR,
    "coordinat": OfficeKind.COORDINATOR,
    "segretari": OfficeKind.SECRETARY,
    "responsabil": OfficeKind.SERVICE_HEAD,
    "referent": OfficeKind.CONTACT,
}
# What the categories of the IPA are here; the others are public bodies.
CATEGORIES = {
    "L7": OrganisationKind.HEALTH,
    "L8": OrganisationKind.HEALTH,
    "L33": OrganisationKind.SCHOOL,
}
GROUPED, MOST_DIGITS = re.compile(r"\d{1,3}(\.\d{3})+"), 6


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a list says is in office."""

    title: str
    kind: OfficeKind
    given_name: str
    family_name: str
    since: date | None
    quality: HoldingQuality = HoldingQuality.HOLDER

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(slots=True)
class Told:
    """What a row says of a body; empty cells say nothing."""

    number: int
    facts: dict[str, Any]
    holder: Holder | None = None
    faults: list[Fault] = field(default_factory=list)
    private: bool = False  # it names who represents a body that is not public


@dataclass(frozen=True, slots=True)
class Towns:
    """The municipalities of a territory, by name and by code."""

    by_name: Mapping[str, Area]
    by_code: Mapping[str, Area]


def told_in(kept: Mapping[str, Any], form: IntakeForm, *, towns: Towns, on: date) -> Told:
    """A row of a list, read."""
    row = Row(kept["row"], kept["cells"])
    match form:
        case IntakeForm.IPA:
            told = _of_ipa(row, towns)
        case IntakeForm.RUNTS:
            told = _of_runts(row, towns, on)
        case IntakeForm.OWN:
            told = _of_ours(row, towns, on)
    told.private = bool(kept.get("private"))
    told.faults = row.faults
    told.facts = {name: value for name, value in told.facts.items() if value not in ("", None)}
    return told


def _of_ours(row: Row, towns: Towns, on: date) -> Told:
    with override("it"):  # lists are written in Italian whoever brings them
        kinds = {str(kind.label): kind for kind in OrganisationKind}
    kind = row.one_of("tipo", kinds)
    town = _town(row, towns)
    facts = {
        "kind": kind,
        "name": row.text("denominazione", needed=True, longest=200),
        "tax_code": _tax_code(row, "codice fiscale"),
        "pec": _email(row, "pec"),
        "email": _email(row, "e-mail"),
        "phone": row.text("telefono", longest=40),
        "address": row.text("indirizzo", longest=200),
        "website": _site(row, "sito"),
        "area": town,
        "runts_section": _section(row, "sezione RUNTS"),
        "runts_number": row.text("repertorio RUNTS", longest=20),
        "runts_since": _enrolled(row, "iscritto dal", on),
        "volunteers": _number(row, "volontari"),
        "staff": _number(row, "personale"),
        "places": _number(row, "posti"),
        "about": row.text("di che cosa si occupa", longest=2000),
    }
    told = Told(row.number, facts)
    if row.text("nome") or row.text("cognome"):
        told.holder = _holder(row, town, on)
    return told


def _holder(row: Row, town: Area | None, on: date) -> Holder:
    title = row.text("carica", needed=True, longest=160)
    since = row.day("dal", needed=True)
    if since and since > on:
        row.fault("dal", row.text("dal"), Reason("day_to_come"))
    given, family = row.text("nome", needed=True), row.text("cognome", needed=True)
    return _in_office(title, given, family, since, town)


def _of_ipa(row: Row, towns: Towns) -> Told:
    category = row.text("Codice_Categoria")
    name = row.text("Denominazione_ente", needed=True, longest=200)
    town = towns.by_code.get(row.text("Codice_comune_ISTAT").zfill(6))
    kind = CATEGORIES.get(category, OrganisationKind.PUBLIC)
    # A public body is of the area it governs, not of the town where its offices are.
    governs = category == TOWNS and searchable(name).startswith("comune di ")
    post = f"{row.text('CAP')} {town.name if town else ''}".strip()
    facts = {
        "kind": kind,
        "name": titled(name),
        "tax_code": _tax_code(row, "Codice_fiscale_ente"),
        "ipa_code": row.text("Codice_IPA", needed=True, longest=40),
        "area": town if governs or kind != OrganisationKind.PUBLIC else None,
        "address": ", ".join(filter(None, (row.text("Indirizzo", longest=160), post))),
        "website": _site(row, "Sito_istituzionale"),
    }
    told = Told(row.number, facts | _mails(row))
    title = row.text("Titolo_responsabile")
    elected = TITLES.get(_stem(title)) == OfficeKind.MAYOR
    given, family = row.text("Nome_responsabile"), row.text("Cognome_responsabile")
    if governs and elected and given and family:
        told.holder = _in_office(title, proper(given), proper(family), None, town)
    return told


def _of_runts(row: Row, towns: Towns, on: date) -> Told:
    code = row.text(TOWN_CODE)
    town = towns.by_code.get(code)
    if not code:
        reason = Reason("province_unclear", {"town": row.text("Comune")})
        row.fault("Provincia", row.text("Provincia"), reason)
    elif town is None:
        row.fault("Comune", row.text("Comune"), Reason("town_unknown"))
    if not row.text("Sezione"):
        row.fault("Sezione", "", Reason("cell_missing"))
    facts = {
        "kind": OrganisationKind.THIRD_SECTOR,
        "name": titled(row.text("Denominazione", needed=True, longest=200)),
        "tax_code": _tax_code(row, "Codice fiscale"),
        "area": town,
        "runts_section": _section(row, "Sezione"),
        "runts_number": row.text("Repertorio", longest=20),
        "runts_since": _enrolled(row, "Data iscrizione", on),
    }
    return Told(row.number, facts)


def _section(row: Row, column: str) -> RuntsSection | None:
    said = row.text(column)
    found = section_of(said) if said else None
    if said and found is None:
        with override("it"):
            known = ", ".join(str(one.label) for one in RuntsSection)
        row.fault(column, said, Reason("cell_unknown", {"known": known}))
    return found


def _enrolled(row: Row, column: str, on: date) -> date | None:
    said = row.text(column)
    found = day_written(said) if said else None
    if said and found is None:
        row.fault(column, said, Reason("cell_not_a_day"))
    elif found and found > on:
        row.fault(column, said, Reason("day_to_come"))
    return found


def _number(row: Row, column: str) -> int | None:
    said = row.text(column)
    whole = said.replace(".", "") if GROUPED.fullmatch(said) else said
    if not said:
        return None
    if not (whole.isascii() and whole.isdigit() and len(whole) <= MOST_DIGITS):
        row.fault(column, said, Reason("number_wrong"))
        return None
    return int(whole)


def _mails(row: Row) -> dict[str, str]:
    """The first certified address of a body, and the first that is not."""
    found: dict[str, str] = {}
    for n in range(1, 6):
        sort = "pec" if row.text(f"Tipo_Mail{n}").casefold() == "pec" else "email"
        if sort not in found and row.text(f"Mail{n}"):
            found[sort] = _email(row, f"Mail{n}")
    return found


def _in_office(
    title: str, given: str, family: str, since: date | None, town: Area | None
) -> Holder:
    stem = _stem(title)
    commissioner = stem == "commissari"
    quality = HoldingQuality.COMMISSIONER if commissioner else HoldingQuality.HOLDER
    kind = TITLES.get(stem, OfficeKind.OTHER)
    if kind == OfficeKind.MAYOR:
        title = mayor_of(town)
    return Holder(title, kind, given, family, since, quality)


def _stem(title: str) -> str:
    found = searchable(title)
    return next((stem for stem in TITLES if found.startswith(stem)), "")


def _tax_code(row: Row, column: str) -> str:
    said = row.text(column)
    code = tax_code_of(said) if said else ""
    if code is None:
        row.fault(column, said, Reason("tax_code_wrong"))
    return code or ""


def _email(row: Row, column: str) -> str:
    said = row.text(column).lower()
    try:
        if said:
            validate_email(said)
    except ValidationError:
        row.fault(column, said, Reason("email_wrong"))
    return said


def _site(row: Row, column: str) -> str:
    said = row.text(column)
    address = said if "://" in said or not said else f"https://{said}"
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        row.fault(column, said, Reason("site_wrong"))
    return address if len(address) <= 200 else ""


def _town(row: Row, towns: Towns) -> Area | None:
    said = row.text("comune")
    found = searchable(said).removeprefix("comune di ")
    town = towns.by_name.get(found) or towns.by_code.get(said.zfill(6))
    if said and town is None:
        row.fault("comune", said, Reason("town_unknown"))
    return town
