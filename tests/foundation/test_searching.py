import pytest

from raccordo.foundation.searching import searchable, slug_of


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Città Sant’Angelo", "citta sant'angelo"),
        ("  L'AQUILA  ", "l'aquila"),
        ("Duino-Aurisina/Devin-Nabrežina", "duino-aurisina/devin-nabrezina"),
        ("Straße", "strasse"),
    ],
)
def test_accents_capitals_and_blanks_do_not_count(text, searched):
    assert searchable(text) == searched


def test_an_address_holds_only_letters_figures_and_hyphens():
    assert (
        slug_of("Zona di gestione sociale n. 2 – «Città»") == "zona-di-gestione-sociale-n-2-citta"
    )
