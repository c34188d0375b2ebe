from datetime import timedelta

import pytest

from raccordo.keeper import keys
from raccordo.keeper.working import daily
from raccordo.post.models import Job
from raccordo.post.states import JobState
from tests.make import NOW, TODAY


@pytest.mark.django_db
def test_a_day_later_what_nobody_came_back_to_is_gone(settings, caplog):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    keys.make_missing()
    old = NOW - timedelta(days=60)
    Job.objects.create(kind="test", title="x", state=JobState.DONE, asked_at=old, facts={})

    daily(on=TODAY, now=lambda: NOW)

    assert not Job.objects.exists()
    assert not caplog.records
