"""The worker: jobs in the background, the outbox, the daily seal of the register."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, close_old_connections

from raccordo.archive import shelves
from raccordo.archive.models import StoredFile
from raccordo.documents.keeping import sweep
from raccordo.journal.acting import Acting
from raccordo.journal.operations import seal_chains
from raccordo.keeper import keys
from raccordo.keeper.reminding import remind_asked, remind_persons
from raccordo.keeper.sealing import keep_seals
from raccordo.keeper.serving import run_folder
from raccordo.keeper.tidying import tidy_cache
from raccordo.keeper.tuning import count_again
from raccordo.participation.operations.hearing import forget_unconfirmed
from raccordo.participation.operations.importing import forget_batches
from raccordo.parties.operations.importing import forget_lists
from raccordo.post.delivery import deliver_due, settle_forgotten
from raccordo.post.drafts import forget_old_drafts
from raccordo.post.jobs import take_up_again
from raccordo.post.operations import forget_jobs

log = logging.getLogger("raccordo.worker")
TIDIED = timedelta(hours=1)
KEPT = timedelta(days=30)  # pictures and papers are made again when somebody asks for them
WORKER = Acting.system("worker")


def round_of_work(*, now: Callable[[], datetime]) -> None:
    """Do once all that is waiting; a database that is busy waits for the next round."""
    for work in (_jobs, _post, _halfway, _tidy):
        try:
            work(now)
        except OperationalError as error:
            log.warning("the database is busy, the next round will try again: %s", error)
        except Exception:
            log.exception("%s failed, the next round will try again", work.__name__)
        finally:
            close_old_connections()


def seal_the_day(*, on: date) -> int:
    """Seal the chains for a day, in the database and in a file kept beside it."""
    seals = seal_chains(key=keys.seal_key(), by=WORKER, on=on)
    if seals:
        keep_seals(seals)
    return len(seals)


def daily(*, on: date, now: Callable[[], datetime]) -> None:
    """What is done once a day: reminders, seals; what nobody came back to goes."""
    for work in (remind_persons, remind_asked, _forget_voices, _sweep, _count_again):
        try:
            work(on=on, now=now)
        except OperationalError as error:
            log.warning("the database is busy, %s waits: %s", work.__name__, error)
        except Exception:  # the register is sealed whatever becomes of the reminders
            log.exception("%s failed, tomorrow will try again", work.__name__)
    try:
        seal_the_day(on=on)
        forget_old_drafts(at=now())
        forget_jobs(before=now() - KEPT, by=WORKER)
        call_command("clearsessions")
        call_command("prune_db_task_results", min_age_days=KEPT.days, verbosity=0)
        for folder in (settings.CHARTS_ROOT, settings.PAPERS_ROOT, settings.BROUGHT_ROOT):
            sweep(Path(folder), before=now() - KEPT)
    except keys.KeyTrouble as trouble:
        log.error("the register cannot be sealed: %s", trouble)
    except OperationalError as error:
        log.warning("the database is busy, the seal waits: %s", error)


def _forget_voices(*, on: date, now: Callable[[], datetime]) -> None:
    """What somebody wrote on the site, and nobody confirmed, goes after a week.

    What was brought to be imported, and nobody came back to, after a month.
    """
    forget_unconfirmed(by=WORKER, at=now())
    forget_batches(arrived_before=on - KEPT, by=WORKER)
    forget_lists(arrived_before=on - KEPT, by=WORKER)


def _sweep(*, on: date, now: Callable[[], datetime]) -> None:
    """The bytes that nothing has led to for a day go from the disk."""
    known = set(StoredFile.objects.values_list("sha256", flat=True))
    shelves.sweep(known, before=now() - timedelta(days=1))


def _count_again(*, on: date, now: Callable[[], datetime]) -> None:
    count_again()


def heartbeat() -> Path:
    """The file whose age says whether the worker lives."""
    return run_folder() / "worker"


def _jobs(now: Callable[[], datetime]) -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def _post(now: Callable[[], datetime]) -> None:
    settle_forgotten(at=now())
    deliver_due(now=now)


def _halfway(now: Callable[[], datetime]) -> None:
    take_up_again(at=now())


def _tidy(now: Callable[[], datetime]) -> None:
    """Once an hour, what the cache no longer holds goes from the disk."""
    if cache.add("tidied", True, timeout=TIDIED.seconds):
        tidy_cache()
