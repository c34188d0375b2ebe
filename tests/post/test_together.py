from raccordo.post import jobs
from raccordo.post.models import Job
from tests.make import SOMEBODY, make_user


def test_two_who_press_together_have_one_job(together, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    ada = make_user()

    def press():
        jobs.ask(kind="test", title="Prova", facts={}, by=SOMEBODY, user=ada)

    together([press] * 4)

    assert Job.objects.count() == 1
