"""What many do at once: each test commits in a database of its own."""

from datetime import timedelta

from raccordo.foundation.errors import Refused
from raccordo.participation.models import Contribution, Telling
from raccordo.participation.operations.answering import answer
from raccordo.participation.operations.hearing import confirm_contribution, take_contribution
from raccordo.participation.operations.sorting import merge
from raccordo.participation.states import Outcome, VoiceChannel, VoiceState
from raccordo.participation.voices import Voice
from tests.make import NOW, SOMEBODY, TODAY, make_area, make_contribution

HOUSE = "https://piano.example.it"


def test_eight_who_speak_at_once_have_eight_numbers_without_gaps(together):
    area = make_area()

    def speak():
        take_contribution(
            area, Voice("Più corse."), channel=VoiceChannel.VOICE, by=SOMEBODY, at=NOW
        )

    together([speak] * 8)

    assert sorted(Contribution.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_confirming_at_once_gives_one_number_and_one_code(together):
    one = make_contribution(state=VoiceState.UNCONFIRMED)
    codes = []

    def confirm():
        at = NOW + timedelta(hours=1)
        codes.append(confirm_contribution(one, by=SOMEBODY, at=at).code)

    together([confirm] * 4)

    one.refresh_from_db()
    assert (one.number, sorted(map(bool, codes))) == (1, [False, False, False, True])


def test_merging_each_into_the_other_at_once_makes_no_ring(together):
    area = make_area()
    one, other = make_contribution(area=area), make_contribution(area=area)
    refused = []

    def join(a, b):
        try:
            merge(a, into=b, by=SOMEBODY, on=TODAY, at=NOW, house=HOUSE)
        except Refused as refusal:
            refused.append(refusal)

    together([lambda: join(one, other), lambda: join(other, one)])

    states = sorted(Contribution.objects.values_list("state", flat=True))
    assert (states, len(refused)) == ([VoiceState.MERGED, VoiceState.RECEIVED], 1)


def test_merging_while_it_is_answered_leaves_nobody_without_an_answer(together):
    area = make_area()
    one = make_contribution(area=area)
    target = make_contribution(area=area, state=VoiceState.ADMITTED)

    def say():
        facts = {"outcome": Outcome.ACCEPTED, "text": "Sì.", "house": HOUSE}
        answer(target, by=SOMEBODY, on=TODAY, at=NOW, **facts)

    def join():
        merge(one, into=target, by=SOMEBODY, on=TODAY, at=NOW, house=HOUSE)

    together([say, join])

    assert set(Contribution.objects.values_list("outcome", flat=True)) == {Outcome.ACCEPTED}
    assert Telling.objects.count() == 2
