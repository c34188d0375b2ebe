"""The table of answers: each proposal, where it was discussed, its answer, where it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from raccordo.documents.blocks import Block, Facts, Heading, Note, Paper, Table, Words
from raccordo.foundation.wording import day, elided
from raccordo.governance.papers.wording import in_italian
from raccordo.participation.models import Consultation
from raccordo.participation.queries.public import PublicVoice
from raccordo.participation.rules.figures import Figures

COLUMNS = ("N.", "Chi propone", "Proposta", "Discussa in", "Esito", "Risposta", "Dove è confluita")
WIDTHS = (2, 3, 6, 3, 2, 6, 3)
NONE = "–"


@in_italian
def table_of_answers(
    consultation: Consultation,
    voices: Sequence[PublicVoice],
    figures: Figures,
    *,
    on: date,
) -> Paper:
    """The annex of the plan, in order of number, with nothing that the public may not read."""
    ordered = sorted(voices, key=lambda one: (one.year, one.number))
    rows = [_row(one) for one in ordered]
    table: list[Block] = [Table("Proposte e risposte", COLUMNS, rows, WIDTHS)] if rows else []
    if not rows:
        table = [Words("Non è arrivata nessuna proposta.")]
    said = elided(f"Situazione al {day(on)}.")
    area = str(consultation.area)
    return Paper(
        title=f"Tabella di riscontro – {consultation.title}",
        author=area,
        blocks=[*_figures(figures), Heading("Riscontro"), *table, Note(said)],
        header=area,
        footer="Tabella di riscontro",
    )


def _row(one: PublicVoice) -> tuple[str, ...]:
    discussed = "; ".join(f"{each.where}, {day(each.day)}" for each in one.discussed)
    where = f"{one.number}/{one.year}"
    said = one.why_no_text or f"{one.title}\n{one.text}"
    answer = one.answer or ("in attesa" if not one.withdrawn_on else NONE)
    if one.merged_into:
        discussed = f"Unita a: {one.merged_into}" + (f"; {discussed}" if discussed else "")
    outcome = one.outcome or one.state
    return (
        where,
        one.author,
        said,
        discussed or NONE,
        outcome,
        answer,
        "; ".join(one.ended) or NONE,
    )


def _figures(figures: Figures) -> list[Block]:
    whole = figures.whole
    pairs = [
        ("Proposte ricevute", str(whole.received)),
        ("Con risposta", _share_said(whole.answered, whole.percent)),
    ]
    if figures.median_days is not None:
        pairs.append(("Giorni per rispondere (mediana)", str(figures.median_days)))
        pairs.append(("Giorni per rispondere (massimo)", str(figures.longest_days)))
    blocks: list[Block] = [Heading("In sintesi"), Facts(pairs)]
    if figures.by_author:
        rows = [
            (one.label, str(one.received), _share_said(one.answered, one.percent))
            for one in figures.by_author
        ]
        blocks.append(Table("Chi propone", ("Chi propone", "Ricevute", "Con risposta"), rows))
    return blocks


def _share_said(answered: int, percent: int | None) -> str:
    return str(answered) if percent is None else f"{answered} ({percent}%)"
