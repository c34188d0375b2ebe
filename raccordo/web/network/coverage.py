"""Who works for whom in each municipality, and the cells that nobody fills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.documents.sheets import write_xlsx
from raccordo.observatory import maps
from raccordo.parties.queries.mapping import Coverage, coverage_of
from raccordo.parties.states import StakeRole
from raccordo.territory.models import Area
from raccordo.territory.queries import (
    areas_around,
    areas_within,
    municipalities_of,
    wholes_around,
    widest_first,
)
from raccordo.territory.shapes import shapes_of
from raccordo.territory.states import AreaKind
from raccordo.vocabularies.models import Term
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.network.views import HERE
from raccordo.web.trails import trail

NONE = "#E8A33D"  # a municipality where nobody is known to work
WHOLES = (AreaKind.REGION, AreaKind.PROVINCE, AreaKind.AMBITO, AreaKind.ZONE)
MOST_TOWNS = 120


@dataclass(frozen=True, slots=True)
class Cell:
    """How many work there for a theme, and the list of them."""

    theme: Term
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """A municipality, and its cells in the order of the themes."""

    town: Area
    cells: tuple[Cell, ...]


@require_safe
@requires(Right.READ_PARTIES)
def coverage(request: MemberRequest) -> HttpResponse:
    places = list(wholes_seen(request))
    area, role = whole_asked(request, places), _role(request)
    found = coverage_of(area, role=role, on=request.today) if area else Coverage((), ())
    too_many = len(found.rows) > MOST_TOWNS
    facts: dict[str, Any] = {
        "places": places,
        "area": area,
        "role": role,
        "roles": StakeRole.choices,
        "trail": trail(HERE, _("Copertura")),
        "too_many": too_many,
        "may_involve": Right.READ_VOICES in RIGHTS[Role(request.mandate.role)],
        "coverage": found,
        "rows": [] if too_many else list(_rows(found, role)),
        "map": "" if too_many else _map(found, request),
        "query": urlencode({"di": area.slug if area else "", "ruolo": role}),
    }
    return render(request, "network/coverage.html", facts)


@require_safe
@requires(Right.READ_PARTIES)
def coverage_table(request: MemberRequest) -> HttpResponse:
    area, role = whole_asked(request, list(wholes_seen(request))), _role(request)
    found = coverage_of(area, role=role, on=request.today) if area else Coverage((), ())
    heading = [_("Comune"), *map(str, found.themes)]
    rows: Iterator[list[str | int]] = ([row.town.name, *row.counts] for row in found.rows)
    return attached(write_xlsx(_("Copertura"), heading, rows), "copertura.xlsx")


def wholes_seen(request: MemberRequest) -> QuerySet[Area]:
    """The wholes one may look at: those inside one's own area, and those it is in."""
    own = request.mandate.area or (
        request.mandate.organisation.area if request.mandate.organisation else None
    )
    if own is None:
        return Area.objects.none()
    inside = areas_within(own, on=request.today).filter(kind__in=WHOLES)
    around = areas_around(own, on=request.today).filter(kind__in=WHOLES[2:]).order_by()
    both = {*inside.order_by().values_list("pk", flat=True), *around.values_list("pk", flat=True)}
    if own.kind == AreaKind.PROVINCE:  # an ambito is not inside it: its municipalities are
        towns = municipalities_of(own, on=request.today)
        both |= wholes_around(towns.values_list("pk", flat=True), on=request.today).keys()
    return widest_first(Area.objects.filter(pk__in=both, kind__in=WHOLES))


def whole_asked(request: MemberRequest, places: list[Area]) -> Area | None:
    """The area that the address asks about; else one's own, or the widest that one sees."""
    wanted = request.GET.get("di", "")
    own = request.mandate.area
    chosen = next((place for place in places if place.slug == wanted), None)
    chosen = chosen or next((place for place in places if place == own), None)
    return chosen or (places[0] if places else None)


def _role(request: MemberRequest) -> str:
    role = request.GET.get("ruolo", "")
    return role if role in StakeRole.values else ""


def _rows(found: Coverage, role: str) -> Iterator[Row]:
    for row in found.rows:
        where = {"dove": row.town.slug, "ruolo": role}
        cells = (
            Cell(theme, count, urlencode({**where, "tema": theme.code}))
            for theme, count in zip(found.themes, row.counts, strict=True)
        )
        yield Row(row.town, tuple(cells))


def _map(found: Coverage, request: MemberRequest) -> str:
    """Each municipality by how much of it is covered; nothing when there are not two to compare."""
    towns = [row.town for row in found.rows]
    shapes = shapes_of(towns, on=request.today)
    pieces = {town.name: shapes[town.pk] for town in towns if town.pk in shapes}
    if len(pieces) < 2 or not found.themes:
        return ""
    filled = {row.town.name: sum(map(bool, row.counts)) for row in found.rows}
    most = max(filled.values())
    told = {name: _themes(n) for name, n in filled.items()}
    used = {_themes(n): _shade(n, most) for n in sorted(set(filled.values()), reverse=True)}
    label = ngettext(
        "Mappa della copertura: %(n)s casella è vuota. I numeri sono nella tabella.",
        "Mappa della copertura: %(n)s caselle sono vuote. I numeri sono nella tabella.",
        found.empty,
    )
    title = _("Temi con almeno un soggetto")
    return maps.coloured(pieces, told, used, title=title, label=label % {"n": found.empty})


def _themes(n: int) -> str:
    return ngettext("%(n)s tema", "%(n)s temi", n) % {"n": n} if n else _("nessun tema")


def _shade(n: int, most: int) -> str:
    """The darker, the more themes; another colour where there is nobody at all."""
    return maps.SHADES[round(n / most * (len(maps.SHADES) - 1))] if n else NONE
