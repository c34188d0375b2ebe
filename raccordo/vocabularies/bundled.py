"""The catalogues that come with the program, one file each, with their source."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from raccordo.vocabularies.operations import TermFact

COLUMN = "col-"
DATA = Path(__file__).parent / "data"


def catalogues() -> list[dict[str, Any]]:
    """Each bundled catalogue as the arguments of `load_catalogue`."""
    return [_read(path) for path in sorted(DATA.glob("*.toml"))]


def _read(path: Path) -> dict[str, Any]:
    told = tomllib.loads(path.read_text("utf-8"))
    since = told["since"]
    assert isinstance(since, date)
    if "columns" in told:
        terms = _matrix(told.pop("columns"), told.pop("rows"))
    else:
        terms = [TermFact(**term) for term in told.pop("terms")]
    return told | {"terms": terms}


def _matrix(columns: list[dict[str, str]], rows: list[dict[str, str]]) -> list[TermFact]:
    """The terms of a matrix: its columns, its rows, and a cell where a last row meets a column."""
    heads = [TermFact(f"{COLUMN}{one['code']}", one["label"]) for one in columns]
    wide = {one["parent"] for one in rows if "parent" in one}
    cells = [
        TermFact(f"{row['code']}-{one['code']}", f"{row['label']} · {one['label']}", row["code"])
        for row in rows
        if row["code"] not in wide
        for one in columns
    ]
    return [*heads, *(TermFact(**row) for row in rows), *cells]
