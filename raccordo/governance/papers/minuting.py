"""The minutes of a sitting: what each part says when it is begun, and the paper they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from raccordo.documents.blocks import Block, Heading, Note, Paper, Table, Words
from raccordo.documents.blocks import Signatures as Signed
from raccordo.foundation.wording import day, elided
from raccordo.governance.models import AgendaItem, Minutes, MinutesPart, TextModel
from raccordo.governance.papers.marks import written_from
from raccordo.governance.papers.wording import (
    OUTCOMES,
    day_and_hour,
    hour,
    how_it_came,
    in_italian,
    legal_number_said,
    listed,
    movements,
    quality_of,
    titled,
    vote_rows,
    voting_told,
    where,
)
from raccordo.governance.queries.ballots import closed_ballots, decisive, vote_named
from raccordo.governance.queries.papers import Told
from raccordo.governance.reasons import VOTED_ON
from raccordo.governance.rules.omissis import bare, masked
from raccordo.governance.states import (
    BallotPurpose,
    ItemOutcome,
    ItemSort,
    MinutesState,
    SittingState,
)

OPENING, CLOSING = "Apertura della seduta", "Chiusura della seduta"
# Where the items stand in a model text of minutes: what is before it opens, what follows closes.
ITEMS = "[punti]"
MARKS_OF_STATE = {
    MinutesState.DRAFT: "BOZZA",
    MinutesState.CIRCULATED: "BOZZA IN VISIONE AI COMPONENTI",
}


MadePaper = Callable[[Minutes, Sequence[MinutesPart], Told], Paper]


@dataclass(frozen=True, slots=True)
class Begun:
    """A part of the minutes as the data tell it."""

    title: str
    text: str
    item: AgendaItem | None = None


@in_italian
def parts_told(told: Told, model: TextModel | None) -> list[Begun]:
    """All the parts of the minutes, as the data of the sitting tell them now."""
    opening, closing = _opening(told), _closing(told)
    if model:
        first, _items, last = model.text.partition(ITEMS)
        opening = written_from(first.strip(), told)
        closing = written_from(last.strip(), told) or closing
    middle = [Begun(str(item), _item_text(told, item), item) for item in told.items]
    return [Begun(OPENING, opening), *middle, Begun(CLOSING, closing)]


@in_italian
def minutes_paper(minutes: Minutes, parts: Sequence[MinutesPart], told: Told) -> Paper:
    """The minutes as components read them: whole, with the votes by name."""
    blocks: list[Block] = []
    tables = {part.pk: list(_votes(told, part, public=False)) for part in parts}
    for number, part in enumerate(parts):
        blocks += [Heading(bare(part.title)), Words(bare(part.text)), *tables[part.pk]]
        if not number:
            blocks.append(_attendances(told))
    return _paper(minutes, told, [*blocks, *_end(minutes, told)])


@in_italian
def public_paper(minutes: Minutes, parts: Sequence[MinutesPart], told: Told) -> Paper:
    """The minutes as the public reads them: what was marked is left out, and it shows."""
    published = minutes.state == MinutesState.PUBLISHED
    blocks: list[Block] = []
    for number, part in enumerate(parts):
        text = part.public_text if published else masked(part.text)
        blocks += [Heading(masked(part.title)), Words(text)]
        blocks += _votes(told, part, public=True)
        if not number:
            blocks.append(_attendances(told))
    note = "Testo pubblicato. «OMISSIS» sta al posto dei dati personali non pubblicati."
    return _paper(minutes, told, [*blocks, *_end(minutes, told), Note(note)])


def _opening(told: Told) -> str:
    sitting = told.sitting
    if sitting.state == SittingState.DESERTED:
        called = day_and_hour(sitting.first_call)
        deserted = f"La seduta, convocata per il {called}, è andata deserta. {sitting.outcome}"
        return elided(deserted.strip())
    opened = day_and_hour(sitting.opened_at or sitting.first_call)
    place = f", {where(sitting)}" if where(sitting) else ""
    said = [f"Il {opened}{place}, si è riunito l'organismo «{sitting.body.name}»."]
    said.append(f"Presenti: {listed(told.came)}.")
    said.append(f"Assenti: {listed(told.missed)}.")
    roles = [("Presiede", sitting.chaired_by(sitting.opened_at)), ("Verbalizza", sitting.secretary)]
    said += [f"{role}: {name}." for role, name in roles if name]
    said += filter(None, [legal_number_said(told), *movements(told)])
    return elided("\n\n".join(said))


def _item_text(told: Told, item: AgendaItem) -> str:
    said = [f"Relaziona {item.rapporteur}."] if item.rapporteur else []
    if item.approves:
        said.append(f"Si sottopone ad approvazione il verbale: {item.approves}.")
    if item.admitted_at:
        said.append(
            "Il punto non era nella convocazione: presenti tutti i componenti in carica, nessuno"
            " si è opposto alla votazione."
        )
    if voted := voting_told(item, names=False):
        said.append(voted)
    if item.outcome in OUTCOMES and not decisive(item):
        said.append(OUTCOMES[ItemOutcome(item.outcome)])
    if item.resolution and item.resolution.number:
        said.append(f"Atto: {item.resolution}.")
    if item.sort == ItemSort.OPINION and item.outcome == ItemOutcome.CARRIED:
        said.append("L'organismo esprime parere favorevole.")
    return "\n\n".join(said)


def _closing(told: Told) -> str:
    closed = told.sitting.closed_at
    when = f" alle ore {hour(closed)}" if closed else ""
    return f"Esauriti gli argomenti, la seduta è chiusa{when}."


def _attendances(told: Told) -> Block:
    rows = [
        (quality_of(one), one.name or one.summoned, how_it_came(one)) for one in told.attendances
    ]
    return Table("Presenze", ("Componente", "Persona", "Presenza"), rows, (4, 3, 3))


def _votes(told: Told, part: MinutesPart, *, public: bool) -> Iterator[Block]:
    """The votes of an item by name; what was put, which may name persons, is not for the public."""
    if part.item_id is None:
        return
    item = next((one for one in told.items if one.pk == part.item_id), None)
    for ballot in closed_ballots(item) if item else []:
        if not ballot.secret:
            on = VOTED_ON[BallotPurpose(ballot.purpose)] if public else vote_named(ballot)
            caption = f"{ballot.number}. {on}"
            yield Table(caption, ("Componente", "Chi vota", "Voto"), vote_rows(ballot), (4, 3, 2))


def _end(minutes: Minutes, told: Told) -> list[Block]:
    signers = [("Chi presiede", told.sitting.chair), ("Chi verbalizza", told.sitting.secretary)]
    said: list[Block] = [Signed(signers)]
    if minutes.approved_on and minutes.approved_in:
        number = minutes.approved_in.position
        approved = f"Approvato nella seduta del {day(minutes.approved_on)}, punto {number}."
        said.append(Note(elided(approved)))
    return said


def _paper(minutes: Minutes, told: Told, blocks: list[Block]) -> Paper:
    body, said = told.sitting.body.name, titled(told.sitting)
    mark = MARKS_OF_STATE.get(MinutesState(minutes.state), "")
    return Paper(
        title=f"Verbale – {said}", author=body, blocks=blocks, header=body, footer=said, mark=mark
    )
