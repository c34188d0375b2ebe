"""Calendars as other programs read them (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # in octets, without its end


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day, or at an hour; its uid stays the same for ever."""

    uid: str
    title: str
    begins: date | datetime
    ends: datetime | None = None
    text: str = ""
    place: str = ""
    address: str = ""


def write_calendar(name: str, events: Iterable[Event], *, stamp: datetime) -> bytes:
    """A calendar with some events; the same events at the same stamp are the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Raccordo//Scadenzario//IT"]
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_escaped(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(piece for line in lines for piece in _folded(line))


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(stamp)}"
    if isinstance(event.begins, datetime):
        yield f"DTSTART:{_moment(event.begins)}"
        if event.ends:
            yield f"DTEND:{_moment(event.ends)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.begins:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.begins + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"  # a day by which something is due leaves one free
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{_escaped(event.text)}"
    if event.place:
        yield f"LOCATION:{_escaped(event.place)}"
    if event.address:
        yield f"URL:{event.address}"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """A line of octets, cut where it is too long and never within a letter."""
    piece, room = b"", LONGEST_LINE
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            yield piece + b"\r\n"
            piece = b" "
        piece += octets
    yield piece + b"\r\n"
