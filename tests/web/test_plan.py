"""A plan on the screen: started, written, its actions and how each is managed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from raccordo.access.rights import Role
from raccordo.planning.models import Plan
from raccordo.planning.queries.stamps import stamp_of, stamp_of_pieces
from tests.funds import make_line
from tests.make import (
    LONG_AGO,
    make_area,
    make_contribution,
    make_filed_act,
    make_need,
    make_organisation,
    make_part,
    make_term,
)
from tests.plans import (
    make_action,
    make_contract,
    make_objective,
    make_plan,
    make_procedure,
    make_section,
    make_template,
)

pytestmark = pytest.mark.django_db
PLANS = reverse("plan:plans")


def at(name, thing, *more):
    return reverse(f"plan:{name}", args=[thing.key, *(str(one) for one in more)])


@pytest.fixture
def area(enter):
    place = make_area(kind="ambito", name="Ambito 11")
    enter(place, Role.PLAN_OFFICER)
    return place


@pytest.fixture
def plan(area):
    return make_plan(area=area)


def test_where_there_is_no_plan_one_is_told_how_to_begin(client, area):
    page = client.get(PLANS)
    assert "Non c'è ancora nessun piano" in page.text.replace("&#x27;", "'")
    template = make_template()
    told = {"area": area.key, "template": template.key, "title": "Piano 2027-2029"}
    page = client.post(
        reverse("plan:plan_start"), told | {"first_year": "2029", "last_year": "2027"}
    )
    assert set(page.context["form"].errors) == {"last_year"}
    client.post(reverse("plan:plan_start"), told | {"first_year": "2027", "last_year": "2029"})
    plan = Plan.objects.get()
    assert "Piano 2027-2029" in client.get(PLANS).text
    assert plan.sections.count() == 3
    assert "2. Anziani" in client.get(at("plan", plan)).text


def test_a_plan_is_carried_on_with_its_acts_and_reopened(client, area, plan):
    act = make_filed_act(area)
    client.post(at("plan_act_attach", plan), {"act": act.key, "sort": "approved"})
    assert str(act) in client.get(at("plan", plan)).text.replace("&#x27;", "'")
    page = client.post(at("plan_in_force", plan), {"since": "2199-01-01"})
    assert set(page.context["form"].errors) == {"since"}
    client.post(at("plan_in_force", plan), {"since": localdate().isoformat()})
    page = client.get(at("plan", plan))
    assert "Vigente" in page.text
    assert at("section_add", plan) not in page.text
    client.post(at("plan_reopen", plan), {"reason": "Importi letti male"})
    assert "Importi letti male" in client.get(at("plan", plan)).text
    client.post(at("plan_act_detach", plan, plan.acts.get().key))
    assert not plan.acts.exists()
    client.post(at("plan_move", plan), {"to": "written"})
    client.post(at("plan_move", plan), {"to": "in_force"})  # not by a click
    plan.refresh_from_db()
    assert plan.state == "written"


def test_a_section_is_written_read_and_remarked(client, plan):
    section = make_section(
        plan=plan, title="Le scelte", guidance="Che cosa si vuole", shows=["needs"]
    )
    told = {"text": "Si **ascoltano** tutti", "state": "ready", "seen": stamp_of(section)}
    client.post(at("section_write", section), told)
    page = client.get(at("section", section))
    assert "<strong>ascoltano</strong>" in page.text
    assert "Bisogni e prove" in page.text
    again = client.post(at("section_write", section), told | {"text": "Altro"})
    assert "qualcun altro" in again.text
    assert "Si **ascoltano** tutti" in again.text
    client.post(at("section_remark", section), {"text": "Manca il lavoro"})
    remark = section.remarks.get()
    client.post(
        at("section_remark_answer", section, remark.key), {"state": "left", "answer": "C'è"}
    )
    assert "Non accolta" in client.get(at("section", section)).text
    assert "Le scelte" in client.get(at("sections", plan)).text
    client.post(at("section_add", plan), {"code": "9", "title": "Note"})
    client.post(at("section_drop", plan.sections.get(code="9")))
    assert plan.sections.count() == 1


def test_an_objective_answers_needs_and_proposals_end_in_it(client, area, plan):
    need, voice = make_need(area=area, number=12), make_contribution(area=area, state="admitted")
    told = {"code": "O-1", "title": "Arrivare ai servizi", "axis": "1", "needs": [need.key]}
    client.post(at("objective_add", plan), told)
    aim = plan.objectives.get()
    page = client.get(at("objective", aim))
    assert "N-12" in page.text
    there = reverse("plan:voice_tie", args=["obiettivi", aim.key])
    assert "Non c'è una proposta" in client.post(there, {"number": "999/2001"}).text.replace(
        "&#x27;", "'"
    )
    client.post(there, {"number": f"{voice.number}/{voice.year}", "note": "In parte"})
    assert "In parte" in client.get(at("objective", aim)).text
    page = client.post(at("objective_drop", aim), follow=True)
    assert "prima scioglierle" in page.text
    origin = aim.origins.get()
    client.post(reverse("plan:voice_untie", args=["obiettivi", aim.key, origin.key]))
    changed = told | {"title": "Arrivare dappertutto", "seen": stamp_of(aim)}
    client.post(at("objective_change", aim), changed)
    assert "Arrivare dappertutto" in client.get(at("plan", plan)).text
    client.post(at("objective_drop", aim))
    assert not plan.objectives.exists()
    assert client.get(reverse("plan:voice_tie", args=["altro", aim.key])).status_code == 404


def test_a_sheet_is_added_changed_and_found(client, area, plan):
    town, body = make_part(area), make_organisation(name="Coop Il Ponte")
    told = {"code": "5.3", "title": "Trasporto", "axis": "2", "sort": "established"}
    page = client.post(at("action_add", plan), told | {"implementer": "Nessuno Mai"})
    assert set(page.context["form"].errors) == {"implementer"}
    told |= {"implementer": body.name, "towns": [town.key], "until": "2027-12-31"}
    client.post(at("action_add", plan), told)
    action = plan.actions.get()
    assert (action.implementer, action.until.isoformat()) == (body, "2028-01-01")
    page = client.get(at("action", action))
    assert "Coop Il Ponte" in page.text
    assert "31 dicembre 2027" in page.text
    form = client.get(at("action_change", action)).context["form"]
    assert form.initial["until"].isoformat() == "2027-12-31"
    client.post(at("action_change", action), told | {"title": "Bus", "seen": stamp_of(action)})
    late = client.post(at("action_change", action), told | {"seen": stamp_of(action)})
    assert "qualcun altro" in late.text
    found = client.get(at("actions", plan), {"q": "bus", "comune": town.slug, "asse": "2"})
    assert [one.code for one in found.context["page"]] == ["5.3"]
    assert not list(client.get(at("actions", plan), {"q": "nido"}).context["page"])
    assert client.get(at("actions_table", plan)).content.startswith(b"PK")


def test_the_rows_of_a_sheet_are_written_on_their_page(client, plan):
    action, body = make_action(plan=plan), make_organisation(name="Coop Il Ponte")
    policy = make_term("policies", "health")
    forms = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "seen": ""}

    def write(piece, **row):
        rows = {f"form-0-{name}": value for name, value in row.items()}
        seen = {"seen": stamp_of_pieces(action, piece)}
        return client.post(at("action_piece", action, piece), forms | rows | seen)

    write("staffing", profile="Autista", persons="1", weekly_hours="18,5", hourly_cost="21,30")
    write("partners", organisation=body.name, role="Guida")
    write("integrations", policy=policy.key, percent="30,5")
    write("supplies", name="Corse", unit="corse", quantity="1.200")
    write("stages", title="Gara", since="2025-01-01", until="2025-03-31")
    forms["form-1-likelihood"] = "medium"  # as a blank row of the page sends it
    write("risks", text="Neve", likelihood="high")
    write("measures", name="Persone", kind="ratio", y2025="10", of2025="20", y2026="12,5")
    page = client.get(at("action", action))
    for words in ("18,5", "Coop Il Ponte", "30,50%", "1.200", "31 marzo 2025", "alta", "10/20"):
        assert words in page.text
    wrong = write("staffing", profile="Autista", persons="1", weekly_hours="0")
    assert "ore a settimana" in wrong.text
    worse = write("partners", organisation="Nessuno", role="Guida")
    assert "Non c'è un ente" in worse.text.replace("&#x27;", "'")
    assert action.partners.get().organisation == body
    assert client.get(at("action_piece", action, "altro")).status_code == 404
    there = at("action_stage", action, action.stages.get().key)
    client.post(there, {"done_on": LONG_AGO.isoformat()})
    assert "conclusa il" in client.get(at("action", action)).text


def test_an_action_is_moved_dropped_and_has_documents(client, area, plan):
    action = make_action(plan=plan)
    file = SimpleUploadedFile("verbale.txt", b"verbale")
    told = {"file": file, "title": "Verbale", "dated": "2025-01-02", "kind": "Verbale"}
    client.post(at("action_file_add", action), told)
    attached = action.files.get()
    assert client.get(at("action_file", action, attached.key)).status_code == 200
    page = client.post(at("action_move", action), {"to": "dropped", "reason": ""})
    assert set(page.context["form"].errors) == {"reason"}
    client.post(at("action_drop", action))
    assert plan.actions.exists()
    client.post(at("action_file_drop", action, attached.key))
    client.post(at("action_drop", action))
    assert not plan.actions.exists()


def test_how_an_action_is_managed_and_what_expires(client, area):
    plan = make_plan(area=area, state="in_force")
    action, body = make_action(plan=plan, state="running"), make_organisation(name="Coop Il Ponte")
    client.post(
        at("procedure_add", action), {"form": "contract", "title": "Gara", "officer": "A B"}
    )
    one = action.procedures.get()
    yesterday = (localdate() - timedelta(days=1)).isoformat()
    rows = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-title": "Bando"}
    page = client.post(at("procedure_steps", one), rows)
    assert "Dire per quando" in page.text
    client.post(at("procedure_steps", one), rows | {"form-0-planned_on": yesterday})
    told = {"provider": body.name, "subject": "Corse", "value": "21.600,50", "since": "2025-01-01"}
    told |= {"until": (localdate() + timedelta(days=30)).isoformat()}
    page = client.post(at("contract_add", one), told)
    assert set(page.context["form"].errors) == {"cig"}
    client.post(at("contract_add", one), told | {"cig": "A012345678"})
    contract = one.contracts.get()
    page = client.get(reverse("plan:expiring"))
    for words in ("Corse", "Bando", "21.600,50", "Coop Il Ponte"):
        assert words in page.text
    changed = told | {"cig": "A012345678", "subject": "Altre corse", "seen": stamp_of(contract)}
    client.post(at("contract_change", one, contract.key), changed)
    assert "Altre corse" in client.get(at("action", action)).text
    client.post(
        at("procedure_change", one), {"form": "direct", "title": "Da sé", "seen": stamp_of(one)}
    )
    assert "Gestione diretta" in client.get(at("action", action)).text
    page = client.post(at("procedure_drop", one), follow=True)
    assert "ha un contratto" in page.text


def test_where_the_line_is_broken_is_on_a_page(client, plan):
    make_objective(plan=plan, title="Senza bisogni")
    make_action(plan=plan, title="Senza obiettivi")
    section = make_section(plan=plan)
    page = client.get(at("plan_lapses", plan))
    assert "Senza bisogni" in page.text
    assert page.text.count("Senza obiettivi") == 4  # nor money, nor a measure, nor a procedure
    assert at("section", section) in page.text
    make_line("100.00", action=plan.actions.get())
    assert client.get(at("plan_lapses", plan)).text.count("Senza obiettivi") == 3


def test_the_page_of_a_plan_says_what_is_programmed_axis_by_axis(client, plan):
    one, other = make_action(plan=plan, axis="1"), make_action(plan=plan, axis="2")
    dropped = make_action(plan=plan, axis="2", state="dropped")
    for action, amount in ((one, "1200.50"), (other, "300.00"), (dropped, "9.00")):
        make_line(amount, action=action)
    page = client.get(at("plan", plan))
    told = [(row["axis"].code, row["total"]) for row in page.context["axes"] if row["actions"]]
    assert told == [("1", Decimal("1200.50")), ("2", Decimal("300.00"))]
    assert page.text.count("1.200,50\xa0€") == 3  # the action, the axis, the words of the drawing
    assert "1.500,50\xa0€" in page.text
    assert "<svg" in page.text


def test_a_plan_whose_text_is_not_ready_is_not_proposed_and_the_page_says_what_to_do(client, plan):
    section = make_section(plan=plan)
    plan.state = "written"
    plan.save()
    page = client.post(at("plan_move", plan), {"to": "proposed"}, follow=True)
    assert f"«{section}»" in page.text
    assert "incongruenze da sanare" in page.text


def test_a_mayor_reads_and_does_not_write_and_others_find_nothing(client, enter):
    area = make_area(kind="ambito")
    town, plan = make_part(area), make_plan(area=area)
    action, section = make_action(plan=plan), make_section(plan=plan)
    make_contract(procedure=make_procedure(action=action))
    enter(town, Role.MAYOR)
    for thing, name in ((plan, "plan"), (action, "action"), (section, "section")):
        page = client.get(at(name, thing))
        assert page.status_code == 200
        assert "Modifica la scheda" not in page.text
    assert client.get(at("action_change", action)).status_code == 404
    client.post(at("section_remark", section), {"text": "Manca Frisa"})
    assert section.remarks.count() == 1
    enter(make_area(kind="ambito"), Role.PLAN_OFFICER)
    for thing, name in ((plan, "plan"), (action, "action"), (section, "section")):
        assert client.get(at(name, thing)).status_code == 404


def test_the_pages_ask_a_constant_number_of_questions(area, plan, queries_stay_flat):
    def more():
        aim = make_objective(plan=plan)
        action = make_action(plan=plan, part=None)
        action.objectives.add(aim)
        make_section(plan=plan)
        make_contract(procedure=make_procedure(action=action))

    for name in ("plan", "sections", "actions", "plan_lapses"):
        queries_stay_flat(at(name, plan), more)
    queries_stay_flat(reverse("plan:expiring"), more)
