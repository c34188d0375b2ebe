"""A sitting while it is prepared: what it may be, and what it may not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from raccordo.foundation.errors import Refused
from raccordo.governance.models import AgendaItem, Sitting
from raccordo.governance.operations.preparing import (
    add_item,
    attach_paper,
    change_item,
    change_sitting,
    move_item,
    prepare_sitting,
    withdraw_item,
)
from raccordo.governance.rules.rulebook import ASSIGNED, HEADS, Matter, Rulebook, Share
from raccordo.governance.states import ItemOutcome, ItemSort, SittingState
from raccordo.journal.models import Entry
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_body,
    make_convened,
    make_item,
    make_open,
    make_organ,
    make_regulation,
    make_sitting,
)

pytestmark = pytest.mark.django_db
OVER = date(2020, 7, 2)


def zone():
    """The Conference of zone 2, whose function ended on 2 July 2020."""
    name = "Conferenza dei Sindaci della zona 2"
    organ = make_organ(kind="conference", name=name, genitive=f"della {name}")
    council = make_organ(kind="council", name="Consiglio", genitive="del Consiglio di Fossacesia")
    act = make_act(organ=council, kind="resolution", number="12", date=date(2020, 6, 30))
    return make_body(name=name, organ=organ, since=date(2003, 1, 1), until=OVER, ended_by=act)


def test_a_sitting_of_the_past_is_entered_when_its_body_was_there():
    moment = datetime(2019, 5, 14, 15, tzinfo=UTC)

    sitting = prepare_sitting(zone(), first_call=moment, place="Fossacesia", by=SOMEBODY)

    assert sitting.held_on == date(2019, 5, 14)
    assert sitting.state == SittingState.PREPARED
    assert Entry.objects.filter(what="sitting.prepared").count() == 1


def test_a_body_whose_function_has_ended_does_not_meet_and_the_act_is_told():
    body = zone()
    with pytest.raises(Refused) as refusal:
        prepare_sitting(body, first_call=datetime(2020, 7, 2, 8, tzinfo=UTC), by=SOMEBODY)
    assert refusal.value.field == "first_call"
    said = refusal.value.message
    assert (
        "La funzione della Conferenza dei Sindaci della zona 2 è cessata il 2 luglio 2020" in said
    )
    assert "del Consiglio di Fossacesia" in said
    prepare_sitting(body, first_call=datetime(2020, 7, 1, 8, tzinfo=UTC), by=SOMEBODY)


def test_the_second_call_follows_the_first():
    with pytest.raises(Refused, match="prima della prima"):
        prepare_sitting(make_body(), first_call=NOW, second_call=NOW, by=SOMEBODY)


def test_day_and_place_change_until_it_is_convened_and_then_no_more():
    sitting = make_sitting()
    later = NOW + timedelta(days=20)

    changed = change_sitting(sitting, first_call=later, place="Lanciano", by=SOMEBODY)
    assert (changed.first_call, changed.place) == (later, "Lanciano")

    with pytest.raises(Refused, match="si riconvoca"):
        change_sitting(make_convened(), first_call=later, by=SOMEBODY)


def test_items_follow_one_another_and_are_moved():
    sitting = make_sitting()
    first, second = (add_item(sitting, title=title, by=SOMEBODY) for title in ("Uno", "Due"))
    assert [first.position, second.position] == [1, 2]

    move_item(second, up=True, by=SOMEBODY)
    move_item(second, up=True, by=SOMEBODY)  # the first has nobody above

    assert [item.title for item in sitting.items.all()] == ["Due", "Uno"]
    move_item(second, up=False, by=SOMEBODY)
    assert [item.title for item in sitting.items.all()] == ["Uno", "Due"]


def test_an_item_taken_off_before_the_notice_leaves_no_hole_and_after_it_stays_as_withdrawn():
    sitting = make_sitting()
    items = [add_item(sitting, title=title, by=SOMEBODY) for title in ("Uno", "Due", "Tre")]
    paper = attach_paper(
        sitting, content=b"testo", name="a.txt", title="", item=items[0], by=SOMEBODY, on=TODAY
    )
    withdraw_item(items[0], by=SOMEBODY)
    assert [(i.position, i.title) for i in sitting.items.all()] == [(1, "Due"), (2, "Tre")]
    paper.refresh_from_db()
    assert paper.item is None

    sent = make_convened().items.get()
    withdraw_item(sent, by=SOMEBODY)
    sent.refresh_from_db()
    assert sent.outcome == ItemOutcome.WITHDRAWN


def test_the_minutes_that_are_approved_are_of_an_earlier_sitting_of_the_same_body():
    body = make_body()
    earlier = make_sitting(body=body, first_call=NOW, state=SittingState.CLOSED)
    sitting = make_sitting(body=body)
    item = add_item(sitting, sort=ItemSort.MINUTES, approves=earlier, by=SOMEBODY)
    assert item.title == "Approvazione del verbale della seduta del 3 marzo 2025"
    for wrong in (None, make_sitting()):
        with pytest.raises(Refused) as refusal:
            add_item(sitting, sort=ItemSort.MINUTES, approves=wrong, by=SOMEBODY)
        assert refusal.value.field == "approves"


def test_a_matter_must_be_one_of_the_rules():
    body = make_body()
    statute = Matter("statute", "Convenzione", "art. 9", majority=(Share(HEADS, ASSIGNED),))
    make_regulation(body=body, rules=Rulebook(matters=(statute,)))
    sitting = make_sitting(body=body)
    assert add_item(sitting, title="x", matter="statute", by=SOMEBODY).matter == "statute"
    with pytest.raises(Refused, match="non prevedono questa materia"):
        add_item(sitting, title="x", matter="budget", by=SOMEBODY)
    with pytest.raises(Refused, match="Manca l'argomento"):
        add_item(sitting, title="  ", by=SOMEBODY)


def test_an_item_is_corrected_until_it_is_voted_upon():
    item = make_open().items.get()
    assert change_item(item, title="Altro", by=SOMEBODY).title == "Altro"
    item.ballots.create(number=1, question="x", opened_at=NOW)
    with pytest.raises(Refused, match="si è già votato"):
        change_item(item, title="x", by=SOMEBODY)
    with pytest.raises(Refused, match="si è già votato"):
        withdraw_item(item, by=SOMEBODY)
    assert AgendaItem.objects.get().title == "Altro"


def test_what_is_over_does_not_change():
    sitting = make_sitting(state=SittingState.CLOSED)
    item = make_item(sitting=sitting)
    for change in (
        lambda: add_item(sitting, title="x", by=SOMEBODY),
        lambda: change_item(item, title="x", by=SOMEBODY),
        lambda: withdraw_item(item, by=SOMEBODY),
        lambda: move_item(item, up=True, by=SOMEBODY),
        lambda: attach_paper(sitting, content=b"x", name="a.txt", title="", by=SOMEBODY, on=TODAY),
    ):
        with pytest.raises(Refused, match="La seduta del 10 marzo 2025 è conclusa"):
            change()
    assert Sitting.objects.get().items.count() == 1


def test_a_paper_belongs_to_an_item_of_the_same_sitting():
    with pytest.raises(Refused, match="di un'altra seduta"):
        attach_paper(
            make_sitting(),
            content=b"x",
            name="a.txt",
            title="",
            item=make_item(),
            by=SOMEBODY,
            on=TODAY,
        )
