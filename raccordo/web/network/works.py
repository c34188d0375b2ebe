"""The lists of bodies that are too long to be read while one waits, as the worker reads them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.errors import Refused
from raccordo.parties.importing.aside import aside, throw_away
from raccordo.parties.models import Intake
from raccordo.parties.operations import receive_list
from raccordo.parties.operations.importing import READING
from raccordo.parties.states import IntakeForm
from raccordo.post.jobs import WORKER, Outcome, Progress, Stopped, works
from raccordo.post.models import Job


@works(READING)
def read_long_list(job: Job, progress: Progress) -> Outcome:
    """Read a long list; what is found waits in its page to be confirmed, the file goes."""
    key = UUID(job.facts["intake"])
    intake = Intake.objects.filter(key=key).first()
    content = None if intake else aside(key)
    if intake is None and content is None:
        raise Refused(_("L'elenco non c'è più: caricarlo di nuovo."))
    try:
        intake = intake or _read(job, key, content or b"", progress)
    except (Refused, Stopped):
        throw_away(key)
        raise
    throw_away(key)
    n = len(intake.rows)
    said = ngettext(
        "L'elenco è stato letto: c'è %(n)s riga da confermare, in «Soggetti del territorio».",
        "L'elenco è stato letto: ci sono %(n)s righe da confermare, in «Soggetti del territorio».",
        n,
    )
    return Outcome(said % {"n": n})


def _read(job: Job, key: UUID, content: bytes, progress: Progress) -> Intake:
    assert job.user
    return receive_list(
        content,
        name=job.facts["name"],
        form=IntakeForm(job.facts["form"]),
        codes=set(job.facts["codes"]),
        only_towns=job.facts["only_towns"],
        with_holders=job.facts["with_holders"],
        user=job.user,
        key=key,
        tell=progress.step,
        by=WORKER,
        on=date.fromisoformat(job.facts["on"]),
    )
