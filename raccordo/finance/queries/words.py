"""The plan's three words, measured: flexible, even, adequate; each with the records behind it.

The founding text wants services "flessibili, omogenei ed adeguati ai bisogni"; here a word is a
number with its formula, or it is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import Min

from raccordo.finance.models import BudgetLine, Movement
from raccordo.finance.queries.sums import ZERO, sums_by
from raccordo.finance.states import MovementKind
from raccordo.journal.models import Entry
from raccordo.journal.recording import name_of
from raccordo.needs.models import Need
from raccordo.needs.states import NeedState
from raccordo.observatory.queries import residents_of
from raccordo.planning.models import Action, Plan
from raccordo.planning.queries.plans import living
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_within, municipalities_of


@dataclass(frozen=True, slots=True)
class Flexible:
    """In how many days an action that enters the plan has its first commitment."""

    days: Sequence[tuple[Action, int]]

    @property
    def median(self) -> int | None:
        return round(median(n for _action, n in self.days)) if self.days else None


@dataclass(frozen=True, slots=True)
class Even:
    """How much the plan programmes for each resident, municipality by municipality."""

    each: Sequence[tuple[Area, Decimal]]

    @property
    def spread(self) -> Decimal | None:
        """How much more the first has than the last, in hundredths of the last."""
        known = [amount for _town, amount in self.each]
        if len(known) < 2 or not min(known):
            return None
        return ((max(known) - min(known)) * 100 / min(known)).quantize(Decimal(1))


@dataclass(frozen=True, slots=True)
class Adequate:
    """The needs that are recognised, and whether an action with money answers each."""

    needs: Sequence[tuple[Need, bool]]

    @property
    def percent(self) -> int | None:
        met = sum(answered for _need, answered in self.needs)
        return met * 100 // len(self.needs) if self.needs else None


def flexible(plan: Plan) -> Flexible:
    """From the day the journal has an action in the plan to its first commitment by an act."""
    actions = {name_of(one): one for one in living(plan.actions.all())}
    added = Entry.objects.filter(what="action.added", subject__in=list(actions))
    since = dict(
        added.order_by().values("subject").annotate(at=Min("at")).values_list("subject", "at")
    )
    bound = Movement.objects.filter(
        Movement.stands, kind=MovementKind.COMMITTED, action__plan=plan, act__isnull=False
    )
    first = dict(
        bound.order_by().values("action").annotate(on=Min("told_on")).values_list("action", "on")
    )
    days = [
        (one, max((first[one.pk] - since[name].date()).days, 0))
        for name, one in actions.items()
        if name in since and one.pk in first
    ]
    return Flexible(sorted(days, key=lambda row: (-row[1], row[0].order)))


def even(plan: Plan, *, on: date) -> Even:
    """What is programmed for each resident: an action's euros go to the towns it serves, a head."""
    towns = list(municipalities_of(plan.area, on=on))
    told = residents_of(towns, on=on)
    people = {town.pk: told[town.pk].amount or ZERO for town in towns if town.pk in told}
    sums = sums_by("action", movements=None, lines=BudgetLine.objects.filter(action__plan=plan))
    each: dict[int, Decimal] = dict.fromkeys(people, ZERO)
    for one in living(plan.actions.all()).prefetch_related("towns"):
        amount = sums[one.pk,].programmed if (one.pk,) in sums else ZERO
        served = [town.pk for town in one.towns.all() if town.pk in people] or list(people)
        heads = sum((people[pk] for pk in served), ZERO)
        for pk in served if heads else ():
            each[pk] += amount / heads
    rows = [
        (town, each[town.pk].quantize(Decimal("0.01"))) for town in towns if people.get(town.pk)
    ]
    return Even(sorted(rows, key=lambda row: -row[1]))


def adequate(plan: Plan, *, on: date) -> Adequate:
    """The recognised needs of the plan's area, with whether a paid action answers them."""
    areas = [plan.area_id, *areas_within(plan.area, on=on).values_list("pk", flat=True)]
    needs = Need.objects.filter(area__in=areas, state=NeedState.RECOGNISED).order_by("number", "pk")
    paid = BudgetLine.objects.filter(action__plan=plan, amount__gt=0).values("action")
    answered: Mapping[int, bool] = dict.fromkeys(
        living(plan.actions.filter(pk__in=paid)).values_list("objectives__needs", flat=True), True
    )
    return Adequate([(need, need.pk in answered) for need in needs])
