"""The outbox emptied: each message is claimed, leaves, and is marked; the order matters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from raccordo.archive.rules import clean_name
from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.post.models import Message
from raccordo.post.operations import move_message
from raccordo.post.rules import next_attempt
from raccordo.post.states import Channel, MessageState

POSTMAN = Acting.system("postman")
FORGOTTEN = timedelta(minutes=10)
Clock = Callable[[], datetime]


def due(*, at: datetime) -> QuerySet[Message]:
    """The messages that should leave by now, the oldest first."""
    waiting = Message.objects.filter(state=MessageState.WAITING, not_before__lte=at)
    return waiting.order_by("not_before", "pk")


def deliver_due(*, now: Clock) -> int:
    """Send what is due and say how many left; a server that is down is tried again later."""
    sent = 0
    for message in due(at=now()):
        sent += deliver(message, now=now)
    return sent


def deliver(message: Message, *, now: Clock) -> bool:
    """Claim one message, send it, mark it: between the two marks nobody else sends it."""
    try:
        message = move_message(message, to=MessageState.LEAVING, by=POSTMAN, left_at=now())
    except Refused:  # somebody else has claimed it in the meantime
        return False
    try:
        _email(message).send()
    except SMTPRecipientsRefused as error:
        reason = _("Il server ha rifiutato gli indirizzi: %s.") % ", ".join(error.recipients)
        move_message(message, to=MessageState.GIVEN_UP, by=POSTMAN, reason=reason)
    except (SMTPException, OSError) as error:
        _wait(message, trouble=str(error), at=now())
    else:
        move_message(message, to=MessageState.SENT, by=POSTMAN, left_at=now())
        return True
    return False


def settle_forgotten(*, at: datetime) -> int:
    """Messages left halfway by a process that died: a person decides, they never leave twice."""
    forgotten = Message.objects.filter(
        state=MessageState.LEAVING, left_at__lt=at - FORGOTTEN
    ).order_by("pk")
    reason = _("L'invio si è interrotto: verificare nella posta inviata se è partito.")
    for message in forgotten:
        move_message(message, to=MessageState.UNCERTAIN, by=POSTMAN, reason=reason)
    return len(forgotten)


def _wait(message: Message, *, trouble: str, at: datetime) -> None:
    again = next_attempt(message.attempts, failed_at=at)
    if again is None:
        move_message(message, to=MessageState.GIVEN_UP, by=POSTMAN, reason=trouble)
    else:
        move_message(message, to=MessageState.WAITING, by=POSTMAN, reason=trouble, not_before=again)


def _email(message: Message) -> EmailMessage:
    pec = message.channel == Channel.PEC and settings.PEC_CONNECTION["host"] != ""
    options: dict[str, Any] = settings.PEC_CONNECTION if pec else {}
    email = EmailMessage(
        message.subject,
        message.body,
        settings.PEC_FROM if pec else settings.DEFAULT_FROM_EMAIL,
        message.recipients,
        headers={"Message-ID": message.message_id},
        connection=get_connection(**options),
    )
    for attachment in message.attachments.select_related("file"):
        file = attachment.file
        name = clean_name(attachment.name, media_type=file.media_type)
        email.attach(name, content_of(file.sha256), file.media_type)
    return email


def delayed(*, at: datetime) -> QuerySet[Message]:
    """Messages that have already failed once and wait: what `doctor` tells of."""
    return Message.objects.filter(
        state=MessageState.WAITING, attempts__gt=0, not_before__gt=F("written_at")
    ).exclude(written_at__gt=at)
