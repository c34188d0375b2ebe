"""How much of the plan goes together with health, school, work, housing, transport and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from raccordo.finance.models import BudgetLine
from raccordo.finance.queries.sums import ZERO, Sums, sums_by
from raccordo.planning.models import Action, Integration, Plan
from raccordo.planning.states import LIVING_ACTIONS
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """An action with the part of its money that goes together with a policy."""

    action: Action
    percent: Decimal | None
    programmed: Decimal

    @property
    def amount(self) -> Decimal:
        """To the cent, half up; where no part is told, nothing."""
        share = self.percent or ZERO
        return (self.programmed * share / 100).quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class PolicySheet:
    """A policy with the actions that integrate it: none, where nobody does."""

    policy: Term
    parts: Sequence[Part]

    @property
    def amount(self) -> Decimal:
        return sum((part.amount for part in self.parts), ZERO)


def policies_of(plan: Plan, *, on: date) -> list[PolicySheet]:
    """Every policy of the catalogue, also those no action integrates (L. 328/2000 art. 3)."""
    held = Integration.objects.filter(action__plan=plan, action__state__in=LIVING_ACTIONS)
    rows = list(held.select_related("action", "policy").order_by("action__order", "pk"))
    lines = BudgetLine.objects.filter(action__plan=plan)
    sums = sums_by("action", movements=None, lines=lines)
    sheets = []
    for policy in terms_of("policies", on=on):
        parts = [
            Part(row.action, row.percent, sums.get((row.action_id,), Sums()).programmed)
            for row in rows
            if row.policy.code == policy.code
        ]
        sheets.append(PolicySheet(policy, parts))
    return sheets
