"""Who works for whom and where, in which part, and how fresh what is known of it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.periods import in_force
from raccordo.foundation.wording import day
from raccordo.parties.models import Organisation, Stake, Work
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of, wholes_around
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of

THEMES = "target-groups"
# What is older than this is to be confirmed.
FRESH = timedelta(days=365)
# What a body may ask to correct of itself; its name and codes are the office's to change.
CARD = ("pec", "email", "phone", "address", "website", "about", "volunteers", "staff", "places")


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A municipality: how many bodies work there for each theme, in the order of the themes."""

    town: Area
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Themes by municipalities: who works for whom, and where nobody does."""

    themes: Sequence[Term]
    rows: Sequence[CoverageRow]

    @property
    def empty(self) -> int:
        """How many cells nobody fills."""
        return sum(row.counts.count(0) for row in self.rows)


def require_living(organisation: Organisation, *, on: date) -> None:
    """Refuse what begins when a body is no more."""
    if organisation.closed_on and organisation.closed_on <= on:
        raise Refused(
            _("L'ente «%(body)s» è cessato il %(day)s.")
            % {"body": organisation, "day": day(organisation.closed_on)}
        )


def coverage_of(area: Area, *, role: str = "", on: date) -> Coverage:
    """How many bodies work in each municipality of an area for each theme, as of a day."""
    themes = list(terms_of(THEMES, on=on))
    towns = list(municipalities_of(area, on=on))
    around = wholes_around([town.pk for town in towns], on=on)
    works = _works(around, role=role, on=on).values_list("group__code", "area")
    told: Counter[tuple[str, int]] = Counter()
    for code, where, many in works.annotate(many=Count("organisation", distinct=True)).order_by():
        # Who works in a wide area works in each of its municipalities.
        told.update({(code, town): many for town in around[where]})
    rows = [CoverageRow(t, tuple(told[theme.code, t.pk] for theme in themes)) for t in towns]
    return Coverage(themes, rows)


def _works(areas: Mapping[int, Any], *, role: str, on: date) -> QuerySet[Work]:
    works = Work.objects.filter(_living(on, "organisation__"), area__in=areas)
    if role:
        held = Stake.objects.filter(
            in_force(on), organisation=OuterRef("organisation"), role=role
        ).filter(Q(group=None) | Q(group__code=OuterRef("group__code")))
        works = works.filter(Exists(held))
    return works


def working_for(
    organisations: QuerySet[Organisation], *, theme: str = "", town: Area | None = None, on: date
) -> QuerySet[Organisation]:
    """Those of some bodies that work for a theme, in a municipality or in what it is part of."""
    works = Work.objects.filter(organisation=OuterRef("pk"))
    if theme:
        works = works.filter(group__code=theme)
    if town:
        works = works.filter(area__in=list(wholes_around([town.pk], on=on)))
    return organisations.filter(Exists(works)) if theme or town else organisations


def holding_a_part(
    organisations: QuerySet[Organisation], *, role: str, theme: str = "", on: date
) -> QuerySet[Organisation]:
    """Those of some bodies that have a part on a day, in a theme or in any."""
    held = Stake.objects.filter(in_force(on), organisation=OuterRef("pk"), role=role)
    if theme:
        held = held.filter(Q(group=None) | Q(group__code=theme))
    return organisations.filter(Exists(held))


def foreseen_in(areas: QuerySet[Area], *, theme: str = "", on: date) -> QuerySet[Stake]:
    """The parts that bodies at work have on a day in the plans of some areas; of a theme, or all.

    Who has a part in all themes has it in each.
    """
    inside = areas.order_by().values("pk")
    held = Stake.objects.filter(in_force(on), _living(on, "organisation__"), area__in=inside)
    if theme:
        held = held.filter(Q(group=None) | Q(group__code=theme))
    return held.select_related("group", "area")


def to_confirm(on: date) -> Q:
    """The bodies whose card nobody has confirmed for a year."""
    return Q(_living(on)) & (Q(confirmed_on=None) | Q(confirmed_on__lte=on - FRESH))


def is_stale(organisation: Organisation, *, on: date) -> bool:
    """Whether the card of a body is to be confirmed."""
    confirmed = organisation.confirmed_on
    gone = organisation.closed_on is not None and organisation.closed_on <= on
    return not gone and (confirmed is None or confirmed <= on - FRESH)


def _living(on: date, to: str = "") -> Q:
    return Q((f"{to}closed_on", None)) | Q((f"{to}closed_on__gt", on))


def card_of(organisation: Organisation) -> dict[str, Any]:
    """What a body may correct of itself, as it is kept in a request."""
    works = organisation.works.select_related("group", "area")
    pairs = sorted([str(work.group.key), str(work.area.key)] for work in works)
    return {name: getattr(organisation, name) for name in CARD} | {"works": pairs}


def facts_of_card(
    asked: Mapping[str, Any],
) -> tuple[list[tuple[Term, Area]] | None, dict[str, Any]]:
    """What was asked, as the operations take it: for whom and where it works, then the rest."""
    facts = {name: asked[name] for name in CARD if name in asked}
    if "works" not in asked:
        return None, facts
    pairs = asked["works"]
    groups = {str(t.key): t for t in Term.objects.filter(key__in={group for group, _a in pairs})}
    areas = {str(a.key): a for a in Area.objects.filter(key__in={area for _g, area in pairs})}
    return [(groups[group], areas[area]) for group, area in pairs], facts


def labels_of_card() -> dict[str, str]:
    """How each thing of a card is called."""
    fields = {name: Organisation._meta.get_field(name) for name in CARD}
    labels = {name: str(field.verbose_name) for name, field in fields.items()}  # type: ignore[union-attr]
    return labels | {"works": str(Work._meta.verbose_name_plural)}
