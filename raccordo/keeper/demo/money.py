"""The funds and the accounts of the demo, brought in from the sheets an office would have."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid5

from raccordo.access.operations import register_act
from raccordo.acts.models import Act, Organ
from raccordo.acts.states import ActKind
from raccordo.documents.sheets import write_xlsx
from raccordo.finance.importing.budget import read_budget
from raccordo.finance.importing.funds import read_funds
from raccordo.finance.models import Allocation, Fund
from raccordo.finance.operations.accounting import carry_out, clear, commit, reserve
from raccordo.finance.operations.bringing import bring_budget, bring_funds
from raccordo.finance.operations.forms import add_form, mark_form
from raccordo.finance.operations.quotas import collect_quota, share_quotas
from raccordo.finance.operations.reporting import write_cells
from raccordo.finance.queries.allotting import weights_of_towns
from raccordo.finance.queries.matrices import matrix_for
from raccordo.finance.rules.allotting import BY_POPULATION, shared
from raccordo.finance.rules.columns import BUDGET_CALLS, FUND_CALLS
from raccordo.finance.states import FormSort, MovementKind
from raccordo.finance.told import Checked, Told
from raccordo.foundation.allotment import CENT
from raccordo.foundation.tables import grid_in
from raccordo.keeper.demo.telling import DEMO, INVENTED, START, acting_for
from raccordo.planning.models import Action, Contract, Plan
from raccordo.planning.rules.columns import Calls, matched
from raccordo.territory.models import Area

FILES = Path(__file__).parent / "files"
COUNTED = date(2023, 1, 1)
# How much of its share each has paid.
PAID = {
    "Lanciano": Decimal("0.75"),
    "Fossacesia": Decimal(1),
    "Mozzagrogna": Decimal(1),
    "San Vito Chietino": Decimal("0.5"),
}
# For how many hundredths of itself each action stands in each cell of the matrix of the FNPS.
CELLS = {
    "1.1": {"A2-1": 40, "A2-2": 30, "A2-4": 30},
    "1.2": {"A1-1": 25, "A1-2": 25, "A1-3": 25, "A1-4": 25},
    "4.1": {"B2-1": 100},
    "4.2": {"B4-1": 100},
    "4.3": {"A3-1": 100},
    "6.1": {"D1-2": 100},
    "7.1": {"D1-1": 100},
}
FORM = {
    "Denominazione dell'azione": "azione.titolo",
    "Asse tematico": "azione.asse",
    "Livelli essenziali di riferimento": "azione.leps",
    "Comuni interessati": "azione.comuni",
    "Soggetto attuatore": "azione.soggetto",
    "CUP": "azione.cup",
    "Costo nel triennio, in euro": "azione.programmato",
    "Già impegnato, in euro": "azione.impegnato",
}
OFFICER = "Responsabile del Servizio sociale di Lanciano"


def sheet(name: str, calls: Calls) -> tuple[list[list[str]], dict[str, int]]:
    """The rows of a sheet of the demo, and in which column each thing is."""
    heading, *lines = grid_in((FILES / name).read_bytes())
    return lines, matched(heading, calls)


def tell_funds(plan: Plan, *, on: date) -> None:
    """The funds with what was assigned so far, and the financial plan with what was spent."""
    if not Fund.objects.filter(area=None).exists():
        return  # an old house may have been told its story before there were funds
    by = acting_for(plan.area)
    lines, columns = sheet("fondi.csv", FUND_CALLS)
    funds = read_funds(lines, columns, plan.area, on=on)
    assert all(row.verdict == "new" for row in funds), [row.faults for row in funds]
    bring_funds(plan.area, funds, by=by, on=on)
    lines, columns = sheet("piano-finanziario.csv", BUDGET_CALLS)
    rows = read_budget(lines, columns, plan)
    assert all(row.verdict == "new" for row in rows), [row.faults for row in rows]
    bring_budget(plan, rows, by=by, on=on)


def tell_accounts(plan: Plan, *, on: date) -> None:
    """The transport is committed, cleared and paid; for the families something is reserved."""
    found = Allocation.objects.filter(area=plan.area, fund__code="fsr", year=plan.first_year)
    if not (regional := found.first()):
        return
    by, year = acting_for(plan.area), plan.first_year
    act = _determination(plan.area, "52", "Trasporto sociale: impegno", on=on)
    transport = Action.objects.get(plan=plan, code="5.3")
    contract = Contract.objects.filter(procedure__action=transport).first()
    told = _told(transport, "committed", "20000.00", act, on, contract=contract, number="812/2026")
    whole = commit(regional, told, action=transport, year=year, by=by, on=on)
    checked = Checked(on, "Nota di rimborso n. 3", without_durc="Associazione senza dipendenti")
    told = _told(transport, "cleared", "5400.00", act, on)
    part = clear(whole, told, checked, by=by, on=on)
    for kind, number in ((MovementKind.ORDERED, "2140"), (MovementKind.PAID, "")):
        told = _told(transport, kind, "5400.00", None, on, number=number)
        part = carry_out(part, told, kind=kind, by=by, on=on)
    families = Action.objects.get(plan=plan, code="4.1")
    poverty = Allocation.objects.get(area=plan.area, fund__code="qsfp", year=year)
    other = _determination(plan.area, "57", "P.I.P.P.I.: prenotazione di spesa", on=on)
    told = _told(families, "reserved", "35000.00", other, on)
    reserve(poverty, told, action=families, year=year, by=by, on=on)


def tell_quotas(ambito: Area, year: int, *, on: date) -> None:
    """What each municipality owes, 4.50 euros a resident: some have paid, some are late."""
    found = Allocation.objects.filter(area=ambito, fund__code="comuni", year=year)
    if not (allocation := found.first()):
        return
    by, whole = acting_for(ambito), Decimal("268582.50")
    weights = weights_of_towns(ambito, BY_POPULATION, on=COUNTED)
    shares = shared(whole, weights)
    due = date(year, 6, 30)
    for quota in share_quotas(allocation, shares, due_on=due, by=by):
        part = PAID.get(quota.town.name, Decimal(0)) * quota.amount
        if part:
            told = Told(part.quantize(CENT), on, uuid5(quota.key, "demo:paid"))
            collect_quota(quota, told, year=year, by=by, on=on)


def tell_cells(plan: Plan) -> None:
    """Where the actions that the FNPS pays stand in its matrix."""
    matrix = matrix_for("fnps", plan.first_year)
    if not matrix.cells:
        return  # an old house may have been told its story before there was a matrix
    for code, shares in CELLS.items():
        action = Action.objects.get(plan=plan, code=code)
        told = {matrix.cells[cell]: Decimal(share) for cell, share in shares.items()}
        write_cells(action, told, by=acting_for(plan.area))


def tell_form(plan: Plan, *, on: date) -> None:
    """A form for each action, as a Region might ask for it: its cells were marked once."""
    by, name = acting_for(plan.area), "Scheda azione"
    content = write_xlsx(name, ["Voce", "Da compilare"], [[words, ""] for words in FORM])
    form = add_form(
        plan.area,
        sort=FormSort.ACTION,
        title=f"{name} (esempio)",
        content=content,
        name="scheda-azione.xlsx",
        by=by,
        on=on,
    )
    cells = (f"{name}!B{row}" for row in range(2, len(FORM) + 2))
    mark_form(form, dict(zip(cells, FORM.values(), strict=True)), by=by)


def _told(
    action: Action, word: str, amount: str, act: Act | None, on: date, **more: object
) -> Told:
    facts: dict[str, object] = {"once": uuid5(action.key, f"demo:{word}"), "act": act}
    return Told(Decimal(amount), on, **(facts | more))  # type: ignore[arg-type]


def _determination(ambito: Area, number: str, subject: str, *, on: date) -> Act:
    made = START + timedelta(days=45)
    return register_act(
        place=ambito,
        organ=Organ.objects.get(name=OFFICER),
        kind=ActKind.DETERMINATION,
        number=number,
        made_on=made,
        subject=subject,
        enforceable=made,
        source=INVENTED,
        by=DEMO,
        on=on,
    )
