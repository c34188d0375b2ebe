"""A sheet of actions brought into a plan: columns told once, rows shown, confirmed."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.documents.sheets import write_xlsx
from raccordo.planning.models import Action, ColumnMap, Objective
from raccordo.planning.states import ActionColumn
from tests.make import make_area, make_organisation, make_part, make_term
from tests.plans import make_action, make_objective, make_plan

pytestmark = pytest.mark.django_db
HEADING = ["Codice", "Titolo", "Asse tematico", "Obiettivo", "Aree di utenza", "Chi la attua"]


@pytest.fixture
def plan(enter):
    area = make_area(kind="ambito", name="Ambito 11")
    enter(area, Role.PLAN_OFFICER)
    return make_plan(area=area)


def at(plan):
    return reverse("plan:actions_bring", args=[plan.key])


def book(heading, *rows):
    return SimpleUploadedFile("azioni.xlsx", write_xlsx("Azioni", heading, rows))


def read(client, plan, heading, *rows):
    return client.post(at(plan), {"file": book(heading, *rows)})


def again(page, **more):
    """What the page sends on when a button is pressed."""
    told = {f"map-{thing}": now for thing, _label, now, _needed in page.context["columns"]}
    return {"rows": page.context["rows"], **told, **more}


def verdicts(page):
    return [row.verdict for row in page.context["brought"].rows]


def test_actions_come_in_with_what_they_name_and_the_same_file_twice_changes_nothing(client, plan):
    group = make_term("target-groups", "anziani", label="Anziani")
    body = make_organisation(name="Cooperativa Aurora")
    row = ["5.3", "Trasporto sociale", "2. Anziani", "Arrivare ai servizi", "Anziani"]
    page = read(client, plan, HEADING, [*row, "Cooperativa Aurora"])
    assert verdicts(page) == ["new"]
    assert Action.objects.count() == 0
    client.post(at(plan), again(page, write="1"))
    one = Action.objects.get()
    assert (one.code, one.axis, one.implementer) == ("5.3", "2", body)
    assert list(one.groups.all()) == [group]
    assert [str(aim) for aim in one.objectives.all()] == [str(Objective.objects.get())]
    assert verdicts(read(client, plan, HEADING, [*row, "Cooperativa Aurora"])) == ["same"]


def test_an_action_that_is_there_changes_only_in_what_the_sheet_tells(client, plan):
    aim = make_objective(plan=plan)
    old = make_action(plan=plan, code="1.1", title="Vecchio", activities="Resta")
    old.objectives.add(aim)
    page = read(client, plan, ["N.", "Azione"], ["1.1", "Nuovo"])
    assert verdicts(page) == ["changes"]
    client.post(at(plan), again(page, write="1"))
    old.refresh_from_db()
    assert (old.title, old.activities, old.objectives.get()) == ("Nuovo", "Resta", aim)


def test_columns_with_other_names_are_told_once(client, plan):
    rows = ["Progressivo", "Che si fa"], ["1.1", "Uno"]
    page = read(client, plan, *rows)
    assert page.context["choosing"]
    assert "Codice" in page.context["lacks"]
    told = {"rows": page.context["rows"], "map-code": "Progressivo", "map-title": "Che si fa"}
    page = client.post(at(plan), told)
    assert verdicts(page) == ["new"]
    assert ColumnMap.objects.get().columns["code"] == "Progressivo"
    assert verdicts(read(client, plan, *rows)) == ["new"]
    page = client.post(at(plan), again(page, columns="1"))
    assert page.context["choosing"]


def test_every_wrong_cell_is_told_and_the_good_rows_can_come_alone(client, plan):
    heading = ["Codice", "Titolo", "Dal", "Al", "Persone previste", "Comuni"]
    page = read(
        client,
        plan,
        heading,
        ["1.1", "Buona", "01/01/2026", "31/12/2026", "12", "Atlantide"],
        ["", "Unita", "", "", "", ""],
        ["a b!", "Storto", "ieri", "", "molte", ""],
        ["1.1", "Doppia", "", "", "", ""],
        ["1.2", "Rovescia", "02/01/2026", "01/01/2025", "", ""],
    )
    assert verdicts(page) == ["new", "wrong", "wrong", "wrong", "wrong"]
    assert "Riga 4, colonna «Dal», valore «ieri»" in page.text
    assert "Atlantide" in page.text
    assert "è già alla riga 2" in page.text
    assert "Porta solo 1 riga giusta" in page.text
    client.post(at(plan), again(page, write="1"))
    one = Action.objects.get()
    assert (one.code, one.expected, str(one.until)) == ("1.1", 12, "2027-01-01")


@pytest.mark.parametrize("content", [b"", b"PK broken", b"\x00\x01\x02"])
def test_what_is_not_a_sheet_is_refused_in_words(client, plan, content):
    page = client.post(at(plan), {"file": SimpleUploadedFile("x.xlsx", content)})
    assert page.status_code == 200
    assert page.context["brought"] is None or not page.context["brought"].to_write
    page = client.post(at(plan), {"rows": "{"})
    assert "caricarlo di nuovo" in page.text
    page = client.post(at(plan), {"rows": json.dumps([["Codice", "Titolo"]])})
    assert "Niente da portare" in page.text


def test_the_model_is_read_back(client, plan):
    model = client.get(at(plan) + "?modello=1").content
    page = client.post(at(plan), {"file": SimpleUploadedFile("m.xlsx", model)})
    assert verdicts(page) == ["new"]


@pytest.mark.parametrize("said", ["9" * 5000, "²", "31/12/9999", "NaN", "=1+1", "1e999", "\u202e"])
def test_whatever_stands_in_a_cell_the_sheet_is_read_to_its_end(client, plan, said):
    heading = [str(one.label) for one in ActionColumn]
    rows = [
        [said if n == m else f"{m}.1" for n in range(len(heading))] for m in range(len(heading))
    ]
    page = read(client, plan, heading, *rows)
    assert page.status_code == 200
    assert len(page.context["brought"].rows) == len(rows)


def test_only_who_keeps_the_plan_brings(client, enter, plan):
    enter(make_part(plan.area), Role.MAYOR)
    assert client.get(at(plan)).status_code == 404
