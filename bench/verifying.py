"""How fast the register is verified: by the program, and without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench.figures import Figure, seconds
from config.options import DATA
from raccordo.journal.acting import Acting
from raccordo.journal.queries import verify
from raccordo.journal.recording import operation, record
from scripts.verify_journal import main as verify_without

LINES = 20_000
HOUSE = Acting.system("bench")


def measure() -> Iterator[Figure]:
    """Twenty thousand lines, verified in three ways."""
    call_command("migrate", verbosity=0)
    write_lines(LINES, by=HOUSE)
    assert verify("house") is None
    yield Figure("dal programma", LINES / seconds(lambda: verify("house")), "righe al secondo")
    export = DATA / "registro.jsonl"
    took = seconds(lambda: call_command("journal", "export", str(export)))
    yield Figure("esportazione in un file", LINES / took, "righe al secondo")
    connection.close()
    for what, path in {"file esportato": export, "file di SQLite": _database()}.items():
        took = seconds(lambda path=path: _verify(path))
        yield Figure(f"senza il programma, dal {what}", LINES / took, "righe al secondo")


@operation
def write_lines(number: int, *, by: Acting) -> None:
    """A long register, in one operation."""
    for line in range(number):
        purpose = f"Verifica della domanda n. {line}"
        record(by=by, what="data.read", subject=None, purpose=purpose, number=line)


def _database() -> Path:
    return Path(connection.settings_dict["NAME"])


def _verify(path: Path) -> None:
    with redirect_stdout(StringIO()):
        assert verify_without([str(path)]) == 0
