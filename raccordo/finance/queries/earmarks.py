from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from raccordo.finance.models import Allocation, BudgetLine, Earmark
from raccordo.finance.rules.earmarks import Bond, Use, Verdict, judged, shares_judged
from raccordo.finance.states import EarmarkLevel, EarmarkSort
from raccordo.planning.models import Action


def earmarks_of(allocation: Allocation) -> QuerySet[Earmark]:
    """The earmarks that hold for the money of a year: those of the year it was assigned in."""
    still = Q(last_year=None) | Q(last_year__gte=allocation.year)
    return Earmark.objects.filter(still, fund=allocation.fund_id, first_year__lte=allocation.year)


def bonds_of(allocation: Allocation) -> list[Bond]:
    """The same, as rules see them."""
    return [
        Bond(
            text=one.text,
            source=one.source,
            level=EarmarkLevel(one.level),
            sort=EarmarkSort(one.sort),
            codes=frozenset(one.codes),
            percent=one.percent,
        )
        for one in earmarks_of(allocation)
    ]


def use_of(line: BudgetLine) -> Use:
    """What a line would pay, as rules see it."""
    return Use(
        action=str(line.action),
        groups=_codes(line.action, "groups"),
        leps=_codes(line.action, "leps"),
        nature=line.nature,
        amount=line.amount,
    )


def verdicts_on(allocation: Allocation, lines: Iterable[BudgetLine]) -> list[Verdict]:
    """What the earmarks of an allocation say of some lines, one by one and together."""
    bonds, name = bonds_of(allocation), str(allocation)
    uses = [use_of(line) for line in lines]
    each = [verdict for use in uses for verdict in judged(name, bonds, use)]
    return each + shares_judged(name, bonds, uses)


def _codes(action: Action, name: str) -> frozenset[str]:
    return frozenset(term.code for term in getattr(action, name).all())
