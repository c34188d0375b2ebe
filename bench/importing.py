"""A whole-Italy POSAS file, in both of ISTAT's layouts: how fast it is read, with how much memory.

The text is made here from the figures that come with the program, so it is true figures in
ISTAT's own shape.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from itertools import groupby

from bench.figures import Figure, italian
from bench.machine import ROOT
from config.options import DATA

TABLE = ROOT / "raccordo" / "observatory" / "data" / "population-2023.parquet"
FINAL = (
    "Popolazione residente per età, sesso e stato civile al 1° gennaio 2023",
    '"Codice comune";"Comune";"Età";"Celibi";"Coniugati";"Divorziati";"Vedovi";'
    '"Uniti civilmente";"Maschi già in unione civile (per scioglimento unione)";'
    '"Maschi già in unione civile (per decesso del partner)";"Totale maschi";"Nubili";'
    '"Coniugate";"Divorziate";"Vedove";"Unite civilmente";'
    '"Femmine già in unione civile (per scioglimento unione)";'
    '"Femmine già in unione civile (per decesso del partner)";"Totale femmine";"Totale"',
    '"{code}";"Comune {code}";{age};{m};0;0;0;;;;{m};{f};0;0;0;;;;{f};{both}\r\n',
)
ESTIMATE = (
    "Popolazione residente per età e sesso al 1° gennaio 2023 (stima)",
    '"Codice comune";"Comune";"Età";"Totale maschi";"Totale femmine";"Totale"',
    '"{code}";"Comune {code}";{age};{m};{f};{both}\r\n',
)
MOST_MEMORY = 500  # MB


def measure() -> Iterator[Figure]:
    """Each layout in a process of its own, so that its memory is its own."""
    DATA.mkdir(parents=True, exist_ok=True)
    for what, layout in (("20 colonne", FINAL), ("6 colonne, stima", ESTIMATE)):
        place = DATA / "posas.zip"
        rows, size = _write(place, layout)
        told = subprocess.run(
            [sys.executable, "-m", "bench.importing", str(place)],
            cwd=ROOT,
            env=os.environ,
            check=True,
            stdout=subprocess.PIPE,
        )
        found = json.loads(told.stdout)
        note = f"({italian(rows)} righe, {size / 1e6:.0f} MB in chiaro)"
        yield Figure(f"POSAS di tutta Italia, {what}", found["seconds"], "secondi", note=note)
        yield Figure("  righe lette, controllate e scritte", rows / found["seconds"], "al secondo")
        yield Figure("  memoria al massimo", found["megabytes"], "MB", at_most=MOST_MEMORY)


def _write(place: os.PathLike[str], layout: tuple[str, str, str]) -> tuple[int, int]:
    import duckdb

    title, heading, row = layout
    question = f"SELECT * FROM '{TABLE}' ORDER BY istat_code, age"
    text, rows = io.StringIO(), 0
    text.write(f'"{title}"\r\n{heading}\r\n')
    for code, ages in groupby(duckdb.sql(question).fetchall(), key=lambda told: told[0]):
        men = women = 0
        for _code, age, males, females in ages:
            men, women, rows = men + males, women + females, rows + 1
            text.write(row.format(code=code, age=age, m=males, f=females, both=males + females))
        rows += 1
        text.write(row.format(code=code, age=999, m=men, f=women, both=men + women))
    content = ("\ufeff" + text.getvalue()).encode()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("POSAS_2023_it_Comuni.csv", content)
    return rows, len(content)


def read(place: str) -> None:
    """Read the file as the command does, and say how long it took and how much memory."""
    from datetime import date
    from pathlib import Path
    from time import perf_counter

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from raccordo.observatory.importing.examining import read_figures, sheet_in
    from raccordo.observatory.importing.reading import Known
    from raccordo.observatory.importing.tables import table_of
    from raccordo.territory import bundled

    codes = {row["istat_code"] for row in bundled.rows("municipalities.csv")}
    codes |= {code for fact in bundled.history() for code in (fact.before_code, fact.after_code)}
    known = Known({code: n for n, code in enumerate(codes)}, date(2030, 1, 1))
    began = perf_counter()
    table_of(read_figures(sheet_in(Path(place).read_bytes()), known=known))
    took = perf_counter() - began
    status = Path("/proc/self/status").read_text()  # rusage would tell the parent's peak
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"seconds": took, "megabytes": peak / 1024}))


if __name__ == "__main__":
    read(sys.argv[1])
