"""A plan as a paper: its sections with their words and figures, whole or of a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from raccordo.documents.blocks import Block, Heading, Note, Paper
from raccordo.documents.markup import blocks_of
from raccordo.finance.book.doing import Doing
from raccordo.finance.book.shown import Book, blocks_for
from raccordo.foundation.wording import day
from raccordo.planning.models import Plan, Section
from raccordo.planning.states import PlanState
from raccordo.territory.models import Area

DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a plan: of a zone, or of none; how many actions it has, how many euros."""

    area: Area | None
    actions: int
    total: Decimal


def parts_of(plan: Plan, *, on: date) -> list[Part]:
    """The parts that make a plan: of each zone that has one, and what is of no zone."""
    zones = Area.objects.filter(pk__in=plan.actions.exclude(part=None).values("part"))
    found = [Doing(plan, on, zone) for zone in zones.order_by("sort_key", "pk")]
    found.append(Doing(plan, on, common=True))
    return [Part(one.part, len(one.actions), one.total) for one in found]


def paper_of(book: Book) -> Paper:
    """The whole plan, or the part of a zone, as it stands today."""
    plan = book.plan
    sections = list(plan.sections.select_related("parent").order_by("position", "pk"))
    blocks: list[Block] = []
    for one in sections:
        blocks.append(Heading(f"{one.code} {one.title}", _depth(one, sections)))
        blocks += blocks_of(one.text, level=min(_depth(one, sections) + 1, DEEPEST))
        blocks += blocks_for(book, one.shows)
    title = plan.title if book.part is None else f"{plan.title}\n{book.part.name}"
    blocks.append(Note(_("Com'era il %s.") % day(book.on)))
    return Paper(
        title=title,
        author=plan.area.name,
        blocks=blocks,
        header=plan.title,
        mark="" if plan.state == PlanState.IN_FORCE else str(PlanState(plan.state).label).upper(),
        language=get_language() or "it",
    )


def _depth(one: Section, sections: list[Section]) -> int:
    depth, parents = 1, {section.pk: section.parent_id for section in sections}
    above = one.parent_id
    while above is not None and depth < DEEPEST:
        depth, above = depth + 1, parents.get(above)
    return depth
