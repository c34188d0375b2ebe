"""ISTAT's residents by sex and age on 1 January (POSAS), in each of its layouts."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

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
    count_in,
    is_note,
    is_plain,
    require_day,
)
from raccordo.observatory.reasons import IN_FIGURES
from raccordo.observatory.rules import OLDEST
from raccordo.observatory.states import Dataset, Status

LAYOUT = Layout(
    "posas",
    (
        Column("code", "Codice comune", "codice-comune"),
        Column("name", "Comune", "comune|denominazione"),
        Column("age", "Età", "eta"),
        Column("males", "Totale maschi", "totale-maschi"),
        Column("females", "Totale femmine", "totale-femmine"),
        Column("both", "Totale", "totale"),
    ),
)
COUNTS = ("age", "males", "females", "both")
ALL_AGES = 999
AGES = range(OLDEST + 1)
MOST = 10_000_000  # more than in any municipality, of any age
YEAR = re.compile(r"\b1\W{0,3}\s*gennaio\s+([0-9]{4})\b", re.IGNORECASE)
COLUMNS = (
    ("istat_code", "VARCHAR"),
    ("age", "UTINYINT"),
    ("males", "UINTEGER"),
    ("females", "UINTEGER"),
)


@dataclass(slots=True)
class Town:
    """The residents of a municipality, age by age as they are met; -1 where still unknown."""

    name: str
    males: array[int] = field(default_factory=lambda: array("l", [-1]) * len(AGES))
    females: array[int] = field(default_factory=lambda: array("l", [-1]) * len(AGES))
    total: tuple[int, int, int] | None = None  # its row, and what it says


def read_posas(sheet: Sheet, *, known: Known, said: date | None = None) -> Read:
    """Every age of every municipality, or a refusal that tells each wrong row."""
    reference, status = _told_by(sheet.title)
    require_day(reference, said=said, known=known)
    faults = Faults()
    towns = Towns(known, faults, sheet.name("code"))
    people = _people(sheet, towns, faults)
    for code, town in people.items():
        _require_whole(code, town, towns.met[code], sheet, faults)
    if not people and not faults.count:
        raise Refused(_("Nel file non c'è nessun Comune."), field="file")
    faults.require_none(IN_FIGURES)
    codes = sorted(people)
    return Read(
        dataset=Dataset.POPULATION,
        reference_date=reference,
        status=status,
        title=str(Dataset.POPULATION.label),
        columns=COLUMNS,
        rows=[_rows(code, people[code]) for code in codes],
        codes=frozenset(codes),
        towns=frozenset(towns.areas),
        largest=tuple(sorted(codes, key=lambda code: -_everybody(people[code]))[:3]),
        notes=_notes(people),
    )


def _told_by(title: str) -> tuple[date, Status]:
    """The title says the day, and whether it is an estimate."""
    words = " ".join(title.split()).lower()
    year = YEAR.search(words)
    if "stranier" in words:
        raise Refused(_("Il file conta la popolazione straniera: non è POSAS."), field="file")
    if year is None or not 1990 < int(year[1]) < 2200:
        raise Refused(
            _(
                "Nella prima riga manca il titolo con la data («… al 1° gennaio 2026»): "
                "serve il file come si scarica da ISTAT, con quella riga."
            ),
            field="file",
        )
    if "stima" in words or "stime" in words:
        return date(int(year[1]), 1, 1), Status.ESTIMATE
    provisional = "provvisor" in words
    return date(int(year[1]), 1, 1), Status.PROVISIONAL if provisional else Status.FINAL


def _people(sheet: Sheet, towns: Towns, faults: Faults) -> dict[str, Town]:
    people: dict[str, Town] = {}
    code_at = sheet.places["code"]
    at = [sheet.places[name] for name in COUNTS]
    for number, cells in sheet.rows:
        try:  # nearly every row is sound: what is wrong is looked into after
            said, told = cells[code_at], [cells[place] for place in at]
            read = int if is_plain("".join(told)) else count_in
            age, males, females, both = map(read, told)
            sound = 0 <= males < MOST and 0 <= females < MOST and males + females == both
        except (ValueError, IndexError):
            sound = False
        if not sound:
            _tell(sheet, number, cells, towns, faults)
        elif code := said if said in people else towns.code(number, said):
            town = people.get(code)
            if town is None:
                town = people[code] = Town(cell(sheet, cells, "name"))
            _take(town, age, males, females, number, sheet, faults)
    return people


def _take(
    town: Town, age: int, males: int, females: int, row: int, sheet: Sheet, faults: Faults
) -> None:
    if age == ALL_AGES and town.total is None:
        town.total = (row, males, females)
    elif 0 <= age <= OLDEST and town.males[age] < 0:
        town.males[age], town.females[age] = males, females
    elif age == ALL_AGES or 0 <= age <= OLDEST:
        faults.add(row, sheet.name("age"), age, "age_repeated", name=town.name)
    else:
        faults.add(row, sheet.name("age"), age, "age_unknown", oldest=OLDEST, total=ALL_AGES)


def _tell(sheet: Sheet, row: int, cells: list[str], towns: Towns, faults: Faults) -> None:
    """Say what is wrong with a row, cell by cell; a note under the table is not a row."""
    if is_note(cells):
        return
    towns.code(row, cell(sheet, cells, "code"))
    before, sums = faults.count, {}
    for column in COUNTS:
        said = cell(sheet, cells, column)
        try:
            sums[column] = count_in(said)
        except ValueError:
            wrong = "not_a_count" if said else "cell_missing"
            faults.add(row, sheet.name(column), said, wrong)
        else:
            _require_count(sums[column], row, sheet.name(column), faults)
    if faults.count == before and sums["males"] + sums["females"] != sums["both"]:
        both = sums["males"] + sums["females"]
        faults.add(row, sheet.name("both"), sums["both"], "total_differs", sum=both)


def _require_count(count: int, row: int, column: str, faults: Faults) -> None:
    if count < 0:
        faults.add(row, column, count, "count_negative")
    elif count >= MOST:
        faults.add(row, column, count, "count_too_large")


def _require_whole(code: str, town: Town, row: int, sheet: Sheet, faults: Faults) -> None:
    """Every age once, and together what the row of all ages says."""
    lacking = [age for age in AGES if town.males[age] < 0]
    if lacking:
        facts = {"name": town.name or code, "ages": _stretches(lacking)}
        faults.add(row, sheet.name("age"), code, "ages_missing", **facts)
    elif town.total:
        total_row, males, females = town.total
        for column, told, ages in (
            ("males", males, town.males),
            ("females", females, town.females),
        ):
            if sum(ages) != told:
                facts = {"name": town.name or code, "sum": str(sum(ages))}
                faults.add(total_row, sheet.name(column), told, "sum_differs", **facts)


def _stretches(ages: list[int]) -> str:
    """0–2, 7, 90–100."""
    found = []
    for _key, group in groupby(enumerate(ages), key=lambda pair: pair[1] - pair[0]):
        stretch = [age for _n, age in group]
        ends = {stretch[0]: None, stretch[-1]: None}
        found.append("–".join(str(age) for age in ends))
    return ", ".join(found)


def _rows(code: str, town: Town) -> str:
    return "\n".join(
        f"{code},{age},{males},{females}"
        for age, males, females in zip(AGES, town.males, town.females, strict=True)
    )


def _everybody(town: Town) -> int:
    return sum(town.males) + sum(town.females)


def _notes(people: dict[str, Town]) -> tuple[Reason, ...]:
    everybody = sum(_everybody(town) for town in people.values())
    notes = [Reason("residents", {"total": everybody})]
    unchecked = sum(town.total is None for town in people.values())
    if unchecked:
        notes.append(Reason("no_totals", {"towns": unchecked}))
    return tuple(notes)
