"""The map of an area: its parts in their colours, each named when there is room."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.documents.charts import INK, draw
from raccordo.territory.boundaries import joint_outline, outlines
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around, members_of, municipalities_of
from raccordo.territory.states import AreaKind

NAMED_AT_MOST = 16
# How many decimals a border keeps: a region need not show every bend of a brook.
FINENESS = {AreaKind.COUNTRY: 2, AreaKind.REGION: 3, AreaKind.PROVINCE: 3}
Shape = list[list[list[tuple[float, float]]]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the map: its outline, its name, whether it is what the page is about."""

    name: str
    shape: Shape
    ours: bool


def map_of(area: Area, *, on: date) -> str:
    """The SVG of an area on a day; empty when no outline is known."""
    pieces = _pieces(area, on=on)
    if not pieces:
        return ""
    fineness = FINENESS.get(AreaKind(area.kind), 4)
    label = _("Mappa: %(area)s, con %(n)s parti.") % {"area": area.name, "n": len(pieces)}
    return draw(_specification(pieces, fineness), label=label)


def _pieces(area: Area, *, on: date) -> list[Piece]:
    if area.kind == AreaKind.MUNICIPALITY:
        return _in_its_neighbourhood(area, on=on)
    if area.kind in {AreaKind.COUNTRY, AreaKind.REGION}:
        parts = members_of(area, on=on).filter(kind__in=[AreaKind.REGION, AreaKind.PROVINCE])
        return [_joined(part, on=on) for part in parts]
    return _each(list(municipalities_of(area, on=on)))


def _in_its_neighbourhood(area: Area, *, on: date) -> list[Piece]:
    """A municipality among those of its zone, or of its ambito, or of its province."""
    around = [a for a in areas_around(area, on=on) if a.kind != AreaKind.REGION]
    whole = around[-1] if around else None
    others = list(municipalities_of(whole, on=on)) if whole and whole.kind != "country" else []
    return _each(others or [area], ours=area)


def _each(areas: Sequence[Area], ours: Area | None = None) -> list[Piece]:
    shapes = outlines([area.istat_code for area in areas])
    return [
        Piece(area.name, shapes[area.istat_code], ours is None or area == ours)
        for area in areas
        if area.istat_code in shapes
    ]


def _joined(part: Area, *, on: date) -> Piece:
    codes = municipalities_of(part, on=on).values_list("istat_code", flat=True)
    return Piece(part.name, joint_outline(list(codes)), True)


def _specification(pieces: list[Piece], fineness: int) -> dict[str, Any]:
    shapes = [_coarser(piece.shape, fineness) for piece in pieces]
    features = [
        {
            "type": "Feature",
            "properties": {"name": piece.name, "ours": piece.ours},
            "geometry": {"type": "MultiPolygon", "coordinates": shape},
        }
        for piece, shape in zip(pieces, shapes, strict=True)
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
        layers.append(_names(named))
    return {
        "width": 430,
        "height": 400,
        "projection": {"type": "mercator"},
        "layer": layers,
    }


def _names(pieces: Sequence[Piece]) -> dict[str, Any]:
    told = []
    for piece in pieces:
        longitude, latitude = _middle(piece.shape)
        told.append({"name": piece.name, "x": longitude, "y": latitude})
    return {
        "data": {"values": told},
        "mark": {"type": "text", "fontSize": 11.5, "fontWeight": "bold", "lineBreak": " "},
        "encoding": {
            "longitude": {"field": "x", "type": "quantitative"},
            "latitude": {"field": "y", "type": "quantitative"},
            "text": {"field": "name", "type": "nominal"},
            "color": {"value": INK},
        },
    }


def _middle(shape: Shape) -> tuple[float, float]:
    """The centre of the largest piece, by area, so that a name stands on its land."""
    ring = max((polygon[0] for polygon in shape), key=lambda r: abs(_area(r)))
    twice = _area(ring)
    if not twice:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (3 * twice), y / (3 * twice)


def _area(ring: list[tuple[float, float]]) -> float:
    pairs = itertools.pairwise(ring)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)


def _coarser(shape: Shape, decimals: int) -> list[Any]:
    rings = [[_thin(ring, decimals) for ring in polygon] for polygon in shape]
    return [[ring for ring in polygon if len(ring) > 3] for polygon in rings if len(polygon[0]) > 3]


def _thin(ring: list[tuple[float, float]], decimals: int) -> list[list[float]]:
    thin: list[list[float]] = []
    for x, y in ring:
        point = [round(x, decimals), round(y, decimals)]
        if not thin or point != thin[-1]:
            thin.append(point)
    return thin
