"""What is reported of a fund, cell by cell of its matrix; and where each action stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.rights import Right
from raccordo.documents.sheets import Cell, stream_csv, write_xlsx
from raccordo.finance.models import Allocation, CellShare, FundReport
from raccordo.finance.operations.reporting import close_report, write_cells
from raccordo.finance.queries.data import Datum, sheet_of_action
from raccordo.finance.queries.funds import allocations_open_to
from raccordo.finance.queries.matrices import Matrix, MatrixSheet, matrix_for, matrix_of
from raccordo.finance.queries.sums import ZERO, sums_by
from raccordo.finance.states import ReportMeasure
from raccordo.planning.models import Action
from raccordo.vocabularies.models import Term
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import attached, streamed
from raccordo.web.forms import NumberField, opened, saved
from raccordo.web.money.accounts import address_of
from raccordo.web.money.finding import PLANS, action_paid, budget_of
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Fondi"), "money:funds")
FNPS, QSFP, ROWS = "fnps", "qsfp", 6
ASKED = "titolo leps utenza obiettivi destinatari persone attivita sistema servizi comuni"
ASKED += " soggetto cup"


class Field(NamedTuple):
    """A field of a platform: its words, to be copied."""

    name: str
    label: str
    text: str


class Row(NamedTuple):
    """A row of the matrix: the actions that stand in it, what it has by column and in all."""

    term: Term
    actions: Sequence[Action]
    amounts: Sequence[Decimal]
    whole: Decimal


class CellForm(forms.Form):
    """A cell of the matrix and the share of the action that stands in it."""

    cell = forms.ChoiceField(label=_later("Casella"), required=False)
    percent = NumberField(label=_later("Quota, in %"), required=False)

    def __init__(self, *args: Any, cells: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = [("", "–"), *cells]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("cell") and not told.get("percent"):
            self.add_error("percent", _("Dire quale quota."))
        if told.get("percent") and not told.get("cell"):
            self.add_error("cell", _("Scegliere la casella."))
        return told


CellRows = forms.formset_factory(CellForm, extra=0, max_num=ROWS * 2)


class CloseForm(forms.Form):
    """The fields of this form are the facts of `close_report`."""

    measure = forms.ChoiceField(choices=ReportMeasure.choices, widget=forms.HiddenInput)
    note = forms.CharField(label=_later("Protocollo o nota"), max_length=200, required=False)


@BOTH
@requires(Right.KEEP_MONEY)
def cells(request: MemberRequest, key: UUID) -> HttpResponse:
    one = action_paid(request, key, Right.KEEP_MONEY)
    matrix = matrix_for(FNPS, one.plan.first_year)
    known = {cell.code: cell for cell in matrix.cells.values()}
    held = CellShare.objects.filter(action=one, cell__in=known.values()).select_related("cell")
    first = [{"cell": share.cell.code, "percent": share.percent} for share in held]
    first += [{}] * max(ROWS - len(first), 2)
    rows = CellRows(request.POST or None, initial=first, form_kwargs={"cells": _choices(matrix)})
    refusal = forms.Form(request.POST or None)
    if request.method == "POST" and rows.is_valid() and refusal.is_valid():
        told = [(row.get("cell"), row.get("percent")) for row in rows.cleaned_data]
        shares: dict[Term, Decimal] = {}
        for code, percent in told:
            if code and percent:
                shares[known[code]] = shares.get(known[code], ZERO) + percent
        with refusals_on(refusal):
            write_cells(one, shares, by=request.acting)
            return saved(request, _("Le caselle sono salvate."), address_of(one))
    title = _("Caselle della matrice FNPS")
    path = trail(PLANS, (str(one.plan), budget_of(one.plan)), (str(one), address_of(one)), title)
    facts = {"rows": rows, "form": refusal, "draft": None, "action": one, "title": title}
    return render(request, "money/cells.html", facts | {"trail": path, "back": address_of(one)})


@BOTH
@requires(Right.READ_MONEY)
def report(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _found(request, key)
    measure = _measure(request.POST.get("measure") or request.GET.get("misura", ""))
    sheet = matrix_of(one, measure)
    kept = allocations_open_to(request.acting, Right.KEEP_MONEY, on=request.today)
    may_keep = kept.filter(pk=one.pk).exists()
    form = opened(request, CloseForm, initial={"measure": measure})
    if request.method == "POST":
        get_object_or_404(kept, pk=one.pk)
        if form.is_valid():
            with refusals_on(form):
                note = form.cleaned_data["note"]
                close_report(one, measure=measure, note=note, by=request.acting, on=request.today)
                return saved(request, _("La rendicontazione è chiusa."), _address(one))
    title = _("Rendicontazione")
    facts = {
        "one": one,
        "sheet": sheet,
        "grid": _grid(sheet),
        "measure": measure,
        "measures": ReportMeasure.choices,
        "columns": [(column, sheet.column_total(column)) for column in sheet.matrix.columns],
        "reports": FundReport.objects.filter(allocation=one),
        "form": form,
        "draft": None,
        "may_keep": may_keep,
        "title": title,
        "trail": trail(HERE, (str(one), reverse("money:fund", args=[one.key])), title),
    }
    return render(request, "money/report.html", facts)


@require_safe
@requires(Right.READ_MONEY)
def report_table(request: MemberRequest, key: UUID, ending: str) -> HttpResponseBase:
    one = _found(request, key)
    if ending not in {"xlsx", "csv"}:
        raise Http404
    sheet = matrix_of(one, _measure(request.GET.get("misura", "")))
    heading = [_("Voce"), *(column.label for column in sheet.matrix.columns), _("In tutto")]
    rows: list[list[Cell]] = [
        [f"{row.term.code} {row.term.label}", *row.amounts, row.whole] for row in _grid(sheet)
    ]
    rows += [
        [str(action), *[None] * len(sheet.matrix.columns), left] for action, left in sheet.unplaced
    ]
    foot = [sheet.column_total(column) for column in sheet.matrix.columns]
    rows.append([_("In tutto"), *foot, sheet.total])
    if ending == "csv":
        return streamed(stream_csv(heading, rows), "rendicontazione.csv")
    return attached(write_xlsx(_("Rendicontazione"), heading, rows), "rendicontazione.xlsx")


@require_safe
@requires(Right.READ_MONEY)
def copying(request: MemberRequest, key: UUID) -> HttpResponse:
    open_ = allocations_open_to(request.acting, Right.READ_MONEY, on=request.today)
    one = get_object_or_404(open_, key=key)
    told = sums_by("action", movements=None, lines=one.lines.all())
    actions = Action.objects.filter(pk__in=[pk for (pk,) in told]).order_by("order", "pk")
    actions = actions.prefetch_related("leps", "groups", "towns", "objectives", "supplies")
    sheets = [
        (action, _fields(action, told[action.pk,].programmed))
        for action in actions.select_related("implementer", "plan__template")
    ]
    title = _("Piano di attuazione locale") if one.fund.code == QSFP else _("Testi da copiare")
    facts = {"one": one, "sheets": sheets, "title": f"{title}: {one.short}"}
    facts["trail"] = trail(HERE, (str(one), reverse("money:fund", args=[one.key])), title)
    return render(request, "money/copying.html", facts)


def _fields(action: Action, amount: Decimal) -> list[Field]:
    """What a platform asks of an action, in the order in which it asks it."""
    sheet = sheet_of_action(action)
    told = [sheet[f"azione.{name}"] for name in ASKED.split()]
    told.append(Datum(_("Importo"), f"{amount:.2f}".replace(".", ",")))
    return [Field(f"c-{action.pk}-{n}", one.label, str(one.value)) for n, one in enumerate(told)]


def _grid(sheet: MatrixSheet) -> list[Row]:
    columns = sheet.matrix.columns
    return [
        Row(
            row,
            sheet.actions(row),
            [sheet.amount(row, column) for column in columns],
            sheet.row_total(row),
        )
        for row in sheet.matrix.rows
    ]


def _choices(matrix: Matrix) -> list[Any]:
    """The cells, gathered under the row they are in."""
    names = {row.code: f"{row.code} {row.label}" for row in matrix.rows}
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, cell in matrix.cells.items():
        row = code.rpartition("-")[0]
        groups.setdefault(names[row], []).append((code, f"{row} · {cell.label}"))
    return list(groups.items())


def _measure(said: str) -> ReportMeasure:
    return ReportMeasure(said) if said in ReportMeasure.values else ReportMeasure.PAID


def _found(request: MemberRequest, key: UUID) -> Allocation:
    open_ = allocations_open_to(request.acting, Right.READ_MONEY, on=request.today)
    return get_object_or_404(open_.exclude(fund__matrix=""), key=key)


def _address(one: Allocation) -> str:
    return reverse("money:report", args=[one.key])
