"""What bodies ask to correct in their cards, line by line, as people read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from raccordo.parties.models import CardChange, Work
from raccordo.parties.queries.mapping import labels_of_card
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A thing of the card: how it is, how it should be."""

    label: str
    before: str
    after: str


def told_in(changes: Iterable[CardChange]) -> list[tuple[CardChange, Sequence[Line]]]:
    """What each correction would change, in the order of the card: two questions for all."""
    asked = list(changes)
    pairs = [pair for one in asked for side in one.facts.get("works", ()) for pair in side]
    names = _named(pairs)
    labels = labels_of_card()
    return [(one, _lines(one, labels, names)) for one in asked]


def works_in_words(works: Iterable[Work]) -> list[tuple[str, str]]:
    """For whom a body works, and where, one theme a line."""
    return _by_theme((str(work.group), str(work.area)) for work in works)


def _lines(change: CardChange, labels: Names, names: Names) -> Sequence[Line]:
    asked = [(name, *change.facts[name]) for name in labels if name in change.facts]
    return [Line(labels[name], _read(old, names), _read(new, names)) for name, old, new in asked]


def _read(value: Any, names: Names) -> str:
    if isinstance(value, list):
        pairs = ((names.get(group, ""), names.get(area, "")) for group, area in value)
        told = [f"{theme}: {areas}" for theme, areas in _by_theme(sorted(pairs))]
        return "\n".join(told) or "–"
    if isinstance(value, int):
        return number_format(value, force_grouping=True)
    return str(value or "–")


def _by_theme(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    told: dict[str, list[str]] = defaultdict(list)
    for theme, area in pairs:
        told[theme].append(area)
    return [(theme, ", ".join(areas)) for theme, areas in told.items()]


def _named(pairs: Sequence[Sequence[str]]) -> dict[str, str]:
    groups = Term.objects.filter(key__in={group for group, _area in pairs})
    areas = Area.objects.filter(key__in={area for _group, area in pairs})
    named = {str(key): label for key, label in groups.values_list("key", "label")}
    return named | {str(key): name for key, name in areas.values_list("key", "name")}
