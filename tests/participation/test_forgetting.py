"""Who asks to be forgotten is forgotten everywhere: letters, files, the bytes on the disk."""

from datetime import timedelta

import pytest

from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.archive.shelves import place_of
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.journal.queries import verify
from raccordo.participation.codes import from_site
from raccordo.participation.models import Contribution, ContributionFile
from raccordo.participation.operations.answering import answer
from raccordo.participation.operations.hearing import (
    add_file,
    confirm_contribution,
    forget_unconfirmed,
    write_from_site,
)
from raccordo.participation.operations.sorting import admit
from raccordo.participation.operations.withdrawing import remove_personal_data
from raccordo.participation.states import AnswerWay, Outcome
from raccordo.participation.voices import Voice, Writer
from raccordo.post.delivery import deliver_due
from raccordo.post.models import Message
from raccordo.post.operations import move_message
from raccordo.post.states import MessageState
from tests.make import NOW, SOMEBODY, TODAY, make_area, make_study_file

pytestmark = pytest.mark.django_db
HOUSE = "https://piano.example.it"
ADA = Writer("Ada", "Esposito", email="ada@example.it", wants_answer_by=AnswerWay.EMAIL)
PAPER = b"%PDF-1.7 il certificato di Ada"
WEEK_AFTER = NOW + timedelta(days=7)


def written(area, writer=ADA, files=(("certificato.pdf", PAPER),)):
    voice = Voice("Un mezzo per la signora Ada.", files=files)
    facts = {"by": from_site(area), "at": NOW, "house": HOUSE}
    return write_from_site(area, voice, writer, **facts).contribution


def answered(area):
    """A proposal whose author was written to twice: to confirm it, and with the answer."""
    one = confirm_contribution(written(area), by=from_site(area), at=NOW).contribution
    admit(one, by=SOMEBODY)
    answer(
        one,
        outcome=Outcome.ACCEPTED,
        text="Signora Ada, sì.",
        by=SOMEBODY,
        on=TODAY,
        at=NOW,
        house=HOUSE,
    )
    return Contribution.objects.get(pk=one.pk)


def test_the_letters_to_who_is_forgotten_lose_her_address_and_what_they_said():
    one = answered(make_area())
    other = written(make_area(), Writer(email="bruno@example.it"), files=())
    deliver_due(now=lambda: NOW)

    remove_personal_data(one, by=SOMEBODY, on=TODAY)

    hers = [m for m in Message.objects.order_by("pk") if str(one.key) in m.once]
    assert len(hers) == 2
    assert [(m.recipients, m.reached, m.body, m.trouble) for m in hers] == [([], [], "", "")] * 2
    assert {m.subject for m in hers} == {"Messaggio svuotato su richiesta"}
    assert {m.state for m in hers} == {MessageState.SENT}  # that it left is still told
    assert Message.objects.get(once=f"confirm:{other.key}").recipients == ["bruno@example.it"]
    assert Entry.objects.filter(what="message.emptied").count() == 2
    assert verify("house") is None


def test_a_letter_that_has_not_left_to_who_is_forgotten_does_not_leave(mailoutbox):
    one = answered(make_area())

    remove_personal_data(one, by=SOMEBODY, on=TODAY)

    assert deliver_due(now=lambda: NOW) == 0
    assert not mailoutbox
    letter = Message.objects.first()
    assert letter.state == MessageState.GIVEN_UP
    with pytest.raises(Refused, match="non si invia di nuovo"):
        move_message(letter, to=MessageState.WAITING, by=SOMEBODY)


@pytest.mark.parametrize(
    ("to", "after"),
    [(MessageState.SENT, MessageState.SENT), (MessageState.WAITING, MessageState.GIVEN_UP)],
)
def test_a_letter_that_is_leaving_meanwhile_says_how_it_ended_and_not_to_whom(to, after):
    one = answered(make_area())
    letter = Message.objects.latest("pk")
    move_message(letter, to=MessageState.LEAVING, by=SOMEBODY, left_at=NOW)
    remove_personal_data(one, by=SOMEBODY, on=TODAY)

    facts = {"reason": "rifiutato ada@example.it", "reached": ["ada@example.it"]}
    moved = move_message(letter, to=to, by=SOMEBODY, **facts)

    assert (moved.state, moved.reached, moved.trouble) == (after, [], "")
    line = Entry.objects.filter(what="message.moved").latest("pk")
    assert "ada" not in line.purpose


def test_the_file_of_who_is_forgotten_leaves_the_archive_and_its_name_with_it():
    one = answered(make_area())

    remove_personal_data(one, by=SOMEBODY, on=TODAY)

    taken = ContributionFile.objects.get()
    assert (taken.file, taken.name, taken.removed_on) == (None, "", TODAY)
    assert str(taken) == "Allegato tolto"
    assert not StoredFile.objects.exists()
    assert Entry.objects.filter(what="file.discarded").count() == 1
    remove_personal_data(one, by=SOMEBODY, on=TODAY)  # there is nothing left to take away
    assert Entry.objects.filter(what="file.discarded").count() == 1


def test_the_same_file_linked_by_something_else_stays():
    one = answered(make_area())
    make_study_file(file=store(PAPER, by=SOMEBODY))

    remove_personal_data(one, by=SOMEBODY, on=TODAY)

    assert place_of(StoredFile.objects.get().sha256).exists()
    assert ContributionFile.objects.get().file is None


def test_what_nobody_confirms_goes_with_its_letter_and_its_files():
    area = make_area()
    old, kept = written(area), answered(area)
    add_file(kept, name="altro.pdf", content=b"%PDF-1.7 altro", by=SOMEBODY)

    assert forget_unconfirmed(by=SOMEBODY, at=WEEK_AFTER) == 1

    assert not Message.objects.filter(once__contains=str(old.key)).exists()
    assert Message.objects.filter(once__contains=str(kept.key)).count() == 2
    # The same bytes came with both: they stay for the one that is kept.
    assert ContributionFile.objects.filter(contribution=kept).count() == 2
    assert StoredFile.objects.count() == 2
    assert Entry.objects.get(what="message.forgotten").details == '{"messages":1}'


def test_the_file_of_what_nobody_confirms_is_not_kept_for_itself():
    written(make_area())

    forget_unconfirmed(by=SOMEBODY, at=WEEK_AFTER)

    assert not StoredFile.objects.exists()
    assert not Message.objects.exists()
    assert verify("house") is None
