"""How long one waits before trying the demo: the first time, and the others."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep

from bench.figures import Figure, seconds
from bench.machine import ROOT
from config.options import DATA

DEMO = [sys.executable, "-m", "config.command", "demo"]
PATIENCE = 60.0


def measure() -> Iterator[Figure]:
    """As somebody who has just installed: prepare, prepare again, open the first page."""
    yield Figure("demo --prepare in una cartella vuota", seconds(_prepare), "secondi")
    yield Figure("demo --prepare la seconda volta", seconds(_prepare), "secondi")
    yield Figure("dall'avvio alla prima pagina, la seconda volta", _first_page(), "secondi")


def _environment(**options: str) -> dict[str, str]:
    kept = {name: told for name, told in os.environ.items() if not name.startswith("RACCORDO_")}
    return kept | {"RACCORDO_DATA": str(DATA / "demo")} | options


def _prepare() -> None:
    prepare = [*DEMO, "--prepare"]
    subprocess.run(prepare, cwd=ROOT, env=_environment(), check=True, stdout=sys.stderr)


def _first_page() -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment, began = _environment(RACCORDO_LISTEN=f"127.0.0.1:{port}"), monotonic()
    process = subprocess.Popen(DEMO, cwd=ROOT, env=environment, stdout=sys.stderr)
    try:
        while not _answers(port):
            assert process.poll() is None, "the demo has ended by itself"
            assert monotonic() - began < PATIENCE, "the demo does not answer"
            sleep(0.02)
        return monotonic() - began
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _answers(port: int) -> bool:
    try:
        asked = HTTPConnection("127.0.0.1", port, timeout=10)
        asked.request("GET", "/")
        return asked.getresponse().status == 200
    except (OSError, HTTPException):
        return False
