"""How far each action has come: from what was paid and done, never from what somebody types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.sums import ZERO, Sums, sums_by
from raccordo.finance.rules.terms import NEAR
from raccordo.foundation.reasons import Fact, Reason
from raccordo.planning.models import Action, Plan, Stage
from raccordo.planning.queries.lapses import contracts_expiring, stages_late, steps_late
from raccordo.planning.queries.plans import living


@dataclass(frozen=True, slots=True)
class Progress:
    """An action with its money, its stages, and what is late or at risk of it."""

    action: Action
    sums: Sums
    done: int
    stages: int
    troubles: Sequence[Reason]

    @property
    def committed(self) -> int:
        """Of what is programmed, in hundredths."""
        return _percent(self.sums.committed, self.sums.programmed)

    @property
    def paid(self) -> int:
        """Of what is programmed, in hundredths."""
        return _percent(self.sums.paid, self.sums.programmed)


def actions_without_money(plan: Plan) -> QuerySet[Action]:
    """The living actions of a plan that no source pays."""
    return living(plan.actions.all()).filter(lines=None)


def progress_of(plan: Plan, *, on: date) -> list[Progress]:
    """The living actions of a plan with how far each has come: eight questions, however many."""
    actions = living(plan.actions.all())
    mine = {"action__plan": plan}
    movements, lines = Movement.objects.filter(**mine), BudgetLine.objects.filter(**mine)
    by_source = sums_by("action", "allocation", movements=movements, lines=lines)
    sums: dict[int, Sums] = defaultdict(Sums)
    for (action, _source), told in by_source.items():
        sums[action] += told
    done = Count("pk", filter=Q(done_on__isnull=False))
    counted = Stage.objects.filter(**mine).order_by().values("action")
    stages = {
        row["action"]: (row["done"], row["all"])
        for row in counted.annotate(done=done, all=Count("pk"))
    }
    troubles = _troubles(actions, by_source, on=on)
    return [
        Progress(one, sums[one.pk], *stages.get(one.pk, (0, 0)), troubles[one.pk])
        for one in actions.order_by("order", "pk")
    ]


def _troubles(
    actions: QuerySet[Action], sums: Mapping[tuple[int, int], Sums], *, on: date
) -> dict[int, list[Reason]]:
    """What is late, what ends soon, what money would be lost: with the day of each."""
    found: dict[int, list[Reason]] = defaultdict(list)
    for step in steps_late(actions, on=on):
        late = Reason("step_late", {"what": step.title, "day": step.planned_on})
        found[step.procedure.action_id].append(late)
    for stage in stages_late(actions, on=on):
        last = stage.until - timedelta(days=1)
        found[stage.action_id].append(Reason("stage_late", {"what": stage.title, "day": last}))
    for one in contracts_expiring(actions, on=on):
        last = one.until - timedelta(days=1)
        ends = Reason("contract_ends", {"who": one.provider.name, "day": last})
        found[one.procedure.action_id].append(ends)
    soon = on + timedelta(days=NEAR)
    used = Allocation.objects.filter(pk__in={pk for _action, pk in sums}, spend_by__lte=soon)
    ending = {one.pk: one for one in used.select_related("fund")}
    for (action, source), told in sums.items():
        left = told.programmed - told.committed
        if source in ending and left > ZERO:
            fund = ending[source]
            assert fund.spend_by
            facts: dict[str, Fact] = {"sum": left, "fund": fund.short, "day": fund.spend_by}
            found[action].append(Reason("money_at_risk", facts))
    return found


def _percent(part: Decimal, whole: Decimal) -> int:
    return int(part * 100 / whole) if whole else 0
