"""The financial plan: what of each fund is meant for each action, year by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.closing import closed_years
from raccordo.finance.queries.earmarks import bonds_of, use_of, verdicts_on
from raccordo.finance.queries.sums import ZERO, sums_by, sums_of
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
MOST_TOLD = 20


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

    @property
    def place(self) -> tuple[Any, ...]:
        """What tells it from every other line."""
        town = self.town.pk if self.town else None
        return (self.action.pk, self.allocation.pk, self.year, self.nature, town)


@operation
def write_budget(plan: Plan, cells: Sequence[Cell], *, by: Acting) -> list[Verdict]:
    """Write some cells of the financial plan, all or none; what earmarks only advise is returned.

    A cell that somebody has changed since one read it is not written over.
    """
    plan = plan_to_write(plan)
    if len(cells) > MOST_CELLS:
        raise Refused(_("Le caselle sono troppe: incollarne meno per volta."))
    closed = closed_years(plan.area)
    for cell in cells:
        _require_sound(plan, cell)
        if cell.year in closed:
            raise Refused(_("L'esercizio %s è chiuso.") % cell.year)
    touched = _locked({cell.allocation.pk for cell in cells})
    _write(plan, touched, cells)
    _require_not_used(plan, touched, cells)
    warnings: list[Verdict] = []
    for allocation in touched:
        warnings += _require_allowed(allocation, [c for c in cells if c.allocation == allocation])
        _require_within(allocation, [c for c in cells if c.allocation == allocation])
    record(by=by, what="budget.written", subject=plan, cells=[_told(cell) for cell in cells])
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


def _write(plan: Plan, touched: Sequence[Allocation], cells: Sequence[Cell]) -> None:
    found = BudgetLine.objects.filter(action__plan=plan, allocation__in=touched)
    lines = {
        (one.action_id, one.allocation_id, one.year, one.nature, one.town_id): one for one in found
    }
    _require_unchanged(lines, cells)
    new, old = [], []
    for cell in cells:
        if line := lines.get(cell.place):
            line.amount = cell.amount
            old.append(line)
        elif cell.amount:
            facts = {"year": cell.year, "nature": cell.nature, "town": cell.town}
            made = BudgetLine(action=cell.action, allocation=cell.allocation, **facts)
            made.amount = cell.amount
            new.append(made)
    BudgetLine.objects.bulk_create(new, batch_size=500)
    BudgetLine.objects.bulk_update(old, ["amount"], batch_size=500)


def _require_unchanged(lines: dict[tuple[Any, ...], BudgetLine], cells: Sequence[Cell]) -> None:
    twice = [place for place, many in Counter(cell.place for cell in cells).items() if many > 1]
    changed = []
    for cell in cells:
        now = lines[cell.place].amount if cell.place in lines else ZERO
        facts = {"code": cell.action.code, "fund": cell.allocation, "now": euros(now)}
        if cell.place in twice:
            said = _("L'azione %(code)s ha due volte la stessa casella su %(fund)s.")
            changed.append(said % facts)
        elif now != cell.before:
            said = _(
                "Nel frattempo qualcun altro ha scritto %(now)s per l'azione %(code)s su"
                " %(fund)s: controllare, e salvare di nuovo."
            )
            changed.append(said % facts)
    _refuse(changed)


def _require_not_used(plan: Plan, touched: Sequence[Allocation], cells: Sequence[Cell]) -> None:
    """What is committed or reserved is not programmed away."""
    mine = {"allocation__in": touched, "action__plan": plan}
    sums = sums_by(
        *("action", "allocation", "year"),
        movements=Movement.objects.filter(**mine),
        lines=BudgetLine.objects.filter(**mine),
    )
    over = {}
    for cell in cells:
        told = sums.get(cell.place[:3])
        if told and told.available < 0:
            facts = {"code": cell.action.code, "year": cell.year}
            facts["used"] = euros(told.committed + told.still_reserved)
            said = _("Per l'azione %(code)s nel %(year)s sono già impegnati o prenotati %(used)s.")
            over[cell.place[:3]] = said % facts
    _refuse(list(over.values()))


def _refuse(said: Sequence[str]) -> None:
    """Tell every fault, or as many as can be read."""
    if said:
        more = len(said) - MOST_TOLD
        rest = [_("E altre %s caselle.") % more] if more > 0 else []
        raise Refused("\n".join([*said[:MOST_TOLD], *rest]))


def _require_allowed(allocation: Allocation, cells: Sequence[Cell]) -> list[Verdict]:
    """Refuse what an earmark that binds the area forbids; what only advises is told."""
    every = list(
        allocation.lines.select_related("action").prefetch_related("action__groups", "action__leps")
    )
    actions = {line.action_id: line.action for line in every}
    bonds, told = bonds_of(allocation), []
    more = {(c.action.pk, c.nature): c for c in cells if c.amount > c.before}
    for cell in more.values():
        whole = actions.get(cell.action.pk, cell.action)
        line = BudgetLine(action=whole, nature=cell.nature, amount=cell.amount)
        told += judged(str(allocation), bonds, use_of(line))
    _refuse([sentence(verdict.reason) for verdict in told if verdict.refuses])
    shares = [verdict for verdict in verdicts_on(allocation, every) if verdict not in told]
    return told + shares


def _require_within(allocation: Allocation, cells: Sequence[Cell]) -> None:
    """No more than was assigned; of what was cut, less is always better than it was."""
    if sum(cell.amount - cell.before for cell in cells) <= 0:
        return
    sums = sums_of(movements=allocation.movements.all(), lines=allocation.lines.all())
    if sums.to_programme < 0:
        facts = {"fund": allocation, "free": euros(sums.assigned + sums.applied)}
        facts["over"] = euros(-sums.to_programme)
        raise Refused(
            _("Di «%(fund)s» sono assegnati %(free)s: così sarebbero programmati %(over)s di più.")
            % facts
        )


def _told(cell: Cell) -> str:
    """A cell as the journal keeps it: where, what it said, what it says."""
    where = f"{cell.action.code} · {cell.allocation} · {cell.year}"
    return f"{where}: {cell.before} > {cell.amount}"
