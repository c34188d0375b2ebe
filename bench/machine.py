"""The machine on which the figures were measured: without it they mean little."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

import django

from bench.figures import italian, middle, milliseconds

ROOT = Path(__file__).resolve().parents[1]


def facts() -> str:
    """Cores, versions, and how long the disk takes to keep a page for good."""
    version = postgres_version()
    told = [
        f"{len(os.sched_getaffinity(0))} processori",
        f"Python {platform.python_version()}",
        f"Django {django.get_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"PostgreSQL {version}" if version else "PostgreSQL non c'è",
        f"fsync in {italian(fsync())} ms",
        f"carico degli altri programmi {italian(os.getloadavg()[0])}",
    ]
    return ", ".join(told)


def fsync() -> float:
    """The median time to write 4 KiB and wait until they are on the disk, in milliseconds."""
    with tempfile.NamedTemporaryFile() as file:

        def keep() -> None:
            os.pwrite(file.fileno(), b"x" * 4096, 0)
            os.fsync(file.fileno())

        return middle(milliseconds(keep, times=50))


def postgres_bin() -> str | None:
    """Where PostgreSQL's programs are, the newest; nothing when it is not installed."""
    found = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[4]))
    return found[-1] if found else None


def postgres_version() -> str:
    folder = postgres_bin()
    if folder is None:
        return ""
    told = subprocess.run([f"{folder}/postgres", "--version"], capture_output=True, text=True)
    return told.stdout.split()[2] if told.returncode == 0 else ""


@contextmanager
def postgresql() -> Iterator[str]:
    """A throw-away PostgreSQL that waits for the disk, and its address; gone at the end."""
    script = "set -e; source scripts/postgres.sh; trap stop_postgres EXIT; start_postgres on; "
    script += 'echo "$TEST_DATABASE_URL"; read -r _ || true'
    environment = os.environ | {"PG_BIN": postgres_bin() or ""}
    with subprocess.Popen(
        ["bash", "-c", script],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as keeper:
        assert keeper.stdin
        assert keeper.stdout
        try:
            yield keeper.stdout.readline().strip()
        finally:
            keeper.stdin.close()  # whoever reads it stops the cluster and throws it away
            keeper.wait(timeout=30)
