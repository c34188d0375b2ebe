"""The technical note of an item: what is proposed, and what is already known of it."""

from __future__ import annotations

from collections.abc import Sequence

from raccordo.acts.models import Act
from raccordo.documents.blocks import Block, Facts, Heading, Listed, Note, Paper, Table, Words
from raccordo.governance.models import AgendaItem, TextModel
from raccordo.governance.papers.marks import written_from
from raccordo.governance.papers.wording import in_italian, titled, voting_told
from raccordo.governance.queries.papers import Told
from raccordo.governance.rules.marks import marks_in
from raccordo.governance.rules.rulebook import rulebook_of
from raccordo.governance.states import ItemSort


@in_italian
def technical_note(
    told: Told,
    item: AgendaItem,
    *,
    model: TextModel | None,
    figures: Sequence[tuple[str, str, str]],
    before: Sequence[Act],
) -> Paper:
    """The note that goes with an item: its text, the figures of the place, the acts before it."""
    sitting, item = told.sitting, told.item(item)
    facts = [("Punto", str(item)), ("Tipo", str(ItemSort(item.sort).label))]
    if item.rapporteur:
        facts.append(("Relatore o relatrice", item.rapporteur))
    if wanted := _wanted(told, item):
        facts.append(("Maggioranza", wanted))
    blocks: list[Block] = [Facts(facts)]
    if model:
        blocks.append(Words(written_from(model.text, told, item)))
    elif item.note:
        blocks += [Heading("Relazione"), Words(item.note)]
    told_by_model = model is not None and "votazione" in marks_in(model.text)
    if (voted := voting_told(item)) and not told_by_model:
        blocks += [Heading("Votazioni"), Words(voted)]
    blocks += _place(told, figures)
    if before:
        acts = [f"{act}: {act.subject}" for act in before]
        blocks += [Heading("Deliberazioni precedenti sulla stessa materia"), Listed(acts)]
    said = titled(sitting)
    body = sitting.body.name
    title = f"Nota tecnica – {item.title}"
    return Paper(title=title, author=body, blocks=blocks, header=body, footer=said)


def _wanted(told: Told, item: AgendaItem) -> str:
    """The special matter of an item, with the article that says what it wants."""
    rules = rulebook_of(told.sitting.rulebook)
    matter = rules.matter(item.matter) if rules and item.matter else None
    return f"{matter.name} ({matter.article})" if matter else ""


def _place(told: Told, figures: Sequence[tuple[str, str, str]]) -> list[Block]:
    if not figures:
        return []
    sources = dict.fromkeys(source for _name, _value, source in figures)
    rows = [(name, value) for name, value, _source in figures]
    caption = f"{told.sitting.body.area}: dati di sintesi"
    return [
        Heading("Dati del territorio"),
        Table(caption, ("Indicatore", "Valore"), rows, (3, 1)),
        Note("Fonte: " + "; ".join(sources) + "."),
    ]
