"""J3 and J9: an officer types and pastes the financial plan, reads why not, commits and pays;
what she reports of a fund is the sum of its lines, cell by cell.
"""

from __future__ import annotations

import re
from decimal import Decimal

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
    source = page.get_by_label("Fonte ed esercizio")
    fnps = source.locator("option", has_text="FNPS 2026 · esercizio 2026").get_attribute("value")
    source.select_option(fnps)
    page.get_by_label("Importo, in euro").fill("6.000,01")
    page.get_by_label("Determinazione").select_option(index=1)
    page.locator("main form button.btn-primary").last.click()
    expect(page.locator("main")).to_contain_text("restano 6.000,00")
    page.get_by_label("Importo, in euro").fill("1.500,50")
    page.locator("main form button.btn-primary").last.click()
    expect(page.locator("main")).to_contain_text("La scrittura è registrata")
    expect(page.locator("main")).to_contain_text("1.500,50")
    assert not troubles


def amounts(page: Page, cells: str) -> list[Decimal]:
    """The amounts that stand in some cells, as they are read; a dash is nothing."""
    told = page.locator(cells).all_inner_texts()
    plain = (re.sub(r"[^\d,]", "", one).replace(",", ".") for one in told)
    return [Decimal(one or 0) for one in plain]


def test_what_is_reported_is_the_sum_of_the_lines_cell_by_cell(
    page: Page, troubles: list[str]
) -> None:
    enter(page, OFFICER, AMBITO)
    page.goto("/fondi/")
    page.locator("tbody a", has_text="(FNPS) 2026").click()
    page.wait_for_load_state()
    committed = sum(amounts(page, "main table:has(th:text-is('Da impegnare')) td:nth-child(4)"))
    assert committed > 0
    page.get_by_role("link", name="Rendicontazione").click()
    for measure in ("Liquidato", "Pagato", "Impegnato"):
        page.get_by_label("Che cosa si rendiconta").select_option(label=measure)
        page.locator("main button", has_text="Mostra").click()
        page.wait_for_load_state()
        expect(page.locator(".badge-good")).to_have_text("quadra al centesimo")
        expect(page.locator("main .alert-warning")).to_have_count(0)
        *columns, whole = amounts(page, "main tfoot td")
        for number, total in enumerate([*columns, whole], start=2):
            inside = amounts(page, f"main tbody tr:not(.gathers) td:nth-child({number})")
            wide = amounts(page, f"main tbody tr.gathers td:nth-child({number})")
            assert sum(inside) == sum(wide) == total
        assert sum(columns) == whole
    assert whole == committed
    page.locator("main button", has_text="Chiudi la rendicontazione").click()
    expect(page.locator("main")).to_contain_text("La rendicontazione è chiusa")
    expect(page.locator("main .middle li")).to_contain_text("Impegnato")
    page.locator("tbody a", has_text="6.1").first.click()
    expect(page.locator("h1")).to_contain_text("6.1 Invecchiamento attivo")
    assert not troubles
