"""Whether a thing is still as it was when somebody began to change it."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Model
from django.utils.translation import gettext as _

from raccordo.foundation.canonical import canonical
from raccordo.foundation.errors import Refused


def stamp(thing: Model, **more: str) -> str:
    """What changes with any column of a thing, and with what else is told of it."""
    columns = thing._meta.concrete_fields
    told = {column.attname: str(getattr(thing, column.attname)) for column in columns}
    return sha256(canonical(told | more).encode()).hexdigest()[:16]


def require_seen(thing: Model, *, seen: str, now: str) -> None:
    """Refuse to write over what somebody else has written meanwhile."""
    if seen != now:
        raise Refused(
            _(
                "Nel frattempo qualcun altro ha modificato «%s». Qui sotto si legge com'è adesso:"
                " confrontare e, se va bene quanto scritto nei campi, salvare di nuovo."
            )
            % thing
        )
