"""Reminders: to whom, when, and never twice; absences; calendars."""

from datetime import timedelta

import pytest
from django.core import mail

from raccordo.access.rights import Role
from raccordo.acts.states import ActStage
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Absence, Feed, Reminder
from raccordo.governance.operations import reminding
from raccordo.governance.operations.absences import end_absence, tell_absence
from raccordo.governance.operations.duties import assign_duty, fulfil_duty
from raccordo.governance.operations.feeds import close_feed, open_feed
from raccordo.governance.queries import waiting
from raccordo.governance.queries.reminding import to_remind
from raccordo.governance.states import AnswerState
from raccordo.journal.models import Entry
from raccordo.keeper.reminding import remind_persons
from raccordo.post.delivery import deliver_due
from raccordo.post.models import Message, Notice
from raccordo.post.states import MessageState
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_answer,
    make_area,
    make_attendance,
    make_body,
    make_duty,
    make_filed_act,
    make_hall,
    make_held_sitting,
    make_holding,
    make_item,
    make_mandate,
    make_office,
    make_organisation,
    make_representative,
    make_request,
    make_seat,
    make_seating,
    make_sitting,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_area(name="Ambito 11")


def person(area, role=Role.PLAN_OFFICER, **fields):
    return make_mandate(area=area, role=role, **fields).holder


def due_in(days, area, owner=None, **fields):
    return make_duty(area=area, owner=owner, due_on=TODAY + timedelta(days=days), **fields)


def remind_on(days=0):
    return remind_persons(on=TODAY + timedelta(days=days), now=lambda: NOW + timedelta(days=days))


def away(user, substitute, since=0, until=None, **fields):
    facts = {"by": SOMEBODY, "on": TODAY, "since": TODAY + timedelta(days=since)}
    facts["until"] = None if until is None else TODAY + timedelta(days=until)
    return tell_absence(user, substitute=substitute, **facts | fields)


def steps():
    return list(Reminder.objects.order_by("pk").values_list("user__email", "step"))


def test_each_step_is_given_once_on_its_day_and_once_when_it_is_late(area):
    owner = person(area)
    due_in(31, area, owner)

    for day in range(60):
        remind_on(day)

    told = list(Reminder.objects.order_by("pk").values_list("step", "given_on"))
    days = [(30, 1), (15, 16), (3, 28), (0, 32)]
    assert told == [(step, TODAY + timedelta(days=day)) for step, day in days]
    assert Message.objects.count() == Notice.objects.count() == 4


def test_after_a_long_stop_only_the_nearest_is_given(area):
    owner = person(area)
    due_in(2, area, owner)

    remind_on()
    remind_on()

    assert steps() == [(owner.email, 3)]


def test_all_that_is_new_in_a_day_is_one_message_and_one_notice(area):
    owner = person(area)
    for days in (-4, 2, 10, 25, 60):
        due_in(days, area, owner)

    assert remind_on() == 4

    letter = Message.objects.get()
    assert letter.recipients == [owner.email]
    assert letter.subject == "Promemoria: 4 scadenze"
    assert "in ritardo di 4 giorni" in letter.body
    assert "entro il 5 marzo 2025, mancano 2 giorni" in letter.body
    notice = Notice.objects.get()
    assert notice.text.endswith("in ritardo di 4 giorni, e altre 3 scadenze")
    assert notice.link == "/scadenzario/?vista=mie"


def test_when_nothing_is_new_nobody_is_written_to(area):
    person(area)
    due_in(40, area)

    assert remind_on() == 0
    assert not Message.objects.exists()
    assert not Entry.objects.filter(what="duties.reminded").exists()


def test_a_notice_of_one_thing_leads_to_it(area):
    duty = due_in(0, area, person(area))

    remind_on()

    notice = Notice.objects.get()
    assert notice.link == f"/scadenzario/{duty.key}/"
    assert notice.text == f"{duty} (Ambito 11): scade oggi"


def test_what_comes_after_the_letter_of_a_day_is_in_that_of_the_next(area):
    owner = person(area)
    due_in(3, area, owner)
    remind_on()
    late = due_in(-1, area, owner)

    assert remind_on() == 0
    assert not late.reminders.exists()
    assert remind_on(1) == 1
    assert late.title in Message.objects.first().body


