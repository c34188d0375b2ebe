"""The office's pages of proposals: who opens them, what is done there, what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from raccordo.access.rights import Role
from raccordo.participation.codes import opens
from raccordo.participation.models import Batch, Contribution, Reply, Telling
from raccordo.participation.states import AnswerWay, AuthorKind, Outcome, VoiceState
from raccordo.web.voices.proposals import listing
from tests.make import (
    TODAY,
    make_area,
    make_author,
    make_batch,
    make_consultation,
    make_contribution,
    make_occasion,
    make_organisation,
    make_part,
)

pytestmark = pytest.mark.django_db
LIST, TAKE = reverse("voices:proposals"), reverse("voices:proposal_take")

IMPORT = reverse("voices:proposals_import")


def at(name, one, *more):
    return reverse(f"voices:{name}", args=[one.key, *more])


def keys(page):
    return {one.key for one in page.context["page"].object_list}


@pytest.fixture
def area(enter):
    """One's own area, entered by who keeps its proposals."""
    area = make_area()
    enter(area)
    return area


# --- the list


def test_of_a_common_word_the_last_proposals_are_told_and_that_there_are_more(
    client, area, monkeypatch
):
    monkeypatch.setattr(listing, "MOST_FOUND", 2)
    old, *last = [make_contribution(area=area, title="Trasporto") for _ in range(3)]

    page = client.get(f"{LIST}?q=trasporto", headers={"hx-request": "true"})

    assert keys(page) == {one.key for one in last}
    assert "più di 2 proposte: qui le ultime" in page.content.decode()
    one = client.get(f"{LIST}?q={old.number}/{old.year}")
    assert keys(one) == {old.key}
    assert "1 proposta" in one.content.decode()


def test_while_one_types_the_filters_hold_and_what_they_offer_is_not_asked_again(client, area):
    consultation, town = make_consultation(area=area), make_part(area)
    one = make_contribution(area=area, consultation=consultation)
    one.towns.add(town)
    make_contribution(area=area)
    htmx = {"headers": {"hx-request": "true"}}

    for asked in (f"consultazione={consultation.key}", f"comune={town.slug}"):
        assert keys(client.get(f"{LIST}?q=trasporto&{asked}", **htmx)) == {one.key}
    with CaptureQueriesContext(connection) as typing:
        client.get(f"{LIST}?q=trasporto", **htmx)
    with CaptureQueriesContext(connection) as whole:
        client.get(f"{LIST}?q=trasporto")
    assert len(typing) < len(whole) - 4


def test_what_is_searched_is_leafed_through_like_the_rest(client, area, monkeypatch):
    monkeypatch.setattr(listing, "A_PAGE", 2)
    made = [make_contribution(area=area, title="Trasporto") for _ in range(3)]
    pages = [client.get(f"{LIST}?q=trasporto&pagina={n}") for n in (1, 2)]
    assert [keys(page) for page in pages] == [{made[2].key, made[1].key}, {made[0].key}]


def test_the_list_shows_the_proposals_of_one_s_area_with_their_counts(client, area):
    late = TODAY - timedelta(days=5000)
    one = make_contribution(area=area, title="Corse per Frisa")
    other = make_contribution(area=area, state=VoiceState.ADMITTED, answer_due_on=late)
    make_contribution(title="Di altri")
    make_contribution(area=area, state=VoiceState.UNCONFIRMED)

    page = client.get(LIST)

    assert keys(page) == {one.key, other.key}
    assert page.context["counts"] == {"received": 2, "to_admit": 1, "awaiting": 2, "late": 2}
    assert "Corse per Frisa" in page.text


def test_the_list_is_filtered_by_what_its_address_says_and_by_nothing_strange(client, area):
    town = make_part(area)
    consultation = make_consultation(area=area)
    far = TODAY + timedelta(days=30_000)
    made = {
        "bus": make_contribution(area=area, title="Autobus", answer_due_on=far),
        "done": make_contribution(area=area, state=VoiceState.ANSWERED, sort="remark"),
        "body": make_contribution(
            area=area,
            author_kind=AuthorKind.ORGANISATION,
            organisation=make_organisation(),
            consultation=consultation,
            answer_due_on=far,
        ),
    }
    made["bus"].towns.add(town)
    asked = {
        "q=autobus": ["bus"],
        "stato=answered": ["done"],
        "tipo=remark": ["done"],
        "chi=organisation": ["body"],
        f"comune={town.slug}": ["bus"],
        f"consultazione={consultation.key}": ["body"],
        "mostra=senza-risposta": ["bus", "body"],
        "mostra=ritardo": [],
        "stato=x&tipo=y&comune=z&consultazione=w&pagina=99": ["bus", "done", "body"],
    }
    for query, names in asked.items():
        assert keys(client.get(f"{LIST}?{query}")) == {made[n].key for n in names}, query


