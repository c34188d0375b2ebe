"""The outlines of the municipalities, and of any union of them, from the bundled TopoJSON.

Rings are closed and go clockwise outside, counter-clockwise around holes: what d3 and Vega want,
the reverse of RFC 7946. On a sphere the other winding means everything but the municipality.
"""

from __future__ import annotations

import csv
import gzip
import json
from array import array
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import TypedDict, TypeVar

DATA = Path(__file__).parent / "data"

K = TypeVar("K")
Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
MultiPolygon = list[Polygon]

# Neither a new name nor the loss of some land (a separation) puts an end to a municipality.
SUCCESSIONS = {"merger", "incorporation", "recode"}


class Topology(TypedDict):
    """What is read of the TopoJSON; an arc is x, y of its first vertex, then of each step."""

    scale: float
    decimals: int
    arcs: list[array[int]]
    polygons: dict[str, list[list[list[int]]]]


def outlines(asked: Mapping[K, Collection[str]]) -> dict[K, MultiPolygon]:
    """The outline of each thing asked for, from its codes.

    A code born of others since the boundaries were drawn has the union of their outlines, but not
    of those asked for by their own code.
    """
    every = {code for codes in asked.values() for code in codes}
    pieces = {
        key: sorted(
            piece
            for piece in {piece for code in codes for piece in _pieces(code)}
            if piece in codes or piece not in every
        )
        for key, codes in asked.items()
    }
    return {key: _union(drawn) for key, drawn in pieces.items() if drawn}


def joint_outline(codes: Collection[str]) -> MultiPolygon:
    """One outline around all these municipalities: that of a zone, an ambito, a province."""
    return _union(sorted({piece for code in codes for piece in _pieces(code)}))


@lru_cache(maxsize=512)
def rough_outline(codes: tuple[str, ...], decimals: int) -> MultiPolygon:
    """One outline around many municipalities, as fine as a wide map lets one see.

    It takes long, and is always the same.
    """
    return coarser(joint_outline(codes), decimals)


def coarser(outline: MultiPolygon, decimals: int) -> MultiPolygon:
    """An outline that keeps fewer decimals, without the rings that become too small to see."""
    thinned = [[(ring, _thin(ring, decimals)) for ring in polygon] for polygon in outline]
    kept = [[thin for ring, thin in polygon if _is_still(ring, thin)] for polygon in thinned]
    outer = [_is_still(*polygon[0]) for polygon in thinned]
    return [polygon for polygon, seen in zip(kept, outer, strict=True) if seen]


def _is_still(ring: Ring, thin: Ring) -> bool:
    """Whether a ring that was thinned still has land in it: a knot would turn inside out."""
    return len(thin) > 3 and _turn(ring) * _turn(thin) > 0


def _thin(ring: Ring, decimals: int) -> Ring:
    thin: Ring = []
    for x, y in ring:
        point = (round(x, decimals), round(y, decimals))
        if not thin or point != thin[-1]:
            thin.append(point)
    return thin


@cache
def drawn_codes() -> frozenset[str]:
    """The municipalities that have an outline, by the codes of the boundaries' own vintage."""
    return frozenset(_topology()["polygons"])


def ancestors(code: str) -> frozenset[str]:
    """The codes of all that was merged into this municipality or became it, its own included."""
    found = {code}
    while before := {old for new in found for old in _earlier().get(new, ())} - found:
        found |= before
    return frozenset(found)


def _pieces(code: str) -> frozenset[str]:
    """The outlines that make up a municipality: its ancestors', or those of its later code."""
    if drawn := ancestors(code) & drawn_codes():
        return drawn
    change, later = _later().get(code, ("", ""))
    return _pieces(later) if change == "recode" else frozenset()


@cache
def drawn_on() -> date:
    """The day of the boundaries: as they were then, so they are drawn."""
    files = json.loads((DATA / "manifest.json").read_text("utf-8"))["files"]
    return date.fromisoformat(files["boundaries.json.gz"]["reference_date"])


