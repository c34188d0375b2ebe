"""One parent that starts the web server and the worker, and ends both."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from types import FrameType
from urllib.parse import urlsplit

from django.conf import settings

from config.options import DATA, option
from raccordo.keeper.telling import say

PATIENCE = 10.0


class AlreadyRunning(Exception):
    """Another instance serves this data folder."""


def run_folder() -> Path:
    """Where the processes that run say that they do."""
    folder = DATA / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the folder's lock; the system lets it go whatever way the process ends."""
    with (run_folder() / "raccordo.pid").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise AlreadyRunning(file.read().strip()) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def serve(*, host: str, port: int, workers: int) -> int:
    """Serve until Ctrl-C or until one of the two dies; give the code to leave with."""
    children = [_server(host, port, workers), _worker()]
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopping and all(child.poll() is None for child in children):
        sleep(0.2)
    if not stopping:
        say("Uno dei processi si è fermato da solo: fermo anche l'altro.")
    _end(children)
    say("Raccordo è fermo.")
    return 0 if stopping else 1


def _server(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    threads = str(option("threads", 4))
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"]
    command += ["--host", host, "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", threads, "--no-ws", "--log-level", "warning"]
    return subprocess.Popen(command, start_new_session=True)


def _worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "config.command", "worker"]
    return subprocess.Popen(command, start_new_session=True)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, and if it does not in time, end it: by its own number, no other's."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, deadline - monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def place() -> tuple[str, int]:
    """Where to listen: what the options say, or the address that people use."""
    listen = str(option("listen")) or str(settings.ADDRESS)
    parts = urlsplit(listen if "//" in listen else f"//{listen}")
    return parts.hostname or "127.0.0.1", parts.port or 8000
