import pytest

from raccordo.territory.named import LONGEST_LIST
from raccordo.territory.names import Gazetteer, Town, is_called_a_town
from raccordo.territory.states import AreaKind
from raccordo.territory.wides import Wide
from tests.patience import in_time

NAMES = """Frisa CH|Treglio CH|San Vito Chietino CH|Rocca San Giovanni CH|Santa Maria Imbaro CH|
Sant'Eusanio del Sangro CH|Città Sant'Angelo PE|Castro BG|Castro LE|Ari CH|L'Aquila AQ|Forlì FC|
La Spezia SP|Bolzano BZ|Santi Cosma e Damiano LT|Lu e Cuccaro Monferrato AL|Re VB|Vo' PD|
Città di Castello PG|Chieti CH|Pesaro PU|Urbino PU|Lecce LE|Jesi AN|Roma RM|
Reggio nell'Emilia RE|Reggio di Calabria RC|Duino Aurisina TS|Presicce-Acquarica LE|Corvara PE|
Corvara in Badia BZ|Lanciano CH|Manciano GR|Castel Frentano CH"""
OTHERS = {
    "Bolzano": ("Bozen",),
    "Corvara in Badia": ("Corvara",),
    "Duino Aurisina": ("Devin Nabrežina",),
}
TOWNS = [
    Town(row, name, sigla, f"9{row:05}", OTHERS.get(name, ()))
    for row, (name, _, sigla) in enumerate(
        each.strip().rpartition(" ") for each in NAMES.replace("\n", "").split("|")
    )
]
PROVINCES = """Lecce-Chieti LC|Chieti CH|Lecce LE|Pesaro e Urbino PU|Reggio nell'Emilia RE|
Monza e della Brianza MB"""
PLACES = [
    *(
        (AreaKind.PROVINCE, *each.rpartition(" ")[::2])
        for each in PROVINCES.replace("\n", "").split("|")
    ),
    *((AreaKind.REGION, name, "") for name in ("Abruzzo", "Valle d'Aosta")),
    (AreaKind.AMBITO, "Ambito distrettuale sociale n. 11 Frentano", ""),
    (AreaKind.AMBITO, "Ambito Territoriale Sociale XX – Porto Sant'Elpidio", ""),
    (AreaKind.ZONE, "Zona di gestione sociale n. 2", ""),
    (AreaKind.ZONE, "Zona 2 di Fermo", ""),
]
INSIDE = {"Abruzzo": frozenset({"CH", "PE"})}
SLUGS = {8: "ambito-11", 10: "ambito-11-zona-2"}
WIDES = [
    Wide(row, kind, name, SLUGS.get(row, f"area{row}"), sigla, INSIDE.get(name, frozenset()))
    for row, (kind, name, sigla) in enumerate(PLACES)
]
GAZETTEER = Gazetteer(TOWNS, WIDES)


def read(text):
    return [[f"{t.name} {t.sigla}" for t in found.towns] for found in GAZETTEER.read(text)]


def wide(text):
    (found,) = GAZETTEER.read(text)
    return [area.name for area in found.wides]


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
        "Frisa/Treglio",
        "Frisa - Treglio",
        "FRISA-TREGLIO",
        "Frisa. Treglio.",
        "Frisa | Treglio",
        "Frisa + Treglio & Frisa",
        "Frisa\u2028Treglio",
        "Frisa\u200b, \ufeffTre\u00adglio\u202e",
        "Frisa prov. CH, Treglio - prov. di Chieti",
        "Frisa, prov. di Chieti\nTreglio (Chieti)",
        "Frisa 1.850\nTreglio - 1.623 abitanti",
        "Codice\tComune\tProvincia\tPopolazione\n{frisa}\tFrisa\tChieti\t1.850\nTreglio\tChieti",
        "Frisa\tCH\tAbruzzo\t22021\nTreglio\tCH\tAbruzzo\t1623",
        "{frisa} Frisa\nTreglio {treglio}",
        "{frisa} {treglio}",
        "{frisa};{treglio}",
        "{frisa}\tFriza\n66020 Treglio (CH)",
    ],
)
def test_a_list_is_read_however_it_was_pasted(text):
    codes = {town.name.lower(): town.code for town in TOWNS if town.name in {"Frisa", "Treglio"}}
    found = read(text.format(**codes))

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
        ("Castro (Lecce)", "Castro LE"),
        ("Castro prov. di Lecce", "Castro LE"),
        ("Castro, provincia di Lecce", "Castro LE"),
        ("Castro\tLecce\t2300", "Castro LE"),
        ("Reggio Emilia", "Reggio nell'Emilia RE"),
        ("Reggio Calabria", "Reggio di Calabria RC"),
        ("Iesi", "Jesi AN"),
        ("Roma Capitale", "Roma RM"),
        ("Santʼ Eusanio del Sangro", "Sant'Eusanio del Sangro CH"),
        ("Duino Aurisina-Devin Nabresina", "Duino Aurisina TS"),
        ("Duino-Aurisina", "Duino Aurisina TS"),
        ("Presicce-Acquarica", "Presicce-Acquarica LE"),
        ("Presicce Acquarica", "Presicce-Acquarica LE"),
        ("Chieti", "Chieti CH"),
        ("Abruzzo\tChieti\tFrisa\t1850", "Frisa CH"),
    ],
)
def test_a_name_is_understood_as_officials_write_it(typed, town):
    assert read(typed) == [[town]]


