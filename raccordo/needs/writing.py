"""What every text written in this room must be: told, not too long, and still as it was seen."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.stamps import require_seen
from raccordo.needs.queries.stamps import Written, stamp_of
from raccordo.needs.rules import LONGEST


def on_a_line(text: str, *, field: str, longest: int) -> str:
    """A text on one line, that must be told."""
    return told(" ".join(text.split()), field=field, longest=longest)


def told(text: str, *, field: str, longest: int = LONGEST) -> str:
    """A text that must be told."""
    text = at_most(text, field=field, longest=longest)
    if not text:
        raise Refused(_("Questo campo va compilato."), field=field)
    return text


def at_most(text: str, *, field: str, longest: int = LONGEST) -> str:
    """A text that may be empty, and may not be too long."""
    text = text.strip()
    if len(text) > longest:
        facts = {
            n: number_format(v, force_grouping=True)
            for n, v in {"longest": longest, "now": len(text)}.items()
        }
        raise Refused(
            _(
                "Il testo è di %(now)s caratteri: il limite è %(longest)s. Accorciarlo, o allegare"
                " il resto a uno studio."
            )
            % facts,
            field=field,
        )
    return text


def require_unchanged(thing: Written, seen: str) -> None:
    """Refuse to write over what somebody else has written meanwhile."""
    require_seen(thing, seen=seen, now=stamp_of(thing))
