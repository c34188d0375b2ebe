from datetime import date

import pytest
from django.db import DatabaseError, transaction

from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.territory.bundled import DistrictFact
from raccordo.territory.models import Area, Membership, Succession
from raccordo.territory.official import EPOCH
from raccordo.territory.operations import (
    create_area,
    delegate,
    end_delegation,
    enlarge_area,
    found_by_act,
    join,
    leave,
    load_district,
    rename_area,
)
from raccordo.territory.queries import area_at, areas_within, members_of
from raccordo.territory.states import AreaKind, Change, Function
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_part,
    make_town,
    put_inside,
)

pytestmark = pytest.mark.django_db


def found(*towns, **facts):
    usual = {"kind": AreaKind.ZONE, "name": "Zona del Sangro", "since": TODAY}
    if "within" not in facts:
        usual["within"] = make_area(kind="region", name="Abruzzo")
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

    with pytest.raises(Refused, match="Frisa fa già parte di «Zona Sangro», dal 1° gennaio 2020"):
        found(town, name="Altra")
    assert not Area.objects.filter(name="Altra").exists()


def test_until_when_a_town_is_elsewhere_is_told_by_its_last_day():
    town = make_town()
    put_inside(town, make_area(), until=date(2026, 1, 1))

    with pytest.raises(Refused, match="dal 1° gennaio 2020 al 31 dicembre 2025"):
        found(town)


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
    with pytest.raises(Refused, match="Non sono Comuni: Zona X"):
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

    with pytest.raises(Refused, match="già cessata il 30 giugno 2025"):
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


def test_a_zone_made_without_saying_where_is_in_the_region_of_its_towns():
    abruzzo = make_area(kind="region", name="Abruzzo")
    chieti = make_area(kind="province", name="Chieti")
    put_inside(chieti, abruzzo)

    zone = found(make_part(chieti), make_part(chieti), within=None)

    assert zone in areas_within(abruzzo, on=TODAY)


def test_the_towns_of_an_area_are_of_one_region_and_otherwise_each_is_told():
    abruzzo, marche = (make_area(kind="region", name=name) for name in ("Abruzzo", "Marche"))
    one, other = make_town(name="Frisa"), make_town(name="Fermo")
    put_inside(one, abruzzo)
    put_inside(other, marche)

    for within in (None, abruzzo):
        with pytest.raises(Refused, match=r"più di una: Abruzzo \(Frisa\); Marche \(Fermo\)\."):
            found(one, other, within=within)
    with pytest.raises(Refused, match=r"più di una: Abruzzo; Marche \(Fermo\)\."):
        found(other, within=abruzzo)


def test_without_a_known_region_one_must_say_where_an_area_is():
    with pytest.raises(Refused, match="non risulta la Regione") as refused:
        found(make_town(), within=None)
    assert refused.value.field == "within"


def test_a_town_of_a_zone_is_not_put_in_another_ambito():
    ambito, zone, town = make_area(kind="ambito", name="Ambito 11"), make_area(), make_town()
    put_inside(zone, ambito)
    put_inside(town, zone)
    other = make_area(kind="ambito", name="Ambito 12")

    with pytest.raises(Refused, match="già parte di «Ambito 11», con la sua zona"):
        found(town, kind=AreaKind.AMBITO, name="Ambito nuovo")
    leave(Membership.objects.get(part=town), until=TODAY, by=SOMEBODY)
    put_inside(town, ambito)
    with pytest.raises(Refused, match="già parte di «Ambito 11»"):
        found(town, within=other)
    assert found(town, within=ambito).members.get().part == town


@pytest.mark.parametrize("name", ["", "  ", "...", "– –", "«»"])
def test_a_name_says_something(name):
    with pytest.raises(Refused, match=r"Manca il nome|non è un nome") as refused:
        found(make_town(), name=name)
    assert refused.value.field == "name"
    with pytest.raises(Refused, match=r"Manca il nome|non è un nome"):
        rename_area(make_area(), name=name, since=TODAY, by=SOMEBODY)


def test_a_name_that_gives_no_address_wants_one():
    with pytest.raises(Refused, match="si scrive con lettere e numeri") as refused:
        found(make_town(), name="Зона")
    assert refused.value.field == "slug"
    with pytest.raises(Refused, match="«nuova» nell'indirizzo indica già un'altra pagina"):
        found(make_town(), name="Nuova")
    assert found(make_town(), name="Зона", slug="zona-2").slug == "zona-2"


def test_a_name_or_a_code_too_long_is_refused():
    with pytest.raises(Refused, match="al massimo 120"):
        found(make_town(), name="Zona " * 30)
    with pytest.raises(Refused, match="al massimo 10"):
        found(make_town(), istat_code="12345678901")


def test_a_code_that_is_of_another_ambito_is_refused_naming_it():
    make_area(kind="ambito", name="Ambito 11", istat_code="13011")

    with pytest.raises(Refused, match="13011 è già di «Ambito 11»") as refused:
        found(make_town(), kind=AreaKind.AMBITO, istat_code="13011")
    assert refused.value.field == "istat_code"


def test_a_new_name_is_found_however_long_the_former_ones():
    zone = make_area(search="x" * 295)

    rename_area(zone, name="Zona costiera", since=TODAY, by=SOMEBODY)

    assert Area.objects.filter(search__contains="zona costiera").exists()


def merged(*before, day):
    after = make_town(name="Moransengo-Tonengo", since=day)
    for town in before:
        Succession.objects.create(before=town, after=after, on=day, change=Change.MERGER, source="")
    return after


