from datetime import UTC, date, datetime

from raccordo.archive.rules import CALENDAR, clean_name, media_type_of
from raccordo.documents.calendar import LONGEST_LINE, Event, write_calendar

NOW = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)


def written(*events):
    return write_calendar("Conferenza", events, stamp=NOW).decode()


def lines_of(*events):
    text = written(*events)
    assert text.endswith("END:VCALENDAR\r\n")
    return text.replace("\r\n ", "").split("\r\n")


def test_an_appointment_is_told_by_its_moment_in_universal_time():
    lines = lines_of(Event("uno@x", "Seduta", NOW, place="Sala consiliare", sequence=2))

    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert "DTSTART:20250303T093000Z" in lines
    assert "DTSTAMP:20250303T093000Z" in lines
    assert "SEQUENCE:2" in lines
    assert "LOCATION:Sala consiliare" in lines


def test_what_falls_due_on_a_day_has_no_hour():
    lines = lines_of(Event("due@x", "Rendiconto", date(2026, 3, 31)))
    assert "DTSTART;VALUE=DATE:20260331" in lines


def test_what_was_called_off_takes_itself_off_the_calendar():
    lines = lines_of(Event("uno@x", "Seduta", NOW, cancelled=True))
    assert "METHOD:CANCEL" in lines
    assert "STATUS:CANCELLED" in lines


def test_what_would_cut_a_line_is_told_otherwise():
    lines = lines_of(Event("uno@x", "a; b, c\\d\r\ne\nEND:VEVENT", NOW))
    assert "SUMMARY:a\\; b\\, c\\\\d\\ne\\nEND:VEVENT" in lines
    assert lines.count("END:VEVENT") == 1


def test_a_long_line_is_cut_by_bytes_and_never_inside_a_letter():
    text = written(Event("uno@x", "è" * 120, NOW))
    assert f"SUMMARY:{'è' * 120}" in lines_of(Event("uno@x", "è" * 120, NOW))
    assert all(len(line.encode()) <= LONGEST_LINE for line in text.split("\r\n"))


def test_the_shelf_knows_a_calendar_by_its_content():
    content = write_calendar("x", [], stamp=NOW)
    assert media_type_of(content) == CALENDAR
    assert clean_name("seduta.txt", media_type=CALENDAR).endswith(".ics")
