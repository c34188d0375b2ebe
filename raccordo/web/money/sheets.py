"""Funds and financial plan brought in from a sheet, with their opening balances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.finance.importing.budget import BudgetRow, read_budget
from raccordo.finance.importing.funds import FundRow, read_funds
from raccordo.finance.operations.bringing import bring_budget, bring_funds
from raccordo.finance.reasons import SENTENCES, sentence
from raccordo.finance.rules.columns import BUDGET_CALLS, BUDGET_NEEDED, FUND_CALLS, FUND_NEEDED
from raccordo.finance.states import BudgetColumn, FundColumn
from raccordo.foundation.money import euros
from raccordo.foundation.sentences import fault_said
from raccordo.planning.models import Plan
from raccordo.planning.states import SheetSort
from raccordo.web.door import MemberRequest, requires
from raccordo.web.money.finding import PLANS, budget_of, plan_paid
from raccordo.web.plan.bringing import Brought, Lines, Sheet, Shown, bring
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


def _read_budget(
    request: MemberRequest, plan: Plan, lines: Lines, columns: Mapping[str, int], first: int
) -> Brought:
    rows = read_budget(lines, columns, plan, first=first)
    return Brought([_budget_shown(row) for row in rows], rows)


def _budget_shown(row: BudgetRow) -> Shown:
    faults = [fault_said(fault, SENTENCES) for fault in row.faults]
    notes = []
    if not faults:
        facts = {"was": euros(row.now.programmed), "now": euros(row.amounts["amount"])}
        notes.append(_("Programmato: da %(was)s a %(now)s") % facts)
    if not faults and row.opens:
        notes.append(_("Già impegnato: %s") % euros(row.amounts["committed"]))
    return Shown(row.number, row.verdict, row.label, faults, notes)


def _write_budget(request: MemberRequest, plan: Plan, rows: Any) -> str:
    for verdict in bring_budget(plan, rows, by=request.acting, on=request.today)[:10]:
        messages.warning(request, sentence(verdict.reason))
    return _("Il piano finanziario è salvato.")


def _read_funds(
    request: MemberRequest, plan: Plan, lines: Lines, columns: Mapping[str, int], first: int
) -> Brought:
    rows = read_funds(lines, columns, plan.area, on=request.today, first=first)
    return Brought([_fund_shown(row) for row in rows], rows)


def _fund_shown(row: FundRow) -> Shown:
    faults = [fault_said(fault, SENTENCES) for fault in row.faults]
    notes = [
        f"{FundColumn(name).label}: {euros(amount)}"
        for name, amount in row.to_enter.items()
        if not faults
    ]
    return Shown(row.number, row.verdict, row.label, faults, notes)


def _write_funds(request: MemberRequest, plan: Plan, rows: Any) -> str:
    many = bring_funds(plan.area, rows, by=request.acting, on=request.today)
    said = ngettext("Portata %(n)s annualità.", "Portate %(n)s annualità.", many)
    return said % {"n": many}


BUDGET = Sheet(
    sort=SheetSort.BUDGET,
    title=_later("Porta il piano finanziario da un foglio"),
    lead=_later(
        "Una riga per azione, fonte ed esercizio; se qualcosa è già stato speso, con i saldi di"
        " apertura. Nulla entra prima della conferma."
    ),
    columns=BudgetColumn,
    calls=BUDGET_CALLS,
    needed=BUDGET_NEEDED,
    read=_read_budget,
    write=_write_budget,
    example=("5.3", "FNA", "2026", "2026", "12.000,00", "", "", ""),
)
FUNDS = Sheet(
    sort=SheetSort.FUNDS,
    title=_later("Porta i fondi da un foglio"),
    lead=_later(
        "Una riga per fondo e anno di assegnazione, con quanto è stato assegnato, accertato e"
        " riscosso finora. Nulla entra prima della conferma."
    ),
    columns=FundColumn,
    calls=FUND_CALLS,
    needed=FUND_NEEDED,
    read=_read_funds,
    write=_write_funds,
    example=("FNA", "2026", "560.000,00", "560.000,00", "", "", "31/12/2027", ""),
)


@BOTH
@requires(Right.KEEP_MONEY)
def budget_bring(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key, Right.KEEP_MONEY)
    path = trail(PLANS, (str(plan), budget_of(plan)), str(BUDGET.title))
    return bring(request, plan, BUDGET, back=budget_of(plan), path=path)


@BOTH
@requires(Right.KEEP_MONEY)
def funds_bring(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key, Right.KEEP_MONEY)
    path = trail(PLANS, (str(plan), budget_of(plan)), str(FUNDS.title))
    return bring(request, plan, FUNDS, back=reverse("money:funds"), path=path)
