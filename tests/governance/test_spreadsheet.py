"""The sheet that comes back: whatever was moved in it, it is read by its codes."""

import io

import pytest
from xlsxwriter import Workbook

from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.foundation.packed import sheets_of
from raccordo.governance.operations.answering import (
    give_answer,
    return_sheet,
    save_partial,
    send_back,
)
from raccordo.governance.queries.requests import stamp_of
from raccordo.governance.spreadsheet import read_sheet, sheet_of
from raccordo.governance.states import AnswerState
from tests.make import NOW, SOMEBODY, make_answer, make_hall, make_request

pytestmark = pytest.mark.django_db
TOLD = {"total": "100", "children": "60", "elderly": "40"}
GOOD = {"total": 100.0, "children": 60, "elderly": "40,00", "note": "Tutto", "compilata-da": "Ada"}


def sheets(answer):
    return [[list(row) for row in sheet] for sheet in sheets_of(sheet_of(answer), whole=True)]


def filled(answer, figures=GOOD):
    """The sheet as the office sent it, with something written in it."""
    page, hidden = sheets(answer)
    (top,) = (n for n, row in enumerate(page) if row[0] == "Codice")
    for row in page[top + 1 :]:
        if row[0] in figures:
            row[3] = figures[row[0]]
    return page, hidden, top


def book(*pages):
    out = io.BytesIO()
    with Workbook(out) as made:
        for page in pages:
            sheet = made.add_worksheet()
            for number, row in enumerate(page):
                for column, cell in enumerate(row):
                    if cell != "":
                        sheet.write(number, column, cell)
    return out.getvalue()


def returned(answer, content, **more):
    return return_sheet(answer, content=content, given_by="Ada", by=SOMEBODY, at=NOW, **more)


def test_a_sheet_filled_in_is_an_answer_and_is_kept_as_it_came():
    answer = make_answer()
    page, hidden, _top = filled(answer)
    content = book(page, hidden)

    given = returned(answer, content)

    assert given.state == AnswerState.GIVEN
    assert given.figures == {"total": "100,00", "children": "60,00", "elderly": "40,00"}
    assert (given.note, given.given_by) == ("Tutto", "Ada")
    assert content_of(given.file.sha256) == content


def give(answer, figures, note=""):
    facts = {"given_by": "Bice", "seen": stamp_of(answer), "by": SOMEBODY, "at": NOW}
    return give_answer(answer, figures=figures, note=note, **facts)


def test_a_sheet_older_than_what_was_written_does_not_wipe_it_out():
    answer = make_answer()
    page, hidden, _top = filled(answer)
    given = give(answer, {"total": "90", "children": "60", "elderly": "30"}, note="Da noi")

    with pytest.raises(Refused) as refused:
        returned(answer, book(page, hidden))

    assert refused.value.field == "file"
    for said in (
        ", di Bice.",
        "«Spesa totale»: già scritto 90,00, nel foglio 100",
        "«Anziani»: già scritto 30,00, nel foglio 40,00",
        "«Note di chi risponde»: già scritto Da noi, nel foglio Tutto",
        "Scaricare di nuovo il foglio",
    ):
        assert said in refused.value.message
    assert "Minori" not in refused.value.message
    answer.refresh_from_db()
    assert (answer.figures, answer.note) == (given.figures, "Da noi")
    taken = returned(answer, book(page, hidden), replaces=True)
    assert (taken.figures["total"], taken.note) == ("100,00", "Tutto")


def test_a_sheet_that_wipes_out_nothing_is_taken_whenever_it_was_downloaded():
    answer = make_answer()
    page, hidden, _top = filled(answer, GOOD | {"total": 100.0})
    seen = stamp_of(answer)
    save_partial(answer, figures={"total": "100"}, note="", seen=seen, by=SOMEBODY)
    assert returned(answer, book(page, hidden)).state == AnswerState.GIVEN


def test_a_sheet_downloaded_again_corrects_what_it_has_inside():
    answer = send_back(give(make_answer(), TOLD), remark="Rivedere", by=SOMEBODY)
    page, hidden, _top = filled(answer, GOOD | {"elderly": 41, "total": 101})

    assert returned(answer, book(page, hidden)).figures["total"] == "101,00"


