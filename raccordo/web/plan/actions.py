"""The actions of a plan: the list, the sheet of each, its documents, its life."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.documents.sheets import write_xlsx
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.planning.models import Action, ActionFile, Plan
from raccordo.planning.operations.actions import (
    add_action,
    attach_file,
    change_action,
    drop_action,
    drop_file,
    move_action,
)
from raccordo.planning.queries.former import changed_since, plan_before
from raccordo.planning.queries.plans import actions_found, origins_of, outline
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.rules.codes import next_code
from raccordo.planning.states import ACTION_LIFE, ActionState
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_within, municipalities_of
from raccordo.territory.states import AreaKind
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import attached as sheet_sent
from raccordo.web.files import download
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.plan.finding import (
    action_read,
    address_of,
    keeps,
    path_to,
    plan_kept,
    plan_read,
    writes,
)
from raccordo.web.plan.forms import (
    ActionForm,
    ChangeActionForm,
    FileForm,
    MoveForm,
    axes_of,
    bodies_known,
    objectives_of,
)
from raccordo.web.plan.pieces import cards_of
from raccordo.web.voices.lists import query_of

BOTH = require_http_methods(["GET", "POST"])
A_PAGE = 50


@require_safe
@requires(Right.READ_PLAN)
def actions(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_read(request, key)
    towns = list(_towns(plan))
    page = Paginator(_found(request, plan, towns), A_PAGE).get_page(request.GET.get("pagina"))
    names = ("q", "asse", "stato", "comune")
    chosen = {name: request.GET.get(name, "") for name in names}
    facts: dict[str, Any] = {
        "plan": plan,
        "page": page,
        "axes": dict(axes_of(outline(plan))),
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "query": query_of(request),
        "may_write": writes(request, plan),
    }
    if request.htmx:
        return render(request, "plan/actions.html#list", facts)
    title = _("Azioni")
    facts |= {"title": title, "trail": path_to(plan, title), "towns": towns}
    facts |= {"states": ActionState.choices, "before": plan_before(plan)}
    return render(request, "plan/actions.html", facts)


@require_safe
@requires(Right.READ_PLAN)
def actions_table(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_read(request, key)
    heading = [_("Codice"), _("Azione"), _("Asse tematico"), _("Tipo"), _("Stato")]
    heading += [_("Obiettivi"), _("Comuni"), _("Chi la attua"), _("Persone previste in un anno")]
    found = _found(request, plan, list(_towns(plan)))
    rows = (
        (
            one.code,
            one.title,
            one.axis,
            str(one.get_sort_display()),
            str(one.get_state_display()),
            ", ".join(str(aim) for aim in one.objectives.all()),
            ", ".join(town.name for town in one.towns.all()),
            one.implementer.name if one.implementer else "",
            one.expected,
        )
        for one in found
    )
    return sheet_sent(write_xlsx(_("Azioni"), heading, rows), "azioni.xlsx")


@require_safe
@requires(Right.READ_PLAN)
def action(request: MemberRequest, key: UUID) -> HttpResponse:
    one = action_read(request, key)
    may_keep, may_write = keeps(request, one.plan), writes(request, one.plan)
    facts = {
        "action": one,
        "plan": one.plan,
        "axis": outline(one.plan).axis(one.axis),
        "trail": path_to(one),
        "may_keep": may_keep,
        "may_write": may_write,
        "may_move": may_keep and bool(ACTION_LIFE.moves[ActionState(one.state)]),
        "objectives": one.objectives.all(),
        "groups": one.groups.all(),
        "leps": one.leps.all(),
        "towns": one.towns.order_by("sort_key"),
        "last_day": one.until and one.until - timedelta(days=1),
        "cards": cards_of(one),
        "procedures": one.procedures.prefetch_related("steps", "contracts__provider"),
        "files": one.files.select_related("file"),
        "origins": origins_of(one),
        "of": "azioni",
        "changed": changed_since(one),
        "may_read_money": Right.READ_MONEY in RIGHTS[Role(request.mandate.role)],
        "history": history_of(name_of(one))[:10] if may_keep else [],
    }
    return render(request, "plan/action.html", facts)


@BOTH
@requires(Right.KEEP_PLAN)
def add(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_kept(request, key)
    axis = request.GET.get("asse", "")
    taken = set(plan.actions.values_list("code", flat=True))
    told = {"axis": axis, "code": next_code(axis or "1", taken)}
    form = opened(request, ActionForm, among=_among(request, plan), initial=told)
    if form.is_valid():
        with refusals_on(form):
            made = add_action(plan, form.sheet(), by=request.acting)
            said = _("La scheda è aggiunta: completarla con personale, cronoprogramma, indicatori.")
            return saved(request, said, address_of(made))
    return _page(request, plan, form, _("Nuova azione"), button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_PLAN)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    one = action_read(request, key, Right.KEEP_PLAN)
    among = _among(request, one.plan, one)
    form = opened(request, ChangeActionForm, among=among, initial=_written(one))
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            seen = form.cleaned_data["seen"]
            change_action(one, form.sheet(), seen=seen, by=request.acting)
            return saved(request, _("La scheda è aggiornata."), address_of(one))
        one = action_read(request, key, Right.KEEP_PLAN)
        now = _as_it_is(one) if form.see_again(stamp_of(one)) else []
    return _page(request, one, form, _("Modifica la scheda"), button=_("Salva"), now=now)


@BOTH
@requires(Right.KEEP_PLAN)
def move(request: MemberRequest, key: UUID) -> HttpResponse:
    one = action_read(request, key, Right.KEEP_PLAN)
    states = [state for state in ActionState if state in ACTION_LIFE.moves[ActionState(one.state)]]
    form = opened(request, MoveForm, states=states)
    if form.is_valid():
        with refusals_on(form):
            one = move_action(one, by=request.acting, **form.cleaned_data)
            said = _("L'azione ora è: %s.") % str(one.get_state_display()).lower()
            return saved(request, said, address_of(one))
    return _page(request, one, form, _("Cambia lo stato"), button=_("Salva"))


@require_POST
@requires(Right.KEEP_PLAN)
def drop(request: MemberRequest, key: UUID) -> HttpResponse:
    one = action_read(request, key, Right.KEEP_PLAN)
    drop_action(one, by=request.acting)
    return saved(request, _("L'azione è tolta."), address_of(one.plan))


@BOTH
@requires(Right.KEEP_PLAN)
def file_add(request: MemberRequest, key: UUID) -> HttpResponse:
    one = action_read(request, key, Right.KEEP_PLAN)
    form = opened(request, FileForm, initial={"dated": request.today})
    if form.is_valid():
        with refusals_on(form):
            sent = form.cleaned_data.pop("file")
            told = form.cleaned_data
            attach_file(one, content=sent.read(), name=sent.name, by=request.acting, **told)
            return saved(request, _("Il documento è aggiunto."), address_of(one))
    return _page(request, one, form, _("Aggiungi un documento"), button=_("Aggiungi"))


@require_safe
@requires(Right.READ_PLAN)
def file(request: MemberRequest, key: UUID, attached: UUID) -> HttpResponseBase:
    one = action_read(request, key)
    found = get_object_or_404(ActionFile.objects.select_related("file"), action=one, key=attached)
    return download(found.file, found.name)


@require_POST
@requires(Right.KEEP_PLAN)
def file_drop(request: MemberRequest, key: UUID, attached: UUID) -> HttpResponse:
    one = action_read(request, key, Right.KEEP_PLAN)
    drop_file(get_object_or_404(ActionFile, action=one, key=attached), by=request.acting)
    return saved(request, _("Il documento è tolto."), address_of(one))


def _found(request: MemberRequest, plan: Plan, towns: list[Area]) -> QuerySet[Action]:
    asked = request.GET
    found = actions_found(
        plan.actions.all(),
        asked.get("q", "")[:100],
        axis=asked.get("asse", ""),
        state=asked.get("stato", ""),
        town=next((town for town in towns if town.slug == asked.get("comune")), None),
    )
    return found.select_related("implementer", "part").prefetch_related("towns", "objectives")


def _towns(plan: Plan) -> QuerySet[Area]:
    return municipalities_of(plan.area, on=date(plan.first_year, 1, 1)).order_by("sort_key", "pk")


def _among(request: MemberRequest, plan: Plan, one: Action | None = None) -> dict[str, Any]:
    """What a sheet may be tied to; what it tells already is among it, whatever happened."""
    parts = areas_within(plan.area, on=request.today).filter(kind=AreaKind.ZONE)
    found: dict[str, Any] = {
        "groups": terms_of("target-groups", on=request.today).order_by(),
        "leps": terms_of("leps", on=request.today).order_by(),
    }
    if one:
        for name in found:
            told = getattr(one, name).order_by().values("pk")
            found[name] |= Term.objects.filter(pk__in=told)
    found = {name: terms.order_by("position", "pk") for name, terms in found.items()}
    return found | {
        "outline": outline(plan),
        "parts": parts.exclude(pk=plan.area_id).order_by("sort_key", "pk"),
        "objectives": objectives_of(plan),
        "towns": _towns(plan),
        "bodies": bodies_known(),
    }


def _written(one: Action) -> dict[str, Any]:
    names = ("axis", "code", "title", "sort", "beneficiaries", "expected", "activities")
    told: dict[str, Any] = {name: getattr(one, name) for name in names}
    told |= {"system_activities": one.system_activities, "cup": one.cup, "since": one.since}
    told |= {"until": one.until and one.until - timedelta(days=1), "seen": stamp_of(one)}
    told |= {"implementer": one.implementer and one.implementer.name}
    told |= {"part": one.part and one.part.key}
    for name in ("objectives", "groups", "leps", "towns"):
        told[name] = [thing.key for thing in getattr(one, name).all()]
    return told


def _as_it_is(one: Action) -> list[tuple[str, str]]:
    return [
        (_("Codice"), one.code),
        (_("Titolo"), one.title),
        (_("A chi è rivolta"), one.beneficiaries),
        (_("Attività per le persone"), one.activities),
        (_("Comuni serviti"), ", ".join(town.name for town in one.towns.all())),
    ]


def _page(
    request: MemberRequest,
    about: Plan | Action,
    form: Any,
    title: str,
    *,
    button: str,
    now: Any = (),
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=path_to(about, title),
        back=address_of(about),
        lead=str(about),
        template="voices/form.html",
        now=now,
    )
