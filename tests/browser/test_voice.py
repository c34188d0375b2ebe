"""From a phone a voice is written, confirmed and followed to the need it became; and answered."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import enter

pytestmark = pytest.mark.browser
OFFICER, AMBITO = "ufficio@demo.example", "Direzione"
TEXT = "Da Frisa e da Treglio non si arriva ai centri diurni: serve un trasporto."
WRITER = "paola@example.org"


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    """A small window touched with a finger, with no scripts: an old telephone."""
    kind = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    context: BrowserContext = browser.new_context(
        locale="it-IT", base_url=site, java_script_enabled=False, **kind
    )
    yield context.new_page()
    context.close()


def press(page: Page, words: str) -> None:
    """The button, or the link that looks like one, of this page."""
    page.locator("main a, main button").filter(has_text=words).first.click()
    page.wait_for_load_state()


def send(page: Page) -> None:
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_load_state()


def letter_to(folder: Path, address: str, words: str) -> str:
    """What was written to somebody; the letters leave when the post does."""
    for _ in range(60):
        for file in sorted(folder.glob("*")):
            told = file.read_text("utf-8")
            if f"To: {address}" in told and words in told:
                return told
        time.sleep(0.5)
    raise AssertionError(f"nobody wrote to {address} of {words}")


def written_from_a_phone(phone: Page, posted: Path) -> tuple[str, str]:
    """The number and the code of a proposal sent without an account, and confirmed."""
    phone.goto("/")
    press(phone, "Tutte le consultazioni")
    press(phone, "Scrivi una proposta")
    phone.check("input[name=sort][value=need]", force=True)
    phone.fill("[name=text]", TEXT)
    phone.fill("[name=title]", "Trasporto ai centri diurni")
    phone.locator("summary", has_text="Dove, di chi si parla").tap()
    for town in ("Frisa", "Treglio"):
        phone.locator("label", has_text=town).locator("input").check(force=True)
    phone.check("input[name=author_kind][value=organisation]", force=True)
    phone.fill("[name=group_name]", "Associazione La Rete (demo)")
    phone.fill("[name=email]", WRITER)
    time.sleep(3.1)  # nobody writes in less
    send(phone)
    expect(phone.locator("h1")).to_have_text("Manca solo la conferma")
    found = re.search(r"http\S+/conferma/\S+", letter_to(posted, WRITER, "conferma"))
    assert found
    phone.goto(found[0])
    expect(phone.locator("main")).to_contain_text(TEXT)
    press(phone, "Conferma e ricevi il numero")
    number, code = phone.locator("main dd strong").all_inner_texts()
    return number, code


def followed(phone: Page, number: str, code: str) -> None:
    phone.goto("/partecipazione/segui/")
    phone.fill("[name=number]", number)
    phone.fill("[name=code]", code.lower().replace("-", " "))
    press(phone, "Mostra")


def test_a_voice_from_a_phone_becomes_a_need_and_the_code_shows_where(phone, page, posted):
    number, code = written_from_a_phone(phone, posted)
    enter(page, OFFICER, AMBITO)
    page.goto(f"/proposte/?q={number}")
    press(page, "Trasporto ai centri diurni")
    address = page.url
    press(page, "da riconoscere")
    send(page)
    press(page, "Ammetti")
    press(page, "Discussa in")
    page.select_option("[name=occasion]", index=1)
    page.fill("[name=summary]", "Il tavolo è d'accordo: si chiede un preventivo.")
    send(page)
    press(page, "Ne nasce un bisogno nuovo")
    page.select_option("[name=group]", index=1)
    page.select_option("[name=kind]", index=1)
    send(page)
    need = re.search(r"N-\d+", page.locator("main").inner_text())
    assert need

    page.goto(address)
    press(page, "Rispondi")
    page.check("input[name=outcome][value=partly]", force=True)
    page.fill("[name=text]", "Una corsa alla settimana, in prova da gennaio.")
    send(page)

    assert "Una corsa alla settimana" in letter_to(posted, WRITER, "Accolta in parte")
    followed(phone, number, code)
    shown = phone.locator("main")
    for words in ("Accolta in parte", "Una corsa alla settimana", "Il tavolo è d'accordo", need[0]):
        expect(shown).to_contain_text(words)
