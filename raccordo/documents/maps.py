"""What every map needs: a name on each piece of land, where it stands and can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from raccordo.documents.charts import INK

# With more pieces than these, names cover each other and the land.
NAMED_AT_MOST = 16
Spec = dict[str, Any]
Ring = Sequence[tuple[float, float]]
Shape = Sequence[Sequence[Ring]]


def names_on(pieces: Mapping[str, Shape]) -> list[Spec]:
    """The layers that write the name of each piece on it, light around so that any shade bears it.

    Names are broken at each space: pieces of land are seldom wide.
    """
    told = [
        {"name": name, "x": middle[0], "y": middle[1]}
        for name, shape in pieces.items()
        for middle in [middle_of(shape)]
    ]
    halo: Spec = {"stroke": "white", "strokeWidth": 3, "strokeOpacity": 0.85, "strokeJoin": "round"}
    return [_names(told, halo), _names(told, {})]


def _names(told: Sequence[Mapping[str, Any]], look: Spec) -> Spec:
    mark: Spec = {"type": "text", "fontSize": 11.5, "fontWeight": "bold", "lineBreak": " "}
    return {
        "data": {"values": list(told)},
        "mark": mark | look,
        "encoding": {
            "longitude": {"field": "x", "type": "quantitative"},
            "latitude": {"field": "y", "type": "quantitative"},
            "text": {"field": "name", "type": "nominal"},
            "color": {"value": INK},
        },
    }


def middle_of(shape: Shape) -> tuple[float, float]:
    """The centre of the largest piece, by area, so that a name stands on its land."""
    ring = max((polygon[0] for polygon in shape), key=lambda r: abs(_area(r)))
    twice = _area(ring)
    if not twice:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (3 * twice), y / (3 * twice)


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
