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
    """Ask for a job and queue it, together or not at all."""
    job = ask_job(kind=kind, title=title, facts=facts, by=by, at=timezone.now(), user=user)
    run.enqueue(str(job.key))
    return job


@task()
def run(key: str) -> str:
    """Do a job, whatever happens in it: it always ends in a state that a person understands."""
    job = Job.objects.select_related("user").get(key=key)
    if job.state != JobState.WAITING:
        return str(job.state)
    job = move_job(job, to=JobState.RUNNING, by=WORKER, at=timezone.now())
    try:
        outcome = WORKS[job.kind](job, Progress(job))
    except Stopped:
        end, outcome = JobState.CANCELLED, Outcome(_("Interrotta su richiesta."))
    except Refused as refusal:
        end, outcome = JobState.FAILED, Outcome(refusal.message)
    except Exception:
        text = _("Errore imprevisto: la lavorazione non ha cambiato nulla. Riprovare.")
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
    """Jobs that say they run but have been silent: their worker died."""
    silent = Q(beat_at=None) | Q(beat_at__lt=at - SILENT)
    return Job.objects.filter(silent, state=JobState.RUNNING)


def take_up_again(*, at: datetime) -> int:
    """Queue again what a dead worker left halfway: jobs are safe to be done twice."""
    halfway = list(left_halfway(at=at))
    for job in halfway:
        move_job(job, to=JobState.WAITING, by=WORKER, at=at)
        run.enqueue(str(job.key))
    return len(halfway)
