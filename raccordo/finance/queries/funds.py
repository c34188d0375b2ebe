from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from raccordo.access.rights import Right
from raccordo.finance.models import Allocation, BudgetLine, Fund, FundReport, Movement
from raccordo.finance.queries.sums import ZERO, Key, Sums, sums_by
from raccordo.finance.rules.terms import Outlook, Standing, outlook
from raccordo.foundation.periods import in_force
from raccordo.journal.acting import Acting
from raccordo.planning.queries.plans import where_open
from raccordo.territory.models import Area


def allocations_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Allocation]:
    """What funds give the areas where this mandate gives this right on this day."""
    found = Allocation.objects.filter(where_open(acting, right, on=on))
    return found.select_related("fund", "area")


def funds_for(area: Area, *, on: date) -> QuerySet[Fund]:
    """The funds that an area may receive: those of the catalogue, and its own."""
    return Fund.objects.filter(in_force(on), Q(area=None) | Q(area=area))


@dataclass(frozen=True, slots=True)
class FundSheet:
    """A year of a fund, with its sums, its last report, and what is to be done of it."""

    allocation: Allocation
    sums: Sums
    outlook: Outlook
    last: FundReport | None = None

    @property
    def over_programmed(self) -> Decimal:
        """What is programmed and no longer assigned: the fund was cut."""
        return max(-self.sums.to_programme, ZERO)

    @property
    def to_report(self) -> Decimal:
        """What was paid, or what its reports tell instead, and no report told yet."""
        if self.last is None:
            return self.sums.paid
        now: Decimal = getattr(self.sums, self.last.measure)
        return max(now - self.last.total, ZERO)


def sheets_of(allocations: QuerySet[Allocation], *, on: date) -> list[FundSheet]:
    """Some years of funds with their sums, the most at risk first: four questions in all."""
    rows = list(allocations)
    pks = [one.pk for one in rows]
    told = sums_of_allocations(pks)
    reports = FundReport.objects.filter(allocation__in=pks).order_by("closed_on", "pk")
    last = {one.allocation_id: one for one in reports.defer("cells")}
    found = [_sheet(one, told.get((one.pk,), Sums()), last.get(one.pk), on=on) for one in rows]
    return sorted(found, key=_urgency)


def sums_of_allocations(rows: Collection[int]) -> Mapping[Key, Sums]:
    """What became of the money of some years of funds, in all the years it is spent in."""
    return sums_by(
        "allocation",
        movements=Movement.objects.filter(allocation__in=rows),
        lines=BudgetLine.objects.filter(allocation__in=rows),
    )


def _sheet(one: Allocation, sums: Sums, last: FundReport | None, *, on: date) -> FundSheet:
    standing = Standing(
        assigned=sums.assigned,
        committed=sums.committed,
        paid=sums.paid,
        spend_by=one.spend_by,
        report_by=one.report_by,
        share_to_report=one.share_to_report,
    )
    return FundSheet(one, sums, outlook(standing, on=on), last)


def _urgency(sheet: FundSheet) -> tuple[int, ...]:
    """What was cut below the plan first, then by risk."""
    days = sheet.outlook.days_left
    late = 10**6 if days is None else days
    one, cut = sheet.allocation, bool(sheet.over_programmed)
    return (not cut, -sheet.outlook.risk, late, -one.year, one.pk)
