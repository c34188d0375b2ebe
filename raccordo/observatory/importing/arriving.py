"""A file that was brought is read, once, and what was found is kept beside it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.archive.shelves import content_of, place_of
from raccordo.foundation.downloads import Tell
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.observatory import counting
from raccordo.observatory.importing.examining import Examined, examine
from raccordo.observatory.importing.weighing import publication_told
from raccordo.observatory.indicators import BY_CODE, Indicator
from raccordo.observatory.models import Arrival, Vintage
from raccordo.observatory.operations import (
    confirm_figures,
    confirm_list,
    discard_file,
    note_reading,
    receive_file,
)
from raccordo.observatory.rules import Gathered, Term, ratio
from raccordo.observatory.states import ArrivalState, Dataset
from raccordo.observatory.wording import with_unit
from raccordo.post.jobs import Stopped
from raccordo.territory.models import Denomination

log = logging.getLogger("raccordo.importing")
SHOWN = {
    Dataset.POPULATION: ("D01", "D04"),
    Dataset.INCOMES: ("E01", "E02"),
    Dataset.SURFACES: ("D02",),
}


@dataclass(frozen=True, slots=True)
class Example:
    """The value of an indicator for a municipality, as it would be."""

    town: str
    indicator: str
    value: str


def read_arrival(arrival: Arrival, *, by: Acting, on: date, tell: Tell | None = None) -> Arrival:
    """Read a file and write down what it is, or why it is refused: it never waits for ever."""
    try:
        found = examine(
            content_of(arrival.file.sha256),
            on=on,
            said=arrival.day,
            sha256=arrival.file.sha256,
            tell=tell,
        )
    except Stopped:
        raise
    except Exception:
        log.exception("the reading of %s broke", arrival.key)
        problem = _(
            "La lettura del file si è fermata per un errore imprevisto: non è entrato nulla. "
            "Caricarlo di nuovo; se succede ancora, avvisare chi gestisce Raccordo."
        )
        found = Examined(state=ArrivalState.REFUSED, problem=problem)
    return note_reading(arrival, found=found, by=by)


def load_at_once(
    content: bytes,
    *,
    name: str,
    found: Examined,
    became: Mapping[str, str],
    split_from: Mapping[str, str],
    by: Acting,
    on: date,
    day: date | None = None,
    limit: int | None = None,
) -> Arrival:
    """Keep a file, note what was read in it and confirm it; left aside if that is refused."""
    arrival = receive_file(content, name=name, day=day, limit=limit, by=by, on=on)
    arrival = note_reading(arrival, found=found, by=by)
    shown = arrival.file.sha256
    try:
        if found.changes:
            told = {"became": became, "split_from": split_from}
            confirm_list(arrival, listed=found.listed, sha256=shown, **told, by=by, on=on)
        else:
            confirm_figures(arrival, sha256=shown, by=by, on=on)
    except Refused:
        discard_file(arrival, by=by)
        raise
    return arrival


def examples_of(arrival: Arrival) -> Iterator[Example]:
    """A few indicators of the largest municipalities: numbers that one knows by heart."""
    if arrival.table is None:
        return
    told = publication_told(arrival.told)
    units = {n: [code] for n, code in enumerate(arrival.told["largest"])}
    names = dict(
        Denomination.objects.filter(istat_code__in=arrival.told["largest"])
        .order_by("since", "pk")
        .values_list("istat_code", "name")
    )
    tables = {told.dataset: place_of(arrival.table.sha256)}
    if told.dataset == Dataset.SURFACES and (people := _residents()):
        tables[Dataset.POPULATION] = place_of(people.file.sha256)
    for indicator in (BY_CODE[code] for code in SHOWN[Dataset(told.dataset)]):
        if indicator.above not in tables or indicator.below not in tables:
            continue
        above = counting.gathered(tables[indicator.above], _terms(indicator.numerator), units)
        below = counting.gathered(tables[indicator.below], _terms(indicator.denominator), units)
        for unit, (code,) in units.items():
            up = _total(above, unit, indicator.numerator)
            down = _total(below, unit, indicator.denominator)
            if up is not None and (down is not None or indicator.denominator is None):
                yield Example(
                    names.get(code, code), str(indicator.name), _said(up, down, indicator)
                )


def _residents() -> Vintage | None:
    newest = Vintage.objects.filter(dataset=Dataset.POPULATION, current=True)
    return newest.select_related("file").order_by("-reference_date").first()


def _terms(term: Term | None) -> list[Term]:
    return [term] if term else []


def _total(sums: dict[int, dict[Term, Gathered]], unit: int, term: Term | None) -> Decimal | None:
    found = sums.get(unit, {}).get(term) if term else None
    return None if found is None or found.withheld else found.total


def _said(up: Decimal, down: Decimal | None, indicator: Indicator) -> str:
    value = ratio(up, down, per=indicator.per)
    return _("n.d.") if value is None else with_unit(value, indicator.unit)
