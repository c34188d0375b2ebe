"""What every map needs: a name on each piece of land, where it stands and can be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import cos, radians
from typing import Any

from raccordo.documents.charts import INK

# With more pieces than these, names cover each other and the land.
NAMED_AT_MOST = 16
# The room of a map, a letter and a line of a name, and where a name may move, in points drawn.
WIDTH, HEIGHT, LETTER, LINE = 430, 400, 6.2, 12.5
MOVES = [0.0, -7.0, 7.0, -14.0, 14.0, -21.0, 21.0]
Spec = dict[str, Any]
Ring = Sequence[tuple[float, float]]
Shape = Sequence[Sequence[Ring]]
Box = tuple[float, float, float, float]


def names_on(pieces: Mapping[str, Shape]) -> list[Spec]:
    """The layers that write the name of each piece on it, light around so that any shade bears it.

    Names are broken at each space: pieces of land are seldom wide. None covers another: it moves a
    little up or down, and where there is no room it is not written.
    """
    told = [{"name": name, "x": x, "y": y} for name, (x, y) in _apart(pieces).items()]
    halo: Spec = {"stroke": "white", "strokeWidth": 3, "strokeOpacity": 0.85, "strokeJoin": "round"}
    return [_names(told, halo), _names(told, {})]


def _apart(pieces: Mapping[str, Shape]) -> dict[str, tuple[float, float]]:
    """Where each name stands, the largest pieces first."""
    scale, narrow = _scale(pieces.values())
    found: dict[str, tuple[float, float]] = {}
    taken: list[Box] = []
    for name, shape in sorted(pieces.items(), key=lambda piece: -_size(piece[1])):
        x, y = middle_of(shape)
        lines = name.split(" ")
        wide, high = max(map(len, lines)) * LETTER / 2, len(lines) * LINE / 2
        for move in MOVES:
            across, down = x * scale * narrow, -y * scale + move
            box = (across - wide, down - high, across + wide, down + high)
            if not any(_meet(box, other) for other in taken):
                taken.append(box)
                found[name] = (x, y - move / scale)
                break
    return {name: found[name] for name in pieces if name in found}


def _scale(shapes: Collection[Shape]) -> tuple[float, float]:
    """How many points a degree of latitude is drawn, and how much less one of longitude."""
    points = [point for shape in shapes for polygon in shape for point in polygon[0]]
    if not points:
        return 1.0, 1.0
    east, north = [x for x, _y in points], [y for _x, y in points]
    narrow = cos(radians(min(85.0, abs(min(north) + max(north)) / 2)))
    wide, high = (max(east) - min(east)) * narrow, max(north) - min(north)
    return min(WIDTH / (wide or 1.0), HEIGHT / (high or 1.0)), narrow


def _size(shape: Shape) -> float:
    return max(abs(_area(polygon[0])) for polygon in shape)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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
