from __future__ import annotations

from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


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
