"""The pages of needs, studies, problems, strengths: what each shows, and what one does there."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.archive.operations import store
from raccordo.needs.models import Evidence, Need, Problem, Statement, Study, SwotItem
from raccordo.needs.operations.evidence import cite_indicator
from raccordo.needs.operations.needs import change_need
from raccordo.needs.queries.needs import GROUPS, KINDS
from raccordo.needs.queries.stamps import stamp_of
from raccordo.needs.states import NeedState, SwotSide
from tests.make import (
    SOMEBODY,
    TODAY,
    make_area,
    make_evidence,
    make_finding,
    make_need,
    make_part,
    make_problem,
    make_statement,
    make_study,
    make_study_file,
    make_swot_item,
    make_term,
    make_town,
)
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db
NEEDS, DESK, SWOT = reverse("voices:needs"), reverse("desk:home"), reverse("voices:swot")
LONG = "x" * 50_000
OLD = "D12.65"


def at(name, thing, *more):
    return reverse(f"voices:{name}", args=[*more, thing.key])


def titles(page):
    return [thing.title for thing in page.context["page"].object_list]


def words(area, **more):
    """What the form of a need wants."""
    told = {"area": area.key, "title": "Trasporto da Frisa", "found_on": "2025-03-03"}
    told |= {"group": make_term(GROUPS, "anziani").key, "kind": make_term(KINDS, "trasporto").key}
    return told | more


def people(town, young, old, **facts):
    return make_population({town.istat_code: {30: (young, 0), 70: (old, 0)}}, **facts)


@pytest.fixture
def cited(enter):
    """A need of one's own area that stands on a figure, and newer data that overturn it."""
    area = make_area()
    town = make_part(area)
    people(town, 75, 25)
    need = make_need(area=area)
    usual = {"code": OLD, "place": town, "by": SOMEBODY, "on": TODAY}
    evidence = cite_indicator(need, **usual)
    people(town, 40, 60, reference_date=date(2024, 1, 1))
    enter(area)
    return evidence


# --- needs: the list


def test_the_list_shows_where_and_on_how_much_evidence_each_stands(client, enter):
    area = make_area()
    enter(area)
    town = make_part(area)
    need = make_need(area=area, number=12, towns=[town])
    make_evidence(need=need)
    make_need(title="Di altri")

    page = client.get(NEEDS)

    assert titles(page) == [need.title]
    assert "N-12" in page.text
    assert town.name in page.text
    assert "Nuovo bisogno" in page.text


def test_the_list_is_filtered_by_what_its_address_says_and_by_nothing_strange(client, enter):
    area = make_area()
    enter(area)
    town = make_part(area)
    heading = make_term(KINDS, "mobilita")
    made = {
        "ride": make_need(area=area, kind=make_term(KINDS, "trasporto", parent=heading)),
        "old": make_need(area=area, group=make_term(GROUPS, "anziani"), towns=[make_part(area)]),
        "gone": make_need(area=area, state=NeedState.SET_ASIDE, reason="No"),
    }
    make_evidence(need=made["old"])
    asked = {
        "": ["old", "ride"],
        f"q={made['ride'].title}": ["ride"],
        "gruppo=anziani": ["old"],
        "tipo=mobilita": ["ride"],
        f"comune={town.slug}": ["ride"],
        "stato=set_aside": ["gone"],
        "mostra=senza-prove": ["ride"],
        "gruppo=x": [],
        "comune=x&pagina=99": ["old", "ride"],
    }
    for query, names in asked.items():
        found = titles(client.get(f"{NEEDS}?{query}"))
        assert sorted(found) == sorted(made[name].title for name in names), query


def test_an_empty_list_says_what_to_do(client, enter):
    enter()

    assert "Si comincia scrivendo che cosa manca" in client.get(NEEDS).text
    assert "Nessun bisogno corrisponde" in client.get(f"{NEEDS}?q=zzz").text


