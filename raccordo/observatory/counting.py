"""The one question put to the tables: terms in, sums out. DuckDB over Parquet, read only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

import duckdb
from django.conf import settings

from raccordo.observatory.rules import Columns, Gathered, People, Term, YearsLived

MEMORY = "400MB"
HALF = Decimal("0.5")
# The municipalities' sums of so many tables are kept in memory: the least used go first.
MOST_TABLES = 24


@dataclass(slots=True)
class House:
    """What a process holds: one question at a time, for all its threads."""

    connection: duckdb.DuckDBPyConnection | None = None
    shelves: str = ""
    made: OrderedDict[str, None] = field(default_factory=OrderedDict)


_house, _lock = House(), Lock()


def gathered(
    table: Path, terms: Sequence[Term], units: Mapping[int, Collection[str]]
) -> dict[int, dict[Term, Gathered]]:
    """Each term added up over the municipalities of each unit, exactly."""
    pairs = [(unit, code) for unit, codes in units.items() for code in codes]
    if not terms or not pairs:
        return {}
    sums = ", ".join(f"sum(t{n}), sum(w{n})" for n in range(len(terms)))
    numbers, codes = zip(*pairs, strict=True)
    facts = {"units": list(numbers), "codes": list(codes)}
    with _lock:  # a table is not dropped while it is read
        towns = _towns(_connection(), table, terms)
        question = f"""
            SELECT unit, {sums} FROM {towns}
            JOIN (SELECT unnest($units) AS unit, unnest($codes) AS istat_code) USING (istat_code)
            GROUP BY unit
        """
        rows = _connection().execute(question, facts).fetchall()
    return {unit: dict(zip(terms, _read(terms, cells), strict=True)) for unit, *cells in rows}


def _towns(connection: duckdb.DuckDBPyConnection, table: Path, terms: Sequence[Term]) -> str:
    """The terms of each municipality: added up once, then asked for by every page."""
    name = f"towns_{table.name}_{sha256(repr(terms).encode()).hexdigest()[:16]}"
    if name not in _house.made:
        wanted = ", ".join(
            f"{_sum(term)} AS t{n}, {_withheld(term)} AS w{n}" for n, term in enumerate(terms)
        )
        connection.execute(
            f"CREATE TABLE {name} AS "
            f"SELECT istat_code, {wanted} FROM read_parquet($table) GROUP BY istat_code",
            {"table": str(table)},
        )
    _house.made[name] = None
    _house.made.move_to_end(name)
    while len(_house.made) > MOST_TABLES:
        oldest, _nothing = _house.made.popitem(last=False)
        connection.execute(f"DROP TABLE {oldest}")
    return name


def pyramid(table: Path, codes: Collection[str]) -> list[tuple[int, int, int]]:
    """For each year of age: age, males, females."""
    question = """
        SELECT age, sum(males)::BIGINT, sum(females)::BIGINT FROM read_parquet($table)
        WHERE istat_code IN (SELECT unnest($codes)) GROUP BY age ORDER BY age
    """
    facts = {"table": str(table), "codes": list(codes)}
    with _lock:
        return _connection().execute(question, facts).fetchall()


def codes_in(table: Path) -> frozenset[str]:
    """The municipalities of a table."""
    return _codes(str(table))


@lru_cache(maxsize=64)
def _codes(table: str) -> frozenset[str]:
    question = "SELECT DISTINCT istat_code FROM read_parquet($table)"
    with _lock:
        rows = _connection().execute(question, {"table": table}).fetchall()
    return frozenset(code for (code,) in rows)


def _sum(term: Term) -> str:
    match term:
        case People(ages, sex):
            who = f"{sex}::BIGINT" if sex else "(males::BIGINT + females::BIGINT)"
            when = " OR ".join(f"age BETWEEN {since:d} AND {until:d}" for since, until in ages)
            return f"coalesce(sum({who}) FILTER ({when}), 0)"
        case YearsLived():
            return "sum((2 * age::BIGINT + 1) * (males::BIGINT + females::BIGINT))"
        case Columns(names):
            return f"coalesce(sum({' + '.join(names)}) FILTER ({_told(term)}), 0)"


def _withheld(term: Term) -> str:
    return f"count(*) FILTER (NOT ({_told(term)}))" if isinstance(term, Columns) else "0"


def _told(term: Columns) -> str:
    return " AND ".join(f"{name} IS NOT NULL" for name in (*term.names, *term.known))


def _read(terms: Sequence[Term], cells: Sequence[int | Decimal]) -> list[Gathered]:
    sums = [Decimal(cell) for cell in cells[::2]]
    halves = [HALF if isinstance(term, YearsLived) else 1 for term in terms]
    withheld = [int(cell) for cell in cells[1::2]]
    return [
        Gathered(total * half, unknown)
        for total, half, unknown in zip(sums, halves, withheld, strict=True)
    ]


def _connection() -> duckdb.DuckDBPyConnection:
    """The connection of this process, that reads the archive's shelves and nothing else."""
    shelves = str(settings.ARCHIVE_ROOT)
    if _house.connection is None or _house.shelves != shelves:
        _house.connection, _house.shelves = _opened(shelves), shelves
        _house.made.clear()
    return _house.connection


def _opened(shelves: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("SET threads = 1")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute("SET allowed_directories = [$shelves]", {"shelves": shelves})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
