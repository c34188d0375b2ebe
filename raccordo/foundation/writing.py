"""What every text that is written must be: told, and not too long."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused

# The longest text of a page; who has more to say attaches it.
LONGEST = 20_000


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
                " il resto."
            )
            % facts,
            field=field,
        )
    return text
