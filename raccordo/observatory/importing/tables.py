"""From rows to the bytes of a table: written by DuckDB in a folder of its own, read back whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from raccordo.observatory.importing.reading import Read

MEMORY = "200MB"


def table_of(read: Read) -> bytes:
    """The rows of a table, as they are kept; the same rows give the same bytes."""
    with _workshop() as (folder, connection):
        _load(read, folder, connection)
        return _written("SELECT * FROM fresh ORDER BY ALL", folder, connection)


def table_over(base: Path, read: Read, *, without: Collection[str]) -> tuple[bytes, int, int]:
    """The rows of a table over those of another, and how many rows and municipalities it has."""
    with _workshop() as (folder, connection):
        _load(read, folder, connection)
        (folder / "base.parquet").write_bytes(base.read_bytes())
        connection.execute(
            f"CREATE TABLE merged AS SELECT * FROM fresh UNION ALL BY NAME "
            f"SELECT * FROM read_parquet('{folder}/base.parquet') "
            f"WHERE istat_code NOT IN (SELECT unnest($codes))",
            {"codes": list(without)},
        )
        counted = connection.execute("SELECT count(*), count(DISTINCT istat_code) FROM merged")
        rows, towns = counted.fetchall()[0]
        table = _written("SELECT * FROM merged ORDER BY ALL", folder, connection)
        return table, int(rows), int(towns)


@contextmanager
def _workshop() -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    with TemporaryDirectory(prefix="raccordo-") as name, duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET temp_directory = $place", {"place": f"{name}/temp"})
        connection.execute("SET allowed_directories = [$place]", {"place": name})
        connection.execute("SET enable_external_access = false")
        yield Path(name), connection


def _load(read: Read, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
    with (folder / "fresh.csv").open("w", encoding="ascii") as file:
        file.writelines(f"{row}\n" for row in read.rows)
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in read.columns)
    connection.execute(
        f"CREATE TABLE fresh AS SELECT * FROM read_csv('{folder}/fresh.csv', header = false, "
        f"delim = ',', nullstr = '', auto_detect = false, columns = {{{columns}}})"
    )


def _written(question: str, folder: Path, connection: duckdb.DuckDBPyConnection) -> bytes:
    place = folder / "table.parquet"
    options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
    connection.execute(f"COPY ({question}) TO '{place}' ({options})")
    return place.read_bytes()
