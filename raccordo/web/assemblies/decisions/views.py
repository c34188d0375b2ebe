"""The register of decisions of the bodies one reads: what was voted, how, by which act."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.queries import acts_to_read
from raccordo.access.rights import Right
from raccordo.documents.sheets import write_xlsx
from raccordo.foundation.keys import key_of, year_of
from raccordo.governance.models import AgendaItem, Body
from raccordo.governance.queries.decisions import (
    Decision,
    decisions_found,
    decisions_open_to,
    told,
    with_votes,
    without_act,
)
from raccordo.governance.states import ItemOutcome
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached

A_PAGE = 25
OUTCOMES = (ItemOutcome.CARRIED, ItemOutcome.NOT_CARRIED)


@require_safe
@requires(Right.READ_BODIES)
def decisions(request: MemberRequest) -> HttpResponse:
    every = decisions_open_to(request.acting, on=request.today)
    page = Paginator(with_votes(_wanted(request, every)), A_PAGE).get_page(
        request.GET.get("pagina")
    )
    query = request.GET.copy()
    query.pop("pagina", None)
    names = ("q", "organismo", "area", "anno", "esito", "atto")
    chosen = {name: request.GET.get(name, "") for name in names}
    shown = told(page.object_list)
    facts = {
        "page": page,
        "decisions": shown,
        "readable": _readable(request, shown),
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "outcomes": [(str(one), one.label) for one in OUTCOMES],
        # Of several areas: a body is told by its area too, since its name may be another's.
        "several": len(every.order_by().values("sitting__body__area").distinct()[:2]) > 1,
        "query": query.urlencode(),
    }
    if request.htmx:
        return render(request, "assemblies/decisions.html#list", facts)
    return render(request, "assemblies/decisions.html", facts | _choices(every))


@require_safe
@requires(Right.READ_BODIES)
def decisions_table(request: MemberRequest) -> HttpResponse:
    heading = [_("Data"), _("Organismo"), _("Area"), _("Seduta"), _("Punto"), _("Argomento")]
    heading += [_("Tipo"), _("Esito"), _("Votazione"), _("Atto"), _("Iter"), _("Stato dell'atto")]
    found = _wanted(request, decisions_open_to(request.acting, on=request.today))
    rows = (_row(one) for one in told(with_votes(found)))
    return attached(write_xlsx(_("Decisioni"), heading, rows), "decisioni.xlsx")


def _row(one: Decision) -> tuple[str | int | date | None, ...]:
    item, sitting, act = one.item, one.item.sitting, one.item.resolution
    return (
        one.day,
        sitting.body.name,
        str(sitting.body.area),
        sitting.number,
        item.position,
        item.title,
        item.get_sort_display(),
        item.get_outcome_display(),
        one.votes,
        str(act or ""),
        act.get_stage_display() if act else "",
        act.get_state_display() if act else "",
    )


def _choices(every: QuerySet[AgendaItem]) -> dict[str, object]:
    """Among which bodies, areas and years one can choose: those of what one reads."""
    voted = Exists(every.order_by().filter(sitting__body=OuterRef("pk")))
    shown = list(Body.objects.filter(voted).select_related("area"))
    days = every.order_by().aggregate(first=Min("sitting__held_on"), last=Max("sitting__held_on"))
    years = range(days["last"].year, days["first"].year - 1, -1) if days["first"] else ()
    return {
        "bodies": shown,
        "areas": sorted({body.area for body in shown}, key=lambda area: (area.sort_key, area.pk)),
        "years": years,
    }


def _readable(request: MemberRequest, shown: list[Decision]) -> set[int]:
    """The acts whose page one may open."""
    acts = [one.item.resolution_id for one in shown if one.item.resolution_id]
    ours = acts_to_read(request.acting, on=request.today).filter(pk__in=acts)
    return set(ours.order_by().values_list("pk", flat=True))


def _wanted(request: MemberRequest, every: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    asked = request.GET
    found = decisions_found(every, asked.get("q", "")[:100])
    if year := year_of(asked.get("anno", "")):
        found = found.filter(sitting__held_on__year=year)
    if body := asked.get("organismo"):
        key = key_of(body)
        found = found.filter(sitting__body__key=key) if key else found.none()
    if area := asked.get("area"):
        found = found.filter(sitting__body__area__slug=area)
    if (outcome := asked.get("esito")) in OUTCOMES:
        found = found.filter(outcome=outcome)
    return without_act(found) if asked.get("atto") == "senza" else found
