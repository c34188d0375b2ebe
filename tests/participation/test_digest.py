"""The digest of the day tells who keeps the proposals what awaits them, as her desk does."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from raccordo.access.queries import acting_through
from raccordo.access.rights import Role
from raccordo.governance.models import Reminder
from raccordo.keeper.reminding import remind_persons
from raccordo.participation import digest
from raccordo.participation.states import VoiceState
from raccordo.post.delivery import deliver_due
from raccordo.post.models import Notice
from raccordo.web.desk.waiting import awaiting
from tests.make import NOW, TODAY, make_area, make_contribution, make_mandate

pytestmark = pytest.mark.django_db
LATE = TODAY - timedelta(days=1)


@pytest.fixture
def area():
    return make_area(name="Ambito 11")


@pytest.fixture
def keeper(area):
    return make_mandate(area=area, role=Role.PLAN_OFFICER)


def told(on=TODAY):
    """The letters that leave on a day."""
    mail.outbox.clear()
    now = NOW + (on - TODAY)
    remind_persons(on=on, now=lambda: now)
    deliver_due(now=lambda: now)
    return [(letter.to, letter.body) for letter in mail.outbox]


def test_who_keeps_the_proposals_is_told_how_many_are_late_to_admit_and_to_answer(area, keeper):
    make_contribution(area=area)
    make_contribution(area=area, state=VoiceState.ADMITTED, answer_due_on=LATE)
    soon = TODAY + timedelta(days=5)
    for due in (TODAY, soon, TODAY + timedelta(days=8)):
        make_contribution(area=area, state=VoiceState.DISCUSSED, answer_due_on=due)
    make_contribution(area=area, state=VoiceState.ANSWERED, answer_due_on=LATE)
    make_contribution(area=area, state=VoiceState.UNCONFIRMED)
    make_contribution()

    ((to, body),) = told()

    assert to == [keeper.holder.email]
    assert "3 avvisi sulle proposte:" in body
    assert "- 1 proposta in ritardo con la risposta\n" in body
    assert "- 1 proposta da ammettere\n" in body
    assert "- 2 proposte a cui rispondere, l'ultima entro l'8 marzo 2025\n" in body
    assert f"{reverse('voices:proposals')}?mostra=ritardo\n" in body
    assert "proposta in ritardo con la risposta" in Notice.objects.get().text


def test_it_says_of_each_the_same_as_her_desk(area, keeper):
    make_contribution(area=area)
    make_contribution(area=area, state=VoiceState.ADMITTED, answer_due_on=LATE)

    ((_to, body),) = told()

    acting = acting_through(keeper)
    lines = [one for one in awaiting(acting, on=TODAY) if "proposta" in one.text]
    assert len(lines) == 3
    for line in lines[:2]:
        assert f"- {line.text}\n" in body
        assert f"{line.address}\n" in body
    assert reverse("voices:proposals") == digest.PROPOSALS


def test_what_was_told_is_not_told_again_until_there_is_something_new(area, keeper):
    one = make_contribution(area=area)
    assert len(told()) == 1

    tomorrow = TODAY + timedelta(days=1)
    assert told(tomorrow) == []
    make_contribution(area=area)
    ((_to, body),) = told(tomorrow)
    assert "2 proposte da ammettere" in body

    one.state, one.answer_due_on = VoiceState.ADMITTED, tomorrow
    one.save()
    ((_to, body),) = told(tomorrow + timedelta(days=1))
    assert "1 proposta in ritardo con la risposta" in body
    assert "da ammettere" not in body
    assert Reminder.objects.filter(about__startswith="voices:").count() == 3


def test_who_only_reads_proposals_or_keeps_those_of_another_area_is_told_nothing(area):
    make_contribution(area=area)
    make_mandate(area=area, role=Role.SUPERVISOR)
    make_mandate(area=make_area(), role=Role.PLAN_OFFICER)

    assert told() == []


def test_of_a_questionnaire_of_many_rows_one_line_is_told(area, keeper):
    for _ in range(30):
        make_contribution(area=area)

    ((_to, body),) = told()

    assert "30 proposte da ammettere" in body
    assert body.count("/proposte/") == 1
