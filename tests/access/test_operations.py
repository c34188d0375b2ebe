"""Who gives and ends mandates, who is told of it, and whose accounts are touched by whom."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from raccordo.access.models import Mandate
from raccordo.access.operations import (
    end_mandate,
    give_mandate,
    invite_again,
    let_in,
    note_fiscal_code,
)
from raccordo.access.queries import (
    acting_through,
    last_mandate_of,
    mandates_found,
    mandates_of,
    next_mandate_of,
    users_open_to,
)
from raccordo.access.rights import DELICATE, WATCHES, Right, Role, roles_given_by
from raccordo.accounts.models import User
from raccordo.accounts.operations import close_account
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.post.models import Message, Notice
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    TODAY,
    make_act,
    make_acting,
    make_area,
    make_mandate,
    make_organisation,
    make_part,
    make_user,
)

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
SPECIMEN = "RSSMRA80A01H501U"  # the public specimen, of nobody


def give(holder=None, **facts):
    usual = {"place": make_area(), "role": Role.MAYOR, "act": make_act(), "since": TODAY}
    return give_mandate(holder or make_user(), **usual | {"by": SOMEBODY, "at": NOW} | facts)


def director_of(area):
    return make_acting(area=area, role=Role.PLAN_DIRECTOR)


@pytest.mark.parametrize("role", sorted(DELICATE))
@pytest.mark.parametrize("giver", [Role.PLAN_DIRECTOR, Role.ADMINISTRATOR])
def test_nobody_gives_herself_a_role_that_watches_or_opens_the_files_of_persons(role, giver):
    area = make_area()
    acting = make_acting(area=area, role=giver)

    with pytest.raises(Refused, match="a sé stesso"):
        give(acting.user, place=area, role=role, by=acting)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("role", sorted(WATCHES))
def test_the_office_appoints_who_watches_over_it_and_cannot_send_her_away(role):
    area = make_area()
    director = director_of(area)
    mandate = give(place=area, role=role, by=director)

    with pytest.raises(Refused, match="lo fa cessare solo l'amministrazione"):
        end_mandate(mandate, until=TODAY + A_DAY, reason="Scomoda", by=director)

    administrator = make_acting(area=area, role=Role.ADMINISTRATOR)
    ended = end_mandate(mandate, until=TODAY + A_DAY, reason="Scadenza", by=administrator)
    assert ended.until == TODAY + A_DAY


def test_administration_is_given_only_by_who_already_holds_it():
    director = director_of(make_area())

    assert Role.ADMINISTRATOR not in roles_given_by(director.role)
    assert Role.ADMINISTRATOR in roles_given_by(Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="solo chi già la tiene"):
        give(role=Role.ADMINISTRATOR, act=None, by=director)


@pytest.mark.parametrize("role", sorted(WATCHES))
def test_a_director_does_not_reach_the_account_of_who_watches_over_her(role):
    area = make_area()
    watcher = make_mandate(area=area, role=role).holder

    reached = users_open_to(director_of(area), Right.GIVE_MANDATES, on=TODAY)
    assert watcher not in reached
    administrator = make_acting(area=area, role=Role.ADMINISTRATOR)
    assert watcher in users_open_to(administrator, Right.GIVE_MANDATES, on=TODAY)


@pytest.mark.parametrize("role", sorted(DELICATE))
def test_who_else_answers_for_the_place_is_told_that_a_delicate_role_was_given(role):
    ambito = make_area()
    zone = make_part(ambito)
    director = director_of(zone)
    told = {
        make_mandate(area=zone, role=Role.DPO).holder,
        make_mandate(area=ambito, role=Role.PLAN_DIRECTOR).holder,
        make_mandate(area=ambito, role=Role.ADMINISTRATOR).holder,
    }
    make_mandate(area=zone, role=Role.MAYOR)
    make_mandate(role=Role.DPO)
    make_mandate(area=zone, role=Role.DPO, until=TODAY)

    mandate = give(place=zone, role=role, by=director)

    notices = Notice.objects.all()
    assert {notice.user for notice in notices} == told
    assert {str(director.user) in notice.text for notice in notices} == {True}
    assert {str(mandate.holder) in notice.text for notice in notices} == {True}


def test_nobody_is_told_of_a_role_that_opens_nothing_delicate():
    area = make_area()
    make_mandate(area=area, role=Role.DPO)

    give(place=area, role=Role.SECRETARY, by=director_of(area))

    assert not Notice.objects.exists()


def held(holder, place, since, until=None, **more):
    return make_mandate(
        holder=holder, area=place, role=Role.MAYOR, since=since, until=until, **more
    )


SPRING, SUMMER, AUTUMN = date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (SPRING, AUTUMN),
        (LONG_AGO, SPRING + A_DAY),
        (SUMMER - A_DAY, None),
        (SPRING + A_DAY, SUMMER - A_DAY),
        (LONG_AGO, None),
    ],
)
def test_a_mandate_is_not_given_for_days_on_which_it_is_already_held(since, until):
    user, place = make_user(), make_area()
    held(user, place, SPRING, SUMMER)

    with pytest.raises(Refused, match="dal 1° aprile 2025 al 30 giugno 2025"):
        give(user, place=place, since=since, until=until)


@pytest.mark.parametrize(("since", "until"), [(LONG_AGO, SPRING), (SUMMER, None)])
def test_a_mandate_is_given_before_and_after_another_of_the_same_person(since, until):
    user, place = make_user(), make_area()
    held(user, place, SPRING, SUMMER)

    assert give(user, place=place, since=since, until=until).since == since


def test_a_mandate_revoked_on_its_first_day_is_given_again():
    user, place = make_user(), make_area()
    wrong = give(user, place=place)
    end_mandate(wrong, until=TODAY, reason="Atto sbagliato", by=SOMEBODY)

    assert give(user, place=place).since == TODAY


def test_an_end_that_is_still_to_come_may_be_brought_forward_and_never_put_off():
    mandate = make_mandate(until=SUMMER)

    with pytest.raises(Refused, match="cessa già il 1° luglio 2025: la fine si può solo"):
        end_mandate(mandate, until=AUTUMN, reason="Proroga", by=SOMEBODY)
    assert end_mandate(mandate, until=SPRING, reason="Dimissioni", by=SOMEBODY).until == SPRING


INVITED = {"given_name": "Elena", "family_name": "Verratti", "address": "https://qui.example/p/"}


def test_who_is_let_in_is_written_to_where_to_choose_a_password():
    user = let_in(email="elena@example.it", by=SOMEBODY, at=NOW, **INVITED)

    message = Message.objects.get()
    assert message.recipients == [user.email]
    assert "https://qui.example/p/" in message.body


def test_who_is_let_in_with_a_fiscal_code_is_told_of_it():
    user = let_in(email="e@example.it", fiscal_code=SPECIMEN, by=SOMEBODY, at=NOW, **INVITED)

    assert "SPID" in Notice.objects.get(user=user).text
    assert {tuple(message.recipients) for message in Message.objects.all()} == {(user.email,)}
    assert Message.objects.count() == 2


def test_who_has_not_chosen_a_password_is_invited_again_and_it_is_written():
    user = let_in(email="elena@example.it", by=SOMEBODY, at=NOW, **INVITED)

    invite_again(user, address="https://qui.example/p/", by=SOMEBODY, at=NOW + A_DAY)

    assert [message.recipients for message in Message.objects.all()] == [[user.email]] * 2
    assert Entry.objects.filter(what="account.invited").count() == 2


def test_nobody_is_invited_twice_in_a_day_nor_when_an_invitation_is_of_no_use():
    user = let_in(email="elena@example.it", by=SOMEBODY, at=NOW, **INVITED)
    facts = {"address": "https://qui.example/p/", "by": SOMEBODY}

    with pytest.raises(Refused, match="già partito oggi"):
        invite_again(user, at=NOW, **facts)
    closed = close_account(user, reason="Indirizzo sbagliato", by=SOMEBODY)
    with pytest.raises(Refused, match="prima di invitare, riaprirla"):
        invite_again(closed, at=NOW + A_DAY, **facts)
    with pytest.raises(Refused, match="ha già scelto la password"):
        invite_again(make_user(), at=NOW, **facts)
    assert Message.objects.count() == 1


def test_an_account_is_not_opened_when_its_invitation_cannot_be_written(monkeypatch):
    """As when the disk is full between the two: nobody is left with an account she ignores."""
    monkeypatch.setattr(Message.objects, "get_or_create", _full)

    with pytest.raises(OSError):
        let_in(email="elena@example.it", by=SOMEBODY, at=NOW, **INVITED)
    assert not User.objects.filter(email="elena@example.it").exists()
    assert not Entry.objects.exists()


def _full(**facts):
    raise OSError("disk full")


def test_a_fiscal_code_is_written_once_by_the_office_and_the_person_is_told():
    user, director = make_user(), director_of(make_area())

    note_fiscal_code(user, fiscal_code=SPECIMEN, by=director, at=NOW)

    assert Notice.objects.get().user == user
    assert Message.objects.get().recipients == [user.email]
    assert "È stato scritto" in Message.objects.get().body
    with pytest.raises(Refused, match="lo cambia solo l'amministrazione di sistema"):
        note_fiscal_code(user, fiscal_code="", by=director, at=NOW)
    user.refresh_from_db()
    assert user.fiscal_code == SPECIMEN


def test_a_fiscal_code_is_corrected_by_an_administrator_and_the_person_is_told():
    user = make_user(fiscal_code=SPECIMEN)
    administrator = make_acting(role=Role.ADMINISTRATOR)

    assert note_fiscal_code(user, fiscal_code="", by=administrator, at=NOW).fiscal_code == ""
    assert Notice.objects.get().user == user
    assert "è stato tolto" in Notice.objects.get().text
    assert Entry.objects.filter(what="account.code_told").count() == 1


def test_nobody_is_told_of_a_code_she_writes_herself_nor_of_one_that_stays_the_same():
    director, administrator = director_of(make_area()), make_acting(role=Role.ADMINISTRATOR)

    note_fiscal_code(director.user, fiscal_code=SPECIMEN, by=director, at=NOW)
    with pytest.raises(Refused, match="non è cambiato"):
        note_fiscal_code(director.user, fiscal_code=SPECIMEN, by=administrator, at=NOW)

    assert not Notice.objects.exists()
    assert not Entry.objects.filter(what="account.code_told").exists()


def test_who_is_written_to_reads_italian_whatever_the_language_of_who_writes():
    area = make_area()
    make_mandate(area=area, role=Role.DPO)
    person = {"email": "nuova@example.it", "given_name": "Nora", "family_name": "Di Nola"}
    with override("en"):
        user = let_in(
            **person, fiscal_code=SPECIMEN, address="https://x", by=director_of(area), at=NOW
        )
        give(user, place=area, role=Role.SOCIAL_WORKER, by=director_of(area))

    assert all(message.body.startswith("Buongiorno") for message in Message.objects.all())
    assert "ha dato a Nora Di Nola l'incarico" in Notice.objects.exclude(user=user).last().text
    assert " del " in Entry.objects.get(what="mandate.given").purpose
    assert Entry.objects.filter(what="account.code_told").count() == 1


@pytest.mark.parametrize(
    "wanted", ["nicolo", "D’ALONZO", "sangro", "sindaca fossacesia", "nicolo fossacesia", "@voci."]
)
def test_a_mandate_is_found_by_its_person_its_role_and_its_place(wanted):
    user = make_user(given_name="Nicolò", family_name="D'Alonzo", email="n@voci.example")
    mine = make_mandate(holder=user, role=Role.MAYOR, area=make_area(name="Fossacesia sul Sangro"))
    make_mandate(role=Role.SECRETARY)

    assert list(mandates_found(Mandate.objects.all(), wanted)) == [mine]


def test_a_mandate_is_found_by_the_body_it_is_for():
    body = make_organisation(name="Associazione La Rete")
    mine = make_mandate(role=Role.THIRD_SECTOR, organisation=body)
    make_mandate(role=Role.THIRD_SECTOR)

    assert list(mandates_found(Mandate.objects.all(), "la rete")) == [mine]


def test_of_who_holds_nothing_today_the_last_mandate_and_the_next_are_known():
    user = make_user()
    make_mandate(holder=user, until=date(2022, 1, 1))
    last = make_mandate(holder=user, until=TODAY)
    coming = make_mandate(holder=user, since=SPRING)

    assert not mandates_of(user, on=TODAY).exists()
    assert last_mandate_of(user, on=TODAY) == last
    assert next_mandate_of(user, on=TODAY) == coming
    assert last_mandate_of(make_user(), on=TODAY) is None


def test_who_acts_and_gives_a_delicate_role_must_say_when():
    """Without the hour nobody could be told: it is a fault of the program, not a refusal."""
    area = make_area()
    mandate = make_mandate(area=area, role=Role.PLAN_DIRECTOR)

    with pytest.raises(ValueError, match="says when"):
        give(place=area, role=Role.DPO, by=acting_through(mandate), at=None)
