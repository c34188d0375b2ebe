from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.archive.models import StoredFile
from raccordo.archive.operations import discard, store
from raccordo.archive.rules import clean_name
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import elided
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.post.models import Attachment, Job, Message, Notice, Receipt
from raccordo.post.states import (
    JOB_LIFE,
    MESSAGE_LIFE,
    Channel,
    JobState,
    MessageState,
    ReceiptKind,
)

AFTER_RECEIPT = {
    ReceiptKind.DELIVERED: MessageState.DELIVERED,
    ReceiptKind.NOT_DELIVERED: MessageState.NOT_DELIVERED,
    ReceiptKind.NOT_ACCEPTED: MessageState.NOT_DELIVERED,
}
NOT_LEFT = (MessageState.WAITING, MessageState.BY_HAND)
# An elision may add a letter to what was cut to measure.
LONGEST_SUBJECT, LONGEST_NOTICE = 250, 300


@operation
def write_message(
    *,
    once: str,
    channel: Channel,
    recipients: Sequence[str],
    subject: str,
    body: str,
    by: Acting,
    at: datetime,
    files: Sequence[tuple[StoredFile, str]] = (),
) -> Message:
    """Put a message in the outbox; the same one, named the same, is there once."""
    if not recipients:
        raise Refused(_("Manca il destinatario."), field="recipients")
    by_hand = channel == Channel.PROTOCOL
    message, new = Message.objects.get_or_create(
        once=once,
        defaults={
            "chain": by.chain,
            "channel": channel,
            "recipients": list(recipients),
            "subject": elided(" ".join(subject.split()))[:LONGEST_SUBJECT],
            "body": elided(body),
            "state": MessageState.BY_HAND if by_hand else MessageState.WAITING,
            "written_at": at,
            "not_before": at,
        },
    )
    if new:
        Attachment.objects.bulk_create(
            Attachment(message=message, file=file, name=name) for file, name in files
        )
        record(by=by, what="message.written", subject=message, channel=channel)
    return message


