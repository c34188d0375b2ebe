"""ISTAT's surfaces of municipalities, from its geographic statistics, CSV or XLSX."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from raccordo.foundation.downloads import Column, Layout, Sheet
from raccordo.foundation.errors import Refused
from raccordo.foundation.faults import Faults
from raccordo.foundation.reasons import Reason
from raccordo.observatory.importing.reading import (
    Known,
    Read,
    Towns,
    cell,
    is_note,
    require_day,
)
from raccordo.observatory.reasons import IN_FIGURES
from raccordo.observatory.states import Dataset, Status

LAYOUT = Layout(
    "surfaces",
    (
        Column(
            "code",
            "Codice Istat del Comune (alfanumerico)",
            "codice-(istat-del-)?comune(-(formato-)?alfanumerico)?|pro-com-t",
        ),
        Column(
            "square_km",
            "Superficie territoriale (kmq)",
            r"superficie-(territoriale|totale)-(kmq|km2|in-kmq|in-km2)(-al-\d\d-\d\d-\d{4})?",
        ),
    ),
)
COLUMNS = (("istat_code", "VARCHAR"), ("square_km", "DECIMAL(12, 6)"))
# 1.285,30 or 12.34; but not 1.285, which may be a thousand or little more than one.
NUMBER = re.compile(r"\d{1,3}(\.\d{3})*,\d+|\d+(,\d+)?|\d+\.(\d{1,2}|\d{4,})", re.ASCII)
LARGEST = 2000  # Rome, the widest, has fewer than 1,300
SMALLEST_PART = Decimal("0.000001")
ON_A_DAY = re.compile(r"al\s+(\d\d)\W(\d\d)\W(\d{4})")


def read_surfaces(sheet: Sheet, *, known: Known, said: date | None = None) -> Read:
    """How wide each municipality is, in square kilometres."""
    reference = _day_of(sheet.name("square_km"), said)
    require_day(reference, said=said, known=known)
    faults = Faults()
    towns = Towns(known, faults, sheet.name("code"))
    figures: dict[str, Decimal] = {}
    for row, cells in sheet.rows:
        if is_note(cells):
            continue
        told = cell(sheet, cells, "code")
        code = towns.code(row, told)
        wide = _square_km(sheet, row, cells, faults)
        if code and towns.met[code] != row:
            faults.add(row, sheet.name("code"), told, "cell_repeated", row=towns.met[code])
        elif code and wide is not None:
            figures[code] = wide
    faults.require_none(IN_FIGURES)
    if not figures:
        raise Refused(_("Nel file non c'è nessun Comune."), field="file")
    codes = sorted(figures)
    total = sum(figures.values(), Decimal(0)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Read(
        dataset=Dataset.SURFACES,
        reference_date=reference,
        status=Status.FINAL,
        title=str(Dataset.SURFACES.label),
        columns=COLUMNS,
        rows=[f"{code},{figures[code]}" for code in codes],
        codes=frozenset(codes),
        towns=frozenset(towns.areas),
        largest=tuple(sorted(codes, key=lambda code: -figures[code])[:3]),
        notes=(Reason("square_km", {"total": int(total)}),),
    )


def _day_of(heading: str, said: date | None) -> date:
    """The day is in the column's name, or it must be told."""
    found = ON_A_DAY.search(heading)
    if found:
        try:
            return date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            pass
    if said is None:
        raise Refused(
            _("Il file non dice di quale giorno sono le superfici: indicare la data."), field="day"
        )
    return said


def _square_km(sheet: Sheet, row: int, cells: list[str], faults: Faults) -> Decimal | None:
    said, column = cell(sheet, cells, "square_km"), sheet.name("square_km")
    if not NUMBER.fullmatch(said) or len(said) > 20:
        faults.add(row, column, said, "not_a_surface" if said else "cell_missing")
        return None
    wide = Decimal(said.replace(".", "").replace(",", ".") if "," in said else said)
    if not 0 < wide < LARGEST:
        faults.add(row, column, said, "surface_unlikely")
        return None
    return wide.quantize(SMALLEST_PART, rounding=ROUND_HALF_UP)
