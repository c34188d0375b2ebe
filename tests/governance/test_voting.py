"""A vote: each seat once, counted by the rules of the day, told with its reasons."""

from datetime import timedelta

import pytest

from raccordo.foundation.errors import Refused
from raccordo.governance.models import Ballot, Sitting
from raccordo.governance.operations.attending import Presence, close_sitting, record_attendance
from raccordo.governance.operations.voting import (
    cast_votes,
    close_ballot,
    conclude_item,
    correct_vote,
    enter_counts,
    open_ballot,
    recuse,
)
from raccordo.governance.reasons import read, sentence
from raccordo.governance.rules.rulebook import HEADS, POPULATION, VOTERS, Rulebook, Share, as_data
from raccordo.governance.states import (
    AttendanceHow,
    BallotState,
    ItemOutcome,
    ItemSort,
    SeatPart,
    VoteChoice,
)
from raccordo.journal.models import Entry
from tests.make import (
    NOW,
    SOMEBODY,
    make_conference,
    make_holding,
    make_item,
    make_open,
    make_representative,
    make_seat,
    make_seating,
    make_town,
)
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db
FIRST = NOW + timedelta(days=7)
FOR, AGAINST, ABSTAINED = VoteChoice.FOR, VoteChoice.AGAINST, VoteChoice.ABSTAINED
SILENT = VoteChoice.NOT_VOTING
CITES = {"first_call": "art. 6", "majority": "art. 7"}


def ballot_of(sitting, *, secret=False, **fields):
    item = sitting.items.first()
    return open_ballot(item, question="", secret=secret, by=SOMEBODY, at=FIRST, **fields)


def cast(ballot, *choices, of=None):
    seats = of or list(ballot.item.sitting.attendances.all())
    votes = list(zip(seats, choices, strict=False))
    return cast_votes(ballot, votes=votes, by=SOMEBODY, at=FIRST)


def close(ballot):
    return close_ballot(ballot, by=SOMEBODY, at=FIRST + timedelta(minutes=5))


def reasons(ballot):
    return [sentence(read(reason)) for reason in ballot.reasons]


# --- counting


def test_a_vote_by_heads_is_carried_and_says_why():
    ballot = ballot_of(make_open(towns=8))
    cast(ballot, *[FOR] * 6, AGAINST, ABSTAINED)

    closed = close(ballot)

    assert (closed.valid, closed.carried) == (True, True)
    assert closed.tally["counts"]["for"]["heads"] == 6
    assert reasons(closed) == [
        "Numero legale raggiunto: presenti 8 su 8 componenti, minimo 5 (art. 6).",
        "Favorevoli 6 su 7 votanti, minimo 4 (art. 7).",
    ]
    closed.item.refresh_from_db()
    assert closed.item.outcome == ItemOutcome.CARRIED


def test_exactly_half_of_the_voters_does_not_carry():
    ballot = ballot_of(make_open(towns=8))
    cast(ballot, *[FOR] * 4, *[AGAINST] * 4)
    closed = close(ballot)
    assert (closed.valid, closed.carried) == (True, False)
    assert closed.item.outcome == ItemOutcome.NOT_CARRIED


def test_exactly_a_third_is_enough_where_a_third_is_wanted():
    third = Share(HEADS, VOTERS, 1, 3, strict=False)
    for against, carried in ((2, True), (3, False)):
        body = make_conference(1 + against, rules=Rulebook(majority=(third,), cites=CITES))
        ballot = ballot_of(make_open(body, towns=1 + against))
        cast(ballot, FOR, *[AGAINST] * against)
        assert close(ballot).carried is carried


def test_the_largest_town_alone_carries_nothing_by_double_majority():
    both = (Share(HEADS, VOTERS), Share(POPULATION, VOTERS))
    body = make_conference(3, rules=Rulebook(majority=both, cites=CITES))
    towns = [make_town() for _ in range(3)]
    for seat, town in zip(body.seats.all(), towns, strict=True):
        seat.weighs_for = town
        seat.save()
    people = {town.istat_code: {30: (n, 0)} for town, n in zip(towns, (90, 5, 5), strict=True)}
    make_population(people)
    ballot = ballot_of(make_open(body, towns=3))
    cast(ballot, FOR, AGAINST, AGAINST)
    closed = close(ballot)
    assert not closed.carried
    assert reasons(closed)[1:] == [
        "Favorevoli solo 1 su 3 votanti, minimo 2 (art. 7).",
        "I favorevoli rappresentano 90 abitanti su 100 dei votanti, minimo 51 (art. 7).",
    ]


def test_a_vote_closed_without_the_legal_number_is_kept_as_not_valid():
    sitting = make_open(towns=3)
    ballot = ballot_of(sitting)
    cast(ballot, FOR)
    gone = [
        Presence(one, AttendanceHow.PRESENT, left_at=FIRST + timedelta(minutes=1))
        for one in sitting.attendances.all()[1:]
    ]
    record_attendance(sitting, entries=gone, by=SOMEBODY)

    closed = close(ballot)

    assert (closed.valid, closed.carried) == (False, False)
    assert "non raggiunto: presenti 1 su 3" in reasons(closed)[0]
    closed.item.refresh_from_db()
    assert closed.item.outcome == ItemOutcome.PENDING