@operation
def move_message(
    message: Message,
    *,
    to: MessageState,
    by: Acting,
    reason: str = "",
    left_at: datetime | None = None,
    not_before: datetime | None = None,
    reached: Sequence[str] = (),
) -> Message:
    """Carry a message one step along its life, with what went wrong if something did."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    here = MessageState(message.state)
    if not message.recipients:  # it was emptied while it was leaving, or since
        to, reason, reached = _without_recipients(here, to), "", ()
    MESSAGE_LIFE.require(here, to)

    message.state, message.trouble = to, reason
    message.attempts += to == MessageState.LEAVING
    if to == MessageState.WAITING and here != MessageState.LEAVING:  # a person tries it anew
        message.attempts = 0
    message.left_at = left_at or message.left_at
    message.not_before = not_before or message.not_before
    message.reached = [*message.reached, *reached]
    changed = ["state", "trouble", "attempts", "left_at", "not_before", "reached"]
    message.save(update_fields=changed)
    record(by=by, what="message.moved", subject=message, purpose=reason, before=here, after=to)
    return message


def _without_recipients(here: MessageState, to: MessageState) -> MessageState:
    """Where a message goes that has been emptied: nobody sends it again."""
    if to != MessageState.WAITING:
        return to
    if here != MessageState.LEAVING:
        raise Refused(_("Il messaggio non ha più destinatario né testo: non si invia di nuovo."))
    return MessageState.GIVEN_UP


@operation
def empty_messages(messages: QuerySet[Message], *, by: Acting) -> int:
    """Take out of some messages to whom they went and what they said; that they were, stays.

    One that has not left yet does not leave; how many there were.
    """
    told = [one for one in messages.select_for_update(of=("self",)) if one.recipients]
    for message in told:
        if message.state in NOT_LEFT:
            message.state = MessageState.GIVEN_UP
        message.recipients, message.reached, message.trouble, message.body = [], [], "", ""
        message.subject = _("Messaggio svuotato su richiesta")
        message.save()
        record(by=by, what="message.emptied", subject=message)
    discard(_files_taken_from(told), by=by)
    return len(told)


@operation
def forget_messages(messages: QuerySet[Message], *, by: Acting) -> int:
    """Forget some messages and what is tied to them, with one line for all; how many there were."""
    told = list(messages.select_for_update(of=("self",)))
    files = _files_taken_from(told)
    Receipt.objects.filter(message__in=told).delete()
    Message.objects.filter(pk__in=[one.pk for one in told]).delete()
    discard(files, by=by)
    if told:
        record(by=by, what="message.forgotten", subject=None, messages=len(told))
    return len(told)


def _files_taken_from(messages: Sequence[Message]) -> list[StoredFile]:
    """The files of some messages, which lead to them no more."""
    attached = Attachment.objects.filter(message__in=messages).select_related("file")
    back = Receipt.objects.filter(message__in=messages, file__isnull=False).select_related("file")
    files = [one.file for one in attached] + [one.file for one in back if one.file]
    attached.delete()
    back.update(file=None, name="")
    return files


@operation
def add_receipt(
    message: Message,
    *,
    kind: ReceiptKind,
    by: Acting,
    on: date,
    content: bytes | None = None,
    name: str = "",
) -> Receipt:
    """Keep what came back of a message; a delivery or its lack changes its state."""
    file = None if content is None else store(content, by=by)
    name = clean_name(name, media_type=file.media_type) if file else ""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    here = state = MessageState(message.state)
    after = AFTER_RECEIPT.get(kind)
    if here in {MessageState.BY_HAND, MessageState.UNCERTAIN} and kind != ReceiptKind.OTHER:
        state = MessageState.SENT
    if after and MESSAGE_LIFE.allows(state, after):
        state = after
    if state != here:
        message.state, message.trouble = state, ""
        message.save(update_fields=["state", "trouble"])
    receipt = Receipt.objects.create(message=message, kind=kind, file=file, name=name, on=on)
    record(by=by, what="receipt.added", subject=message, kind=kind, on=on)
    return receipt


@operation
def give_notice(
    user: User, *, once: str, text: str, by: Acting, at: datetime, link: str = ""
) -> Notice:
    """Tell a person something on her desk; the same notice, named the same, is given once."""
    notice, new = Notice.objects.get_or_create(
        once=once,
        defaults={
            "user": user,
            "text": elided(text)[:LONGEST_NOTICE],
            "link": link,
            "written_at": at,
        },
    )
    if new:
        record(by=by, what="notice.given", subject=notice)
    return notice


@operation
def read_notices(user: User, *, by: Acting, at: datetime) -> int:
    """Put away the notices a person has read."""
    read = Notice.objects.filter(user=user, read_at=None).update(read_at=at)
    if read:
        record(by=by, what="notice.read", subject=None, notices=read)
    return read


@operation
def ask_job(
    *, kind: str, title: str, facts: dict[str, Any], by: Acting, at: datetime, user: User | None
) -> Job:
    """Ask for some work to be done in the background."""
    job = Job.objects.create(kind=kind, title=title, facts=facts, user=user, asked_at=at)
    record(by=by, what="job.asked", subject=job, kind=kind)
    return job


@operation
def move_job(
    job: Job,
    *,
    to: JobState,
    by: Acting,
    at: datetime,
    outcome: str = "",
    result: StoredFile | None = None,
    result_name: str = "",
) -> Job:
    """Carry a job one step along its life, with its outcome when it ends."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    here = JobState(job.state)
    JOB_LIFE.require(here, to)

    job.state, job.outcome, job.beat_at = to, elided(outcome), at
    job.result, job.result_name = result, result_name
    job.save(update_fields=["state", "outcome", "beat_at", "result", "result_name"])
    record(by=by, what="job.moved", subject=job, purpose=outcome[:200], before=here, after=to)
    return job


@operation
def forget_jobs(*, before: datetime, by: Acting) -> int:
    """Forget the ended jobs that nobody with a name asked for, once they are old; how many."""
    old = Job.objects.filter(user=None, state__in=JOB_LIFE.ends, asked_at__lt=before)
    forgotten, _of_each = old.delete()
    if forgotten:
        record(by=by, what="job.forgotten", subject=None, jobs=forgotten)
    return forgotten


@operation
def ask_to_stop(job: Job, *, by: Acting) -> Job:
    """Ask a job to stop: one that waits ends now, one that runs ends at its next step."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if JobState(job.state) in JOB_LIFE.ends:
        raise Refused(_("La lavorazione è già terminata."))

    job.stop_asked = True
    if job.state == JobState.WAITING:
        job.state = JobState.CANCELLED
    job.save(update_fields=["stop_asked", "state"])
    record(by=by, what="job.stop_asked", subject=job)
    return job