def test_a_code_is_understood_without_the_nought_a_spreadsheet_takes_away():
    gazetteer = Gazetteer([Town(1, "Frisa", "CH", "012345")])

    assert gazetteer.find("12345") == gazetteer.find("012345") != []


def test_in_a_list_of_codes_alone_a_spreadsheet_may_have_taken_both_noughts_away():
    turin, vercelli = Town(1, "Agliè", "TO", "009901"), Town(2, "Alagna", "VC", "009902")
    gazetteer = Gazetteer([turin, vercelli])

    assert [found.towns for found in gazetteer.read("9901\n9902")] == [[turin], [vercelli]]
    assert [found.towns for found in gazetteer.read("Alagna\n9901")] == [[vercelli]]


def test_of_two_of_the_same_name_neither_is_chosen():
    assert read("Castro") == [["Castro BG", "Castro LE"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Frisa (CH), provincia di Chieti", [["Frisa CH"]]),
        ("Comune di Frisa (CH) - provincia di Chieti", [["Frisa CH"]]),
        ("Frisa, regione Abruzzo", [["Frisa CH"]]),
        ("Frisa - Abruzzo", [["Frisa CH"]]),
        ("Frisa (CH), Abruzzo\nCastro, LE", [["Frisa CH"], ["Castro LE"]]),
        ("Castro - Abruzzo", [["Castro BG", "Castro LE"], []]),
        ("Frisa, provincia di Lecce", [["Frisa CH"], []]),
        ("Frisa\nprovincia di Lecce", [["Frisa CH"], []]),
        ("Frisa\tChieti\tAbruzzo\t99922", [["Frisa CH"]]),
        ("Frisa\tChieti\tCH", [["Frisa CH"]]),
        ("Urbino, città metropolitana di Pesaro e Urbino", [["Urbino PU"]]),
        ("Reggio Emilia, RE", [["Reggio nell'Emilia RE"]]),
        ("Frissa, provincia di Chieti", [[]]),
        ("Frissa - prov. CH", [[]]),
        ("Frissa, CH", [[]]),
        ("Frissa, Abruzzo", [[]]),
        ("Frissa\nAbruzzo", [[], []]),
    ],
)
def test_a_province_or_a_region_after_a_name_only_says_where_it_is(typed, found):
    assert read(typed) == found


@pytest.mark.parametrize("where", [", provincia di Chieti", " - prov. CH", ", CH", ", Abruzzo"])
def test_a_name_is_corrected_with_what_says_where_it_is(where):
    assert GAZETTEER.written_over(f"Frissa{where}\nAri", "Frissa", "Frisa (CH)") == (
        "Frisa (CH)\nAri"
    )


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
        ("Frissa prov. di Chieti", "Frisa"),
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
    shown = [name.typed for name in GAZETTEER.read("3) Frissa;\n• S. Vito Xyz")]

    assert shown == ["Frissa", "S. Vito Xyz"]


def test_what_calls_itself_a_municipality_is_meant_as_one():
    assert is_called_a_town("Comune d'Atlantide")
    assert not is_called_a_town("Unione dei Comuni del Sangro")


def test_a_code_says_which_when_the_name_does_not():
    lecce = next(town for town in TOWNS if town.name == "Castro" and town.sigla == "LE")

    assert read(f"{lecce.code} Castro") == [["Castro LE"]]


POSTAL = Town(900, "Altrove", "AQ", "099922")
WITH_POSTAL = Gazetteer([*TOWNS, POSTAL], WIDES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lancianno 99922", [[]]),
        ("Lancianno\t99922\nFrisa\t99922", [[], ["Frisa"]]),
        ("Lancianno, 99922", [[]]),
        ("99922;Lancianno", [[]]),
        ("Castro 99922", [["Castro", "Castro"]]),
        ("Castro\t99922", [["Castro", "Castro"]]),
        ("Frisa, 99922", [["Frisa"]]),
        ("Frisa\n99922", [["Frisa"], ["Altrove"]]),
        ("Frisa, 099922", [["Frisa"], ["Altrove"]]),
        ("Lancianno 099922", [[]]),
    ],
)
def test_a_postal_code_or_a_population_is_no_other_municipality(text, found):
    assert [[town.name for town in name.towns] for name in WITH_POSTAL.read(text)] == found


def test_a_code_of_the_land_registry_is_understood():
    gazetteer = Gazetteer([Town(1, "Frisa", "CH", "012345", then=("D803",))])

    assert gazetteer.find("d803") == gazetteer.towns


def test_names_in_columns_stay_all_when_none_of_them_only_says_where():
    assert read("Frisa\tChieti\tTreglio") == [["Frisa CH"], ["Chieti CH"], ["Treglio CH"]]