def test_the_list_asks_a_constant_number_of_questions(area, queries_stay_flat):
    def add():
        one = make_contribution(area=area, organisation=make_organisation())
        one.towns.add(make_part(area))

    queries_stay_flat(LIST, add)


def test_the_table_of_the_list_is_a_workbook(client, area):
    make_contribution(area=area)
    page = client.get(reverse("voices:proposals_table"))
    assert page.content.startswith(b"PK")


def test_who_has_no_part_in_the_proposals_finds_no_list(client, enter):
    enter(make_area(), Role.ACCOUNTANT)
    assert client.get(LIST).status_code == 404


# --- the sheet


def test_who_only_reads_does_not_see_who_wrote(client, enter):
    area = make_area()
    one = make_contribution(area=area)
    make_author(contribution=one, family_name="Di Prova", email="ada@example.it")

    enter(area, Role.SUPERVISOR)
    page = client.get(at("proposal", one))
    assert one.text in page.text
    assert "Di Prova" not in page.text
    assert "ada@example.it" not in page.text
    assert "nome non pubblicato" in page.text
    assert "Ammetti" not in page.text

    enter(area, Role.SECRETARY)
    page = client.get(at("proposal", one))
    assert "ada@example.it" in page.text
    assert "Ammetti" not in page.text


def test_a_proposal_of_elsewhere_is_not_found_and_nothing_of_it_is_changed(client, area):
    one = make_contribution()
    steps = ["admit", "merge", "answer", "discuss", "withdraw", "hide", "forget", "classify"]
    assert client.get(at("proposal", one)).status_code == 404
    for step in steps:
        assert client.post(at(f"proposal_{step}", one), {}).status_code == 404


def test_a_proposal_is_admitted_and_then_answered_by_e_mail(client, area):
    one = make_contribution(area=area)
    make_author(contribution=one, email="ada@example.it", wants_answer_by=AnswerWay.EMAIL)
    client.post(at("proposal_admit", one))
    told = {"outcome": "accepted", "text": "Si farà da gennaio.", "seen": ""}

    page = client.post(at("proposal_answer", one), told | {"preview": "1"})
    assert "Si farà da gennaio." in page.context["letter"]
    assert not Reply.objects.exists()

    page = client.post(at("proposal_answer", one), told, follow=True)
    assert "La risposta è registrata." in page.text
    one.refresh_from_db()
    assert (one.state, one.outcome) == (VoiceState.ANSWERED, Outcome.ACCEPTED)
    assert Telling.objects.get().message.recipients == ["ada@example.it"]


def test_two_who_answer_the_same_proposal_do_not_cover_each_other(client, area):
    one = make_contribution(area=area, state=VoiceState.ADMITTED)
    told = {"outcome": "accepted", "text": "Sì.", "seen": ""}
    client.post(at("proposal_answer", one), told)

    page = client.post(at("proposal_answer", one), told | {"outcome": "not_accepted"})

    assert "Nel frattempo qualcun altro ha risposto" in page.text
    assert Reply.objects.get().outcome == Outcome.ACCEPTED
    told["seen"] = page.context["seen"]
    client.post(at("proposal_answer", one), told | {"outcome": "partly", "text": "In parte."})
    one.refresh_from_db()
    assert one.outcome == Outcome.PARTLY
    assert Reply.objects.count() == 2


def test_an_answer_without_words_or_outcome_is_refused_beside_its_fields(client, area):
    one = make_contribution(area=area, state=VoiceState.ADMITTED)
    page = client.post(at("proposal_answer", one), {"outcome": "x", "text": " ", "seen": ""})
    assert set(page.context["form"].errors) == {"outcome", "text"}
    page = client.post(
        at("proposal_answer", one), {"outcome": "partly", "text": "x" * 20_000, "seen": ""}
    )
    assert set(page.context["form"].errors) == {"text"}


def test_an_answer_handed_over_is_told_with_its_day(client, area):
    one = make_contribution(area=area, state=VoiceState.ADMITTED)
    make_author(contribution=one, wants_answer_by=AnswerWay.PICKUP)
    client.post(at("proposal_answer", one), {"outcome": "accepted", "text": "Sì.", "seen": ""})
    telling = Telling.objects.get()
    assert "da consegnare" in client.get(at("proposal", one)).text

    there = at("proposal_hand", one, telling.key)
    page = client.post(there, {"how": "consegnata a mano", "told_on": "2199-01-01"})
    assert set(page.context["form"].errors) == {"told_on"}
    waiting = client.get(LIST, {"mostra": "da-comunicare"})
    assert keys(waiting) == {one.key}
    assert "1 risposta da comunicare" in client.get(reverse("desk:home")).text
    client.post(there, {"how": "consegnata a mano", "told_on": localdate().isoformat()})
    assert not keys(client.get(LIST, {"mostra": "da-comunicare"}))

    telling.refresh_from_db()
    assert telling.told_how == "consegnata a mano"
    assert "consegnata a mano" in client.get(at("proposal", one)).text


