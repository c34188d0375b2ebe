"""A secretary holds a sitting from beginning to end, with the scripts of the page at work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter

pytestmark = pytest.mark.browser
OFFICER, AMBITO = "ufficio@demo.example", "Direzione"
TODAY = localdate()
YESTERDAY, NOTICE = TODAY - timedelta(days=1), TODAY - timedelta(days=12)
CONFERENCE, AWAY = "Conferenza dei Sindaci dell'Ambito", "Sindaco o Sindaca di Treglio"


def press(page: Page, words: str) -> None:
    """The button, or the link that looks like one, of this page."""
    page.locator("main a, main button").filter(has_text=words).first.click()
    page.wait_for_load_state()


def prepared(page: Page) -> str:
    """A sitting of the Conference that was held yesterday, with its agenda; its address."""
    page.goto("/sedute/nuova/")
    option = page.locator("select[name=body] option", has_text=CONFERENCE).get_attribute("value")
    page.select_option("select[name=body]", option)
    page.fill("input[name=first_call]", f"{YESTERDAY}T15:00")
    press(page, "Prepara")
    address = page.url
    press(page, "Aggiungi un punto")
    page.fill("[name=title]", "Indirizzi per i servizi domiciliari")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(address)
    return address


def convened(page: Page, address: str) -> None:
    press(page, "Convoca")
    page.check("input[name=channel][value=already]", force=True)
    page.fill("input[name=convened_on]", str(NOTICE))
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(address)


def test_the_conference_meets_votes_and_resolves(page, troubles):
    enter(page, OFFICER, AMBITO)
    address = prepared(page)
    convened(page, address)

    number = page.locator("#legal-number")
    how = page.locator("tr", has_text=AWAY).locator("select[name^=how-]")
    expect(number).to_contain_text("(0 su 9)")
    for value, there in (("present", 1), ("absent", 0), ("present", 1), ("absent", 0)):
        how.select_option(value)
        expect(number).to_contain_text(f"({there} su 9)")
    page.reload()
    expect(how).to_have_value("absent")
    press(page, "Segna presente chi è da registrare")
    expect(number).to_contain_text("Numero legale: raggiunto (8 su 9)")
    how.select_option("remote")
    expect(number).to_contain_text("(9 su 9)")
    how.select_option("absent")
    expect(number).to_contain_text("(8 su 9)")

    press(page, "Apri la seduta")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(address)
    press(page, "Metti ai voti")
    press(page, "Apri la votazione")
    rows = page.locator("fieldset.ballot-row")
    expect(rows).to_have_count(8)
    for n in range(8):
        said = "against" if n == 0 else "for"
        rows.nth(n).locator(f"input[value={said}]").check(force=True)
    press(page, "Salva i voti")
    press(page, "Chiudi la votazione")
    expect(page.locator("main")).to_contain_text(
        "presenti 8, votanti 8, favorevoli 7, contrari 1, astenuti 0"
    )

    page.goto(address)
    press(page, "Chiudi la seduta")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(address)
    expect(page.locator(".page-head")).to_contain_text("Conclusa")
    press(page, "Scrivi la deliberazione")
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("Deliberazione della Conferenza dei Sindaci")
    expect(page.locator("main")).to_contain_text("Indirizzi per i servizi domiciliari")
    assert not troubles
