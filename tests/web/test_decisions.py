"""The register of decisions: what was voted, how, by which act; and what was given to do."""

from datetime import timedelta

import pytest
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.acts.states import ActKind, ActStage
from raccordo.governance.models import Duty
from raccordo.governance.states import ItemOutcome, ItemSort
from raccordo.post.drafts import save_draft
from tests.documents.books import opened
from tests.make import (
    NOW,
    make_area,
    make_ballot,
    make_body,
    make_duty,
    make_filed_act,
    make_held_sitting,
    make_item,
    make_part,
)

pytestmark = pytest.mark.django_db
LIST, TABLE = reverse("assemblies:decisions"), reverse("assemblies:decisions_table")


@pytest.fixture
def zone(enter):
    area = make_area()
    enter(area)
    return area


def sitting_of(area, *, days=0, number=3, **fields):
    body = fields.pop("body", None) or make_body(area=area, **fields)
    when = NOW + timedelta(days=days)
    told = {"first_call": when, "opened_at": when, "closed_at": when, "number": number}
    return make_held_sitting(body=body, **told)


def voted(sitting, title="Piano di zona", choices=None, **fields):
    item = make_item(sitting=sitting, title=title, **fields)
    make_ballot(choices or {"for": 6, "against": 1, "abstained": 1}, item=item)
    return item


def test_what_was_voted_is_told_with_its_day_its_votes_and_its_act(client, zone):
    sitting = sitting_of(zone, name="Conferenza dei Sindaci")
    facts = {"kind": ActKind.RESOLUTION, "stage": ActStage.SIGNED, "made_here": True}
    act = make_filed_act(zone, number="7", **facts)
    voted(sitting, resolution=act)

    page = client.get(LIST)

    assert [one.item.title for one in page.context["decisions"]] == ["Piano di zona"]
    assert "presenti 8, votanti 7, favorevoli 6, contrari 1, astenuti 1" in page.text
    assert "3 marzo 2025" in page.text
    assert reverse("assemblies:act", args=[act.key]) in page.text
    assert "Firmato" in page.text
    assert "privo di atto" not in page.text


@pytest.mark.parametrize("page", [LIST, reverse("assemblies:sittings")])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_bodies_of_the_same_name_are_told_by_their_area(client, enter, page, headers):
    ambito = make_area()
    enter(ambito)
    towns = [make_part(ambito) for _ in range(2)]
    voted(sitting_of(towns[0], name="Comitato"))
    assert str(towns[0]) not in client.get(page, headers=headers).text

    voted(sitting_of(towns[1], name="Comitato"))
    text = client.get(page, headers=headers).text
    assert all(f'<span class="quiet small">{town}' in text for town in towns)
    assert headers or all(f"Comitato ({town})" in text for town in towns)


@pytest.mark.parametrize("year", ["0000", "9999", "²026", "٢٠٢٦", "20267", "altro"])
@pytest.mark.parametrize("page", [LIST, TABLE, reverse("assemblies:sittings")])
def test_a_year_that_is_none_breaks_no_page(client, zone, page, year):
    assert client.get(page, {"anno": year}).status_code == 200


def test_what_was_only_dealt_with_is_no_decision(client, zone):
    sitting = sitting_of(zone)
    for outcome in (ItemOutcome.DISCUSSED, ItemOutcome.POSTPONED, ItemOutcome.PENDING):
        make_item(sitting=sitting, outcome=outcome)

    assert "Ancora nessuna decisione" in client.get(LIST).text


def test_what_was_approved_and_never_written_is_found(client, zone):
    sitting = sitting_of(zone)
    bare = voted(sitting, "Senza atto")
    voted(sitting, "Parere", sort=ItemSort.OPINION)
    voted(sitting, "Respinta", {"against": 3})
    voted(sitting, "Con atto", resolution=make_filed_act(zone))

    page = client.get(f"{LIST}?atto=senza")

    assert [one.item for one in page.context["decisions"]] == [bare]
    assert page.text.count("privo di atto<") == 1


def test_the_register_is_of_a_body_of_an_area_of_a_year(client, enter):
    ambito = make_area()
    enter(ambito)
    inside = make_part(ambito)
    first = voted(sitting_of(ambito, name="Conferenza"), "Tariffe e disabilità")
    second = voted(sitting_of(inside, days=400, name="Tavolo"), "Minori", {"against": 2})
    voted(sitting_of(make_area()), "Di altri")

    for query, there in (
        ("", [second, first]),
        ("anno=2025", [first]),
        ("anno=2026", [second]),
        (f"organismo={first.sitting.body.key}", [first]),
        ("organismo=x", []),
        (f"area={inside.slug}", [second]),
        ("esito=not_carried", [second]),
        ("q=tariffe", [first]),
        ("q=DISABILITA", [first]),
        ("q=tavolo+minori", [second]),
    ):
        shown = [one.item for one in client.get(f"{LIST}?{query}").context["decisions"]]
        assert shown == there, query


