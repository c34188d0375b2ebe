from __future__ import annotations

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
