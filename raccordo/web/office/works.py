"""The jobs that the office asks for, as they are done by the worker."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.journal.queries import fault_at, heads, verify
from raccordo.journal.reasons import sentence
from raccordo.parties.queries import books_of
from raccordo.post.jobs import Outcome, Progress, works
from raccordo.post.models import Job


@works("journal.verify")
def verify_journal(job: Job, progress: Progress) -> Outcome:
    """Verify the books one may read, line by line, and say whether each holds."""
    books = books_of([str(chain) for chain in job.facts["chains"]])
    arrived = heads()
    total, done, wrong = sum(arrived.get(chain, (0, ""))[0] for chain in books), 0, []

    def step() -> None:
        nonlocal done
        done += 1
        progress.step(min(done, total), total)

    for chain, book in books.items():
        if (line := verify(chain, seen=step)) is not None:
            wrong.append(f"{book}. {sentence(fault_at(chain, line))}")
    if wrong:
        said = _("Il registro NON è integro. Avvisare subito chi gestisce Raccordo.")
        return Outcome("\n".join([said, *wrong]))
    said = ngettext(
        "Il registro è integro: verificata %(n)s riga.",
        "Il registro è integro: verificate %(n)s righe.",
        done,
    )
    return Outcome(said % {"n": done})