def test_a_worker_killed_halfway_has_told_nothing_and_the_next_tells_all(area, monkeypatch):
    owner, other = person(area), person(area)
    due_in(3, area, owner)
    due_in(3, area, other)
    real, calls = reminding.write_message, []

    def killed_at_the_second(**facts):
        calls.append(facts)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**facts)

    monkeypatch.setattr(reminding, "write_message", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        remind_on()
    assert Reminder.objects.count() == Notice.objects.count() == Message.objects.count() == 1

    monkeypatch.setattr(reminding, "write_message", real)
    assert remind_on() == 1
    assert Reminder.objects.count() == Notice.objects.count() == Message.objects.count() == 2
    assert {tuple(m.recipients) for m in Message.objects.all()} == {(owner.email,), (other.email,)}


def test_one_whose_turn_fails_does_not_keep_the_others_from_theirs(area, monkeypatch, caplog):
    due_in(3, area, person(area))
    due_in(3, area, person(area))
    real, calls = reminding.write_message, []

    def broken_once(**facts):
        calls.append(facts)
        if len(calls) == 1:
            raise RuntimeError
        return real(**facts)

    monkeypatch.setattr(reminding, "write_message", broken_once)

    assert remind_on() == 1
    assert "was not reminded" in caplog.text


def test_one_whose_things_cannot_be_read_keeps_nobody_else_from_being_told(
    area, monkeypatch, caplog
):
    first, second = person(area), person(area)
    due_in(3, area, second)
    real = waiting.endings_to_see_to

    def broken(acting, *, on):
        if acting.user == first:
            raise RuntimeError
        return real(acting, on=on)

    monkeypatch.setattr(waiting, "endings_to_see_to", broken)
    assert remind_on() == 1
    assert "was not read" in caplog.text


def test_two_workers_that_have_looked_together_tell_once(area):
    owner = person(area)
    due_in(3, area, owner)
    seen = [to_remind(on=TODAY), to_remind(on=TODAY)]

    for due in seen:
        facts = {"site": "https://x", "by": SOMEBODY, "on": TODAY, "at": NOW}
        reminding.remind(owner, due=due[owner], **facts)

    assert Reminder.objects.count() == Message.objects.count() == 1


def test_what_was_done_meanwhile_is_not_reminded(area):
    owner = person(area)
    duty = due_in(3, area, owner)
    due = to_remind(on=TODAY)[owner]
    fulfil_duty(duty, done_on=TODAY, by=SOMEBODY, on=TODAY)

    facts = {"site": "https://x", "by": SOMEBODY, "on": TODAY, "at": NOW}
    assert reminding.remind(owner, due=due, **facts) == 0


def test_who_is_given_it_later_is_told_too(area):
    one, other = person(area), person(area)
    duty = due_in(10, area, one)
    remind_on()
    assign_duty(duty, owner=other, by=SOMEBODY, on=TODAY)

    remind_on(1)

    assert steps() == [(one.email, 15), (other.email, 15)]


# --- who is away


def test_while_one_is_away_who_stands_in_is_told_and_knows_whose_it_is(area):
    owner, substitute = person(area, holder=make_user(given_name="Ines")), person(area)
    due_in(3, area, owner)
    away(owner, substitute)

    remind_on()

    assert steps() == [(substitute.email, 3)]
    assert "Se ne occupa Ines Esposito, che ora non può." in Message.objects.get().body


def test_of_who_stands_in_and_is_away_too_the_next_is_told(area):
    owner, one, other = (person(area) for _ in range(3))
    due_in(3, area, owner)
    away(owner, one)
    away(one, other)

    remind_on()

    assert steps() == [(other.email, 3)]


def test_on_the_day_one_is_back_one_is_told_again(area):
    owner, substitute = person(area), person(area)
    due_in(3, area, owner)
    away(owner, substitute, until=1)

    remind_on(1)

    assert steps() == [(owner.email, 3)]


@pytest.mark.parametrize("gone", ["closed", "without a mandate", "nobody", "substitute closed"])
def test_when_nobody_could_open_it_who_directs_is_told(area, gone):
    director, owner = person(area, Role.PLAN_DIRECTOR), person(area)
    if gone == "substitute closed":
        substitute = person(area)
        away(owner, substitute)
        substitute.is_active = False
        substitute.save()
    due_in(3, area, None if gone == "nobody" else owner)
    if gone == "closed":
        owner.is_active = False
        owner.save()
    if gone == "without a mandate":
        owner.mandates.update(until=TODAY)

    remind_on()

    assert steps() == [(director.email, 3)]
    said = "Nessuno se ne occupa ancora" if gone == "nobody" else "che ora non può"
    assert said in Message.objects.get().body


def test_where_nobody_directs_who_coordinates_is_told_and_where_there_is_nobody_none(area):
    due_in(3, make_area())
    due_in(3, area)
    coordinator = person(area, Role.COORDINATOR)

    remind_on()

    assert steps() == [(coordinator.email, 3)]


def test_reminders_ask_the_same_questions_however_many_are_due(area, django_assert_num_queries):
    owner = person(area)
    for _ in range(2):
        due_in(3, area, owner)
    with django_assert_num_queries(4):
        to_remind(on=TODAY)
    for _ in range(20):
        due_in(3, area, owner)
    with django_assert_num_queries(4):
        to_remind(on=TODAY)


# --- what else awaits a person


def sits_in(body, user):
    office = make_office(organisation=make_organisation(area=body.area))
    make_seat(body=body, office=office)
    make_holding(office=office, holder=make_representative(user=user))


def whole_desk(area):
    """A mandate with a duty, a sitting, a data request, an act and a seat that wait for it."""
    mandate = make_mandate(area=area, role=Role.PLAN_OFFICER)
    user = mandate.holder
    body = make_body(area=area, name="Conferenza dei Sindaci")
    due_in(3, area, user)
    sits_in(body, user)
    sitting = make_sitting(body=body, first_call=NOW + timedelta(days=2), state="convened")
    sitting.convened_on = TODAY
    sitting.save()
    make_filed_act(area, made_here=True, stage=ActStage.TO_SIGN, subject="Piano di zona")
    seat = make_seat(body=body, organisation=make_organisation())
    make_seating(seat=seat, until=TODAY + timedelta(days=60))
    return user


def told():
    return list(Reminder.objects.exclude(about="").values_list("user__email", "about"))


def test_a_person_is_told_in_one_letter_all_that_awaits_her_and_never_again(area):
    user = whole_desk(area)

    assert remind_on() == 4
    for day in range(1, 3):
        remind_on(day)

    letter = Message.objects.get()
    assert letter.recipients == [user.email]
    assert letter.subject == "Promemoria: 1 scadenza, 1 seduta, 1 atto, 1 componente in scadenza"
    assert "- Conferenza dei Sindaci: 5 marzo 2025 alle 10:30" in letter.body
    assert "- Da firmare: " in letter.body
    assert "Piano di zona" in letter.body
    assert "fino al 1° maggio 2025" in letter.body
    assert Notice.objects.get().text.endswith(", e altre 3 cose da fare")
    assert Notice.objects.get().link == "/scrivania/"


def test_an_act_that_goes_on_is_told_at_each_step_to_who_keeps_it(area):
    user = person(area)
    person(area, Role.SOCIAL_WORKER)
    act = make_filed_act(area, made_here=True, stage=ActStage.DRAFT)
    stages = (ActStage.DRAFT, ActStage.TO_SIGN, ActStage.SIGNED, ActStage.PUBLISHED)
    for day, stage in enumerate(stages):
        act.stage = stage
        act.save()
        remind_on(day)

    assert told() == [
        (user.email, f"act:{act.key}:{stage}") for stage in (ActStage.TO_SIGN, ActStage.SIGNED)
    ]


def test_who_presided_is_told_that_a_resolution_waits_for_her_signature():
    town = make_town()
    mayor = person(town, Role.MAYOR)
    hall = make_hall(town)
    sitting = make_held_sitting()
    seat = make_seat(body=sitting.body, office=make_office(organisation=hall))
    make_attendance(sitting=sitting, seat=seat, presides=True)
    act = make_filed_act(make_area(), stage=ActStage.TO_SIGN, made_here=True)
    make_item(sitting=sitting, resolution=act)

    remind_on()

    assert told() == [(mayor.email, f"act:{act.key}:to_sign")]
    assert Notice.objects.get().link == f"/scrivania/ente/firma/{act.key}/"


def test_a_sitting_is_told_three_days_before_and_again_if_it_is_moved(area):
    user = make_mandate(area=area, role=Role.SOCIAL_WORKER).holder
    body = make_body(area=area)
    sits_in(body, user)
    sitting = make_sitting(body=body, first_call=NOW + timedelta(days=4), state="convened")
    sitting.convened_on = TODAY
    sitting.save()

    assert (remind_on(), remind_on(1), remind_on(2)) == (0, 1, 0)
    sitting.held_on += timedelta(days=1)
    sitting.first_call += timedelta(days=1)
    sitting.save()
    assert remind_on(2) == 1

    # Deserted on the fifth day, it is told again before its second call, not at once.
    sitting.call, sitting.second_call = 2, sitting.first_call + timedelta(days=7)
    sitting.save()
    assert (remind_on(6), remind_on(9), remind_on(10)) == (0, 1, 0)


def test_data_are_asked_of_the_mayor_once_unless_she_was_written_to_already():
    town, other = make_town(), make_town()
    mayor = person(town, Role.MAYOR)
    written = person(other, Role.MAYOR)
    request = make_request(due_on=TODAY + timedelta(days=20))
    answer = make_answer(request=request, organisation=make_hall(town))
    make_answer(request=request, organisation=make_hall(other, email=written.email))

    remind_on()
    assert remind_on(1) == 0
    assert told() == [(mayor.email, f"answer:{answer.key}:awaited")]
    assert Notice.objects.get().link == f"/dati-da-inviare/{answer.key}/"

    answer.state = AnswerState.TO_CORRECT
    answer.save()
    assert remind_on(2) == 1


def test_of_very_many_things_the_first_are_told_and_how_many_more(area):
    person(area)
    for _ in range(13):
        make_filed_act(area, made_here=True, stage=ActStage.TO_SIGN)

    assert remind_on() == 13
    body = Message.objects.get().body
    assert body.count("- Da firmare") == 10
    assert "… e ancora 3" in body


def test_who_cannot_enter_any_more_is_told_nothing(area):
    user = whole_desk(area)
    user.is_active = False
    user.save()

    remind_on()

    assert not Message.objects.exists()


# --- absences


def refused(work, *args, **facts):
    with pytest.raises(Refused) as refusal:
        work(*args, **facts)
    return refusal.value


def test_nobody_stands_in_for_herself(area):
    owner = person(area)
    assert refused(away, owner, owner).field == "substitute"


def test_an_absence_ends_after_it_begins_and_not_before_today(area):
    owner, other = person(area), person(area)
    assert refused(away, owner, other, 5, 5).field == "until"
    assert refused(away, owner, other, -9, 0).field == "until"


def test_nobody_is_away_twice_on_a_day_and_one_may_go_the_day_one_is_back(area):
    owner, other = person(area), person(area)
    away(owner, other, 0, 10)

    assert "risulta già assente dal 3 marzo 2025" in refused(away, owner, other, 9, 12).message
    assert refused(away, owner, other, -1).field == "since"
    assert away(owner, other, 10, 12)


def test_nobody_stands_in_for_whom_stands_in_for_her(area):
    one, two, three = (person(area) for _ in range(3))
    away(one, two, 0, 10)
    assert refused(away, two, one, 9, 20).field == "substitute"
    away(two, three, 0, 10)
    assert refused(away, three, one, 5, 6).field == "substitute"
    assert away(three, one, 10, 20)


def test_a_closed_account_stands_in_for_nobody(area):
    closed = make_user(is_active=False)
    assert "è chiusa" in refused(away, person(area), closed).message


def test_an_absence_that_has_begun_ends_today_and_one_to_come_is_taken_away(area):
    one, other = person(area), person(area)
    begun, to_come = away(one, other, -3, 10), away(other, one, 30)

    end_absence(begun, by=SOMEBODY, on=TODAY)
    end_absence(to_come, by=SOMEBODY, on=TODAY)

    assert Absence.objects.get().until == TODAY
    assert "già finita" in refused(end_absence, begun, by=SOMEBODY, on=TODAY).message


# --- calendars


def test_a_new_address_takes_the_place_of_the_one_before(area):
    owner = person(area)
    first = open_feed(owner, by=SOMEBODY, on=TODAY).key

    assert open_feed(owner, by=SOMEBODY, on=TODAY).key != first
    assert Feed.objects.count() == 1
    close_feed(owner, by=SOMEBODY)
    close_feed(owner, by=SOMEBODY)
    assert not Feed.objects.exists()
    assert Entry.objects.filter(what="feed.closed").count() == 1


# When the post does not leave


def test_with_the_mail_server_down_who_is_reminded_reads_it_on_the_desk_and_is_written_once(
    area, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    owner = person(area)
    due_in(3, area, owner)

    remind_on()
    deliver_due(now=lambda: NOW)
    remind_on()

    assert Message.objects.get().state == MessageState.WAITING
    assert Notice.objects.get().user == owner
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due(now=lambda: NOW + timedelta(days=1))
    remind_on(1)
    deliver_due(now=lambda: NOW + timedelta(days=2))
    assert [message.to for message in mail.outbox] == [[owner.email]]
