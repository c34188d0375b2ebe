"""What the data of a sitting put in the place of each mark of a model text."""

from __future__ import annotations

from raccordo.foundation.wording import day
from raccordo.governance.models import AgendaItem
from raccordo.governance.papers.wording import (
    call_said,
    day_and_hour,
    hour,
    in_italian,
    legal_number_said,
    listed,
    voting_told,
    where,
)
from raccordo.governance.queries.ballots import decisive
from raccordo.governance.queries.papers import Told
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.reasons import MARKS
from raccordo.governance.rules.marks import filled


@in_italian
def values_of(told: Told, item: AgendaItem | None = None) -> dict[str, str]:
    """The marks of which something is known, and what they become; the others stay to be seen."""
    sitting, body = told.sitting, told.sitting.body
    values = {
        "organismo": body.name,
        "area": str(body.area),
        "numero seduta": str(sitting.number or ""),
        "data": day(day_of(sitting)),
        "ora": hour(sitting.meets_at),
        "luogo": where(sitting),
        "prima convocazione": day_and_hour(sitting.first_call),
        "seconda convocazione": day_and_hour(sitting.second_call) if sitting.second_call else "",
        "convocazione": call_said(sitting),
        "regolamento": str(sitting.regulation or ""),
        "motivo dell'urgenza": sitting.urgency,
        "presiede": sitting.chair,
        "segretario": sitting.secretary,
        "ordine del giorno": "\n".join(map(str, told.items)),
        "chiusura": hour(sitting.closed_at),
    }
    if told.came:
        values["presenti"] = listed(told.came)
        values["assenti"] = listed(told.missed)
        values["numero presenti"] = str(len(told.came))
        values["numero legale"] = legal_number_said(told)
    if item:
        values |= _of_item(told, told.item(item))
    assert set(values) <= set(MARKS)
    return values


def _of_item(told: Told, item: AgendaItem) -> dict[str, str]:
    return {
        "oggetto": item.title,
        "numero punto": str(item.position),
        "relatore": item.rapporteur,
        "nota": item.note,
        "votazione": voting_told(item),
        **_chair(told, item),
    }


def _chair(told: Told, item: AgendaItem) -> dict[str, str]:
    """Of what was voted, who presided then."""
    voted = decisive(item)
    return {"presiede": told.sitting.chaired_by(voted.closed_at)} if voted else {}


def written_from(text: str, told: Told, item: AgendaItem | None = None) -> str:
    """A model text with its marks filled by a sitting, and possibly by one of its items."""
    return filled(text, values_of(told, item))
