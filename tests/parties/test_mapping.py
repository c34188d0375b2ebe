"""Who works for whom and where, in which part; a card that its own body keeps."""

from datetime import timedelta

import pytest

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.parties.models import Organisation
from raccordo.parties.operations import (
    approve_card,
    change_card,
    close_organisation,
    confirm_card,
    end_agreement,
    end_stake,
    give_stakes,
    propose_card,
    record_agreement,
    refuse_card,
    tell_works,
)
from raccordo.parties.queries.mapping import (
    card_of,
    coverage_of,
    holding_a_part,
    to_confirm,
    working_for,
)
from raccordo.parties.states import AgreementSort, CardState, StakeRole
from tests.make import (
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_card_change,
    make_organisation,
    make_part,
    make_stake,
    make_theme,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def zone():
    return make_area(name="Zona")


@pytest.fixture
def towns(zone):
    return [make_part(zone), make_part(zone)]


@pytest.fixture
def old():
    return make_theme("Anziani")


@pytest.fixture
def young():
    return make_theme("Famiglia e minori")


def counts(zone, **more):
    told = coverage_of(zone, on=TODAY, **more)
    names = [str(theme) for theme in told.themes]
    return {row.town: dict(zip(names, row.counts, strict=True)) for row in told.rows}


# --- for whom and where


def test_who_works_in_a_whole_zone_works_in_each_of_its_municipalities(zone, towns, old, young):
    body, other = make_organisation(), make_organisation()
    tell_works(body, works=[(old, zone)], by=SOMEBODY, on=TODAY)
    tell_works(other, works=[(old, towns[0]), (young, towns[0])], by=SOMEBODY, on=TODAY)

    assert counts(zone) == {
        towns[0]: {"Anziani": 2, "Famiglia e minori": 1},
        towns[1]: {"Anziani": 1, "Famiglia e minori": 0},
    }
    assert coverage_of(zone, on=TODAY).empty == 1


def test_a_body_told_of_a_zone_and_of_its_municipality_is_counted_once(zone, towns, old):
    body = make_organisation()
    tell_works(body, works=[(old, zone), (old, towns[0])], by=SOMEBODY, on=TODAY)

    assert [work.area for work in body.works.all()] == [zone]
    assert counts(zone)[towns[0]] == {"Anziani": 1}


def test_what_is_told_replaces_what_was_there_and_the_register_says_it(zone, towns, old, young):
    body = make_organisation()
    tell_works(body, works=[(old, towns[0])], by=SOMEBODY, on=TODAY)
    tell_works(body, works=[(young, towns[1])], by=SOMEBODY, on=TODAY)
    tell_works(body, works=[(young, towns[1])], by=SOMEBODY, on=TODAY)

    assert [(work.group, work.area) for work in body.works.all()] == [(young, towns[1])]
    assert Entry.objects.filter(what="works.told").count() == 2


def test_a_body_that_is_no_more_covers_nothing(zone, towns, old):
    body = make_organisation()
    tell_works(body, works=[(old, zone)], by=SOMEBODY, on=TODAY)
    close_organisation(body, closed_on=TODAY, by=SOMEBODY, on=TODAY)

    assert counts(zone)[towns[0]] == {"Anziani": 0}


def test_only_who_has_a_part_is_counted_when_one_asks_by_part(zone, towns, old):
    body, other = make_organisation(), make_organisation()
    for one in (body, other):
        tell_works(one, works=[(old, zone)], by=SOMEBODY, on=TODAY)
    make_stake(organisation=body, role=StakeRole.OFFERS, area=zone, group=old)
    make_stake(organisation=other, role=StakeRole.VOICES, area=zone)

    assert counts(zone, role=StakeRole.OFFERS)[towns[0]] == {"Anziani": 1}
    assert counts(zone, role=StakeRole.FUNDS)[towns[0]] == {"Anziani": 0}


def test_bodies_are_found_by_theme_by_municipality_and_by_part(zone, towns, old, young):
    wide, local, idle = (make_organisation() for _ in range(3))
    tell_works(wide, works=[(old, zone)], by=SOMEBODY, on=TODAY)
    tell_works(local, works=[(young, towns[1])], by=SOMEBODY, on=TODAY)
    make_stake(organisation=idle, role=StakeRole.FUNDS)
    every = Organisation.objects.all()

    assert set(working_for(every, town=towns[1], on=TODAY)) == {wide, local}
    assert set(working_for(every, town=towns[0], on=TODAY)) == {wide}
    assert set(working_for(every, theme=young.code, on=TODAY)) == {local}
    assert set(working_for(every, on=TODAY)) == {wide, local, idle}
    assert set(holding_a_part(every, role=StakeRole.FUNDS, on=TODAY)) == {idle}


# --- parts


def give(body, *groups, **facts):
    usual = {"role": StakeRole.OFFERS, "since": TODAY, "by": SOMEBODY}
    return give_stakes(body, groups=groups, **usual | facts)


def test_a_part_is_given_in_some_themes_or_in_all(zone, old, young):
    body = make_organisation()
    assert [stake.group for stake in give(body, old, young, area=zone)] == [old, young]
    assert [stake.group for stake in give(body, role=StakeRole.VOICES, area=zone)] == [None]
    assert Entry.objects.filter(what="stake.given").count() == 2


def test_a_part_is_had_once_at_a_time(zone, old, young):
    body = make_organisation()
    (stake,) = give(body, old, area=zone)
    for groups in ([old], []):
        with pytest.raises(Refused, match="ha già questo ruolo"):
            give(body, *groups, area=zone, since=TOMORROW)
    give(body, young, area=zone)
    give(body, old, area=make_area())

    end_stake(stake, until=TOMORROW, by=SOMEBODY)
    assert give(body, old, area=zone, since=TOMORROW)


def test_the_end_of_a_part_comes_after_its_beginning_and_is_only_brought_forward(zone, old):
    (stake,) = give(make_organisation(), old, area=zone)
    with pytest.raises(Refused, match="la fine viene dopo"):
        end_stake(stake, until=TODAY, by=SOMEBODY)
    end_stake(stake, until=TOMORROW, by=SOMEBODY)
    with pytest.raises(Refused, match="si può solo anticipare"):
        end_stake(stake, until=TOMORROW + timedelta(days=1), by=SOMEBODY)


def test_a_part_does_not_rest_on_an_act_to_come(zone, old):
    act = make_act(date=TOMORROW, enforceable_from=TOMORROW)
    with pytest.raises(Refused):
        give(make_organisation(), old, area=zone, act=act)


def test_who_is_no_more_gets_no_part(zone, old):
    with pytest.raises(Refused, match="è cessato"):
        give(make_organisation(closed_on=TODAY), old, area=zone)


# --- agreements


def agree(body, **facts):
    usual = {"sort": AgreementSort.CONVENTION, "title": "Trasporto", "since": TODAY}
    return record_agreement(body, by=SOMEBODY, **usual | facts)


def test_an_agreement_has_its_act_or_a_source_and_is_told_once(zone):
    body = make_organisation()
    with pytest.raises(Refused, match="Indicare l'atto"):
        agree(body, area=zone)
    agree(body, area=zone, act=make_act())
    with pytest.raises(Refused, match="c'è già"):
        agree(body, area=zone, title="TRASPORTO ", source="carte del Comune")


def test_an_agreement_that_was_open_is_ended(zone):
    agreement = agree(make_organisation(), area=zone, source="carte del Comune")
    with pytest.raises(Refused, match="viene dopo"):
        end_agreement(agreement, until=TODAY, by=SOMEBODY)
    assert end_agreement(agreement, until=TOMORROW, by=SOMEBODY).until == TOMORROW


def test_the_last_day_is_not_before_the_first(zone):
    with pytest.raises(Refused, match="prima dell'inizio"):
        agree(make_organisation(), area=zone, until=TODAY, source="carte")


# --- the card


def test_the_office_that_keeps_a_card_has_confirmed_it(zone, old):
    body = make_organisation()
    body = change_card(
        body, volunteers=12, works=[(old, zone)], by=SOMEBODY, on=TODAY, about=body.about
    )

    assert (body.volunteers, body.confirmed_on) == (12, TODAY)
    assert body.works.count() == 1
    confirm_card(body, by=SOMEBODY, on=TODAY)
    assert not Entry.objects.filter(what="card.confirmed").exists()
    assert confirm_card(body, by=SOMEBODY, on=TOMORROW).confirmed_on == TOMORROW
    assert Entry.objects.filter(what="card.confirmed").count() == 1


def test_a_card_nobody_has_confirmed_for_a_year_is_to_be_confirmed():
    year = timedelta(days=365)
    old, fresh, never, gone = (
        make_organisation(confirmed_on=TODAY - year),
        make_organisation(confirmed_on=TODAY - year + timedelta(days=1)),
        make_organisation(),
        make_organisation(closed_on=TODAY),
    )
    asked = set(Organisation.objects.filter(to_confirm(TODAY)))
    assert {old, never} <= asked
    assert not {fresh, gone} & asked


def test_what_a_body_asks_enters_its_card_only_when_the_office_agrees(zone, old):
    body = make_organisation(phone="0872 1")
    works = [[str(old.key), str(zone.key)]]
    asked = {**card_of(body), "phone": "0872 2", "works": works}

    change = propose_card(body, facts=asked, by=SOMEBODY, on=TODAY)
    body.refresh_from_db()
    assert (body.phone, set(change.facts)) == ("0872 1", {"phone", "works"})

    approve_card(change, by=SOMEBODY, on=TOMORROW)
    body.refresh_from_db()
    change.refresh_from_db()
    assert (body.phone, body.confirmed_on, body.works.count()) == ("0872 2", TOMORROW, 1)
    assert change.state == CardState.APPROVED
    with pytest.raises(Refused, match="già stata decisa"):
        refuse_card(change, reason="tardi", by=SOMEBODY, on=TOMORROW)


def test_a_body_that_writes_again_asks_what_it_wrote_last():
    body = make_organisation()
    first = propose_card(body, facts={"phone": "1"}, by=SOMEBODY, on=TODAY)
    second = propose_card(body, facts={"phone": "2"}, by=SOMEBODY, on=TODAY)
    assert first == second
    assert second.facts == {"phone": ["", "2"]}


def test_a_body_that_asks_nothing_is_told_to_confirm():
    body = make_organisation()
    with pytest.raises(Refused, match="basta confermarla"):
        propose_card(body, facts=card_of(body), by=SOMEBODY, on=TODAY)
    propose_card(body, facts={}, note="Ci siamo trasferiti", by=SOMEBODY, on=TODAY)


def test_what_changed_meanwhile_is_not_overwritten():
    body = make_organisation()
    change = propose_card(body, facts={"phone": "1", "email": "a@b.it"}, by=SOMEBODY, on=TODAY)
    change_card(body, phone="9", by=SOMEBODY, on=TODAY)

    with pytest.raises(Refused, match="è cambiato altro: telefono"):
        approve_card(change, by=SOMEBODY, on=TODAY)
    refuse_card(change, reason="Già corretto", by=SOMEBODY, on=TODAY)
    body.refresh_from_db()
    assert body.phone == "9"


def test_a_refused_correction_says_why_and_leaves_room_for_another():
    change = make_card_change()
    assert refuse_card(change, reason="Non risulta", by=SOMEBODY, on=TODAY).reason == "Non risulta"
    assert make_card_change(organisation=change.organisation)
