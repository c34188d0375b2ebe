"""What keeps a plan from being proposed, and where its line is broken: each with its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.finance.queries.progress import actions_without_money
from raccordo.planning.models import Action, Objective, Plan
from raccordo.planning.queries.lapses import lapses_of
from raccordo.web.door import MemberRequest, requires
from raccordo.web.plan.finding import path_to, plan_read


@require_safe
@requires(Right.READ_PLAN)
def lapses(request: MemberRequest, key: UUID) -> HttpResponse:
    one = plan_read(request, key)
    title = _("Incongruenze da sanare")
    found = [
        (word, [(thing, _page_of(thing)) for thing in things]) for word, things in _listed(one)
    ]
    facts = {"plan": one, "title": title, "trail": path_to(one, title), "found": found}
    facts["whole"] = [word for word, things in found if not things]
    return render(request, "plan/lapses.html", facts)


def lapses_counted(plan: Plan) -> list[tuple[str, int]]:
    """The sorts of lapses a plan has, each with how many there are."""
    many = ((word, things.count()) for word, things in _listed(plan))
    return [(word, count) for word, count in many if count]


def _listed(plan: Plan) -> list[tuple[str, QuerySet[Any]]]:
    found = lapses_of(plan)
    return [
        (_("Sezioni obbligatorie non ancora pronte"), found.sections_to_conclude),
        (_("Obiettivi che non rispondono a nessun bisogno"), found.objectives_without_need),
        (_("Obiettivi a cui non serve nessuna azione"), found.objectives_without_action),
        (_("Azioni senza un obiettivo"), found.actions_without_objective),
        (_("Azioni senza risorse"), actions_without_money(plan)),
        (_("Azioni senza indicatori"), found.actions_without_measure),
        (_("Azioni con un indicatore senza fonte"), found.actions_measured_without_source),
        (_("Azioni senza una procedura"), found.actions_without_procedure),
    ]


def _page_of(thing: Any) -> str:
    match thing:
        case Objective():
            return reverse("plan:objective", args=[thing.key])
        case Action():
            return reverse("plan:action", args=[thing.key])
        case _:
            return reverse("plan:section", args=[thing.key])
