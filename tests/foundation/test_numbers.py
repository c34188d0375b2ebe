from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raccordo.foundation.numbers import number_typed


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("1250", "1250"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1250,5", "1250.5"),
        ("1250.5", "1250.5"),
        ("1.250", "1250"),
        ("1.250.000", "1250000"),
        ("1.25", "1.25"),
        (" € 1\u00a0250,50 ", "1250.50"),
        ("-3,20", "-3.20"),
        ("−3", "-3"),
        ("1'250", "1250"),
        ("0,00", "0.00"),
    ],
)
def test_a_number_is_read_however_it_is_typed(said, number):
    assert number_typed(said) == Decimal(number)


@pytest.mark.parametrize(
    "said", ["", "-", "n.d.", "1,2,3", "1.2.3", "12a", "1,,2", "NaN", "1e5", "²"]
)
def test_what_is_not_a_number_is_nothing(said):
    assert number_typed(said) is None


@given(st.integers(0, 10**12))
def test_what_an_italian_reads_is_read_back(cents):
    whole, rest = divmod(cents, 100)
    said = f"{whole:,}".replace(",", ".") + f",{rest:02}"
    assert number_typed(said) == Decimal(cents).scaleb(-2)
