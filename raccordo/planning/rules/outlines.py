"""What a Region's template wants in a plan, read from its data and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from raccordo.foundation.reasons import Reason

MOST_SECTIONS, MOST_AXES = 200, 30


@dataclass(frozen=True, slots=True)
class Part:
    """A section that the template wants."""

    code: str
    title: str
    parent: str = ""
    mandatory: bool = True
    guidance: str = ""
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """A thematic axis: what objectives and actions are gathered under."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections and the axes of a template, in their order."""

    parts: tuple[Part, ...]
    axes: tuple[Axis, ...]

    def axis(self, code: str) -> Axis | None:
        return next((axis for axis in self.axes if axis.code == code), None)


def outline_of(told: Mapping[str, Any]) -> Outline:
    """A template's data as an outline; what is kept was checked by `faults_of`."""
    parts = tuple(Part(**{**one, "shows": tuple(one.get("shows", ()))}) for one in told["parts"])
    return Outline(parts=parts, axes=tuple(Axis(**one) for one in told["axes"]))


def data_of(outline: Outline) -> dict[str, Any]:
    """An outline as it is kept."""
    return {
        "parts": [
            {
                "code": part.code,
                "title": part.title,
                "parent": part.parent,
                "mandatory": part.mandatory,
                "guidance": part.guidance,
                "shows": list(part.shows),
            }
            for part in outline.parts
        ],
        "axes": [{"code": axis.code, "title": axis.title} for axis in outline.axes],
    }


def faults_of(outline: Outline, *, shown: Sequence[str]) -> list[Reason]:
    """All that is wrong in an outline: what is told twice, or hangs on nothing."""
    found = [Reason("outline_empty")] if not outline.parts else []
    found += [Reason("outline_too_long")] * (len(outline.parts) > MOST_SECTIONS)
    found += [Reason("outline_too_long")] * (len(outline.axes) > MOST_AXES)
    seen: set[str] = set()
    for part in outline.parts:
        if part.code in seen:
            found.append(Reason("section_twice", {"code": part.code}))
        if part.parent and part.parent not in seen:
            found.append(Reason("section_astray", {"code": part.code, "parent": part.parent}))
        for name in part.shows:
            if name not in shown:
                found.append(Reason("shown_unknown", {"code": part.code, "name": name}))
        seen.add(part.code)
    axes = [axis.code for axis in outline.axes]
    twice = sorted({code for code in axes if axes.count(code) > 1})
    return found + [Reason("axis_twice", {"code": code}) for code in twice]
