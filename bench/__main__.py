"""Measures Raccordo and prints a table: `python -m bench`, or some parts: `… journal pages`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from bench.figures import Figure
from bench.machine import ROOT, facts, postgres_version, postgresql

PARTS = {
    "journal": "Operazioni con la loro riga nel registro (SQLite)",
    "postgresql": "Operazioni con la loro riga nel registro (PostgreSQL, fsync=on)",
    "territory": "Il territorio ufficiale",
    "verifying": "Verifica del registro",
    "pages": "Pagine, con 2.000 atti e 20.000 righe di registro",
    "assemblies": "Elenchi con 2.000 enti, 500 sedute, 5.000 scadenze",
    "voices": "Ascolto con 10.000 proposte, 2.000 enti, 300 bisogni",
    "money": "Fondi, piano finanziario e scritture: 2.000 azioni, 20.000 righe, 200.000 scritture",
    "flood": "Diecimila proposte automatiche dal sito",
    "papers": "I documenti di una seduta, in PDF e in ODT",
    "demo": "La dimostrazione",
    "profile": "Il profilo sociale",
    "importing": "Caricare la popolazione di tutta Italia (POSAS)",
    "signing": "Un atto firmato di 200 pagine",
}

# Measured where the territory was loaded.
SAME_FOLDER = {"pages", "profile"}


def main() -> int:
    """Measure each part in turn; the code to leave with says only whether all could be measured."""
    began, wanted = monotonic(), sys.argv[1:] or list(PARTS)
    print(f"Raccordo, misurato ora su questa macchina: {facts()}.", flush=True)
    missed, broken = 0, 0
    with tempfile.TemporaryDirectory(prefix="raccordo-bench-") as folder:
        for part in (part for part in PARTS if part in wanted):
            print(f"\n{PARTS[part]}", flush=True)
            try:
                for figure in _measured(part, Path(folder)):
                    missed += not figure.reached
                    print(figure.told(), flush=True)
            except subprocess.CalledProcessError:
                broken += 1
                print("  non misurato: si è interrotto, vedere sopra", flush=True)
    print(f"\n{monotonic() - began:.0f} secondi in tutto; obiettivi mancati: {missed}.")
    return 1 if broken else 0


def _measured(part: str, folder: Path) -> Iterator[Figure]:
    if part != "postgresql":
        yield from _told_by(part, folder / ("territory" if part in SAME_FOLDER else part))
    elif not postgres_version():
        print("  PostgreSQL non è installato: saltato", flush=True)
    else:
        with postgresql() as url:
            yield from _told_by("journal", folder / part, RACCORDO_DATABASE_URL=url)


def _told_by(module: str, data: Path, **options: str) -> Iterator[Figure]:
    """The figures of a part, as its process tells them; what it says besides is an error's."""
    environment = os.environ | options
    environment |= {"RACCORDO_DATA": str(data), "RACCORDO_SECOND_FACTOR": "off"}
    data.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "bench.part", module]
    facts = {"cwd": ROOT, "env": environment, "text": True}
    with (
        (data / "said").open("w+") as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, **facts) as process,
    ):
        assert process.stdout
        for line in process.stdout:
            yield Figure(**json.loads(line))
        if process.wait():
            said.seek(0)
            print(said.read()[-2000:], file=sys.stderr)
            raise subprocess.CalledProcessError(process.returncode, command)


if __name__ == "__main__":
    sys.exit(main())
