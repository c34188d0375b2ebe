"""The jobs that the pages of the territory ask for, as they are done by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.documents.pdf import NotPrinted
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.observatory.importing.arriving import read_arrival
from raccordo.observatory.models import Arrival
from raccordo.observatory.paper import chapter_of, make_paper
from raccordo.observatory.queries import Profile, profile_of, profile_of_towns
from raccordo.observatory.states import ArrivalState
from raccordo.post.jobs import WORKER, Outcome, Progress, ask, works
from raccordo.post.models import Job
from raccordo.post.states import JobState
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

PAPER = "observatory.paper"
SITE = Acting.system("site")
# Whoever comes may ask for a document: the queue is not for one person to fill.
MOST_WAITING, MOST_LISTS = 20, 10
MOST_AN_HOUR, MOST_LISTS_AN_HOUR = 400, 120  # each leaves its lines in the register
STEPS = 3  # figures, pictures, pages


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


def ask_paper(facts: Mapping[str, Any], *, at: datetime) -> Job:
    """Have the document of a profile made, unless too many wait already."""
    asked = Job.objects.filter(kind=PAPER, asked_at__gt=at - timedelta(hours=1))
    lists = asked.filter(facts__slug="")
    many = not facts["slug"] and lists.count() >= MOST_LISTS_AN_HOUR
    if many or asked.count() >= MOST_AN_HOUR:
        raise Refused(_("Nell'ultima ora si sono chiesti troppi documenti: riprovare fra un'ora."))
    waiting = Job.objects.filter(kind=PAPER, state__in=[JobState.WAITING, JobState.RUNNING])
    of_lists = waiting.filter(facts__slug="")
    if waiting.count() >= MOST_WAITING or (not facts["slug"] and of_lists.count() >= MOST_LISTS):
        raise Refused(
            _("Si stanno già preparando %s documenti: riprovare fra qualche minuto.") % MOST_WAITING
        )
    title = _("Profilo sociale: %s") % facts["title"]
    return ask(kind=PAPER, title=title, facts=dict(facts), by=SITE, user=None)


def paper_job(fingerprint: str) -> Job | None:
    """The last time that a document was asked for."""
    return Job.objects.filter(kind=PAPER, facts__print=fingerprint).order_by("-pk").first()


@works(PAPER)
def print_profile(job: Job, progress: Progress) -> Outcome:
    """Make the document of a profile, in the language of who asked."""
    with override(job.facts["language"]):
        progress.step(0, STEPS)
        profile = _profile(job.facts)
        progress.step(1, STEPS)
        chapter = chapter_of(profile, ahead=profile.on > localdate(job.asked_at))
        progress.step(2, STEPS)
        try:
            make_paper(chapter, made_at=job.asked_at)
        except NotPrinted as not_printed:
            if not not_printed.sign:
                raise
            raise Refused(
                _("Il segno «%s» non si può stampare: toglierlo dal nome del territorio.")
                % not_printed.sign
            ) from not_printed
    return Outcome(_("Il documento è pronto."))


def _profile(facts: Mapping[str, Any]) -> Profile:
    on = date.fromisoformat(facts["on"])
    if facts["slug"]:
        area = Area.objects.get(slug=facts["slug"])
        return profile_of(area, on=on, parts=AreaKind(facts["parts"]))
    towns = list(Area.objects.filter(key__in=facts["towns"]))
    return profile_of_towns(towns, name=facts["name"], on=on)
