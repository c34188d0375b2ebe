"""Work in the background: asked with its row, done by the worker, safe to be done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from raccordo.accounts.models import User
from raccordo.archive.models import StoredFile
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation
from raccordo.post.models import Job
from raccordo.post.operations import ask_job, move_job
from raccordo.post.states import JobState

WORKER = Acting.system("worker")
SILENT = timedelta(minutes=2)


class Stopped(Exception):
    """The person who asked for the job no longer wants it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: a sentence, and possibly a file."""

    text: str
    result: StoredFile | None = None
    result_name: str = ""


@dataclass(slots=True)
class Progress:
    """What a job tells while it works; it stops here if it was asked to."""

    job: Job
    said_at: datetime = field(default_factory=timezone.now)

    def step(self, done: int, total: int) -> None:
        """Say how far it is, at most twice a second: the row is read by who waits."""
        now = timezone.now()
        if done < total and now - self.said_at < timedelta(seconds=0.5):
            return
        self.said_at = now
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, beat_at=now)
        if Job.objects.filter(pk=self.job.pk, stop_asked=True).exists():
            raise Stopped


Work = Callable[[Job, Progress], Outcome]
WORKS: dict[str, Work] = {}


def works(kind: str) -> Callable[[Work], Work]:
    """Declare who does the jobs of a kind; doing one twice must be as doing it once."""

    def declare(work: Work) -> Work:
        WORKS[kind] = work
        return work

    return declare


@operation
def ask(*, kind: str, title: str, facts: dict[str, Any], by: Acting, user: User | None) -> Job:
    """Ask for a job and queue it, together or not at all; one that goes on already is that one."""
    if going := _going(kind, facts, user):
        return going
    job = ask_job(kind=kind, title=title, facts=facts, by=by, at=timezone.now(), user=user)
    run.enqueue(str(job.key))
    return job


def _going(kind: str, facts: dict[str, Any], user: User | None) -> Job | None:
    """The same work, asked by the same person and not over yet."""
    if user:  # asked twice at once, the second waits here and finds the first
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    unfinished = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
    asked = unfinished.filter(kind=kind, user=user, stop_asked=False)
    return next((job for job in asked if job.facts == facts), None)


@task()
def run(key: str) -> str:
    """Do a job, whatever happens in it: it always ends in a state that a person understands."""
    job = Job.objects.select_related("user").get(key=key)
    try:
        job = move_job(job, to=JobState.RUNNING, by=WORKER, at=timezone.now())
    except Refused:  # it was cancelled, or somebody else does it
        return str(job.state)
    try:
        outcome = WORKS[job.kind](job, Progress(job))
    except Stopped:
        end, outcome = JobState.CANCELLED, Outcome(_("Interrotta su richiesta."))
    except Refused as refusal:
        end, outcome = JobState.FAILED, Outcome(refusal.message)
    except Exception:
        text = _(
            "La lavorazione si è fermata per un errore imprevisto. Si può chiederla di nuovo: quel"
            " che aveva già fatto non si ripete. Se succede ancora, avvisare chi gestisce Raccordo."
        )
        move_job(job, to=JobState.FAILED, by=WORKER, at=timezone.now(), outcome=text)
        raise
    else:
        end = JobState.DONE
    move_job(
        job,
        to=end,
        by=WORKER,
        at=timezone.now(),
        outcome=outcome.text,
        result=outcome.result,
        result_name=outcome.result_name,
    )
    return str(end)


def left_halfway(*, at: datetime) -> QuerySet[Job]:
    """Jobs that say they run but have been silent, and those that nobody has in the queue."""
    silent = Q(beat_at=None) | Q(beat_at__lt=at - SILENT)
    dead = Q(silent, state=JobState.RUNNING)
    lost = Q(state=JobState.WAITING, asked_at__lt=at - SILENT) & ~Q(key__in=_queued())
    return Job.objects.filter(dead | lost)


def _queued() -> list[str]:
    """The jobs that a worker will find: a task that was taken and never ended is of no use."""
    ready = DBTaskResult.objects.ready().filter(task_path=run.module_path)
    return [args_kwargs["args"][0] for args_kwargs in ready.values_list("args_kwargs", flat=True)]


def take_up_again(*, at: datetime) -> int:
    """Queue again what a dead worker left behind: jobs are safe to be done twice."""
    halfway = list(left_halfway(at=at))
    for job in halfway:
        _queue_again(job, by=WORKER, at=at)
    return len(halfway)


@operation
def _queue_again(job: Job, *, by: Acting, at: datetime) -> None:
    """Put a job in the queue once more, with its row or not at all."""
    if job.state == JobState.RUNNING:
        move_job(job, to=JobState.WAITING, by=by, at=at)
    run.enqueue(str(job.key))
