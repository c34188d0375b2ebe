from datetime import timedelta

import pytest

from raccordo.access.operations import begin_act
from raccordo.acts.operations import change_standing, rewrite_act
from raccordo.acts.paper import paper_of
from raccordo.acts.queries import resting_on
from raccordo.acts.states import ActKind, ActStage, ActState, Enforceability
from raccordo.foundation.errors import Refused
from raccordo.governance.bundled import texts
from raccordo.governance.models import AgendaItem, Seat, Sitting
from raccordo.governance.operations.preparing import withdraw_item
from raccordo.governance.operations.resolving import (
    begin_resolution,
    discard_draft_act,
    fill_resolution,
    fix_act,
    take_back_text,
)
from raccordo.governance.operations.voting import cast_votes, close_ballot, open_ballot
from raccordo.governance.queries.papers import marks_left
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.states import (
    BallotPurpose,
    BodySort,
    ItemOutcome,
    ItemSort,
    SittingState,
    TextUse,
    VoteChoice,
)
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_ballot,
    make_body,
    make_held_sitting,
    make_item,
    make_open,
    make_seat,
    make_sitting,
    make_text_model,
)

pytestmark = pytest.mark.django_db
VOTED = "presenti 8, votanti 7, favorevoli 6, contrari 1, astenuti 1"


def begun(item=None, **facts):
    item = item or make_ballot({"for": 6, "against": 1, "abstained": 1}).item
    return begin_resolution(item, model=facts.pop("model", make_text_model()), by=SOMEBODY)


def fixed(act, **facts):
    pdf = paper_of(act, number="7", made_on=TODAY)
    usual = {"number": "7", "made_on": TODAY, "pdf": pdf, "by": SOMEBODY, "on": TODAY}
    return fix_act(act, **usual | facts)


def test_a_resolution_is_an_act_of_the_body_filled_by_its_sitting():
    item = make_ballot({"for": 6, "against": 1, "abstained": 1}).item
    act = begun(item)
    item.refresh_from_db()

    assert item.resolution == act
    assert (act.organ, act.stage) == (item.sitting.body.organ, ActStage.DRAFT)
    assert act.filings.get().area == item.sitting.body.area
    assert VOTED in act.text
    assert act.text.startswith(f"Oggetto: {item.title}")
    assert "Contrari: Ada Esposito" in act.text


def test_the_names_of_a_secret_vote_are_not_in_the_resolution():
    act = begun(make_ballot({"for": 2, "against": 1}, secret=True).item)

    assert "favorevoli 2, contrari 1" in act.text
    assert "Ada Esposito" not in act.text


def test_what_is_not_known_before_the_vote_is_filled_after_it():
    sitting = make_held_sitting(state=SittingState.OPEN)
    item = make_item(sitting=sitting)
    act = begun(item)
    assert "[votazione]" in act.text
    with pytest.raises(Refused, match="non ci sono segni da riempire, o i dati"):
        fill_resolution(item, by=SOMEBODY)

    rewrite_act(act, subject=act.subject, text=act.text + "\n\nDELIBERA", spends=False, by=SOMEBODY)
    make_ballot({"for": 6, "against": 1, "abstained": 1}, item=item)
    filled = fill_resolution(item, by=SOMEBODY)

    assert VOTED in filled.text
    assert filled.text.endswith("DELIBERA")


def test_an_item_without_a_resolution_has_none_to_fill():
    with pytest.raises(Refused, match="non ha ancora una deliberazione"):
        fill_resolution(make_item(), by=SOMEBODY)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sort": ItemSort.OPINION}, "solo su una deliberazione"),
        ({"outcome": ItemOutcome.WITHDRAWN}, "la seduta non ha deciso"),
        ({"outcome": ItemOutcome.POSTPONED}, "la seduta non ha deciso"),
    ],
)
def test_only_what_is_decided_has_a_resolution(fields, said):
    with pytest.raises(Refused, match=said):
        begun(make_item(sitting=make_held_sitting(), **fields))


def test_a_body_that_gives_opinions_makes_no_acts():
    sitting = make_sitting(body=make_body(sort=BodySort.ADVISES))

    with pytest.raises(Refused, match="non emana atti"):
        begun(make_item(sitting=sitting))


def test_a_sitting_that_nobody_held_resolves_nothing():
    with pytest.raises(Refused, match="la seduta non ha deciso"):
        begun(make_item(sitting=make_sitting(state=SittingState.DESERTED)))


def test_an_item_with_a_draft_resolution_is_not_taken_off_before_the_draft_is_discarded():
    item = make_item(sitting=make_sitting(body=make_held_sitting().body))
    act = begun(item)
    with pytest.raises(Refused, match="c'è una bozza di deliberazione"):
        withdraw_item(item, by=SOMEBODY)
    discard_draft_act(act, reason="Non serve", by=SOMEBODY)
    withdraw_item(item, by=SOMEBODY)
    assert not AgendaItem.objects.filter(pk=item.pk).exists()


