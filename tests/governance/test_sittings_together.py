"""Two secretaries on the same sitting: one does it, the other reads why she cannot."""

from raccordo.acts.models import Act
from raccordo.acts.states import ActStage
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Ballot, Minutes, Sitting, Vote
from raccordo.governance.operations.convening import convene_sitting
from raccordo.governance.operations.minuting import begin_minutes, rewrite_part
from raccordo.governance.operations.resolving import begin_resolution, fix_act
from raccordo.governance.operations.voting import cast_votes, close_ballot, open_ballot
from raccordo.governance.states import BallotPurpose, BallotState, VoteChoice
from raccordo.journal.models import Entry
from tests.make import NOW, SOMEBODY, TODAY, make_conference, make_item, make_open, make_sitting


def refusals_of(works, together):
    refused = []

    def alone(work):
        def run():
            try:
                work()
            except Refused as refusal:  # a row that the database rejects is a lock that is missing
                refused.append(refusal)

        return run

    together([alone(work) for work in works])
    return refused


def test_two_who_write_the_vote_of_one_seat_write_one(together):
    sitting = make_open(towns=3)
    at = sitting.first_call
    ballot = open_ballot(sitting.items.get(), question="", secret=False, by=SOMEBODY, at=at)
    one = sitting.attendances.first()

    def vote(choice):
        return lambda: cast_votes(ballot, votes=[(one, choice)], by=SOMEBODY, at=at)

    refused = refusals_of([vote(VoteChoice.FOR), vote(VoteChoice.AGAINST)] * 2, together)

    assert len(refused) == 3
    assert Vote.objects.count() == 1


def test_two_who_close_a_vote_close_it_once(together):
    sitting = make_open(towns=1)
    at = sitting.first_call
    ballot = open_ballot(sitting.items.get(), question="", secret=False, by=SOMEBODY, at=at)
    cast_votes(ballot, votes=[(sitting.attendances.get(), VoteChoice.FOR)], by=SOMEBODY, at=at)

    refused = refusals_of([lambda: close_ballot(ballot, by=SOMEBODY, at=at)] * 4, together)

    assert len(refused) == 3
    assert Ballot.objects.get().state == BallotState.CLOSED
    assert Entry.objects.filter(what="ballot.closed").count() == 1


def test_who_opens_a_vote_and_who_makes_its_act_ready_to_sign_do_not_both(together):
    sitting = make_open(towns=1)
    at, item = sitting.first_call, sitting.items.get()
    ballot = open_ballot(item, question="", secret=False, by=SOMEBODY, at=at)
    cast_votes(ballot, votes=[(sitting.attendances.get(), VoteChoice.FOR)], by=SOMEBODY, at=at)
    close_ballot(ballot, by=SOMEBODY, at=at)
    act = begin_resolution(item, model=None, by=SOMEBODY)
    held, pdf = sitting.held_on, b"%PDF-1.7"
    facts = {"number": "1", "made_on": held, "pdf": pdf, "by": SOMEBODY, "on": held}
    vote = {"question": "", "secret": False, "purpose": BallotPurpose.AT_ONCE}

    works = [
        lambda: open_ballot(item, **vote, by=SOMEBODY, at=at),
        lambda: fix_act(Act.objects.get(pk=act.pk), **facts),
    ]
    refused = refusals_of(works * 2, together)

    ready = Act.objects.get(pk=act.pk).stage == ActStage.TO_SIGN
    assert ready is not Ballot.objects.filter(state=BallotState.OPEN).exists()
    assert len(refused) == 3


def test_two_who_convene_two_sittings_of_a_body_give_two_numbers(together):
    body = make_conference(1)
    sittings = [make_sitting(body=body) for _ in range(3)]
    for sitting in sittings:
        make_item(sitting=sitting)

    def convene(sitting):
        facts = {"channel": None, "by": SOMEBODY, "on": TODAY, "at": NOW}
        return lambda: convene_sitting(sitting, **facts)

    refused = refusals_of([convene(sitting) for sitting in sittings], together)

    numbers = Sitting.objects.order_by("number").values_list("number", flat=True)
    assert refused == []
    assert list(numbers) == [1, 2, 3]


def test_two_who_begin_the_minutes_of_a_sitting_begin_them_once(together):
    sitting = make_open(towns=3)

    refused = refusals_of([lambda: begin_minutes(sitting, model=None, by=SOMEBODY)] * 3, together)

    assert len(refused) == 2
    assert Minutes.objects.count() == 1


def test_two_secretaries_on_the_same_part_of_the_minutes_do_not_undo_each_other(together):
    part = begin_minutes(make_open(towns=3), model=None, by=SOMEBODY).parts.first()
    seen = part.wording

    def write(text):
        return lambda: rewrite_part(part, title="Apertura", text=text, seen=seen, by=SOMEBODY)

    refused = refusals_of([write("Parole di Ada."), write("Parole di Bice.")], together)

    assert [str(one) for one in refused] == [
        "Nel frattempo questa parte è stata modificata: nulla è stato salvato."
    ]
    part.refresh_from_db()
    assert part.text in {"Parole di Ada.", "Parole di Bice."}
