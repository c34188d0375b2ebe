"""The templates of plans that come with the program, one file each, with their source."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from raccordo.planning.rules.outlines import Outline, outline_of
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

DATA = Path(__file__).parent / "data"


def templates() -> list[tuple[Outline, dict[str, Any]]]:
    """Each bundled template: its outline, and the other arguments of `load_template`."""
    return [_read(path) for path in sorted(DATA.glob("*.toml"))]


def _read(path: Path) -> tuple[Outline, dict[str, Any]]:
    told = tomllib.loads(path.read_text("utf-8"))
    outline = outline_of({"parts": told.pop("parts"), "axes": told.pop("axes")})
    region = Area.objects.filter(kind=AreaKind.REGION, slug=told.pop("region")).first()
    return outline, told | {"region": region}
