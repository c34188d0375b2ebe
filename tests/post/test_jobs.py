from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.post import jobs
from raccordo.post.drafts import draft_of, forget_draft, forget_old_drafts, save_draft
from raccordo.post.models import Draft, Job
from raccordo.post.operations import ask_job, ask_to_stop, forget_jobs, give_notice, read_notices
from raccordo.post.states import JobState
from tests.make import NOW, SOMEBODY, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch):
    """Declare a kind of work, for this test alone."""

    def declare(does):
        monkeypatch.setitem(jobs.WORKS, "test", does)

    return declare


def ask():
    job = jobs.ask(kind="test", title="Prova", facts={"n": 3}, by=SOMEBODY, user=make_user())
    return Job.objects.get(pk=job.pk)


def test_a_job_is_done_and_tells_how_it_ended(work):
    def count(job, progress):
        for n in range(job.facts["n"]):
            progress.step(n + 1, job.facts["n"])
        return jobs.Outcome("Contati 3.")

    work(count)
    job = ask()

    assert (job.state, job.outcome) == (JobState.DONE, "Contati 3.")
    assert (job.done, job.total) == (3, 3)


def test_a_job_that_the_rules_refuse_says_why(work):
    def refuse(job, progress):
        raise Refused("Il file è vuoto.")

    work(refuse)

    job = ask()
    assert (job.state, job.outcome) == (JobState.FAILED, "Il file è vuoto.")


def test_a_job_that_breaks_never_stays_running(work):
    def break_(job, progress):
        raise ZeroDivisionError

    work(break_)

    job = ask()
    assert job.state == JobState.FAILED
    assert "errore imprevisto" in job.outcome
    assert "non ha cambiato nulla" not in job.outcome


def test_a_job_stops_when_it_is_asked_to(work):
    def stop_halfway(job, progress):
        ask_to_stop(job, by=SOMEBODY)
        progress.step(2, 2)
        return jobs.Outcome("mai")

    work(stop_halfway)

    assert ask().state == JobState.CANCELLED


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_ended_is_not():
    job = ask_job(kind="test", title="x", facts={}, by=SOMEBODY, at=NOW, user=make_user())

    assert ask_to_stop(job, by=SOMEBODY).state == JobState.CANCELLED
    with pytest.raises(Refused, match="già terminata"):
        ask_to_stop(job, by=SOMEBODY)


def test_what_a_dead_worker_left_halfway_is_taken_up_again(work):
    work(lambda job, progress: jobs.Outcome("Fatto."))
    now = timezone.now()
    silent = now - timedelta(minutes=5)
    left = Job.objects.create(
        kind="test", title="x", asked_at=silent, state=JobState.RUNNING, beat_at=silent
    )
    alive = Job.objects.create(
        kind="test", title="x", asked_at=now, state=JobState.RUNNING, beat_at=now
    )

    assert jobs.take_up_again(at=now) == 1
    left.refresh_from_db()
    alive.refresh_from_db()
    assert (left.state, alive.state) == (JobState.DONE, JobState.RUNNING)


