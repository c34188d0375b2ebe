from __future__ import annotations

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from raccordo.archive.rules import NAMES, media_type_of
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


def require_format(content: bytes, *, accept: frozenset[str] | None = None) -> str:
    """The format that some bytes have; refused if it is not one of those accepted."""
    media_type = media_type_of(content)
    if media_type is None or media_type not in (NAMES if accept is None else accept):
        wanted = ", ".join(NAMES[kind] for kind in NAMES if accept is None or kind in accept)
        raise Refused(
            _("Il contenuto del file non è di un formato accettato. Formati accettati: %s.")
            % wanted,
            field="file",
        )
    return media_type
