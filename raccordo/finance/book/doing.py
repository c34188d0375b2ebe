"""What a section shows of what will be done: objectives, actions, times, people, euros."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from raccordo.documents.blocks import Block, Note, Picture
from raccordo.finance.book.pictures import of_axes, of_stages
from raccordo.finance.book.tables import tabled
from raccordo.finance.models import Allocation, BudgetLine, Quota
from raccordo.finance.queries.policies import policies_of
from raccordo.finance.queries.sums import ZERO, sums_by
from raccordo.foundation.money import euros
from raccordo.foundation.wording import day
from raccordo.observatory.pictures import words_of
from raccordo.planning.models import Action, Plan, Staffing, Stage
from raccordo.planning.models.actions import FULL_WEEK
from raccordo.planning.queries.plans import living, outline
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of


@dataclass(frozen=True)
class Doing:
    """The actions that are told: of the whole plan, or of the part of a zone."""

    plan: Plan
    on: date
    part: Area | None = None
    # Only what is of no zone's part.
    common: bool = False

    @cached_property
    def actions(self) -> list[Action]:
        found: QuerySet[Action] = living(self.plan.actions.all())
        if self.part:
            found = found.filter(part=self.part)
        elif self.common:
            found = found.filter(part=None)
        return list(found.prefetch_related("objectives", "towns", "leps").order_by("order", "pk"))

    @cached_property
    def lines(self) -> QuerySet[BudgetLine]:
        return BudgetLine.objects.filter(action__in=[one.pk for one in self.actions])

    @cached_property
    def axes(self) -> dict[str, str]:
        return {axis.code: axis.title for axis in outline(self.plan).axes}

    @property
    def total(self) -> Decimal:
        """What is programmed for these actions, in all the years of the plan."""
        found = sums_by(movements=None, lines=self.lines)
        return sum((one.programmed for one in found.values()), ZERO)


def objectives(doing: Doing) -> list[Block]:
    """Each objective with the needs it answers and the actions that carry it out."""
    acting: dict[int, list[str]] = defaultdict(list)
    for one in doing.actions:
        for aim in one.objectives.all():
            acting[aim.pk].append(one.code)
    found = doing.plan.objectives.prefetch_related("needs").order_by("code", "pk")
    rows = [
        [
            aim.code,
            aim.title,
            _joined(need.label for need in aim.needs.all()),
            _joined(acting[aim.pk]),
        ]
        for aim in found
        if acting[aim.pk] or not (doing.part or doing.common)
    ]
    heads = [_("N."), _("Obiettivo"), _("Bisogni"), _("Azioni")]
    return tabled(_("Obiettivi"), heads, rows, widths=(2, 9, 3, 4))


def actions(doing: Doing) -> list[Block]:
    """The actions, axis by axis, with where they are and what is programmed for each."""
    sums = sums_by("action", movements=None, lines=doing.lines)
    found: list[Block] = []
    heads = [_("N."), _("Azione"), _("Comuni"), _("LEPS"), _("Programmato")]
    for axis in dict.fromkeys(one.axis for one in doing.actions):
        rows = [
            [
                one.code,
                one.title,
                _joined(town.name for town in one.towns.all()) or _("tutti"),
                _joined(leps.label for leps in one.leps.all()),
                euros(sums[one.pk,].programmed if (one.pk,) in sums else ZERO),
            ]
            for one in doing.actions
            if one.axis == axis
        ]
        caption = f"{axis}. {doing.axes[axis]}" if axis in doing.axes else _("Azioni")
        found += tabled(caption, heads, rows, widths=(1, 7, 4, 4, 3), right=(4,))
    return found


def timetable(doing: Doing) -> list[Block]:
    """When each action is done, stage by stage."""
    stages = Stage.objects.filter(action__in=[one.pk for one in doing.actions])
    told = list(stages.select_related("action").order_by("action__order", "position", "pk"))
    rows = [
        [one.action.code, one.title, day(one.since), day(one.until - timedelta(days=1))]
        for one in told
    ]
    if not rows:
        return []
    svg = of_stages(told)
    drawn = Picture(svg, words_of(svg), _("Cronoprogramma"))
    heads = [_("N."), _("Fase"), _("Dal"), _("Al")]
    return [drawn, *tabled(_("Fasi"), heads, rows, widths=(1, 7, 3, 3))]


def staff(doing: Doing) -> list[Block]:
    """How many people of each profile, for how many hours a week, as full-time equivalents."""
    heads: dict[str, list[Decimal]] = {}
    held = Staffing.objects.filter(action__in=[one.pk for one in doing.actions])
    for one in held.order_by("profile", "pk"):
        told = heads.setdefault(one.profile, [ZERO, ZERO])
        told[0] += one.persons
        told[1] += one.persons * one.weekly_hours
    rows = [
        [profile, _number(persons), _number(hours), _number(hours / FULL_WEEK)]
        for profile, (persons, hours) in heads.items()
    ]
    columns = [_("Figura professionale"), _("Persone"), _("Ore a settimana"), _("Tempo pieno")]
    found = tabled(_("Personale"), columns, rows, widths=(6, 2, 2, 2), right=(1, 2, 3))
    note = Note(_("Tempo pieno: persone equivalenti a %s ore a settimana.") % FULL_WEEK)
    return [*found, note] if found else []


def policies(doing: Doing) -> list[Block]:
    """How much of the plan goes together with each other policy: none, too (art. 3 L. 328)."""
    mine = {one.pk for one in doing.actions}
    rows = []
    for sheet in policies_of(doing.plan, on=doing.on):
        parts = [part for part in sheet.parts if part.action.pk in mine]
        amount = sum((part.amount for part in parts), ZERO)
        rows.append(
            [str(sheet.policy), _joined(part.action.code for part in parts) or "–", euros(amount)]
        )
    heads = [_("Politica"), _("Azioni"), _("Importo")]
    caption = _("Integrazione con le altre politiche")
    return tabled(caption, heads, rows, widths=(5, 6, 3), right=(2,))


def money(doing: Doing) -> list[Block]:
    """What is programmed, by axis and year, by source and year; the same total in both."""
    svg = of_axes(by_axis(doing), doing.axes)
    drawn: list[Block] = [Picture(svg, words_of(svg), _("Programmato per asse"))] if svg else []
    return [
        *drawn,
        *_years(doing, _("Programmato per asse ed esercizio"), _("Asse"), by_axis(doing)),
        *_years(doing, _("Programmato per fonte ed esercizio"), _("Fonte"), _by_source(doing)),
    ]


def towns(doing: Doing) -> list[Block]:
    """What each municipality owes the plan, year by year."""
    found = Quota.objects.filter(
        allocation__area=doing.plan.area, allocation__year__in=doing.plan.years
    )
    owed: dict[str, dict[int, Decimal]] = {}
    for one in found.select_related("town", "allocation").order_by("town__sort_key", "pk"):
        if doing.part and one.town.pk not in _inside(doing):
            continue
        owed.setdefault(one.town.name, {})[one.allocation.year] = one.amount
    caption = _("Quote di compartecipazione dei Comuni")
    return _years(doing, caption, _("Comune"), owed)


def _inside(doing: Doing) -> set[int]:
    assert doing.part is not None
    return set(municipalities_of(doing.part, on=doing.on).values_list("pk", flat=True))


def by_axis(doing: Doing) -> dict[str, dict[int, Decimal]]:
    """What is programmed for each axis, by the number and name it has, year by year."""
    sums = sums_by("action__axis", "year", movements=None, lines=doing.lines)
    found: dict[str, dict[int, Decimal]] = {}
    for code in sorted({axis for axis, _year in sums}, key=_order_of(doing)):
        name = f"{code}. {doing.axes[code]}" if code in doing.axes else _("senza asse")
        told = found.setdefault(name, {})
        for year in {year for axis, year in sums if axis == code}:
            told[year] = told.get(year, ZERO) + sums[code, year].programmed
    return {name: told for name, told in found.items() if any(told.values())}


def _order_of(doing: Doing) -> Callable[[str], int]:
    """Axes as the template tells them, then what is of none."""
    places = {code: number for number, code in enumerate(doing.axes)}
    return lambda code: places.get(code, len(places))


def _by_source(doing: Doing) -> dict[str, dict[int, Decimal]]:
    sums = sums_by("allocation", "year", movements=None, lines=doing.lines)
    used = Allocation.objects.filter(pk__in={pk for pk, _year in sums}).select_related("fund")
    found: dict[str, dict[int, Decimal]] = {}
    for one in used.order_by("fund__position", "fund__name", "year", "pk"):
        told = found.setdefault(one.short, {})
        for year in {year for pk, year in sums if pk == one.pk}:
            told[year] = told.get(year, ZERO) + sums[one.pk, year].programmed
    return {name: told for name, told in found.items() if any(told.values())}


def _years(
    doing: Doing, caption: str, first: str, told: dict[str, dict[int, Decimal]]
) -> list[Block]:
    """Euros by row and year, with what each row and column come to."""
    years = sorted({*doing.plan.years, *(year for row in told.values() for year in row)})
    rows = [
        [name, *(euros(row.get(year, ZERO)) for year in years), euros(sum(row.values(), ZERO))]
        for name, row in told.items()
    ]
    whole = [sum((row.get(year, ZERO) for row in told.values()), ZERO) for year in years]
    foot = [_("In tutto"), *map(euros, whole), euros(sum(whole, ZERO))]
    heads = [first, *map(str, years), _("In tutto")]
    right = range(1, len(heads))
    widths = (5, *(3 for _year in right))
    return tabled(caption, heads, [*rows, foot] if rows else [], widths=widths, right=right)


def _joined(words: Iterable[object]) -> str:
    return ", ".join(map(str, words))


def _number(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".").replace(".", ",")
