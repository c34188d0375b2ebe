from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.utils.formats import number_format

from raccordo.archive.shelves import content_of
from raccordo.journal.models import Entry
from raccordo.journal.recording import name_of
from raccordo.observatory.importing.arriving import Example, examples_of
from raccordo.observatory.importing.examining import list_in
from raccordo.observatory.importing.summary import Summary, changes_said, summary_of
from raccordo.observatory.importing.weighing import PUBLISHED
from raccordo.observatory.indicators import INDICATORS
from raccordo.observatory.models import Arrival, Vintage
from raccordo.observatory.states import ArrivalState, Dataset, FileKind
from raccordo.territory.changes import Changes, changes_of
from raccordo.territory.listing import Listed
from raccordo.web.territory.forms import SuccessionsForm


@dataclass(frozen=True, slots=True)
class VintageRow:
    """Some figures of the house, and who loaded them."""

    vintage: Vintage
    by: str

    @property
    def towns(self) -> str:
        return number_format(self.vintage.towns, force_grouping=True)

    @property
    def rows(self) -> str:
        return number_format(self.vintage.rows, force_grouping=True)


@dataclass(frozen=True, slots=True)
class AwaitedTable:
    """A table that is not there yet: the indicators that wait for it, and where it is found."""

    name: str
    indicators: Sequence[str]
    source: str  # empty when this version cannot read it


@dataclass(frozen=True, slots=True)
class ArrivalSheet:
    """What the page of a file shows before it is confirmed."""

    summary: Summary | None = None
    examples: Sequence[Example] = ()
    lines: Sequence[str] = ()
    since: date | None = None
    form: forms.Form | None = field(default=None)


def vintage_rows(*, named: bool) -> list[VintageRow]:
    """Every figure that there is or was; who loaded it is told to those who may load, too."""
    vintages = list(Vintage.objects.select_related("source"))
    who = _who_loaded(vintages) if named else {}
    return [VintageRow(vintage, who.get(name_of(vintage), "")) for vintage in vintages]


def awaited_tables(rows: Iterable[VintageRow]) -> list[AwaitedTable]:
    """The tables that would give a value to the indicators that have none."""
    present = {row.vintage.dataset for row in rows if row.vintage.current}
    missing = [dataset for dataset in Dataset if dataset not in present]
    return [
        AwaitedTable(
            str(dataset.label),
            [str(indicator.name) for indicator in INDICATORS if dataset in indicator.tables],
            PUBLISHED[dataset][0] if dataset in PUBLISHED else "",
        )
        for dataset in missing
    ]


def _who_loaded(vintages: Sequence[Vintage]) -> dict[str, str]:
    told = Entry.objects.filter(
        what="vintage.loaded", subject__in=[name_of(vintage) for vintage in vintages]
    ).select_related("user")
    return {entry.subject: str(entry.user) for entry in told if entry.user}


def list_of(arrival: Arrival, *, on: date) -> tuple[list[Listed], Changes]:
    """The municipalities of a list, read again, and what they would change now."""
    listed = list_in(content_of(arrival.file.sha256))
    since = date.fromisoformat(arrival.told["since"])
    return listed, changes_of(listed, on=since, today=on)


def arrival_sheet(arrival: Arrival, *, on: date, form: forms.Form | None) -> ArrivalSheet:
    """What was read in a file; a list of municipalities is compared with the register of now."""
    if arrival.state != ArrivalState.READY:
        return ArrivalSheet()
    if arrival.kind != FileKind.TOWNS:
        return ArrivalSheet(summary_of(arrival.told), _by_town(examples_of(arrival)))
    listed, changes = list_of(arrival, on=on)
    return ArrivalSheet(
        lines=list(changes_said(changes)),
        since=changes.on,
        form=form or SuccessionsForm(changes=changes, listed=listed),
    )


def _by_town(examples: Iterable[Example]) -> list[Example]:
    """The largest first, each with its indicators together."""
    found = list(examples)
    towns = list(dict.fromkeys(example.town for example in found))
    return sorted(found, key=lambda example: towns.index(example.town))
