"""The notice that convenes a sitting, and the sheet that who comes signs."""

from __future__ import annotations

from raccordo.documents.blocks import Block, Facts, Heading, Listed, Note, Paper, Table, Words
from raccordo.documents.blocks import Signatures as Signed
from raccordo.foundation.wording import day, elided
from raccordo.governance.models import TextModel
from raccordo.governance.papers.marks import written_from
from raccordo.governance.papers.wording import (
    day_and_hour,
    how_it_came,
    in_italian,
    is_draft,
    legal_number_said,
    quality_of,
    titled,
    where,
)
from raccordo.governance.queries.papers import Told
from raccordo.governance.rules.rulebook import rulebook_of
from raccordo.governance.states import ItemOutcome
from raccordo.governance.wording import least_days


@in_italian
def convocation(told: Told, model: TextModel | None) -> Paper:
    """The notice: when, where, what is on the agenda, and which rule it obeys."""
    sitting = told.sitting
    facts = [("Prima convocazione", day_and_hour(sitting.first_call))]
    if sitting.second_call:
        facts.append(("Seconda convocazione", day_and_hour(sitting.second_call)))
    facts.append(("Luogo", where(sitting) or "da comunicare"))
    if sitting.urgency:
        facts.append(("Convocazione d'urgenza", sitting.urgency))
    blocks: list[Block] = [Facts(facts)]
    if model:
        blocks.append(Words(written_from(model.text, told)))
    agenda = [one.title for one in told.items if one.outcome != ItemOutcome.WITHDRAWN]
    blocks += [Heading("Ordine del giorno"), Listed(agenda, True)]
    invited = [
        f"{one.summoned or 'componente da designare'}, {one.title}" for one in told.attendances
    ]
    if invited:
        blocks += [Heading("Sono convocati"), Listed(invited)]
    blocks += [Signed([("Chi presiede", sitting.chair)]), *_notice_rule(told)]
    # Its title is of the day it called for, whatever became of that call.
    title = titled(sitting, on=sitting.held_on)
    mark = "BOZZA" if is_draft(sitting) else ""
    return _paper(told, "Convocazione", blocks, said=title, mark=mark)


@in_italian
def attendance_sheet(told: Told, *, to_sign: bool) -> Paper:
    """The sheet of who is called: to be signed by hand, or as it was recorded."""
    if to_sign:
        columns, widths = ("Componente", "Nome e cognome", "Firma"), (3, 3, 4)
        rows = [(one.title, one.summoned, "") for one in told.attendances]
    else:
        columns, widths = ("Componente", "Persona", "Presenza"), (4, 3, 3)
        rows = [(quality_of(one), one.name, how_it_came(one)) for one in told.attendances]
    facts = [
        ("Giorno e ora", day_and_hour(told.sitting.meets_at)),
        ("Luogo", where(told.sitting)),
    ]
    blocks: list[Block] = [Facts(facts), Table("", columns, rows, widths, tall=to_sign)]
    if not to_sign and (said := legal_number_said(told)):
        blocks.append(Words(said))
    signers = [("Chi presiede", told.sitting.chair), ("Chi verbalizza", told.sitting.secretary)]
    said = titled(told.sitting)
    return _paper(told, "Foglio delle presenze", [*blocks, Signed(signers)], said=said)


def _notice_rule(told: Told) -> list[Block]:
    """The rule of notice, with its article: only a body that has rules has one."""
    rules = rulebook_of(told.sitting.rulebook)
    if rules is None or not rules.notice_days:
        return []
    wanted = least_days(rules.notice_days, free=rules.notice_free)
    if told.sitting.urgency and rules.urgent_days is not None:
        wanted = f"{least_days(rules.urgent_days, free=rules.notice_free)}, per l'urgenza"
    sent = (
        elided(f" Inviata il {day(told.sitting.convened_on)}.") if told.sitting.convened_on else ""
    )
    source = told.sitting.regulation or ""
    article = ", ".join(filter(None, [rules.cites.get("notice_days", ""), str(source)]))
    return [Note(f"Preavviso: {wanted} ({article}).{sent}")]


def _paper(told: Told, what: str, blocks: list[Block], *, said: str, mark: str = "") -> Paper:
    body = told.sitting.body.name
    return Paper(
        title=f"{what} – {said}", author=body, blocks=blocks, header=body, footer=said, mark=mark
    )
