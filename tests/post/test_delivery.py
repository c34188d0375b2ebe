from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.post import delivery
from raccordo.post.delivery import deliver, deliver_due, settle_forgotten
from raccordo.post.models import Message
from raccordo.post.operations import add_receipt, move_message, write_message
from raccordo.post.rules import WAITS, receipt_kind
from raccordo.post.states import JOB_LIFE, MESSAGE_LIFE, Channel, MessageState, ReceiptKind
from tests.make import NOW, SOMEBODY, TODAY, make_message

pytestmark = pytest.mark.django_db


def write(**facts):
    usual = {"once": "x", "channel": Channel.EMAIL, "recipients": ["a@example.it"]}
    usual |= {"subject": "Convocazione", "body": "Testo", "by": SOMEBODY, "at": NOW}
    return write_message(**usual | facts)


class Postman:
    """A mail server that answers as it is told."""

    def __init__(self, monkeypatch, answer):
        self.answer, self.asked = answer, 0
        monkeypatch.setattr(delivery, "_email", lambda message: self)

    def send(self):
        self.asked += 1
        if self.answer:
            raise self.answer


def test_every_message_can_come_to_an_end():
    for life in (MESSAGE_LIFE, JOB_LIFE):
        assert all(life.reach(state) & life.ends for state in life.moves)


def test_a_message_leaves_with_a_name_that_is_always_the_same():
    message = write()

    assert deliver_due(now=lambda: NOW) == 1

    (sent,) = mail.outbox
    assert sent.extra_headers["Message-ID"] == message.message_id
    assert Message.objects.get().state == MessageState.SENT


def test_the_same_message_written_twice_leaves_once():
    assert write() == write(body="Un altro testo")
    deliver_due(now=lambda: NOW)
    deliver_due(now=lambda: NOW)

    assert len(mail.outbox) == 1


def test_what_the_protocol_program_sends_never_leaves_from_here_though_tried_anew():
    message = write(channel=Channel.PROTOCOL)
    for state in (MessageState.GIVEN_UP, MessageState.WAITING):
        message = move_message(message, to=state, by=SOMEBODY)

    assert deliver_due(now=lambda: NOW) == 0

    message.refresh_from_db()
    assert message.state == MessageState.BY_HAND
    assert not mail.outbox


def test_a_message_claimed_by_another_worker_is_left_to_it():
    message = make_message(state=MessageState.LEAVING, left_at=NOW)

    assert deliver(message, now=lambda: NOW) is False
    assert not mail.outbox


def test_a_server_that_is_down_for_a_day_loses_nothing_and_sends_once(monkeypatch):
    write()
    postman, clock = Postman(monkeypatch, SMTPServerDisconnected("down")), [NOW]
    end = NOW + timedelta(days=1)
    while clock[0] < end:
        deliver_due(now=lambda: clock[0])
        clock[0] += timedelta(minutes=10)
    tries = postman.asked
    postman.answer = None
    for _ in range(200):
        deliver_due(now=lambda: clock[0])
        clock[0] += timedelta(minutes=10)

    message = Message.objects.get()
    assert message.state == MessageState.SENT
    assert 5 <= tries <= len(WAITS)
    assert postman.asked == tries + 1


def test_after_two_days_it_gives_up_and_says_why(monkeypatch):
    write()
    Postman(monkeypatch, SMTPServerDisconnected("Connection refused"))
    clock = NOW
    for _ in range(len(WAITS) + 1):
        deliver_due(now=lambda: clock)  # noqa: B023
        clock += timedelta(days=1)

    message = Message.objects.get()
    assert message.state == MessageState.GIVEN_UP
    assert message.trouble == "Il server di posta non risponde: Connection refused."


def test_a_wrong_address_is_not_tried_again(monkeypatch):
    write()
    Postman(monkeypatch, SMTPRecipientsRefused({"a@example.it": (550, b"no")}))

    deliver_due(now=lambda: NOW)

    message = Message.objects.get()
    assert message.state == MessageState.GIVEN_UP
    assert "a@example.it" in message.trouble


def test_a_message_left_halfway_by_a_process_that_died_is_never_sent_again_by_itself():
    make_message(state=MessageState.LEAVING, left_at=NOW - timedelta(hours=1))

    assert settle_forgotten(at=NOW) == 1
    deliver_due(now=lambda: NOW)

    assert Message.objects.get().state == MessageState.UNCERTAIN
    assert not mail.outbox


def test_a_person_decides_of_a_message_that_may_have_left():
    message = make_message(state=MessageState.UNCERTAIN)

    move_message(message, to=MessageState.WAITING, by=SOMEBODY)
    deliver_due(now=lambda: NOW)

    assert len(mail.outbox) == 1


def test_a_message_for_the_protocol_is_not_sent_from_here():
    write(channel=Channel.PROTOCOL)

    assert deliver_due(now=lambda: NOW) == 0
    assert Message.objects.get().state == MessageState.BY_HAND


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ReceiptKind.ACCEPTED, MessageState.SENT),
        (ReceiptKind.DELIVERED, MessageState.DELIVERED),
        (ReceiptKind.NOT_DELIVERED, MessageState.NOT_DELIVERED),
        (ReceiptKind.OTHER, MessageState.BY_HAND),
    ],
)
def test_a_receipt_put_back_says_what_became_of_the_message(kind, state):
    message = make_message(channel=Channel.PROTOCOL, state=MessageState.BY_HAND)

    add_receipt(message, kind=kind, by=SOMEBODY, on=TODAY)

    message.refresh_from_db()
    assert message.state == state


def test_a_receipt_and_its_file_are_kept_together_or_not_at_all():
    message = make_message(channel=Channel.PROTOCOL, state=MessageState.BY_HAND)

    add_receipt(
        message, kind=ReceiptKind.OTHER, content=b"Ricevuta", name="r", by=SOMEBODY, on=TODAY
    )

    written = {entry.what: entry.at for entry in Entry.objects.all()}
    assert written["file.stored"] == written["receipt.added"]
    assert message.receipts.get().name == "r.txt"


def test_a_message_has_a_recipient():
    with pytest.raises(Refused, match="Manca il destinatario"):
        write(recipients=[])


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("ACCETTAZIONE: Convocazione", "accepted"),
        ("CONSEGNA: Convocazione", "delivered"),
        ("AVVISO DI MANCATA CONSEGNA: Convocazione", "not_delivered"),
        ("AVVISO DI NON ACCETTAZIONE: Convocazione", "not_accepted"),
        ("Re: Convocazione", "other"),
    ],
)
def test_a_pec_receipt_is_told_by_its_subject(subject, kind):
    assert receipt_kind(subject) == kind


def test_a_message_and_its_subject_elide_their_dates():
    message = write(subject="Seduta del 11 giugno 2024", body="Rispondere entro il 8 marzo.")

    assert message.subject == "Seduta dell'11 giugno 2024"
    assert message.body == "Rispondere entro l'8 marzo."
