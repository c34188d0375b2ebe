"""J3: an officer types and pastes the financial plan, reads why not, commits and pays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter

pytestmark = pytest.mark.browser
OFFICER, AMBITO = "ufficio@demo.example", "Direzione"
PASTE = """([cell, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true,
                                                  cancelable: true}));
}"""


def cell(page: Page, action: str, source: str):
    """The cell where an action and a source meet."""
    return page.get_by_label(re.compile(rf"^{re.escape(action)} .* · {source}$"))


def save(page: Page) -> None:
    page.locator("button", has_text="Salva il piano finanziario").click()
    page.wait_for_load_state()


def test_an_officer_types_pastes_and_reads_why_not(page: Page, troubles: list[str]) -> None:
    enter(page, OFFICER, AMBITO)
    page.goto("/piano-finanziario/?anno=2027")
    sum_before = page.locator(".in-sight").inner_text()

    young = cell(page, "4.2", "FNA 2027")
    young.fill("5000")
    young.press("Enter")
    expect(cell(page, "4.3", "FNA 2027")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "4.3", "FNA 2026")).to_be_focused()
    save(page)
    refused = page.locator("main [role=alert]")
    expect(refused).to_contain_text("non paga «4.2 Centro per le famiglie»")
    expect(refused).to_contain_text("L. 296/2006 art. 1 c. 1264")
    expect(cell(page, "4.2", "FNA 2027")).to_have_value("5000")

    cell(page, "4.2", "FNA 2027").fill("")
    cell(page, "2.3", "FNA 2027").fill("sessantamila")
    save(page)
    expect(page.locator("main [role=alert]")).to_contain_text("«sessantamila» non è un importo")
    assert page.locator(".in-sight").inner_text() == sum_before

    page.evaluate(PASTE, [cell(page, "2.2", "FNA 2027").element_handle(), "248.000,00\n67 000\n"])
    expect(cell(page, "2.3", "FNA 2027")).to_have_value("67 000")
    save(page)
    expect(page.locator("main")).to_contain_text("Il piano finanziario è salvato")
    expect(cell(page, "2.2", "FNA 2027")).to_have_value("248.000")
    expect(cell(page, "2.3", "FNA 2027")).to_have_value("67.000")
    expect(page.locator(".in-sight")).to_contain_text("1.983.582,50")
    assert not troubles


def test_money_goes_from_the_commitment_to_the_payment(page: Page, troubles: list[str]) -> None:
    enter(page, OFFICER, AMBITO)
    page.goto("/piano-finanziario/?anno=2026")
    page.locator("tbody a", has_text="6.1 Invecchiamento").click()
    page.locator("main a", has_text="Impegna").first.click()
    page.get_by_label("Fonte ed esercizio").select_option(
        label="Fondo nazionale per le politiche sociali (FNPS) 2026 · 2026"
    )
    page.get_by_label("Importo, in euro").fill("6.000,01")
    page.get_by_label("Determinazione").select_option(index=1)
    page.locator("main form button.btn-primary").last.click()
    expect(page.locator("main")).to_contain_text("restano 6.000,00")
    page.get_by_label("Importo, in euro").fill("1.500,50")
    page.locator("main form button.btn-primary").last.click()
    expect(page.locator("main")).to_contain_text("La scrittura è registrata")
    expect(page.locator("main")).to_contain_text("1.500,50")
    assert not troubles
