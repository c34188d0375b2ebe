from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.foundation.errors import Refused
from raccordo.foundation.keys import key_of, year_of
from raccordo.governance.models import AgendaItem, Body, Sitting
from raccordo.governance.queries.bodies import sittings_open_to
from raccordo.governance.queries.convocations import calendar_file
from raccordo.governance.queries.sittings import (
    sittings_found,
    sittings_to_close,
    sittings_to_come,
)
from raccordo.governance.states import SittingState
from raccordo.web.assemblies.papers.parts import papers_of
from raccordo.web.assemblies.sittings.sheet import sitting_sheet
from raccordo.web.assemblies.sittings.table import AttendanceForm
from raccordo.web.door import MemberRequest, now, requires
from raccordo.web.files import attached, download
from raccordo.web.forms import form_page
from raccordo.web.trails import trail

HERE = (_later("Sedute"), "assemblies:sittings")
A_PAGE = 25


@require_safe
@requires(Right.READ_BODIES)
def sittings(request: MemberRequest) -> HttpResponse:
    ours = sittings_open_to(request.acting, Right.READ_BODIES, on=request.today)
    points = AgendaItem.objects.filter(sitting=OuterRef("pk")).order_by().values("sitting")
    told = Coalesce(Subquery(points.annotate(n=Count("pk")).values("n")), 0)
    wanted = _wanted(request, ours).defer("rulebook", "outcome", "urgency").annotate(points=told)
    query = request.GET.copy()
    query.pop("pagina", None)
    facts = {
        "page": Paginator(wanted, A_PAGE).get_page(request.GET.get("pagina")),
        "wanted": request.GET.get("q", ""),
        "body": request.GET.get("organismo", ""),
        "state": request.GET.get("stato", ""),
        "year": request.GET.get("anno", ""),
        "special": request.GET.get("mostra", ""),
        "bodies": Body.objects.filter(pk__in=ours.order_by().values("body")).select_related("area"),
        # Of several areas: a body is told by its area too, since its name may be another's.
        "several": len(ours.order_by().values("body__area").distinct()[:2]) > 1,
        "states": SittingState.choices,
        "years": [day.year for day in ours.dates("held_on", "year", order="DESC")],
        "may_keep": may_keep(request),
        "query": query.urlencode(),
    }
    template = "assemblies/sittings.html#list" if request.htmx else "assemblies/sittings.html"
    return render(request, template, facts)


@require_safe
@requires(Right.READ_BODIES)
def sitting_page(request: MemberRequest, key: UUID) -> HttpResponse:
    return sitting_shown(request, read_sitting(request, key))


def sitting_shown(
    request: MemberRequest, sitting: Sitting, *, attendance: AttendanceForm | None = None
) -> HttpResponse:
    """The page of a sitting; with the attendance that was sent, if it was refused."""
    on, at = request.today, now()
    sheet = sitting_sheet(sitting, acting=request.acting, on=on, at=at, sent=attendance)
    papers = papers_of(request.acting, sitting, on=request.today)
    told = {"sitting": sitting, "sheet": sheet, "papers": papers}
    return render(request, "assemblies/sitting.html", told)


@require_safe
@requires(Right.READ_BODIES)
def sitting_file(request: MemberRequest, key: UUID, file: UUID) -> HttpResponseBase:
    sitting = read_sitting(request, key)
    paper = get_object_or_404(sitting.files.select_related("file"), key=file)
    return download(paper.file, paper.name)


@require_safe
@requires(Right.READ_BODIES)
def sitting_calendar(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = read_sitting(request, key)
    off = sitting.state == SittingState.CANCELLED
    return attached(calendar_file(sitting, at=now(), cancelled=off), f"{sitting.held_on}.ics")


def read_sitting(request: MemberRequest, key: UUID) -> Sitting:
    """A sitting that the one who acts may read."""
    ours = sittings_open_to(request.acting, Right.READ_BODIES, on=request.today)
    return get_object_or_404(ours, key=key)


def kept_sitting(request: MemberRequest, key: UUID) -> Sitting:
    """A sitting that the one who acts convenes and minutes."""
    ours = sittings_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    return get_object_or_404(ours, key=key)


def kept_item(request: MemberRequest, key: UUID, item: UUID) -> tuple[Sitting, AgendaItem]:
    """An item of the agenda of a sitting that the one who acts convenes and minutes."""
    sitting = kept_sitting(request, key)
    found = get_object_or_404(sitting.items, key=item)
    found.sitting = sitting
    return sitting, found


def may_keep(request: MemberRequest) -> bool:
    """Whether the one who acts convenes sittings anywhere."""
    return Right.KEEP_SITTINGS in RIGHTS[Role(request.mandate.role)]


def address_of(sitting: Sitting) -> str:
    return reverse("assemblies:sitting", args=[sitting.key])


def step_of(sitting: Sitting) -> tuple[str, str]:
    """The sitting as a step of the trail above a page."""
    return str(sitting), address_of(sitting)


def page_of(
    request: MemberRequest, sitting: Sitting, form: forms.Form, title: str, **more: Any
) -> HttpResponse:
    """A form about a sitting, from its page and back to it."""
    here = address_of(sitting)
    steps = trail(HERE, step_of(sitting), title)
    facts = {"title": title, "button": title, "trail": steps, "back": here}
    return form_page(request, form, **facts | more)


def due_in(request: MemberRequest, sitting: Sitting, *states: SittingState) -> HttpResponse | None:
    """A step that is not due leads back to the sitting, and says in what state it is."""
    if sitting.state in states:
        return None
    state = sitting.get_state_display().lower()
    said = _("Questo passo ora non si può fare: la seduta è %s.") % state
    if sitting.state == SittingState.PREPARED:
        said += " " + _("Prima si convoca.")
    messages.warning(request, said)
    return redirect(address_of(sitting))


def done(request: MemberRequest, work: Callable[[], object], said: str, to: str) -> HttpResponse:
    """What a single button does: it is done, or the page says why not."""
    try:
        work()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect(to)


def _wanted(request: MemberRequest, ours: QuerySet[Sitting]) -> QuerySet[Sitting]:
    found = sittings_found(ours, request.GET.get("q", ""))
    special = {"future": sittings_to_come, "chiudere": sittings_to_close}
    if show := special.get(request.GET.get("mostra", "")):
        found = found.filter(pk__in=show(request.acting, on=request.today).order_by().values("pk"))
    if state := request.GET.get("stato"):
        found = found.filter(state=state)
    if year := year_of(request.GET.get("anno", "")):
        found = found.filter(held_on__year=year)
    if body := request.GET.get("organismo"):
        key = key_of(body)
        found = found.filter(body__key=key) if key else found.none()
    return found
