"""The register of processing as a paper and as a workbook: in Italian, as other official papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.documents.blocks import Block, Facts, Heading, Listed, Note, Paper, Words
from raccordo.documents.sheets import Cell, Table, write_book
from raccordo.documents.sheets import Sheet as Page
from raccordo.foundation.privacy import MEASURES
from raccordo.foundation.wording import day, elided
from raccordo.web.declared import Controller, Sheet, controller, sheets, told_of


def register_paper(*, on: date) -> Paper:
    """The register of the controller (GDPR art. 30 par. 1), as it is on a day."""
    with override("it"):
        holder = controller()
        return Paper(
            title=_("Registro delle attività di trattamento"),
            author=holder.name or _("Titolare da completare"),
            blocks=list(_blocks(holder, on=on)),
            header=_("Registro delle attività di trattamento"),
            footer=day(on),
        )


def _blocks(holder: Controller, *, on: date) -> Iterator[Block]:
    told = _("Art. 30, par. 1, Regolamento (UE) 2016/679. Situazione al %s.")
    yield Note(elided(told % day(on)))
    yield Facts(told_of_controller(holder))
    for number, sheet in enumerate(sheets(), start=1):
        yield Heading(f"{number}. {sheet.processing.title}")
        yield Facts([(word, "\n".join(said)) for word, said in told_of(sheet)])
    yield Heading(_("Misure di sicurezza"))
    yield Words(_("Valgono per tutti i trattamenti (art. 32 GDPR)."))
    yield Listed([str(measure) for measure in MEASURES])


def told_of_controller(holder: Controller) -> list[tuple[str, str]]:
    """Whose register it is, what is missing told as missing."""
    lacking = _("da completare")
    return [
        (_("Titolare del trattamento"), holder.name or lacking),
        (_("Recapiti del titolare"), holder.contact or lacking),
        (_("Responsabile della protezione dei dati"), holder.dpo or lacking),
        (_("Trasferimenti fuori dall'Unione europea"), _("Il programma non ne fa.")),
    ]


def register_book(*, on: date) -> bytes:
    """The same as a workbook: the processings, and each datum with its tag."""
    with override("it"):
        every = sheets()
        words = list(dict.fromkeys(word for sheet in every for word, _said in told_of(sheet)))
        heading = [_("Trattamento"), *words]
        rows = [_row(sheet, words) for sheet in every]
        fields = [_("Trattamento"), _("Che cosa"), _("Nome nel programma"), _("Categoria")]
        fields += [_("Categoria particolare"), _("Conservazione"), _("Regola")]
        pages = [
            Page(_("Trattamenti"), [Table(heading, rows)], [24] + [40] * len(words), 1, True),
            Page(
                _("Dati"),
                [Table(fields, (line for sheet in every for line in _fields(sheet)))],
                [30, 28, 32, 32, 14, 50, 50],
                wrapped=True,
            ),
        ]
        title = _("Registro delle attività di trattamento")
        return write_book(pages, footer=f"{title}, {day(on)}")


def _row(sheet: Sheet, words: list[str]) -> list[Cell]:
    told = {word: "\n".join(said) for word, said in told_of(sheet)}
    return [str(sheet.processing.title), *(told.get(word, "") for word in words)]


def _fields(sheet: Sheet) -> Iterator[list[Cell]]:
    for line in sheet.lines:
        category, kept = line.tag.category, line.tag.kept
        yield [
            str(sheet.processing.title),
            capfirst(str(line.table)),
            line.name,
            str(category.words),
            _("sì") if category.special else "",
            str(kept.words),
            str(kept.rule),
        ]