def test_columns_and_rows_that_were_moved_are_read_by_their_codes():
    answer = make_answer()
    page, hidden, top = filled(answer)
    head, rows = page[:top], page[top + 1 :]
    moved = [[""] * 6, *head, page[top], *reversed(rows)]
    moved = [[row[3], row[5], "", row[0], row[1], row[2], row[4]] for row in moved]

    assert read_sheet(book(hidden, moved), answer).figures == {
        "total": "100",
        "children": "60",
        "elderly": "40,00",
    }


def test_a_wrong_cell_is_told_with_its_address_wherever_it_is():
    answer = make_answer()
    page, hidden, _top = filled(answer, GOOD | {"children": "tanti"})
    shifted = [[""] * 6, [""] * 6, *page]

    with pytest.raises(Refused) as refused:
        read_sheet(book(shifted, hidden), answer)

    (row,) = (n for n, cells in enumerate(shifted, 1) if cells[0] == "children")
    assert f"D{row}, «Minori»: «tanti» non è un numero" in refused.value.message
    assert "c'è 1 cosa da correggere" in refused.value.message


def test_a_total_that_does_not_add_up_is_told_with_its_cell():
    answer = make_answer()
    page, hidden, _top = filled(answer, GOOD | {"total": 99.5})

    with pytest.raises(Refused, match=r"D\d+, «Spesa totale»: .*la differenza è 0,50"):
        read_sheet(book(page, hidden), answer)


def test_what_a_spreadsheet_keeps_inexactly_is_read_as_it_was_meant():
    answer = make_answer()
    figures = {"total": 0.1 + 0.2, "children": 0.1, "elderly": 0.2}
    page, hidden, _top = filled(answer, figures)

    assert returned(answer, book(page, hidden)).figures["total"] == "0,30"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda rows: rows.pop(0), "Manca la riga «Spesa totale», che ha il codice «total»"),
        (lambda rows: rows.append(list(rows[0])), "la riga «total» c'è già in D"),
        (lambda rows: rows[0].__setitem__(0, "totale"), "il codice «totale» non è di questa"),
    ],
)
def test_a_row_that_is_missing_repeated_or_renamed_is_told(change, why):
    answer = make_answer()
    page, hidden, top = filled(answer)
    rows = page[top + 1 :]
    change(rows)

    with pytest.raises(Refused, match=why):
        read_sheet(book(page[: top + 1] + rows, hidden), answer)


def test_without_its_headings_nothing_is_guessed():
    answer = make_answer()
    page, hidden, top = filled(answer)

    with pytest.raises(Refused, match="non ci sono più le colonne"):
        read_sheet(book(page[:top] + page[top + 1 :], hidden), answer)


def test_the_sheet_of_another_body_of_another_year_or_of_nobody_is_refused():
    answer = make_answer()
    neighbour = make_answer(request=answer.request)
    before = make_answer(
        request=make_request(area=answer.request.area, year=2023),
        organisation=answer.organisation,
    )

    elsewhere = make_answer(organisation=answer.organisation)  # asked by another area
    named = f"Questo è il foglio di «{before.request.title}», anno 2023: qui serve quello di"
    told = {neighbour: "di un altro ente", before: named, elsewhere: "di un'altra richiesta"}
    for other, why in told.items():
        page, hidden, _top = filled(other)
        with pytest.raises(Refused, match=why):
            read_sheet(book(page, hidden), answer)
    with pytest.raises(Refused, match="non è il foglio di questa richiesta"):
        read_sheet(book(filled(answer)[0]), answer)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04broken", "non si apre"),
        (b"%PDF-1.4", "non è un foglio di calcolo XLSX"),
        (b"Codice;Risposta\n", "non è un foglio di calcolo XLSX"),
        (b"", "non è un foglio di calcolo XLSX"),
    ],
)
def test_what_is_no_workbook_is_refused(content, why):
    with pytest.raises(Refused, match=why):
        read_sheet(content, make_answer())


def test_the_sheet_shows_what_was_already_written_and_the_year_before():
    hall = make_hall()
    old = make_request(year=2023)
    make_answer(request=old, organisation=hall, figures={"total": "80,00"}, state=AnswerState.GIVEN)
    answer = make_answer(
        request=make_request(area=old.area), organisation=hall, figures={"total": "90,50"}
    )

    page, _hidden = sheets(answer)

    (row,) = (row for row in page if row[0] == "total")
    assert row[3:5] == [90.5, 80.0]


def test_a_note_never_becomes_a_formula():
    answer = make_answer(note="=HYPERLINK(1)")

    page, _hidden = sheets(answer)

    (row,) = (row for row in page if row[0] == "note")
    assert row[3] == "'=HYPERLINK(1)"
