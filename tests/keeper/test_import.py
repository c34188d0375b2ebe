"""`raccordo import`: what an operator sees, and the code with which it ends."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from raccordo.archive.shelves import place_of
from raccordo.observatory.models import Arrival, Vintage
from raccordo.territory.models import Area
from tests.make import make_town
from tests.observatory.official import irpef, posas, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes():
    return [make_town(name=name).istat_code for name in ("Frisa", "Treglio")]


@pytest.fixture
def bring(tmp_path, capsys):
    """Run the command on a file, and give what it says."""

    def run(kind, content, *options, name="tabella.csv"):
        place = tmp_path / name
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        call_command("import", kind, str(place), *options)
        return capsys.readouterr().out

    return run


def test_a_table_is_loaded_and_said(bring, codes):
    said = bring("posas", zipped(posas(dict.fromkeys(codes, (1, 2)))), name="posas.zip")

    assert "1° gennaio 2024, stima" in said
    assert "Righe: 202. Comuni: 2." in said
    assert "Residenti in tutto: 606." in said
    assert said.endswith("Caricato: 2 Comuni.\n")
    assert Vintage.objects.get().source_name == "posas.zip"


def test_a_trial_writes_nothing(bring, codes):
    said = bring("population", posas(dict.fromkeys(codes, (1, 2))), "--dry-run")

    assert said.endswith("Prova: non è stato caricato nulla.\n")
    assert not Vintage.objects.exists()
    assert not Arrival.objects.exists()


def test_the_same_file_twice_ends_well_and_says_so(bring, codes):
    text = irpef(dict.fromkeys(codes, (100, 0, 20, 90, 900_000)))
    bring("irpef", text)

    assert "non cambia nulla" in bring("incomes", text)
    assert Vintage.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("irpef", (), "mancano le colonne: «Anno di imposta»"),
        ("posas", ("--year", "2023"), "Il file è del 1° gennaio 2024, non del 1° gennaio 2023"),
        ("posas", ("--on", "ieri"), "«ieri» non è una data"),
        ("posas", ("--year", "24"), "non è un anno"),
    ],
)
def test_what_is_wrong_is_an_error(bring, codes, kind, options, words):
    with pytest.raises(CommandError, match=words):
        bring(kind, posas(dict.fromkeys(codes, (1, 2))), *options)


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path):
    place = tmp_path / "enorme.csv"
    with place.open("wb") as file:
        file.truncate(1 << 30)  # a gigabyte that takes no room

    with pytest.raises(CommandError, match=r"Il file è di 1\.?024,0 MB: il limite è 200 MB"):
        call_command("import", "posas", str(place))


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="non si legge: No such file"):
        call_command("import", "posas", str(tmp_path / "x.csv"))


HEAD = (
    "Codice Regione;Codice Comune formato alfanumerico;Denominazione in italiano;"
    "Denominazione provincia;Sigla automobilistica;Codice Catastale del comune"
)


def listed(*towns):
    rows = [f"13;{code};{name};Chieti;CH;{belfiore}" for code, name, belfiore in towns]
    return "\n".join([HEAD, *rows])


def test_the_list_of_municipalities_asks_for_its_day_and_for_what_it_does_not_say(bring):
    from tests.make import make_area

    make_area(kind="province", istat_code="069")
    towns = {f"Borgo {n}": f"0699{n:02}" for n in range(30)}
    for n, (name, code) in enumerate(towns.items()):
        make_town(name=name, istat_code=code, belfiore_code=f"Z{n:03}")
    rows = [(code, name, f"Z{n:03}") for n, (name, code) in enumerate(towns.items())]
    text = listed(*rows[1:])

    with pytest.raises(CommandError, match="indicare la data"):
        bring("comuni", text)
    with pytest.raises(CommandError, match="dire in quale confluiscono: Borgo 0"):
        bring("comuni", text, "--on", "2025-01-01")
    bring("comuni", text, "--on", "2025-01-01", "--into", f"{towns['Borgo 0']}={towns['Borgo 1']}")

    refused, arrival = Arrival.objects.order_by("pk")
    assert refused.state == "discarded"
    assert (arrival.kind, arrival.state, arrival.name) == ("towns", "loaded", "tabella.csv")
    assert place_of(arrival.file.sha256).read_bytes() == text.encode()
    gone = Area.objects.get(name="Borgo 0")
    assert gone.until == date(2025, 1, 1)
    assert gone.successors.get().after.name == "Borgo 1"
