from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from raccordo.access.queries import acts_to_read
from raccordo.acts.queries import acts_found
from raccordo.journal.acting import Acting
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_found

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found: what it is called, what it is, where it is."""

    name: str
    kind: str
    address: str


def found(wanted: str, *, acting: Acting | None, on: date, most: int) -> list[Found]:
    """What one may see whose words are those wanted: areas for all, acts for who reads them."""
    if len(wanted.strip()) < SHORTEST:
        return []
    areas = list(areas_found(wanted)[:most])
    acts: list[Found] = []
    if acting:
        readable = acts_found(acts_to_read(acting, on=on), wanted)[:most]
        acts = [Found(f"{act}", act.subject, _act_address(act)) for act in readable]
    return [*_areas(areas), *acts][: most * 2]


def _areas(areas: list[Area]) -> Iterator[Found]:
    for area in areas:
        kind = str(area.get_kind_display())
        if area.sigla and area.kind == "municipality":
            kind = f"{kind} · {area.sigla}"
        if area.until:
            kind = _("%(kind)s, fino al %(year)s") % {"kind": kind, "year": area.until.year}
        yield Found(area.name, kind, reverse("territory:area", args=[area.slug]))


def _act_address(act: Any) -> str:
    return reverse("assemblies:act", args=[act.key])
