from datetime import date

import pytest
from django.db import DatabaseError, transaction

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.territory.models import Area, Membership
from raccordo.territory.operations import (
    create_area,
    delegate,
    end_delegation,
    join,
    leave,
    rename_area,
)
from raccordo.territory.queries import area_at, areas_within, members_of
from raccordo.territory.states import AreaKind, Function
from tests.make import LONG_AGO, SOMEBODY, TODAY, make_act, make_area, make_town, put_inside

pytestmark = pytest.mark.django_db


def found(*towns, **facts):
    usual = {"kind": AreaKind.ZONE, "name": "Zona del Sangro", "since": TODAY}
    return create_area(municipalities=list(towns), by=SOMEBODY, **usual | facts)


def test_a_zone_is_founded_in_one_step_with_its_towns_its_lead_and_what_holds_it():
    ambito, (one, two), act = make_area(kind="ambito"), (make_town(), make_town()), make_act()

    zone = found(one, two, within=ambito, lead=one, act=act)

    assert set(members_of(zone, on=TODAY)) == {one, two}
    assert zone in areas_within(ambito, on=TODAY)
    assert zone.delegations.get().to == one
    assert zone.act == act
    assert Entry.objects.filter(what="area.created").count() == 1


def test_the_name_in_the_address_comes_from_the_name():
    assert found(make_town()).slug == "zona-del-sangro"


def test_an_address_is_never_used_again_even_when_its_area_has_another():
    zone = found(make_town(), slug="zona-2")
    rename_area(zone, name="Zona costiera", slug="costa", since=date(2025, 6, 1), by=SOMEBODY)

    with pytest.raises(Refused, match="«zona-2» è, o è stato, di «Zona costiera»"):
        found(make_town(), name="Altra", slug="zona-2")
    assert area_at("zona-2") == area_at("costa") == zone


def test_a_town_in_another_zone_is_refused_naming_both():
    town, sangro = make_town(name="Frisa"), make_area(name="Zona Sangro")
    put_inside(town, sangro)

    with pytest.raises(Refused, match="Frisa fa già parte di «Zona Sangro», dal 1 gennaio 2020"):
        found(town, name="Altra")
    assert not Area.objects.filter(name="Altra").exists()


def test_every_town_that_is_elsewhere_is_told_at_once():
    zone, towns = make_area(), [make_town(), make_town()]
    for town in towns:
        put_inside(town, zone)

    with pytest.raises(Refused) as refused:
        found(*towns)
    assert all(town.name in refused.value.message for town in towns)


def test_a_town_may_be_in_a_zone_and_in_a_province_but_not_in_two_zones():
    town = make_town()
    join(town, whole=make_area(kind="province"), since=TODAY, by=SOMEBODY)
    join(town, whole=make_area(), since=TODAY, by=SOMEBODY)

    with pytest.raises(Refused, match="fa già parte di"):
        join(town, whole=make_area(), since=TODAY, by=SOMEBODY)


def test_a_town_that_has_left_a_zone_may_enter_another_on_that_day():
    town, first, second = make_town(), make_area(), make_area()
    membership = put_inside(town, first)
    leave(membership, until=TODAY, by=SOMEBODY)

    join(town, whole=second, since=TODAY, by=SOMEBODY)

    assert town in members_of(second, on=TODAY)
    assert town in members_of(first, on=date(2025, 3, 2))


def test_the_database_itself_refuses_two_zones_at_once():
    town, first, second = make_town(), make_area(), make_area()
    put_inside(town, first)

    with pytest.raises(DatabaseError, match="one_whole_of_a_kind"), transaction.atomic():
        put_inside(town, second)
    other = put_inside(town, second, since=date(2010, 1, 1), until=LONG_AGO)
    with pytest.raises(DatabaseError, match="one_whole_of_a_kind"), transaction.atomic():
        Membership.objects.filter(pk=other.pk).update(until=TODAY)


def test_a_wider_area_is_not_part_of_a_narrower_one():
    with pytest.raises(Refused, match="non può far parte di"):
        join(make_area(kind="region"), whole=make_area(), since=TODAY, by=SOMEBODY)


@pytest.mark.parametrize("kind", [AreaKind.REGION, AreaKind.MUNICIPALITY])
def test_regions_and_towns_come_from_the_official_list(kind):
    with pytest.raises(Refused, match="Si creano ambiti e zone"):
        found(make_town(), kind=kind)


def test_a_zone_has_at_least_one_town_and_only_towns():
    with pytest.raises(Refused, match="Manca l'elenco"):
        found()
    with pytest.raises(Refused, match="Non sono comuni: Zona X"):
        found(make_area(name="Zona X"))


def test_one_leads_at_a_time():
    zone = found(town := make_town(name="Treglio"), lead=town)

    with pytest.raises(
        Refused, match="ha già un ente capofila dal 3 marzo 2025: Comune di Treglio"
    ):
        delegate(zone, function=Function.LEAD, to=make_town(), since=TODAY, by=SOMEBODY)


def test_after_the_end_another_leads():
    zone = found(town := make_town(), lead=town)
    summer = date(2025, 7, 1)
    end_delegation(zone.delegations.get(), until=summer, reason="Convenzione", by=SOMEBODY)

    delegate(zone, function=Function.LEAD, to_name="Unione", since=summer, by=SOMEBODY)

    with pytest.raises(Refused, match="già cessata il 1 luglio 2025"):
        end_delegation(zone.delegations.first(), until=summer, reason="x", by=SOMEBODY)


def test_a_delegation_does_not_end_before_it_starts():
    with pytest.raises(Refused, match="La fine deve seguire l'inizio"):
        delegate(
            make_area(),
            function=Function.MONEY,
            to_name="Unione",
            since=TODAY,
            until=TODAY,
            by=SOMEBODY,
        )


def test_a_new_name_leaves_the_former_one_in_its_time():
    zone = found(make_town(), since=LONG_AGO)

    rename_area(zone, name="Zona costiera", since=TODAY, by=SOMEBODY)

    names = {n.name: (n.since, n.until) for n in zone.denominations.all()}
    assert names == {
        "Zona del Sangro": (LONG_AGO, TODAY),
        "Zona costiera": (TODAY, None),
    }
