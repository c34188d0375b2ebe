import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from raccordo.archive.operations import store
from raccordo.governance.models import DataRequest
from raccordo.governance.states import RequestState
from raccordo.journal.models import Seal
from raccordo.keeper import keys
from raccordo.keeper.reminding import remind_asked
from raccordo.keeper.tidying import tidy_cache
from raccordo.keeper.tuning import count_again
from raccordo.keeper.working import daily
from raccordo.participation.models import Batch, Contribution
from raccordo.participation.states import VoiceState
from raccordo.parties.models import Intake
from raccordo.post.models import Job, Message
from raccordo.post.states import JobState
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_answer,
    make_area,
    make_batch,
    make_contribution,
    make_duty,
    make_intake,
    make_mandate,
    make_request,
)


@pytest.mark.django_db
def test_a_day_later_what_nobody_came_back_to_is_gone(settings, caplog, tmp_path, monkeypatch):
    monkeypatch.setattr("raccordo.keeper.sealing.DATA", tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    keys.make_missing()
    old = NOW - timedelta(days=60)
    Job.objects.create(kind="test", title="x", state=JobState.DONE, asked_at=old, facts={})
    Session.objects.create(session_key="ended", session_data="", expire_date=old)

    area, month = make_area(), NOW - timedelta(days=30)
    make_contribution(area=area, state=VoiceState.UNCONFIRMED, written_at=month)
    kept = make_contribution(area=area, state=VoiceState.UNCONFIRMED)
    file = store(b"denominazione", by=SOMEBODY)
    for arrived in (TODAY, TODAY - timedelta(days=31)):
        make_batch(area=area, arrived_on=arrived)
        make_intake(arrived_on=arrived, file=file)
    make_batch(area=area, arrived_on=TODAY - timedelta(days=31), entered_on=TODAY)

    daily(on=TODAY, now=lambda: NOW)

    assert not Job.objects.exists()
    assert not Session.objects.exists()
    assert list(Contribution.objects.all()) == [kept]
    assert (Batch.objects.count(), Intake.objects.count()) == (2, 1)
    assert not caplog.records


@pytest.mark.django_db
def test_each_day_sqlite_counts_again_what_its_tables_hold_and_postgresql_is_left_alone(
    settings, tmp_path, monkeypatch
):
    monkeypatch.setattr("raccordo.keeper.sealing.DATA", tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    keys.make_missing()
    make_contribution()

    daily(on=TODAY, now=lambda: NOW)

    with CaptureQueriesContext(connection) as asked:
        assert count_again() is (connection.vendor == "sqlite")
    if connection.vendor == "postgresql":
        assert not asked.captured_queries
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stat FROM sqlite_stat1 WHERE tbl = %s", ["participation_contribution"]
        )
        assert all(stat.startswith("1 ") for (stat,) in cursor.fetchall())


@pytest.mark.django_db
def test_each_day_who_has_something_due_is_reminded_once_though_the_worker_starts_again(
    settings, tmp_path, monkeypatch
):
    monkeypatch.setattr("raccordo.keeper.sealing.DATA", tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    keys.make_missing()
    mandate = make_mandate(area=make_area())
    make_duty(area=mandate.area, owner=mandate.holder)

    for _ in range(2):
        daily(on=TODAY, now=lambda: NOW)

    assert Message.objects.get().recipients == [mandate.holder.email]


@pytest.mark.django_db
def test_a_seal_that_cannot_be_made_keeps_nobody_from_being_reminded(settings, caplog):
    mandate = make_mandate(area=make_area())
    make_duty(area=mandate.area, owner=mandate.holder)

    daily(on=TODAY, now=lambda: NOW)  # there is no key to seal with

    assert "cannot be sealed" in caplog.text
    assert Message.objects.count() == 1


def asked():
    """Data asked some time ago of one municipality, due in three days."""
    days = timedelta(days=3)
    return make_answer(request=make_request(due_on=TODAY + days, sent_on=TODAY - 9 * days))


@pytest.mark.django_db
def test_a_request_closed_while_others_are_reminded_keeps_nobody_from_her_reminder(caplog):
    closed, other = asked(), asked()

    def now():
        DataRequest.objects.filter(pk=closed.request_id).update(state=RequestState.CLOSED)
        return NOW

    assert remind_asked(on=TODAY, now=now) == 1
    assert Message.objects.get().recipients == [other.organisation.email]
    assert str(closed.request.key) in caplog.text


@pytest.mark.django_db
def test_a_request_that_fails_keeps_nobody_from_her_reminder(caplog):
    broken, other = asked(), asked()
    moments = iter([RuntimeError(), NOW])

    def now():
        moment = next(moments)
        if isinstance(moment, Exception):
            raise moment
        return moment

    assert remind_asked(on=TODAY, now=now) == 1
    assert Message.objects.get().recipients == [other.organisation.email]
    assert f"{broken.request.key} was not reminded" in caplog.text


@pytest.mark.django_db
def test_the_day_is_sealed_whatever_becomes_of_the_reminders(settings, tmp_path, monkeypatch):
    def remind_persons(**_facts):
        raise RuntimeError

    monkeypatch.setattr("raccordo.keeper.working.remind_persons", remind_persons)
    monkeypatch.setattr("raccordo.keeper.sealing.DATA", tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    keys.make_missing()
    answer = asked()

    daily(on=TODAY, now=lambda: NOW)

    assert Message.objects.get().recipients == [answer.organisation.email]
    assert Seal.objects.exists()


def test_what_the_cache_holds_no_more_goes_once_an_hour_and_the_rest_stays(settings, tmp_path):
    place = tmp_path / "cache"
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": place}}
    cache.set("tried", 3, timeout=300)
    cache.set("old", 1, timeout=0.01)
    time.sleep(0.02)

    assert tidy_cache() == 1
    assert cache.get("tried") == 3
    assert len(list(place.glob("*.djcache"))) == 1
