"""A sitting while it is prepared: what it may be, and what it may not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from raccordo.foundation.errors import Refused
from raccordo.governance.models import AgendaItem, Sitting
from raccordo.governance.operations.attending import open_sitting
from raccordo.governance.operations.convening import convene_sitting, reconvene_sitting
from raccordo.governance.operations.preparing import (
    add_item,
    admit_item,
    attach_paper,
    change_item,
    change_sitting,
    move_item,
    prepare_sitting,
    withdraw_item,
)
from raccordo.governance.operations.voting import open_ballot
from raccordo.governance.rules.rulebook import ASSIGNED, HEADS, VOTERS, Matter, Rulebook, Share
from raccordo.governance.states import ItemOutcome, ItemSort, SittingState
from raccordo.journal.models import Entry
from raccordo.post.states import Channel
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    attend,
    make_act,
    make_body,
    make_conference,
    make_convened,
    make_item,
    make_open,
    make_organ,
    make_regulation,
    make_seat,
    make_sitting,
)

pytestmark = pytest.mark.django_db
OVER = date(2020, 7, 2)
FIRST = NOW + timedelta(days=7)
CITES = {"majority": "art. 7"}


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


# --- what was not told


def on_the_agenda(item):
    """Put to the vote; what it is refused for, if it is."""
    return open_ballot(item, question="", secret=False, by=SOMEBODY, at=FIRST)


def sent_and_open(*, there, towns=3, rules=None):
    """A sitting whose convocation left from here, with so many of its components there."""
    body = make_conference(towns, rules=rules)
    sitting = make_sitting(body=body)
    make_item(sitting=sitting)
    convene_sitting(sitting, channel=Channel.PEC, by=SOMEBODY, on=TODAY, at=NOW)
    attend(sitting, there)
    return open_sitting(sitting, call=1, at=FIRST, secretary="Ada", by=SOMEBODY)


def test_what_was_added_after_the_notice_is_voted_only_with_all_there_and_nobody_against():
    sitting = sent_and_open(there=2)
    item = add_item(sitting, title="Fuori sacco", by=SOMEBODY)
    for step in (on_the_agenda, lambda one: admit_item(one, by=SOMEBODY, at=FIRST)):
        with pytest.raises(Refused, match=r"si oppone\. Mancano: Sindaco di Comune 3\."):
            step(item)
    attend(sitting, 3)
    with pytest.raises(Refused, match="Registrarlo con «Ammetti al voto»"):
        on_the_agenda(item)

    admit_item(item, by=SOMEBODY, at=FIRST)

    assert Entry.objects.filter(what="item.admitted").count() == 1
    attend(sitting, 2)  # who leaves has not agreed to what comes after
    with pytest.raises(Refused, match=r"Mancano: Sindaco di Comune 3\."):
        on_the_agenda(item)
    attend(sitting, 3)
    assert on_the_agenda(item).question == "Fuori sacco"


def test_the_article_on_what_is_not_on_the_agenda_is_cited():
    rules = Rulebook(
        majority=(Share(HEADS, ASSIGNED),),
        cites={"majority": "art. 7", "off_agenda": "art. 5 c. 3"},
    )
    sitting = sent_and_open(there=2, rules=rules)
    item = add_item(sitting, title="Fuori sacco", by=SOMEBODY)
    with pytest.raises(Refused, match=r"nessuno si oppone \(art\. 5 c\. 3\)\."):
        on_the_agenda(item)


def test_a_component_nobody_holds_is_not_awaited_for_an_item_that_was_not_told():
    sitting = sent_and_open(there=3)
    seat = make_seat(body=sitting.body)
    sitting.attendances.create(seat=seat, title="Da designare")
    item = add_item(sitting, title="Fuori sacco", by=SOMEBODY)
    assert admit_item(item, by=SOMEBODY, at=FIRST).admitted_at == FIRST


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"matter": "statute"}, False),
        ({"title": "Scioglimento"}, False),
        ({"sort": ItemSort.OPINION}, False),
        ({"note": "Si propone di approvare", "rapporteur": "Ada"}, True),
    ],
)
def test_what_is_decided_and_by_what_majority_is_what_was_told(changed, told):
    statute = Matter("statute", "Convenzione", "art. 9", majority=(Share(HEADS, ASSIGNED),))
    rules = Rulebook(majority=(Share(HEADS, VOTERS),), matters=(statute,), cites=CITES)
    sitting = sent_and_open(there=2, rules=rules)
    item = sitting.items.get()
    was = {name: getattr(item, name) for name in changed}
    item = change_item(item, by=SOMEBODY, **changed)
    if told:
        assert on_the_agenda(item)
        return
    with pytest.raises(Refused, match="Il punto non è nella convocazione"):
        on_the_agenda(item)
    assert on_the_agenda(change_item(item, by=SOMEBODY, **was))


def test_what_was_agreed_upon_is_agreed_upon_as_it_was():
    sitting = sent_and_open(there=3)
    item = add_item(sitting, title="Fuori sacco", by=SOMEBODY)
    admit_item(item, by=SOMEBODY, at=FIRST)
    item = change_item(item, title="Tutt'altro", by=SOMEBODY)
    with pytest.raises(Refused, match="Registrarlo con «Ammetti al voto»"):
        on_the_agenda(item)


def test_what_a_new_convocation_tells_is_voted():
    sitting = make_convened(towns=3)
    item = add_item(sitting, title="Aggiunto", by=SOMEBODY)
    when = {"first_call": FIRST, "channel": Channel.PEC, "reason": ""}
    reconvene_sitting(sitting, by=SOMEBODY, on=TODAY, at=NOW, **when)
    attend(sitting, 2)
    open_sitting(sitting, call=1, at=FIRST, secretary="Ada", by=SOMEBODY)
    item.refresh_from_db()
    assert on_the_agenda(item)
    with pytest.raises(Refused, match="è nella convocazione"):
        admit_item(item, by=SOMEBODY, at=FIRST)


def test_what_a_convocation_sent_from_elsewhere_said_is_told_by_the_office():
    elsewhere = make_open(towns=3, there=2)
    assert on_the_agenda(add_item(elsewhere, title="Dimenticato", was_told=True, by=SOMEBODY))
    with pytest.raises(Refused, match="è partita da qui") as refusal:
        add_item(sent_and_open(there=2), title="Fuori sacco", was_told=True, by=SOMEBODY)
    assert refusal.value.field == "was_told"


def test_what_the_office_said_was_in_a_convocation_may_turn_out_not_to_have_been():
    elsewhere = make_open(towns=3, there=2)
    item = change_item(elsewhere.items.get(), was_told=False, by=SOMEBODY)
    assert not item.was_told
    with pytest.raises(Refused, match="Il punto non è nella convocazione"):
        on_the_agenda(item)
    assert on_the_agenda(change_item(item, was_told=True, by=SOMEBODY))


@pytest.mark.parametrize(
    ("body", "sort", "refused"),
    [
        ("advises", ItemSort.DECISION, True),
        ("advises", ItemSort.OPINION, False),
        ("office", ItemSort.OPINION, True),
        ("office", ItemSort.REPORT, False),
        ("supervises", ItemSort.DECISION, False),
    ],
)
def test_a_body_deals_only_with_what_it_may_do(body, sort, refused):
    sitting = make_sitting(body=make_body(sort=body))
    if not refused:
        assert add_item(sitting, title="Riparto", sort=sort, by=SOMEBODY).sort == sort
        return
    with pytest.raises(Refused, match="non tratta punti di questo tipo") as refusal:
        add_item(sitting, title="Riparto", sort=sort, by=SOMEBODY)
    assert refusal.value.field == "sort"
    item = make_item(sitting=sitting, sort=ItemSort.REPORT)
    with pytest.raises(Refused, match="non tratta punti"):
        change_item(item, sort=sort, by=SOMEBODY)
    before = make_item(sitting=sitting, sort=sort)  # it was there before the body said what it is
    assert change_item(before, sort=sort, title="Corretto", by=SOMEBODY).title == "Corretto"


def test_an_item_is_admitted_while_the_sitting_goes_on():
    item = add_item(make_convened(towns=1), title="Fuori sacco", by=SOMEBODY)
    with pytest.raises(Refused, match="durante la seduta"):
        admit_item(item, by=SOMEBODY, at=FIRST)


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
