"""Every total of money, wherever it is shown, comes from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from raccordo.finance.models import BudgetLine, Movement
from raccordo.finance.states import MovementKind
from raccordo.foundation.money import EuroField

NOTHING = Value(0, output_field=EuroField())
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """What became of some money, step by step."""

    assigned: Decimal = ZERO
    ascertained: Decimal = ZERO
    collected: Decimal = ZERO
    programmed: Decimal = ZERO
    reserved: Decimal = ZERO
    # Of what is committed, how much carries out a reservation.
    committed_as_reserved: Decimal = ZERO
    committed: Decimal = ZERO
    cleared: Decimal = ZERO
    ordered: Decimal = ZERO
    paid: Decimal = ZERO
    saved: Decimal = ZERO
    applied: Decimal = ZERO
    # Over all the years it makes nothing: what leaves one comes into another.
    carried: Decimal = ZERO

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def to_programme(self) -> Decimal:
        """What was assigned, or given back by an act, and no action has yet."""
        return self.assigned + self.applied - self.programmed

    @property
    def still_reserved(self) -> Decimal:
        """What is reserved and not committed yet."""
        return self.reserved - self.committed_as_reserved

    @property
    def available(self) -> Decimal:
        """What is programmed and is neither committed nor reserved, nor gone with its year."""
        gone = self.saved + self.carried
        return self.programmed - self.committed - self.still_reserved - gone

    @property
    def surplus(self) -> Decimal:
        """What was saved in the years that are closed, and no act has applied yet."""
        return self.saved - self.applied

    @property
    def to_pay(self) -> Decimal:
        """What is committed and not paid yet."""
        return self.committed - self.paid


Key = tuple[Any, ...]


def sums_by(
    *by: str, movements: QuerySet[Movement] | None, lines: QuerySet[BudgetLine] | None
) -> Mapping[Key, Sums]:
    """The sums of some money by some of its columns (allocation, action, year): two questions.

    A key is the values of those columns in their order. Of movements and lines one may be absent.
    """
    found: dict[Key, dict[str, Decimal]] = {}
    moved = () if movements is None else _grouped(movements.order_by(), by).annotate(**_moved())
    for row in moved:
        told = found.setdefault(tuple(row[name] for name in by), {})
        told |= {name: row[name] for name in _moved()}
    meant = () if lines is None else _grouped(lines.order_by(), by).annotate(programmed=_total())
    for row in meant:
        found.setdefault(tuple(row[name] for name in by), {})["programmed"] = row["programmed"]
    return {key: Sums(**told) for key, told in found.items()}


def sums_of(*, movements: QuerySet[Movement], lines: QuerySet[BudgetLine]) -> Sums:
    """The sums of some money, all together."""
    told = movements.order_by().aggregate(**_moved())
    return Sums(**told, programmed=lines.order_by().aggregate(all=_total())["all"])


def carried_out(movement: Movement) -> Decimal:
    """How much of an entry was already carried out by what follows it."""
    whole: Decimal = movement.carried_out.aggregate(all=_total())["all"]
    return whole


def left_of(movement: Movement) -> Decimal:
    """What of an entry is still to be carried out; of one that was reversed, nothing."""
    if Movement.objects.filter(reverses=movement).exists():
        return ZERO
    return movement.amount - carried_out(movement)


def _grouped(rows: QuerySet[Any], by: tuple[str, ...]) -> QuerySet[Any, Any]:
    return rows.values(*by)


def _total(**kept: Any) -> Coalesce:
    asked = Sum("amount", filter=Q(**kept)) if kept else Sum("amount")
    return Coalesce(asked, NOTHING)


def _moved() -> dict[str, Coalesce]:
    by_kind = {str(kind): _total(kind=kind) for kind in MovementKind}
    held = _total(kind=MovementKind.COMMITTED, of__isnull=False)
    return by_kind | {"committed_as_reserved": held}
