from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from raccordo.access.models import Filing
from raccordo.access.operations import end_mandate, give_mandate
from raccordo.access.queries import (
    acting_through,
    acts_open_to,
    acts_to_read,
    areas_where,
    chains_open_to,
    gives_mandates_at,
    mandates_of,
    territory_kept,
    users_open_to,
    users_without_mandate,
)
from raccordo.access.rights import FLOWING, RIGHTS, Right, Role
from raccordo.accounts.operations import open_account
from raccordo.acts.operations import change_standing
from raccordo.acts.states import ActStage, ActState
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_act,
    make_acting,
    make_area,
    make_filed_act,
    make_mandate,
    make_organisation,
    make_part,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_every_role_has_its_rights_and_may_at_least_enter():
    assert set(RIGHTS) == set(Role)
    assert all(Right.ENTER in rights for rights in RIGHTS.values())


@pytest.mark.parametrize(
    ("right", "reaches_inside"),
    [(right, right in FLOWING) for right in Right],
)
def test_only_some_rights_reach_the_areas_inside(right, reaches_inside):
    role = next(role for role, rights in RIGHTS.items() if right in rights)
    ambito = make_area()
    zone = make_part(ambito)
    acting = make_acting(area=ambito, role=role)

    reached = {ambito, zone} if reaches_inside else {ambito}
    assert set(areas_where(acting, right, on=TODAY)) == reached


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.OBSERVATORY])
def test_who_coordinates_a_province_has_no_part_in_the_offices_inside(role):
    province = make_area(kind="province")
    ambito = make_part(province)
    acting = make_acting(area=province, role=role)

    assert not [right for right in Right if ambito in areas_where(acting, right, on=TODAY)]
    assert province in areas_where(acting, Right.READ_BODIES, on=TODAY)
    assert ambito not in (territory_kept(acting, on=TODAY) or [])


def test_the_region_reads_inside_and_asks_data_in_its_own_name():
    region = make_area(kind="region")
    ambito = make_part(region)
    acting = make_acting(area=region, role=Role.REGION)

    assert ambito in areas_where(acting, Right.READ_BODIES, on=TODAY)
    assert list(areas_where(acting, Right.ASK_DATA, on=TODAY)) == [region]


def test_who_gives_mandates_gives_them_for_the_bodies_of_her_territory_too():
    ambito = make_area()
    body, elsewhere = make_organisation(area=make_part(ambito)), make_organisation()
    director = make_acting(area=ambito, role=Role.PLAN_DIRECTOR)

    assert gives_mandates_at(director, ambito, on=TODAY)
    assert gives_mandates_at(director, body, on=TODAY)
    assert not gives_mandates_at(director, elsewhere, on=TODAY)
    assert not gives_mandates_at(make_acting(area=ambito), body, on=TODAY)


def test_a_right_reaches_only_what_was_inside_on_that_day():
    ambito = make_area()
    gone = make_part(ambito, until=TODAY)

    assert gone not in areas_where(make_acting(area=ambito), Right.READ_ACTS, on=TODAY)


def test_who_holds_two_mandates_acts_through_one_at_a_time():
    mayor = make_mandate(role=Role.MAYOR)
    officer = make_mandate(holder=mayor.holder)

    as_mayor, as_officer = acting_through(mayor), acting_through(officer)
    assert set(areas_where(as_mayor, Right.READ_ACTS, on=TODAY)) == {mayor.area}
    assert set(areas_where(as_officer, Right.SEND_POST, on=TODAY)) == {officer.area}
    assert not areas_where(as_mayor, Right.SEND_POST, on=TODAY).exists()


def test_a_mandate_for_a_body_opens_no_area():
    acting = make_acting(role=Role.THIRD_SECTOR)

    assert not areas_where(acting, Right.READ_ACTS, on=TODAY).exists()


def test_the_acts_of_a_body_are_read_by_who_holds_a_mandate_for_it():
    body, other = make_organisation(), make_organisation()
    ours = make_filed_act(body)
    make_filed_act(other)
    acting = make_acting(role=Role.THIRD_SECTOR, organisation=body)

    assert set(acts_open_to(acting, Right.READ_ACTS, on=TODAY)) == {ours}


@pytest.mark.parametrize("stage", [ActStage.DRAFT, ActStage.TO_SIGN])
def test_what_is_not_yet_signed_is_read_only_by_who_keeps_the_register(stage):
    area = make_area()
    draft = make_filed_act(area, stage=stage)

    officer, mayor = make_acting(area=area), make_acting(area=area, role=Role.MAYOR)
    assert draft in acts_to_read(officer, on=TODAY)
    assert draft not in acts_to_read(mayor, on=TODAY)


def test_the_acts_of_a_sister_zone_do_not_exist():
    ambito = make_area()
    zone, sister = make_part(ambito), make_part(ambito)
    make_filed_act(sister)

    assert not acts_to_read(make_acting(area=zone), on=TODAY).exists()


def test_a_mandate_opens_nothing_from_the_day_it_ends():
    mandate = make_mandate()
    end_mandate(mandate, until=TODAY, reason="Dimissioni", by=SOMEBODY)

    acting = acting_through(mandate)
    assert areas_where(acting, Right.READ_ACTS, on=date(2025, 3, 2)).exists()
    assert not areas_where(acting, Right.READ_ACTS, on=TODAY).exists()


def test_a_mandate_revoked_on_its_first_day_opens_nothing_at_once():
    mandate = make_mandate(since=TODAY)

    end_mandate(mandate, until=TODAY, reason="Dato alla persona sbagliata", by=SOMEBODY)

    assert not mandates_of(mandate.holder, on=TODAY).exists()


