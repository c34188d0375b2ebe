"""The plan accounts of an action: what follows what, and what can still be done of each entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.acts.states import WORTHLESS
from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.sums import ZERO, Sums, sums_by
from raccordo.finance.states import CARRIES_OUT, INCOME, MovementKind
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.parties.models import Organisation
from raccordo.planning.models import Action
from raccordo.planning.queries.plans import where_open

# Of a word that so many bodies bear, more would help nobody.
MOST_CREDITORS = 500
FOLLOWED_BY = {before: after for after, before in CARRIES_OUT.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """An entry with those that carry it out, and what of it is left."""

    movement: Movement
    follows: Sequence[Step]
    left: Decimal
    reversed: bool

    @property
    def next(self) -> MovementKind | None:
        """What can be done of what is left, if anything."""
        kind = FOLLOWED_BY.get(MovementKind(self.movement.kind))
        return kind if self.left > 0 and not self.movement.reverses_id else None

    @property
    def reversible(self) -> bool:
        """Whether it can be taken back now: nothing of it was carried out."""
        whole = self.left == self.movement.amount
        return whole and not self.reversed and not self.movement.reverses_id


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """What an action has of a source in a year."""

    allocation: Allocation
    year: int
    sums: Sums

    @property
    def left(self) -> Decimal:
        """What is programmed and nobody has committed: what a term takes away."""
        return self.sums.programmed - self.sums.committed


def steps_of(movements: QuerySet[Movement]) -> list[Step]:
    """Some entries in the order they follow one another: one question. Reversals are left out."""
    related = ("allocation__fund", "act__organ", "creditor", "contract", "reversed_by", "action")
    every = list(movements.select_related(*related).order_by("told_on", "pk"))
    after: dict[int | None, list[Movement]] = defaultdict(list)
    for one in every:
        after[one.of_id].append(one)
    known = {one.pk for one in every}
    roots = [one for one in every if one.of_id not in known and not one.reverses_id]
    return [_step(one, after) for one in roots]


def chains_of(movements: QuerySet[Movement]) -> list[list[int]]:
    """The primary keys of some entries, each with all that follows from it: one question.

    In the order of `steps_of`, for who shows a few of many.
    """
    told = list(movements.order_by("told_on", "pk").values_list("pk", "of", "reverses"))
    known = {pk for pk, _of, _reverses in told}
    after: dict[int | None, list[int]] = defaultdict(list)
    for pk, of, _reverses in told:
        after[of].append(pk)
    chains = [[pk] for pk, of, reverses in told if of not in known and not reverses]
    for chain in chains:
        for pk in chain:  # it grows while one goes along it
            chain.extend(after[pk])
    return chains


def sources_of(action: Action) -> list[SourceSheet]:
    """What an action has of each source, year by year: three questions."""
    sums = sums_by(
        *("allocation", "year"),
        movements=Movement.objects.filter(action=action),
        lines=BudgetLine.objects.filter(action=action),
    )
    used = Allocation.objects.filter(pk__in={pk for pk, _year in sums})
    found = {one.pk: one for one in used.select_related("fund", "area")}
    rows = [SourceSheet(found[pk], year, told) for (pk, year), told in sums.items()]
    return sorted(rows, key=_order)


def uses_of(allocation: Allocation) -> list[tuple[Action, SourceSheet]]:
    """What each action has of a source, year by year, in the order of actions: three questions."""
    movements = allocation.movements.exclude(action=None)
    sums = sums_by("action", "year", movements=movements, lines=allocation.lines.all())
    actions = Action.objects.in_bulk({pk for pk, _year in sums})
    rows = [(actions[pk], SourceSheet(allocation, year, told)) for (pk, year), told in sums.items()]
    return sorted(rows, key=lambda row: (row[0].order, row[0].pk, row[1].year))


def movements_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Movement]:
    """The entries of the accounts of the areas where this mandate gives this right on this day."""
    open_ = Allocation.objects.filter(where_open(acting, right, on=on))
    found = Movement.objects.filter(allocation__in=open_.order_by().values("pk"))
    return found.select_related("allocation__fund", "allocation__area", "action__plan")


def movements_found(
    movements: QuerySet[Movement],
    wanted: str = "",
    *,
    kind: str = "",
    year: int | None = None,
    allocation: Allocation | None = None,
    action: Action | None = None,
) -> QuerySet[Movement]:
    """Those among some entries that are so: by number or creditor, kind, year, source, action."""
    if kind:
        movements = movements.filter(kind=kind)
    if year:
        movements = movements.filter(year=year)
    if allocation:
        movements = movements.filter(allocation=allocation)
    if action:
        movements = movements.filter(action=action)
    return movements.filter(_called(wanted.strip())) if wanted.strip() else movements


def on_void_acts(movements: QuerySet[Movement]) -> QuerySet[Movement]:
    """Those among some entries that stand, and whose act is suspended, revoked or annulled.

    Such acts are few: they are asked for first, and entries are read from the index of acts.
    """
    void = list(Act.objects.filter(state__in=WORTHLESS).values_list("pk", flat=True))
    return movements.filter(Movement.stands, act__in=void)


def spending(movements: QuerySet[Movement]) -> QuerySet[Movement]:
    """The entries that tell what became of the money, and not where it came from."""
    return movements.exclude(kind__in=INCOME)


def with_reversal(movements: QuerySet[Movement]) -> QuerySet[Movement]:
    """The same, each told whether it was taken back (`gone`)."""
    back = Movement.objects.filter(reverses=OuterRef("pk"))
    return movements.annotate(gone=Exists(back))


def _called(wanted: str) -> Q:
    """Those of a number, of a creditor; a CIG and a CUP are asked for where it may be one."""
    creditors = Organisation.objects.filter(search__contains=searchable(wanted))
    asked = Q(number__icontains=wanted)
    if pks := list(creditors.order_by().values_list("pk", flat=True)[:MOST_CREDITORS]):
        asked |= Q(creditor__in=pks)
    match len(wanted):
        case 10:
            asked |= Q(cig__iexact=wanted)
        case 15:
            asked |= Q(cup__iexact=wanted)
    return asked


def _step(one: Movement, after: dict[int | None, list[Movement]]) -> Step:
    below = after[one.pk]
    done = sum((step.amount for step in below), ZERO)
    gone = hasattr(one, "reversed_by")
    left = ZERO if gone else one.amount - done
    return Step(one, [_step(step, after) for step in below if not step.reverses_id], left, gone)


def _order(row: SourceSheet) -> tuple[Any, ...]:
    fund = row.allocation.fund
    return (row.year, fund.position, fund.name, row.allocation.year, row.allocation.pk)