def test_who_must_abstain_leaves_the_item_and_its_number():
    sitting = make_open(towns=4, there=3)
    ballot = ballot_of(sitting)
    one, *others = list(sitting.attendances.all())[:3]
    recuse(ballot, attendance=one, reason="Interesse proprio", by=SOMEBODY, at=FIRST)
    cast(ballot, FOR, FOR, of=others)
    closed = close(ballot)
    assert not closed.valid  # two of four are left
    assert Entry.objects.get(what="vote.recused").purpose == "Interesse proprio"


# --- each seat once


def test_a_second_vote_is_refused_with_what_was_said():
    ballot = ballot_of(make_open(towns=3))
    cast(ballot, FOR)
    with pytest.raises(Refused) as refusal:
        cast(ballot, AGAINST)
    assert refusal.value.message == (
        "«Sindaco di Comune 1» ha già votato (favorevole): per cambiare il voto usare «Correggi»."
    )
    one = ballot.item.sitting.attendances.first()
    with pytest.raises(Refused, match="ha già votato"):
        recuse(ballot, attendance=one, reason="x", by=SOMEBODY, at=FIRST)
    with pytest.raises(Refused, match="ha già votato"):
        cast(ballot, FOR, FOR, of=[ballot.item.sitting.attendances.last()] * 2)


def test_a_vote_is_corrected_while_open_and_the_register_keeps_both():
    ballot = ballot_of(make_open(towns=3))
    one = ballot.item.sitting.attendances.first()
    with pytest.raises(Refused, match="non ha ancora votato"):
        correct_vote(ballot, attendance=one, choice=FOR, by=SOMEBODY, at=FIRST)
    cast(ballot, FOR, FOR, FOR)
    correct_vote(ballot, attendance=one, choice=AGAINST, by=SOMEBODY, at=FIRST)
    line = Entry.objects.get(what="vote.corrected")
    assert "Favorevole" in line.details
    assert "Contrario" in line.details
    close(ballot)
    with pytest.raises(Refused, match="La votazione è chiusa"):
        correct_vote(ballot, attendance=one, choice=FOR, by=SOMEBODY, at=FIRST)


def test_after_closing_nobody_votes():
    ballot = ballot_of(make_open(towns=3))
    cast(ballot, FOR, FOR, FOR)
    close(ballot)
    for late in (lambda: cast(ballot, FOR), lambda: close(ballot)):
        with pytest.raises(Refused, match="La votazione è chiusa dalle 10:35: non si vota più"):
            late()


def test_who_is_absent_who_left_and_who_has_no_vote_do_not_vote():
    body = make_conference(3)
    seat = make_seat(body=body, votes=False, title="Uditrice", position=9)
    make_holding(office=seat.office)
    sitting = make_open(body, towns=4)
    first, second, third, guest = sitting.attendances.all()
    left = Presence(second, AttendanceHow.PRESENT, left_at=FIRST + timedelta(hours=1))
    absent = Presence(third, AttendanceHow.JUSTIFIED)
    record_attendance(sitting, entries=[left, absent], by=SOMEBODY)
    ballot = ballot_of(sitting)
    told = {
        second: "non è più presente dalle 11:30: non può votare",
        third: "non risulta presente",
        guest: "«Uditrice» partecipa senza diritto di voto",
        make_open(towns=1).attendances.get(): "non è della seduta",
    }
    for who, words in told.items():
        with pytest.raises(Refused, match=words):
            cast(ballot, FOR, FOR, of=[first, who])
    assert not ballot.votes.exists()  # all of it, or nothing


def test_an_alternate_revoked_since_she_sat_down_does_not_vote():
    body = make_conference(1)
    seat = body.seats.get()
    bruno = make_representative(given_name="Bruno", family_name="Neri")
    alternate = make_seating(seat=seat, part=SeatPart.ALTERNATE, person=bruno)
    sitting = make_open(body, towns=1)
    one = sitting.attendances.get()
    record_attendance(
        sitting, entries=[Presence(one, AttendanceHow.PRESENT, by_whom=alternate)], by=SOMEBODY
    )
    ballot = ballot_of(sitting)
    alternate.until = sitting.held_on
    alternate.save()
    with pytest.raises(Refused, match="Bruno Neri non può più intervenire"):
        cast(ballot, FOR)


def test_nobody_there_is_counted_as_something_she_did_not_say():
    ballot = ballot_of(make_open(towns=3))
    cast(ballot, FOR, FOR)
    with pytest.raises(Refused, match="Manca il voto di: Sindaco di Comune 3"):
        close(ballot)
    cast(ballot, SILENT, of=[ballot.item.sitting.attendances.last()])
    assert close(ballot).tally["counts"]["not_voting"]["heads"] == 1


