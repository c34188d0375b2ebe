"""Where a proposal ends: a need that stands on it, with nothing typed twice."""

import pytest

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.needs.models import Need
from raccordo.needs.operations.needs import recognise_need
from raccordo.participation.models import Backing, Contribution
from raccordo.participation.operations.becoming import back_need, drop_backing, find_need
from raccordo.participation.operations.sorting import merge
from raccordo.participation.queries.becoming import (
    ended_in,
    endings_of,
    needs_to_tie,
    unheard,
    voices_of,
    voices_to_tie,
    with_voices,
)
from raccordo.participation.queries.public import as_public
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_acting,
    make_area,
    make_contribution,
    make_need,
    make_part,
    make_term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_area(kind="ambito")


def admitted(area, **fields):
    return make_contribution(area=area, state="admitted", **fields)


def back(one, need):
    return back_need(one, need=need, by=SOMEBODY, on=TODAY)


def test_a_need_stands_on_a_proposal_once(area):
    one, need = admitted(area), make_need(area=area)
    back(one, need)
    with pytest.raises(Refused, match="sostiene già"):
        back(one, need)
    assert Entry.objects.get(what="need.backed")


SAID = {"received": "prima si ammette", "not_pertinent": "prima si ammette"}


@pytest.mark.parametrize(("state", "said"), [*SAID.items(), ("withdrawn", "è stata ritirata")])
def test_what_was_not_admitted_backs_nothing(area, state, said):
    one = make_contribution(area=area, state=state)
    with pytest.raises(Refused, match=said):
        back(one, make_need(area=area))


def test_what_follows_another_backs_nothing_of_its_own(area):
    one, other = admitted(area), admitted(area)
    merge(other, into=one, by=SOMEBODY, on=TODAY, at=NOW, house="https://x.example")
    with pytest.raises(Refused, match=f"è unita a {one}"):
        back(other, make_need(area=area))


def test_a_need_of_elsewhere_does_not_stand_on_it_but_one_of_its_ambito_does(area):
    zone = make_part(area)
    back(admitted(zone), make_need(area=area))
    with pytest.raises(Refused, match="è stata fatta altrove"):
        back(admitted(zone), make_need(area=make_area()))


def test_a_need_is_found_in_a_proposal_with_its_places(area):
    town = make_part(area)
    one = admitted(area)
    one.towns.add(town)
    group, kind = make_term("target-groups"), make_term("needs")

    find_need(one, title="Trasporto", group=group, kind=kind, by=SOMEBODY, on=TODAY)

    need = Need.objects.get()
    assert (need.title, list(need.towns.all())) == ("Trasporto", [town])
    assert list(ended_in([one])[one.pk]) == [need]


def test_one_that_follows_another_ended_where_that_did(area):
    one, other = admitted(area), admitted(area)
    merge(other, into=one, by=SOMEBODY, on=TODAY, at=NOW, house="https://x.example")
    need = make_need(area=area, number=12, title="Trasporto")
    back(one, need)

    other.refresh_from_db()
    assert as_public([other])[0].ended == ("N-12",)  # its title may be somebody's words
    assert as_public([other], own=True)[0].ended == ("N-12: Trasporto",)
    recognise_need(need, by=SOMEBODY)
    assert as_public([other])[0].ended == ("N-12: Trasporto",)


def test_a_need_with_a_voice_stands_on_something(area):
    need, bare = make_need(area=area), make_need(area=area)
    one = admitted(area)
    back(one, need)
    assert set(unheard(Need.objects.all())) == {bare}
    voices = voices_of(need, make_acting(area=area), on=TODAY)
    assert [backing.contribution for backing in voices] == [one]
    assert not voices_of(need, make_acting(area=make_area()), on=TODAY)


def test_where_a_need_was_found_may_be_told_otherwise(area):
    said, meant = make_part(area), make_part(area)
    one = admitted(area)
    one.towns.add(said)
    facts = {"group": make_term("target-groups"), "kind": make_term("needs")}
    told = find_need(one, title="Trasporto", towns=[meant], by=SOMEBODY, on=TODAY, **facts)
    assert list(told.need.towns.all()) == [meant]


