from datetime import date

import pytest

from raccordo.acts.models import Act
from raccordo.acts.operations import import_acts
from raccordo.acts.states import ActStage, OrganKind
from raccordo.foundation.errors import Refused
from tests.acts.stories import entered
from tests.make import SOMEBODY, TODAY, make_act, make_organ

pytestmark = pytest.mark.django_db
TABLE = "organo;tipo;numero;data;oggetto;albo dal;albo al\r\n"


def test_a_table_of_acts_enters_whole_and_twice_changes_nothing():
    make_organ(kind=OrganKind.COUNCIL, name="Consiglio di Frisa")
    rows = "CONSIGLIO DI FRISA;Deliberazione;7;03/03/2025;Convenzione;03/03/2025;17/03/2025\r\n"
    table = ("\ufeff" + TABLE + rows).encode()

    assert len(import_acts(table, by=SOMEBODY, on=TODAY).entered) == 1
    again = import_acts(table, by=SOMEBODY, on=TODAY)
    assert (again.entered, again.known) == ((), (Act.objects.get(),))
    assert Act.objects.get().published_until == date(2025, 3, 18)


def test_a_table_with_wrong_cells_enters_nothing_and_tells_each_one():
    make_organ(kind=OrganKind.COUNCIL, name="Consiglio di Frisa")
    rows = "Consiglio di Frisa;Deliberazione;7;03/03/2025;Convenzione;;\r\n"
    rows += "Consiglio di Frisa;Decreto;8;ieri;;;\r\nIgnoto;Delibera;9;04/03/2025;Cosa;;\r\n"

    with pytest.raises(Refused) as refused:
        import_acts((TABLE + rows).encode("cp1252"), by=SOMEBODY, on=TODAY)

    told = refused.value.message
    assert "Riga 3, colonna «tipo», valore «Decreto»: questo organo non emana" in told
    assert "Riga 3, colonna «data», valore «ieri»: non è una data" in told
    assert "Riga 3, colonna «oggetto», valore «»: manca il valore" in told
    assert "Riga 4, colonna «organo», valore «Ignoto»: nessun organo" in told
    assert "Riga 4, colonna «tipo», valore «Delibera»: non è fra i valori ammessi" in told
    assert "Riga 4, colonna «data», valore «04/03/2025»: la data è nel futuro" in told
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 rotto", "non si apre"),
        (b"una;due\r\n1;2\r\n", "mancano le colonne: organo, tipo, numero, data, oggetto"),
        (b"", "mancano le colonne"),
    ],
)
def test_what_is_not_the_table_is_told(content, said):
    with pytest.raises(Refused, match=said):
        import_acts(content, by=SOMEBODY, on=TODAY)


def council():
    return make_organ(kind=OrganKind.COUNCIL, name="Consiglio di Frisa")


def told(rows, head=TABLE):
    """What a table with wrong cells is answered."""
    with pytest.raises(Refused) as refused:
        import_acts((head + rows).encode(), by=SOMEBODY, on=TODAY)
    return refused.value.message


def test_an_act_told_twice_in_a_table_is_shown_with_its_row():
    council()
    rows = "Consiglio di Frisa;Deliberazione;7;03/03/2025;Convenzione;;\r\n" * 2
    rows += "Consiglio di Frisa;Deliberazione;;03/03/2025;Nomina;;\r\n" * 2

    said = told(rows)

    assert "Riga 3, colonna «numero», valore «7»: è già alla riga 2." in said
    assert "Riga 5, colonna «oggetto», valore «Nomina»: è già alla riga 4." in said
    assert not Act.objects.exists()


def test_acts_without_a_number_are_told_apart_by_their_subject():
    organ = council()
    make_act(organ=organ, kind="resolution", number="", date=TODAY, subject="Nomina")
    rows = "Consiglio di Frisa;Deliberazione;;03/03/2025;{};;\r\n"

    brought = import_acts(
        (TABLE + rows.format("Nomina") + rows.format("Convenzione")).encode(),
        by=SOMEBODY,
        on=TODAY,
    )

    assert [act.subject for act in brought.entered] == ["Convenzione"]
    assert [act.subject for act in brought.known] == ["Nomina"]


def test_a_table_says_where_the_board_and_the_dates_are_wrong():
    council()
    rows = "Consiglio di Frisa;Deliberazione;1;03/03/2025;A;03/03/2025;01/03/2025\r\n"
    rows += "Consiglio di Frisa;Deliberazione;2;03/03/2025;B;;01/03/2025\r\n"
    rows += "Consiglio di Frisa;Deliberazione;3;01/01/0001;C;;\r\n"

    said = told(rows)

    assert "Riga 2, colonna «albo al», valore «01/03/2025»: la pubblicazione finisce" in said
    assert "Riga 3, colonna «albo dal», valore «»: manca il giorno da cui" in said
    assert "Riga 4, colonna «data», valore «01/01/0001»: controllare l'anno" in said


def test_an_act_that_somebody_is_preparing_is_not_brought_in():
    make_act(organ=council(), kind="resolution", number="7", date=TODAY, stage=ActStage.TO_SIGN)

    said = told("Consiglio di Frisa;Deliberazione;7;03/03/2025;Convenzione;;\r\n")

    assert "Riga 2, colonna «numero», valore «7»: quest'atto è in preparazione" in said


def test_a_table_and_a_form_reckon_the_same_day_to_carry_out_an_act():
    organ = council()
    head = "organo;tipo;numero;data;oggetto;albo dal;esecutivo dal\r\n"
    rows = "Consiglio di Frisa;Deliberazione;1;03/03/2025;A;;\r\n"
    rows += "Consiglio di Frisa;Deliberazione;2;03/03/2025;B;03/03/2025;\r\n"
    rows += "Consiglio di Frisa;Deliberazione;3;03/03/2025;C;;03/03/2025\r\n"

    acts = import_acts((head + rows).encode(), by=SOMEBODY, on=TODAY).entered
    typed = [
        entered(organ=organ, number="4"),
        entered(organ=organ, number="5", published_from=TODAY),
        entered(organ=organ, number="6", enforceable=TODAY),
    ]

    ways = [(act.enforceability, act.enforceable_from) for act in acts]
    assert ways == [(act.enforceability, act.enforceable_from) for act in typed]
    assert ways == [("tenth_day", None), ("tenth_day", date(2025, 3, 13)), ("told", TODAY)]
