"""Questionnaires: half the rows wrong, the same file twice, columns called anyhow."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.participation.importing.comparing import (
    NEW,
    SAME,
    WRONG,
    digest_of,
    proposed_in,
)
from raccordo.participation.models import Author, Batch, Contribution
from raccordo.participation.operations.importing import (
    choose_batch_rows,
    discard_batch,
    enter_batch,
    map_columns,
    receive_batch,
)
from raccordo.participation.states import AnswerWay, AuthorKind, VoiceChannel, VoiceSort, VoiceState
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    TODAY,
    make_area,
    make_batch,
    make_consultation,
    make_contribution,
    make_occasion,
    make_organisation,
    make_town,
    make_user,
    put_inside,
)

pytestmark = pytest.mark.django_db
HEAD = ["Testo", "Tipo", "Data", "Comune", "Ente", "Nome", "Email"]


@pytest.fixture
def area():
    return make_area(name="Ambito 11")


def row(text="Più corse.", sort="", day="", town="", body="", name="", email=""):
    return [text, sort, day, town, body, name, email]


def bring(area, rows, head=HEAD, **fields):
    content = write_csv(head, rows)
    facts = {"name": "risposte.csv", "area": area, "user": make_user(), "by": SOMEBODY}
    return receive_batch(content, on=TODAY, **facts | fields)


def enter(batch, *, only_good=False):
    digest = digest_of(proposed_in(batch, on=TODAY))
    facts = {"by": SOMEBODY, "on": TODAY, "at": NOW}
    return enter_batch(batch, digest=digest, only_good=only_good, **facts)


def test_the_rows_of_a_questionnaire_become_numbered_proposals(area):
    town, body = make_town(name="Frisa"), make_organisation(name="Auser Frisa")
    put_inside(town, area)
    make_contribution(area=area, number=7)
    batch = bring(
        area,
        [
            row(sort="Bisogno", day="01/03/2025", town="FRISA", name="Ada", email="Ada@Example.it"),
            row("Un autista volontario.", sort="offerta", body="auser frisa"),
        ],
        occasion=make_occasion(area=area),
    )
    assert batch.mapping["text"] == "testo"

    first, second = enter(batch)

    assert [(one.number, one.year, one.state) for one in (first, second)] == [
        (8, 2025, VoiceState.RECEIVED),
        (9, 2025, VoiceState.RECEIVED),
    ]
    assert (first.sort, first.channel, first.author_kind) == (
        VoiceSort.NEED,
        VoiceChannel.IMPORT,
        AuthorKind.CITIZEN,
    )
    assert (first.received_at.date(), list(first.towns.all())) == (date(2025, 3, 1), [town])
    assert (first.author.email, first.author.wants_answer_by) == (
        "ada@example.it",
        AnswerWay.EMAIL,
    )
    assert (second.organisation, second.author_kind) == (body, AuthorKind.ORGANISATION)
    assert second.occasion == batch.occasion
    batch.refresh_from_db()
    assert (batch.entered_on, batch.rows) == (TODAY, [])  # what is kept is the proposals


def test_half_the_rows_wrong_are_told_one_by_one_and_the_others_may_enter(area):
    good = [row(f"Proposta {n}.") for n in range(5)]
    wrong = [
        row("", sort="Bisogno"),
        row("a" * 10_001),
        row(sort="petizione"),
        row(town="Atlantide"),
        row(day="31/02/2025"),
        row(day="04/03/2025"),
        row(body="Ente ignoto"),
        row(email="ada@"),
        row(name="A" * 81),
    ]
    batch = bring(area, good + wrong)

    with pytest.raises(Refused) as refusal:
        enter(batch)

    told = refusal.value.message.splitlines()
    assert told[0] == "Non è entrato nulla."
    assert told[1] == "Riga 7, colonna «testo», valore «»: manca il valore."
    assert "il testo è di 10001 caratteri e il limite è 10000" in told[2]
    for said, line in zip(
        ["Proposta, Osservazione", "Atlantide", "03/03/2026", "futuro", "Ente ignoto", "posta"],
        told[3:],
        strict=False,
    ):
        assert said in line
    assert len(told) == 10
    assert Contribution.objects.count() == 0

    entered = enter(batch, only_good=True)
    assert [one.number for one in entered] == [1, 2, 3, 4, 5]


def test_the_same_file_twice_adds_nothing(area):
    rows = [row("Più corse."), row("Più corse."), row("Meno moduli.")]
    enter(bring(area, rows))  # two who say the same are two

    again = bring(area, [*rows, row("Più corse.")])

    assert [one.verdict for one in proposed_in(again, on=TODAY)] == [SAME, SAME, SAME, NEW]
    assert [one.number for one in enter(again)] == [4]
    whole = bring(area, rows)
    with pytest.raises(Refused, match="Nessuna riga"):
        enter(whole)
    elsewhere = bring(make_area(), rows)
    assert len(enter(elsewhere)) == 3


def test_what_changed_since_the_preview_is_shown_again(area):
    batch = bring(area, [row("Più corse.")])
    seen = digest_of(proposed_in(batch, on=TODAY))
    enter(bring(area, [row("Più corse.")]))

    with pytest.raises(Refused, match="Dopo l'anteprima"):
        enter_batch(batch, digest=seen, only_good=True, by=SOMEBODY, on=TODAY, at=NOW)


def test_a_questionnaire_enters_once_and_what_was_left_out_does_not(area):
    batch = bring(area, [row("Uno."), row("Due."), row("", sort="Bisogno")])
    choose_batch_rows(batch, shown=[2, 3, 4], chosen=[3], by=SOMEBODY)
    batch.refresh_from_db()

    [entered] = enter(batch)  # the wrong one was left out too

    assert entered.text == "Due."
    with pytest.raises(Refused, match="già stato importato"):
        enter(batch)
    with pytest.raises(Refused, match="già stato importato"):
        discard_batch(batch, by=SOMEBODY)
    assert Entry.objects.filter(what="batch.entered").count() == 1


def test_who_brings_it_says_what_is_in_each_column(area):
    batch = bring(area, [["Più corse.", "Frisa"]], head=["Cosa ti manca?", "Paese"])
    assert [one.verdict for one in proposed_in(batch, on=TODAY)] == [WRONG]

    with pytest.raises(Refused, match="in quale colonna è il testo") as refusal:
        map_columns(batch, mapping={"title": "paese"}, by=SOMEBODY)
    assert refusal.value.field == "text"
    for mapping, said in (
        ({"text": "altro"}, "Non c'è la colonna «altro»"),
        ({"text": "paese", "stipendio": "cosa-ti-manca"}, "stipendio"),
        ({"text": "paese", "title": "paese"}, "due volte"),
    ):
        with pytest.raises(Refused, match=said):
            map_columns(batch, mapping=mapping, by=SOMEBODY)

    batch = map_columns(batch, mapping={"text": "cosa-ti-manca", "title": ""}, by=SOMEBODY)
    assert [one.text for one in enter(batch)] == ["Più corse."]


def test_rows_of_days_on_which_nothing_was_received_are_wrong(area):
    phase = {"since": date(2025, 3, 1), "until": date(2025, 3, 10)}
    consultation = make_consultation(area=area, phase=phase)
    rows = [row(day="28/02/2025"), row("In tempo.", day="02/03/2025")]
    batch = bring(area, rows, consultation=consultation)

    first, second = proposed_in(batch, on=TODAY)

    assert "il 28 febbraio 2025 la consultazione non riceveva" in first.problems[0]
    assert second.verdict == NEW
    with pytest.raises(Refused, match="non è aperta"):
        bring(area, rows, consultation=make_consultation(area=area, state="prepared"))


def test_what_is_not_a_table_is_refused(area):
    for content, said in (
        (b"", "vuoto"),
        (b"%PDF-1.7", "formato"),
        (b"testo\n", "nessuna riga"),
        (write_csv(["testo"], [["riga"]] * 5001), "al massimo 5000"),
    ):
        with pytest.raises(Refused, match=said):
            receive_batch(content, name="x", area=area, user=make_user(), by=SOMEBODY, on=TODAY)


def test_a_workbook_is_read_too(area):
    content = write_xlsx("Risposte", ["Testo", "Data"], [["Più corse.", LONG_AGO]])
    facts = {"name": "risposte.xlsx", "area": area, "user": make_user(), "by": SOMEBODY}
    [one] = enter(receive_batch(content, on=TODAY, **facts))

    assert (one.text, one.year) == ("Più corse.", 2020)
    assert one.answer_due_on > TODAY


def test_what_was_written_in_several_lines_stays_so(area):
    [one] = enter(bring(area, [row("Prima riga.\n\nSeconda riga.")]))

    assert one.text == "Prima riga.\n\nSeconda riga."


def test_a_discarded_questionnaire_leaves_nothing(area):
    batch = make_batch(area=area)
    discard_batch(batch, by=SOMEBODY)

    assert not Batch.objects.exists()
    with pytest.raises(Refused, match="scartato"):
        discard_batch(Batch(pk=batch.pk or 1), by=SOMEBODY)


def test_reading_and_entering_ask_as_many_questions_for_many_rows_as_for_few(area):
    def questions(count, start):
        batch = bring(area, [row(f"N. {start + n}", name="Ada") for n in range(count)])
        with CaptureQueriesContext(connection) as asked:
            enter(batch)
        return len(asked)

    assert questions(2, 0) == questions(20, 100)
    assert Author.objects.count() == 22
