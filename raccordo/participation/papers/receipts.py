"""The receipt of a proposal taken in on paper or by voice, with the code: printed once."""

from __future__ import annotations

from django.utils.timezone import localdate

from raccordo.documents.blocks import Block, Facts, Heading, Note, Paper, Words
from raccordo.foundation.wording import day, elided
from raccordo.governance.papers.wording import in_italian
from raccordo.participation.letters import FOLLOW
from raccordo.participation.voices import Received


@in_italian
def receipt(received: Received, *, house: str) -> Paper:
    """What is handed to who was heard: number, day, term, code, and how to follow it."""
    contribution = received.contribution
    arrived = localdate(contribution.received_at) if contribution.received_at else None
    pairs = [
        ("Numero", f"{contribution.number}/{contribution.year}"),
        ("Tipo", contribution.get_sort_display()),
        ("Titolo", contribution.title),
    ]
    pairs += [("Ricevuta il", day(arrived))] if arrived else []
    if contribution.answer_due_on:
        pairs.append(("Risposta entro il", day(contribution.answer_due_on)))
    pairs += [("Codice", received.code)] if received.code else []
    blocks: list[Block] = [Facts(pairs), Heading("Testo"), Words(contribution.text)]
    blocks.append(Heading("Come si segue"))
    how = f"Con il numero e il codice, alla pagina {house}{FOLLOW} o allo sportello."
    blocks.append(Words(how))
    if received.code:
        kept = "Il codice è scritto solo qui: l'ufficio non lo conserva. Se si perde, se ne chiede"
        blocks.append(Note(f"{kept} un altro."))
    area = str(contribution.area)
    return Paper(
        title=elided(f"Ricevuta – {contribution}"), author=area, blocks=blocks, header=area
    )
