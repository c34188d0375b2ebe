"""Appointments as calendars read them: iCalendar, RFC 5545."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST = 75  # bytes in a line, its end apart (RFC 5545, 3.1)
MAKER = "-//Raccordo//Ufficio di Piano//IT"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens: at an hour, or all day long when only the day is told."""

    uid: str
    starts: datetime | date
    title: str
    ends: datetime | None = None
    text: str = ""
    place: str = ""
    link: str = ""
    # Each time it is told anew: the later one counts (RFC 5545, 3.8.7.4).
    sequence: int = 0
    cancelled: bool = False


def calendar_of(events: Sequence[Event], *, name: str, made_at: datetime) -> bytes:
    """Some appointments as a file that every calendar opens."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{MAKER}", "CALSCALE:GREGORIAN"]
    cancelled = any(event.cancelled for event in events)
    lines += [f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}", f"X-WR-CALNAME:{escaped(name)}"]
    for event in events:
        lines += _event(event, made_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _event(event: Event, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(made_at)}"
    if isinstance(event.starts, datetime):
        yield f"DTSTART:{_moment(event.starts)}"
        yield f"DTEND:{_moment(event.ends or event.starts + timedelta(hours=2))}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"SUMMARY:{escaped(event.title)}"
    told = {"DESCRIPTION": event.text, "LOCATION": event.place}
    yield from (f"{word}:{escaped(text)}" for word, text in told.items() if text)
    if event.link:
        yield f"URL:{event.link}"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Words as they stand in a line: what would end it, or cut it, is told otherwise."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return kept.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line cut where it is too long, never inside a letter."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LONGEST - (1 if pieces else 0):
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
