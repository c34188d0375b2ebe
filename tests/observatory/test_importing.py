"""The official tables: read whole or refused whole, and every wrong row told."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raccordo.archive.shelves import place_of
from raccordo.documents.sheets import write_xlsx
from raccordo.foundation.errors import Refused
from raccordo.observatory import counting
from raccordo.observatory.importing.arriving import load_at_once
from raccordo.observatory.importing.examining import examine
from raccordo.observatory.models import Arrival, Vintage
from raccordo.observatory.operations import (
    confirm_figures,
    discard_file,
    note_reading,
    receive_file,
)
from raccordo.observatory.queries import profile_of
from raccordo.observatory.states import ArrivalState, Status
from tests.make import LONG_AGO, SOMEBODY, TODAY, make_area, make_town, put_inside
from tests.observatory.official import irpef, posas, posas_row, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = date(2024, 1, 1)


def bring(content, *, name="posas.csv", said=None, kind=""):
    """Examine, keep, confirm: what a person does in three steps."""
    content = content if isinstance(content, bytes) else content.encode()
    found = examine(content, on=TODAY, said=said, kind=kind, sha256=sha256(content).hexdigest())
    if found.state != ArrivalState.READY:
        raise Refused(found.problem)
    load_at_once(
        content, name=name, found=found, became={}, split_from={}, day=said, by=SOMEBODY, on=TODAY
    )
    return Vintage.objects.latest("pk")


def problem(content, **facts):
    content = content if isinstance(content, bytes) else content.encode()
    found = examine(content, on=TODAY, **facts)
    assert found.state == ArrivalState.REFUSED, found
    return found.problem


def people(vintage, *codes):
    table = place_of(vintage.file.sha256)
    return {age: (males, females) for age, males, females in counting.pyramid(table, codes)}


@pytest.fixture
def two():
    towns = [make_town(name="Frisa"), make_town(name="Treglio")]
    region = make_area(kind="region", name="Abruzzo")
    for town in towns:
        put_inside(town, region)
    return [town.istat_code for town in towns]


@pytest.mark.parametrize("estimate", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("packed", [True, False])
def test_residents_are_read_in_both_layouts_in_any_alphabet_packed_or_not(
    two, estimate, encoding, packed
):
    text = posas({two[0]: (3, 4), two[1]: (0, 1)}, estimate=estimate, notes=["Nota: è una stima"])

    vintage = bring(zipped(text, encoding=encoding) if packed else text.encode(encoding))

    assert vintage.reference_date == DAY
    assert vintage.status == (Status.ESTIMATE if estimate else Status.FINAL)
    assert (vintage.rows, vintage.towns, vintage.missing) == (202, 2, [])
    assert people(vintage, two[0]) == dict.fromkeys(range(101), (3, 4))
    assert people(vintage, *two)[100] == (3, 5)


def test_columns_are_known_by_name_wherever_they_are(two):
    lines = posas(dict.fromkeys(two, (1, 2))).split("\r\n")
    turned = [lines[0]] + [";".join(reversed(line.split(";"))) for line in lines[1:]]

    assert people(bring("\r\n".join(turned)), two[0])[7] == (1, 2)


def test_codes_that_a_spreadsheet_took_for_numbers_are_still_codes():
    town = make_town(istat_code="028999")

    bring(posas({"28999": (1, 1)}))

    assert profile_of(town, on=TODAY).value("D01").amount == 202


def test_every_wrong_row_is_told_and_nothing_enters(two):
    one, other = two
    wrong = [
        posas_row(one, 30, 1, 1),
        posas_row(other, 101, 1, 1),
        posas_row("123456", 1, 1, 1),
        posas_row("abc", 1, 1, 1),
        f'"{other}";"Treglio";5;-1;2;1',
        f'"{other}";"Treglio";5;x;2;3',
        f'"{other}";"Treglio";5;1;2;4',
        f'"{other}";"Treglio";5;1',
    ]

    said = problem(posas(dict.fromkeys(two, (1, 1)), lines=wrong)).split("\n")

    rows = range(207, 215)
    assert said[0] == "Non è entrato nulla: ci sono 9 errori."
    assert [line.partition(",")[0] for line in said[1:]] == [
        *(f"Riga {row}" for row in rows),
        "Riga 214",
    ]
    for line, words in zip(
        said[1:],
        (
            "questa età c'è già",
            "valore «101»: non è un'età",
            "nessun Comune ha o ha avuto questo codice",
            "«abc»: non è un codice ISTAT",
            "colonna «Totale maschi», valore «-1»: non può essere meno di zero",
            "valore «x»: non è un numero intero",
            "valore «4»: maschi e femmine insieme fanno 3",
            "manca il valore",
        ),
        strict=False,
    ):
        assert words in line
    assert not Vintage.objects.exists()


STRANGE = ["1_000", "+5", "٥", "５", "²", "1e3", "0x5", "5.0", "--5"]


@pytest.mark.parametrize("strange", STRANGE)
def test_a_count_is_only_in_plain_figures(two, strange):
    people = posas({two[0]: (1, 1)}, lines=[f'"{two[1]}";"Treglio";1;{strange};5;10'])
    incomes = irpef({two[0]: (100, 0, 20, 90, 900_000), two[1]: (strange, 0, 1, 1, 1)})
    wide = f"Codice Comune;Superficie totale (Km2)\r\n{two[0]};{strange}"

    assert f"valore «{strange}»: non è un numero intero" in problem(people)
    assert f"valore «{strange}»: non è un numero intero" in problem(incomes)
    if strange != "5.0":
        assert f"valore «{strange}»: non è un numero chiaro" in problem(wide, said=DAY)


@pytest.mark.parametrize("year", ["٢٠٢٠", "2_020", "+2020"])
def test_a_year_is_only_in_plain_figures(two, year):
    counted = irpef({two[0]: (100, 0, 20, 90, 900_000)}, year=year)

    assert f"valore «{year}»: non è un anno" in problem(counted)
    assert "manca il titolo con la data" in problem(posas({two[0]: (1, 1)}, year=year))


def test_blanks_around_a_count_are_not_part_of_it(two):
    text = posas(dict.fromkeys(two, (1, 2))).replace(";1;2;3", "; 1 ;2 ; 3")

    assert people(bring(text), two[0])[7] == (1, 2)


def test_of_a_thousand_errors_two_hundred_are_told_and_the_others_counted(two):
    wrong = [posas_row(two[0], 200 + n, 1, 1) for n in range(1000)]

    said = problem(posas(dict.fromkeys(two, (1, 1)), lines=wrong)).split("\n")

    assert (said[0], said[-1]) == (
        "Non è entrato nulla: ci sono 1000 errori.",
        "E altri 800 errori.",
    )
    assert len(said) == 202


def test_missing_ages_and_sums_that_do_not_match_are_told(two):
    text = posas(dict.fromkeys(two, (1, 1)))
    short = text.replace(posas_row(two[0], 4, 1, 1) + "\r\n", "")
    unsummed = text.replace(posas_row(two[1], 4, 1, 1), posas_row(two[1], 4, 2, 1))

    assert "per Borgo mancano le età: 4." in problem(short)
    assert "valore «101»: per Borgo le età insieme fanno 102" in problem(unsummed)


def test_without_the_row_of_all_ages_it_is_read_and_said(two):
    lines = posas(dict.fromkeys(two, (1, 1))).split("\r\n")
    found = examine("\r\n".join(x for x in lines if ";999;" not in x).encode(), on=TODAY)

    assert "no_totals" in [note.code for note in found.weighed.notes]


@pytest.mark.parametrize(
    ("text", "said", "words"),
    [
        (posas({}, year=2031), None, "deve ancora venire"),
        (posas({}, year=2024), date(2023, 1, 1), "Il file è del 1° gennaio 2024, non del"),
        (posas({}).partition("\r\n")[2], None, "manca il titolo con la data"),
        (posas({}).replace("residente", "straniera residente"), None, "non è POSAS"),
        ("a;b\r\n1;2\r\n", None, "di nessuna delle tabelle"),
        (posas({}).replace("Totale femmine", "F"), None, "mancano le colonne: «Totale femmine»"),
        (posas({}), None, "non c'è nessun Comune"),
        ('"' + posas({}) + "1" * 200_000, None, "non si legge"),
    ],
)
def test_what_is_not_the_right_table_says_why(text, said, words):
    assert words in problem(text, said=said)


def test_the_same_file_twice_changes_nothing_and_says_so(two):
    text = posas(dict.fromkeys(two, (1, 1)))
    bring(text)

    again = examine(text.encode(), on=TODAY)

    assert again.state == ArrivalState.KNOWN
    assert again.problem == "Questi dati ci sono già, caricati il 3 marzo 2025: non cambia nulla."


def test_a_later_publication_of_the_same_day_replaces_and_the_former_is_kept(two):
    estimate = bring(posas(dict.fromkeys(two, (1, 1))))
    final = bring(posas(dict.fromkeys(two, (1, 2)), estimate=False))
    estimate.refresh_from_db()

    assert (estimate.current, final.current) == (False, True)
    assert place_of(estimate.file.sha256).exists()


def test_the_same_figures_become_final(two):
    bring(posas(dict.fromkeys(two, (1, 1))))
    bring(posas(dict.fromkeys(two, (1, 1)), estimate=False))

    assert Vintage.objects.get(current=True).status == Status.FINAL


def test_an_estimate_does_not_take_the_place_of_what_is_final(two):
    bring(posas(dict.fromkeys(two, (1, 1)), estimate=False))

    assert "non li sostituiscono" in problem(posas(dict.fromkeys(two, (9, 9))))


def test_a_part_of_italy_is_added_to_the_figures_of_the_same_day(two):
    bring(posas(dict.fromkeys(two, (1, 1))))

    merged = bring(posas({two[0]: (7, 7)}, estimate=False))

    assert people(merged, two[0])[50] == (7, 7)
    assert people(merged, two[1])[50] == (1, 1)
    assert (merged.towns, merged.rows) == (2, 202)
    assert merged.status == Status.ESTIMATE  # as the least sure of the two


def test_a_part_of_italy_alone_would_hide_the_rest_and_is_refused(two):
    bring(posas(dict.fromkeys(two, (1, 1)), year=2023))

    assert "da solo toglierebbe il profilo" in problem(posas({two[0]: (7, 7)}, year=2024))


def test_a_municipality_under_two_codes_is_not_counted_twice(two):
    from raccordo.territory.models import Area, Denomination

    area = Area.objects.get(istat_code=two[0])
    Denomination.objects.create(
        area=area, name="Frisa", istat_code="044999", since=date(2019, 1, 1), until=LONG_AGO
    )

    said = problem(posas({two[0]: (1, 1), "044999": (1, 1), two[1]: (1, 1)}))

    assert f"è lo stesso Comune che il file chiama anche {two[0]}" in said


def test_incomes_keep_what_is_withheld_apart_from_zero(two):
    text = irpef({two[0]: (100, "", 20, 90, 900_000), two[1]: (50, 0, 10, 40, 800_000)})

    vintage = bring(text, name="redditi.csv")

    frisa, treglio = (town(code, vintage) for code in two)
    assert vintage.reference_date == date(2020, 12, 31)
    assert frisa.value("E01").amount == 10_000
    assert frisa.value("E02").why.code == "withheld"
    assert treglio.value("E02").amount == 20


def town(code, vintage):
    from raccordo.territory.models import Area

    return profile_of(Area.objects.get(istat_code=code), on=TODAY)


@pytest.mark.parametrize("newer", [True, False])
def test_incomes_are_read_in_both_layouts_and_who_has_no_municipality_is_left_out(two, newer):
    nobody = "2020;0;0;0;0;Mancante/errata;0;4742;4736;40562681;1;0;0"
    text = irpef(dict.fromkeys(two, (100, 0, 20, 90, 900_000)), lines=[nobody], newer=newer)

    found = examine(text.encode(), on=TODAY)

    assert found.weighed.publication.towns == 2
    (note,) = [note for note in found.weighed.notes if note.code == "of_nobody"]
    assert note.facts == {"row": "4", "taxpayers": 4742}


def test_wrong_incomes_are_told(two):
    one, other = two
    rows = {one: (100, 0, 101, 90, 900_000), other: ("1.000", 0, 1, -2, 3)}
    said = problem(irpef(rows, lines=[f"2019;X;{one};BORGO;CH;A;13;1;1;1;1;0;0"]))

    for words in (
        "Riga 2, colonna «Reddito complessivo da 0 a 10000 euro - Frequenza», valore «101»: "
        "è più dei contribuenti, che sono 100",
        "Riga 3, colonna «Numero contribuenti», valore «1.000»: non è un numero intero",
        "valore «-2»: non può essere meno di zero",
        "Riga 4, colonna «Anno di imposta», valore «2019»: le righe che precedono sono del 2020",
        f"valore «{one}»: è già alla riga 2",
    ):
        assert words in said


SURFACES = "Codice Istat del Comune \n(alfanumerico)", "Superficie territoriale (kmq) al 01/01/2024"


def test_surfaces_are_read_from_a_table_with_commas_and_from_a_workbook(two):
    head = f'"{SURFACES[0]}";Denominazione;"{SURFACES[1]}"\r\n'
    text = head + f"{two[0]};Frisa;1.011,493\r\n{two[1]};Treglio;4,9\r\n"
    rows = [(two[0], "Frisa", Decimal("11.493")), (two[1], "Treglio", 5)]

    bring(text, name="superfici.csv")
    first = examine(write_xlsx("Comuni", [SURFACES[0], "Comune", SURFACES[1]], rows), on=TODAY)

    assert Vintage.objects.get().reference_date == DAY
    assert first.state == ArrivalState.READY
    assert [note.facts["total"] for note in first.weighed.notes] == [16]


def test_surfaces_that_do_not_say_their_day_or_their_unit_are_asked_for(two):
    text = f"Codice Comune;Superficie totale (Km2)\r\n{two[0]};1.149\r\n{two[1]};490,5\r\n"

    assert "indicare la data" in problem(text)
    assert "non è un numero chiaro" in problem(text, said=DAY)
    assert "non è la superficie di un Comune" in problem(text.replace("1.149", "4900"), said=DAY)


def test_what_is_confirmed_is_what_was_shown_and_once(two):
    content = posas(dict.fromkeys(two, (1, 1))).encode()
    vintage = bring(content)
    arrival = Arrival.objects.get()

    with pytest.raises(Refused, match="non si può passare"):
        confirm_figures(arrival, sha256=arrival.file.sha256, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="non si può passare"):
        discard_file(arrival, by=SOMEBODY)
    assert vintage.source == arrival.file


def ready(text):
    content = text.encode()
    found = examine(content, on=TODAY)
    arrival = receive_file(content, name="posas.csv", by=SOMEBODY, on=TODAY)
    return note_reading(arrival, found=found, by=SOMEBODY)


def test_a_confirmation_for_another_file_or_after_a_change_is_refused(two):
    arrival, other = (ready(posas(dict.fromkeys(two, (n, n)))) for n in (1, 2))

    with pytest.raises(Refused, match="non è del file mostrato"):
        confirm_figures(arrival, sha256=other.file.sha256, by=SOMEBODY, on=TODAY)
    confirm_figures(other, sha256=other.file.sha256, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="i dati in uso sono cambiati"):
        confirm_figures(arrival, sha256=arrival.file.sha256, by=SOMEBODY, on=TODAY)


NOISE = st.binary(max_size=2000)
CELLS = st.text(st.characters(codec="utf-8"), max_size=12)
ROWS = st.lists(st.lists(CELLS, max_size=8).map(";".join), max_size=12).map("\r\n".join)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(noise=NOISE, rows=ROWS, head=st.sampled_from(["", posas({}), irpef({})]))
def test_whatever_is_brought_is_read_or_refused_and_never_fails(noise, rows, head):
    for content in (noise, (head + rows).encode() + noise, b"PK\x03\x04" + noise, zipped(rows)):
        assert examine(content, on=TODAY).state in {ArrivalState.REFUSED, ArrivalState.KNOWN}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
def test_an_archive_that_was_cut_or_altered_is_never_half_read(two, place, byte, cut):
    content = zipped(posas(dict.fromkeys(two, (1, 2))))
    whole = examine(content, on=TODAY).weighed
    place %= len(content)
    broken = content[:place] if cut else content[:place] + bytes([byte]) + content[place + 1 :]

    found = examine(broken, on=TODAY)

    if found.state != ArrivalState.REFUSED:
        assert found.weighed.table == whole.table
        assert found.weighed.publication == whole.publication
    assert not (cut and found.weighed)
