"""The financial plan as a grid: read by who has a part in it, typed and pasted by who keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.documents.sheets import write_xlsx
from raccordo.finance.operations.budgeting import Cell, write_budget
from raccordo.finance.queries.funds import sums_of_allocations
from raccordo.finance.queries.grid import Grid, Line, grid_of
from raccordo.finance.queries.policies import policies_of
from raccordo.finance.queries.sums import ZERO, Sums
from raccordo.finance.reasons import sentence
from raccordo.finance.rules.pasted import amount_in
from raccordo.finance.states import Dimension
from raccordo.foundation.errors import Refused
from raccordo.planning.models import Plan
from raccordo.planning.queries.plans import outline
from raccordo.post.drafts import draft_of, forget_draft
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.money.finding import PLANS, budget_of, plan_paid, plans_paid, programmes
from raccordo.web.money.shown import Asked, Choice, amounts_before, asked
from raccordo.web.trails import trail

A_PAGE = 50
MARK = "c:"


@dataclass
class Typed:
    """What was typed in a grid: by the name of the cell, and what is wrong with it."""

    texts: Mapping[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    refusal: str = ""


@require_safe
@requires(Right.READ_MONEY)
def budgets(request: MemberRequest) -> HttpResponse:
    plans = list(plans_paid(request).order_by("-first_year", "area__sort_key", "pk"))
    if len(plans) == 1:
        return redirect(budget_of(plans[0], request.GET.urlencode()))
    return render(request, "money/budgets.html", {"plans": plans})


@require_safe
@requires(Right.READ_MONEY)
def budget(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key)
    wanted, _choices = asked(request.GET, plan, on=request.today)
    draft = draft_of(request.user, page=request.path)
    written = draft.content if draft else {}
    kept = written.get("shown", "") == wanted.query and programmes(request, plan)
    return _page(request, plan, Typed(_changed(written) if kept else {}))


@require_POST
@requires(Right.KEEP_MONEY)
def write(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key, Right.KEEP_MONEY)
    wanted, _choices = asked(request.GET, plan, on=request.today)
    grid = grid_of(plan, wanted.shown, on=request.today, axis=wanted.axis)
    typed = Typed(_changed(request.POST))
    cells = _cells(grid, typed, amounts_before(request.POST.get("before", "")))
    if typed.faults:
        return _page(request, plan, typed)
    try:
        warnings = write_budget(plan, cells, by=request.acting)
    except Refused as refused:
        typed.refusal = refused.message
        return _page(request, plan, typed)
    forget_draft(request.user, page=budget_of(plan))
    messages.success(request, _("Il piano finanziario è salvato."))
    for verdict in warnings[:10]:
        messages.warning(request, sentence(verdict.reason))
    return redirect(budget_of(plan, wanted.query))


@require_POST
@requires(Right.KEEP_MONEY)
def discard(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key, Right.KEEP_MONEY)
    wanted, _choices = asked(request.GET, plan, on=request.today)
    forget_draft(request.user, page=budget_of(plan))
    return redirect(budget_of(plan, wanted.query))


@require_safe
@requires(Right.READ_MONEY)
def budget_table(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key)
    wanted, _choices = asked(request.GET, plan, on=request.today)
    grid = grid_of(plan, wanted.shown, on=request.today, axis=wanted.axis)
    heading = [str(wanted.shown.rows.label), *(one.label or "–" for one in grid.columns)]
    rows: list[list[Any]] = [
        [row.label or "–", *(grid.at(row, one).programmed for one in grid.columns)]
        for row in grid.rows
    ]
    for row in rows:
        row.append(sum(row[1:], ZERO))
    foot = [grid.of_columns.get(one.value, Sums()).programmed for one in grid.columns]
    rows.append([_("In tutto"), *foot, grid.whole.programmed])
    sheet = write_xlsx(_("Piano finanziario"), [*heading, _("In tutto")], rows)
    return attached(sheet, "piano-finanziario.xlsx")


@require_safe
@requires(Right.READ_MONEY)
def policies(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key)
    sheets = policies_of(plan, on=request.today)
    if "xlsx" in request.GET:
        heading = [_("Politica"), _("Azione"), _("Quota, in %"), _("Importo")]
        rows = [
            [str(one.policy), str(part.action), part.percent, part.amount]
            for one in sheets
            for part in one.parts
        ]
        rows += [[str(one.policy), "", None, ZERO] for one in sheets if not one.parts]
        return attached(write_xlsx(_("Integrazione"), heading, rows), "integrazione.xlsx")
    title = _("Integrazione con le altre politiche")
    facts = {"plan": plan, "sheets": sheets, "title": title}
    facts["trail"] = trail(PLANS, (str(plan), budget_of(plan)), title)
    return render(request, "money/policies.html", facts)


def _cells(grid: Grid, typed: Typed, before: Mapping[str, Decimal]) -> list[Cell]:
    """The cells that were changed; of those that cannot be read, why not."""
    rows = {row.key: row for row in grid.rows}
    columns = {column.key: column for column in grid.columns}
    cells = []
    for name, text in typed.texts.items():
        row, _colon, column = name.removeprefix(MARK).rpartition(":")
        if row not in rows or column not in columns:
            typed.faults[name] = _("Questa casella non c'è più: ricaricare la pagina.")
            continue
        if not grid.writable(rows[row], columns[column]):
            typed.faults[name] = _("Qui c'è la somma di più righe: si scrive nelle righe.")
            continue
        amount, fault = amount_in(text)
        if fault:
            typed.faults[name] = sentence(fault)
        else:
            was = before.get(name, ZERO)
            cells.append(_cell(grid, rows[row], columns[column], amount, was))
    return cells


def _changed(told: Mapping[str, str]) -> dict[str, str]:
    """The cells that were typed over: the others may have changed since, and are left alone."""
    before = amounts_before(told.get("before", ""))
    found = {}
    for name, text in told.items():
        amount, fault = amount_in(text)
        if name.startswith(MARK) and (fault or amount != before.get(name, ZERO)):
            found[name] = text
    return found


def _cell(grid: Grid, row: Line, column: Line, amount: Decimal, before: Decimal) -> Cell:
    facts = {**grid.shown.fixed, grid.shown.rows: row.fact, grid.shown.columns: column.fact}
    return Cell(
        action=facts[Dimension.ACTION],
        allocation=facts[Dimension.SOURCE],
        year=facts[Dimension.YEAR],
        nature=facts.get(Dimension.NATURE, ""),
        town=facts.get(Dimension.TOWN),
        amount=amount,
        before=before,
    )


def _page(request: MemberRequest, plan: Plan, typed: Typed) -> HttpResponse:
    wanted, choices = asked(request.GET, plan, on=request.today)
    grid = grid_of(plan, wanted.shown, on=request.today, axis=wanted.axis)
    page = Paginator(grid.rows, A_PAGE).get_page(request.GET.get("pagina"))
    may_write = wanted.shown.writable and programmes(request, plan)
    rows = [_row(grid, row, typed, may_write) for row in page]
    boxes = [box for row in rows for box in row["boxes"]]
    facts = {
        "plan": plan,
        "grid": grid,
        "page": page,
        "rows": rows,
        "before": json.dumps({b["name"]: str(b["amount"]) for b in boxes if b["writable"]}),
        "columns": _columns(grid),
        "typed": typed,
        "faults": [box for box in boxes if box["fault"]],
        "changed": bool(typed.texts),
        "may_write": may_write,
        "trail": trail(PLANS, str(plan)),
        **_asked(plan, wanted, choices),
    }
    return render(request, "money/budget.html", facts)


def _asked(plan: Plan, wanted: Asked, choices: list[Choice]) -> dict[str, Any]:
    year = wanted.shown.fixed.get(Dimension.YEAR)
    return {
        "shown": wanted.shown,
        "choices": choices,
        "query": wanted.query,
        "year": year,
        "dimensions": Dimension.choices,
        "axes": outline(plan).axes,
        "axis": wanted.axis,
    }


def _row(grid: Grid, row: Line, typed: Typed, may_write: bool) -> dict[str, Any]:
    boxes = []
    for column in grid.columns:
        name, amount = f"{MARK}{row.key}:{column.key}", grid.at(row, column).programmed
        boxes.append(
            {
                "name": name,
                "amount": amount,
                "text": typed.texts.get(name, _plain(amount)),
                "fault": typed.faults.get(name, ""),
                "where": f"{row.label or '–'} · {column.label or '–'}",
                "writable": may_write and grid.writable(row, column),
            }
        )
    return {"line": row, "boxes": boxes, "sums": grid.of_rows.get(row.value, Sums())}


def _columns(grid: Grid) -> list[dict[str, Any]]:
    """Over each source, what of it no action of any year has yet."""
    free: Mapping[Any, Sums] = {}
    if grid.shown.columns == Dimension.SOURCE:
        free = sums_of_allocations([one.value for one in grid.columns])
    return [
        {
            "line": one,
            "sums": grid.of_columns.get(one.value, Sums()),
            "whole": free.get((one.value,), Sums()),
        }
        for one in grid.columns
    ]


def _plain(amount: Decimal) -> str:
    """An amount to be typed over, without noughts that nobody typed; nothing where it is nil."""
    places = 0 if amount == amount.to_integral_value() else 2
    return number_format(amount, places, force_grouping=True) if amount else ""
