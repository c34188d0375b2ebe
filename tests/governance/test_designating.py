"""The bodies of a category say who sits for them: each once, in time, and the act comes last."""

from datetime import timedelta

import pytest

from raccordo.access.queries import acting_through
from raccordo.access.rights import Role
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Designation
from raccordo.governance.operations.designating import (
    appoint,
    call_designation,
    close_choice,
    open_choice,
    present_candidacy,
    say_preference,
    void_designation,
    withdraw_candidacy,
)
from raccordo.governance.queries.designations import called_for, designations_open_to, outcome_of
from raccordo.governance.queries.seats import seated_in
from raccordo.governance.states import DESIGNATION_LIFE, DesignationState
from raccordo.parties.states import OrganisationKind
from raccordo.post.models import Message
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_body,
    make_designation,
    make_mandate,
    make_organisation,
    make_part,
    make_representative,
    make_seat,
    make_town,
)

pytestmark = pytest.mark.django_db
CLOSED, CHOICE = TODAY + timedelta(days=16), TODAY + timedelta(days=30)
LATE = CHOICE + timedelta(days=1)


def call(seat, **facts):
    usual = {"candidacies_until": CLOSED - timedelta(days=1), "choice_until": CHOICE, "text": "Si"}
    return call_designation(seat, by=SOMEBODY, at=NOW, **usual | facts)


def seat_of_third_sector(**facts):
    return make_seat(category=OrganisationKind.THIRD_SECTOR, **facts)


def present(designation, organisation, *, on=TODAY):
    return present_candidacy(
        designation,
        organisation=organisation,
        person=make_representative(),
        on=on,
        by=SOMEBODY,
    )


def choose(designation, organisation, candidacy, *, on=CLOSED):
    return say_preference(
        designation, organisation=organisation, candidacy=candidacy, on=on, by=SOMEBODY
    )


def chosen(votes):
    """A designation with two candidates, and so many bodies for the first and the second."""
    designation = make_designation()
    bodies = [make_organisation() for _ in range(max(sum(votes), 2))]
    candidates = [present(designation, body) for body in bodies[:2]]
    designation = open_choice(designation, by=SOMEBODY, on=CLOSED)
    wanted = [candidates[0]] * votes[0] + [candidates[1]] * votes[1]
    for body, candidate in zip(bodies, wanted, strict=False):
        choose(designation, body, candidate)
    closed = close_choice(designation, text="Verbale", by=SOMEBODY, on=LATE)
    return closed, candidates


def test_every_state_of_a_designation_can_be_reached_and_all_come_to_an_end():
    assert DESIGNATION_LIFE.reach(DESIGNATION_LIFE.start) == set(DesignationState)
    assert DESIGNATION_LIFE.ends == {DesignationState.APPOINTED, DesignationState.VOID}


def test_the_call_reaches_once_the_bodies_of_the_category_in_the_territory():
    ambito = make_area(kind="ambito")
    seat = seat_of_third_sector(body=make_body(area=ambito), title="Terzo settore")
    inside = make_organisation(email="a@example.it", area=make_part(ambito))
    make_organisation(email="b@example.it", area=make_town())
    make_organisation(email="c@example.it", kind=OrganisationKind.UNION)
    make_organisation(email="d@example.it", closed_on=TODAY)
    nowhere, silent = make_organisation(email="e@example.it"), make_organisation()

    designation = call(seat, address="https://raccordo.example/designazioni/")

    assert set(called_for(designation)) == {inside, nowhere, silent}
    assert sorted(m.recipients[0] for m in Message.objects.all()) == [
        "a@example.it",
        "e@example.it",
    ]
    message = Message.objects.get(recipients=["a@example.it"])
    assert "Terzo settore" in message.subject
    assert "entro il 18 marzo 2025" in message.body
    assert "https://raccordo.example/designazioni/" in message.body


def test_only_the_seat_of_a_category_is_designated_and_once_at_a_time():
    with pytest.raises(Refused, match="di una categoria"):
        call(make_seat())
    seat = seat_of_third_sector()
    call(seat)
    with pytest.raises(Refused, match="già una designazione in corso"):
        call(seat)


def test_a_call_does_not_close_before_it_opens_nor_choose_before_it_closes():
    seat = seat_of_third_sector()
    with pytest.raises(Refused, match="non prima dell'avviso"):
        call(seat, candidacies_until=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="segue le candidature") as refusal:
        call(seat, choice_until=TODAY)
    assert refusal.value.field == "choice_until"


def test_a_body_has_one_candidate_until_it_withdraws_her():
    designation, body = make_designation(), make_organisation()
    first = present(designation, body)

    with pytest.raises(Refused, match="ha già presentato"):
        present(designation, body)
    withdraw_candidacy(first, by=SOMEBODY, on=TODAY)
    assert present(designation, body).withdrawn_on is None
    with pytest.raises(Refused, match="già stata ritirata"):
        withdraw_candidacy(first, by=SOMEBODY, on=TODAY)


def test_who_is_not_called_neither_proposes_nor_chooses():
    designation, union = make_designation(), make_organisation(kind=OrganisationKind.UNION)
    candidacy = present(designation, make_organisation())

    with pytest.raises(Refused, match="non è fra gli enti chiamati"):
        present(designation, union)
    open_choice(designation, by=SOMEBODY, on=CLOSED)
    with pytest.raises(Refused, match="non è fra gli enti chiamati"):
        choose(designation, union, candidacy)


