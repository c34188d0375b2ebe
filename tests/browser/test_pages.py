"""Every page, at two widths: nothing for axe to say, nothing that overflows, nothing of others."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import enter

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # Only what is wrong is told one by one, and no sheet of styles is asked for again.
    "resultTypes": ["violations"],
    "preload": False,
}
WIDTHS = [1280, 320]
DIRECTOR, AMBITO = "ufficio@demo.example", "Direzione"
ASKED = "verso-il-nuovo-piano-sociale-dell-ambito"
PUBLIC = [
    "/",
    "/entra/",
    "/entra/codice/",
    "/password/dimenticata/",
    "/password/dimenticata/inviata/",
    "/password/nuova/1-a/",
    "/territorio/",
    "/territorio/ambito-11-zona-2/",
    "/territorio/ambito-11-zona-2/?al=1999-01-01",
    "/territorio/fossacesia/",
    "/territorio/profilo/",
    "/territorio/profilo/?comuni=Treglio,Atlantide",
    "/territorio/ambito-11-zona-2/profilo/",
    "/territorio/ambito-11-zona-2/profilo/?al=2001-01-01",
    "/territorio/ambito-11-zona-2/profilo/D04/",
    "/territorio/ambito-11-zona-2/profilo/D03/",
    "/territorio/ambito-11-zona-2/profilo/documento/",
    "/territorio/treglio/profilo/",
    "/territorio/regione-abruzzo/profilo/",
    "/dati/",
    "/cerca/?q=san",
    "/cerca/?q=nulladitutto",
    "/organismi/pubblici/",
    "/accessibilita/",
    "/privacy/",
    "/fonti/",
    "/partecipazione/",
    "/partecipazione/?q=nulladitutto",
    "/partecipazione/segui/",
    f"/partecipazione/{ASKED}/",
    f"/partecipazione/{ASKED}/proposte/",
    f"/partecipazione/{ASKED}/proponi/",
    f"/partecipazione/{ASKED}/inviata/",
    "/partecipazione/conferma/abc.def/",
    "/una-pagina-che-non-c-e/",
]
INSIDE = [
    "/piani/",
    "/piani/nuovo/",
    "/piani/scadenze/",
    "/fondi/",
    "/fondi/nuova/",
    "/quote/",
    "/scritture/",
    "/esercizi/",
    "/comuni/risorse/",
    "/piano-finanziario/",
    "/piano-finanziario/?righe=fonte&colonne=anno",
    "/scrivania/",
    "/opera-per-conto/",
    "/profilo/",
    "/profilo/secondo-fattore/",
    "/profilo/secondo-fattore/attiva/",
    "/secondo-fattore/",
    "/password/cambia/",
    "/esci/",
    "/atti/",
    "/atti/?q=nulladitutto",
    "/atti/nuovo/",
    "/atti/scrivi/",
    "/atti/importa/",
    "/soggetti/",
    "/soggetti/nuovo/",
    "/soggetti/elezioni/",
    "/soggetti/importa/",
    "/soggetti/copertura/",
    "/soggetti/da-coinvolgere/",
    "/organismi/",
    "/organismi/nuovo/",
    "/sedute/",
    "/sedute/nuova/",
    "/scadenzario/",
    "/scadenzario/mese/",
    "/scadenzario/regole/",
    "/scadenzario/carico/",
    "/richieste-dati/",
    "/richieste-dati/nuova/",
    "/scrivania/ente/",
    "/organismi/da-rinnovare/",
    "/modelli/",
    "/scadenzario/passa/",
    "/territorio/nuova/",
    "/territorio/ambito-11/",
    "/territorio/ambito-11/nome/",
    "/territorio/ambito-11/deleghe/",
    "/incarichi/",
    "/incarichi/nuovo/",
    "/persone/nuova/",
    "/registro/",
    "/trattamenti/",
    "/posta/",
    "/dati/carica/",
    "/soggetti/copertura/",
    "/bisogni/",
    "/bisogni/nuovo/",
    "/studi/",
    "/problemi/",
    "/forza-e-debolezza/",
    "/proposte/",
    "/proposte/?q=nulladitutto",
    "/proposte/nuova/",
    "/proposte/importa/",
    "/consultazioni/",
    "/consultazioni/nuova/",
    "/incontri/",
    "/incontri/nuovo/",
]
# Found by following a link from a list: the page, and the word of the link.
FOLLOWED = [
    ("/atti/", "Deliberazione n. 1", ""),
    ("/atti/", "Deliberazione n. 2", ""),
    ("/atti/", "Deliberazione n. 1", "efficacia/"),
    ("/atti/", "Deliberazione n. 1", "pareri/"),
    ("/atti/", "Deliberazione n. 1", "allegati/"),
    ("/atti/", "Deliberazione n. 2", "firmato/"),
    ("/soggetti/", "Comune di Frisa", ""),
    ("/soggetti/?q=rete", "La Rete", ""),
    ("/bisogni/", "Trasporto verso", ""),
    ("/bisogni/", "Trasporto verso", "voce/"),
    ("/proposte/", "Trasporto da Frisa", ""),
    ("/proposte/", "Trasporto da Frisa", "bisogno/"),
    ("/proposte/", "Trasporto da Frisa", "bisogno/nuovo/"),
    ("/consultazioni/", "Verso il nuovo Piano", "posizioni/"),
    ("/organismi/", "Conferenza dei Sindaci dell'Ambito", ""),
    ("/organismi/", "Gruppo di Piano", ""),
    ("/organismi/pubblici/", "Conferenza dei Sindaci dell'Ambito", ""),
    ("/sedute/", "Frentano, n. 1", ""),
    ("/sedute/", "Frentano, n. 2", ""),
    ("/scadenzario/", "SIUSS", ""),
    ("/richieste-dati/", "Spesa sociale", ""),
    ("/incarichi/", "Fai cessare", ""),
    ("/incarichi/", "chiudi l'utenza", ""),
    ("/posta/", "Convocazione", ""),
    ("/posta/", "Convocazione", "ricevuta/"),
    ("/soggetti/", "La Rete", "scheda/"),
    ("/bisogni/", "Trasporto", ""),
    ("/proposte/", "Trasporto da Frisa", ""),
    ("/proposte/", "Trasporto da Frisa", "rispondi/"),
    ("/proposte/", "Trasporto da Frisa", "discussa/"),
    ("/proposte/", "Trasporto da Frisa", "dati-personali/"),
    ("/consultazioni/", "Verso il nuovo Piano", ""),
    ("/incontri/", "Tavolo anziani", ""),
    (f"/partecipazione/{ASKED}/proposte/", "Trasporto da Frisa", ""),
    ("/piani/", "Piano sociale", ""),
    ("/piani/", "Piano sociale", "testo/"),
    ("/piani/", "Piano sociale", "stampa/"),
    ("/piani/", "Piano sociale", "azioni/"),
    ("/piani/", "Piano sociale", "azioni/nuova/"),
    ("/piani/", "Piano sociale", "incongruenze/"),
    ("/piani/scadenze/", "5.3 Trasporto", ""),
    ("/piani/", "Piano sociale", "azioni/porta/"),
    ("/piani/", "Piano sociale", "testo/porta/"),
    ("/fondi/", "(FNA) 2025", ""),
    ("/fondi/", "(FNA) 2025", "termini/"),
    ("/fondi/", "(FNA) 2025", "entrate/"),
    ("/quote/", "Riparti", ""),
    ("/fondi/", "(FNPS) 2026", "rendiconto/"),
    ("/piano-finanziario/", "5.3 Trasporto", "matrice/"),
    ("/quote/", "versamento Castel", ""),
    ("/comuni/risorse/", "Frisa", ""),
    ("/esercizi/", "2025", ""),
    ("/scritture/", "Pagato", ""),
    ("/scritture/", "Confronta con i libri", ""),
    ("/moduli/", "Scheda azione", ""),
    ("/moduli/", "Segna i posti", ""),
    ("/moduli/", "Nuovo modulo", ""),
    ("/piani/", "Piano sociale", "azioni/precedente/"),
    ("/piano-finanziario/", "Per politica", ""),
    ("/piano-finanziario/", "Avanzamento", ""),
    ("/fondi/", "(QSFP) 2026", "da-copiare/"),
    ("/piano-finanziario/", "5.3 Trasporto", ""),
    ("/piano-finanziario/", "5.3 Trasporto", "impegna/"),
    ("/piano-finanziario/", "Incolla da Excel", ""),
    ("/piano-finanziario/", "Porta da un foglio", ""),
]


def look(page: Page) -> list[str]:
    """What is wrong with the page that is open, at each width: it is loaded once."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if wide > width:
            wrong.append(f"{page.url}: it is {wide} wide on {width}")
        found = Axe().run(page, options=RULES)
        for violation in found.response["violations"]:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            wrong.append(f"{page.url}, {width} wide: {violation['id']}: {nodes}")
    return wrong


