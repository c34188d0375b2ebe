"""What only a browser can tell: typing, losing the session, going on with the keyboard alone."""

import pytest

from tests.browser.conftest import enter

pytestmark = pytest.mark.browser
OFFICER = "ufficio@demo.example"


def test_the_search_answers_while_one_types(page):
    page.goto("/territorio/")
    page.fill("#search-all", "fossac")

    page.wait_for_selector("#search-found a:has-text('Fossacesia')", timeout=5000)


def test_what_was_typed_comes_back_after_a_lost_session(page):
    enter(page, OFFICER, "Zona di gestione sociale n. 2")
    page.goto("/atti/scrivi/")
    page.fill("[name=subject]", "Testo lungo scritto a fatica")
    page.wait_for_selector("#draft-note:has-text('Bozza salvata')", timeout=5000)

    page.context.clear_cookies()
    page.click("main form .btn-primary")
    enter(page, OFFICER, "Zona di gestione sociale n. 2")
    page.goto("/atti/scrivi/")

    assert page.input_value("[name=subject]") == "Testo lungo scritto a fatica"
    assert "testo non ancora inviato" in page.inner_text("main")
    page.click("button[name=discard_draft]")
    assert page.input_value("[name=subject]") == ""


def test_the_keyboard_alone_goes_to_the_content(page):
    page.goto("/territorio/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Vai al contenuto principale"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_opens_on_a_small_screen(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/territorio/")
    page.click(".custom-navbar-toggler")

    page.wait_for_selector("#nav-main.expanded a:has-text('Territorio')")


def test_without_scripts_everything_still_works(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/")
    page.fill("#home-q", "frisa")
    page.click("form:has(#home-q) button")
    page.click("main a:has-text('Frisa')")

    assert page.inner_text("h1") == "Frisa"
    context.close()


def test_who_names_her_municipalities_leaves_with_the_document(page):
    page.goto("/territorio/")
    page.fill("[name=comuni]", "Fossacesia\nFrissa\nTreglio")
    page.click("main button:has-text('Mostra il profilo')")
    page.fill("[name=nome]", "I nostri Comuni")
    page.click("button:has-text('Frisa (CH)')")
    assert page.inner_text("h1") == "I nostri Comuni"

    page.click("button:has-text('Scarica il profilo')")
    page.wait_for_selector("a:has-text('Scarica il PDF')", timeout=60000)
    with page.expect_download() as download:
        page.click("a:has-text('Scarica il PDF')")

    assert download.value.suggested_filename.startswith("profilo-comuni-")
    assert download.value.path().read_bytes().startswith(b"%PDF")
