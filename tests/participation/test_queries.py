"""Who reads what, how it is found, what the public never reads, what is counted."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from raccordo.access.rights import Right, Role
from raccordo.documents.odt import write_odt
from raccordo.documents.pdf import print_paper
from raccordo.participation.models import Contribution
from raccordo.participation.operations.answering import answer
from raccordo.participation.operations.becoming import back_need
from raccordo.participation.operations.hearing import take_contribution
from raccordo.participation.operations.sorting import merge
from raccordo.participation.papers.findings import table_of_answers
from raccordo.participation.papers.receipts import receipt
from raccordo.participation.queries.contributions import (
    Wanted,
    awaiting_answer,
    consultations_open_to,
    contributions_found,
    contributions_open_to,
    occasions_open_to,
    sees_author,
    voices_to_answer,
)
from raccordo.participation.queries.figures import statistics_of
from raccordo.participation.queries.public import (
    PublicVoice,
    as_public,
    public_consultations,
    public_contributions,
    public_occasions,
)
from raccordo.participation.states import Outcome, VoiceChannel, VoiceSort, VoiceState
from raccordo.participation.voices import Voice, Writer
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_acting,
    make_area,
    make_author,
    make_consultation,
    make_contribution,
    make_need,
    make_occasion,
    make_organisation,
    make_part,
    make_town,
)

pytestmark = pytest.mark.django_db
HOUSE = "https://piano.example.it"
WRITING = {"by": SOMEBODY, "on": TODAY, "at": NOW, "house": HOUSE}


@pytest.fixture
def area():
    return make_area(name="Ambito 11")


def test_who_reads_the_proposals_reads_those_of_her_area_and_none_unconfirmed(area):
    one = make_contribution(area=area)
    make_contribution(area=area, state=VoiceState.UNCONFIRMED)
    make_contribution()
    office, treasurer = make_acting(area=area), make_acting(area=area, role=Role.ACCOUNTANT)

    for right in (Right.READ_VOICES, Right.TAKE_VOICES, Right.KEEP_VOICES):
        assert list(contributions_open_to(office, right, on=TODAY)) == [one]
        assert not contributions_open_to(treasurer, right, on=TODAY)


def test_who_sits_for_a_municipality_reads_and_does_not_learn_who_wrote(area):
    town = make_part(area)
    one = make_contribution(area=area)
    mayor, office = make_acting(area=town, role=Role.MAYOR), make_acting(area=area)
    consultation, table = make_consultation(area=area), make_occasion(area=area)

    assert list(contributions_open_to(mayor, Right.READ_VOICES, on=TODAY)) == [one]
    assert list(consultations_open_to(mayor, Right.READ_VOICES, on=TODAY)) == [consultation]
    assert list(occasions_open_to(mayor, Right.READ_VOICES, on=TODAY)) == [table]
    assert not contributions_open_to(mayor, Right.KEEP_VOICES, on=TODAY)
    assert not sees_author(mayor, one, on=TODAY)
    assert sees_author(office, one, on=TODAY)


def test_a_proposal_is_found_by_what_it_says_and_how_it_stands(area):
    town, body = make_town(), make_organisation(name="Auser Frisa")
    consultation = make_consultation(area=area)
    bus = make_contribution(area=area, number=41, consultation=consultation, organisation=body)
    late = make_contribution(
        area=area,
        number=40,
        title="Città più pulita",
        text="Pulizia.",
        sort=VoiceSort.NEED,
        answer_due_on=TODAY - timedelta(days=1),
    )
    done = make_contribution(
        area=area, number=39, year=2024, state=VoiceState.ANSWERED, outcome=Outcome.ACCEPTED
    )
    late.towns.add(town)
    make_author(contribution=done, family_name="Sabatini")
    every = contributions_open_to(make_acting(area=area), Right.READ_VOICES, on=TODAY)

    def found(**wanted):
        return list(contributions_found(every, Wanted(**wanted)))

    assert found() == [bus, late, done]
    assert found(words="TRASPORTO visite") == [bus, done]
    assert found(words="citta") == [late]
    assert found(words="41/2025") == found(words="41") == [bus]
    assert found(words="auser", with_authors=True) == [bus]
    assert found(words="auser") == []  # who may not read who wrote does not find it by her name
    Contribution.objects.filter(pk=bus.pk).update(named_in_public=True)
    assert found(words="auser") == [bus]
    assert found(sort=VoiceSort.NEED) == found(town=town) == found(late_on=TODAY) == [late]
    assert found(unanswered=True) == [bus, late]
    assert found(consultation=consultation) == [bus]
    assert found(state=VoiceState.ANSWERED) == found(outcome=Outcome.ACCEPTED) == [done]
    assert found(words="sabatini") == []
    assert found(words="sabatini", with_authors=True) == [done]
    assert list(awaiting_answer(area)) == [late, bus]
    assert list(awaiting_answer(area, on=TODAY)) == [late]
    assert list(voices_to_answer(make_acting(area=area), on=TODAY)) == [late, bus]
    mayor = make_acting(area=area, role=Role.MAYOR)
    assert not voices_to_answer(mayor, on=TODAY)  # she reads, and does not answer


def test_the_public_reads_fields_named_one_by_one_and_never_who_wrote(area):
    consultation = make_consultation(area=area)
    one = make_contribution(area=area, consultation=consultation, state=VoiceState.ADMITTED)
    make_author(contribution=one, family_name="Segreta", email="ada@segreta.it", phone="0872555")
    make_contribution(area=area, consultation=consultation, state=VoiceState.UNCONFIRMED)

    [told] = as_public(public_contributions(consultation))

    assert {field.name for field in fields(PublicVoice)} == {
        *("key", "name", "number", "year", "sort", "title", "text", "why_no_text", "author"),
        *("author_kind", "towns", "received_on", "answer_due_on", "state", "merged_into"),
        *("merged_key", "outcome_code"),
        *("discussed", "outcome", "answer", "answered_on", "withdrawn_on", "ended"),
    }
    for secret in ("Segreta", "segreta.it", "0872555"):
        assert secret not in str(told)


def test_a_consultation_in_preparation_is_nobodys_reading(area):
    prepared = make_consultation(area=area, state="prepared")
    make_contribution(area=area, consultation=prepared)
    public = make_consultation(area=area)
    make_occasion(area=area, consultation=public)

    assert list(public_consultations()) == [public]
    assert list(public_contributions(prepared)) == []
    assert public_occasions(public).count() == 1


def test_the_public_page_asks_as_many_questions_for_many_as_for_few(area):
    consultation = make_consultation(area=area)

    def add():
        one = make_contribution(
            area=area, consultation=consultation, state="admitted", named_in_public=True
        )
        make_author(contribution=one)
        one.towns.add(make_town())
        answer(one, outcome=Outcome.ACCEPTED, text="Sì.", **WRITING)

    def questions():
        with CaptureQueriesContext(connection) as asked:
            as_public(public_contributions(consultation))
        return len(asked)

    for _ in range(2):
        add()
    few = questions()
    for _ in range(10):
        add()
    assert questions() == few <= 8


def test_what_was_heard_is_counted_with_the_days_it_took_to_answer(area):
    for number in range(3):
        one = make_contribution(area=area, state=VoiceState.ADMITTED)
        if number:
            answer(
                one,
                outcome=Outcome.ACCEPTED,
                text="Sì.",
                **WRITING | {"on": TODAY + timedelta(days=10 * number)},
            )
    make_contribution(area=area, author_kind="organisation", sort=VoiceSort.OFFER)
    make_contribution(area=area, state=VoiceState.WITHDRAWN, withdrawn_on=TODAY)
    make_contribution(area=area, state=VoiceState.UNCONFIRMED)
    every = contributions_open_to(make_acting(area=area), Right.READ_VOICES, on=TODAY)

    told = statistics_of(every, on=TODAY + timedelta(days=31))

    assert (told.whole.received, told.whole.answered, told.whole.percent) == (4, 2, 50)
    assert (told.median_days, told.longest_days, told.late) == (15, 20, 2)
    assert statistics_of(every, on=TODAY + timedelta(days=30)).late == 0  # its last day is in time
    assert [(one.label, one.received, one.answered) for one in told.by_author] == [
        ("Cittadina o cittadino", 3, 2),
        ("Ente", 1, 0),
    ]
    assert told.by_outcome == (("Accolta", 2),)


def test_a_title_does_not_tell_what_was_left_out_of_the_text():
    text, public = "Mario Rossi non ha trasporto.", "OMISSIS non ha trasporto."
    own = make_contribution(state="admitted", title=text, text=text, public_text=public)
    given = {"title": "Mario Rossi a piedi", "text": text, "public_text": public}
    named = make_contribution(state="admitted", **given)

    assert [one.title for one in as_public([own, named])] == [public, public]
    assert as_public([own], own=True)[0].title == text


def test_of_nothing_heard_nothing_is_divided(area):
    every = contributions_open_to(make_acting(area=area), Right.READ_VOICES, on=TODAY)
    told = statistics_of(every, on=TODAY)

    assert (told.whole.percent, told.median_days, told.by_author) == (None, None, ())


def test_the_table_of_answers_prints_and_is_corrected(area):
    consultation = make_consultation(area=area, title="Verso il piano")
    done = make_contribution(area=area, consultation=consultation, state="admitted", number=2)
    joined = make_contribution(area=area, consultation=consultation, state="admitted", number=1)
    waiting = make_contribution(area=area, consultation=consultation, number=3, text="SEGRETO")
    make_author(contribution=done, family_name="Segreta")
    merge(joined, into=done, **WRITING)
    answer(done, outcome=Outcome.PARTLY, text="Una corsa il sabato.", **WRITING)
    need = make_need(area=area, number=3, title="Corse nei giorni di visita")
    back_need(done, need=need, by=SOMEBODY, on=TODAY)
    public = public_contributions(consultation)

    paper = table_of_answers(
        consultation,
        as_public(public),
        statistics_of(public, on=TODAY),
        on=TODAY,
    )

    rows = next(block.rows for block in paper.blocks if getattr(block, "widths", ()))
    assert [row[0] for row in rows] == ["1/2025", "2/2025", "3/2025"]
    assert rows[0][3] == f"Unita a: {done}"
    assert rows[0][4:6] == ("Accolta in parte", "Una corsa il sabato.")
    assert [row[6] for row in rows] == ["N-3", "N-3", "–"]
    assert rows[2][4:6] == ("Ricevuta", "in attesa")
    assert not [row for row in rows if "Segreta" in str(row) or "SEGRETO" in str(row)]
    assert waiting.text == "SEGRETO"
    assert print_paper(paper, made_at=NOW).startswith(b"%PDF")
    assert write_odt(paper, made_at=NOW).startswith(b"PK")


def test_the_receipt_tells_the_code_once(area):
    facts = {"channel": VoiceChannel.VOICE, "by": SOMEBODY, "at": NOW}
    received = take_contribution(area, Voice("Più corse."), Writer("Ada"), **facts)

    paper = receipt(received, house=HOUSE)

    told = dict(paper.blocks[0].pairs)
    assert (told["Numero"], told["Codice"]) == ("1/2025", received.code)
    assert told["Risposta entro il"] == "2 aprile 2025"
    assert print_paper(paper, made_at=NOW).startswith(b"%PDF")


def test_the_long_texts_stand_last_in_their_table_so_that_lists_do_not_read_through_them():
    with connection.cursor() as cursor:
        table = connection.introspection.get_table_description(cursor, Contribution._meta.db_table)
    names = [column.name for column in table]
    assert set(names[names.index("text") :]) <= {"text", "public_text", "search", "merged_into_id"}
