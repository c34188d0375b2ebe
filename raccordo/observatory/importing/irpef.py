"""The Treasury's incomes by municipality (MEF, IRPEF su base comunale), in each of its layouts."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from raccordo.foundation.downloads import Column, Layout, Sheet
from raccordo.foundation.errors import Refused
from raccordo.foundation.faults import Faults
from raccordo.foundation.reasons import Reason
from raccordo.observatory.importing.reading import (
    NOBODY,
    Known,
    Read,
    Towns,
    cell,
    count_in,
    is_note,
    is_plain,
    require_day,
)
from raccordo.observatory.reasons import IN_FIGURES
from raccordo.observatory.states import Dataset, Status

# The province's label is not here: it is wrong now and then. The ISTAT code is not.
LAYOUT = Layout(
    "irpef",
    (
        Column("year", "Anno di imposta", "anno-di-imposta"),
        Column("code", "Codice Istat Comune", "codice-istat-comune"),
        Column("name", "Denominazione Comune", "denominazione-comune"),
        Column("taxpayers", "Numero contribuenti", "numero-contribuenti"),
        Column(
            "class_none",
            "Reddito complessivo minore o uguale a zero euro - Frequenza",
            "reddito-complessivo-minore-o-uguale-a-zero-euro-frequenza",
        ),
        Column(
            "class_low",
            "Reddito complessivo da 0 a 10000 euro - Frequenza",
            "reddito-complessivo-da-0-a-10-?000-euro-frequenza",
        ),
        Column(
            "taxable_frequency",
            "Reddito imponibile - Frequenza",
            "reddito-imponibile-frequenza",
        ),
        Column(
            "taxable_amount",
            "Reddito imponibile - Ammontare in euro",
            "reddito-imponibile-ammontare-in-euro",
        ),
    ),
)
COUNTS = ("taxpayers", "class_none", "class_low", "taxable_frequency", "taxable_amount")
COLUMNS = (("istat_code", "VARCHAR"), *((name, "BIGINT") for name in COUNTS))
MOST = 10**13
NO_TOWN = re.compile(r"\b(mancante|errata)\b", re.IGNORECASE)
Counts = list[int | None]


def read_irpef(sheet: Sheet, *, known: Known, said: date | None = None) -> Read:
    """What each municipality declared; an empty cell is withheld, and is never zero."""
    faults, notes = Faults(), list[Reason]()
    towns = Towns(known, faults, sheet.name("code"))
    figures: dict[str, Counts] = {}
    years: dict[str, int] = {}
    for row, cells in sheet.rows:
        if is_note(cells):
            continue
        years.setdefault(cell(sheet, cells, "year"), row)
        if note := _of_nobody(sheet, row, cells):
            notes.append(note)
        elif code := _code(sheet, row, cells, towns, faults):
            figures[code] = _counts(sheet, row, cells, faults)
    reference = _tax_year(years, sheet, faults)
    faults.require_none(IN_FIGURES)
    if not figures or reference is None:
        raise Refused(_("Nel file non c'è nessun Comune."), field="file")
    require_day(reference, said=said, known=known)
    codes = sorted(figures)
    return Read(
        dataset=Dataset.INCOMES,
        reference_date=reference,
        status=Status.FINAL,
        title=str(Dataset.INCOMES.label),
        columns=COLUMNS,
        rows=[",".join([code, *map(_plain, figures[code])]) for code in codes],
        codes=frozenset(codes),
        towns=frozenset(towns.areas),
        largest=tuple(sorted(codes, key=lambda code: -(figures[code][0] or 0))[:3]),
        notes=(_everybody(figures), *notes),
    )


def _code(sheet: Sheet, row: int, cells: list[str], towns: Towns, faults: Faults) -> str:
    """The code of a row's municipality, which has no other row."""
    code = towns.code(row, cell(sheet, cells, "code"))
    if code and towns.met[code] != row:
        name = sheet.name("code")
        faults.add(row, name, cell(sheet, cells, "code"), "cell_repeated", row=towns.met[code])
        return ""
    if any(there.strip() for there in cells[len(sheet.heading) :]):
        faults.add(row, sheet.name("code"), code, "row_too_long", columns=len(sheet.heading))
    return code


def _counts(sheet: Sheet, row: int, cells: list[str], faults: Faults) -> Counts:
    found: Counts = []
    for column in COUNTS:
        said = cell(sheet, cells, column)
        count = None
        if said:
            try:
                count = count_in(said)
            except ValueError:
                faults.add(row, sheet.name(column), said, "not_a_count")
            else:
                if count < 0:
                    faults.add(row, sheet.name(column), said, "count_negative")
                elif count > MOST:
                    faults.add(row, sheet.name(column), said, "count_too_large")
        found.append(count)
    _require_fewer(found, sheet, row, faults)
    return found


def _require_fewer(counts: Counts, sheet: Sheet, row: int, faults: Faults) -> None:
    """A part is not more than the whole: the columns have not slipped."""
    taxpayers, none, low, frequency, _amount = counts
    for column, part in (("class_low", (none or 0) + (low or 0)), ("taxable_frequency", frequency)):
        if taxpayers is not None and part is not None and part > taxpayers:
            faults.add(row, sheet.name(column), part, "more_than_taxpayers", taxpayers=taxpayers)


def _of_nobody(sheet: Sheet, row: int, cells: list[str]) -> Reason | None:
    """The row of those whose municipality is not known: told, and left out."""
    if cell(sheet, cells, "code") not in NOBODY or not NO_TOWN.search(" ".join(cells[:10])):
        return None
    return Reason(
        "of_nobody", {"row": str(row), "taxpayers": _number(cell(sheet, cells, "taxpayers"))}
    )


def _tax_year(years: dict[str, int], sheet: Sheet, faults: Faults) -> date | None:
    """The last day of the one year that the rows are of."""
    found = None
    for said, row in years.items():
        if not (is_plain(said) and len(said) == 4 and 1990 < int(said) < 2200):
            faults.add(row, sheet.name("year"), said, "year_unknown")
        elif found and found.year != int(said):
            faults.add(row, sheet.name("year"), said, "year_differs", year=found.year)
        else:
            found = date(int(said), 12, 31)
    return found


def _number(said: str) -> int | str:
    return int(said) if is_plain(said) and len(said) < 10 else said or "?"


def _plain(count: int | None) -> str:
    return "" if count is None else str(count)


def _everybody(figures: dict[str, Counts]) -> Reason:
    taxpayers = sum(counts[0] or 0 for counts in figures.values())
    return Reason("taxpayers", {"total": taxpayers})
