"""What a real mail server may answer, and what is then said of the message."""

from datetime import timedelta

import pytest

from raccordo.archive.operations import store
from raccordo.archive.shelves import place_of
from raccordo.post.delivery import deliver_due
from raccordo.post.models import Message
from raccordo.post.operations import move_message
from raccordo.post.states import Channel, MessageState
from tests.make import NOW, SOMEBODY, make_message
from tests.post.mail_server import HANG_UP, mail_server

pytestmark = pytest.mark.django_db
ADA, BRUNO = "ada@example.it", "bruno@example.it"


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "raccordo.post.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        yield server


def sent(*recipients, at=NOW, **fields):
    """A message, after the postman has passed."""
    make_message(recipients=list(recipients) or [ADA], **fields)
    return passed(at=at)


def passed(*, at=NOW):
    deliver_due(now=lambda: at)
    return Message.objects.get()


def test_a_message_that_the_server_takes_has_left(server):
    message = sent(ADA, BRUNO)

    assert (message.state, message.trouble) == (MessageState.SENT, "")
    assert server.recipients == [[ADA, BRUNO]]
    assert message.message_id in server.texts[0]


def test_an_address_refused_for_now_is_tried_again_and_one_refused_for_good_is_not(server):
    server.answers[ADA] = "450 riprovare tra poco"
    message = sent(ADA)
    assert (message.state, message.not_before) == (MessageState.WAITING, NOW + timedelta(minutes=1))
    assert f"{ADA} (450 riprovare tra poco)" in message.trouble

    server.answers[ADA] = "550 casella sconosciuta"
    message = passed(at=NOW + timedelta(minutes=1))
    assert message.state == MessageState.GIVEN_UP
    assert f"{ADA} (550 casella sconosciuta)" in message.trouble


def test_who_was_reached_is_not_written_to_again_because_another_waits(server):
    server.answers[BRUNO] = "450 riprovare tra poco"
    message = sent(ADA, BRUNO)
    assert (message.state, message.reached) == (MessageState.WAITING, [ADA])

    del server.answers[BRUNO]
    message = passed(at=NOW + timedelta(minutes=1))

    assert (message.state, message.trouble) == (MessageState.SENT, "")
    assert server.recipients == [[ADA], [BRUNO]]


def test_a_message_refused_to_some_for_good_says_to_whom_and_a_person_decides(server):
    server.answers[BRUNO] = "550 casella sconosciuta"

    message = sent(ADA, BRUNO)

    assert (message.state, message.reached) == (MessageState.PARTLY, [ADA])
    assert f"{BRUNO} (550 casella sconosciuta)" in message.trouble
    assert ADA not in message.trouble
    del server.answers[BRUNO]
    move_message(message, to=MessageState.WAITING, by=SOMEBODY)
    assert passed().state == MessageState.SENT
    assert server.recipients == [[ADA], [BRUNO]]


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("MAIL FROM", "451 troppo traffico", MessageState.WAITING),
        ("MAIL FROM", "552 troppo grande", MessageState.GIVEN_UP),
        ("MAIL FROM", HANG_UP, MessageState.WAITING),
        ("DATA", HANG_UP, MessageState.WAITING),
        ("TEXT", "451 disco pieno", MessageState.WAITING),
        ("TEXT", "554 contenuto rifiutato", MessageState.GIVEN_UP),
        ("TEXT", "299 forse", MessageState.UNCERTAIN),
        ("TEXT", HANG_UP, MessageState.UNCERTAIN),
    ],
)
def test_what_is_said_of_a_message_is_no_more_than_the_server_said(server, command, answer, state):
    server.answers[command] = answer

    message = sent(ADA)

    assert message.state == state
    assert message.trouble
    assert answer == HANG_UP or answer in message.trouble


def test_a_message_whose_text_was_taken_without_an_answer_never_leaves_twice(server):
    server.answers["TEXT"] = HANG_UP
    sent(ADA)
    server.answers.clear()

    message = passed(at=NOW + timedelta(days=3))

    assert message.state == MessageState.UNCERTAIN
    assert "verificare nella posta inviata" in message.trouble
    assert len(server.texts) == 1


def test_a_server_that_is_not_there_is_tried_again(server, settings):
    settings.EMAIL_PORT = 9

    message = sent(ADA)

    assert message.state == MessageState.WAITING
    assert "non risponde" in message.trouble


def test_an_attachment_that_is_missing_is_told_and_the_others_leave(server):
    file = store(b"Ordine del giorno", by=SOMEBODY)
    broken = make_message()
    broken.attachments.create(file=file, name="ordine.txt")
    whole = make_message()
    place_of(file.sha256).unlink()

    deliver_due(now=lambda: NOW)

    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.state, whole.state) == (MessageState.GIVEN_UP, MessageState.SENT)
    assert "«ordine.txt» manca dall'archivio" in broken.trouble
    store(b"Ordine del giorno", by=SOMEBODY)
    move_message(broken, to=MessageState.WAITING, by=SOMEBODY)
    deliver_due(now=lambda: NOW)
    assert "ordine.txt" in server.texts[1]


def test_what_is_not_an_address_is_told_before_leaving(server):
    message = sent("Ada Esposito")

    assert message.state == MessageState.GIVEN_UP
    assert "«Ada Esposito» non è un indirizzo" in message.trouble


def test_tried_anew_by_a_person_it_has_its_two_days_again(server, settings):
    settings.EMAIL_PORT = 9
    message = make_message(state=MessageState.GIVEN_UP, attempts=12)

    move_message(message, to=MessageState.WAITING, by=SOMEBODY)

    assert passed().state == MessageState.WAITING


def test_without_a_pec_box_a_pec_is_sent_by_hand_and_never_as_ordinary_mail(server):
    message = sent(ADA, channel=Channel.PEC)

    assert message.state == MessageState.BY_HAND
    assert "non c'è una casella PEC" in message.trouble
    assert not server.texts


def test_with_a_pec_box_a_pec_leaves_encrypted_from_it(server, settings):
    """The server here does not speak TLS: the attempt must be made, and fail without a text."""
    pec = settings.PEC_CONNECTION
    settings.PEC_CONNECTION = pec | {"host": "127.0.0.1", "port": server.port, "timeout": 2}
    settings.EMAIL_USE_TLS, settings.PEC_FROM = True, "ambito@pec.example.it"

    message = sent(ADA, channel=Channel.PEC)

    assert message.state == MessageState.WAITING
    assert "SSL" in message.trouble
