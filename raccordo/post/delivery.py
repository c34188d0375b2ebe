"""The outbox emptied: each message is claimed, leaves, and is marked; the order matters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import sanitize_address
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from raccordo.archive.rules import clean_name
from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.post.models import Attachment, Message
from raccordo.post.operations import move_message
from raccordo.post.rules import next_attempt
from raccordo.post.smtp import PartlyRefused, Unanswered
from raccordo.post.states import Channel, MessageState

POSTMAN = Acting.system("postman")
FORGOTTEN = timedelta(minutes=10)
FOR_GOOD = 500  # from here on the server will never say otherwise (RFC 5321, 4.2.1)
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
    if why := _by_hand(message):
        _move(message, MessageState.BY_HAND, reason=why)
        return False
    try:
        email = _email(message)
    except Refused as refusal:
        _move(message, MessageState.GIVEN_UP, reason=refusal.message)
        return False
    claimed = _move(message, MessageState.LEAVING, left_at=now())
    return claimed is not None and _send(claimed, email, now)


def _by_hand(message: Message) -> str:
    """Why it never leaves from here; a person who tries it anew does not change its channel."""
    if message.channel == Channel.PROTOCOL:
        return _("Questo messaggio si invia dal programma di protocollo.")
    if message.channel == Channel.PEC and not settings.PEC_CONNECTION["host"]:
        return _("Qui non c'è una casella PEC: inviarlo dal programma di protocollo.")
    return ""


def _move(message: Message, to: MessageState, **facts: Any) -> Message | None:
    """A step of a message, unless somebody else has moved it in the meantime."""
    try:
        return move_message(message, to=to, by=POSTMAN, **facts)
    except Refused:
        return None


def _send(message: Message, email: EmailMessage, now: Clock) -> bool:
    """Give it to the server, and say of it no more than what the server has said."""
    email.to = message.unreached
    try:
        email.send()
    except Unanswered as error:
        reason = _(
            "Il server di posta ha avuto il testo ma non ha risposto (%s): verificare nella posta"
            " inviata se è partito."
        )
        move_message(message, to=MessageState.UNCERTAIN, by=POSTMAN, reason=reason % error)
    except SMTPRecipientsRefused as error:
        _refused(message, error, at=now())
    except OSError as error:  # SMTPException is one of them
        refusal = isinstance(error, SMTPSenderRefused | SMTPDataError) and error.smtp_code
        _try_again(message, reason=_told(error), for_good=refusal >= FOR_GOOD, at=now())
    else:
        move_message(message, to=MessageState.SENT, by=POSTMAN, left_at=now())
        return True
    return False


def _refused(message: Message, error: SMTPRecipientsRefused, *, at: datetime) -> None:
    """Some or all of the recipients: those that were reached are not written to again."""
    words = {address: _answer(*answer) for address, answer in error.recipients.items()}
    told = "; ".join(f"{address} ({said})" for address, said in words.items())
    reached = []
    if isinstance(error, PartlyRefused):
        reached = [to for to in message.unreached if sanitize_address(to, "utf-8") not in words]
    for_good = all(code >= FOR_GOOD for code, _said in error.recipients.values())
    reason = _("Il server di posta ha rifiutato questi indirizzi: %s.") % told
    _try_again(message, reason=reason, for_good=for_good, at=at, reached=reached)


def _try_again(
    message: Message, *, reason: str, for_good: bool, at: datetime, reached: Sequence[str] = ()
) -> None:
    """Later, unless it is of no use or it has been tried enough."""
    again = None if for_good else next_attempt(message.attempts, failed_at=at)
    if again is not None:
        to = MessageState.WAITING
    else:
        to = MessageState.PARTLY if message.reached or reached else MessageState.GIVEN_UP
    move_message(message, to=to, by=POSTMAN, reason=reason, not_before=again, reached=reached)


def _told(error: OSError) -> str:
    """What the server, or the way to it, has answered."""
    if isinstance(error, SMTPResponseException):
        answer = _answer(error.smtp_code, error.smtp_error)
        return _("Il server di posta ha risposto: %s.") % answer
    return _("Il server di posta non risponde: %s.") % error


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"


def settle_forgotten(*, at: datetime) -> int:
    """Messages left halfway by a process that died: a person decides, they never leave twice."""
    forgotten = Message.objects.filter(
        state=MessageState.LEAVING, left_at__lt=at - FORGOTTEN
    ).order_by("pk")
    reason = _("L'invio si è interrotto: verificare nella posta inviata se è partito.")
    for message in forgotten:
        move_message(message, to=MessageState.UNCERTAIN, by=POSTMAN, reason=reason)
    return len(forgotten)


def _email(message: Message) -> EmailMessage:
    """The e-mail, whole and proved: what cannot be written is known before it is claimed."""
    pec = message.channel == Channel.PEC
    options: dict[str, Any] = settings.PEC_CONNECTION if pec else {}
    email = EmailMessage(
        message.subject,
        message.body,
        settings.PEC_FROM if pec else settings.DEFAULT_FROM_EMAIL,
        message.unreached,
        headers={"Message-ID": message.message_id},
        connection=get_connection(**options),
    )
    _require_addresses([email.from_email, *email.to])
    for attachment in message.attachments.select_related("file"):
        file = attachment.file
        name = clean_name(attachment.name, media_type=file.media_type)
        email.attach(name, _content(attachment), file.media_type)
    return email


def _require_addresses(addresses: list[str]) -> None:
    for address in addresses:
        with suppress(ValueError):
            if "@" in sanitize_address(address, "utf-8"):
                continue
        raise Refused(_("«%s» non è un indirizzo a cui si possa scrivere.") % address)


def _content(attachment: Attachment) -> bytes:
    try:
        return content_of(attachment.file.sha256)
    except (OSError, ValueError) as error:
        raise Refused(
            _(
                "L'allegato «%s» manca dall'archivio o è alterato: chi gestisce Raccordo lo"
                " rimette da una copia di sicurezza («raccordo doctor» dice come), poi si può"
                " inviare di nuovo il messaggio."
            )
            % attachment.name
        ) from error
