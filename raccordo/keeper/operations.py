from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.post.models import Job, Message
from raccordo.post.operations import move_job, move_message
from raccordo.post.states import JobState, MessageState


@operation
def note_backup(*, name: str, fingerprint: str, with_keys: bool, by: Acting) -> None:
    """Write that a copy of the whole installation was made; it is not in the copy itself."""
    record(
        by=by,
        what="installation.backed_up",
        subject=None,
        name=name,
        fingerprint=fingerprint,
        with_keys=with_keys,
    )


@operation
def note_restore(*, made_at: str, program: str, fingerprint: str, by: Acting) -> None:
    """Write that from here on the register goes on from a copy."""
    record(
        by=by,
        what="installation.restored",
        subject=None,
        made_at=made_at,
        program=program,
        fingerprint=fingerprint,
    )


@operation
def doubt_what_was_halfway(*, by: Acting, at: datetime) -> tuple[int, int]:
    """Stop what waited or went on in a copy: since then it may have left, or have been done."""
    doubt = _("Ripristinato da una copia: dopo la copia potrebbe essere partito. Verificare.")
    messages = Message.objects.filter(state__in=[MessageState.WAITING, MessageState.LEAVING])
    moved = [move_message(m, to=MessageState.UNCERTAIN, by=by, reason=doubt) for m in messages]
    stopped = _(
        "Interrotta: Raccordo è stato ripristinato da una copia. Si può chiederla di nuovo."
    )
    jobs = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
    ended = [move_job(j, to=JobState.CANCELLED, by=by, at=at, outcome=stopped) for j in jobs]
    if moved or ended:
        record(
            by=by,
            what="installation.doubted",
            subject=None,
            messages=len(moved),
            jobs=len(ended),
        )
    return len(moved), len(ended)