def test_typing_in_the_list_brings_only_its_table(client, enter):
    enter()

    page = client.get(NEEDS, headers={"HX-Request": "true"})

    assert "<html" not in page.text
    assert 'id="needs"' in page.text


LISTS = {
    "needs": lambda area: make_evidence(need=make_need(area=area, towns=[make_town()])),
    "needs_table": lambda area: make_need(area=area, towns=[make_town()]),
    "needs_matrix": lambda area: make_need(area=area),
    "studies": lambda area: make_finding(study=make_study(area=area)),
    "problems": lambda area: make_statement(problem=make_problem(area=area)),
    "swot": lambda area: make_evidence(swot_item=make_swot_item(area=area)),
}


@pytest.mark.parametrize("name", LISTS)
def test_these_pages_ask_the_same_questions_however_much_there_is(enter, queries_stay_flat, name):
    area = make_area()
    enter(area)

    queries_stay_flat(reverse(f"voices:{name}"), lambda: LISTS[name](area))


def test_the_list_asks_at_most_fifteen_questions(client, enter):
    area = make_area(kind="ambito")
    enter(area, Role.PLAN_DIRECTOR)
    make_need(area=area, towns=[make_part(area)])
    client.get(NEEDS)
    with CaptureQueriesContext(connection) as asked:
        client.get(NEEDS)

    assert len(asked) <= 15


@pytest.mark.parametrize("sort", ["need", "statement"])
def test_a_page_asks_the_same_questions_however_much_evidence_there_is(
    client, enter, queries_stay_flat, sort
):
    area = make_area()
    towns = [make_part(area) for _ in range(3)]
    make_population({town.istat_code: {30: (1, 1), 70: (1, 1)} for town in towns})
    enter(area)
    need, problem = make_need(area=area), make_problem(area=area)
    turn = iter(towns * 10)

    def add():
        about = need if sort == "need" else make_statement(problem=problem)
        cite_indicator(about, code=OLD, place=next(turn), by=SOMEBODY, on=TODAY)

    for _ in towns:
        add()
    page = at("need", need) if sort == "need" else at("problem", problem)
    client.get(page)  # the ground of a day is made once
    queries_stay_flat(page, add)


def test_the_list_is_a_spreadsheet_too(client, enter):
    area = make_area()
    enter(area)
    make_need(area=area)

    page = client.get(reverse("voices:needs_table"))

    assert page.content[:2] == b"PK"
    assert "bisogni.xlsx" in page["Content-Disposition"]


def test_each_number_of_the_matrix_leads_to_its_needs(client, enter):
    area = make_area()
    enter(area)
    group, heading = make_term(GROUPS, "anziani"), make_term(KINDS, "mobilita")
    make_need(area=area, group=group, kind=make_term(KINDS, "trasporto", parent=heading))

    page = client.get(reverse("voices:needs_matrix"))

    link = f"{NEEDS}?gruppo=anziani&amp;tipo=mobilita"
    assert f'href="{link}">1</a>' in page.text
    assert len(titles(client.get(link.replace("&amp;", "&")))) == 1
    assert f'href="{NEEDS}?gruppo=anziani">1</a>' in page.text


# --- a need


def test_a_need_is_written_and_then_asks_for_its_evidence(client, enter):
    area = make_area()
    enter(area)
    town = make_part(area)

    page = client.post(reverse("voices:need_add"), words(area, towns=[town.key]), follow=True)

    need = Need.objects.get()
    assert (need.label, list(need.towns.all())) == ("N-1", [town])
    assert "Il bisogno N-1 è rilevato" in page.text
    assert "senza prova" in page.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "obbligatorio"),
        ({"description": LONG}, "50.000 caratteri: il limite è 20.000"),
        ({"group": ""}, "obbligatorio"),
        ({"found_on": "2199-01-01"}, "non è ancora arrivato"),
    ],
)
def test_a_wrong_need_is_refused_beside_its_field_and_nothing_is_lost(client, enter, wrong, said):
    area = make_area()
    enter(area)

    page = client.post(reverse("voices:need_add"), words(area, **wrong))

    assert said in page.text
    assert wrong.get("title", "Trasporto da Frisa") in page.text
    assert not Need.objects.exists()


