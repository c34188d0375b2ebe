"""What the plan does with its money in a municipality."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from raccordo.finance.models import BudgetLine, Movement
from raccordo.finance.queries.sums import Sums, sums_by, sums_of
from raccordo.planning.models import Action
from raccordo.territory.models import Area


@dataclass(frozen=True, slots=True)
class ActionSheet:
    """An action with its money of a year."""

    action: Action
    sums: Sums


def sheets_of_actions(actions: QuerySet[Action], *, year: int) -> list[ActionSheet]:
    """Some actions with what became of their money in a year: three questions."""
    rows = list(actions)
    mine = {"action__in": [one.pk for one in rows], "year": year}
    sums = sums_by(
        "action",
        movements=Movement.objects.filter(**mine),
        lines=BudgetLine.objects.filter(**mine),
    )
    return [ActionSheet(one, sums.get((one.pk,), Sums())) for one in rows]


def money_for(town: Area, actions: QuerySet[Action]) -> Decimal:
    """What the financial plan means for a municipality by its name, over all the years."""
    lines = BudgetLine.objects.filter(action__in=actions.order_by().values("pk"), town=town)
    return sums_of(movements=Movement.objects.none(), lines=lines).programmed