def test_of_two_beside_one_another_the_one_that_is_none_is_told():
    assert read("Frisa/Atlantide") == [["Frisa CH"], []]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("provincia di Chieti", "Chieti"),
        ("Prov. CH", "Chieti"),
        ("tutti i Comuni della provincia di Chieti", "Chieti"),
        ("Abruzzo", "Abruzzo"),
        ("REGIONE ABRUZZO", "Abruzzo"),
        ("comuni dell'Abruzzo", "Abruzzo"),
        ("Valle d’Aosta", "Valle d'Aosta"),
        ("Chieti (provincia)", "Chieti"),
        ("ABRUZZO (Regione)", "Abruzzo"),
        ("Pesaro e Urbino", "Pesaro e Urbino"),
        ("provincia di Lecce e Chieti", "Lecce-Chieti"),
        ("Monza e Brianza", "Monza e della Brianza"),
        ("Ambito 11", "Ambito distrettuale sociale n. 11 Frentano"),
        ("Ambito sociale n. 11", "Ambito distrettuale sociale n. 11 Frentano"),
        ("Ambito Frentano", "Ambito distrettuale sociale n. 11 Frentano"),
        ("ATS 20", "Ambito Territoriale Sociale XX – Porto Sant'Elpidio"),
        ("ambito-11-zona-2", "Zona di gestione sociale n. 2"),
        ("zona 2 dell'ambito 11", "Zona di gestione sociale n. 2"),
    ],
)
def test_a_wider_area_is_understood_as_officials_write_it(typed, name):
    assert wide(typed) == [name]


def test_two_municipalities_are_not_the_province_called_after_both():
    assert read("Lecce e Chieti") == [["Lecce LE"], ["Chieti CH"]]
    assert read("Lecce ed Urbino") == [["Lecce LE"], ["Urbino PU"]]
    assert wide("Lecce-Chieti") == ["Lecce-Chieti"]


def test_the_same_name_in_two_provinces_stays_two_names():
    found = GAZETTEER.read("Castro (Lecce)\nCastro (BG)\nCastro prov. BG\nCastro")

    assert [name.typed for name in found] == ["Castro LE", "Castro (BG)", "Castro BG", "Castro"]


def test_of_two_wider_areas_neither_is_chosen():
    assert wide("zona 2") == ["Zona di gestione sociale n. 2", "Zona 2 di Fermo"]


@pytest.mark.parametrize("typed", ["Ambito 99", "Ambito 1", "provincia di Atlantide", "zona"])
def test_a_wider_area_that_is_not_there_is_left_to_be_told(typed):
    assert wide(typed) == []


def test_a_municipality_is_meant_before_the_province_of_its_name():
    (found,) = GAZETTEER.read("Chieti")
    (only,) = GAZETTEER.read("Comune di Chieti")

    assert found.besides.written == "provincia di Chieti"
    assert only.besides is None


@pytest.mark.parametrize(
    ("text", "typed", "corrected"),
    [
        ("Castro dei Volsci, Castro", "Castro", "Castro dei Volsci, Castro (LE)"),
        ("1) Frisa\r\n2) Castro;", "Castro", "1) Frisa\r\n2) Castro (LE);"),
        ("Frisa/Castro/Treglio", "Castro", "Frisa/Castro (LE)/Treglio"),
        ("Castro\nFrisa\nCastro", "Castro", "Castro (LE)\nFrisa\nCastro (LE)"),
        ("Frisa", "Castro", "Frisa"),
    ],
)
def test_a_choice_is_written_where_the_name_stood_and_nowhere_else(text, typed, corrected):
    assert GAZETTEER.written_over(text, typed, "Castro (LE)") == corrected


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "\n".join(f"Atlantide {n}" for n in range(10_000)),
        "-".join(["Atlantide"] * 10_000),
        "(" * 50_000 + ")" * 50_000,
        "prov. " * 16_000,
        "1 - " * 25_000,
        "a/b - c e d. " * 8_000,
        "\x00\u202e\ud800" * 30_000,
        "' " * 50_000,
        "12345 " * 16_000,
        *(sign * 20_000 for sign in (" ", "(", "-", "/", "'", "a/", " - ", "7", "\t", "a\t", ",")),
        "a" + " " * 19_000 + "b",
        "a" + "\u00a0" * 19_000 + "/",
        "Frisa" + "(" * 19_000 + "Treglio",
    ],
)
def test_a_hostile_list_is_read_without_hanging(text):
    with in_time():
        GAZETTEER.read(text[:LONGEST_LIST])


def test_many_names_on_one_line_are_read_without_hanging():
    towns = [Town(row, f"Borgo {row:x} del Colle", "CH", f"8{row:05}") for row in range(1_000)]
    text = "".join(town.name + " / - "[n % 2 * 2 :][:3] for n, town in enumerate(towns))
    with in_time():
        found = Gazetteer(towns).read(text)

    assert len(found) == 1_000
