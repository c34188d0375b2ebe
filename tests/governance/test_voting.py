"""A vote: each seat once, counted by the rules of the day, told with its reasons."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from raccordo.acts.states import OrganKind
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Ballot, Sitting
from raccordo.governance.operations.attending import (
    Presence,
    change_chair,
    close_sitting,
    record_attendance,
)
from raccordo.governance.operations.preparing import withdraw_item
from raccordo.governance.operations.voting import (
    cast_votes,
    close_ballot,
    conclude_item,
    correct_vote,
    enter_counts,
    open_ballot,
    recuse,
    undo_recusal,
)
from raccordo.governance.queries.ballots import (
    closed_ballots,
    may_be_voted,
    vote_named,
    voted_at_once,
)
from raccordo.governance.queries.sittings import vote_in_words
from raccordo.governance.reasons import read, sentence
from raccordo.governance.rules.rulebook import (
    ASSIGNED,
    HEADS,
    POPULATION,
    VOTERS,
    Matter,
    Rulebook,
    Share,
    as_data,
)
from raccordo.governance.states import (
    AttendanceHow,
    BallotPurpose,
    BallotState,
    BodySort,
    ItemOutcome,
    ItemSort,
    SeatPart,
    VoteChoice,
)
from raccordo.journal.models import Entry
from tests.make import (
    NOW,
    SOMEBODY,
    attend,
    make_ballot,
    make_conference,
    make_holding,
    make_item,
    make_open,
    make_organ,
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
WIDE = Matter("wide", "Convenzione", "art. 9", majority=(Share(HEADS, ASSIGNED, 2, 3),))
CITES = {"first_call": "art. 6", "majority": "art. 7"}


def ballot_of(sitting, *, secret=False, question="", **fields):
    item = sitting.items.first()
    return open_ballot(item, question=question, secret=secret, by=SOMEBODY, at=FIRST, **fields)


def cast(ballot, *choices, of=None):
    seats = of or list(ballot.item.sitting.attendances.all())
    votes = list(zip(seats, choices, strict=False))
    return cast_votes(ballot, votes=votes, by=SOMEBODY, at=FIRST)


def close(ballot):
    return close_ballot(ballot, by=SOMEBODY, at=FIRST + timedelta(minutes=5))


def voted(sitting, purpose, choice, *, question=""):
    """All who are there say one thing."""
    ballot = ballot_of(sitting, purpose=purpose, question=question)
    there = [one for one in sitting.attendances.all() if one.in_the_room]
    cast(ballot, *[choice] * len(there), of=there)
    return close(ballot)


def tell(sitting, **facts):
    """The item of a sitting, as its convocation told of it."""
    sitting.items.update(**facts)
    item = sitting.items.get()
    sitting.items.update(told=item.as_it_is)


def not_valid(sitting):
    """A vote on the proposal during which all but one leave, so that it decides nothing."""
    ballot = ballot_of(sitting)
    cast(ballot, FOR)
    gone = [
        Presence(one, AttendanceHow.PRESENT, left_at=FIRST + timedelta(minutes=1))
        for one in sitting.attendances.all()[1:]
    ]
    record_attendance(sitting, entries=gone, by=SOMEBODY)
    return close(ballot)


def reasons(ballot):
    return [sentence(read(reason)) for reason in ballot.reasons]


# --- counting


def test_where_an_even_vote_is_decided_by_who_presides_somebody_presides_before_anybody_votes():
    share = (Share(HEADS, VOTERS, 1, 2),)
    rules = Rulebook(majority=share, casting_vote=True, cites=CITES | {"casting_vote": "art. 8"})
    sitting = make_open(make_conference(4, rules=rules))
    sitting.attendances.update(presides=False)
    with pytest.raises(Refused, match=r"\(art\. 8\): prima di votare indicare chi presiede"):
        ballot_of(sitting)
    tell(sitting, matter="wide")
    Sitting.objects.update(rulebook=as_data(replace(rules, matters=(WIDE,))))
    assert ballot_of(sitting).question  # two thirds of all are not decided by who presides
    sitting.items.get().ballots.all().delete()
    tell(sitting, matter="")
    change_chair(sitting, chair=sitting.attendances.last(), by=SOMEBODY, at=FIRST)
    ballot = ballot_of(sitting)
    cast(ballot, AGAINST, AGAINST, FOR, FOR)
    closed = close(ballot)
    assert closed.carried
    assert reasons(closed)[-1] == "A parità di voti prevale quello di chi presiede (art. 8)."


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
    closed = not_valid(make_open(towns=3))

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


def test_who_must_abstain_is_written_only_with_the_reason():
    ballot = ballot_of(make_open(towns=3))
    one, other, _third = ballot.item.sitting.attendances.all()
    with pytest.raises(Refused, match="si registra a parte, con il suo motivo"):
        cast(ballot, VoteChoice.RECUSED)
    cast(ballot, FOR)
    with pytest.raises(Refused, match="si registra a parte, con il suo motivo"):
        correct_vote(ballot, attendance=one, choice=VoteChoice.RECUSED, by=SOMEBODY, at=FIRST)
    with pytest.raises(Refused, match="Serve il motivo"):
        recuse(ballot, attendance=other, reason=" ", by=SOMEBODY, at=FIRST)
    assert list(ballot.votes.values_list("choice", flat=True)) == [FOR]


def test_who_finds_that_she_must_abstain_after_voting_is_counted_no_more():
    ballot = ballot_of(make_open(towns=4))
    cast(ballot, FOR, FOR, FOR, AGAINST)
    one = ballot.item.sitting.attendances.first()
    recuse(ballot, attendance=one, reason="Interesse proprio", by=SOMEBODY, at=FIRST)

    assert close(ballot).tally["counts"]["for"]["heads"] == 2
    assert "Favorevole" in Entry.objects.get(what="vote.recused").details
    again = ballot_of(make_open(towns=1))
    one = again.item.sitting.attendances.get()
    recuse(again, attendance=one, reason="Interesse proprio", by=SOMEBODY, at=FIRST)
    with pytest.raises(Refused, match="è già registrata"):
        recuse(again, attendance=one, reason="Interesse proprio", by=SOMEBODY, at=FIRST)


@pytest.mark.parametrize("secret", [False, True])
def test_an_abstention_written_by_mistake_is_taken_back_and_the_register_keeps_it(secret):
    ballot = ballot_of(make_open(towns=3), secret=secret)
    one = ballot.item.sitting.attendances.first()
    with pytest.raises(Refused, match="non è registrata un'astensione"):
        undo_recusal(ballot, attendance=one, by=SOMEBODY)
    recuse(ballot, attendance=one, reason="Interesse proprio", by=SOMEBODY, at=FIRST)
    with pytest.raises(Refused, match="nulla da correggere"):
        correct_vote(ballot, attendance=one, choice=FOR, by=SOMEBODY, at=FIRST)

    undo_recusal(ballot, attendance=one, by=SOMEBODY)

    if secret:
        enter_counts(ballot, in_favour=3, against=0, abstained=0, by=SOMEBODY)
    else:
        cast(ballot, FOR, FOR, FOR)
    assert close(ballot).tally["counts"]["for"]["heads"] == 3
    assert one.name in Entry.objects.get(what="vote.recusal_undone").details


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
    with pytest.raises(Refused, match="Schede e astenuti sono 9, i presenti con diritto di voto 8"):
        enter_counts(ballot, in_favour=6, against=3, abstained=0, by=SOMEBODY)
    enter_counts(ballot, in_favour=5, against=2, abstained=0, by=SOMEBODY)
    closed = close(ballot)
    assert closed.carried
    assert closed.tally["counts"]["not_voting"]["heads"] == 1
    assert not closed.votes.exists()


def test_blank_and_void_papers_are_votes_that_are_not_in_favour():
    for blanks_count, carried in ((True, False), (False, True)):
        rules = Rulebook(majority=(Share(HEADS, VOTERS),), cites=CITES, blanks_count=blanks_count)
        ballot = ballot_of(make_open(make_conference(7, rules=rules), towns=7), secret=True)
        counts = {"in_favour": 3, "against": 1, "blank": 1, "void": 1, "abstained": 1}
        enter_counts(ballot, **counts, by=SOMEBODY)
        closed = close(ballot)
        assert closed.carried is carried
        assert vote_in_words(closed) == (
            f"presenti 7, votanti {6 if blanks_count else 4}, favorevoli 3, contrari 1, astenuti 1,"
            " schede bianche 1, nulle 1"
        )


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


# --- what a vote is on


@pytest.mark.parametrize(
    ("choice", "outcome"), [(FOR, ItemOutcome.CARRIED), (AGAINST, ItemOutcome.NOT_CARRIED)]
)
def test_only_the_vote_on_the_proposal_decides_an_item(choice, outcome):
    sitting = make_open(towns=3)
    other = {FOR: AGAINST, AGAINST: FOR}[choice]
    voted(sitting, BallotPurpose.AMENDMENT, other, question="Al punto 2 togliere «annuale»")
    voted(sitting, BallotPurpose.POSTPONEMENT, AGAINST)
    assert sitting.items.get().outcome == ItemOutcome.PENDING
    voted(sitting, BallotPurpose.PROPOSAL, choice)
    if choice == FOR:
        voted(sitting, BallotPurpose.AT_ONCE, AGAINST)

    assert sitting.items.get().outcome == outcome
    told = [vote_named(one) for one in closed_ballots(sitting.items.get())]
    assert told[:3] == [
        "Votazione su un emendamento («Al punto 2 togliere «annuale»»)",
        "Votazione sul rinvio",
        "Votazione sulla proposta",
    ]


def test_what_was_validly_decided_is_not_voted_again_nor_put_off():
    for choice, said in ((FOR, "approvato"), (AGAINST, "non approvato")):
        sitting = make_open(towns=3)
        voted(sitting, BallotPurpose.PROPOSAL, choice)
        for purpose in (
            BallotPurpose.PROPOSAL,
            BallotPurpose.AMENDMENT,
            BallotPurpose.POSTPONEMENT,
        ):
            with pytest.raises(Refused, match=rf"già votato validamente \({said}\)"):
                ballot_of(sitting, purpose=purpose, question="x")


def test_the_database_too_keeps_one_valid_vote_on_a_proposal():
    ballot = make_ballot({"for": 2})
    with pytest.raises(IntegrityError):
        make_ballot({"against": 2}, item=ballot.item)


def test_a_vote_that_puts_an_item_off_ends_it():
    sitting = make_open(towns=3)
    voted(sitting, BallotPurpose.POSTPONEMENT, FOR)

    assert sitting.items.get().outcome == ItemOutcome.POSTPONED
    with pytest.raises(Refused, match="Il punto è rinviato: non si vota"):
        ballot_of(sitting)
    with pytest.raises(Refused, match="già concluso: rinviato"):
        conclude_item(sitting.items.get(), outcome=ItemOutcome.PENDING, by=SOMEBODY)


def test_putting_off_wants_the_ordinary_majority_whatever_the_matter():
    statute = Matter(
        "statute", "Statuto", "art. 9", majority=(Share(HEADS, ASSIGNED, 2, 3, strict=False),)
    )
    half = (Share(HEADS, VOTERS),)
    rules = Rulebook(majority=half, matters=(statute,), cites=CITES)
    for purpose, carried in ((BallotPurpose.POSTPONEMENT, True), (BallotPurpose.PROPOSAL, False)):
        sitting = make_open(make_conference(8, rules=rules), towns=8, there=4)
        tell(sitting, matter="statute")
        assert voted(sitting, purpose, FOR).carried is carried


def test_an_amendment_says_in_words_what_it_changes():
    with pytest.raises(Refused, match="che cosa cambia l'emendamento") as refused:
        ballot_of(make_open(towns=3), purpose=BallotPurpose.AMENDMENT, question=" ")
    assert refused.value.field == "question"


# --- enforceable at once (TUEL art. 134 c. 4)


def test_enforceability_at_once_wants_the_majority_of_the_components():
    for there, carried in ((4, False), (5, True)):
        by_a_third = Rulebook(
            first_call=(Share(HEADS, ASSIGNED, 1, 3, strict=False),),
            majority=(Share(HEADS, VOTERS),),
            cites=CITES,
        )
        sitting = make_open(make_conference(8, rules=by_a_third), towns=8, there=there)
        assert voted(sitting, BallotPurpose.PROPOSAL, FOR).carried
        ballot = voted(sitting, BallotPurpose.AT_ONCE, FOR)

        assert (ballot.valid, ballot.carried) == (True, carried)
        solo = "" if carried else "solo "
        assert reasons(ballot)[1] == (
            f"Favorevoli {solo}{there} su 8 componenti, minimo 5 (art. 134 c. 4 TUEL)."
        )
        assert voted_at_once(sitting.items.get()) is carried


def test_enforceability_at_once_is_voted_once_and_after_the_proposal_is_carried():
    sitting = make_open(towns=3)
    with pytest.raises(Refused, match="solo dopo che la proposta è stata approvata"):
        ballot_of(sitting, purpose=BallotPurpose.AT_ONCE)
    voted(sitting, BallotPurpose.PROPOSAL, FOR)
    assert may_be_voted(sitting.items.get()) == [BallotPurpose.AT_ONCE]
    voted(sitting, BallotPurpose.AT_ONCE, FOR)
    with pytest.raises(Refused, match="immediata eseguibilità si è già votato"):
        ballot_of(sitting, purpose=BallotPurpose.AT_ONCE)

    lost = make_open(towns=3)
    voted(lost, BallotPurpose.PROPOSAL, AGAINST)
    with pytest.raises(Refused, match="solo dopo che la proposta è stata approvata"):
        ballot_of(lost, purpose=BallotPurpose.AT_ONCE)


def test_only_a_resolution_is_enforceable_at_once():
    opinion = make_open(towns=3)
    tell(opinion, sort=ItemSort.OPINION)
    advising = make_open(make_conference(3, sort=BodySort.ADVISES), towns=3)
    asl = make_organ(kind=OrganKind.ASL_DIRECTOR)
    elsewhere = make_open(make_conference(3, organ=asl), towns=3)
    for sitting in (opinion, advising, elsewhere):
        voted(sitting, BallotPurpose.PROPOSAL, FOR)
        with pytest.raises(Refused, match="solo per una deliberazione"):
            ballot_of(sitting, purpose=BallotPurpose.AT_ONCE)


# --- without a vote


def test_an_item_on_which_the_vote_was_not_valid_may_be_voted_again_put_off_or_withdrawn():
    postponed, withdrawn, again = (make_open(towns=3) for _ in range(3))
    for sitting in (postponed, withdrawn, again):
        not_valid(sitting)

    item = conclude_item(postponed.items.get(), outcome=ItemOutcome.POSTPONED, by=SOMEBODY)
    assert item.outcome == ItemOutcome.POSTPONED
    withdraw_item(withdrawn.items.get(), by=SOMEBODY)
    assert withdrawn.items.get().outcome == ItemOutcome.WITHDRAWN
    attend(again, 3)
    assert voted(again, BallotPurpose.PROPOSAL, FOR).number == 2
    assert again.items.get().outcome == ItemOutcome.CARRIED


def test_what_a_vote_decided_or_is_deciding_is_neither_put_off_nor_withdrawn():
    being, decided = make_open(towns=3), make_open(towns=3)
    ballot_of(being)
    voted(decided, BallotPurpose.PROPOSAL, FOR)
    for sitting, words in ((being, "chiuderla prima"), (decided, "già concluso: approvato")):
        item = sitting.items.get()
        with pytest.raises(Refused, match=words):
            conclude_item(item, outcome=ItemOutcome.POSTPONED, by=SOMEBODY)
        with pytest.raises(Refused, match="non si può più ritirare"):
            withdraw_item(item, by=SOMEBODY)


def test_what_is_not_voted_is_said_dealt_with_or_put_off():
    sitting = make_open(towns=3)
    item = make_item(sitting=sitting)
    assert conclude_item(item, outcome=ItemOutcome.DISCUSSED, by=SOMEBODY).outcome == "discussed"
    with pytest.raises(Refused, match="lo dice solo una votazione"):
        conclude_item(item, outcome=ItemOutcome.CARRIED, by=SOMEBODY)


def test_a_ballot_is_open_until_it_is_closed():
    ballot = ballot_of(make_open(towns=1))
    assert (ballot.question, ballot.purpose) == (ballot.item.title, BallotPurpose.PROPOSAL)
    assert Ballot.objects.get().state == BallotState.OPEN
