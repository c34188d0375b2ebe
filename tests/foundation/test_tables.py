from datetime import date

import pytest

from raccordo.documents.sheets import write_xlsx
from raccordo.foundation.tables import TableRefused, day_in, likely_day_in, read_table, year_in


@pytest.mark.parametrize(
    "content",
    [
        "Nome;Data di nascita\r\nCittà;03/03/2026\r\n;\r\n".encode("cp1252"),
        "\ufeffnome,data di nascita\nCittà,2026-03-03\n".encode(),
        "NOME\tData di Nascita\nCittà\t3.3.2026\n".encode(),
        write_xlsx("x", ["nome", "data di nascita"], [["Città", date(2026, 3, 3)]]),
    ],
)
def test_a_table_is_read_however_it_was_saved(content):
    (row,) = read_table(content, columns=["nome", "data di nascita"])

    assert (row.number, row.text("nome"), row.day("Data di nascita")) == (
        2,
        "Città",
        date(2026, 3, 3),
    )
    assert not row.faults


def test_a_column_that_is_missing_is_named():
    with pytest.raises(TableRefused) as refused:
        read_table(b"nome;cognome\na;b\n", columns=["nome", "data", "oggetto"])
    assert refused.value.reason.facts == {"columns": "data, oggetto"}


def test_every_wrong_cell_is_noted_and_reading_goes_on():
    (row,) = read_table(b"nome;data\n;boh\n", columns=["nome", "data"])

    row.text("nome", needed=True)
    row.day("data")
    assert [(f.column, f.reason.code) for f in row.faults] == [
        ("nome", "cell_missing"),
        ("data", "cell_not_a_day"),
    ]


NOT_DAYS = ["31/02/2026", "2026", "domani", "1/13/2026", "٣/٣/٢٠٢٦x"]


@pytest.mark.parametrize("said", [*NOT_DAYS, "2026-01-01" * 500])
def test_what_is_not_a_day_is_not_guessed(said):
    assert day_in(said) is None


@pytest.mark.parametrize("said", ["", "²026", "٢٠٢٦", "26", "20260", "9999", "0001", "9" * 5000])
def test_what_is_not_a_year_is_not_guessed(said):
    assert year_in(said) is None
    assert year_in("2026") == 2026


def test_a_day_that_is_a_slip_is_not_likely():
    for said in ("31/12/9999", "1.1.0001", "31/12/1860", "1/1/2200", "domani"):
        assert likely_day_in(said) is None
    assert likely_day_in("31/12/2199") == date(2199, 12, 31)
