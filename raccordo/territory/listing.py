"""ISTAT's list of municipalities (Elenco-comuni-italiani), in each of its layouts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from raccordo.foundation.downloads import Column, Layout, Sheet
from raccordo.foundation.errors import Refused
from raccordo.foundation.faults import Faults
from raccordo.foundation.searching import slug_of
from raccordo.territory.reasons import IN_LIST

LAYOUT = Layout(
    "towns",
    (
        Column("region", "Codice Regione", "codice-regione"),
        Column("code", "Codice Comune formato alfanumerico", "codice-comune-formato-alfanumerico"),
        Column("name", "Denominazione in italiano", "denominazione-in-italiano"),
        Column("sigla", "Sigla automobilistica", "sigla-automobilistica"),
        Column("belfiore", "Codice Catastale del comune", "codice-catastale-del-comune"),
    ),
)
# What not every layout has, or calls by the same name.
OTHER_NAME = re.compile("denominazione-(altra-lingua|in-tedesco)")
PROVINCE = re.compile("denominazione-(dell-unita-territoriale-sovracomunale.*|provincia)")
CITY = re.compile("denominazione-citta-metropolitana")
CODE, BELFIORE, SIGLA = re.compile("[0-9]{6}"), re.compile("[A-Z][0-9]{3}"), re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A municipality as the list tells it."""

    code: str
    name: str
    other_name: str
    belfiore: str
    sigla: str
    province: str  # its name; its code is in the municipality's
    region: str

    @property
    def province_code(self) -> str:
        return self.code[:3]


def read_list(sheet: Sheet) -> list[Listed]:
    """Every municipality of the list, or a refusal that tells each wrong cell."""
    faults, found = Faults(), dict[str, Listed]()
    belfiore: dict[str, int] = {}
    slugs = [slug_of(cell[:200]) for cell in sheet.heading]
    others = [n for n, slug in enumerate(slugs) if OTHER_NAME.fullmatch(slug)]
    provinces = [n for n, slug in enumerate(slugs) if PROVINCE.fullmatch(slug)]
    provinces += [n for n, slug in enumerate(slugs) if CITY.fullmatch(slug)]
    for row, cells in sheet.rows:
        if not any(cell.strip() for cell in cells[1:]):
            continue
        one = _listed(sheet, cells, others, provinces)
        _require_sound(one, row, sheet, faults)
        if one.code in found:
            faults.add(row, sheet.name("code"), one.code, "code_twice")
        if one.belfiore in belfiore:
            facts = {"row": belfiore[one.belfiore]}
            faults.add(row, sheet.name("belfiore"), one.belfiore, "cell_repeated", **facts)
        belfiore[one.belfiore] = row
        found[one.code] = one
    faults.require_none(IN_LIST)
    if not found:
        raise Refused(_("Nel file non c'è nessun Comune."), field="file")
    return list(found.values())


def _listed(sheet: Sheet, cells: list[str], others: list[int], provinces: list[int]) -> Listed:
    def cell(place: int) -> str:
        return " ".join(cells[place].split()) if place < len(cells) else ""

    told = {column: cell(place) for column, place in sheet.places.items()}
    names = [cell(place) for place in provinces if cell(place) not in {"", "-"}]
    return Listed(
        code=told["code"].zfill(6),
        name=told["name"],
        other_name=next(filter(None, map(cell, others)), ""),
        belfiore=told["belfiore"],
        sigla=told["sigla"],
        province=names[0] if names else "",
        region=told["region"].zfill(2),
    )


def _require_sound(one: Listed, row: int, sheet: Sheet, faults: Faults) -> None:
    if not one.name or len(one.name) > 120 or not one.name.isprintable():
        faults.add(row, sheet.name("name"), one.name, "cell_missing")
    for column, said, look in (
        ("code", one.code, CODE),
        ("belfiore", one.belfiore, BELFIORE),
        ("sigla", one.sigla, SIGLA),
    ):
        if not look.fullmatch(said):
            faults.add(row, sheet.name(column), said, f"{column}_malformed")
