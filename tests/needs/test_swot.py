"""Strengths and weaknesses: each weakness is taken up by a need, or it is said why it is not."""

import pytest
from django.db import IntegrityError, transaction

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.needs.models import SwotItem
from raccordo.needs.operations.swot import (
    add_swot_item,
    change_swot_item,
    drop_swot_item,
    leave_weakness,
    take_up_weakness,
)
from raccordo.needs.queries.stamps import stamp_of
from raccordo.needs.queries.swot import swot_found, unfaced
from raccordo.needs.states import NeedState, SwotSide
from tests.make import SOMEBODY, make_area, make_evidence, make_need, make_swot_item

pytestmark = pytest.mark.django_db


def test_a_point_is_added_changed_and_taken_away():
    item = add_swot_item(area=make_area(), side="strength", text=" Due  centri ", by=SOMEBODY)
    assert (item.side, item.text) == (SwotSide.STRENGTH, "Due centri")
    seen = stamp_of(item)
    change_swot_item(item, text="Tre centri", seen=seen, by=SOMEBODY)
    with pytest.raises(Refused, match="qualcun altro"):
        change_swot_item(item, text="Uno", seen=seen, by=SOMEBODY)

    drop_swot_item(item, by=SOMEBODY)
    assert not SwotItem.objects.exists()
    assert Entry.objects.filter(what="swot.dropped").exists()


def test_a_point_says_something_and_not_too_much():
    for text in ("  ", "x" * 601):
        with pytest.raises(Refused) as refusal:
            add_swot_item(area=make_area(), side="threat", text=text, by=SOMEBODY)
        assert refusal.value.field == "text"


def test_a_point_with_evidence_is_not_taken_away():
    item = make_swot_item()
    make_evidence(swot_item=item)

    with pytest.raises(Refused, match="delle prove"):
        drop_swot_item(item, by=SOMEBODY)


def test_a_weakness_is_taken_up_or_declared_not_faced_never_both():
    item = make_swot_item()
    need = make_need(area=item.area)
    item = leave_weakness(item, reason="Spetta alla Regione", by=SOMEBODY)
    assert (item.need, item.not_faced) == (None, "Spetta alla Regione")

    item = take_up_weakness(item, need=need, by=SOMEBODY)
    assert (item.need, item.not_faced) == (need, "")
    item = leave_weakness(item, reason="No", by=SOMEBODY)
    assert item.need is None
    with pytest.raises(Refused):
        leave_weakness(item, reason=" ", by=SOMEBODY)


def test_only_a_weakness_is_taken_up_and_by_a_living_need_of_its_area():
    strength = make_swot_item(side=SwotSide.STRENGTH)
    with pytest.raises(Refused, match="Solo un punto di debolezza"):
        take_up_weakness(strength, need=make_need(area=strength.area), by=SOMEBODY)
    with pytest.raises(Refused, match="Solo un punto di debolezza"):
        leave_weakness(strength, reason="No", by=SOMEBODY)
    item = make_swot_item()
    with pytest.raises(Refused, match="altro territorio"):
        take_up_weakness(item, need=make_need(), by=SOMEBODY)
    gone = make_need(area=item.area, state=NeedState.SET_ASIDE, reason="No")
    with pytest.raises(Refused, match="accantonato"):
        take_up_weakness(item, need=gone, by=SOMEBODY)


@pytest.mark.parametrize(
    "wrong", [{"not_faced": "No", "need": True}, {"side": SwotSide.THREAT, "not_faced": "No"}]
)
def test_the_database_refuses_a_weakness_faced_and_not_and_a_threat_that_is(wrong):
    if wrong.get("need"):
        wrong = wrong | {"need": make_need()}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_swot_item(**wrong)


def test_weaknesses_that_nobody_takes_up_are_a_worklist():
    bare, area = make_swot_item(), make_area()
    make_swot_item(side=SwotSide.STRENGTH)
    make_swot_item(not_faced="No")
    make_swot_item(area=area, need=make_need(area=area))
    gone = make_need(area=area, state=NeedState.SET_ASIDE, reason="No")
    orphan = make_swot_item(area=area, need=gone)

    assert set(unfaced(SwotItem.objects.all())) == {bare, orphan}


def test_points_are_found_by_words_and_area():
    item = make_swot_item(text="Comuni più lontani")
    make_swot_item()

    assert set(swot_found(SwotItem.objects.all(), "PIU comuni")) == {item}
    assert set(swot_found(SwotItem.objects.all(), area=item.area)) == {item}
