from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.acts.models import Act
from raccordo.documents.pdf import NotPrinted, compose
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day


def paper_of(act: Act, *, number: str, made_on: date | None) -> bytes:
    """The PDF of an act as it will be signed; the same text on the same day is the same bytes."""
    made_at = datetime.combine(made_on or date(2000, 1, 1), time(), UTC)
    try:
        return compose("act", _data_of(act, number, made_on), made_at=made_at)
    except NotPrinted as not_printed:
        if not not_printed.sign:
            raise
        raise Refused(_not_in_the_fonts(act, not_printed.sign)) from not_printed


def _data_of(act: Act, number: str, made_on: date | None) -> dict[str, Any]:
    """What is printed: in Italian, whatever the language of who asks for it."""
    with override("it"):
        kind = act.get_kind_display()
        title = _("%(kind)s n. %(number)s") % {"kind": kind, "number": number} if number else kind
        return {
            "title": title,
            "language": "it",
            "body": act.organ.name,
            "subject": act.subject,
            "text": act.text,
            "particulars": [
                [_("Data"), day(made_on)] if made_on else [_("Stato"), _("Bozza")],
            ],
            "opinions": [
                {
                    "kind": opinion.get_kind_display(),
                    "outcome": _("favorevole") if opinion.favourable else _("contrario"),
                    "given_by": opinion.given_by,
                    "on": day(opinion.on),
                    "note": opinion.note,
                }
                for opinion in act.opinions.all()
            ],
            "words": {
                "subject": _("Oggetto"),
                "opinions": _("Pareri e visti"),
                "signature": _("Documento da firmare digitalmente (art. 20 D.Lgs 82/2005)."),
            },
        }


def _not_in_the_fonts(act: Act, sign: str) -> str:
    """An archivable PDF carries its fonts: a sign they do not have cannot stand in it."""
    places = [(_("nell'oggetto"), act.subject), (_("nel nome dell'organo"), act.organ.name)]
    for number, line in enumerate(act.text.splitlines(), start=1):
        places.append((_("nel testo, alla riga %s") % number, line))
    for opinion in act.opinions.all():
        places.append((_("in un parere o visto"), f"{opinion.given_by} {opinion.note}"))
    facts = {
        "sign": f"«{sign}»" if sign.isprintable() else _("invisibile"),
        "code": " ".join(f"U+{ord(letter):04X}" for letter in sign),
        "where": next((place for place, words in places if sign in words), _("nel numero")),
    }
    return (
        _(
            "Il carattere %(sign)s (%(code)s), %(where)s, non si può stampare nel PDF: "
            "toglierlo o scriverlo con le lettere."
        )
        % facts
    )