def test_a_candidacy_after_its_day_is_refused():
    with pytest.raises(Refused, match="si sono chiuse il 18 marzo 2025"):
        present(make_designation(), make_organisation(), on=CLOSED)


def test_preferences_open_after_the_candidacies_and_only_if_there_is_one():
    designation = make_designation()
    with pytest.raises(Refused, match="aperte fino al 18 marzo 2025"):
        open_choice(designation, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="nessuna candidatura"):
        open_choice(designation, by=SOMEBODY, on=CLOSED)


def test_before_they_are_open_nobody_says_a_preference_and_after_nobody_withdraws():
    designation, body = make_designation(), make_organisation()
    candidacy = present(designation, body)
    with pytest.raises(Refused, match="non sono aperte"):
        choose(designation, body, candidacy)

    open_choice(designation, by=SOMEBODY, on=CLOSED)
    with pytest.raises(Refused, match="non si ritira più"):
        withdraw_candidacy(candidacy, by=SOMEBODY, on=CLOSED)


def test_a_body_chooses_once_and_in_time():
    designation, body = make_designation(), make_organisation()
    candidacy = present(designation, body)
    open_choice(designation, by=SOMEBODY, on=CLOSED)
    choose(designation, body, candidacy)

    with pytest.raises(Refused, match="ha già risposto il 19 marzo 2025") as refusal:
        choose(designation, body, candidacy)
    assert refusal.value.field == "organisation"
    with pytest.raises(Refused, match="si sono chiuse il 2 aprile 2025"):
        choose(designation, make_organisation(), candidacy, on=LATE)
    assert choose(designation, make_organisation(), candidacy, on=CHOICE).candidacy == candidacy


def test_a_candidate_of_another_designation_is_not_chosen():
    designation, body = make_designation(), make_organisation()
    present(designation, body)
    other = present(make_designation(), make_organisation())
    open_choice(designation, by=SOMEBODY, on=CLOSED)

    with pytest.raises(Refused, match="Questa candidatura non c'è"):
        choose(designation, body, other)


def test_the_most_wanted_is_appointed_by_an_act_and_sits():
    designation, (first, second) = chosen([2, 1])
    act = make_act()
    with pytest.raises(Refused, match="non ha avuto il maggior numero"):
        appoint(designation, candidacy=second, since=TODAY, act=act, by=SOMEBODY)

    appoint(designation, candidacy=first, since=TODAY, act=act, by=SOMEBODY)

    designation.refresh_from_db()
    (seated,) = seated_in(designation.seat.body, on=TODAY)
    assert seated.person == first.person
    assert seated.seating.organisation == first.organisation
    assert (designation.state, designation.seating) == ("appointed", seated.seating)


def test_of_those_level_the_record_says_who_and_not_the_program():
    designation, (_first, second) = chosen([1, 1])

    assert outcome_of(designation).tied
    appoint(designation, candidacy=second, since=TODAY, act=make_act(), by=SOMEBODY)

    assert Designation.objects.get(pk=designation.pk).seating.person == second.person


def test_two_candidates_whom_nobody_wanted_are_not_first():
    designation, _candidates = chosen([0, 0])

    assert (outcome_of(designation).first, outcome_of(designation).tied) == ((), False)


def test_the_record_comes_after_the_day_or_when_all_have_said_and_is_not_empty():
    designation, body = make_designation(), make_organisation()
    candidacy = present(designation, body)
    with pytest.raises(Refused, match="Il termine è il 18 marzo"):
        close_choice(designation, text="x", by=SOMEBODY, on=TODAY)
    open_choice(designation, by=SOMEBODY, on=CLOSED)
    with pytest.raises(Refused, match="Il termine è il 2 aprile"):
        close_choice(designation, text="x", by=SOMEBODY, on=CLOSED)
    choose(designation, body, candidacy)
    with pytest.raises(Refused, match="Manca il verbale"):
        close_choice(designation, text=" ", by=SOMEBODY, on=CLOSED)

    assert close_choice(designation, text="x", by=SOMEBODY, on=CLOSED).state == "chosen"


def test_a_designation_from_which_nobody_came_is_void_with_its_reason_and_can_be_called_again():
    designation = make_designation()
    with pytest.raises(Refused, match="Dire perché"):
        void_designation(designation, reason=" ", by=SOMEBODY)

    assert void_designation(designation, reason="Nessuno", by=SOMEBODY).state == "void"
    with pytest.raises(Refused, match="non si può passare"):
        void_designation(designation, reason="Ancora", by=SOMEBODY)
    assert call(designation.seat).state == "called"


def test_nobody_is_appointed_before_the_record():
    designation = make_designation()
    candidacy = present(designation, make_organisation())

    with pytest.raises(Refused, match="non si può passare"):
        appoint(designation, candidacy=candidacy, since=TODAY, act=make_act(), by=SOMEBODY)


def test_a_referent_reads_the_calls_to_her_body_and_no_others():
    organisation = make_organisation()
    acting = acting_through(make_mandate(organisation=organisation, role=Role.THIRD_SECTOR))
    ours = make_designation()
    make_designation(seat=make_seat(category=OrganisationKind.UNION))

    assert list(designations_open_to(acting, on=TODAY)) == [ours]
