"""The jobs that the office asks for, as they are done by the worker."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.journal.models import Entry
from raccordo.journal.queries import verify
from raccordo.post.jobs import Outcome, Progress, works
from raccordo.post.models import Job


@works("journal.verify")
def verify_journal(job: Job, progress: Progress) -> Outcome:
    """Verify the books one may read, and say whether each holds."""
    chains = [str(chain) for chain in job.facts["chains"]]
    wrong = []
    for done, chain in enumerate(chains, start=1):
        if (line := verify(chain)) is not None:
            wrong.append(_("%(chain)s, riga n. %(line)s") % {"chain": chain, "line": line})
        progress.step(done, len(chains))
    if wrong:
        said = _("Il registro NON è integro: %s. Avvisare subito chi gestisce Raccordo.")
        return Outcome(said % "; ".join(wrong))
    lines = Entry.objects.filter(chain__in=chains).count()
    said = ngettext(
        "Il registro è integro: verificata %(n)s riga.",
        "Il registro è integro: verificate %(n)s righe.",
        lines,
    )
    return Outcome(said % {"n": lines})