def test_of_two_who_change_one_need_the_second_reads_how_it_is_and_may_save_again(client, enter):
    area = make_area()
    enter(area)
    need = make_need(area=area)
    told = words(area, title="Il mio testo", seen=stamp_of(need))
    fields = {"title": "Quello di altri", "group": need.group, "kind": need.kind}
    fields |= {"found_on": need.found_on, "seen": stamp_of(need), "on": TODAY}
    change_need(need, by=SOMEBODY, **fields)

    page = client.post(at("need_change", need), told)

    assert "qualcun altro ha modificato" in page.text
    assert "Quello di altri" in page.text
    assert "Il mio testo" in page.text
    again = told | {"seen": page.context["form"]["seen"].value()}
    assert client.post(at("need_change", need), again).status_code == 302
    need.refresh_from_db()
    assert need.title == "Il mio testo"


def test_a_need_is_recognised_set_aside_and_taken_up_again(client, enter):
    area = make_area()
    enter(area)
    need = make_need(area=area)

    assert "è riconosciuto" in client.post(at("need_recognise", need), follow=True).text
    page = client.post(at("need_set_aside", need), {"reason": "Già risolto"}, follow=True)
    assert "Già risolto" in page.text
    assert "Riprendi" in page.text
    page = client.post(at("need_reopen", need), follow=True)
    assert "di nuovo fra quelli rilevati" in page.text
    assert "Ha accantonato un bisogno" in page.text  # its history


def test_what_a_need_cannot_become_is_told_in_a_sentence(client, enter):
    area = make_area()
    enter(area)
    need = make_need(area=area, state=NeedState.SET_ASIDE, reason="No")

    page = client.post(at("need_recognise", need), follow=True)

    assert "non si può passare" in page.text


def test_a_need_of_another_area_is_no_page_and_who_reads_does_not_write(client, enter):
    area = make_area()
    mine, foreign = make_need(area=area), make_need()
    enter(area)
    for name in ("need", "need_change", "need_set_aside"):
        assert client.get(at(name, foreign)).status_code == 404, name
    assert client.post(at("need_recognise", foreign)).status_code == 404

    enter(area, role=Role.SOCIAL_WORKER)
    page = client.get(at("need", mine))
    assert "Modifica</a>" not in page.text
    assert client.get(at("need_change", mine)).status_code == 404
    assert client.get(reverse("voices:need_add")).status_code == 404


# --- evidence


def test_a_figure_is_seen_before_it_is_kept(client, enter):
    area = make_area()
    town, need = make_part(area), make_need(area=area)
    people(town, 75, 25)
    enter(area)
    there = at("evidence_indicator", need, "bisogno")
    asked = f"{there}?indicatore={OLD}&dove={town.slug}"

    assert "Mostra il valore" in client.get(there).text
    page = client.get(asked)
    assert "25,0" in page.text
    assert "P65+ / P" in page.text
    assert "Aggiungi alle prove" in page.text
    assert not Evidence.objects.exists()
    page = client.post(asked, {"text": "Uno su quattro"}, follow=True)
    assert Evidence.objects.get().value == 25
    assert "Uno su quattro" in page.text
    assert "25 su 100" in page.text


def test_a_place_without_a_figure_says_why_and_nothing_is_kept(client, enter):
    area = make_area()
    need = make_need(area=area)
    enter(area)
    asked = f"{at('evidence_indicator', need, 'bisogno')}?indicatore={OLD}&dove={area.slug}"

    assert "Senza un valore non è una prova" in client.get(asked).text
    assert client.post(asked, {"text": ""}).status_code == 200
    assert not Evidence.objects.exists()


