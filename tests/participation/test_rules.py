"""What the rules say without a database."""

from datetime import date

import pytest

from raccordo.participation.reasons import SENTENCES, sentence
from raccordo.participation.rules.figures import Heard, due_on, figures_of
from raccordo.participation.rules.merging import Standing, why_not_merged
from raccordo.participation.rules.phases import Stretch, overlapping, why_not_received
from raccordo.participation.rules.texts import (
    CODE_SIGNS,
    cleaned,
    code_shown,
    code_typed,
    number_typed,
    title_from,
)
from raccordo.participation.states import OPEN, VOICE_LIFE, VoiceState

MARCH = Stretch("Marzo", date(2025, 3, 1), date(2025, 4, 1), receives=True)
MAY = Stretch("Maggio", date(2025, 5, 1), date(2025, 6, 1), receives=True)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2025, 2, 28), "not_yet_received"),
        (date(2025, 3, 1), None),
        (date(2025, 3, 31), None),
        (date(2025, 4, 1), "not_yet_received"),  # May is to come
        (date(2025, 6, 1), "no_longer_received"),
    ],
)
def test_the_first_day_of_a_phase_is_in_and_the_last_is_out(on, code):
    reason = why_not_received([MAY, MARCH], on=on)

    assert (reason and reason.code) == code
    assert not reason or sentence(reason)


def test_without_a_phase_that_receives_nothing_is_received():
    table = Stretch("Tavoli", date(2025, 3, 1), None, receives=False)

    assert why_not_received([table], on=date(2025, 3, 1)).code == "never_received"


def test_phases_that_touch_do_not_overlap_and_open_ones_do():
    april = Stretch("Aprile", date(2025, 4, 1), date(2025, 5, 1), receives=True)
    forever = Stretch("Sempre", date(2025, 3, 31), None, receives=True)

    assert overlapping(april, [MARCH, MAY]) is None
    assert overlapping(forever, [MARCH]).facts == {"phase": "Marzo"}


def test_a_dictated_code_has_no_signs_that_are_taken_one_for_another():
    assert not set(CODE_SIGNS) & set("0O1IL8B5S")
    assert code_typed("acde-fghj kmnp") == "ACDEFGHJKMNP"
    assert code_shown("ACDEFGHJKMNP") == "ACDE-FGHJ-KMNP"


def test_a_number_is_read_as_it_is_written_and_nothing_else_is():
    assert number_typed(" 41 / 2026 ") == (41, 2026)
    assert [number_typed(one) for one in ("", "41", "41/26", "a/2026", "٤/2026")] == [None] * 5


def test_signs_that_only_machines_read_are_left_out():
    assert cleaned("a\x00\x1bb\r\nc\rd\te \ud800") == "ab\nc\nd\te"
    assert title_from("parola " * 30).endswith("parola…")
    assert len(title_from("x" * 200)) == 80


@pytest.mark.parametrize("one", VoiceState)
@pytest.mark.parametrize("other", VoiceState)
def test_every_pair_is_merged_or_told_why_not(one, other):
    reason = why_not_merged(Standing(1, "A", 1, one), Standing(2, "B", 1, other))

    may = one in OPEN and other in {*OPEN, VoiceState.ANSWERED}
    assert (reason is None) == may
    assert reason is None or (sentence(reason) and reason.code in SENTENCES)
    assert not may or VOICE_LIFE.allows(one, VoiceState.MERGED)


def test_who_withdrew_is_not_waited_for_unless_she_was_answered():
    left, answered = "withdrawn", {"answered": True, "outcome": "accepted"}
    heard = [
        Heard("citizen", "", left, answered=False, times=4),
        Heard("citizen", state=left, times=2, **answered),
        Heard("group", "", VoiceState.ADMITTED, answered=False, times=3),
    ]

    told = figures_of(heard, waits=[3, 9], late=1)

    assert (told.whole.received, told.whole.answered, told.whole.percent) == (5, 2, 40)
    assert [(one.label, one.received) for one in told.by_author] == [("citizen", 2), ("group", 3)]
    assert told.by_outcome == (("accepted", 2),)
    assert (told.median_days, told.longest_days) == (6, 9)
    assert due_on(date(2025, 3, 3)) == date(2025, 4, 2)


def test_from_every_state_something_follows_but_from_the_end():
    assert VOICE_LIFE.ends == {VoiceState.WITHDRAWN}
    assert VOICE_LIFE.reach(VoiceState.UNCONFIRMED) == set(VoiceState)
