"""The financial plan, two dimensions at a time: the others are held still, or summed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.sums import Sums, sums_by
from raccordo.finance.states import CostNature, Dimension
from raccordo.foundation.searching import slug_of
from raccordo.planning.models import Action, Plan
from raccordo.planning.states import LIVING_ACTIONS
from raccordo.territory.queries import municipalities_of

COLUMN = {
    Dimension.ACTION: "action",
    Dimension.SOURCE: "allocation",
    Dimension.YEAR: "year",
    Dimension.NATURE: "nature",
    Dimension.TOWN: "town",
}
# The accounts do not tell these: what is committed is of an action, of a fund, of a year.
ONLY_PROGRAMMED = frozenset({Dimension.NATURE, Dimension.TOWN})
TOLD = frozenset(Dimension) - ONLY_PROGRAMMED


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a financial plan one looks at: rows, columns, and where the rest is held still.

    `fixed` holds an Action, an Allocation, a year, a nature or a municipality by its dimension.
    """

    rows: Dimension = Dimension.ACTION
    columns: Dimension = Dimension.SOURCE
    fixed: Mapping[Dimension, Any] = field(default_factory=dict)

    @property
    def hidden(self) -> frozenset[Dimension]:
        """What is neither shown nor held still."""
        return frozenset(Dimension) - {self.rows, self.columns} - set(self.fixed)

    @property
    def writable(self) -> bool:
        """Whether a cell is of one action, one fund, one year."""
        return not self.hidden & TOLD

    @property
    def has_accounts(self) -> bool:
        """Whether the accounts can be told by these rows and columns."""
        return not ONLY_PROGRAMMED & {self.rows, self.columns, *self.fixed}


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column: what it is, and its value in the database."""

    key: str
    label: str
    value: Any
    thing: Any = None

    @property
    def fact(self) -> Any:
        return self.value if self.thing is None else self.thing


@dataclass(frozen=True, slots=True)
class Grid:
    """What is shown of a financial plan; totals are of all that is shown, also on other pages."""

    shown: Shown
    rows: Sequence[Line]
    columns: Sequence[Line]
    sums: Mapping[tuple[Any, ...], Sums]
    # The cells that hold lines of natures or municipalities that are not shown.
    mixed: Set[tuple[Any, ...]]
    of_rows: Mapping[Any, Sums]
    of_columns: Mapping[Any, Sums]
    whole: Sums

    def at(self, row: Line, column: Line) -> Sums:
        """What a cell holds."""
        return self.sums.get((row.value, column.value), Sums())

    def writable(self, row: Line, column: Line) -> bool:
        """Whether a cell is one line of the financial plan, and not the sum of several."""
        return self.shown.writable and (row.value, column.value) not in self.mixed


def grid_of(plan: Plan, shown: Shown, *, on: date, axis: str = "") -> Grid:
    """The financial plan by two of its dimensions; with an axis, of its actions only."""
    lines, movements = _told(plan, shown)
    if axis:
        lines = lines.filter(action__axis=axis)
        movements = movements.filter(action__axis=axis)
    names = (COLUMN[shown.rows], COLUMN[shown.columns])
    moved = movements if shown.has_accounts else None
    sums = sums_by(*names, movements=moved, lines=lines)
    of_columns = _total(sums, 1)
    return Grid(
        shown,
        _lines(plan, shown.rows, shown, on=on, axis=axis),
        _lines(plan, shown.columns, shown, on=on, axis=axis),
        sums,
        _mixed(lines, shown),
        _total(sums, 0),
        of_columns,
        sum(of_columns.values(), Sums()),
    )


def allocations_of(plan: Plan, year: int | None = None) -> QuerySet[Allocation]:
    """The money a plan may count on in a year, or in any of its years: and what it does use."""
    first, last = (year, year) if year else (plan.first_year, plan.last_year)
    mine = BudgetLine.objects.filter(allocation=OuterRef("pk"), action__plan=plan)
    used = mine.filter(year=year) if year else mine
    open_ = Q(year__lte=last) & (Q(spend_by=None) | Q(spend_by__gte=date(first, 1, 1)))
    found = Allocation.objects.filter(Q(area=plan.area_id) & (open_ | Exists(used)))
    return found.select_related("fund", "area").order_by("fund__position", "fund__name", "year")


def names_of_sources(found: Iterable[Allocation]) -> dict[str, Allocation]:
    """What each source may be called at the head of a column, as a slug.

    Without its year, only where it is the only year of its fund.
    """
    every = list(found)
    years = Counter(one.fund_id for one in every)
    names: dict[str, Allocation] = {}
    for one in every:
        calls = [one.fund.code, one.fund.short, one.fund.name]
        names |= {slug_of(f"{call} {one.year}"): one for call in calls}
        if years[one.fund_id] == 1:
            names |= {slug_of(call): one for call in calls}
    return names


def names_of_actions(plan: Plan) -> dict[str, Action]:
    """What each action may be called at the head of a row, as a slug: its code, or its title."""
    found = list(_actions(plan, ""))
    titles = Counter(slug_of(one.title) for one in found)
    names = {slug_of(one.title): one for one in found if titles[slug_of(one.title)] == 1}
    names |= {slug_of(str(one)): one for one in found}
    return names | {slug_of(one.code): one for one in found}


def _told(plan: Plan, shown: Shown) -> tuple[QuerySet[BudgetLine], QuerySet[Movement]]:
    lines = BudgetLine.objects.filter(action__plan=plan)
    movements = Movement.objects.filter(action__plan=plan)
    for dimension, value in shown.fixed.items():
        lines = lines.filter(**{COLUMN[dimension]: value})
        if dimension in TOLD:
            movements = movements.filter(**{COLUMN[dimension]: value})
    return lines, movements


def _mixed(lines: QuerySet[BudgetLine], shown: Shown) -> set[tuple[Any, ...]]:
    """The cells that hold more than one line, of natures or municipalities that are not shown."""
    usual = Q()
    if Dimension.NATURE in shown.hidden:
        usual &= Q(nature="")
    if Dimension.TOWN in shown.hidden:
        usual &= Q(town=None)
    if not usual:
        return set()
    names = (COLUMN[shown.rows], COLUMN[shown.columns])
    return set(lines.exclude(usual).exclude(amount=0).order_by().values_list(*names).distinct())


def _total(sums: Mapping[tuple[Any, ...], Sums], side: int) -> dict[Any, Sums]:
    found: dict[Any, Sums] = {}
    for key, told in sums.items():
        found[key[side]] = found.get(key[side], Sums()) + told
    return found


def _lines(plan: Plan, side: Dimension, shown: Shown, *, on: date, axis: str) -> list[Line]:
    match side:
        case Dimension.ACTION:
            return [Line(one.code, str(one), one.pk, one) for one in _actions(plan, axis)]
        case Dimension.SOURCE:
            found = allocations_of(plan, shown.fixed.get(Dimension.YEAR))
            return [Line(str(one.key), one.short, one.pk, one) for one in found]
        case Dimension.YEAR:
            return [Line(str(year), str(year), year) for year in plan.years]
        case Dimension.NATURE:
            natures = [("-", "", ""), *((one.value, one.label, one.value) for one in CostNature)]
            return [Line(key, str(label), value) for key, label, value in natures]
        case _:
            towns = municipalities_of(plan.area, on=on)
            return [Line("-", "", None), *(Line(str(t.key), t.name, t.pk, t) for t in towns)]


def _actions(plan: Plan, axis: str) -> QuerySet[Action]:
    """Those that are of the plan, and those that were dropped with money still on them."""
    held = BudgetLine.objects.filter(action=OuterRef("pk"), amount__gt=0)
    found = Action.objects.filter(Q(state__in=LIVING_ACTIONS) | Exists(held), plan=plan)
    return found.filter(axis=axis) if axis else found
