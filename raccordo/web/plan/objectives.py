"""The objectives of a plan: the needs they answer, the actions that serve them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.needs.models import Need
from raccordo.needs.queries.needs import LIVING
from raccordo.participation.models import Contribution
from raccordo.participation.queries.contributions import contributions_open_to
from raccordo.participation.rules.texts import number_typed
from raccordo.planning.models import Objective, Origin, Plan
from raccordo.planning.operations.objectives import (
    add_objective,
    change_objective,
    drop_objective,
    tie_origin,
    untie_origin,
)
from raccordo.planning.queries.plans import origins_of, outline
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.rules.codes import next_code
from raccordo.territory.queries import areas_within
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.plan.finding import (
    Part,
    action_read,
    address_of,
    objective_read,
    path_to,
    plan_kept,
    section_read,
    writes,
)
from raccordo.web.plan.forms import ChangeObjectiveForm, ObjectiveForm, VoiceForm

BOTH = require_http_methods(["GET", "POST"])
PLACES: dict[str, Callable[[MemberRequest, UUID, Right], Part]] = {
    "obiettivi": objective_read,
    "azioni": action_read,
    "sezioni": section_read,
}


@require_safe
@requires(Right.READ_PLAN)
def objective(request: MemberRequest, key: UUID) -> HttpResponse:
    one = objective_read(request, key)
    facts = {
        "objective": one,
        "plan": one.plan,
        "axis": outline(one.plan).axis(one.axis),
        "trail": path_to(one),
        "may_write": writes(request, one.plan),
        "needs": one.needs.select_related("group", "kind"),
        "leps": one.leps.all(),
        "actions": one.actions.all(),
        "origins": origins_of(one),
        "of": "obiettivi",
    }
    return render(request, "plan/objective.html", facts)


@BOTH
@requires(Right.KEEP_PLAN)
def add(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_kept(request, key)
    axis = request.GET.get("asse", "")
    taken = set(plan.objectives.values_list("code", flat=True))
    told = {"axis": axis, "code": next_code(axis or "1", taken)}
    form = opened(request, ObjectiveForm, **_among(request, plan), initial=told)
    if form.is_valid():
        with refusals_on(form):
            made = add_objective(plan, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'obiettivo è aggiunto."), address_of(made))
    return _page(request, plan, form, _("Nuovo obiettivo"), button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_PLAN)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    one = objective_read(request, key, Right.KEEP_PLAN)
    told: dict[str, Any] = {n: getattr(one, n) for n in ("axis", "code", "title", "text")}
    told |= {n: [t.key for t in getattr(one, n).all()] for n in ("needs", "leps")}
    told |= {"seen": stamp_of(one)}
    form = opened(request, ChangeObjectiveForm, **_among(request, one.plan, one), initial=told)
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            change_objective(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'obiettivo è aggiornato."), address_of(one))
        one = objective_read(request, key, Right.KEEP_PLAN)
        now = _as_it_is(one) if form.see_again(stamp_of(one)) else []
    return _page(request, one, form, _("Modifica l'obiettivo"), button=_("Salva"), now=now)


@require_POST
@requires(Right.KEEP_PLAN)
def drop(request: MemberRequest, key: UUID) -> HttpResponse:
    one = objective_read(request, key, Right.KEEP_PLAN)
    drop_objective(one, by=request.acting)
    return saved(request, _("L'obiettivo è tolto."), address_of(one.plan))


@BOTH
@requires(Right.KEEP_PLAN)
def voice_tie(request: MemberRequest, of: str, key: UUID) -> HttpResponse:
    to = _place(request, of, key)
    form = opened(request, VoiceForm)
    if form.is_valid():
        with refusals_on(form):
            voice = _voice(request, to.plan, form.cleaned_data["number"])
            if voice is None:
                form.add_error("number", _("Non c'è una proposta con questo numero."))
            else:
                note = form.cleaned_data["note"]
                tie_origin(voice, to=to, by=request.acting, on=request.today, note=note)
                said = _("La proposta è collegata: chi la segue legge dove è finita.")
                return saved(request, said, address_of(to))
    title = _("Collega una proposta")
    return _page(request, to, form, title, button=_("Collega"))


@require_POST
@requires(Right.KEEP_PLAN)
def voice_untie(request: MemberRequest, of: str, key: UUID, origin: UUID) -> HttpResponse:
    to = _place(request, of, key)
    tied = get_object_or_404(Origin, key=origin, **{type(to).__name__.lower(): to})
    untie_origin(tied, by=request.acting)
    return saved(request, _("La proposta non è più collegata."), address_of(to))


def _place(request: MemberRequest, of: str, key: UUID) -> Part:
    """Where a proposal ended: in the address, a word and a key."""
    if of not in PLACES:
        raise Http404
    return PLACES[of](request, key, Right.KEEP_PLAN)


def _voice(request: MemberRequest, plan: Plan, said: str) -> Contribution | None:
    typed = number_typed(said)
    open_ = contributions_open_to(request.acting, Right.READ_VOICES, on=request.today)
    if typed is None:
        return None
    inside = areas_within(plan.area, on=request.today).order_by().values("pk")
    return open_.filter(area__in=inside, number=typed[0], year=typed[1]).first()


def _among(request: MemberRequest, plan: Plan, one: Objective | None = None) -> dict[str, Any]:
    """What an objective may be tied to: the needs of the plan's territory, and those told."""
    inside = areas_within(plan.area, on=request.today).order_by().values("pk")
    needs = Need.objects.filter(area__in=inside, state__in=LIVING)
    leps = terms_of("leps", on=request.today).order_by()
    if one:
        needs |= Need.objects.filter(pk__in=one.needs.order_by().values("pk"))
        leps |= Term.objects.filter(pk__in=one.leps.order_by().values("pk"))
    return {
        "outline": outline(plan),
        "needs": needs.order_by("number", "pk"),
        "leps": leps.order_by("position", "pk"),
    }


def _as_it_is(one: Objective) -> list[tuple[str, str]]:
    return [
        (_("Codice"), one.code),
        (_("Obiettivo"), one.title),
        (_("Bisogni a cui risponde"), ", ".join(need.label for need in one.needs.all())),
        (_("Descrizione"), one.text),
    ]


def _page(
    request: MemberRequest,
    about: Plan | Part,
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
