"""The letters by which the components are called: the same words and papers to each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.archive.rules import CALENDAR, PDF
from raccordo.documents.pdf import print_paper
from raccordo.governance.models import Attendance, Sitting, Summons
from raccordo.governance.papers.convening import convocation
from raccordo.governance.queries.convocations import (
    Address,
    Called,
    address_of,
    calendar_file,
    called_to,
    subject_of,
    text_of,
)
from raccordo.governance.queries.papers import model_for, sitting_told
from raccordo.governance.queries.seats import Seated
from raccordo.governance.queries.sittings import rules_of, seated_at
from raccordo.governance.states import TextUse
from raccordo.journal.acting import Acting
from raccordo.post.operations import write_message
from raccordo.post.states import Channel

# What mailboxes take, of certified mail too, with room to spare for its encoding.
LARGEST = 15 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to every component: the same words, the same files."""

    subject: str
    body: str
    files: tuple[tuple[StoredFile, str], ...]


def letter_of(
    sitting: Sitting, *, by: Acting, at: datetime, before: datetime | None = None, reason: str = ""
) -> Letter:
    """The words of a convocation, its notice, its calendar, and the papers that a mailbox takes."""
    notice = _notice(sitting, by=by, at=at)
    calendar = store(calendar_file(sitting, at=at), by=by, accept=frozenset({CALENDAR}))
    files, size, left = [(notice, "convocazione.pdf"), (calendar, "convocazione.ics")], 0, []
    for paper in sitting.files.select_related("file"):
        size += paper.file.size
        if size <= LARGEST:
            files.append((paper.file, paper.name))
        else:
            left.append(paper.title)
    with override("it"):
        subject = subject_of(sitting, before=before)
        body = text_of(sitting, before=before, reason=reason)
        if left:
            body += "\n\n" + _("Troppo grandi per essere allegati: %s.") % ", ".join(left)
    return Letter(subject, body, tuple(files))


def summon(sitting: Sitting, channel: Channel, *, letter: Letter, by: Acting, at: datetime) -> int:
    """Write to every component that the present convocation has not reached; how many."""
    attendances = list(sitting.attendances.all())
    who = seated_at(sitting, attendances)
    rules, sent = rules_of(sitting), 0
    for called in called_to(sitting, attendances):
        seated = who[called.attendance.seat_id]
        if called.in_hand or seated.person is None:
            continue
        if address := address_of(seated, channel):
            _write(sitting, called.attendance, address, letter, by=by, at=at)
            sent += 1
        if rules is None or rules.alternates:
            _write_copies(sitting, called, seated, channel, letter, by=by, at=at)
    return sent


def _notice(sitting: Sitting, *, by: Acting, at: datetime) -> StoredFile:
    """The notice of this convocation: made once, the same to whoever is written to later."""
    if sitting.notice is None:
        on = sitting.convened_on or sitting.held_on
        model = model_for(sitting.body, TextUse.CONVOCATION, on=on)
        paper = convocation(sitting_told(sitting), model)
        sitting.notice = store(print_paper(paper, made_at=at), by=by, accept=frozenset({PDF}))
        sitting.save(update_fields=["notice"])
    return sitting.notice


def _write(
    sitting: Sitting,
    attendance: Attendance,
    address: Address,
    letter: Letter,
    *,
    by: Acting,
    at: datetime,
    copy: bool = False,
) -> None:
    """One letter to one address; a component is never written twice the same convocation."""
    n = attendance.summonses.filter(convocation=sitting.convocations).count() + 1
    message = write_message(
        once=f"summons:{sitting.key}:{sitting.convocations}:{attendance.key}:{n}",
        channel=address.channel,
        recipients=[address.email],
        subject=letter.subject,
        body=letter.body,
        files=letter.files,
        by=by,
        at=at,
    )
    facts = {"convocation": sitting.convocations, "copy": copy}
    Summons.objects.create(attendance=attendance, message=message, **facts)


def _write_copies(
    sitting: Sitting,
    called: Called,
    seated: Seated,
    channel: Channel,
    letter: Letter,
    *,
    by: Acting,
    at: datetime,
) -> None:
    """Who may stand in knows of it too; an alternate has an address of her own, not a PEC."""
    if called.copies:
        return
    way = Channel.PROTOCOL if channel == Channel.PROTOCOL else Channel.EMAIL
    for alternate in seated.alternates:
        if alternate.person.email:
            address = Address(way, alternate.person.email)
            _write(sitting, called.attendance, address, letter, by=by, at=at, copy=True)


def tell_called_off(
    sitting: Sitting, one: Called, letter: Letter, *, by: Acting, at: datetime
) -> None:
    """The same who were called, the same way, are told that they are not any more."""
    for message in filter(None, (one.message, *one.copies)):
        write_message(
            once=f"cancelled:{sitting.key}:{message.key}",
            channel=Channel(message.channel),
            recipients=message.recipients,
            subject=letter.subject,
            body=letter.body,
            files=letter.files,
            by=by,
            at=at,
        )