def test_the_day_is_the_one_on_which_the_sitting_met(client, zone):
    sitting = sitting_of(zone)
    sitting.call, sitting.opened_at = 2, NOW + timedelta(days=1)
    sitting.save()
    voted(sitting)

    assert "4 marzo 2025" in client.get(LIST).text


def test_the_table_tells_the_same(client, zone):
    voted(sitting_of(zone, name="Conferenza"), resolution=make_filed_act(zone, number="7"))

    sheet = opened(client.get(TABLE).content)["Decisioni"]

    assert sheet.column("Organismo") == ["Conferenza"]
    assert sheet.column("Esito") == ["Approvato"]
    (votes,), (act,) = sheet.column("Votazione"), sheet.column("Atto")
    assert votes.startswith("presenti 8, votanti 7")
    assert "n. 7" in act


def test_who_sits_there_opens_only_the_acts_she_reads(client, enter):
    area, other = make_area(), make_area()
    enter(area, role=Role.SOCIAL_WORKER)
    act = make_filed_act(other)
    voted(sitting_of(area), resolution=act)

    html = client.get(LIST).text

    assert str(act) in html.replace("&#x27;", "'")
    assert reverse("assemblies:act", args=[act.key]) not in html


def test_the_register_asks_the_same_questions(client, zone, queries_stay_flat):
    sitting = sitting_of(zone)
    queries_stay_flat(LIST, lambda: voted(sitting, resolution=make_filed_act(zone)))


# --- what a sitting gives somebody to do


def test_what_a_sitting_decided_to_do_is_in_the_scadenzario_and_on_its_page(client, zone):
    sitting = sitting_of(zone)
    page = reverse("assemblies:sitting", args=[sitting.key])
    add = f"{reverse('desk:duty_add')}?seduta={sitting.key}"
    assert add in client.get(page).text

    form = client.get(add).context["form"]
    told = {name: form[name].value() for name in ("area", "body", "sitting")}
    assert set(told.values()) == {zone.key, sitting.body.key, sitting.key}
    words = told | {"title": "Scrivere alla Regione", "due_on": "2099-01-31"}
    client.post(add, words, follow=True)

    duty = Duty.objects.get()
    assert (duty.sitting, duty.body, duty.area) == (sitting, sitting.body, zone)
    assert reverse("desk:duty", args=[duty.key]) in client.get(page).text


def test_an_activity_begun_from_one_sitting_is_not_given_to_another(client, enter):
    mandate = enter(make_area())
    first, second = [sitting_of(mandate.area) for _ in range(2)]
    page, told = reverse("desk:duty_add"), {"title": "Scrivere alla Regione"}
    told |= {"sitting": str(first.key), "body": str(first.body.key)}
    save_draft(mandate.holder, page=page, content=told, at=NOW)

    form = client.get(f"{page}?seduta={second.key}").context["form"]

    assert form["title"].value() == "Scrivere alla Regione"
    assert (form["sitting"].value(), form["body"].value()) == (second.key, second.body.key)


def test_a_draft_that_tells_no_sitting_breaks_no_page(client, enter):
    user, page = enter(make_area()).holder, reverse("desk:duty_add")
    save_draft(user, page=page, content={"title": "A", "sitting": "x", "body": "x"}, at=NOW)

    answer = client.get(page)

    assert answer.status_code == 200
    assert ">nessuna</option>" in answer.text


def test_an_activity_of_a_sitting_of_long_ago_keeps_it_when_it_is_changed(client, zone):
    sitting = sitting_of(zone, days=-900)
    duty = make_duty(area=zone, sitting=sitting, body=sitting.body)
    page = reverse("desk:duty_change", args=[duty.key])
    words = {"title": "Altro", "due_on": "2099-01-31", "sitting": sitting.key}

    client.post(page, words | {"body": sitting.body.key})

    duty.refresh_from_db()
    assert (duty.title, duty.sitting) == ("Altro", sitting)


def test_who_does_not_keep_the_time_adds_nothing_and_who_does_not_read_it_sees_nothing(
    client, enter
):
    area = make_area()
    sitting = sitting_of(area)
    duty = make_duty(area=area, sitting=sitting)
    page = reverse("assemblies:sitting", args=[sitting.key])

    for role, reads in ((Role.SECRETARY, True), (Role.PLAN_GROUP, False)):
        enter(area, role=role)
        html = client.get(page).text
        assert (duty.title in html) is reads
        assert "?seduta=" not in html