def all_looked_at(page: Page, addresses: list[str]) -> list[str]:
    """What is wrong with some pages, one after another."""
    wrong = []
    for address in addresses:
        page.goto(address)
        wrong += look(page)
    return wrong


@pytest.mark.parametrize("half", [0, 1])
def test_the_public_pages_are_for_everybody(page, troubles, half):
    wrong = all_looked_at(page, PUBLIC[half::2])

    assert not wrong, "\n".join(wrong)
    assert not [t for t in troubles if "404" not in t]


@pytest.mark.parametrize("half", [0, 1])
def test_the_pages_of_the_office_are_for_everybody(page, troubles, half):
    enter(page, DIRECTOR, AMBITO)
    wrong = all_looked_at(page, INSIDE[half::2])

    assert not wrong, "\n".join(wrong)
    assert not troubles


@pytest.mark.parametrize("half", [0, 1])
def test_the_pages_one_comes_to_are_for_everybody(page, troubles, half):
    enter(page, DIRECTOR, AMBITO)
    wrong = []
    for start, word, further in FOLLOWED[half::2]:
        page.goto(start)
        link = page.locator("main a", has_text=word).first.get_attribute("href")
        page.goto(link + further)
        wrong += look(page)

    assert not wrong, "\n".join(wrong)
    assert not troubles


def test_english_is_complete_on_the_screen(page):
    page.goto("/")
    page.click("footer button")

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() != "Il piano sociale, dal bisogno al risultato"
    page.click("footer button")
    assert page.locator("html").get_attribute("lang") == "it"