@pytest.mark.parametrize("state", ["withdrawn", "not_pertinent"])
def test_a_voice_taken_back_holds_a_need_up_no_more_but_stays_tied(area, state):
    one, need = admitted(area), make_need(area=area)
    back(one, need)
    when = TODAY if state == "withdrawn" else None
    Contribution.objects.update(state=state, withdrawn_on=when)

    assert set(unheard(Need.objects.all())) == {need}
    assert [found.n_voices for found in with_voices(Need.objects.all())] == [0]
    assert voices_of(need, make_acting(area=area), on=TODAY)


def test_a_voice_that_was_joined_to_another_still_holds_its_need_up(area):
    one, other, need = admitted(area), admitted(area), make_need(area=area)
    back(one, need)
    merge(one, into=other, by=SOMEBODY, on=TODAY, at=NOW, house="https://x.example")

    assert not unheard(Need.objects.all())
    assert [found.n_voices for found in with_voices(Need.objects.all())] == [1]


def test_what_one_that_follows_another_ended_in_is_told_once_its_own_first(area):
    one, other = admitted(area), admitted(area)
    shared, own, of_other = (make_need(area=area, number=n) for n in (3, 2, 1))
    for backed in (shared, own):
        back(one, backed)
    for backed in (shared, of_other):
        back(other, backed)
    merge(one, into=other, by=SOMEBODY, on=TODAY, at=NOW, house="https://x.example")
    one.refresh_from_db()

    told = [(ending.need, ending.contribution) for ending in endings_of(one)]
    assert told == [(own, one), (shared, one), (of_other, other)]


def test_a_need_may_stand_on_what_was_heard_in_its_area_or_inside_those_of_its_group_first(area):
    old, zone = make_term("target-groups"), make_part(area)
    need = make_need(area=area, group=old)
    late = admitted(zone, title="Corse", search="corse")
    same = admitted(area, group=old, year=2024, title="Auto", search="auto")
    back(admitted(area), need)
    make_contribution(area=area)
    admitted(make_area())
    acting = make_acting(area=area)

    assert list(voices_to_tie(need, acting, on=TODAY)) == [same, late]
    assert list(voices_to_tie(need, acting, words="cors", on=TODAY)) == [late]
    assert not voices_to_tie(need, make_acting(area=area, role="supervisor"), on=TODAY)


def test_a_proposal_may_hold_up_living_needs_of_its_area_and_of_what_is_around(area):
    zone, old = make_part(area), make_term("target-groups")
    one = admitted(zone, group=old)
    same, wide = make_need(area=zone, group=old), make_need(area=area, title="Corse serali")
    back(one, make_need(area=zone))
    make_need(area=zone, state="set_aside", reason="No")
    make_need(area=make_part(area))
    acting = make_acting(area=area)

    assert list(needs_to_tie(one, acting, on=TODAY)) == [same, wide]
    assert list(needs_to_tie(one, acting, words="serali", on=TODAY)) == [wide]
    assert list(needs_to_tie(one, make_acting(area=zone), on=TODAY)) == [same]


def test_a_tie_is_taken_away_once_and_with_a_reason(area):
    backing = back(admitted(area), make_need(area=area))
    with pytest.raises(Refused, match="Dire perché"):
        drop_backing(backing, reason="  ", by=SOMEBODY)
    drop_backing(backing, reason="Per errore", by=SOMEBODY)
    again = Backing(pk=backing.pk or 1, contribution=backing.contribution, need=backing.need)
    with pytest.raises(Refused, match="già stato tolto"):
        drop_backing(again, reason="Per errore", by=SOMEBODY)


def test_what_was_tied_by_mistake_is_parted_and_the_register_says_why(area):
    backing = back(admitted(area), make_need(area=area))
    drop_backing(backing, reason="Era di un altro tema", by=SOMEBODY)
    assert not Backing.objects.exists()
    assert Entry.objects.get(what="need.unbacked").purpose == "Era di un altro tema"


def test_where_they_ended_is_asked_in_so_many_questions(area, django_assert_num_queries):
    told = [admitted(area) for _ in range(5)]
    for one in told:
        back(one, make_need(area=area))
    with django_assert_num_queries(1):
        assert all(ended_in(told).values())
