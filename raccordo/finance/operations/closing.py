"""The end of a year of the plan accounts: entries are added, none is changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.finance.models import Allocation, Movement, YearEnd
from raccordo.finance.queries.changing import allocation_to_change, entered_already
from raccordo.finance.queries.closing import Ending, Left, Saved, ending_of
from raccordo.finance.queries.sums import sums_of
from raccordo.finance.states import MovementKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.money import euros
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area

SAME_WHEN_CARRIED = (
    *("allocation", "action", "act", "number", "heading"),
    *("creditor", "contract", "cup", "cig"),
)


@operation
def close_year(
    area: Area, *, year: int, by: Acting, on: date, act: Act | None = None
) -> tuple[YearEnd, Ending]:
    """Close a year of the accounts: what is reserved lapses, what is due later goes on."""
    Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    if on <= date(year, 12, 31):
        raise Refused(_("L'esercizio %s non è ancora finito.") % year)
    if YearEnd.objects.filter(area=area, year=year).exists():
        raise Refused(_("L'esercizio %s è già chiuso.") % year)
    locked = Allocation.objects.select_for_update(of=("self",)).filter(area=area)
    list(locked.order_by("pk"))
    ending = ending_of(area, year)
    closed = YearEnd.objects.create(area=area, year=year, closed_on=on, act=act)
    for left in ending.lapsing:
        _lapse(left, closed, on=on)
    for left in ending.carried:
        _carry(left, closed, on=on)
    for saved in ending.saved:
        _save(saved, closed, on=on)
    told: dict[str, Any] = dict(ending.totals)
    record(by=by, what="year.closed", subject=area, year=year, **told)
    return closed, ending


@operation
def apply_surplus(
    allocation: Allocation,
    *,
    amount: Decimal,
    year: int,
    act: Act | None,
    once: UUID,
    by: Acting,
    on: date,
) -> Movement:
    """Give back to be programmed some of what a fund saved, by an act (TUEL art. 187)."""
    allocation = allocation_to_change(allocation)
    if known := entered_already(once, allocation):
        return known
    if amount <= 0:
        raise Refused(_("L'importo deve essere maggiore di zero."), field="amount")
    if act is None:
        raise Refused(_("Serve l'atto che applica l'avanzo."), field="act")
    require_in_force(act, on=on)
    surplus = sums_of(movements=allocation.movements.all(), lines=allocation.lines.all()).surplus
    if amount > surplus:
        facts = {"left": euros(surplus), "amount": euros(amount)}
        raise Refused(
            _("L'avanzo vincolato è di %(left)s: non basta per %(amount)s.") % facts,
            field="amount",
        )
    kind = MovementKind.APPLIED
    facts_told = {"amount": amount, "year": year, "due_year": year, "told_on": on, "act": act}
    movement = Movement.objects.create(kind=kind, allocation=allocation, once=once, **facts_told)
    record(by=by, what="surplus.applied", subject=allocation, amount=amount, year=year)
    return movement


def _lapse(left: Left, closed: YearEnd, *, on: date) -> None:
    """What nobody committed goes back with its year (TUEL art. 183 c. 3)."""
    one = left.movement
    _entry(one, MovementKind.RESERVED, closed, -left.amount, on=on, reverses=one)


def _carry(left: Left, closed: YearEnd, *, on: date) -> None:
    """What is due later leaves the year, and is committed in the one it is due in."""
    one, there = left.movement, left.movement.due_year
    _entry(one, MovementKind.COMMITTED, closed, -left.amount, on=on, reverses=one)
    gone = _entry(one, MovementKind.CARRIED, closed, left.amount, on=on)
    _entry(one, MovementKind.CARRIED, closed, -left.amount, on=on, reverses=gone, year=there)
    _entry(one, MovementKind.COMMITTED, closed, left.amount, on=on, year=there)


def _save(saved: Saved, closed: YearEnd, *, on: date) -> None:
    Movement.objects.create(
        kind=MovementKind.SAVED,
        allocation=saved.allocation,
        action=saved.action,
        year=closed.year,
        due_year=closed.year,
        amount=saved.amount,
        told_on=on,
        act=closed.act,
        note=_note(closed),
        once=uuid5(closed.key, f"saved:{saved.action.key}:{saved.allocation.key}"),
    )


def _entry(
    one: Movement,
    kind: MovementKind,
    closed: YearEnd,
    amount: Decimal,
    *,
    on: date,
    reverses: Movement | None = None,
    year: int | None = None,
) -> Movement:
    same = {name: getattr(one, name) for name in SAME_WHEN_CARRIED}
    year = year or closed.year
    return Movement.objects.create(
        **same,
        kind=kind,
        amount=amount,
        year=year,
        due_year=max(year, one.due_year) if amount > 0 else year,
        told_on=on,
        reverses=reverses,
        note=_note(closed),
        once=uuid5(closed.key, f"{kind}:{one.key}:{year}:{amount}"),
    )


def _note(closed: YearEnd) -> str:
    return _("Chiusura dell'esercizio %s") % closed.year
