from __future__ import annotations

from django.utils.translation import gettext as _

from raccordo.archive import shelves
from raccordo.archive.limits import require_size
from raccordo.archive.models import StoredFile
from raccordo.archive.rules import NAMES, media_type_of
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def store(
    content: bytes, *, by: Acting, accept: frozenset[str] | None = None, limit: int | None = None
) -> StoredFile:
    """Put some bytes on the shelf, once; their format is told by the content."""
    require_size(len(content), limit=limit)
    media_type = _require_format(content, accept=accept)
    fingerprint = shelves.put([content])
    stored, new = StoredFile.objects.get_or_create(
        sha256=fingerprint, defaults={"size": len(content), "media_type": media_type}
    )
    if new:
        record(by=by, what="file.stored", subject=stored, sha256=fingerprint, size=len(content))
    return stored


def _require_format(content: bytes, *, accept: frozenset[str] | None) -> str:
    media_type = media_type_of(content)
    if media_type is None or media_type not in (NAMES if accept is None else accept):
        wanted = ", ".join(NAMES[kind] for kind in NAMES if accept is None or kind in accept)
        raise Refused(
            _("Il contenuto del file non è di un formato accettato. Formati accettati: %s.")
            % wanted,
            field="file",
        )
    return media_type
