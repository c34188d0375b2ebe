"""What the municipalities owe the plan, what they paid and what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from raccordo.access.queries import held_mandate
from raccordo.access.rights import Right
from raccordo.finance.models import Allocation, Movement, Quota
from raccordo.finance.queries.sums import ZERO, sums_by
from raccordo.finance.states import FundSort
from raccordo.journal.acting import Acting
from raccordo.planning.queries.plans import where_open
from raccordo.territory.states import AreaKind


@dataclass(frozen=True, slots=True)
class QuotaSheet:
    """A municipality's share of a year: what it paid, and how late it is."""

    quota: Quota
    paid: Decimal
    on: date

    @property
    def left(self) -> Decimal:
        return max(self.quota.amount - self.paid, ZERO)

    @property
    def days_late(self) -> int:
        """How many days ago the rest was due; nothing where nothing is left."""
        due = self.quota.due_on
        return max((self.on - due).days, 0) if due and self.left else 0


@dataclass(frozen=True, slots=True)
class QuotaTotals:
    """All the shares of a year together."""

    owed: Decimal
    paid: Decimal
    left: Decimal
    late: Decimal


def quotas_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Quota]:
    """The shares of the areas where this mandate gives this right: a municipality, its own."""
    open_ = Allocation.objects.filter(where_open(acting, right, on=on))
    found = Quota.objects.filter(allocation__in=open_.order_by().values("pk"))
    mandate = held_mandate(acting, on=on)
    place = mandate.area if mandate else None
    if place and place.kind == AreaKind.MUNICIPALITY:
        found = found.filter(town=place)
    return found.select_related("allocation__fund", "allocation__area", "town", "act__organ")


def sheets_of_quotas(quotas: QuerySet[Quota], *, on: date) -> list[QuotaSheet]:
    """Some shares with what was paid of each: two questions."""
    rows = list(quotas)
    paid = paid_of(rows)
    return [QuotaSheet(one, paid.get(one.pk, ZERO), on) for one in rows]


def paid_of(quotas: Sequence[Quota]) -> Mapping[int, Decimal]:
    """What was collected of each of some shares."""
    movements = Movement.objects.filter(quota__in=[one.pk for one in quotas])
    sums = sums_by("quota", movements=movements, lines=None)
    return {pk: told.collected for (pk,), told in sums.items()}


def totals_of(sheets: Sequence[QuotaSheet]) -> QuotaTotals:
    """The totals of some shares."""
    return QuotaTotals(
        owed=sum((one.quota.amount for one in sheets), ZERO),
        paid=sum((one.paid for one in sheets), ZERO),
        left=sum((one.left for one in sheets), ZERO),
        late=sum((one.left for one in sheets if one.days_late), ZERO),
    )


def shared_allocations(allocations: QuerySet[Allocation]) -> QuerySet[Allocation]:
    """The years of funds that the municipalities pay."""
    return allocations.filter(fund__sort=FundSort.TOWNS)
