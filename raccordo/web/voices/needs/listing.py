"""The needs of a territory: a list, a spreadsheet, a matrix; and the evidence to be renewed."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.queries import areas_where
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.documents.sheets import write_xlsx
from raccordo.needs.models import Need
from raccordo.needs.queries.evidence import evidence_open_to, stale_evidence
from raccordo.needs.queries.needs import (
    evidence_counted,
    groups_on,
    kinds_on,
    matrix_of,
    needs_found,
    needs_open_to,
)
from raccordo.needs.states import NeedState
from raccordo.participation.queries.becoming import unheard, with_voices
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.trails import trail
from raccordo.web.voices.lists import query_of, towns_seen
from raccordo.web.voices.needs.sheet import proofs_of

HERE = (_later("Bisogni"), "voices:needs")
A_PAGE, MOST_TOWNS = 25, 150
PLANNED = [AreaKind.PROVINCE, AreaKind.AMBITO, AreaKind.ZONE, AreaKind.MUNICIPALITY]
STATES = [("", _later("rilevati e riconosciuti")), *NeedState.choices, ("tutti", _later("tutti"))]


@require_safe
@requires(Right.READ_NEEDS)
def needs(request: MemberRequest) -> HttpResponse:
    towns = towns_seen(request)
    wanted = _counted(_wanted(request, towns))
    found = wanted.prefetch_related("towns").order_by("area__sort_key", "-number", "-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    names = ("q", "gruppo", "tipo", "comune", "stato", "mostra")
    chosen = {name: request.GET.get(name, "") for name in names}
    facts: dict[str, Any] = {
        "page": page,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "query": query_of(request),
        "may_keep": may_keep(request),
    }
    if request.htmx:
        return render(request, "voices/needs.html#list", facts)
    facts |= {
        "groups": groups_on(request.today),
        "kinds": kinds_on(request.today),
        "towns": towns,
        "states": STATES,
    }
    return render(request, "voices/needs.html", facts)


@require_safe
@requires(Right.READ_NEEDS)
def needs_table(request: MemberRequest) -> HttpResponse:
    heading = [_("Numero"), _("Bisogno"), _("Area"), _("Area di utenza"), _("Tipo di bisogno")]
    heading += [_("Comuni"), _("Stato"), _("Motivo"), _("Rilevato il"), _("Prove"), _("Voci")]
    heading += [_("Descrizione")]
    found = _counted(_wanted(request, towns_seen(request)))
    rows = (
        (
            need.label,
            need.title,
            str(need.area),
            str(need.group),
            str(need.kind),
            ", ".join(town.name for town in need.towns.all()),
            str(need.get_state_display()),
            need.reason,
            need.found_on,
            need.n_evidence,
            need.n_voices,
            need.description,
        )
        for need in found.prefetch_related("towns").order_by("area__sort_key", "number")
    )
    return attached(write_xlsx(_("Bisogni"), heading, rows), "bisogni.xlsx")


@require_safe
@requires(Right.READ_NEEDS)
def needs_matrix(request: MemberRequest) -> HttpResponse:
    towns = towns_seen(request)
    title = _("Quadro dei bisogni")
    facts = {
        "matrix": matrix_of(_wanted(request, towns).order_by(), on=request.today),
        "title": title,
        "trail": trail(HERE, title),
        "towns": towns,
        "states": STATES,
        "chosen": {name: request.GET.get(name, "") for name in ("comune", "stato")},
        "query": query_of(request),
    }
    return render(request, "voices/matrix.html", facts)


@require_safe
@requires(Right.READ_NEEDS)
def evidence_stale(request: MemberRequest) -> HttpResponse:
    open_ = evidence_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    title = _("Prove da aggiornare")
    facts = {
        "proofs": proofs_of(stale_evidence(open_, on=request.today)),
        "kept": kept_evidence(request),
        "title": title,
        "trail": trail(HERE, title),
    }
    return render(request, "voices/stale.html", facts)


def kept_evidence(request: MemberRequest) -> set[int]:
    """Which evidence the one who acts may renew or take away."""
    if not may_keep(request):
        return set()
    kept = evidence_open_to(request.acting, Right.KEEP_NEEDS, on=request.today)
    return set(kept.order_by().values_list("pk", flat=True))


def may_keep(request: MemberRequest) -> bool:
    """Whether the one who acts keeps the needs of an area."""
    return Right.KEEP_NEEDS in RIGHTS[Role(request.mandate.role)] and bool(request.mandate.area)


def kept_areas(request: MemberRequest) -> QuerySet[Area]:
    """The areas whose needs one keeps and that plan something."""
    areas = areas_where(request.acting, Right.KEEP_NEEDS, on=request.today)
    return areas.filter(kind__in=PLANNED).order_by("kind", "sort_key", "pk")


def _wanted(request: MemberRequest, towns: list[Area]) -> QuerySet[Need]:
    asked = request.GET
    open_ = needs_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    found = needs_found(
        open_,
        asked.get("q", "")[:100],
        group=asked.get("gruppo", ""),
        kind=asked.get("tipo", ""),
        town=next((town for town in towns if town.slug == asked.get("comune")), None),
        state=asked.get("stato", ""),
    )
    return unheard(found) if asked.get("mostra") == "senza-prove" else found


def _counted(needs: QuerySet[Need]) -> QuerySet[Any]:
    """Some needs, each with how much evidence and how many voices it stands on."""
    return evidence_counted(with_voices(needs))
