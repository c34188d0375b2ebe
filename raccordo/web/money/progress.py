"""How far the actions of a plan have come, and which are late or at risk, with the reason."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.documents.sheets import Cell, write_xlsx
from raccordo.finance.queries.progress import Progress, progress_of
from raccordo.finance.queries.sums import Sums
from raccordo.finance.reasons import sentence
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.money.finding import PLANS, budget_of, plan_paid
from raccordo.web.trails import trail


@require_safe
@requires(Right.READ_MONEY)
def progress(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key)
    every = progress_of(plan, on=request.today)
    only = "difficolta" in request.GET
    shown = [one for one in every if one.troubles or not only]
    title = _("Avanzamento")
    facts = {
        "plan": plan,
        "rows": [(one, _told(one)) for one in shown],
        "troubled": sum(bool(one.troubles) for one in every),
        "whole": sum((one.sums for one in every), Sums()),
        "done": sum(one.done for one in every),
        "stages": sum(one.stages for one in every),
        "only": only,
        "title": title,
        "trail": trail(PLANS, (str(plan), budget_of(plan)), title),
    }
    return render(request, "money/progress.html", facts)


@require_safe
@requires(Right.READ_MONEY)
def progress_table(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key)
    heading = [_("Codice"), _("Azione"), _("Programmato"), _("Impegnato"), _("Pagato")]
    heading += [_("Fasi concluse"), _("Fasi"), _("In ritardo o a rischio")]
    rows: list[list[Cell]] = [
        [
            *(one.action.code, one.action.title, one.sums.programmed, one.sums.committed),
            *(one.sums.paid, one.done, one.stages, " ".join(_told(one))),
        ]
        for one in progress_of(plan, on=request.today)
    ]
    return attached(write_xlsx(_("Avanzamento"), heading, rows), "avanzamento.xlsx")


def _told(one: Progress) -> list[str]:
    return [sentence(reason) for reason in one.troubles]
