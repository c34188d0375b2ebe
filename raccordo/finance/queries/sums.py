"""Every total of money, wherever it is shown, comes from here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from operator import add, attrgetter
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
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
    # How many entries tell all this.
    entries: int = field(default=0, compare=False)

    def __add__(self, other: Sums) -> Sums:
        return Sums(*map(add, _told_by(self), _told_by(other)))

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
    def to_bind(self) -> Decimal:
        """What was assigned and is neither bound nor gone with its year; less than nothing, if cut.

        Of a whole fund: until it is cut, what is programmed is within it.
        """
        return self.assigned - self.surplus - self.committed - self.still_reserved

    @property
    def surplus(self) -> Decimal:
        """What was saved in the years that are closed, and no act has applied yet."""
        return self.saved - self.applied

    @property
    def to_pay(self) -> Decimal:
        """What is committed and not paid yet."""
        return self.committed - self.paid


# Pages add thousands of them.
_told_by: Callable[[Sums], tuple[Any, ...]] = attrgetter(*(one.name for one in fields(Sums)))
Key = tuple[Any, ...]


def sums_by(
    *by: str, movements: QuerySet[Movement] | None, lines: QuerySet[BudgetLine] | None
) -> Mapping[Key, Sums]:
    """The sums of some money by some of its columns (allocation, action, year): two questions.

    A key is the values of those columns in their order. Of movements and lines one may be absent.
    """
    found: dict[Key, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for *key, kind, held, many, amount in () if movements is None else _moved(movements, by):
        told = found[tuple(key)]
        told[kind] += amount
        told["entries"] += many
        if held and kind == MovementKind.COMMITTED:
            told["committed_as_reserved"] += amount
    for *key, amount in () if lines is None else _meant(lines, by):
        found[tuple(key)]["programmed"] = amount
    return {key: Sums(**told) for key, told in found.items()}


def sums_of(*, movements: QuerySet[Movement], lines: QuerySet[BudgetLine]) -> Sums:
    """The sums of some money, all together."""
    return sums_by(movements=movements, lines=lines).get((), Sums())


def carried_out(movement: Movement) -> Decimal:
    """How much of an entry was already carried out by what follows it."""
    whole: Decimal = movement.carried_out.aggregate(all=_total())["all"]
    return whole


def left_of(movement: Movement) -> Decimal:
    """What of an entry is still to be carried out; of one that was reversed, nothing."""
    if Movement.objects.filter(reverses=movement).exists():
        return ZERO
    return movement.amount - carried_out(movement)


def _moved(movements: QuerySet[Movement], by: tuple[str, ...]) -> Iterable[Any]:
    """Kind by kind, apart what carries something out: an index holds all that this asks."""
    told = movements.order_by().annotate(held=Q(of__isnull=False)).values(*by, "kind", "held")
    named = (*by, "kind", "held", "many", "all")
    found: Iterable[Any] = told.annotate(many=Count("pk"), all=_total()).values_list(*named)
    return found


def _meant(lines: QuerySet[BudgetLine], by: tuple[str, ...]) -> Iterable[Any]:
    if not by:
        return [tuple(lines.order_by().aggregate(all=_total()).values())]
    found: Iterable[Any] = lines.order_by().values(*by).annotate(all=_total())
    return ([row[name] for name in (*by, "all")] for row in found)


def _total() -> Coalesce:
    return Coalesce(Sum("amount"), NOTHING)
