"""The actions of a plan brought in from a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.foundation.sentences import fault_said
from raccordo.planning.importing.actions import ActionRow, read_actions
from raccordo.planning.models import Plan
from raccordo.planning.operations.bringing import bring_actions
from raccordo.planning.operations.former import bring_former
from raccordo.planning.queries.former import plan_before, to_bring
from raccordo.planning.reasons import SENTENCES
from raccordo.planning.rules.columns import ACTION_CALLS, ACTION_NEEDED
from raccordo.planning.states import ActionColumn, SheetSort
from raccordo.web.door import MemberRequest, requires
from raccordo.web.plan.bringing import Brought, Lines, Sheet, Shown, bring
from raccordo.web.plan.finding import path_to, plan_kept


def _read(
    request: MemberRequest, plan: Plan, lines: Lines, columns: Mapping[str, int], first: int
) -> Brought:
    rows = read_actions(lines, columns, plan, on=request.today, first=first)
    return Brought([_shown(row) for row in rows], rows)


def _shown(row: ActionRow) -> Shown:
    label = f"{row.code} {row.title}".strip()
    notes = [fault_said(note, SENTENCES) for note in row.notes]
    if row.objective:
        notes.append(_("Nuovo obiettivo: %s") % row.objective)
    faults = [fault_said(fault, SENTENCES) for fault in row.faults]
    return Shown(row.number, row.verdict.value, label, faults, notes)


def _write(request: MemberRequest, plan: Plan, rows: Any) -> str:
    came = bring_actions(plan, rows, by=request.acting)
    new = ngettext("%(n)s azione nuova", "%(n)s azioni nuove", came.new) % {"n": came.new}
    changed = ngettext("%(n)s aggiornata", "%(n)s aggiornate", came.changed)
    return f"{new}, {changed % {'n': came.changed}}."


ACTIONS = Sheet(
    sort=SheetSort.ACTIONS,
    title=_later("Porta le azioni da un foglio"),
    lead=_later(
        "Una riga per azione, con il suo codice. Le azioni che ci sono già si aggiornano; nulla"
        " entra prima della conferma."
    ),
    columns=ActionColumn,
    calls=ACTION_CALLS,
    needed=ACTION_NEEDED,
    read=_read,
    write=_write,
    example=("5.3", "Trasporto sociale", "5", "Raggiungere i servizi"),
)


@require_http_methods(["GET", "POST"])
@requires(Right.KEEP_PLAN)
def former_bring(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_kept(request, key)
    actions = to_bring(plan)
    back = reverse("plan:actions", args=[plan.key])
    refusal = ""
    if request.method == "POST":
        chosen = [one for one in actions if str(one.key) in request.POST.getlist("take")]
        try:
            many = len(bring_former(plan, chosen, by=request.acting))
        except Refused as refused:
            refusal = refused.message
        else:
            said = ngettext("Portata %(n)s azione.", "Portate %(n)s azioni.", many)
            messages.success(request, said % {"n": many})
            return redirect(back)
    title = _("Dal piano precedente")
    facts: dict[str, Any] = {"plan": plan, "actions": actions, "before": plan_before(plan)}
    facts |= {"refusal": refusal, "title": title, "trail": path_to(plan, title), "back": back}
    return render(request, "plan/former.html", facts)


@require_http_methods(["GET", "POST"])
@requires(Right.KEEP_PLAN)
def actions_bring(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_kept(request, key)
    title = str(ACTIONS.title)
    return bring(
        request,
        plan,
        ACTIONS,
        back=reverse("plan:actions", args=[plan.key]),
        path=path_to(plan, title),
    )