@cache
def _later() -> dict[str, tuple[str, str]]:
    """How each code that is no more ended, and in which other."""
    with (DATA / "history.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["before_code"]: (row["kind"], row["after_code"])
            for row in csv.DictReader(file)
            if row["kind"] in SUCCESSIONS
        }


@cache
def _earlier() -> dict[str, set[str]]:
    """The codes that ended in each other one."""
    earlier: dict[str, set[str]] = {}
    for old, (_, new) in _later().items():
        earlier.setdefault(new, set()).add(old)
    return earlier


@cache
def _topology() -> Topology:
    raw = json.loads(gzip.decompress((DATA / "boundaries.json.gz").read_bytes()))
    scale: float = raw["transform"]["scale"][0]
    return {
        "scale": scale,
        "decimals": len(str(round(1 / scale))) - 1,
        "arcs": [array("l", chain.from_iterable(arc)) for arc in raw["arcs"]],
        "polygons": {
            one["id"]: one["arcs"] for one in raw["objects"]["municipalities"]["geometries"]
        },
    }


def _arc(index: int) -> Ring:
    """A stretch of border; the one's complement of its index means: walked backwards."""
    topology = _topology()
    scale, decimals = topology["scale"], topology["decimals"]
    steps = topology["arcs"][~index if index < 0 else index]
    ways = zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)
    points = [(round(x * scale, decimals), round(y * scale, decimals)) for x, y in ways]
    return points[::-1] if index < 0 else points


def _union(drawn: Iterable[str]) -> MultiPolygon:
    """The outlines as one; a border walked both ways lies between two of them, and is dropped."""
    polygons = [polygon for code in drawn for polygon in _topology()["polygons"][code]]
    borders = {arc for polygon in polygons for ring in polygon for arc in ring}
    outer = {arc for arc in borders if ~arc not in borders}
    if len(outer) < len(borders):
        return _nested(_rings(outer))
    return [[_joined(ring) for ring in polygon] for polygon in polygons]


def _joined(arcs: Iterable[int]) -> Ring:
    """The ring made by arcs that follow each other; each begins where the last ended."""
    first, *others = (_arc(index) for index in arcs)
    return first + [point for arc in others for point in arc[1:]]


def _rings(arcs: Iterable[int]) -> list[Ring]:
    """Close into rings the arcs that are left when the inner borders are gone."""
    onward: dict[Point, list[int]] = {}
    for index in sorted(arcs):
        onward.setdefault(_arc(index)[0], []).append(index)
    rings = []
    while onward:
        here = next(iter(onward))
        path: dict[Point, int] = {}
        while here in onward:
            path[here] = onward[here].pop()
            if not onward[here]:
                del onward[here]
            here = _arc(path[here])[-1]
            if here in path:
                rings.append(_joined(_loop(path, here)))
    return rings


def _loop(path: dict[Point, int], start: Point) -> list[int]:
    """Take off the path the loop that has just come back to where it began."""
    loop: list[int] = []
    while start in path:
        loop.append(path.popitem()[1])
    return loop[::-1]


def _nested(rings: list[Ring]) -> MultiPolygon:
    """Rings as polygons: each hole goes with the outer ring that it lies in."""
    polygons = [[ring] for ring in rings if _turn(ring) < 0]
    for hole in (ring for ring in rings if _turn(ring) > 0):
        next(one for one in polygons if _inside(hole, one[0])).append(hole)
    return polygons


def _turn(ring: Ring) -> float:
    """The area of a ring in square degrees (shoelace); negative when it goes clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _inside(hole: Ring, outer: Ring) -> bool:
    """Whether the middle of a hole's first side lies in the ring (even-odd rule)."""
    (x1, y1), (x2, y2) = hole[:2]
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    crossed = (
        (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
        for (ax, ay), (bx, by) in pairwise(outer)
    )
    return sum(crossed) % 2 == 1
