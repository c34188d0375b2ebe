"""The Conference of Ambito 11, nine mayors, meets and votes by heads and by residents.

Lanciano alone has more than half of the residents: nothing passes without it, and it passes
nothing alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from raccordo.acts.models import Act
from raccordo.acts.paper import paper_of
from raccordo.acts.states import Enforceability
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Ballot, Body, Sitting, Summons
from raccordo.governance.operations.attending import (
    Presence,
    close_sitting,
    declare_deserted,
    open_sitting,
    record_attendance,
)
from raccordo.governance.operations.convening import convene_sitting
from raccordo.governance.operations.preparing import add_item, prepare_sitting
from raccordo.governance.operations.resolving import begin_resolution, fix_act
from raccordo.governance.operations.voting import cast_votes, close_ballot, open_ballot
from raccordo.governance.queries.sittings import number_of
from raccordo.governance.reasons import read, sentence
from raccordo.governance.states import (
    AttendanceHow,
    BallotPurpose,
    BodySort,
    ItemOutcome,
    SittingState,
    VoteChoice,
)
from raccordo.post.states import Channel
from tests.make import SOMEBODY

pytestmark = pytest.mark.django_db
TOLD, HELD = date(2026, 11, 22), date(2026, 12, 10)
FOR, AGAINST, ABSTAINED = VoteChoice.FOR, VoteChoice.AGAINST, VoteChoice.ABSTAINED
FOUR_SMALL = ("Treglio", "Frisa", "San Vito Chietino", "Castel Frentano")
LANCIANO = "Sindaco o Sindaca di Lanciano"


def at(hour: int, day: date = HELD) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def convened(demo) -> Sitting:
    """A sitting with one decision, convened by e-mail with its notice."""
    body = Body.objects.get(area__slug="ambito-11", sort=BodySort.DECIDES)
    second = at(9, date(2026, 12, 11))
    sitting = prepare_sitting(
        body, first_call=at(9), second_call=second, place="Lanciano", by=SOMEBODY
    )
    add_item(sitting, title="Approvazione della proposta di piano", by=SOMEBODY)
    return convene_sitting(sitting, channel=Channel.EMAIL, by=SOMEBODY, on=TOLD, at=at(8, TOLD))


def attend(sitting: Sitting, away: set[str]) -> None:
    how = {True: AttendanceHow.JUSTIFIED, False: AttendanceHow.PRESENT}
    entries = [Presence(one, how[one.title in away]) for one in sitting.attendances.all()]
    record_attendance(sitting, entries=entries, by=SOMEBODY)


def voted(
    sitting: Sitting,
    otherwise: dict[str, VoteChoice],
    *,
    rest: VoteChoice = FOR,
    on: BallotPurpose = BallotPurpose.PROPOSAL,
) -> Ballot:
    item, facts = sitting.items.get(), {"question": "", "secret": False, "purpose": on}
    ballot = open_ballot(item, **facts, by=SOMEBODY, at=at(10))
    there = [one for one in sitting.attendances.all() if one.in_the_room]
    votes = [(one, otherwise.get(one.title, rest)) for one in there]
    cast_votes(ballot, votes=votes, by=SOMEBODY, at=at(10))
    return close_ballot(ballot, by=SOMEBODY, at=at(10))


def why(ballot: Ballot) -> list[str]:
    return [sentence(read(reason)) for reason in ballot.reasons]


def test_the_nine_mayors_are_each_called_once_with_the_agenda(convened):
    called = Summons.objects.filter(attendance__sitting=convened, copy=False)
    letters = [one.message for one in called.select_related("message")]

    assert convened.attendances.count() == 9
    assert {one.attendance_id for one in called} == {one.pk for one in convened.attendances.all()}
    to = [address for letter in letters for address in letter.recipients]
    assert len(letters) == len(to) == len(set(to)) == 9
    assert {"elena.verratti@demo.example", "flora.mancinelli@demo.example"} <= set(to)
    for letter in letters:
        assert letter.channel == Channel.EMAIL
        assert "1. Approvazione della proposta di piano" in letter.body


def test_with_all_the_nine_a_majority_of_both_measures_carries(convened):
    attend(convened, away=set())
    open_sitting(convened, call=1, at=at(9), secretary="Carla Sabatini", by=SOMEBODY)
    against = {"Sindaco o Sindaca di Treglio": AGAINST, "Sindaco o Sindaca di Frisa": ABSTAINED}

    ballot = voted(convened, against)

    assert (ballot.valid, ballot.carried) == (True, True)
    assert why(ballot)[0] == (
        "Numero legale raggiunto: presenti 9 su 9 componenti, minimo 5 (art. 6 c. 1)."
    )
    assert convened.items.get().outcome == ItemOutcome.CARRIED
    assert close_sitting(convened, at=at(12), by=SOMEBODY).state == SittingState.CLOSED


def test_without_lanciano_eight_of_nine_are_not_enough_at_the_first_call(convened):
    attend(convened, away={LANCIANO})

    with pytest.raises(Refused, match=r"I presenti rappresentano solo 25\.741 abitanti su 59\.685"):
        open_sitting(convened, call=1, at=at(9), secretary="Carla Sabatini", by=SOMEBODY)

    deserted = declare_deserted(convened, at=at(10), by=SOMEBODY)
    assert deserted.state == SittingState.CONVENED
    assert deserted.call == 2


def test_at_the_second_call_a_third_of_the_heads_may_sit_and_decides_among_who_votes(convened):
    attend(convened, away={LANCIANO})
    declare_deserted(convened, at=at(10), by=SOMEBODY)
    attend(convened, away={LANCIANO})
    second = at(9, date(2026, 12, 11))
    open_sitting(convened, call=2, at=second, secretary="Carla Sabatini", by=SOMEBODY)

    assert voted(convened, {}).carried
    act = begin_resolution(convened.items.get(), model=None, by=SOMEBODY)
    pdf = paper_of(act, number="9", made_on=second.date())
    facts = {"number": "9", "pdf": pdf, "by": SOMEBODY, "on": second.date()}
    with pytest.raises(Refused, match="che l'ha presa: 11 dicembre 2026"):
        fix_act(act, made_on=HELD, **facts)
    assert fix_act(act, made_on=second.date(), **facts).date == date(2026, 12, 11)


def test_what_the_conference_decides_at_once_is_enforceable_on_the_day_it_sat(convened):
    attend(convened, away=set())
    open_sitting(convened, call=1, at=at(9), secretary="Carla Sabatini", by=SOMEBODY)
    voted(convened, {})
    against = {f"Sindaco o Sindaca di {town}": AGAINST for town in FOUR_SMALL}

    ballot = voted(convened, against, on=BallotPurpose.AT_ONCE)

    assert why(ballot)[2:] == ["Favorevoli 5 su 9 componenti, minimo 5 (art. 134 c. 4 TUEL)."]
    act = begin_resolution(convened.items.get(), model=None, by=SOMEBODY)
    pdf = paper_of(act, number="9", made_on=HELD)
    act = fix_act(act, number="9", made_on=HELD, pdf=pdf, by=SOMEBODY, on=HELD)
    assert (act.enforceability, act.enforceable_from) == (Enforceability.AT_ONCE, HELD)


def test_the_resolution_of_the_demo_is_enforceable_at_once_because_it_was_voted_so(demo):
    act = Act.objects.get(agenda_items__title__startswith="Presa d'atto del profilo")
    assert act.enforceability == Enforceability.AT_ONCE
    told = [line for line in act.text.splitlines() if line.startswith("Votazione")]
    assert [line.partition(",")[0] for line in told] == [
        "Votazione sulla proposta",
        "Votazione sull'immediata eseguibilità",
    ]


def test_when_lanciano_is_there_and_against_all_the_others_carry_nothing(convened):
    attend(convened, away=set())
    open_sitting(convened, call=1, at=at(9), secretary="Carla Sabatini", by=SOMEBODY)

    ballot = voted(convened, {LANCIANO: AGAINST})

    assert (ballot.valid, ballot.carried) == (True, False)
    assert why(ballot)[2] == "Favorevoli 8 su 9 votanti, minimo 5 (art. 7)."
    assert why(ballot)[3] == (
        "I favorevoli rappresentano solo 25.741 abitanti su 59.685 dei votanti, "
        "minimo 29.843 (art. 7)."
    )


def test_lanciano_alone_carries_nothing_either(convened):
    attend(convened, away=set())
    open_sitting(convened, call=1, at=at(9), secretary="Carla Sabatini", by=SOMEBODY)

    ballot = voted(convened, {LANCIANO: FOR}, rest=AGAINST)

    assert not ballot.carried
    assert "Favorevoli solo 1 su 9 votanti" in why(ballot)[2]


def test_the_weights_are_those_of_the_day_it_was_convened(convened):
    convened.body.seats.filter(title=LANCIANO).update(weighs_for=None)
    attend(convened, away=set())

    verdict = number_of(convened, list(convened.attendances.all()), call=1)

    assert convened.weighed_by == "ISTAT, popolazione residente al 1° gennaio 2023"
    assert verdict.reasons[1].facts["whole"] == 59_685
