"""What a pasted sheet says, cell by cell: amounts as people write them, the rest told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raccordo.finance.reasons import sentence
from raccordo.finance.rules.pasted import amount_in, letters, read_pasted
from raccordo.foundation.money import euros

ACTIONS = {"5-3": "5.3", "5-3-trasporto": "5.3", "2-1": "2.1"}
SOURCES = {"fna-2026": "fna", "fsr-2026": "fsr", "fsr": "fsr"}


def read(*lines):
    return read_pasted(lines, actions=ACTIONS, sources=SOURCES)


def why(read):
    return [(one.row, one.column, one.reason.code) for one in read.wrong]


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1250.5", "1250.50"),
        ("1.250", "1250"),
        ("€ 12.000,00", "12000"),
        ("1 250,50 €", "1250.50"),
        ("-", "0"),
        ("", "0"),
        (" – ", "0"),
    ],
)
def test_an_amount_is_read_as_it_is_written(said, amount):
    assert amount_in(said) == (Decimal(amount), None)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("abc", "not_an_amount"),
        ("#RIF!", "not_an_amount"),
        ("-5", "amount_negative"),
        ("1,005", "amount_beyond_cents"),
        ("9" * 13, "amount_too_large"),
        ("9" * 60, "amount_too_large"),
    ],
)
def test_what_is_not_an_amount_says_why(said, code):
    amount, fault = amount_in(said)
    assert (amount, fault.code) == (0, code)
    assert said[:20] in sentence(fault)


@given(st.decimals(0, 10**11, places=2))
def test_what_is_shown_is_read_back_to_the_cent(amount):
    assert amount_in(euros(amount)) == (amount, None)


def test_sources_across_and_actions_down():
    found = read(
        ["Piano 2026", "", ""],
        ["Codice", "Azione", "FNA 2026", "FSR", "Totale"],
        ["5.3", "Trasporto", "1.000,00", "", "1.000"],
        ["2.1 SAD", "", "", "2500,5", "2500,5"],
        ["Totale", "", "1000", "2500,5", ""],
    )
    assert found.wrong == []
    assert found.amounts == {("5.3", "fna"): 1000, ("2.1", "fsr"): Decimal("2500.5")}


def test_every_cell_that_is_not_understood_is_told_where_a_spreadsheet_shows_it():
    found = read(
        ["", "FNA 2026", "FNPS 1999", "FNA 2026", ""],
        ["5.3", "mille", "5", "", "7"],
        ["9.9", "1", "", "", ""],
        ["", "2", "", "", ""],
        ["2.1", "-3", "", "", "8"],
        ["2.1", "4", "", "", ""],
        ["2.1", "5", "", "", ""],
    )
    assert why(found) == [
        (1, "C", "source_unknown"),
        (1, "D", "source_twice"),
        (2, "B", "not_an_amount"),
        (2, "E", "column_without_name"),
        (3, "A", "action_unknown"),
        (4, "A", "action_missing"),
        (5, "B", "amount_negative"),
        (7, "B", "cell_twice"),
    ]
    assert found.amounts == {("2.1", "fna"): 4}
    assert all(sentence(one.reason) for one in found.wrong)


def test_nothing_is_nothing():
    assert read().amounts == {}
    assert read(["", "FNA 2026"]).wrong == []


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_a_column_has_the_name_a_spreadsheet_gives_it(place, name):
    assert letters(place) == name
