"""Small tables of figures for tests, written as the importers write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from raccordo.observatory.bundled import Publication
from raccordo.observatory.models import Vintage
from raccordo.observatory.operations import load_vintage
from tests.make import SOMEBODY, TODAY

Ages = Mapping[int, tuple[int, int]]


def make_population(people: Mapping[str, Ages], **facts: Any) -> Vintage:
    """Residents by municipality and age, as (males, females)."""
    rows = [(code, age, *both) for code, ages in people.items() for age, both in ages.items()]
    columns = "istat_code VARCHAR, age UTINYINT, males UINTEGER, females UINTEGER"
    return make_vintage(columns, rows, towns=len(people), **facts)


def make_incomes(incomes: Mapping[str, tuple[int | None, ...]], **facts: Any) -> Vintage:
    """Incomes by municipality: taxpayers, class up to zero, class low, frequency, amount."""
    names = ("taxpayers", "class_none", "class_low", "taxable_frequency", "taxable_amount")
    columns = ", ".join(["istat_code VARCHAR", *(f"{name} BIGINT" for name in names)])
    rows = [(code, *cells) for code, cells in incomes.items()]
    return make_vintage(columns, rows, dataset="incomes", towns=len(incomes), **facts)


def make_surfaces(surfaces: Mapping[str, int], **facts: Any) -> Vintage:
    """Square kilometres by municipality."""
    columns = "istat_code VARCHAR, square_km DECIMAL(12, 4)"
    rows = list(surfaces.items())
    return make_vintage(columns, rows, dataset="surfaces", towns=len(rows), **facts)


def make_vintage(columns: str, rows: list[tuple[Any, ...]], **facts: Any) -> Vintage:
    usual = {"dataset": "population", "reference_date": date(2023, 1, 1), "status": "final"}
    usual |= {"publisher": "ISTAT", "title": "Prova", "licence": "CC BY", "attribution": "ISTAT"}
    usual |= {"importer": "prova 1", "rows": len(rows)}
    publication = Publication(**usual | facts)
    return load_vintage(publication, table=parquet(columns, rows), by=SOMEBODY, on=TODAY)


def parquet(columns: str, rows: list[tuple[Any, ...]]) -> bytes:
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t ({columns})")
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO t VALUES ({marks})", rows)
        place = Path(folder) / "t.parquet"
        connection.execute(f"COPY t TO '{place}' (FORMAT parquet)")
        return place.read_bytes()
