"""A voice arrives: from the site, to be confirmed; or taken in by who listens, and numbered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from raccordo.archive.operations import discard, store
from raccordo.archive.rules import DOCX, JPEG, ODT, PDF, PNG, TEXT, clean_name
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation.codes import hash_of, new_code
from raccordo.participation.letters import confirmation
from raccordo.participation.models import Contribution, ContributionFile
from raccordo.participation.queries.changing import contribution_to_change, numbers_from
from raccordo.participation.queries.leaving import confirmation_of, files_with, letters_to
from raccordo.participation.receiving import (
    KEPT_UNCONFIRMED,
    LARGEST_FILE,
    MOST_FILES,
    answer_days,
    author_from,
    confirmed_in_time,
    last_day_to_confirm,
    require_body,
    require_few_of_one,
    require_files,
    require_no_flood,
    require_place,
    require_received,
    require_room,
    unsaved,
)
from raccordo.participation.rules.figures import due_on
from raccordo.participation.states import VoiceChannel, VoiceState
from raccordo.participation.voices import Received, Voice, Writer
from raccordo.post.operations import forget_messages, write_message
from raccordo.post.states import Channel
from raccordo.territory.models import Area

ACCEPTED = frozenset({PDF, JPEG, PNG, ODT, DOCX, TEXT})


@operation
def write_from_site(
    area: Area, voice: Voice, writer: Writer, *, by: Acting, at: datetime, house: str
) -> Received:
    """Keep what somebody writes on the site without an account, until she confirms her address.

    It has no number and no code yet, and the office does not see it.
    """
    if voice.key and (known := Contribution.objects.filter(key=voice.key).first()):
        return Received(known)
    require_place(area, voice.consultation, voice.occasion)
    require_received(voice, on=localdate(at))
    author = author_from(writer)
    require_body(voice, told=author.group_name)
    contribution = unsaved(area, voice, channel=VoiceChannel.SITE, at=at)
    if not author.email:
        raise Refused(_("Serve un indirizzo di posta per confermare la proposta."), field="email")
    require_few_of_one(author.email, at=at)
    require_no_flood(area, at=at)
    require_room(area, voice.files)
    contribution.save()
    author.contribution = contribution
    author.save()
    _dress(contribution, voice, by=by)
    subject, body = confirmation(contribution, house=house, until=last_day_to_confirm(at))
    write_message(
        once=confirmation_of(contribution),
        channel=Channel.EMAIL,
        recipients=[author.email],
        subject=subject,
        body=body,
        by=by,
        at=at,
    )
    record(by=by, what="contribution.written", subject=contribution)
    return Received(contribution)


@operation
def confirm_contribution(contribution: Contribution, *, by: Acting, at: datetime) -> Received:
    """Receive what was written on the site, once its author opens the link she was sent.

    Who confirms twice finds it confirmed; the code was told the first time.
    """
    contribution = contribution_to_change(contribution)
    if contribution.state != VoiceState.UNCONFIRMED:
        return Received(contribution)
    if not confirmed_in_time(contribution, at=at):
        raise Refused(
            _("Il collegamento è scaduto: la proposta si può scrivere di nuovo dal sito.")
        )
    received = _receive(contribution, received_at=at)
    facts: dict[str, Any] = {"number": contribution.number, "year": contribution.year}
    record(by=by, what="contribution.confirmed", subject=contribution, **facts)
    return received


@operation
def take_contribution(
    area: Area,
    voice: Voice,
    writer: Writer | None = None,
    *,
    channel: VoiceChannel,
    by: Acting,
    at: datetime,
    received_at: datetime | None = None,
) -> Received:
    """Take in what arrives on paper, by voice, by post, or from the account of a body.

    It is numbered at once; the code is handed over with the receipt.
    """
    if voice.key and (known := Contribution.objects.filter(key=voice.key).first()):
        return Received(known)
    received_at = received_at or at
    if received_at > at:
        raise Refused(_("Il giorno in cui è arrivata non può essere nel futuro."), field="day")
    require_place(area, voice.consultation, voice.occasion)
    require_received(voice, on=localdate(received_at))
    require_body(voice)
    contribution = unsaved(area, voice, channel=channel, at=at)
    author = author_from(writer) if writer else None
    received = _receive(contribution, received_at=received_at)
    if author:
        author.contribution = contribution
        author.save()
    _dress(contribution, voice, by=by)
    facts: dict[str, Any] = {"number": contribution.number, "year": contribution.year}
    facts["channel"] = channel
    record(by=by, what="contribution.received", subject=contribution, **facts)
    return received


@operation
def add_file(
    contribution: Contribution, *, name: str, content: bytes, by: Acting
) -> ContributionFile:
    """Keep a file that comes with a proposal: of a few formats, told by the content."""
    require_files([(name, content)])
    if contribution.files.count() >= MOST_FILES:
        raise Refused(_("Gli allegati sono già %s: non se ne aggiungono altri.") % MOST_FILES)
    file = store(content, by=by, accept=ACCEPTED, limit=LARGEST_FILE)
    added = ContributionFile.objects.create(
        contribution=contribution,
        file=file,
        name=clean_name(name, media_type=file.media_type),
    )
    record(by=by, what="contribution.file_added", subject=contribution, sha256=file.sha256)
    return added


@operation
def renew_code(contribution: Contribution, *, by: Acting) -> Received:
    """Give a new code to who has lost hers: the old one opens nothing any more."""
    contribution = contribution_to_change(contribution)
    if contribution.number is None:
        raise Refused(_("La proposta è da confermare: il codice si riceve allora."))
    code = new_code()
    contribution.code_hash = hash_of(contribution, code)
    contribution.save(update_fields=["code_hash"])
    record(by=by, what="contribution.code_renewed", subject=contribution)
    return Received(contribution, code)


@operation
def forget_unconfirmed(*, by: Acting, at: datetime) -> int:
    """Throw away what nobody confirmed in a week, with its letters and its files.

    It was never received, and has no number.
    """
    old = Contribution.objects.filter(
        state=VoiceState.UNCONFIRMED, written_at__lte=at - KEPT_UNCONFIRMED
    )
    rows = list(old.select_for_update().values_list("pk", flat=True))
    for start in range(0, len(rows), 500):
        some = Contribution.objects.filter(pk__in=rows[start : start + 500])
        letters, files = letters_to(some), files_with(some)
        some.delete()
        forget_messages(letters, by=by)
        discard(files, by=by)
    if rows:
        record(by=by, what="contribution.forgotten", subject=None, contributions=len(rows))
    return len(rows)


def _receive(contribution: Contribution, *, received_at: datetime) -> Received:
    """Number a proposal in its area and in the year it arrived, and make its code."""
    day = localdate(received_at)
    contribution.year, contribution.number = day.year, numbers_from(contribution.area, day.year)
    contribution.received_at, contribution.state = received_at, VoiceState.RECEIVED
    contribution.answer_due_on = due_on(day, days=answer_days(contribution))
    code = new_code()
    contribution.code_hash = hash_of(contribution, code)
    contribution.save()
    return Received(contribution, code)


def _dress(contribution: Contribution, voice: Voice, *, by: Acting) -> None:
    """What stands beside the text: where it is about, and the files that came with it."""
    contribution.towns.set(voice.towns)
    require_files(voice.files)
    for name, content in voice.files:
        add_file(contribution, name=name, content=content, by=by)
