"""Where a proposal ends: a need that stands on it, with nothing typed twice."""

import pytest

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.needs.models import Need
from raccordo.participation.models import Backing
from raccordo.participation.operations.becoming import back_need, drop_backing, find_need
from raccordo.participation.operations.sorting import merge
from raccordo.participation.queries.becoming import ended_in, unheard, voices_of
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


@pytest.mark.parametrize("state", ["received", "not_pertinent", "withdrawn"])
def test_what_was_not_admitted_backs_nothing(area, state):
    one = make_contribution(area=area, state=state)
    with pytest.raises(Refused, match="prima si ammette"):
        back(one, make_need(area=area))


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
    assert as_public([other])[0].ended == ("N-12: Trasporto",)


def test_a_need_with_a_voice_stands_on_something(area):
    need, bare = make_need(area=area), make_need(area=area)
    one = admitted(area)
    back(one, need)
    assert set(unheard(Need.objects.all())) == {bare}
    assert list(voices_of(need, make_acting(area=area), on=TODAY)) == [one]
    assert not voices_of(need, make_acting(area=make_area()), on=TODAY)


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
