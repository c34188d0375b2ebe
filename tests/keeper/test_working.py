from datetime import timedelta

import pytest

from raccordo.keeper import keys
from raccordo.keeper.working import daily
from raccordo.post.models import Job, Message
from raccordo.post.states import JobState
from tests.make import NOW, TODAY, make_area, make_duty, make_mandate


@pytest.mark.django_db
def test_a_day_later_what_nobody_came_back_to_is_gone(settings, caplog):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    keys.make_missing()
    old = NOW - timedelta(days=60)
    Job.objects.create(kind="test", title="x", state=JobState.DONE, asked_at=old, facts={})

    daily(on=TODAY, now=lambda: NOW)

    assert not Job.objects.exists()
    assert not caplog.records


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