def test_one_is_merged_into_another_by_its_number_and_parted_again(client, area):
    one, other = make_contribution(area=area), make_contribution(area=area)
    page = client.post(at("proposal_merge", one), {"into": "9999/1990"})
    assert set(page.context["form"].errors) == {"into"}
    page = client.post(at("proposal_merge", one), {"into": f"{one.number}/{one.year}"})
    assert set(page.context["form"].errors) == {"into"}

    client.post(at("proposal_merge", one), {"into": f"{other.number}/{other.year}"})
    one.refresh_from_db()
    assert one.merged_into == other
    client.post(at("proposal_unmerge", one))
    one.refresh_from_db()
    assert one.state == VoiceState.RECEIVED


def test_two_that_are_both_answered_are_not_merged(client, area):
    one, other = (
        make_contribution(area=area, state=VoiceState.ANSWERED, outcome="accepted")
        for _ in range(2)
    )
    page = client.post(at("proposal_merge", one), {"into": f"{other.number}/{other.year}"})
    assert page.context["form"].errors["into"]
    one.refresh_from_db()
    assert one.state == VoiceState.ANSWERED


def test_a_proposal_not_pertinent_says_why(client, area):
    one = make_contribution(area=area)
    page = client.post(at("proposal_not_pertinent", one), {"reason": " "})
    assert set(page.context["form"].errors) == {"reason"}
    client.post(at("proposal_not_pertinent", one), {"reason": "Le strade sono della Provincia."})
    one.refresh_from_db()
    assert one.state == VoiceState.NOT_PERTINENT
    assert "Riammetti" in client.get(at("proposal", one)).text


def test_a_proposal_is_discussed_in_an_occasion(client, area):
    one = make_contribution(area=area, state=VoiceState.ADMITTED)
    page = client.post(at("proposal_discuss", one), {})
    assert set(page.context["form"].errors) == {"item"}
    occasion = make_occasion(area=area, title="Tavolo anziani")
    make_occasion(area=area, title="Assemblea che verrà", held_at=now() + timedelta(days=9))
    assert "che verrà" not in client.get(at("proposal_discuss", one)).text  # nobody met yet
    client.post(
        at("proposal_discuss", one), {"occasion": occasion.key, "summary": "Tutti a favore"}
    )
    page = client.get(at("proposal", one))
    assert "Tavolo anziani" in page.text
    assert "Tutti a favore" in page.text


def test_a_text_is_hidden_and_shown_again_and_rid_of_who_wrote(client, area):
    one = make_contribution(area=area, state=VoiceState.ADMITTED)
    author = make_author(contribution=one, email="ada@example.it")
    client.post(at("proposal_hide", one), {"reason": "Parla di un minore"})
    assert "Parla di un minore" in client.get(at("proposal", one)).text
    client.post(at("proposal_show", one))
    assert "Parla di un minore" not in client.get(at("proposal", one)).text.split("Cronologia")[0]
    client.post(at("proposal_public_text", one), {"text": "Serve OMISSIS."})
    client.post(at("proposal_forget", one), {})
    author.refresh_from_db()
    one.refresh_from_db()
    assert (author.email, one.public_text) == ("", "Serve OMISSIS.")


def test_a_proposal_is_withdrawn_for_who_wrote_it_with_the_reason(client, area):
    one = make_contribution(area=area)
    assert client.post(at("proposal_withdraw", one), {}).context["form"].errors["reason"]
    client.post(at("proposal_withdraw", one), {"reason": "Lo chiede per telefono"})
    assert Contribution.objects.get().state == VoiceState.WITHDRAWN


def test_a_proposal_is_classified_and_its_text_stays(client, area):
    one = make_contribution(area=area)
    town = make_part(area)
    told = {"title": "Corse", "sort": "need", "towns": [town.key]}
    client.post(at("proposal_classify", one), told)
    before, one = one, Contribution.objects.get()
    assert (one.title, one.sort, one.text) == ("Corse", "need", before.text)
    assert list(one.towns.all()) == [town]


# --- typing in


def typed(area, **more):
    told = {"key": str(uuid4()), "area": area.key, "channel": "paper", "day": TODAY.isoformat()}
    told |= {"text": "Un autobus per il centro diurno.", "sort": "proposal"}
    return told | {"author_kind": "citizen", "wants_answer_by": "code"} | more


