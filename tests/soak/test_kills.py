"""Who writes is killed again and again: what it had said was written is there, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from raccordo.acts.models import Act, ActFile
from raccordo.archive.models import StoredFile
from raccordo.archive.shelves import content_of
from raccordo.finance.models import Movement
from raccordo.finance.queries.sums import sums_of
from raccordo.journal.models import Entry
from raccordo.journal.operations import note_reading
from raccordo.journal.queries import verify_all
from tests.funds import make_determination, make_line
from tests.make import SOMEBODY, make_act, make_area, make_organ
from tests.soak import times

ROOT = Path(__file__).parents[2]
KILLS = times(1000, 20)
pytestmark = pytest.mark.soak


@dataclass
class Said:
    """What the writers had said was written, before each was killed."""

    acts: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    movements: set[str] = field(default_factory=set)

    def hear(self, line: str) -> None:
        what, name = line.split()
        {"act": self.acts, "file": self.files, "movement": self.movements}[what].add(name)


@contextmanager
def nursery(folder: Path, program: str, *about: str) -> Iterator[subprocess.Popen[str]]:
    """The process that bears the writers, on the database of this test."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "RACCORDO_DATA": str(folder),
        "RACCORDO_DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    }
    facts = [connection.settings_dict["NAME"], *about]
    connection.close()  # the next writer is alone with what the last one left
    command = [sys.executable, "-m", program, *facts]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.stdin.close()
            process.wait(timeout=20)


def kill_one(process: Any, *, after: int, wait: float, said: Said) -> None:
    """Hear a writer say so many things, wait for less than it takes to do one more, kill it."""
    process.stdin.write(f"{uuid4().hex[:12]}\n")
    process.stdin.flush()
    child = int(process.stdout.readline().removeprefix("born "))
    for _ in range(after):
        said.hear(process.stdout.readline())
    sleep(wait)
    os.kill(child, signal.SIGKILL)
    while (line := process.stdout.readline()) != f"dead {child}\n":
        said.hear(line)


def test_what_was_said_to_be_written_is_there_after_every_kill(committing, settings, tmp_path):
    settings.ARCHIVE_ROOT = tmp_path / "archive"
    chance, said = Random(11), Said()

    about = (make_organ().name, str(make_area().key))
    with nursery(tmp_path, "tests.soak.writer", *about) as process:
        for _ in range(KILLS):
            wait = chance.uniform(0.0, 0.02)
            kill_one(process, after=chance.randrange(1, 16), wait=wait, said=said)

    assert len(said.acts) > KILLS
    assert said.acts <= {str(key) for key in Act.objects.values_list("key", flat=True)}
    assert said.files <= set(StoredFile.objects.values_list("sha256", flat=True))
    nothing_is_there_by_half()
    assert not [found for found in verify_all(key=None) if found.fault]
    the_database_is_whole()


def test_no_payment_that_was_said_is_lost_and_none_is_by_half(committing, settings, tmp_path):
    settings.ARCHIVE_ROOT = tmp_path / "archive"
    chance, said = Random(13), Said()
    line = make_line("100000.00")

    about = (str(line.key), str(make_determination().key))
    with nursery(tmp_path, "tests.soak.payer", *about) as process:
        for _ in range(KILLS):
            wait = chance.uniform(0.0, 0.01)
            kill_one(process, after=chance.randrange(1, 12), wait=wait, said=said)

    assert len(said.movements) > KILLS
    kept = {str(key) for key in Movement.objects.values_list("key", flat=True)}
    assert said.movements <= kept
    written = Entry.objects.filter(what="movement.entered").values_list("subject", flat=True)
    assert {subject.partition(":")[2] for subject in written} == kept
    cleared = Movement.objects.filter(kind="cleared")
    assert not cleared.filter(clearance=None).exists()
    told = sums_of(movements=Movement.objects.all(), lines=line.allocation.lines)
    assert told.committed >= told.cleared >= told.ordered >= told.paid
    assert not [found for found in verify_all(key=None) if found.fault]
    the_database_is_whole()


@pytest.mark.django_db
@pytest.mark.parametrize("half", [make_act, lambda: note_reading(Act(), by=SOMEBODY, purpose="x")])
def test_half_an_operation_would_be_seen(half):
    half()

    with pytest.raises(AssertionError):
        nothing_is_there_by_half()


def nothing_is_there_by_half() -> None:
    """Each act has its three lines and its file, each file its line and its bytes; no more."""
    lines: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for subject, what in Entry.objects.values_list("subject", "what"):
        lines[subject][what] += 1
    attached = Counter(str(key) for key in ActFile.objects.values_list("act__key", flat=True))
    for key in map(str, Act.objects.values_list("key", flat=True)):
        assert lines.pop(f"acts.act:{key}", None) == {"act.file_added": 1, "act.entered": 1}
        assert attached.pop(key, 0) == 1
    for key, sha256, size in StoredFile.objects.values_list("key", "sha256", "size"):
        assert lines.pop(f"archive.storedfile:{key}", None) == {"file.stored": 1}
        assert len(content_of(sha256)) == size
    assert not lines, "a line speaks of something that is not there"
    assert not attached


def the_database_is_whole() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.check_constraints()
