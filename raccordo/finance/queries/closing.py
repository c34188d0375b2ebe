"""What becomes of a year that ends: what lapses, what is left to pay, what is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from raccordo.finance.models import Allocation, BudgetLine, Movement, YearEnd
from raccordo.finance.queries.accounts import Step, steps_of
from raccordo.finance.queries.sums import ZERO, Sums, sums_by
from raccordo.finance.states import MovementKind
from raccordo.planning.models import Action
from raccordo.territory.models import Area


@dataclass(frozen=True, slots=True)
class Left:
    """An entry of which something is left."""

    movement: Movement
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Saved:
    """What an action had of a source and nobody bound."""

    action: Action
    allocation: Allocation
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of a year of the accounts of an area."""

    # Reservations that nobody committed: they lapse (TUEL art. 183 c. 3).
    lapsing: Sequence[Left]
    # Commitments not cleared, that are due later: they go to the year they are due in.
    carried: Sequence[Left]
    # Commitments due and not paid: what is left to pay (TUEL art. 190).
    to_pay: Sequence[Left]
    # What was programmed and nobody bound, once the reservations have lapsed.
    saved: Sequence[Saved]
    # What was ascertained and not collected (TUEL art. 189).
    to_collect: Decimal

    @property
    def totals(self) -> dict[str, Decimal]:
        rows = {"lapsing": self.lapsing, "carried": self.carried, "to_pay": self.to_pay}
        found = {name: sum((one.amount for one in told), ZERO) for name, told in rows.items()}
        return found | {"saved": sum((one.amount for one in self.saved), ZERO)}


def is_closed(area: Area, year: int) -> bool:
    """Whether a year of the accounts of an area was closed."""
    return year in closed_years(area)


def closed_years(area: Area) -> set[int]:
    """The years of the accounts of an area that were closed."""
    return set(YearEnd.objects.filter(area=area).values_list("year", flat=True))


def ending_of(area: Area, year: int) -> Ending:
    """What would become of a year of the accounts of an area, closed now: six questions."""
    mine = Movement.objects.filter(allocation__area=area, year=year)
    steps = steps_of(mine.filter(kind__in=[MovementKind.RESERVED, *_bound()]))
    reserved, committed = _parted(steps)
    carried = [one for one in committed if one.movement.due_year > year]
    lapsing = [Left(one.movement, one.left) for one in reserved if one.left]
    return Ending(
        lapsing=lapsing,
        carried=[Left(one.movement, one.left) for one in carried if one.left],
        to_pay=[Left(one.movement, unpaid) for one in committed if (unpaid := _unpaid(one, year))],
        saved=_saved(area, year, lapsing),
        to_collect=_to_collect(mine),
    )


def _bound() -> list[MovementKind]:
    kinds = MovementKind
    return [kinds.COMMITTED, kinds.CLEARED, kinds.ORDERED, kinds.PAID]


def _parted(steps: Sequence[Step]) -> tuple[list[Step], list[Step]]:
    """Reservations and commitments, wherever they stand."""
    reserved = [one for one in steps if one.movement.kind == MovementKind.RESERVED]
    committed = [one for one in steps if one.movement.kind == MovementKind.COMMITTED]
    committed += [after for one in reserved for after in one.follows]
    return reserved, committed


def _unpaid(one: Step, year: int) -> Decimal:
    """What of a commitment is due and not paid; what is due later and not cleared is carried on."""
    later = one.left if one.movement.due_year > year else ZERO
    whole = ZERO if one.reversed else one.movement.amount
    return whole - _paid(one) - later


def _paid(one: Step) -> Decimal:
    if one.movement.kind == MovementKind.PAID:
        return ZERO if one.reversed else one.movement.amount
    return sum((_paid(after) for after in one.follows), ZERO)


def _saved(area: Area, year: int, lapsing: Sequence[Left]) -> list[Saved]:
    sums = sums_by(
        *("action", "allocation"),
        movements=Movement.objects.filter(allocation__area=area, year=year, action__isnull=False),
        lines=BudgetLine.objects.filter(allocation__area=area, year=year),
    )
    free: dict[tuple[int | None, int], Decimal] = {}
    for (action, allocation), told in sums.items():
        free[action, allocation] = told.available
    for left in lapsing:
        place = (left.movement.action_id, left.movement.allocation_id)
        free[place] = free.get(place, ZERO) + left.amount
    kept = {place: amount for place, amount in free.items() if amount > 0}
    actions = Action.objects.in_bulk([action for action, _allocation in kept if action])
    held = Allocation.objects.select_related("fund").in_bulk([pk for _action, pk in kept])
    rows = [Saved(actions[a], held[b], amount) for (a, b), amount in kept.items() if a]
    return sorted(rows, key=lambda one: (one.action.order, one.allocation.pk))


def _to_collect(mine: QuerySet[Movement]) -> Decimal:
    [*found] = sums_by("year", movements=mine, lines=None).values()
    told = sum(found, Sums())
    return max(told.ascertained - told.collected, ZERO)
