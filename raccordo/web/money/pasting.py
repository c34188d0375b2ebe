"""A financial plan pasted whole from a spreadsheet: read, shown cell by cell, written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.finance.models import Allocation
from raccordo.finance.operations.budgeting import Cell, write_budget
from raccordo.finance.queries.grid import (
    Shown,
    allocations_of,
    grid_of,
    names_of_actions,
    names_of_sources,
)
from raccordo.finance.queries.sums import ZERO
from raccordo.finance.reasons import sentence
from raccordo.finance.rules.pasted import Wrong, read_pasted
from raccordo.finance.states import Dimension
from raccordo.foundation.errors import Refused
from raccordo.foundation.sentences import sentence as told_of_table
from raccordo.foundation.tables import TableRefused, as_pasted, grid_in, pasted_in, year_in
from raccordo.planning.models import Plan
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.money.finding import PLANS, budget_of, plan_paid
from raccordo.web.money.shown import amounts_before
from raccordo.web.trails import trail

LONGEST = 3_000_000
MOST_SHOWN = 200


class PasteForm(forms.Form):
    """A sheet as it was copied, or its file, and the year its amounts are of."""

    year = forms.TypedChoiceField(label=_later("Esercizio"), coerce=int)
    text = forms.CharField(
        label=_later("Celle copiate da Excel o da LibreOffice"),
        help_text=_later(
            "Le azioni in riga, con il codice; le fonti in colonna, con il nome e l'anno."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "wrap": "off"}),
        max_length=LONGEST,
        required=False,
        strip=False,
    )
    file = forms.FileField(label=_later("Oppure il file, XLSX o CSV"), required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, str(year)) for year in plan.years]
        self.fields["year"].choices = years  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not (told.get("text") or "").strip() and not told.get("file"):
            self.add_error("text", _("Incollare le celle, o scegliere il file."))
        return told

    def lines(self) -> list[list[str]]:
        if file := self.cleaned_data.get("file"):
            return grid_in(file.read())
        return pasted_in(self.cleaned_data["text"])


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a sheet: what would change, how much stays, what was not understood."""

    cells: list[Cell]
    same: int
    wrong: list[Wrong]
    text: str

    @property
    def of_sources(self) -> list[tuple[Allocation, int, Decimal, Decimal]]:
        """For each source: how many cells change, and from how much to how much in all."""
        found: dict[int, tuple[Allocation, int, Decimal, Decimal]] = {}
        for cell in self.cells:
            key = cell.allocation.pk
            one, many, was, now = found.get(key, (cell.allocation, 0, ZERO, ZERO))
            found[key] = (one, many + 1, was + cell.before, now + cell.amount)
        return list(found.values())


@require_http_methods(["GET", "POST"])
@requires(Right.KEEP_MONEY)
def paste(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key, Right.KEEP_MONEY)
    year = request.GET.get(Dimension.YEAR, "") or str(plan.first_year)
    form = PasteForm(request.POST or None, request.FILES or None, plan=plan, initial={"year": year})
    read = None
    if form.is_valid():
        with refusals_on(form):
            read = _read(plan, form, request)
            if "write" in request.POST:
                return _written(request, plan, form, read)
    title = _("Incolla da Excel")
    facts = {
        "form": form,
        "further": (),
        "plan": plan,
        "read": read,
        "wrong": [(one, sentence(one.reason)) for one in read.wrong[:MOST_SHOWN]] if read else [],
        "before": _kept(read.cells) if read else "",
        "sources": allocations_of(plan, year_in(year)),
        "title": title,
        "back": budget_of(plan),
        "trail": trail(PLANS, (str(plan), budget_of(plan)), title),
    }
    return render(request, "money/paste.html", facts)


def _lines(form: PasteForm) -> list[list[str]]:
    try:
        return form.lines()
    except TableRefused as refused:
        field = "file" if form.cleaned_data.get("file") else "text"
        raise Refused(told_of_table(refused.reason), field=field) from refused


def _read(plan: Plan, form: PasteForm, request: MemberRequest) -> Read:
    year, lines = form.cleaned_data["year"], _lines(form)
    actions = names_of_actions(plan)
    sources = names_of_sources(allocations_of(plan, year))
    pasted = read_pasted(
        lines,
        actions={name: one.code for name, one in actions.items()},
        sources={name: str(one.key) for name, one in sources.items()},
    )
    shown = Shown(fixed={Dimension.YEAR: year})
    grid = grid_of(plan, shown, on=request.today)
    now = {key: sums.programmed for key, sums in grid.sums.items()}
    by_code = {one.code: one for one in actions.values()}
    by_key = {str(one.key): one for one in sources.values()}
    told = [
        (by_code[code], by_key[source], amount) for (code, source), amount in pasted.amounts.items()
    ]
    shown_before = _shown_before(request)
    cells = []
    for action, allocation, amount in told:
        before = now.get((action.pk, allocation.pk), ZERO)
        if shown_before is not None:  # only what was shown is written, over what it was shown with
            name = f"{action.code}:{allocation.key}"
            before = shown_before.get(name, amount)
        if before != amount:
            cells.append(Cell(action, allocation, year, amount, before))
    return Read(cells, len(told) - len(cells), pasted.wrong, as_pasted(lines))


def _shown_before(request: MemberRequest) -> dict[str, Decimal] | None:
    """What each cell that changes held when it was shown; while it is being shown, nothing."""
    if "write" not in request.POST:
        return None
    return amounts_before(request.POST.get("before", ""))


def _kept(cells: list[Cell]) -> str:
    return json.dumps({f"{c.action.code}:{c.allocation.key}": str(c.before) for c in cells})


def _written(request: MemberRequest, plan: Plan, form: PasteForm, read: Read) -> HttpResponse:
    warnings = write_budget(plan, read.cells, by=request.acting)
    many = len(read.cells)
    said = ngettext("Scritta %(n)s casella.", "Scritte %(n)s caselle.", many) % {"n": many}
    messages.success(request, said)
    for verdict in warnings[:10]:
        messages.warning(request, sentence(verdict.reason))
    return redirect(budget_of(plan, f"anno={form.cleaned_data['year']}"))