@pytest.fixture
def queue(settings):
    """The queue of production, with nobody at work on it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return DBTaskResult.objects


def test_a_job_that_nobody_has_in_the_queue_is_queued_again(work, queue):
    work(lambda job, progress: jobs.Outcome("Fatto."))
    job, now = ask(), timezone.now()
    assert jobs.take_up_again(at=now + timedelta(minutes=5)) == 0

    queue.update(status="RUNNING")  # taken by a worker that died before it began
    assert jobs.take_up_again(at=now + timedelta(seconds=5)) == 0
    assert jobs.take_up_again(at=now + timedelta(minutes=5)) == 1
    assert jobs.take_up_again(at=now + timedelta(minutes=5)) == 0

    queue.all().delete()
    assert jobs.take_up_again(at=now + timedelta(minutes=5)) == 1
    for queued in queue.ready():
        queued.task.call(*queued.args_kwargs["args"])
    job.refresh_from_db()
    assert (job.state, job.outcome) == (JobState.DONE, "Fatto.")


def test_a_job_queued_twice_is_done_once(work):
    done = []
    work(lambda job, progress: done.append(job) or jobs.Outcome("Fatto."))
    job = ask()

    assert jobs.run.call(str(job.key)) == JobState.DONE
    assert len(done) == 1


def test_the_same_work_asked_again_while_it_waits_is_that_one(work, queue):
    ada, facts = make_user(), {"kind": "test", "title": "Prova", "facts": {"n": 1}, "by": SOMEBODY}
    job = jobs.ask(**facts, user=ada)

    assert jobs.ask(**facts, user=ada) == job
    assert queue.count() == 1
    assert jobs.ask(**facts | {"facts": {"n": 2}}, user=ada) != job
    assert jobs.ask(**facts, user=make_user()) != job
    ask_to_stop(job, by=SOMEBODY)
    assert jobs.ask(**facts, user=ada) != job


def test_what_was_typed_is_kept_for_its_author_alone_until_it_arrives():
    ada, bruno = make_user(), make_user()
    save_draft(ada, page="/atti/nuovo/", content={"subject": "Bozza", "number": " "}, at=NOW)

    assert draft_of(ada, page="/atti/nuovo/").content == {"subject": "Bozza"}
    assert draft_of(bruno, page="/atti/nuovo/") is None
    forget_draft(ada, page="/atti/nuovo/")
    assert draft_of(ada, page="/atti/nuovo/") is None


def test_nothing_typed_is_nothing_kept_and_old_drafts_go():
    ada = make_user()
    assert save_draft(ada, page="/x/", content={"subject": "  "}, at=NOW) is None
    with pytest.raises(Refused, match=r"più lungo di 200\.000 caratteri"):
        save_draft(ada, page="/x/", content={"t": "a" * 200_001}, at=NOW)
    save_draft(ada, page="/x/", content={"t": "a"}, at=NOW)

    assert forget_old_drafts(at=NOW + timedelta(days=31)) == 1
    assert not Draft.objects.exists()


def test_beyond_a_hundred_drafts_the_oldest_goes():
    ada, bruno = make_user(), make_user()
    save_draft(bruno, page="/0/", content={"t": "a"}, at=NOW)
    for number in range(102):
        at = NOW + timedelta(minutes=number)
        save_draft(ada, page=f"/{number}/", content={"t": "a"}, at=at)

    kept = set(Draft.objects.filter(user=ada).values_list("page", flat=True))
    assert kept == {f"/{number}/" for number in range(2, 102)}
    assert draft_of(bruno, page="/0/")


def test_a_character_that_no_database_keeps_does_not_lose_the_rest():
    ada = make_user()
    save_draft(ada, page="/x/", content={"t": "pri\0ma", "\0": "x", "u": "\0"}, at=NOW)

    assert draft_of(ada, page="/x/").content == {"t": "prima"}


def test_a_notice_is_given_once_and_read_once():
    ada = make_user()
    for _ in range(2):
        give_notice(ada, once="n", text="Un atto da firmare", by=SOMEBODY, at=NOW)

    assert ada.notices.count() == 1
    assert read_notices(ada, by=SOMEBODY, at=NOW) == 1
    assert read_notices(ada, by=SOMEBODY, at=NOW) == 0


def test_old_jobs_that_nobody_asked_for_by_name_are_forgotten():
    def make(user, state, age):
        asked_at = NOW - timedelta(days=age)
        return Job.objects.create(
            kind="test", title="x", user=user, state=state, asked_at=asked_at, facts={}
        )

    kept = [make(None, JobState.DONE, 1), make(None, JobState.WAITING, 40)]
    kept.append(make(make_user(), JobState.DONE, 40))
    make(None, JobState.DONE, 40)
    make(None, JobState.FAILED, 40)

    assert forget_jobs(before=NOW - timedelta(days=30), by=SOMEBODY) == 2
    assert set(Job.objects.all()) == set(kept)
    assert Entry.objects.get(what="job.forgotten").details == '{"jobs":2}'
