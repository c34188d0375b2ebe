"""The plans of a territory, and the page of a plan: where it stands and what can be done now."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import acts_to_read, areas_where
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.models import Act
from raccordo.finance.book.doing import Doing
from raccordo.finance.book.doing import by_axis as programmed_by_axis
from raccordo.finance.book.pictures import of_axes
from raccordo.finance.queries.sums import ZERO, Sums, sums_by
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.planning.models import Plan, PlanAct, PlanTemplate
from raccordo.planning.operations.plans import (
    attach_act,
    detach_act,
    enter_in_force,
    move_plan,
    rename_plan,
    reopen_plan,
    start_plan,
)
from raccordo.planning.queries.plans import AxisSheet, by_axis, progress_of, templates_for
from raccordo.planning.states import BEING_WRITTEN, PLAN_LIFE, PlanState
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.plan.finding import (
    HERE,
    address_of,
    keeps,
    path_to,
    plan_kept,
    plan_read,
    plans_read,
)
from raccordo.web.plan.forms import ActForm, SinceForm, StartForm, TitleForm, WhyForm
from raccordo.web.plan.lapses import lapses_counted
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
PLANNING = [AreaKind.AMBITO, AreaKind.ZONE, AreaKind.PROVINCE, AreaKind.MUNICIPALITY]
MOST_ACTS, SHOWN = 200, 5
# Where one may carry a plan with a click; the other ways have their own pages.
BY_CLICK = (PlanState.CONSULTED, PlanState.WRITTEN, PlanState.PROPOSED, PlanState.CLOSED)


@require_safe
@requires(Right.READ_PLAN)
def plans(request: MemberRequest) -> HttpResponse:
    counted = plans_read(request).annotate(n_actions=Count("actions"))
    facts = {"plans": counted, "may_keep": _may_keep(request)}
    return render(request, "plan/plans.html", facts)


@require_safe
@requires(Right.READ_PLAN)
def plan(request: MemberRequest, key: UUID) -> HttpResponse:
    one = plan_read(request, key)
    may_keep = keeps(request, one)
    objectives = list(one.objectives.annotate(n_needs=Count("needs", distinct=True)))
    actions = list(one.actions.select_related("part"))
    doing = Doing(one, request.today)
    facts = {
        "plan": one,
        "trail": path_to(one),
        "may_keep": may_keep,
        "may_write": may_keep and one.state in BEING_WRITTEN,
        "moves": _moves(one) if may_keep else [],
        "may_enter": may_keep and PLAN_LIFE.allows(PlanState(one.state), PlanState.IN_FORCE),
        "progress": progress_of(one),
        "axes": _with_money(by_axis(one, objectives=objectives, actions=actions), doing),
        "total": doing.total,
        "drawn": of_axes(programmed_by_axis(doing), doing.axes),
        "may_read_money": Right.READ_MONEY in RIGHTS[Role(request.mandate.role)],
        "n_actions": sum(action.state != "dropped" for action in actions),
        "n_objectives": len(objectives),
        "acts": one.acts.select_related("act__organ"),
        "lapses": lapses_counted(one) if may_keep else [],
        "history": history_of(name_of(one))[:SHOWN] if may_keep else [],
    }
    return render(request, "plan/plan.html", facts)


@BOTH
@requires(Right.KEEP_PLAN)
def start(request: MemberRequest) -> HttpResponse:
    areas = _kept_areas(request)
    own = request.mandate.area
    place = areas.filter(slug=request.GET.get("area", "")).first() or own
    templates = templates_for(place, on=request.today) if place else PlanTemplate.objects.none()
    year = request.today.year + 1
    told = {"area": place and place.key, "first_year": year, "last_year": year + 2}
    form = opened(request, StartForm, areas=areas, templates=templates, initial=told)
    if form.is_valid():
        with refusals_on(form):
            made = start_plan(by=request.acting, **form.cleaned_data)
            said = _("Il piano è avviato: ha le sezioni del suo modello, da scrivere.")
            return saved(request, said, address_of(made))
    title = _("Nuovo piano")
    return form_page(
        request,
        form,
        title=title,
        button=_("Avvia"),
        trail=trail(HERE, title),
        back=reverse("plan:plans"),
        lead=_(
            "Anche un piano già approvato comincia da qui: si scrivono o si portano le schede, si"
            " collegano gli atti e lo si registra come vigente."
        ),
    )


@BOTH
@requires(Right.KEEP_PLAN)
def rename(request: MemberRequest, key: UUID) -> HttpResponse:
    one = plan_kept(request, key)
    form = opened(request, TitleForm, initial={"title": one.title})
    if form.is_valid():
        with refusals_on(form):
            rename_plan(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il titolo è cambiato."), address_of(one))
    return _page(request, one, form, _("Cambia il titolo"), button=_("Salva"))


@require_POST
@requires(Right.KEEP_PLAN)
def move(request: MemberRequest, key: UUID) -> HttpResponse:
    one = plan_kept(request, key)
    wanted = request.POST.get("to", "")
    to = next((state for state in BY_CLICK if state == wanted), None)
    if to is None:
        return redirect(address_of(one))
    one = move_plan(one, to=to, by=request.acting)
    said = _("«%(plan)s» ora è: %(state)s.") % {"plan": one, "state": to.label.lower()}
    return saved(request, said, address_of(one))


@BOTH
@requires(Right.KEEP_PLAN)
def act_attach(request: MemberRequest, key: UUID) -> HttpResponse:
    one = plan_kept(request, key)
    form = opened(request, ActForm, acts=_acts(request))
    if form.is_valid():
        with refusals_on(form):
            attach_act(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'atto è fra quelli del piano."), address_of(one))
    lead = _("L'atto deve essere già nel registro degli atti.")
    return _page(request, one, form, _("Aggiungi un atto"), button=_("Aggiungi"), lead=lead)


@require_POST
@requires(Right.KEEP_PLAN)
def act_detach(request: MemberRequest, key: UUID, attached: UUID) -> HttpResponse:
    one = plan_kept(request, key)
    detach_act(get_object_or_404(PlanAct, plan=one, key=attached), by=request.acting)
    return saved(request, _("L'atto non è più fra quelli del piano."), address_of(one))


@BOTH
@requires(Right.KEEP_PLAN)
def in_force(request: MemberRequest, key: UUID) -> HttpResponse:
    one = plan_kept(request, key)
    form = opened(request, SinceForm, initial={"since": date(one.first_year, 1, 1)})
    if form.is_valid():
        with refusals_on(form):
            enter_in_force(one, by=request.acting, on=request.today, **form.cleaned_data)
            said = _("Il piano è vigente, e le sue azioni sono approvate.")
            return saved(request, said, address_of(one))
    lead = _(
        "Per un piano approvato altrove: fra i suoi atti ci deve essere quello di approvazione. Da"
        " vigente non si riscrive più."
    )
    title = _("Registra come vigente")
    return _page(request, one, form, title, button=_("Registra"), lead=lead)


@BOTH
@requires(Right.KEEP_PLAN)
def reopen(request: MemberRequest, key: UUID) -> HttpResponse:
    one = plan_kept(request, key)
    form = opened(request, WhyForm)
    if form.is_valid():
        with refusals_on(form):
            reopen_plan(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il piano si può di nuovo correggere."), address_of(one))
    lead = _("Solo per correggere ciò che è stato portato male: il motivo resta nel registro.")
    return _page(request, one, form, _("Riapri il piano"), button=_("Riapri"), lead=lead)


def _moves(one: Plan) -> list[PlanState]:
    return [state for state in BY_CLICK if PLAN_LIFE.allows(PlanState(one.state), state)]


def _may_keep(request: MemberRequest) -> bool:
    return Right.KEEP_PLAN in RIGHTS[Role(request.mandate.role)] and bool(request.mandate.area)


def _with_money(sheets: list[AxisSheet], doing: Doing) -> list[dict[str, Any]]:
    """Each axis with what is programmed for each of its actions, and for all of them."""
    sums = sums_by("action", movements=None, lines=doing.lines)
    rows = []
    for sheet in sheets:
        told = [(one, sums.get((one.pk,), Sums()).programmed) for one in sheet.actions]
        total = sum((amount for _one, amount in told), ZERO)
        rows.append(
            {"axis": sheet.axis, "objectives": sheet.objectives} | {"actions": told, "total": total}
        )
    return rows


def _kept_areas(request: MemberRequest) -> Any:
    areas = areas_where(request.acting, Right.KEEP_PLAN, on=request.today)
    return areas.filter(kind__in=PLANNING).order_by("kind", "sort_key", "pk")


def _acts(request: MemberRequest) -> Any:
    """The last acts one may read: among those a plan finds its own."""
    last = acts_to_read(request.acting, on=request.today).exclude(date=None)
    pks = last.order_by("-date", "-pk").values_list("pk", flat=True)[:MOST_ACTS]
    return Act.objects.filter(pk__in=list(pks)).select_related("organ").order_by("-date", "-pk")


def _page(
    request: MemberRequest, one: Plan, form: Any, title: str, *, button: str, lead: str = ""
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=path_to(one, title),
        back=address_of(one),
        lead=lead,
    )
