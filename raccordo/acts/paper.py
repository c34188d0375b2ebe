from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.acts.models import Act
from raccordo.documents.blocks import Block, Facts, Heading, Note, Paper, Words
from raccordo.documents.pdf import print_paper
from raccordo.foundation.wording import day


def paper_of(act: Act, *, number: str, made_on: date | None) -> bytes:
    """The PDF of an act as it will be signed; the same text on the same day is the same bytes."""
    made_at = datetime.combine(made_on or date(2000, 1, 1), time(), UTC)
    return print_paper(written(act, number=number, made_on=made_on), made_at=made_at)


def written(act: Act, *, number: str, made_on: date | None) -> Paper:
    """An act as a paper: in Italian, whatever the language of who asks for it.

    Only its text is free: who corrects the downloaded document gives back that, and no more.
    """
    with override("it"):
        kind = act.get_kind_display()
        title = _("%(kind)s n. %(number)s") % {"kind": kind, "number": number} if number else kind
        dated = (_("Data"), day(made_on)) if made_on else (_("Stato"), _("Bozza"))
        return Paper(
            title=title,
            author=act.organ.name,
            header=act.organ.name,
            footer=title,
            blocks=[
                Facts([(_("Oggetto"), act.subject), dated]),
                Words(act.text, free=True),
                *_opinions(act),
                Note(_("Documento da firmare digitalmente (art. 20 D.Lgs 82/2005).")),
            ],
        )


def _opinions(act: Act) -> list[Block]:
    said: list[Block] = []
    for opinion in act.opinions.all():
        outcome = _("favorevole") if opinion.favourable else _("contrario")
        told = f"{opinion.get_kind_display()}: {outcome}. {opinion.given_by}, {day(opinion.on)}."
        said.append(Words(f"{told} {opinion.note}".strip()))
    return [Heading(_("Pareri e visti")), *said] if said else []
