from datetime import UTC, date, datetime

from raccordo.archive.rules import CALENDAR, clean_name, media_type_of
from raccordo.documents.calendars import LONGEST, Event, calendar_of, escaped, folded

NOW = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)


def lines_of(*events):
    text = calendar_of(events, name="Conferenza", made_at=NOW).decode()
    assert text.endswith("END:VCALENDAR\r\n")
    return text.replace("\r\n ", "").split("\r\n")


def test_an_appointment_is_told_by_its_moment_in_universal_time():
    lines = lines_of(Event("uno@x", NOW, "Seduta", place="Sala consiliare", sequence=2))

    assert lines[:3] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Raccordo//Ufficio di Piano//IT",
    ]
    assert "DTSTART:20250303T093000Z" in lines
    assert "DTEND:20250303T113000Z" in lines
    assert "DTSTAMP:20250303T093000Z" in lines
    assert "SEQUENCE:2" in lines
    assert "LOCATION:Sala consiliare" in lines
    assert "METHOD:PUBLISH" in lines


def test_what_falls_due_on_a_day_has_no_hour():
    assert "DTSTART;VALUE=DATE:20260331" in lines_of(
        Event("due@x", date(2026, 3, 31), "Rendiconto")
    )


def test_what_was_called_off_takes_itself_off_the_calendar():
    lines = lines_of(Event("uno@x", NOW, "Seduta", cancelled=True))
    assert "METHOD:CANCEL" in lines
    assert "STATUS:CANCELLED" in lines


def test_what_would_cut_a_line_is_told_otherwise():
    assert escaped("a; b, c\\d\r\ne") == "a\\; b\\, c\\\\d\\ne"
    lines = lines_of(Event("uno@x", NOW, "Bilancio\nEND:VEVENT\nBEGIN:VEVENT"))
    assert lines.count("END:VEVENT") == 1


def test_a_long_line_is_cut_by_bytes_and_never_inside_a_letter():
    line = "SUMMARY:" + "è" * 120
    pieces = folded(line).split("\r\n ")
    assert len(pieces) > 1
    assert "".join(pieces) == line
    assert all(len(piece.encode()) <= LONGEST for piece in pieces[:1])
    assert all(len(f" {piece}".encode()) <= LONGEST for piece in pieces[1:])


def test_the_shelf_knows_a_calendar_by_its_content():
    content = calendar_of([], name="x", made_at=NOW)
    assert media_type_of(content) == CALENDAR
    assert clean_name("seduta.txt", media_type=CALENDAR).endswith(".ics")
