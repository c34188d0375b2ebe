"""The map of an area: its parts in their colours, each named when there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.documents.charts import draw
from raccordo.documents.maps import NAMED_AT_MOST, names_on
from raccordo.territory.boundaries import MultiPolygon, coarser
from raccordo.territory.models import Area
from raccordo.territory.queries import (
    areas_around,
    called_on,
    members_of,
    municipalities_of,
)
from raccordo.territory.shapes import rough_shapes_of, shapes_of
from raccordo.territory.states import AreaKind

# How many decimals a border keeps: a region need not show every bend of a brook.
FINENESS = {AreaKind.COUNTRY: 2, AreaKind.REGION: 3, AreaKind.PROVINCE: 3}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the map: its outline, its name, whether it is what the page is about."""

    name: str
    shape: MultiPolygon
    ours: bool = True


def map_of(area: Area, *, on: date) -> str:
    """The SVG of an area on a day; empty when no outline is known."""
    pieces = _pieces(area, on=on)
    if not pieces:
        return ""
    label = _("Mappa: %(area)s, con %(n)s parti.") % {"area": area.name, "n": len(pieces)}
    return draw(_specification(pieces), label=label)


def _pieces(area: Area, *, on: date) -> list[Piece]:
    decimals = FINENESS.get(AreaKind(area.kind), 4)
    if area.kind in {AreaKind.COUNTRY, AreaKind.REGION}:
        return _joined(area, decimals, on=on)
    if area.kind == AreaKind.MUNICIPALITY:
        return _each(_in_its_neighbourhood(area, on=on), decimals, on=on, ours=area)
    return _each(list(municipalities_of(area, on=on)), decimals, on=on)


def _in_its_neighbourhood(area: Area, *, on: date) -> list[Area]:
    """A municipality among those of its zone, or of its ambito, or of its province."""
    around = [a for a in areas_around(area, on=on) if a.kind != AreaKind.REGION]
    whole = around[-1] if around else None
    others = list(municipalities_of(whole, on=on)) if whole and whole.kind != "country" else []
    return others or [area]


def _each(
    areas: Sequence[Area], decimals: int, *, on: date, ours: Area | None = None
) -> list[Piece]:
    shapes, told = shapes_of(areas, on=on), called_on(areas, on=on)
    return [
        Piece(
            told[area.pk].name if area.pk in told else area.name,
            coarser(shapes[area.pk], decimals),
            ours is None or area == ours,
        )
        for area in areas
        if area.pk in shapes
    ]


def _joined(area: Area, decimals: int, *, on: date) -> list[Piece]:
    """The regions of the country, the provinces of a region: each as one piece of land."""
    kinds = [AreaKind.REGION, AreaKind.PROVINCE]
    parts = list(members_of(area, on=on).filter(kind__in=kinds))
    shapes = rough_shapes_of(parts, decimals, on=on)
    return [Piece(part.name, shapes[part.pk]) for part in parts if part.pk in shapes]


def _specification(pieces: list[Piece]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"name": piece.name, "ours": piece.ours},
            "geometry": {"type": "MultiPolygon", "coordinates": piece.shape},
        }
        for piece in pieces
    ]
    ground = {
        "data": {
            "values": {"type": "FeatureCollection", "features": features},
            "format": {"type": "json", "property": "features"},
        },
        "mark": {"type": "geoshape", "stroke": "white", "strokeWidth": 1.2},
        "encoding": {
            "color": {
                "condition": {"test": "datum.properties.ours", "value": "#BBD9F5"},
                "value": "#E8EDF3",
            }
        },
    }
    layers: list[dict[str, Any]] = [ground]
    named = [p for p in pieces if p.ours] if len(pieces) > NAMED_AT_MOST else pieces
    if len(named) <= NAMED_AT_MOST:
        layers += names_on({piece.name: piece.shape for piece in named})
    return {
        "width": 430,
        "height": 400,
        "projection": {"type": "mercator"},
        "layer": layers,
    }
