"""The demo as a person meets it: served with the settings of production, seen in Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
DEMO = [sys.executable, "-m", "config.command", "demo"]
PASSWORD = "Frentania-328-2000"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that is ready to be served: the first who comes makes it, the others wait."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made, ready = folder / "prepared-demo", folder / "demo-is-ready"
    with (folder / "prepared-demo.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not ready.exists():
            command = [*DEMO, "--prepare"]
            subprocess.run(command, cwd=ROOT, env=_environment(made), check=True)
            ready.touch()
    return made


def _environment(folder: Path) -> dict[str, str]:
    outside = {n: told for n, told in os.environ.items() if n != "DJANGO_SETTINGS_MODULE"}
    ours = {"RACCORDO_SECOND_FACTOR": "off", "RACCORDO_MAIL_FOLDER": "posta"}
    return outside | ours | {"RACCORDO_DATA": str(folder)}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo that is served."""
    return tmp_path_factory.mktemp("site") / "demo"


@pytest.fixture
def posted(served: Path) -> Path:
    """Where the letters go."""
    return served / "posta"


@pytest.fixture(scope="session")
def site(prepared: Path, served: Path) -> Iterator[str]:
    """The address of a demo of its own, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    shutil.copytree(prepared, served)
    log = (served / "log").open("w")
    environment = _environment(served) | {"RACCORDO_ADDRESS": address}
    demo = subprocess.Popen(DEMO, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(address, demo, served / "log")
        yield address
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(20)
        log.close()


def _wait_for(address: str, demo: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if demo.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urlopen(f"{address}/accessibilita/", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the demo did not come up")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it: nothing is downloaded."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("Chromium is not installed: `make test` installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def troubles() -> list[str]:
    """What the browser complained of: console errors, refused or foreign requests."""
    return []


@pytest.fixture
def page(browser: Browser, site: str, troubles: list[str]) -> Iterator[Page]:
    """A window that notes whatever goes wrong in it."""
    context = browser.new_context(locale="it-IT", base_url=site)
    window = context.new_page()

    def told(message: Any) -> None:
        if message.type in {"error", "warning"}:
            troubles.append(message.text)

    def asked(request: Any) -> None:
        if not request.url.startswith((site, "data:")):
            troubles.append(f"a request to others: {request.url}")

    window.on("console", told)
    window.on("request", asked)
    yield window
    context.close()


def enter(page: Page, email: str, place: str = "") -> None:
    """Sign in as somebody of the demo, and choose in whose name when there are several."""
    page.goto("/entra/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_load_state()
    if place:
        page.goto("/opera-per-conto/")
        page.locator(".card-choice", has_text=place).click()
        page.wait_for_load_state()
