"""How the actions of the demo are managed, and what tells whether they get where they want."""

from __future__ import annotations

from csv import DictReader
from datetime import date
from decimal import Decimal
from typing import Any

from raccordo.keeper.demo.money import FILES
from raccordo.keeper.demo.telling import acting_for
from raccordo.parties.models import Organisation
from raccordo.planning.models import Action, Plan
from raccordo.planning.operations.pieces import write_pieces
from raccordo.planning.operations.procedures import ContractFacts, add_contract, add_procedure
from raccordo.planning.queries.stamps import stamp_of_pieces
from raccordo.planning.states import ManagementForm, Piece

HOME_CARE = "2.1"


def tell_ways(plan: Plan) -> None:
    """A procedure and an indicator for each action that has them: not all of them do yet."""
    by = acting_for(plan.area)
    actions: dict[str, Action] = {one.code: one for one in plan.actions.all()}
    with (FILES / "come.csv").open(encoding="utf-8") as told:
        for row in DictReader(told, delimiter=";"):
            action = actions[row["Codice"]]
            if form := row["Gestione"]:
                title = row["Procedura"]
                made = add_procedure(action, form=ManagementForm(form), title=title, by=by)
                if action.code == HOME_CARE:
                    add_contract(made, _contract(plan), by=by)
            if row["Indicatore"]:
                seen = stamp_of_pieces(action, Piece.MEASURES)
                measures = [_measure(row, plan)]
                write_pieces(action, Piece.MEASURES, measures, seen=seen, by=by)


def _contract(plan: Plan) -> ContractFacts:
    """The contract of home care: it ends in the second year of the plan, and may be extended."""
    year = plan.first_year
    return ContractFacts(
        provider=Organisation.objects.get(name="Cooperativa sociale L'Approdo (demo)"),
        subject="Assistenza domiciliare sociale nei nove Comuni",
        value=Decimal("1050000.00"),
        since=date(year - 2, 4, 1),
        until=date(year + 1, 4, 1),
        extendable_until=date(year + 2, 4, 1),
        without_cig="dimostrazione: il contratto è inventato",
    )


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
