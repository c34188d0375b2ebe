"""The money of six ambiti: 2,000 actions, 20,000 lines of the financial plan, 200,000 entries."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import count
from random import Random
from uuid import UUID

from django.test import Client

from bench.assemblies import TODAY
from bench.figures import Figure, seconds
from bench.visits import DESK, Visits, director_of, open_house, signed_in
from raccordo.acts.models import Act
from raccordo.finance.models import Allocation, BudgetLine, Fund, Movement
from raccordo.finance.states import MovementKind
from raccordo.foundation.searching import searchable
from raccordo.keeper.tuning import count_again
from raccordo.planning.models import Action, Plan, PlanTemplate
from raccordo.planning.rules.codes import order_of
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

AMBITI, ACTIONS, LINES, ENTRIES = 6, 2_000, 20_000, 200_000
FIRST, LAST, BATCH = 2026, 2028, 2_000
STEPS = (
    MovementKind.COMMITTED,
    MovementKind.CLEARED,
    MovementKind.ORDERED,
    MovementKind.PAID,
)
EXPORTED, MOST = 100_000, 20
PAGES = {
    "i fondi per rischio": "/fondi/",
    "il piano finanziario di un anno": "/piano-finanziario/{plan}/?anno=2026",
    "il piano finanziario, fonte per anno": "/piano-finanziario/{plan}/?righe=fonte&colonne=anno",
    "il piano finanziario, ultima pagina": "/piano-finanziario/{plan}/?anno=2026&pagina=99",
    "le risorse di un'azione": "/risorse/azioni/{action}/",
    "un fondo": "/fondi/{allocation}/",
    "le scritture": "/scritture/",
    "le scritture di un anno, pagina 100": "/scritture/?anno=2026&pagina=100",
    "le scritture, cercando un numero": "/scritture/?q=77/2026",
    "la scrivania": DESK,
}


def measure() -> Iterator[Figure]:
    """As whoever directs the plan's office of an ambito sees them."""
    ambito = open_house(on=TODAY)
    director = director_of(ambito)
    yield Figure("le righe sono pronte in", seconds(partial(_fill, ambito)), "s")
    count_again()
    visits = Visits(signed_in(director))
    action = Action.objects.filter(plan__area=ambito).order_by("pk")[0]
    allocation = Allocation.objects.filter(area=ambito, year=FIRST).order_by("pk")[0]
    told = {"plan": action.plan.key, "action": action.key, "allocation": allocation.key}
    for what, address in PAGES.items():
        yield from visits.page(what, address.format(**told), times=1, most=MOST)
    yield from _exported(visits.client, ambito)


def _exported(client: Client, ambito: Area) -> Iterator[Figure]:
    """All the entries of an ambito, sent a piece at a time: told for a hundred thousand."""
    many = Movement.objects.filter(allocation__area=ambito).count()
    size = 0

    def send() -> None:
        nonlocal size
        response = client.get("/scritture.csv")
        size = sum(map(len, response.streaming_content))

    taken = seconds(send) * EXPORTED / many
    tracemalloc.start()
    send()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    note = f"{many} scritture, {size / 2**20:.1f} MB"
    yield Figure("centomila scritture in CSV", taken, "s", at_most=15, note=note)
    yield Figure("  memoria in più, al massimo", peak, "MB", at_most=150)


def _fill(ambito: Area) -> None:
    others = Area.objects.filter(kind=AreaKind.AMBITO).exclude(pk=ambito.pk).order_by("pk")
    for number, area in enumerate([ambito, *others[: AMBITI - 1]]):
        _fill_one(area, first=number == 0, chance=Random(number))


def _fill_one(area: Area, *, first: bool, chance: Random) -> None:
    """A sixth of all; half of the entries are of the ambito that is looked at."""
    template = PlanTemplate.objects.order_by("pk")[0]
    facts = {"title": f"Piano {area}"[:200], "first_year": FIRST, "last_year": LAST}
    plan = Plan.objects.create(area=area, template=template, **facts)
    actions = _actions(plan, ACTIONS // AMBITI)
    funds = Fund.objects.filter(area=None).order_by("pk")
    allocations = Allocation.objects.bulk_create(
        Allocation(fund=fund, area=area, year=year, spend_by=date(year + 2, 12, 31))
        for fund in funds
        for year in range(FIRST, LAST + 1)
    )
    lines = _lines(actions, allocations, LINES // AMBITI, chance)
    entries = ENTRIES // 2 if first else ENTRIES // 2 // (AMBITI - 1)
    _entries(lines, entries, chance)


def _actions(plan: Plan, many: int) -> list[Action]:
    codes = [f"{n % 7 + 1}.{n // 7 + 1}" for n in range(many)]
    rows = [
        Action(
            plan=plan,
            code=code,
            order=order_of(code),
            axis=code[0],
            title=f"Azione {code}",
            search=searchable(f"{code} azione"),
        )
        for code in codes
    ]
    return Action.objects.bulk_create(rows, batch_size=BATCH)


def _lines(
    actions: list[Action], allocations: list[Allocation], many: int, chance: Random
) -> list[BudgetLine]:
    places = [(action, one) for action in actions for one in allocations]
    rows = [
        BudgetLine(action=action, allocation=one, year=one.year, amount=Decimal(100_000))
        for action, one in chance.sample(places, many)
    ]
    return BudgetLine.objects.bulk_create(rows, batch_size=BATCH)


def _entries(lines: list[BudgetLine], many: int, chance: Random) -> None:
    """Each commitment is cleared, ordered and paid; before them, what was assigned."""
    act = Act.objects.order_by("pk")[0]
    whole = {line.allocation_id for line in lines}
    Movement.objects.bulk_create(
        Movement(
            kind=MovementKind.ASSIGNED,
            allocation_id=pk,
            year=FIRST,
            due_year=FIRST,
            amount=Decimal(10**9),
            told_on=TODAY,
            once=UUID(int=chance.getrandbits(128)),
        )
        for pk in whole
    )
    before: list[Movement] = []
    for kind in STEPS:
        numbers = count(1)
        before = Movement.objects.bulk_create(
            (
                Movement(
                    kind=kind,
                    allocation_id=line.allocation_id,
                    action_id=line.action_id,
                    year=line.year,
                    due_year=line.year,
                    amount=Decimal("123.45"),
                    told_on=TODAY,
                    of=before[n] if before else None,
                    act=act,
                    number=f"{next(numbers)}/{line.year}",
                    once=UUID(int=chance.getrandbits(128)),
                )
                for n, line in enumerate(_chosen(lines, many // len(STEPS)))
            ),
            batch_size=BATCH,
        )


def _chosen(lines: list[BudgetLine], many: int) -> Iterator[BudgetLine]:
    """The same lines, in the same order, at every step."""
    for n in range(many):
        yield lines[n % len(lines)]