# --- secret


def test_a_secret_vote_is_counted_outside_and_nobody_is_named():
    ballot = ballot_of(make_open(towns=8), secret=True)
    with pytest.raises(Refused, match="Il voto è segreto"):
        cast(ballot, FOR)
    with pytest.raises(Refused, match="Manca lo scrutinio"):
        close(ballot)
    with pytest.raises(Refused, match="Le schede sono 9, ma chi può votare ed è presente è 8"):
        enter_counts(ballot, in_favour=6, against=3, abstained=0, by=SOMEBODY)
    enter_counts(ballot, in_favour=5, against=2, abstained=0, by=SOMEBODY)
    closed = close(ballot)
    assert closed.carried
    assert closed.tally["counts"]["not_voting"]["heads"] == 1
    assert not closed.votes.exists()


def test_who_comes_after_the_count_makes_it_be_entered_again():
    sitting = make_open(towns=3, there=2)
    ballot = ballot_of(sitting, secret=True)
    enter_counts(ballot, in_favour=2, against=0, abstained=0, by=SOMEBODY)
    late = Presence(sitting.attendances.last(), AttendanceHow.PRESENT)
    record_attendance(sitting, entries=[late], by=SOMEBODY)
    with pytest.raises(Refused, match="Le presenze sono cambiate"):
        close(ballot)


def test_a_majority_of_residents_is_not_voted_in_secret_and_an_open_vote_has_no_count():
    by_residents = Rulebook(majority=(Share(POPULATION, VOTERS),), cites=CITES)
    body = make_conference(1)
    sitting = make_open(body, towns=1)
    Sitting.objects.filter(pk=sitting.pk).update(rulebook=as_data(by_residents))
    with pytest.raises(Refused, match="Votare in modo palese"):
        ballot_of(sitting, secret=True)
    with pytest.raises(Refused, match="Questa votazione è palese"):
        enter_counts(ballot_of(sitting), in_favour=1, against=0, abstained=0, by=SOMEBODY)


# --- what is put to the vote


def test_a_body_without_majority_in_its_rules_takes_no_votes():
    for rules, words in ((Rulebook(), "non prevede votazioni"), (None, "non sono registrate")):
        body = make_conference(2, rules=rules)
        if rules is None:
            body.regulations.all().delete()
        with pytest.raises(Refused, match=words):
            ballot_of(make_open(body, towns=2))


def test_a_report_a_withdrawn_item_and_one_already_voting_are_not_put_to_the_vote():
    sitting = make_open(towns=3)
    report = make_item(sitting=sitting, sort=ItemSort.REPORT)
    off = make_item(sitting=sitting, outcome=ItemOutcome.WITHDRAWN)
    for item, words in ((report, "Una comunicazione non si vota"), (off, "ritirato: non si vota")):
        with pytest.raises(Refused, match=words):
            open_ballot(item, question="", secret=False, by=SOMEBODY, at=FIRST)
    ballot_of(sitting)
    with pytest.raises(Refused, match="già una votazione aperta"):
        ballot_of(sitting)


def test_one_votes_only_in_a_sitting_that_is_open():
    sitting = make_open(towns=3)
    close_sitting(sitting, at=FIRST + timedelta(hours=1), by=SOMEBODY)
    with pytest.raises(Refused, match="questa è conclusa"):
        ballot_of(sitting)
    with pytest.raises(Refused, match="questa è conclusa"):
        conclude_item(sitting.items.get(), outcome=ItemOutcome.DISCUSSED, by=SOMEBODY)


def test_an_item_may_be_voted_again_and_the_last_vote_is_its_outcome():
    sitting = make_open(towns=3)
    for number, choice in enumerate((FOR, AGAINST), start=1):
        ballot = ballot_of(sitting)
        cast(ballot, *[choice] * 3)
        assert close(ballot).number == number
    assert sitting.items.get().outcome == ItemOutcome.NOT_CARRIED


def test_what_is_not_voted_is_said_dealt_with_or_put_off():
    sitting = make_open(towns=3)
    item = make_item(sitting=sitting)
    assert conclude_item(item, outcome=ItemOutcome.DISCUSSED, by=SOMEBODY).outcome == "discussed"
    with pytest.raises(Refused, match="lo dice solo una votazione"):
        conclude_item(item, outcome=ItemOutcome.CARRIED, by=SOMEBODY)
    ballot_of(sitting)
    with pytest.raises(Refused, match="già concluso"):
        conclude_item(sitting.items.first(), outcome=ItemOutcome.POSTPONED, by=SOMEBODY)


def test_a_ballot_is_open_until_it_is_closed():
    ballot = ballot_of(make_open(towns=1))
    assert ballot.question == ballot.item.title
    assert Ballot.objects.get().state == BallotState.OPEN
