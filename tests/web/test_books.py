"""The lead body's books matched with what is here: by number and amount, and never overwritten."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.documents.sheets import write_xlsx
from raccordo.finance.models import Movement
from raccordo.finance.operations.accounting import commit
from raccordo.finance.operations.accounting import reverse as take_back
from raccordo.finance.rules.books import kind_called, number_in
from raccordo.finance.states import MovementKind
from raccordo.foundation.tables import grid_in
from raccordo.planning.models import ColumnMap
from tests.funds import make_determination, make_line, make_told
from tests.make import SOMEBODY, TODAY, make_area
from tests.plans import make_action, make_plan

pytestmark = pytest.mark.django_db
HEADING = ["Tipo", "N. impegno", "Anno", "Importo", "Creditore"]


@pytest.fixture
def plan(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    enter(area, Role.ACCOUNTANT)
    return make_plan(area=area)


@pytest.fixture
def line(plan):
    return make_line("50000.00", action=make_action(plan=plan, code="5.3"))


def committed(line, amount, number=""):
    told = make_told(amount, act=make_determination(), number=number)
    return commit(line.allocation, told, action=line.action, year=2025, by=SOMEBODY, on=TODAY)


def compared(client, plan, *rows, heading=HEADING, **more):
    """The page with what came of the comparison; and what is sent to go on from it."""
    book = SimpleUploadedFile("libri.xlsx", write_xlsx("x", heading, rows))
    address = reverse("money:books", args=[plan.key])
    page = client.post(address, {"file": book})
    told = {f"map-{thing}": now for thing, _label, now, _needed in page.context["columns"]}
    return page, {"rows": page.context["rows"], **told}


def verdicts(page):
    return {row.label.split(" · ")[0]: row.verdict for row in page.context["brought"].rows}


def test_what_agrees_differs_or_is_only_in_one_of_the_two_is_told(client, plan, line):
    committed(line, "5000.00", "12/2025")
    committed(line, "3000.00", "13")
    committed(line, "700.00", "14/2025")
    rows = [
        ["Impegno", "12", 2025, "5.000,00", "Cooperativa Alfa"],
        ["Impegno", "n. 0013/2025", "", "3.100,00", ""],
        ["Impegno", "99/2025", "", "80,00", ""],
        ["Nota spese", "1", 2025, "1,00", ""],
        ["Impegno", "", 2025, "mille", ""],
    ]
    page, _more = compared(client, plan, *rows)
    assert verdicts(page) == {
        "Impegnato n. 12": "same",
        "Impegnato n. 0013/2025": "differs",
        "Impegnato n. 99/2025": "theirs",
        "n. 1": "wrong",
        "Impegnato": "wrong",
        "Impegnato n. 14/2025": "ours",
    }
    assert "Qui 3.000,00" in page.text
    assert "100,00" in page.text
    assert "valore «mille»: non è un importo" in page.text
    assert [one.amount for one in Movement.objects.filter(number="13")] == [3000]


def test_one_number_on_several_lines_counts_for_its_sum(client, plan, line):
    committed(line, "2000.00", "12/2025")
    committed(line, "3000.00", "12/2025")
    gone = committed(line, "400.00", "15/2025")
    take_back(gone, once=make_told("1").once, reason="errore", by=SOMEBODY, on=TODAY)
    rows = [["Impegno", "12/2025", "", "1.000,00", ""], ["Impegno", "12/2025", "", "4000", ""]]
    page, _more = compared(client, plan, *rows)
    assert verdicts(page) == {"Impegnato n. 12/2025": "same"}


def test_a_number_is_given_only_to_what_has_none_and_when_asked(client, plan, line):
    one = committed(line, "5000.00")
    committed(line, "800.00")
    committed(line, "800.00")
    rows = [["Impegno", "12", 2025, "5.000,00", ""], ["Impegno", "16", 2025, "800,00", ""]]
    page, more = compared(client, plan, *rows)
    # Two of the same amount: which one it is, only a person can say.
    assert {"Impegnato n. 12": "unnumbered", "Impegnato n. 16": "theirs"}.items() <= verdicts(
        page
    ).items()
    one.refresh_from_db()
    assert one.number == ""
    client.post(reverse("money:books", args=[plan.key]), more | {"write": "1"})
    one.refresh_from_db()
    assert one.number == "12"
    page, _more = compared(client, plan, *rows)
    assert verdicts(page)["Impegnato n. 12"] == "same"


def test_an_opening_balance_is_not_looked_for_in_the_books(client, plan, line):
    committed(line, "5000.00", "12/2025")
    Movement.objects.filter(number="12/2025").update(act=None, number="")
    page, _more = compared(client, plan, ["Impegno", "1/2025", "", "5.000,00", ""])
    assert verdicts(page) == {"Impegnato n. 1/2025": "theirs"}


def test_the_columns_are_told_once_and_the_outcome_is_taken_away(client, plan, line):
    committed(line, "5000.00", "12/2025")
    heading = ["Rif. contabile", "Quanto"]
    row = ["12/2025", "5.000,00"]
    book = SimpleUploadedFile("x.xlsx", write_xlsx("x", heading, [row]))
    address = reverse("money:books", args=[plan.key])
    page = client.post(address, {"file": book})
    assert page.context["lacks"] == ["Numero", "Importo"]
    told = {"map-number": "Rif. contabile", "map-amount": "Quanto"}
    client.post(address, {"rows": page.context["rows"]} | told)
    assert ColumnMap.objects.get(sort="books").columns == {
        "number": "Rif. contabile",
        "amount": "Quanto",
    }
    page, more = compared(client, plan, row, heading=heading)
    assert [row.verdict for row in page.context["brought"].rows] == ["same"]
    table = client.post(address, more | {"table": "1"})
    assert table.headers["Content-Disposition"].endswith('"esito-books.xlsx"')
    assert grid_in(table.content)[1][2] == "concorda"


def test_a_mayor_does_not_reach_the_comparison(client, plan, enter):
    enter(plan.area, Role.MAYOR)
    assert client.get(reverse("money:books", args=[plan.key])).status_code in {403, 404}


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("123", ("123", 0)),
        ("n. 0123/2026", ("123", 2026)),
        ("2026/123", ("123", 2026)),
        ("123/2026-1", ("123/1", 2026)),
        ("2026", ("2026", 0)),
        ("boh", ("", 0)),
    ],
)
def test_a_number_is_read_however_their_program_writes_it(said, number):
    assert number_in(said) == number


def test_a_kind_is_known_by_its_word():
    assert kind_called("Mandato di pagamento") == MovementKind.ORDERED
    assert kind_called("IMPEGNI") == MovementKind.COMMITTED
    assert kind_called("Nota") is None