def test_an_item_has_one_resolution():
    act = begun()

    with pytest.raises(Refused, match="ha già la sua deliberazione"):
        begun(act.agenda_items.get())


def test_a_resolution_that_was_carried_goes_to_be_signed_on_the_day_of_the_sitting():
    act = begun()
    with pytest.raises(Refused, match="ha la data della seduta") as refused:
        fixed(act, made_on=TODAY.replace(day=2))

    assert refused.value.field == "made_on"
    assert fixed(act).stage == ActStage.TO_SIGN


def at_the_second_call():
    """A sitting deserted today, that meets tomorrow."""
    tomorrow = NOW + timedelta(days=1)
    return make_held_sitting(
        call=2, first_call=NOW, second_call=tomorrow, opened_at=tomorrow, closed_at=tomorrow
    )


def test_a_resolution_of_the_second_call_has_the_day_of_the_second_call():
    item = make_item(sitting=at_the_second_call())
    make_ballot({"for": 3}, item=item)
    act = begun(item, model=make_text_model(text="Oggi, [data], alle [ora], si delibera."))
    assert act.text == "Oggi, 4 marzo 2025, alle 10:30, si delibera."
    assert str(item.sitting).endswith("seduta n. 3 del 4 marzo 2025")
    with pytest.raises(Refused, match="che l'ha presa: 4 marzo 2025"):
        fixed(act)

    tomorrow = TODAY + timedelta(days=1)
    assert fixed(act, made_on=tomorrow, on=tomorrow).date == tomorrow


def test_what_was_deserted_at_the_first_call_is_of_the_day_of_the_second_before_it_opens():
    sitting = at_the_second_call()
    sitting.opened_at = None
    assert day_of(sitting) == TODAY + timedelta(days=1)
    sitting.call = None
    assert day_of(sitting) == TODAY


def test_the_sitting_makes_its_resolution_enforceable_at_once_by_a_vote():
    carried, lost, silent = (make_ballot({"for": 3}).item for _ in range(3))
    make_ballot({"for": 3}, item=carried, purpose=BallotPurpose.AT_ONCE)
    make_ballot({"against": 3}, item=lost, purpose=BallotPurpose.AT_ONCE)
    told = [fixed(begun(item)) for item in (carried, lost, silent)]

    assert [act.enforceability for act in told] == [
        Enforceability.AT_ONCE,
        Enforceability.TENTH_DAY,
        Enforceability.TENTH_DAY,
    ]
    assert told[0].enforceable_from == TODAY
    assert "Votazione sull'immediata eseguibilità, in forma palese" in told[0].text


def test_nobody_declares_enforceable_at_once_what_the_sitting_has_not():
    act = begun()
    with pytest.raises(Refused, match="non ha approvato l'immediata eseguibilità") as refused:
        fixed(act, at_once=True)
    assert refused.value.field == "at_once"


def test_while_a_vote_is_open_nothing_is_signed_and_then_nothing_is_voted():
    sitting = make_open(towns=1)
    item, at = sitting.items.get(), sitting.first_call
    held = {"made_on": sitting.held_on, "on": sitting.held_on}
    vote = {"question": "", "secret": False, "by": SOMEBODY, "at": at}

    def voted(**on):
        ballot = open_ballot(item, **vote, **on)
        with pytest.raises(Refused, match="non è ancora chiusa"):
            fixed(act, **held)
        votes = [(sitting.attendances.get(), VoteChoice.FOR)]
        cast_votes(ballot, votes=votes, by=SOMEBODY, at=at)
        close_ballot(ballot, by=SOMEBODY, at=at)

    act = begun(item, model=None)
    voted()
    voted(purpose=BallotPurpose.AT_ONCE)
    assert fixed(act, **held).enforceability == Enforceability.AT_ONCE

    for purpose in BallotPurpose:
        with pytest.raises(Refused, match="già «da firmare»: su questo punto non si vota più"):
            open_ballot(item, **vote, purpose=purpose)


def test_after_a_lost_vote_on_something_else_what_was_carried_is_still_signed():
    item = make_ballot({"for": 3}).item
    make_ballot({"against": 3}, item=item, purpose=BallotPurpose.AT_ONCE)

    assert fixed(begun(item)).stage == ActStage.TO_SIGN


def test_a_vote_carried_on_something_else_does_not_make_a_lost_proposal_an_act():
    item = make_ballot({"for": 3}, purpose=BallotPurpose.AMENDMENT, question="x").item
    act = begun(item)
    with pytest.raises(Refused, match="non è ancora chiusa"):
        fixed(act)
    make_ballot({"against": 3}, item=item)
    with pytest.raises(Refused, match="non è stata approvata"):
        fixed(act)


