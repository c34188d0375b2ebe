"""The answers to a request on the map: which municipality has answered, and what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.governance.models import Answer
from raccordo.governance.states import AnswerState
from raccordo.observatory import maps
from raccordo.observatory.states import Unit
from raccordo.territory.boundaries import MultiPolygon
from raccordo.territory.shapes import shapes_of
from raccordo.territory.states import AreaKind

COLOURS = {
    AnswerState.GIVEN: "#6BA5DA",
    AnswerState.TO_CORRECT: "#E8A33D",
    AnswerState.AWAITED: "#D9DDE3",
}


def map_of_answers(answers: Sequence[Answer], *, on: date) -> str:
    """Each municipality in the colour of its answer; nothing when there are not two to compare."""
    told = _by_town(answers)
    pieces = _pieces(answers, on=on)
    if len(pieces) < 2:
        return ""
    states = {name: AnswerState(answer.state) for name, answer in told.items()}
    given = sum(states[name] == AnswerState.GIVEN for name in pieces)
    label = _("Mappa dei Comuni che hanno risposto: %(given)s su %(asked)s.")
    return maps.coloured(
        pieces,
        {name: str(states[name].label) for name in pieces},
        {str(state.label): COLOURS[state] for state in COLOURS if state in states.values()},
        title=_("Risposta"),
        label=label % {"given": given, "asked": len(pieces)},
    )


def map_of_figures(
    answers: Sequence[Answer], each: Mapping[int, Decimal], *, title: str, unit: Unit, on: date
) -> str:
    """Each municipality in the shade of its figure, by the row of its body; grey the others."""
    told, pieces = _by_town(answers), _pieces(answers, on=on)
    if len(pieces) < 2:
        return ""
    amounts = {name: each.get(told[name].organisation_id) for name in pieces}
    label = _("Mappa: %(what)s, per Comune. I valori sono nella tabella.") % {"what": title}
    return maps.shaded(pieces, amounts, title=title, unit=unit, label=label)


def _by_town(answers: Sequence[Answer]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for answer in answers:
        area = answer.organisation.area
        if area and area.kind == AreaKind.MUNICIPALITY:
            found.setdefault(area.name, answer)
    return found


def _pieces(answers: Sequence[Answer], *, on: date) -> dict[str, MultiPolygon]:
    towns = [a.organisation.area for a in _by_town(answers).values() if a.organisation.area]
    shapes = shapes_of(towns, on=on)
    return {town.name: shapes[town.pk] for town in towns if town.pk in shapes}
