"""What of the plan and of its money awaits a person: contracts that end, terms, shares that lag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext_lazy

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.finance.queries.accounts import movements_open_to, on_void_acts
from raccordo.finance.queries.funds import allocations_open_to, sheets_of
from raccordo.finance.queries.quotas import quotas_open_to, sheets_of_quotas
from raccordo.finance.queries.sums import ZERO
from raccordo.foundation.money import euros
from raccordo.journal.acting import Acting
from raccordo.planning.queries.lapses import contracts_expiring, steps_late
from raccordo.planning.queries.plans import actions_open_to
from raccordo.planning.states import PlanState

EXPIRING = ngettext_lazy(
    "%(n)s contratto che scade entro 180 giorni",
    "%(n)s contratti che scadono entro 180 giorni",
    "n",
)
STEPS_LATE = ngettext_lazy(
    "%(n)s passo di una procedura in ritardo", "%(n)s passi di procedure in ritardo", "n"
)
AT_RISK = ngettext_lazy(
    "%(sum)s da impegnare entro sei mesi, su %(n)s fondo",
    "%(sum)s da impegnare entro sei mesi, su %(n)s fondi",
    "n",
)
OVER = ngettext_lazy(
    "%(sum)s programmati più dell'assegnato, su %(n)s fondo",
    "%(sum)s programmati più dell'assegnato, su %(n)s fondi",
    "n",
)
QUOTAS_LATE = ngettext_lazy(
    "%(n)s quota di un Comune in ritardo", "%(n)s quote di Comuni in ritardo", "n"
)
ON_VOID_ACTS = ngettext_lazy(
    "%(n)s scrittura su un atto senza efficacia", "%(n)s scritture su atti senza efficacia", "n"
)
NEAR = 2
Line = tuple[str, str]


def plan_waiting(acting: Acting, *, on: date) -> Iterator[Line]:
    """Of the plans one keeps: what is late, what ends soon."""
    if Right.KEEP_PLAN not in RIGHTS.get(Role(acting.role), ()):
        return
    kept = actions_open_to(acting, Right.KEEP_PLAN, on=on)
    actions = kept.exclude(plan__state=PlanState.CLOSED)
    page = reverse("plan:expiring")
    if n := steps_late(actions, on=on).count():
        yield (STEPS_LATE % {"n": n}, page)
    if n := contracts_expiring(actions, on=on).count():
        yield (EXPIRING % {"n": n}, page)


def money_waiting(acting: Acting, *, on: date) -> Iterator[Line]:
    """Of the money one keeps: what a term will take away, who has not paid."""
    if Right.KEEP_MONEY not in RIGHTS.get(Role(acting.role), ()):
        return
    funds = sheets_of(allocations_open_to(acting, Right.KEEP_MONEY, on=on), on=on)
    if over := [one for one in funds if one.over_programmed]:
        whole = euros(sum((one.over_programmed for one in over), ZERO))
        yield (OVER % {"n": len(over), "sum": whole}, reverse("money:funds"))
    risky = [one for one in funds if one.outlook.risk >= NEAR and not one.outlook.lost]
    if risky:
        whole = euros(sum((one.outlook.unbound for one in risky), ZERO))
        yield (AT_RISK % {"n": len(risky), "sum": whole}, reverse("money:funds"))
    void = on_void_acts(movements_open_to(acting, Right.KEEP_MONEY, on=on))
    if n := void.count():
        yield (ON_VOID_ACTS % {"n": n}, reverse("money:entries") + "?atti=senza-efficacia")
    quotas = sheets_of_quotas(quotas_open_to(acting, Right.KEEP_MONEY, on=on), on=on)
    if n := sum(one.days_late > 0 for one in quotas):
        yield (QUOTAS_LATE % {"n": n}, reverse("money:quotas"))
