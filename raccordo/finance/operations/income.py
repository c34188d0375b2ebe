"""What comes in: assigned, ascertained, collected; and what of it is taken away again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.changing import entered_already
from raccordo.finance.queries.sums import sums_of
from raccordo.finance.states import CUT, INCOME, MovementKind
from raccordo.finance.told import Told, entry_of
from raccordo.foundation.errors import Refused
from raccordo.foundation.money import euros
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def enter_income(
    allocation: Allocation, told: Told, *, kind: MovementKind, year: int, by: Acting, on: date
) -> Movement:
    """Write down that a fund was assigned, ascertained or collected; the same twice is once."""
    if kind not in INCOME:
        raise Refused(_("Questa non è un'entrata."), field="kind")
    if known := entered_already(told.once, allocation):
        return known
    movement = entry_of(told, allocation, kind=kind, year=year, on=on)
    movement.save()
    record(by=by, what="movement.entered", subject=movement, kind=kind, amount=told.amount)
    return movement


@operation
def cut_income(
    allocation: Allocation, told: Told, *, kind: MovementKind, year: int, by: Acting, on: date
) -> Movement:
    """Write down that what was assigned or ascertained is less: whoever gives it decides so.

    It may come below what is programmed, or even committed: the page of the fund says it.
    """
    if kind not in CUT:
        raise Refused(_("Si riduce ciò che è assegnato o accertato."), field="kind")
    if known := entered_already(told.once, allocation):
        return known
    if told.act is None and not told.note.strip():
        raise Refused(_("Indicare l'atto o la nota che lo riduce."), field="note")
    _require_that_much(allocation, told.amount, kind)
    movement = entry_of(told, allocation, kind=kind, year=year, on=on)
    movement.amount = -told.amount
    movement.save()
    record(by=by, what="movement.entered", subject=movement, kind=kind, amount=movement.amount)
    return movement


def _require_that_much(allocation: Allocation, amount: Decimal, kind: MovementKind) -> None:
    """An assignment is not cut below nothing, nor what is ascertained below what was collected."""
    sums = sums_of(movements=allocation.movements.all(), lines=BudgetLine.objects.none())
    if kind == MovementKind.ASSIGNED:
        have, said = sums.assigned, _("Sono assegnati %(have)s: non si riducono di %(amount)s.")
    else:
        have = sums.ascertained - sums.collected
        said = _("Da riscuotere restano %(have)s: l'accertamento non si riduce di %(amount)s.")
    if amount > have:
        facts = {"have": euros(have), "amount": euros(amount)}
        raise Refused(said % facts, field="amount")