def test_what_came_on_paper_is_numbered_and_its_code_told_once(client, area):
    told = typed(area, given_name="Ada", wants_answer_by="pickup")

    page = client.post(TAKE, told)

    one, code = Contribution.objects.get(), page.context["code"]
    assert opens(one, code)
    assert code in page.text
    assert (one.channel, one.state, one.author.given_name) == ("paper", "received", "Ada")
    again = client.post(TAKE, told)
    assert again.status_code == 302
    assert Contribution.objects.count() == 1
    paper = client.post(at("proposal_receipt", one), {"code": code})
    assert paper.content.startswith(b"%PDF")


def test_what_is_typed_wrong_is_refused_beside_its_field(client, area):
    wrong = {
        "text": {"text": " "},
        "day": {"day": "2199-01-01"},
        "organisation": {"author_kind": "organisation"},
        "phone": {"wants_answer_by": "phone"},
        "email": {"wants_answer_by": "email", "email": "no"},
        "channel": {"channel": "site"},
        "title": {"title": "x" * 201},
    }
    for field, words in wrong.items():
        page = client.post(TAKE, typed(area, **words))
        assert set(page.context["form"].errors) == {field}, field
    assert not Contribution.objects.exists()


def test_a_body_that_proposes_is_written_by_its_name_and_brings_a_file(client, area):
    body = make_organisation()
    scan = SimpleUploadedFile("foglio.pdf", b"%PDF-1.4 foglio")
    told = typed(area, author_kind="organisation", organisation=body.name, files=[scan])

    client.post(TAKE, told)

    one = Contribution.objects.get()
    assert one.organisation == body
    there = at("proposal_file", one, one.files.get().key)
    assert client.get(there).getvalue() == b"%PDF-1.4 foglio"


def test_who_only_reads_types_nothing_in_and_opens_no_file(client, enter):
    area = make_area()
    one = make_contribution(area=area)
    enter(area, Role.SUPERVISOR)
    assert client.get(TAKE).status_code == 404
    assert client.post(at("proposal_receipt", one), {"code": "x"}).status_code == 404
    assert client.get(at("proposal_file", one, uuid4())).status_code == 404


def test_who_lost_her_code_is_given_another(client, area):
    one = make_contribution(area=area)
    assert client.get(at("proposal_code", one)).status_code == 200
    code = client.post(at("proposal_code", one)).context["code"]
    one.refresh_from_db()
    assert opens(one, code)


def test_the_desk_tells_what_is_to_be_admitted_answered_and_late(client, area):
    make_contribution(area=area, answer_due_on=TODAY + timedelta(days=30_000))
    make_contribution(area=area, state=VoiceState.ADMITTED, answer_due_on=TODAY)
    make_contribution()

    page = client.get(reverse("desk:home"))

    assert "1 proposta da ammettere" in page.text
    assert "1 proposta a cui rispondere" in page.text
    assert "1 proposta in ritardo con la risposta" in page.text


# --- questionnaires


def test_a_questionnaire_is_brought_shown_and_the_chosen_rows_enter_once(client, area):
    table = "testo;comune\nPiù corse;\nUn centro;\n;\n".encode()
    told = {"area": area.key, "file": SimpleUploadedFile("risposte.csv", table)}
    client.post(IMPORT, told)
    batch = Batch.objects.get()
    client.post(at("proposals_import_columns", batch), {"text": "testo"})
    there = at("proposals_import_preview", batch)
    page = client.get(there)
    assert [row.verdict for row in page.context["page"].object_list][:2] == ["new", "new"]
    first, second = (row.number for row in page.context["page"].object_list[:2])
    sent = {"digest": page.context["digest"], "shown": [first, second], "take": [second]}

    client.post(there, sent | {"enter": "1", "only_good": "1"})

    assert Contribution.objects.get().text == "Un centro"
    assert "già stato importato" in client.post(there, sent | {"enter": "1"}, follow=True).text


def test_a_questionnaire_that_is_not_a_table_is_refused_beside_the_file(client, area):
    told = {"area": area.key, "file": SimpleUploadedFile("risposte.csv", b"%PDF-1.4")}
    page = client.post(IMPORT, told)
    assert page.context["form"].errors
    batch = make_batch(area=area)
    assert client.get(at("proposals_import_preview", batch)).status_code == 404


def test_the_columns_must_tell_where_the_text_is(client, enter):
    area = make_area()
    batch = make_batch(area=area, user=enter(area).holder)
    page = client.post(at("proposals_import_columns", batch), {"text": ""})
    assert set(page.context["form"].errors) == {"text"}
    client.post(at("proposals_import_discard", batch))
    assert not Batch.objects.exists()
