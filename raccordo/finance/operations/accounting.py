"""The plan accounts: lines that are only added, under a lock, and never beyond what there is.

The books are the lead body's: these stand beside them.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from raccordo.acts.operations import require_in_force
from raccordo.acts.states import ActKind
from raccordo.finance.models import Allocation, BudgetLine, Clearance, Movement
from raccordo.finance.queries.changing import allocation_to_change, entered_already
from raccordo.finance.queries.closing import is_closed
from raccordo.finance.queries.sums import ZERO, left_of, sums_of
from raccordo.finance.states import BY_ACT, CARRIES_OUT, OF_YEAR_END, MovementKind
from raccordo.finance.told import Checked, Told, entry_of
from raccordo.foundation.errors import Refused
from raccordo.foundation.money import euros
from raccordo.foundation.wording import day
from raccordo.foundation.writing import at_most, on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.models import Action

SAME_WHEN_REVERSED = (
    *("kind", "action", "year", "due_year", "of", "act", "number"),
    *("heading", "creditor", "contract", "quota", "cup", "cig"),
)


@operation
def reserve(
    allocation: Allocation, told: Told, *, action: Action, year: int, by: Acting, on: date
) -> Movement:
    """Reserve some of what is programmed for an action, before it is known to whom it goes."""
    if known := entered_already(told.once, allocation):
        return known
    kind = MovementKind.RESERVED
    movement = _bound(kind, allocation, told, action=action, year=year, on=on)
    record(by=by, what="movement.entered", subject=movement, kind=kind, amount=told.amount)
    return movement


@operation
def commit(
    allocation: Allocation, told: Told, *, action: Action, year: int, by: Acting, on: date
) -> Movement:
    """Commit some of what is programmed for an action, by a determination with its visa."""
    if known := entered_already(told.once, allocation):
        return known
    kind = MovementKind.COMMITTED
    movement = _bound(kind, allocation, told, action=action, year=year, on=on)
    record(by=by, what="movement.entered", subject=movement, kind=kind, amount=told.amount)
    return movement


@operation
def carry_out(
    before: Movement, told: Told, *, kind: MovementKind, by: Acting, on: date
) -> Movement:
    """Carry out an entry: commit a reservation, order what was cleared, pay what was ordered."""
    if known := entered_already(told.once, before.allocation):
        return known
    if kind == MovementKind.CLEARED:
        raise Refused(_("Si liquida dopo il riscontro: prestazione, fattura, DURC."))
    movement = _carried_out(before, told, kind=kind, on=on)
    record(by=by, what="movement.entered", subject=movement, kind=kind, amount=told.amount)
    return movement


@operation
def clear(before: Movement, told: Told, checked: Checked, *, by: Acting, on: date) -> Movement:
    """Clear some of a commitment, after the check that it is due (TUEL art. 184)."""
    if known := entered_already(told.once, before.allocation):
        return known
    _require_checked(checked, told)
    movement = _carried_out(before, told, kind=MovementKind.CLEARED, on=on)
    _require_within_contract(movement)
    Clearance.objects.create(
        movement=movement,
        done_on=checked.done_on,
        invoice=on_a_line(checked.invoice, field="invoice", longest=120),
        durc_until=checked.durc_until,
        without_durc=at_most(checked.without_durc.strip(), field="without_durc", longest=200),
    )
    kind = MovementKind.CLEARED
    record(by=by, what="movement.entered", subject=movement, kind=kind, amount=told.amount)
    return movement


@operation
def reverse(movement: Movement, *, once: UUID, reason: str, by: Acting, on: date) -> Movement:
    """Take an entry back with its opposite; what carries it out is taken back first."""
    allocation = allocation_to_change(movement.allocation)
    if known := Movement.objects.filter(once=once).first():
        return known
    movement = Movement.objects.get(pk=movement.pk)
    if movement.kind in OF_YEAR_END:
        raise Refused(_("Questa scrittura è della chiusura dell'esercizio: non si storna."))
    if movement.reverses_id or Movement.objects.filter(reverses=movement).exists():
        raise Refused(_("Questa scrittura è già stornata."))
    if (left := left_of(movement)) != movement.amount:
        raise Refused(
            _("Ne sono già stati usati %s: prima stornare le scritture che ne dipendono.")
            % euros(movement.amount - left)
        )
    _require_income_left(allocation, movement)
    opposite = Movement(
        **{name: getattr(movement, name) for name in SAME_WHEN_REVERSED},
        allocation=allocation,
        amount=-movement.amount,
        told_on=on,
        reverses=movement,
        note=reason[:300],
        once=once,
    )
    opposite.save()
    _save_if_closed(opposite, on=on)
    record(by=by, what="movement.reversed", subject=movement, purpose=reason, by_entry=opposite.key)
    return opposite


def _save_if_closed(opposite: Movement, *, on: date) -> None:
    """What is no longer committed in a year that was closed is saved: nobody can bind it again."""
    closed = is_closed(opposite.allocation.area, opposite.year)
    if not closed or opposite.kind != MovementKind.COMMITTED:
        return
    same = {name: getattr(opposite, name) for name in ("allocation", "action", "year", "due_year")}
    Movement.objects.create(
        **same,
        kind=MovementKind.SAVED,
        amount=-opposite.amount,
        told_on=on,
        note=opposite.note,
        once=uuid5(opposite.key, "saved"),
    )


def _bound(
    kind: MovementKind, allocation: Allocation, told: Told, *, action: Action, year: int, on: date
) -> Movement:
    """Some of what is programmed for an action, bound to it, if there is enough."""
    allocation = allocation_to_change(allocation)
    if action.plan.area_id != allocation.area_id:
        raise Refused(_("Il fondo e l'azione sono di territori diversi."), field="action")
    if is_closed(allocation.area, year):
        raise Refused(_("L'esercizio %s è chiuso.") % year, field="source")
    _require_act(kind, told, on=on)
    mine = {"allocation": allocation, "action": action, "year": year}
    free = sums_of(
        movements=Movement.objects.filter(**mine), lines=BudgetLine.objects.filter(**mine)
    ).available
    if told.amount > free:
        raise Refused(
            _("Per l'azione %(code)s nel %(year)s restano %(free)s: non bastano per %(amount)s.")
            % {
                "code": action.code,
                "year": year,
                "free": euros(free),
                "amount": euros(told.amount),
            },
            field="amount",
        )
    _require_covered(allocation, told)
    movement = entry_of(told, allocation, kind=kind, year=year, on=on)
    movement.action = action
    _require_codes(kind, allocation, movement)
    movement.save()
    return movement


def _require_covered(allocation: Allocation, told: Told) -> None:
    """After a cut, what is programmed may be more than there is."""
    sums = sums_of(movements=allocation.movements.all(), lines=allocation.lines.all())
    if told.amount > sums.to_bind:
        facts = {"fund": allocation, "assigned": euros(sums.assigned)}
        facts |= {"left": euros(max(sums.to_bind, ZERO)), "amount": euros(told.amount)}
        raise Refused(
            _(
                "Di «%(fund)s» sono assegnati %(assigned)s, e da impegnare restano %(left)s: non"
                " bastano per %(amount)s."
            )
            % facts,
            field="amount",
        )


def _carried_out(before: Movement, told: Told, *, kind: MovementKind, on: date) -> Movement:
    """What follows an entry, within what is left of it, with what it already told."""
    allocation = allocation_to_change(before.allocation)
    before = Movement.objects.select_related("action").get(pk=before.pk)
    if CARRIES_OUT.get(kind) != before.kind:
        raise Refused(
            _("Da «%(here)s» non si passa a «%(there)s».")
            % {"here": before.get_kind_display(), "there": kind.label}
        )
    if told.amount > (left := left_of(before)):
        raise Refused(
            _("Restano %(left)s: non bastano per %(amount)s.")
            % {"left": euros(left), "amount": euros(told.amount)},
            field="amount",
        )
    _require_act(kind, told, on=on)
    _require_standing(before, on=on)
    movement = entry_of(told, allocation, kind=kind, year=before.year, on=on)
    movement.of, movement.action = before, before.action
    movement.due_year = told.due_year or before.due_year
    for name in ("creditor", "contract", "cup", "cig", "heading"):
        setattr(movement, name, getattr(told, name) or getattr(before, name))
    _require_codes(kind, allocation, movement)
    movement.save()
    return movement


def _require_checked(checked: Checked, told: Told) -> None:
    if checked.done_on > told.told_on:
        raise Refused(
            _("La prestazione va resa prima di liquidarla: il %s viene dopo.")
            % day(checked.done_on),
            field="done_on",
        )
    if checked.durc_until is None and not checked.without_durc.strip():
        raise Refused(
            _("Indicare fino a quando vale il DURC, oppure perché non serve."), field="durc_until"
        )
    if checked.durc_until and checked.durc_until < told.told_on:
        raise Refused(
            _("Il DURC è scaduto il %s: chiederne uno nuovo.") % day(checked.durc_until),
            field="durc_until",
        )


def _require_within_contract(movement: Movement) -> None:
    """Of a contract no more is cleared than it is worth."""
    if not (contract := movement.contract):
        return
    cleared = sums_of(
        movements=Movement.objects.filter(contract=contract), lines=BudgetLine.objects.none()
    ).cleared
    if cleared > contract.value:
        left = contract.value - (cleared - movement.amount)
        raise Refused(
            _("Del contratto restano %(left)s: non bastano per %(amount)s.")
            % {"left": euros(left), "amount": euros(movement.amount)},
            field="amount",
        )


def _require_act(kind: MovementKind, told: Told, *, on: date) -> None:
    """Money moves only by an act of the responsible officer (TUEL artt. 107, 183, 184)."""
    if kind not in BY_ACT:
        return
    if told.act is None:
        raise Refused(_("Serve la determinazione su cui si fonda."), field="act")
    if told.act.kind != ActKind.DETERMINATION:
        raise Refused(
            _("«%s» non è una determinazione: il denaro si muove solo con quella.") % told.act,
            field="act",
        )
    require_in_force(told.act, on=on)


def _require_standing(before: Movement, *, on: date) -> None:
    """Nothing is cleared, ordered or paid by what rests on an act that is worth nothing."""
    step: Movement | None = before
    while step is not None:
        if step.act:
            require_in_force(step.act, on=on)
        step = step.of


def _require_codes(kind: MovementKind, allocation: Allocation, movement: Movement) -> None:
    """What the fund wants is told by the action, once for all, or by the entry."""
    if movement.action and not movement.cup:
        movement.cup = movement.action.cup
    if contract := movement.contract:
        if contract.procedure.action_id != movement.action_id:
            raise Refused(_("Il contratto è di un'altra azione."), field="contract")
        movement.cig = movement.cig or contract.cig  # L. 136/2010 art. 3 c. 5
    if kind == MovementKind.COMMITTED and allocation.cup_due and not movement.cup:
        raise Refused(_("Questo fondo vuole il CUP: indicarlo nell'azione o qui."), field="cup")


def _require_income_left(allocation: Allocation, movement: Movement) -> None:
    """An assignment is not taken back below what is programmed: first the plan is changed."""
    if movement.kind != MovementKind.ASSIGNED:
        return
    mine = {"allocation": allocation}
    sums = sums_of(
        movements=Movement.objects.filter(**mine), lines=BudgetLine.objects.filter(**mine)
    )
    if sums.assigned - movement.amount < sums.committed:
        raise Refused(
            _("Ne sono già impegnati %s. Se la somma è stata ridotta, registrare la riduzione.")
            % euros(sums.committed)
        )