def test_a_place_or_an_indicator_that_is_not_offered_is_not_cited(client, enter):
    area = make_area()
    need, foreign = make_need(area=area), make_town()
    people(foreign, 1, 1)
    enter(area)
    there = at("evidence_indicator", need, "bisogno")
    for query in (f"indicatore={OLD}&dove={foreign.slug}", f"indicatore=X&dove={area.slug}"):
        assert client.post(f"{there}?{query}", {"text": ""}).status_code == 200
    assert not Evidence.objects.exists()


def test_data_that_overturn_a_figure_are_told_beside_it_and_kept_on_a_click(client, cited):
    page = client.get(at("need", cited.need))
    assert "può smentire quanto affermato" in page.text
    for value in ("25,0", "60,0"):
        assert value in page.text
    assert "1 prova da aggiornare" in client.get(DESK).text
    assert str(cited.need) in client.get(reverse("voices:evidence_stale")).text

    page = client.post(at("evidence_renew", cited), follow=True)

    assert "La prova ha il dato di oggi" in page.text
    assert "60,0" in page.text
    assert "Ha aggiornato il dato di una prova" in page.text
    assert "prova da aggiornare" not in client.get(DESK).text
    assert "sono quelli di oggi" in client.get(reverse("voices:evidence_stale")).text


def test_who_only_reads_sees_that_a_figure_changed_and_renews_nothing(client, enter, cited):
    enter(cited.need.area, role=Role.SOCIAL_WORKER)

    page = client.get(reverse("voices:evidence_stale"))

    assert "da aggiornare" in page.text
    assert "Usa il dato di oggi" not in page.text
    assert client.post(at("evidence_renew", cited)).status_code == 404


def test_a_study_and_a_note_are_evidence_and_can_be_taken_away(client, enter):
    area = make_area()
    finding = make_finding(study=make_study(area=area), text="Nove su quattordici")
    need = make_need(area=area)
    enter(area)

    client.post(at("evidence_study", need, "bisogno"), {"study": finding.key, "text": ""})
    told = {"text": "Lo dicono le famiglie", "source": "Incontro del 3 marzo"}
    page = client.post(at("evidence_note", need, "bisogno"), told, follow=True)

    assert "Nove su quattordici" in page.text
    assert "Incontro del 3 marzo" in page.text
    assert str(need) in client.get(at("study", finding.study)).text
    note = Evidence.objects.get(sort="note")
    client.post(at("evidence_drop", note))
    assert not Evidence.objects.filter(sort="note").exists()
    wrong = {"text": LONG, "source": "Chi"}
    page = client.post(at("evidence_note", need, "bisogno"), wrong)
    assert "il limite è 20.000" in page.text


def test_evidence_is_of_what_one_keeps_and_of_nothing_else(client, enter):
    enter()
    foreign = make_need()

    assert client.get(at("evidence_note", foreign, "bisogno")).status_code == 404
    assert client.get(at("evidence_note", foreign, "altro")).status_code == 404
    assert client.post(at("evidence_drop", make_evidence(need=foreign))).status_code == 404


# --- studies


def study_words(area, **more):
    told = {"area": area.key, "title": "I centri", "question": "Chi ci arriva?"}
    return told | {"author": "Ufficio", "done_on": "2025-03-03"} | more


def test_a_study_is_written_with_its_findings_one_a_line(client, enter):
    area = make_area()
    enter(area)

    told = study_words(area, findings="Pochi\n\nNessuno da Frisa\n", covers_from="2024-01-01")
    page = client.post(reverse("voices:study_add"), told, follow=True)

    study = Study.objects.get()
    assert [finding.text for finding in study.findings.all()] == ["Pochi", "Nessuno da Frisa"]
    assert "dal 1° gennaio 2024" in page.text
    assert titles(client.get(f"{reverse('voices:studies')}?q=CENTRI")) == ["I centri"]
    assert "Nessuno studio corrisponde" in client.get(f"{reverse('voices:studies')}?q=zz").text


