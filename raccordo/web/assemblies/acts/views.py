from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.operations import Place
from raccordo.access.queries import acts_open_to, acts_to_read, areas_where, files_to_read
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.models import Act
from raccordo.acts.queries import acts_found, acts_to_review
from raccordo.acts.reasons import NEXT_STEPS
from raccordo.acts.states import ActKind, ActStage
from raccordo.documents.sheets import write_xlsx
from raccordo.territory.states import AreaKind
from raccordo.web.assemblies.acts.sheet import act_sheet
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached, download

HERE = (_later("Atti"), "assemblies:acts")
A_PAGE = 25


@require_safe
@requires(Right.READ_ACTS)
def acts(request: MemberRequest) -> HttpResponse:
    page = Paginator(_wanted(request), A_PAGE).get_page(request.GET.get("pagina"))
    facts = {
        "page": page,
        "wanted": request.GET.get("q", ""),
        "kind": request.GET.get("tipo", ""),
        "stage": request.GET.get("iter", ""),
        "kinds": ActKind.choices,
        "stages": ActStage.choices,
        "may_keep": may_keep(request),
        "review": bool(request.GET.get("rivedere")),
        "mine": bool(request.GET.get("mie")),
        "query": _query_without_page(request),
    }
    template = "assemblies/acts.html#list" if request.htmx else "assemblies/acts.html"
    return render(request, template, facts)


@require_safe
@requires(Right.READ_ACTS)
def acts_table(request: MemberRequest) -> HttpResponse:
    heading = [_("Tipo"), _("Numero"), _("Data"), _("Organo"), _("Oggetto"), _("Iter"), _("Stato")]
    rows = (
        (
            act.get_kind_display(),
            act.number,
            act.date,
            act.organ.name,
            act.subject,
            act.get_stage_display(),
            act.get_state_display(),
        )
        for act in _wanted(request)
    )
    return attached(write_xlsx(_("Atti"), heading, rows), "atti.xlsx")


@require_safe
@requires(Right.READ_ACTS)
def act_page(request: MemberRequest, key: UUID) -> HttpResponse:
    act = get_object_or_404(acts_to_read(request.acting, on=request.today), key=key)
    sheet = act_sheet(act, acting=request.acting, on=request.today)
    return render(request, "assemblies/act.html", {"act": act, "sheet": sheet})


@require_safe
@requires(Right.READ_ACTS)
def act_file(request: MemberRequest, key: UUID, file: UUID) -> HttpResponseBase:
    act = get_object_or_404(acts_to_read(request.acting, on=request.today), key=key)
    files = files_to_read(request.acting, act, on=request.today)
    attached = get_object_or_404(files.select_related("file"), key=file)
    return download(attached.file, attached.name)


def places_of(request: MemberRequest) -> dict[str, Place]:
    """The registers the one who acts keeps, the mandate's own first."""
    if not may_keep(request):
        return {}
    areas = areas_where(request.acting, Right.KEEP_ACTS, on=request.today)
    inside = areas.filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE])
    places: list[Place] = [request.mandate.place, *inside]
    return {str(place.key): place for place in places}


def may_keep(request: MemberRequest) -> bool:
    """Whether the one who acts keeps a register: at least that of the mandate's own place."""
    return Right.KEEP_ACTS in RIGHTS[Role(request.mandate.role)]


def kept_act(request: MemberRequest, key: UUID) -> Act:
    """An act of a register that the one who acts keeps."""
    kept = acts_open_to(request.acting, Right.KEEP_ACTS, on=request.today)
    return get_object_or_404(kept, key=key)


def address_of(act: Act) -> str:
    return reverse("assemblies:act", args=[act.key])


def led_back(request: MemberRequest, act: Act) -> HttpResponse:
    """A step that is not due leads back to its act, and says which one is."""
    step = NEXT_STEPS[act.stage if act.made_here else "elsewhere"]
    messages.warning(request, str(step))
    return redirect(address_of(act))


def _wanted(request: MemberRequest) -> QuerySet[Act]:
    found = acts_found(acts_to_read(request.acting, on=request.today), request.GET.get("q", ""))
    if request.GET.get("mie"):  # those the desk counts
        kept = acts_open_to(request.acting, Right.KEEP_ACTS, on=request.today)
        found = found.filter(pk__in=kept.values("pk"))
    if kind := request.GET.get("tipo"):
        found = found.filter(kind=kind)
    if stage := request.GET.get("iter"):
        found = found.filter(stage=stage, made_here=True)
    if request.GET.get("rivedere"):
        found = acts_to_review(found, on=request.today)
    return found


def _query_without_page(request: MemberRequest) -> str:
    query = request.GET.copy()
    query.pop("pagina", None)
    return query.urlencode()