def test_a_mandate_already_ended_is_not_ended_again():
    mandate = make_mandate()
    end_mandate(mandate, until=TODAY, reason="Dimissioni", by=SOMEBODY)

    with pytest.raises(Refused, match="cessa già il 3 marzo 2025"):
        end_mandate(mandate, until=TODAY, reason="Dimissioni", by=SOMEBODY)


def test_a_command_holds_no_mandate_and_so_no_right():
    assert not areas_where(Acting.system("import"), Right.READ_ACTS, on=TODAY).exists()


def give(holder=None, **facts):
    usual = {"place": make_area(), "role": Role.MAYOR, "act": make_act(), "since": TODAY}
    return give_mandate(holder or make_user(), **usual | {"by": SOMEBODY} | facts)


def test_no_mandate_rests_on_an_annulled_act():
    act = make_act()
    change_standing(
        act, to=ActState.ANNULLED, since=LONG_AGO, reason="Errore", by=SOMEBODY, on=TODAY
    )

    with pytest.raises(Refused, match="annullato il 1° gennaio 2020"):
        give(act=act)


def test_no_mandate_rests_on_an_act_that_is_not_yet_enforceable():
    with pytest.raises(Refused, match="diventa esecutivo il 4 marzo 2025"):
        give(act=make_act(enforceable_from=date(2025, 3, 4)))


def test_only_the_administrator_is_given_a_mandate_without_an_act():
    assert give(role=Role.ADMINISTRATOR, act=None)
    with pytest.raises(Refused, match="Manca l'atto"):
        give(act=None)


def test_nobody_is_given_the_same_mandate_twice():
    mandate = give()

    with pytest.raises(Refused, match="ha già questo incarico dal 3 marzo 2025"):
        give(mandate.holder, place=mandate.area)


def test_a_role_for_a_body_is_not_given_on_an_area_nor_the_other_way_round():
    with pytest.raises(Refused, match="per un ente, non per un'area"):
        give(role=Role.THIRD_SECTOR)
    with pytest.raises(Refused, match="per un'area, non per un ente"):
        give(place=make_organisation())


def test_a_mandate_does_not_end_before_it_starts():
    with pytest.raises(Refused, match="La fine deve seguire l'inizio"):
        give(until=TODAY)


def test_nobody_opens_to_himself_the_files_of_persons():
    administrator = make_acting(role=Role.ADMINISTRATOR)

    with pytest.raises(Refused, match="a sé stesso"):
        give(administrator.user, role=Role.SOCIAL_WORKER, by=administrator)


def test_an_administration_is_ended_only_by_another_and_never_the_last_one():
    last = make_mandate(role=Role.ADMINISTRATOR)
    director = make_acting(area=last.area, role=Role.PLAN_DIRECTOR)
    with pytest.raises(Refused, match="lo fa cessare solo l'amministrazione"):
        end_mandate(last, until=TODAY, reason="x", by=director)
    with pytest.raises(Refused, match="l'unica amministrazione"):
        end_mandate(last, until=TODAY, reason="x", by=acting_through(last))

    make_mandate(role=Role.ADMINISTRATOR, holder=make_user(is_active=False))
    make_mandate(role=Role.ADMINISTRATOR, since=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="l'unica amministrazione"):
        end_mandate(last, until=TODAY, reason="x", by=acting_through(last))

    another = make_acting(role=Role.ADMINISTRATOR)
    assert end_mandate(last, until=TODAY, reason="x", by=another).until == TODAY


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SOCIAL_WORKER])
def test_a_director_does_not_reach_the_accounts_that_could_open_more_than_hers(role):
    area = make_area()
    mandate = make_mandate(area=area, role=role)
    mayor = make_mandate(area=area, role=Role.MAYOR)
    director = make_acting(area=area, role=Role.PLAN_DIRECTOR)

    reached = users_open_to(director, Right.GIVE_MANDATES, on=TODAY)
    assert mayor.holder in reached
    assert mandate.holder not in reached


def opened_by(acting):
    names = {"given_name": "Elena", "family_name": "Verratti"}
    return open_account(email=f"{acting.user.key}@example.it", by=acting, **names)


def test_who_never_held_a_mandate_is_found_by_who_gives_them_where_the_account_was_opened():
    ambito = make_area()
    zone = make_part(ambito)
    above, here, elsewhere = (
        make_acting(area=area, role=Role.PLAN_DIRECTOR) for area in (ambito, zone, make_area())
    )
    user = opened_by(here)

    for acting in (above, here):
        assert list(users_without_mandate(acting, Right.GIVE_MANDATES, on=TODAY)) == [user]
        assert user in users_open_to(acting, Right.GIVE_MANDATES, on=TODAY)
    mayor = make_acting(area=zone, role=Role.MAYOR)
    for acting in (elsewhere, mayor):
        assert not users_without_mandate(acting, Right.GIVE_MANDATES, on=TODAY)
        assert user not in users_open_to(acting, Right.GIVE_MANDATES, on=TODAY)


def test_who_got_a_mandate_elsewhere_is_no_more_of_who_opened_the_account():
    here = make_acting(role=Role.PLAN_DIRECTOR)
    user = opened_by(here)
    make_mandate(holder=user, role=Role.MAYOR)

    assert not users_without_mandate(here, Right.GIVE_MANDATES, on=TODAY)
    assert user not in users_open_to(here, Right.GIVE_MANDATES, on=TODAY)


def test_an_act_is_kept_in_a_register_once():
    area, act = make_area(), make_act()
    Filing.objects.create(act=act, area=area)

    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.create(act=act, area=area)


def test_the_register_of_the_house_is_read_by_who_keeps_the_house():
    administrator, officer = make_acting(role=Role.ADMINISTRATOR), make_acting()

    assert "house" in chains_open_to(administrator, on=TODAY)
    assert chains_open_to(officer, on=TODAY) == []