def test_a_file_is_attached_downloaded_and_taken_away(client, enter):
    area = make_area()
    enter(area)
    study = make_study(area=area)
    file = SimpleUploadedFile("relazione.pdf", b"%PDF-1.4 x")

    page = client.post(at("study_attach", study), {"file": file, "title": ""}, follow=True)
    attached = study.files.get()
    assert "relazione.pdf" in page.text
    got = client.get(reverse("voices:study_file", args=[study.key, attached.key]))
    assert b"".join(got.streaming_content) == b"%PDF-1.4 x"
    assert got["Content-Disposition"].startswith("attachment")
    client.post(reverse("voices:study_detach", args=[study.key, attached.key]))
    assert not study.files.exists()


@pytest.mark.parametrize(("content", "said"), [(b"MZ\x90\x00", "formato"), (b"%PDF-", "limite")])
def test_a_forbidden_or_too_big_attachment_is_refused_beside_its_field(
    client, enter, settings, content, said
):
    settings.MAX_UPLOAD = 1_048_576
    area = make_area()
    enter(area)
    study = make_study(area=area)
    content += b"x" * 1_048_576 if said == "limite" else b""

    page = client.post(at("study_attach", study), {"file": SimpleUploadedFile("a.pdf", content)})

    assert said in str(page.context["form"].errors["file"])
    assert not study.files.exists()


def test_the_file_of_a_study_one_does_not_read_is_not_downloaded(client, enter):
    enter()
    file = store(b"%PDF-1.4", by=SOMEBODY)
    foreign = make_study_file(file=file)

    address = reverse("voices:study_file", args=[foreign.study.key, foreign.key])
    assert client.get(address).status_code == 404


def test_a_study_and_its_findings_are_changed(client, enter):
    area = make_area()
    enter(area)
    study = make_study(area=area)
    told = study_words(area, title="Altro titolo", seen=stamp_of(study))
    assert "Altro titolo" in client.post(at("study_change", study), told, follow=True).text
    client.post(at("study_finding", study), {"text": "Pochi"})
    finding = study.findings.get()
    there = [study.key, finding.key]
    told = {"text": "Pochissimi", "seen": stamp_of(finding)}
    client.post(reverse("voices:study_finding_change", args=there), told)
    assert study.findings.get().text == "Pochissimi"
    page = client.post(reverse("voices:study_finding_change", args=there), told)
    assert "qualcun altro" in page.text
    client.post(reverse("voices:study_finding_drop", args=there))
    assert not study.findings.exists()


# --- problems


def test_a_problem_grows_as_a_tree_and_says_what_has_no_evidence(client, enter):
    area = make_area()
    enter(area)
    told = {"area": area.key, "title": "Rinunce", "group": make_term(GROUPS, "anziani").key}
    client.post(reverse("voices:problem_add"), told)
    problem = Problem.objects.get()
    client.post(at("problem_state", problem), {"sort": "cause", "text": "Nessuna corsa"})
    cause = Statement.objects.get()
    told = {"sort": "cause", "text": "Pochi abitanti", "parent": cause.key}
    client.post(at("problem_state", problem), told)
    make_evidence(statement=cause)

    page = client.get(at("problem", problem))

    assert page.text.count("senza prova") == 1
    assert page.text.index("Nessuna corsa") < page.text.index("Pochi abitanti")
    assert titles(client.get(f"{reverse('voices:problems')}?gruppo=anziani")) == ["Rinunce"]


def test_a_ring_in_the_tree_is_refused_in_a_sentence(client, enter):
    area = make_area()
    enter(area)
    top = make_statement(problem=make_problem(area=area))
    low = make_statement(problem=top.problem, parent=top)

    told = {"text": top.text, "parent": low.key, "seen": stamp_of(top)}
    page = client.post(at("statement_change", top), told)

    assert "sotto a sé stessa" in str(page.context["form"].errors["parent"])


