"""What stands in a section beside its words, by its name: the same on a page and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from raccordo.documents.blocks import Block
from raccordo.finance.book import doing, territory
from raccordo.planning.models import Plan
from raccordo.planning.states import Shown
from raccordo.territory.models import Area

OF_TERRITORY: dict[str, Callable[..., list[Block]]] = {
    Shown.POPULATION: territory.population,
    Shown.ECONOMY: territory.economy,
    Shown.NEEDS: territory.needs,
    Shown.SWOT: territory.swot,
    Shown.BODIES: territory.bodies,
    Shown.MEETINGS: territory.meetings,
    Shown.VOICES: territory.voices,
    Shown.PARTIES: territory.parties,
}
OF_PLAN: dict[str, Callable[[doing.Doing], list[Block]]] = {
    Shown.OBJECTIVES: doing.objectives,
    Shown.ACTIONS: doing.actions,
    Shown.TIMETABLE: doing.timetable,
    Shown.STAFF: doing.staff,
    Shown.POLICIES: doing.policies,
    Shown.MONEY: doing.money,
    Shown.TOWNS: doing.towns,
}


@dataclass(frozen=True)
class Book:
    """A plan that is read as of a day: whole, or the part of a zone."""

    plan: Plan
    on: date
    part: Area | None = None

    @property
    def place(self) -> Area:
        return self.part or self.plan.area


def blocks_for(book: Book, names: Iterable[str]) -> list[Block]:
    """The tables and charts of these names, in their order; what tells nothing is left out."""
    told = doing.Doing(book.plan, book.on, book.part)
    found: list[Block] = []
    for name in names:
        if name in OF_TERRITORY:
            found += OF_TERRITORY[name](book.place, on=book.on)
        elif name in OF_PLAN:
            found += OF_PLAN[name](told)
    return found
