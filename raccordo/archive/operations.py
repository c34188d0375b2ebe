from __future__ import annotations

from collections.abc import Iterable

from django.db.models import ProtectedError

from raccordo.archive import shelves
from raccordo.archive.limits import require_format, require_size
from raccordo.archive.models import StoredFile
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def store(
    content: bytes, *, by: Acting, accept: frozenset[str] | None = None, limit: int | None = None
) -> StoredFile:
    """Put some bytes on the shelf, once; their format is told by the content."""
    require_size(len(content), limit=limit)
    media_type = require_format(content, accept=accept)
    fingerprint = shelves.put([content])
    stored, new = StoredFile.objects.get_or_create(
        sha256=fingerprint, defaults={"size": len(content), "media_type": media_type}
    )
    if new:
        record(by=by, what="file.stored", subject=stored, sha256=fingerprint, size=len(content))
    return stored


@operation
def discard(files: Iterable[StoredFile], *, by: Acting) -> int:
    """Let go of some files that nothing leads to any more; one that something still links stays.

    Their bytes stay on the disk a day more: whoever is copying the shelves finds them.
    """
    gone = 0
    for file in sorted({file.pk: file for file in files}.values(), key=lambda one: one.pk):
        try:
            StoredFile.objects.filter(pk=file.pk).delete()
        except ProtectedError:
            continue
        shelves.let_go(file.sha256)
        record(by=by, what="file.discarded", subject=file, sha256=file.sha256)
        gone += 1
    return gone
