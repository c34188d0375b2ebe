from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.queries import acts_to_read
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.models import Act
from raccordo.acts.states import ActStage
from raccordo.foundation.periods import in_force
from raccordo.governance.models import Body, Seat, Seating
from raccordo.governance.queries.bodies import bodies_found, bodies_open_to
from raccordo.governance.queries.designations import being_designated_in
from raccordo.governance.queries.terms import endings_in, vacant_in
from raccordo.governance.states import BodySort
from raccordo.territory.models import Area
from raccordo.territory.queries import widest_first
from raccordo.web.assemblies.bodies.sheet import body_sheet
from raccordo.web.door import MemberRequest, requires
from raccordo.web.forms import form_page
from raccordo.web.territory.asked import day_asked
from raccordo.web.trails import trail

HERE = (_later("Organismi"), "assemblies:bodies")
A_PAGE = 25


@require_safe
@requires(Right.READ_BODIES)
def bodies(request: MemberRequest) -> HttpResponse:
    ours = bodies_open_to(request.acting, Right.READ_BODIES, on=request.today)
    page = Paginator(_wanted(request, ours), A_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    areas = Area.objects.filter(pk__in=ours.order_by().values("area"))
    facts = {
        "page": page,
        "wanted": request.GET.get("q", ""),
        "area": request.GET.get("area", ""),
        "areas": widest_first(areas),
        "which": request.GET.get("mostra", ""),
        "sort": request.GET.get("natura", ""),
        "sorts": BodySort.choices,
        "may_keep": keeps_bodies(request),
        "query": query.urlencode(),
    }
    template = "assemblies/bodies/list.html#list" if request.htmx else "assemblies/bodies/list.html"
    return render(request, template, facts)


@require_safe
@requires(Right.READ_BODIES)
def body_page(request: MemberRequest, key: UUID) -> HttpResponse:
    ours = bodies_open_to(request.acting, Right.READ_BODIES, on=request.today)
    found = ours.select_related("area", "organ", "act__organ", "ended_by__organ")
    body = get_object_or_404(found, key=key)
    on, wrong = day_asked(request)
    kept = bodies_open_to(request.acting, Right.KEEP_BODIES, on=request.today)
    may_keep = kept.filter(pk=body.pk).exists()
    days = {"on": on, "today": request.today}
    sheet = body_sheet(body, acting=request.acting, may_keep=may_keep, **days)
    told = {"body": body, "sheet": sheet, "now": sheet.now, "wrong": wrong}
    return render(request, "assemblies/bodies/body.html", told)


@require_safe
@requires(Right.KEEP_BODIES)
def renewals(request: MemberRequest) -> HttpResponse:
    kept = bodies_open_to(request.acting, Right.KEEP_BODIES, on=request.today)
    in_course = being_designated_in(kept)
    vacant = vacant_in(kept, on=request.today)
    facts = {
        "endings": endings_in(kept, on=request.today),
        "vacant": [(seat, in_course.get(seat.pk)) for seat in vacant],
    }
    return render(request, "assemblies/bodies/renewals.html", facts)


def keeps_bodies(request: MemberRequest) -> bool:
    """Whether the one who acts may found a body somewhere."""
    return Right.KEEP_BODIES in RIGHTS[Role(request.mandate.role)]


def kept_body(request: MemberRequest, key: UUID) -> Body:
    """A body of those that the one who acts keeps."""
    kept = bodies_open_to(request.acting, Right.KEEP_BODIES, on=request.today)
    return get_object_or_404(kept, key=key)


def kept_seat(request: MemberRequest, key: UUID) -> Seat:
    """A component of a body that the one who acts keeps."""
    kept = bodies_open_to(request.acting, Right.KEEP_BODIES, on=request.today)
    seats = Seat.objects.filter(body__in=kept)
    found = seats.select_related("body__area", "body__organ", "office__organisation")
    return get_object_or_404(found.select_related("organisation"), key=key)


def kept_seating(request: MemberRequest, key: UUID) -> Seating:
    """Who sits in a body that the one who acts keeps."""
    kept = bodies_open_to(request.acting, Right.KEEP_BODIES, on=request.today)
    found = Seating.objects.filter(seat__body__in=kept, revoked_on=None)
    return get_object_or_404(found.select_related("seat__body", "person"), key=key)


def acts_to_cite(request: MemberRequest) -> QuerySet[Act]:
    """The acts of one's registers on which something may rest: a draft is not one yet."""
    acts = acts_to_read(request.acting, on=request.today)
    return acts.exclude(stage__in=[ActStage.DRAFT, ActStage.TO_SIGN])


def address_of(body: Body) -> str:
    return reverse("assemblies:body", args=[body.key])


def page_of(
    request: MemberRequest, body: Body, form: forms.Form, *, title: str, button: str, **more: Any
) -> HttpResponse:
    """A form about a body, from its page and back to it."""
    here = address_of(body)
    steps = trail(HERE, (body.name, here), title)
    facts = {"title": title, "button": button, "trail": steps, "back": here}
    return form_page(request, form, **facts | more)


def _wanted(request: MemberRequest, ours: QuerySet[Body]) -> QuerySet[Body]:
    on = request.today
    found = bodies_found(ours, request.GET.get("q", ""))
    which = request.GET.get("mostra", "")
    if which == "cessati":
        found = found.filter(until__lte=on)
    elif which != "tutti":
        found = found.filter(Q(until=None) | Q(until__gt=on))
    if sort := request.GET.get("natura"):
        found = found.filter(sort=sort)
    if area := request.GET.get("area"):
        found = found.filter(area__slug=area)
    return _counted(found, on=on)


def _counted(found: QuerySet[Body], *, on: date) -> QuerySet[Body]:
    """Each with how many components it has on a day, and how many of them nobody holds."""
    every = Seat.objects.filter(in_force(on), body=OuterRef("pk")).order_by()
    alone = vacant_in(found, on=on).filter(body=OuterRef("pk")).order_by()
    told = found.annotate(components=_number_of(every), vacant=_number_of(alone))
    return told.order_by("search", "pk")


def _number_of(seats: QuerySet[Seat]) -> Coalesce:
    counted = seats.values("body").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
