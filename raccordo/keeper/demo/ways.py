"""How the actions of the demo are managed, and what tells whether they get where they want."""

from __future__ import annotations

from csv import DictReader
from datetime import date
from decimal import Decimal
from typing import Any

from raccordo.keeper.demo.money import FILES
from raccordo.keeper.demo.telling import acting_for
from raccordo.planning.models import Action, Plan
from raccordo.planning.operations.pieces import write_pieces
from raccordo.planning.operations.procedures import add_procedure
from raccordo.planning.queries.stamps import stamp_of_pieces
from raccordo.planning.states import ManagementForm, Piece


def tell_ways(plan: Plan) -> None:
    """A procedure and an indicator for each action that has them: not all of them do yet."""
    by = acting_for(plan.area)
    actions: dict[str, Action] = {one.code: one for one in plan.actions.all()}
    with (FILES / "come.csv").open(encoding="utf-8") as told:
        for row in DictReader(told, delimiter=";"):
            action = actions[row["Codice"]]
            if form := row["Gestione"]:
                add_procedure(action, form=ManagementForm(form), title=row["Procedura"], by=by)
            if row["Indicatore"]:
                seen = stamp_of_pieces(action, Piece.MEASURES)
                measures = [_measure(row, plan)]
                write_pieces(action, Piece.MEASURES, measures, seen=seen, by=by)


def _measure(row: dict[str, str], plan: Plan) -> dict[str, Any]:
    start, of = _terms(row["Alla fine del 2025"])
    return {
        "name": row["Indicatore"],
        "kind": row["Tipo"],
        "unit": row["Unità"],
        "source": row["Fonte"],
        "baseline": start,
        "baseline_of": of,
        "baseline_on": date(plan.first_year - 1, 12, 31),
        "targets": {year: _terms(row[str(year)]) for year in plan.years},
    }


def _terms(told: str) -> tuple[Decimal, Decimal | None]:
    """A value, or the two terms of a ratio: 31/58."""
    value, _, of = told.partition("/")
    return Decimal(value), Decimal(of) if of else None