def test_a_body_that_meets_here_resolves_only_in_its_sittings():
    body = make_body()
    facts = {"place": body.area, "organ": body.organ, "kind": ActKind.RESOLUTION}
    act = begin_act(**facts, subject="Approva", text="Delibera", spends=False, by=SOMEBODY)
    with pytest.raises(Refused, match="delibera in seduta") as refused:
        fixed(act)
    assert refused.value.field == "organ"


@pytest.mark.parametrize(
    ("choices", "facts", "said"),
    [
        ({"for": 1, "against": 3}, {}, "non è stata approvata"),
        ({"for": 3, "against": 1}, {"valid": False}, "non è valida"),
    ],
)
def test_what_was_not_validly_carried_is_never_signed(choices, facts, said):
    act = begun(make_ballot(choices, **facts).item)

    with pytest.raises(Refused, match=said):
        fixed(act)
    act.refresh_from_db()
    assert (act.stage, act.number) == (ActStage.DRAFT, "")


def test_before_the_vote_nothing_is_signed():
    act = begun(make_item(sitting=make_held_sitting()))

    with pytest.raises(Refused, match="non è ancora chiusa"):
        fixed(act)


def test_an_open_ballot_is_not_yet_a_vote():
    act = begun(make_ballot({"for": 3}, state="open").item)

    with pytest.raises(Refused, match="non è ancora chiusa"):
        fixed(act)


def test_a_text_with_marks_left_is_not_signed():
    act = begun(model=make_text_model(text="[oggetto] [motivo dell'urgenza]"))

    with pytest.raises(Refused, match=r"da completare: \[motivo dell'urgenza\]"):
        fixed(act)


def test_a_gap_that_only_a_person_fills_is_not_signed_until_somebody_does():
    act = begun(model=make_text_model(text="DELIBERA\n\n1. [da completare: che cosa si approva]"))
    with pytest.raises(Refused, match=r"\[da completare: che cosa si approva\]"):
        fixed(act)
    words = {"subject": act.subject, "text": "DELIBERA\n\n1. di approvare", "spends": False}
    assert fixed(rewrite_act(act, **words, by=SOMEBODY)).stage == ActStage.TO_SIGN


def resolutions_shipped():
    return [text["text"] for text in texts() if text["use"] == TextUse.RESOLUTION]


@pytest.mark.parametrize("text", resolutions_shipped())
def test_a_sitting_fills_all_that_it_knows_of_a_text_that_comes_with_the_program(text):
    item = make_ballot({"for": 6, "against": 1, "abstained": 1}).item
    AgendaItem.objects.update(note="Serve una proroga.", rapporteur="Rita Fantini")
    Sitting.objects.update(chair="Ada Esposito", secretary="Carla Sabatini", place="Sala")
    item.refresh_from_db()
    act = begun(item, model=make_text_model(text=text))
    assert [mark for mark in marks_left(act.text) if "da completare" not in mark] == []
    assert act.text.count("DELIBERA\n") == 1


def test_an_act_that_is_of_no_sitting_goes_on_as_before():
    act = make_act(stage=ActStage.DRAFT, made_here=True, number="", date=None, text="[oggetto]")

    assert fixed(act).stage == ActStage.TO_SIGN


def test_the_item_of_a_discarded_resolution_may_begin_another():
    act = begun()
    item = act.agenda_items.get()
    discard_draft_act(act, reason="Da rifare", by=SOMEBODY)
    item.refresh_from_db()

    assert item.resolution is None
    assert begun(item).pk != act.pk


def test_a_corrected_text_takes_the_place_of_the_draft_only_if_nobody_has_changed_it():
    act = begun()
    seen = act.wording
    take_back_text(act, text="Testo corretto", seen=seen, by=SOMEBODY)
    act.refresh_from_db()
    assert act.text == "Testo corretto"

    with pytest.raises(Refused, match="Nel frattempo"):
        take_back_text(act, text="Altro", seen=seen, by=SOMEBODY)
    with pytest.raises(Refused, match="non ha testo"):
        take_back_text(act, text=" ", seen=act.wording, by=SOMEBODY)


def test_what_rests_on_an_annulled_resolution_is_listed_and_its_item_is_not_among_it():
    act = fixed(begun())
    act.stage = ActStage.PUBLISHED
    act.save()
    seat = make_seat(act=act)
    change_standing(
        act, to=ActState.ANNULLED, since=TODAY, reason="Vizio di forma", by=SOMEBODY, on=TODAY
    )

    rested = {things.model: list(things) for things in resting_on(act) if things}
    assert rested[Seat] == [seat]
    assert AgendaItem not in rested
    assert act.agenda_items.get().outcome == ItemOutcome.CARRIED
