import pytest

from raccordo.territory.names import Gazetteer, Town, is_called_a_town, names_in

NAMES = """Frisa CH|Treglio CH|San Vito Chietino CH|Rocca San Giovanni CH|Santa Maria Imbaro CH|
Sant'Eusanio del Sangro CH|Città Sant'Angelo PE|Castro BG|Castro LE|Ari CH|L'Aquila AQ|Forlì FC|
La Spezia SP|Bolzano BZ|Santi Cosma e Damiano LT|Lu e Cuccaro Monferrato AL|Re VB|Vo' PD|
Città di Castello PG|Corvara PE|Corvara in Badia BZ|Lanciano CH|Manciano GR|Castel Frentano CH"""
OTHERS = {"Bolzano": ("Bozen",), "Corvara in Badia": ("Corvara",)}
TOWNS = [
    Town(row, name, sigla, f"9{row:05}", OTHERS.get(name, ()))
    for row, (name, _, sigla) in enumerate(
        each.strip().rpartition(" ") for each in NAMES.replace("\n", "").split("|")
    )
]
GAZETTEER = Gazetteer(TOWNS)


def read(text):
    return [[f"{town.name} {town.sigla}" for town in towns] for _, towns in GAZETTEER.read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Frisa\r\nTreglio\r\n",
        "Frisa, Treglio",
        "Frisa; Treglio.",
        "1) Frisa\n2) Treglio",
        "1. Frisa\n2. Treglio",
        "(1) Frisa\n(2) Treglio",
        "1 - FRISA\n2 - TREGLIO",
        "1 Frisa\n2 Treglio",
        "a) Frisa\nb) Treglio",
        "- Frisa\n– Treglio",
        "• Frisa\n•\tTreglio",
        "* Comune di Frisa\n* Comune di Treglio",
        "Comuni di Frisa e Treglio",
        "Frisa e Treglio",
        "Frisa (CH), Treglio (CH)",
        "Frisa, CH\nTreglio, CH",
        "Frisa\tCH\t1.850\nTreglio\tCH\t1.623",
        "«Frisa», “Treglio”",
        "Frisa (ente capofila)\ne Treglio",
        "Frisa\n\nFrisa\n \nTreglio\nfrisa",
    ],
)
def test_a_list_is_read_however_it_was_pasted(text):
    found = read(text)

    assert [name for n, name in enumerate(found) if name not in found[:n]] == [
        ["Frisa CH"],
        ["Treglio CH"],
    ]


@pytest.mark.parametrize(
    ("typed", "town"),
    [
        ("S. Vito Chietino", "San Vito Chietino CH"),
        ("S.Vito Chietino (CH)", "San Vito Chietino CH"),
        ("ROCCA S. GIOVANNI", "Rocca San Giovanni CH"),
        ("S.ta Maria Imbaro", "Santa Maria Imbaro CH"),
        ("Sta Maria Imbaro", "Santa Maria Imbaro CH"),
        ("S. Eusanio del Sangro", "Sant'Eusanio del Sangro CH"),
        ("Sant’ Eusanio del Sangro", "Sant'Eusanio del Sangro CH"),
        ("SS. Cosma e Damiano", "Santi Cosma e Damiano LT"),
        ("Citta' Sant'Angelo", "Città Sant'Angelo PE"),
        ("CITTA’ SANT’ANGELO", "Città Sant'Angelo PE"),
        ("Forli'", "Forlì FC"),
        ("Vo", "Vo' PD"),
        ("Comune d'Ari", "Ari CH"),
        ("Comune dell'Aquila", "L'Aquila AQ"),
        ("Comune della Spezia", "La Spezia SP"),
        ("Città di Lanciano", "Lanciano CH"),
        ("Città di Castello", "Città di Castello PG"),
        ("Lu e Cuccaro Monferrato", "Lu e Cuccaro Monferrato AL"),
        ("Bozen", "Bolzano BZ"),
        ("Bolzano/Bozen", "Bolzano BZ"),
        ("Corvara", "Corvara PE"),
        ("Castro, LE", "Castro LE"),
        ("RE", "Re VB"),
    ],
)
def test_a_name_is_understood_as_officials_write_it(typed, town):
    assert read(typed) == [[town]]


def test_a_code_is_understood_without_the_nought_a_spreadsheet_takes_away():
    gazetteer = Gazetteer([Town(1, "Frisa", "CH", "012345")])

    assert gazetteer.find("12345") == gazetteer.find("012345") != []


def test_of_two_of_the_same_name_neither_is_chosen():
    assert read("Castro") == [["Castro BG", "Castro LE"]]


def test_a_sigla_that_belongs_to_no_name_is_left_to_be_told():
    assert read("Frisa, TE") == [["Frisa CH"], []]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("San Vito", "San Vito Chietino"),
        ("S. Vito Chetino", "San Vito Chietino"),
        ("Castelfrentano", "Castel Frentano"),
        ("Comune di Lancianno", "Lanciano"),
        ("Frisa (PE)", "Frisa"),
    ],
)
def test_the_nearest_name_is_suggested_first(typed, near):
    found = GAZETTEER.near([typed])[typed]

    assert found[0].name == near
    assert len(found) <= 3


def test_nothing_is_suggested_for_what_is_like_nothing_nor_from_out_of_reach():
    assert GAZETTEER.near(["Atlantide"]) == {"Atlantide": []}
    lanciano = next(town.pk for town in TOWNS if town.name == "Lanciano")
    (only,) = GAZETTEER.near(["Lancianno"], among={lanciano})["Lancianno"]
    assert only.name == "Lanciano"


def test_a_name_is_shown_as_it_was_typed_but_for_its_number():
    assert names_in("3) Frissa;\n• S. Vito Xyz") == ["Frissa", "S. Vito Xyz"]


def test_what_calls_itself_a_municipality_is_meant_as_one():
    assert is_called_a_town("Comune d'Atlantide")
    assert not is_called_a_town("Unione dei Comuni del Sangro")
