"""The jobs that the pages of the territory ask for, as they are done by the worker."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from raccordo.observatory.importing.arriving import read_arrival
from raccordo.observatory.models import Arrival
from raccordo.observatory.states import ArrivalState
from raccordo.post.jobs import WORKER, Outcome, Progress, works
from raccordo.post.models import Job


@works("observatory.read")
def read_file(job: Job, progress: Progress) -> Outcome:
    """Read a large table that was brought; what is found is on its page, to be confirmed."""
    arrival = Arrival.objects.select_related("file").get(key=job.facts["arrival"])
    if arrival.state == ArrivalState.WAITING:
        on = date.fromisoformat(job.facts["on"])
        arrival = read_arrival(arrival, by=WORKER, on=on, tell=progress.step)
    if arrival.state == ArrivalState.READY:
        return Outcome(_("Il file è stato letto: resta da confermare, nella pagina «Dati»."))
    return Outcome(arrival.problem)
