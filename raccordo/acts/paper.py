from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.documents.pdf import compose
from raccordo.foundation.wording import day


def paper_of(act: Act, *, number: str, made_on: date | None) -> bytes:
    """The PDF of an act as it will be signed; the same text on the same day is the same bytes."""
    kind = act.get_kind_display()
    title = _("%(kind)s n. %(number)s") % {"kind": kind, "number": number} if number else kind
    particulars = [[_("Data"), day(made_on)]] if made_on else [[_("Stato"), _("Bozza")]]
    opinions = [
        {
            "kind": opinion.get_kind_display(),
            "outcome": _("favorevole") if opinion.favourable else _("contrario"),
            "given_by": opinion.given_by,
            "on": day(opinion.on),
            "note": opinion.note,
        }
        for opinion in act.opinions.all()
    ]
    data = {
        "title": title,
        "language": get_language() or "it",
        "body": act.organ.name,
        "subject": act.subject,
        "text": act.text,
        "particulars": particulars,
        "opinions": opinions,
        "words": {
            "subject": _("Oggetto"),
            "opinions": _("Pareri e visti"),
            "signature": _("Documento da firmare digitalmente (art. 20 D.Lgs 82/2005)."),
        },
    }
    return compose("act", data, made_at=datetime.combine(made_on or date(2000, 1, 1), time(), UTC))
