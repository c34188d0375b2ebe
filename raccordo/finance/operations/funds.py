from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.finance.models import Allocation, Earmark, Fund
from raccordo.finance.states import EarmarkLevel, EarmarkSort, FundSort, FundState
from raccordo.foundation.errors import Refused
from raccordo.foundation.writing import at_most, on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area


@dataclass(frozen=True, slots=True)
class EarmarkFact:
    """An earmark as a catalogue or a page tells it."""

    text: str
    level: EarmarkLevel
    sort: EarmarkSort
    first_year: int
    source: str = ""
    codes: Sequence[str] = ()
    percent: Decimal | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class FundFact:
    """A fund as a catalogue or a page tells it."""

    code: str
    name: str
    source: str
    sort: FundSort
    state: FundState = FundState.RUNNING
    cup_due: bool = False
    share_to_report: Decimal | None = None
    matrix: str = ""
    earmarks: Sequence[EarmarkFact] = field(default=())


@dataclass(frozen=True, slots=True)
class Terms:
    """By when the money of a year is to be spent and reported."""

    spend_from: date | None = None
    spend_by: date | None = None
    report_by: date | None = None
    share_to_report: Decimal | None = None
    cup_due: bool = False
    note: str = ""


@operation
def load_funds(facts: Sequence[FundFact], *, version: str, since: date, by: Acting) -> list[Fund]:
    """Load a version of the catalogue of funds; of each, the one before is closed, not changed."""
    made = []
    for position, fact in enumerate(facts, start=1):
        same = Fund.objects.filter(code=fact.code, area=None)
        if same.filter(version=version).exists():
            raise Refused(
                _("La versione %(v)s di «%(name)s» c'è già.") % {"v": version, "name": fact.name}
            )
        if before := same.filter(until=None).first():
            before.until = max(since, before.since + timedelta(days=1))
            before.save(update_fields=["until"])
        made.append(_made(fact, version=version, since=since, position=position))
    record(by=by, what="funds.loaded", subject=None, version=version, funds=len(made))
    return made


@operation
def add_fund(area: Area, fact: FundFact, *, by: Acting, on: date) -> Fund:
    """Add a fund of an area's own: a regional line, a foundation's grant."""
    if Fund.objects.filter(code=fact.code, area=area).exists():
        raise Refused(_("C'è già un fondo con questo codice."), field="code")
    fund = _made(fact, version=str(on.year), since=on, position=100, area=area)
    record(by=by, what="fund.added", subject=fund, name=fund.name)
    return fund


@operation
def add_allocation(fund: Fund, *, area: Area, year: int, terms: Terms, by: Acting) -> Allocation:
    """Open what a fund gives an area for a year, with the terms within which it is spent."""
    if not 2000 <= year <= 2100:
        raise Refused(_("Controllare l'anno."), field="year")
    if Allocation.objects.filter(fund=fund, area=area, year=year).exists():
        raise Refused(_("Questa annualità c'è già."), field="year")
    allocation = Allocation(fund=fund, area=area, year=year)
    _write(allocation, terms)
    allocation.save()
    record(by=by, what="allocation.added", subject=allocation, year=year)
    return allocation


@operation
def change_allocation(allocation: Allocation, *, terms: Terms, by: Acting) -> Allocation:
    """Change the terms within which the money of a year is spent and reported."""
    locked = Allocation.objects.select_for_update(of=("self",))
    allocation = locked.get(pk=allocation.pk)
    before = str(allocation.spend_by or "")
    _write(allocation, terms)
    allocation.save()
    record(by=by, what="allocation.changed", subject=allocation, before=before)
    return allocation


@operation
def add_earmark(fund: Fund, fact: EarmarkFact, *, by: Acting) -> Earmark:
    """Write down what the money of a fund must or must not pay, and whom it binds."""
    earmark = _earmark(fund, fact)
    record(by=by, what="earmark.added", subject=earmark, text=earmark.text)
    return earmark


def _made(
    fact: FundFact, *, version: str, since: date, position: int, area: Area | None = None
) -> Fund:
    fund = Fund.objects.create(
        code=fact.code,
        version=version,
        name=on_a_line(fact.name, field="name", longest=200),
        source=at_most(fact.source, field="source", longest=400),
        sort=fact.sort,
        state=fact.state,
        area=area,
        cup_due=fact.cup_due,
        share_to_report=fact.share_to_report,
        matrix=fact.matrix,
        position=position,
        since=since,
    )
    for told in fact.earmarks:
        _earmark(fund, told)
    return fund


def _earmark(fund: Fund, fact: EarmarkFact) -> Earmark:
    if fact.sort in {EarmarkSort.AT_LEAST, EarmarkSort.AT_MOST} and fact.percent is None:
        raise Refused(_("Dire quale quota."), field="percent")
    return Earmark.objects.create(
        fund=fund,
        text=on_a_line(fact.text, field="text", longest=400),
        source=at_most(fact.source, field="source", longest=300),
        level=fact.level,
        sort=fact.sort,
        codes=list(fact.codes),
        percent=fact.percent,
        first_year=fact.first_year,
        last_year=fact.last_year,
    )


def _write(allocation: Allocation, terms: Terms) -> None:
    if terms.spend_from and terms.spend_by and terms.spend_by < terms.spend_from:
        raise Refused(_("Il termine precede l'inizio."), field="spend_by")
    for name in ("spend_from", "spend_by", "report_by", "share_to_report", "cup_due"):
        setattr(allocation, name, getattr(terms, name))
    allocation.note = at_most(" ".join(terms.note.split()), field="note", longest=300)
