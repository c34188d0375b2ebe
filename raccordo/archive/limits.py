from __future__ import annotations

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused


def require_size(size: int, *, limit: int | None = None) -> None:
    """Refuse a file by its size; whoever can know it before reading, asks before."""
    limit = settings.MAX_UPLOAD if limit is None else limit
    if not size:
        raise Refused(_("Il file è vuoto."), field="file")
    if size > limit:
        sizes = {
            "size": number_format(size / 1_048_576, 1),
            "limit": number_format(limit // 1_048_576),
        }
        raise Refused(
            _("Il file è di %(size)s MB: il limite è %(limit)s MB.") % sizes, field="file"
        )