def test_a_problem_and_its_statements_are_changed_and_taken_away(client, enter):
    area = make_area()
    enter(area)
    statement = make_statement(problem=make_problem(area=area))
    problem = statement.problem
    told = {"title": "Altro", "group": problem.group.key, "seen": stamp_of(problem)}
    assert "Altro" in client.post(at("problem_change", problem), told, follow=True).text
    assert "qualcun altro" in client.post(at("problem_change", problem), told).text
    told = {"text": "Detta meglio", "parent": "", "seen": stamp_of(statement)}
    page = client.post(at("statement_change", statement), told, follow=True)
    assert "Detta meglio" in page.text
    client.post(at("statement_drop", statement))
    assert not Statement.objects.exists()


def test_the_problems_and_studies_of_others_are_no_pages(client, enter):
    enter()

    for name, thing in (
        ("problem", make_problem()),
        ("problem_state", make_problem()),
        ("statement_change", make_statement()),
        ("study", make_study()),
        ("study_attach", make_study()),
        ("swot_change", make_swot_item()),
    ):
        assert client.get(at(name, thing)).status_code == 404, name


# --- strengths and weaknesses


def test_the_four_quadrants_hold_each_point_in_its_own(client, enter):
    area = make_area()
    enter(area)
    made = {side: make_swot_item(area=area, side=side) for side in SwotSide}

    quadrants = client.get(SWOT).context["quadrants"]

    assert {side: [item for item, _proofs in some] for side, some in quadrants} == {
        side: [item] for side, item in made.items()
    }


def test_a_weakness_nobody_faces_is_on_the_desk_until_a_need_takes_it_up(client, enter):
    area = make_area()
    enter(area)
    need = make_need(area=area)
    client.post(reverse("voices:swot_add"), {"area": area.key, "side": "weakness", "text": "Poco"})
    item = SwotItem.objects.get()
    assert "1 punto di debolezza di cui nessuno si occupa" in client.get(DESK).text
    page = client.get(f"{SWOT}?mostra=da-affrontare")
    assert "nessuno se ne occupa" in page.text

    page = client.post(at("swot_take_up", item), {"need": need.key}, follow=True)

    assert f"N-{need.number} · {need}" in page.text
    assert "punto di debolezza di cui" not in client.get(DESK).text
    assert item.text in client.get(at("need", need)).text
    page = client.post(at("swot_leave", item), {"reason": "Spetta ad altri"}, follow=True)
    assert "Spetta ad altri" in page.text
    page = client.post(at("swot_leave", item), {"reason": ""})
    assert page.context["form"].errors["reason"]


def test_a_point_is_changed_and_taken_away(client, enter):
    area = make_area()
    enter(area)
    item = make_swot_item(area=area)
    told = {"text": "Detto meglio", "seen": stamp_of(item)}
    assert "Detto meglio" in client.post(at("swot_change", item), told, follow=True).text
    assert "qualcun altro" in client.post(at("swot_change", item), told).text
    client.post(at("swot_drop", item))
    assert not SwotItem.objects.exists()
    assert "Niente corrisponde" in client.get(f"{SWOT}?q=zzz").text


# --- elsewhere


def test_a_need_is_found_by_searching_everywhere(client, enter):
    area = make_area()
    enter(area)
    make_need(area=area, title="Corse da Treglio")
    make_need(title="Corse di altri")

    page = client.get(f"{reverse('desk:search')}?q=corse")

    assert "Corse da Treglio" in page.text
    assert "Corse di altri" not in page.text


def test_needs_without_evidence_are_on_the_desk_of_who_keeps_them(client, enter):
    area = make_area()
    make_need(area=area)

    enter(area)
    assert "1 bisogno senza prove" in client.get(DESK).text
    enter(area, role=Role.SOCIAL_WORKER)
    assert "senza prove" not in client.get(DESK).text