def test_a_town_that_was_not_yet_there_is_refused_naming_who_was():
    day = date(2023, 1, 1)
    towns = [make_town(name=name, until=day) for name in ("Moransengo", "Tonengo")]
    after = merged(*towns, day=day)

    with pytest.raises(Refused) as early:
        found(after, since=date(2022, 5, 1))
    assert early.value.message == (
        "«Moransengo-Tonengo» esiste dal 1° gennaio 2023; prima: «Moransengo», «Tonengo»."
    )

    with pytest.raises(Refused) as late:
        found(*towns, since=TODAY)
    assert late.value.message.count("; ora: «Moransengo-Tonengo».") == 2
    assert late.value.field == "municipalities"
    assert found(after, since=day)


def test_nothing_begins_before_what_is_known_or_before_the_area_itself():
    with pytest.raises(Refused, match="si conosce dal 1° gennaio 2001"):
        found(make_town(since=EPOCH), since=date(1999, 1, 1))
    zone = make_area(name="Zona 2", since=TODAY)
    for begin in (
        lambda: join(make_town(), whole=zone, since=LONG_AGO, by=SOMEBODY),
        lambda: delegate(
            zone, function=Function.MONEY, to_name="Unione", since=LONG_AGO, by=SOMEBODY
        ),
    ):
        with pytest.raises(Refused, match="«Zona 2» esiste dal 3 marzo 2025") as refused:
            begin()
        assert refused.value.field == "since"


def test_towns_are_added_later_all_or_none():
    zone, free, taken = make_area(), make_town(), make_town()
    put_inside(taken, make_area(name="Zona Sangro"))

    with pytest.raises(Refused, match="già parte di «Zona Sangro»"):
        enlarge_area(zone, municipalities=[free, taken], since=TODAY, by=SOMEBODY)
    assert not members_of(zone, on=TODAY).exists()

    enlarge_area(zone, municipalities=[free], since=TODAY, act=(act := make_act()), by=SOMEBODY)
    assert zone.members.get().act == act
    assert Entry.objects.filter(what="area.enlarged").count() == 1


def test_the_act_that_founded_an_area_is_told_afterwards_once():
    town = make_town()
    zone = found(town, lead=town)

    found_by_act(zone, act=(act := make_act()), by=SOMEBODY)

    zone.refresh_from_db()
    assert zone.act == zone.denominations.get().act == act
    assert zone.members.get().act is zone.delegations.get().act is None
    with pytest.raises(Refused, match="ha già il suo atto"):
        found_by_act(zone, act=make_act(), by=SOMEBODY)


def test_nothing_rests_on_an_act_that_is_not_in_force_on_that_day():
    late = make_act(enforceable_from=date(2025, 3, 4))
    town, zone, before = make_town(), make_area(), date(2025, 3, 3)
    inside = put_inside(make_town(), zone)
    money = delegate(zone, function=Function.MONEY, to=town, since=LONG_AGO, by=SOMEBODY)
    facts = {"act": late, "by": SOMEBODY}
    tries = [
        lambda: found(town, act=late, since=before),
        lambda: enlarge_area(zone, municipalities=[town], since=before, **facts),
        lambda: found_by_act(zone, **facts),
        lambda: rename_area(zone, name="Altro nome", since=before, **facts),
        lambda: join(town, whole=zone, since=before, **facts),
        lambda: leave(inside, until=before, **facts),
        lambda: delegate(zone, function=Function.LEAD, to=town, since=before, **facts),
        lambda: end_delegation(money, until=before, reason="x", **facts),
    ]

    for attempt in tries:
        with pytest.raises(Refused, match="diventa esecutivo il 4 marzo 2025") as refused:
            attempt()
        assert refused.value.field == "act"
    assert join(town, whole=zone, since=date(2025, 3, 4), **facts).act == late


def test_what_ends_by_an_act_says_by_which():
    zone, act = make_area(), make_act()
    inside = put_inside(make_town(), zone)
    money = delegate(zone, function=Function.MONEY, to_name="U", since=LONG_AGO, by=SOMEBODY)

    leave(inside, until=TODAY, act=act, by=SOMEBODY)
    end_delegation(money, until=TODAY, reason="Convenzione", act=act, by=SOMEBODY)

    inside.refresh_from_db()
    money.refresh_from_db()
    assert inside.ended_by == money.ended_by == act


def test_a_membership_is_told_in_words():
    inside = put_inside(make_town(name="Frisa"), make_area(name="Zona 2"))

    assert str(inside) == "Frisa, parte di «Zona 2»"


def test_two_acts_of_the_same_day_that_differ_by_number_are_two():
    region, town = make_area(kind="region", istat_code="99"), make_town()
    put_inside(town, region)
    told = {
        "to_code": town.istat_code,
        "to_name": "",
        "since": "2020-01-01",
        "until": "",
        "subject": "Delega",
        "source": "",
        "act_organ": "Consiglio comunale di Borgo",
        "act_kind": "resolution",
        "act_date": "2019-12-01",
    }
    fact = DistrictFact(
        slug="zona-x",
        alias="",
        kind="zone",
        name="Zona X",
        short_name="",
        region_code="99",
        parent_slug="",
        since=LONG_AGO,
        source="",
        members=(
            {"municipality_code": town.istat_code, "since": "2020-01-01", "until": ""}
            | {"source": ""},
        ),
        delegations=tuple(
            told | {"function": function, "act_number": number}
            for function, number in (("lead", "7"), ("money", "8"), ("planning", "7"))
        ),
    )

    zone = load_district(fact, by=SOMEBODY, on=TODAY)

    acts = {d.function: d.act.number for d in zone.delegations.select_related("act")}
    assert acts == {"lead": "7", "money": "8", "planning": "7"}
    assert Act.objects.count() == 2
