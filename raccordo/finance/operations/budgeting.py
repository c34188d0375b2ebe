"""The financial plan: what of each fund is meant for each action, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.earmarks import bonds_of, use_of, verdicts_on
from raccordo.finance.queries.sums import ZERO, sums_of
from raccordo.finance.reasons import sentence
from raccordo.finance.rules.earmarks import Verdict, judged
from raccordo.foundation.errors import Refused
from raccordo.foundation.money import euros
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.models import Action, Plan
from raccordo.planning.queries.changing import plan_to_write
from raccordo.territory.models import Area

MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid: what one read there, and what is to be there."""

    action: Action
    allocation: Allocation
    year: int
    amount: Decimal
    before: Decimal = ZERO
    nature: str = ""
    town: Area | None = None


@operation
def write_budget(plan: Plan, cells: Sequence[Cell], *, by: Acting) -> list[Verdict]:
    """Write some cells of the financial plan, all or none; what earmarks only advise is returned.

    A cell that somebody has changed since one read it is not written over.
    """
    plan = plan_to_write(plan)
    if len(cells) > MOST_CELLS:
        raise Refused(_("Le caselle sono troppe: incollarne meno per volta."))
    touched = _locked({cell.allocation.pk for cell in cells})
    for cell in cells:
        _require_sound(plan, cell)
        _write(cell)
    warnings: list[Verdict] = []
    for allocation in touched:
        warnings += _require_allowed(allocation, [c for c in cells if c.allocation == allocation])
        _require_within(allocation)
    whole = sum((cell.amount for cell in cells), ZERO)
    record(by=by, what="budget.written", subject=plan, cells=len(cells), amount=whole)
    return warnings


def _locked(rows: set[int]) -> list[Allocation]:
    locked = Allocation.objects.select_for_update(of=("self",)).filter(pk__in=rows)
    return list(locked.select_related("fund", "area").order_by("pk"))


def _require_sound(plan: Plan, cell: Cell) -> None:
    if cell.action.plan_id != plan.pk:
        raise Refused(_("«%s» è di un altro piano.") % cell.action)
    if cell.allocation.area_id != plan.area_id:
        raise Refused(_("«%s» è di un altro territorio.") % cell.allocation)
    if cell.year not in plan.years:
        raise Refused(_("Il %s non è fra gli anni del piano.") % cell.year)
    if cell.amount < 0:
        raise Refused(_("L'importo non può essere negativo."))


def _write(cell: Cell) -> None:
    mine = {"action": cell.action, "allocation": cell.allocation, "year": cell.year}
    exact = {"nature": cell.nature, "town": cell.town}
    line = BudgetLine.objects.filter(**mine, **exact).first()
    now = line.amount if line else ZERO
    if now != cell.before:
        facts = {"code": cell.action.code, "fund": cell.allocation, "now": euros(now)}
        raise Refused(
            _(
                "Nel frattempo qualcun altro ha scritto %(now)s per l'azione %(code)s su"
                " %(fund)s: ricaricare la pagina."
            )
            % facts
        )
    if line is None:
        line = BudgetLine(**mine, **exact)
    line.amount = cell.amount
    if cell.amount or cell.before:
        line.save()
    sums = sums_of(
        movements=Movement.objects.filter(**mine), lines=BudgetLine.objects.filter(**mine)
    )
    if sums.available < 0:
        used = sums.committed + sums.still_reserved
        facts = {"code": cell.action.code, "year": cell.year, "used": euros(used)}
        raise Refused(
            _("Per l'azione %(code)s nel %(year)s sono già impegnati o prenotati %(used)s.") % facts
        )


def _require_allowed(allocation: Allocation, cells: Sequence[Cell]) -> list[Verdict]:
    """Refuse what an earmark that binds the area forbids; what only advises is told."""
    bonds, told = bonds_of(allocation), []
    for cell in cells:
        line = BudgetLine(action=cell.action, nature=cell.nature, amount=cell.amount)
        told += judged(str(allocation), bonds, use_of(line))
    if refused := [verdict for verdict in told if verdict.refuses]:
        raise Refused("\n".join(sentence(verdict.reason) for verdict in refused))
    every = allocation.lines.select_related("action").prefetch_related(
        "action__groups", "action__leps"
    )
    shares = [verdict for verdict in verdicts_on(allocation, every) if verdict not in told]
    return told + shares


def _require_within(allocation: Allocation) -> None:
    sums = sums_of(movements=allocation.movements.all(), lines=allocation.lines.all())
    if sums.programmed > sums.assigned:
        facts = {"fund": allocation, "free": euros(sums.assigned)}
        facts["over"] = euros(sums.programmed - sums.assigned)
        raise Refused(
            _("Di «%(fund)s» sono assegnati %(free)s: così sarebbero programmati %(over)s di più.")
            % facts
        )
