"""What whoever comes reads of the bodies: public offices, no addresses."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from raccordo.governance.models import Body
from raccordo.governance.queries.bodies import bodies_found
from raccordo.governance.queries.minutes import minutes_published
from raccordo.web.assemblies.bodies.sheet import composition_of
from raccordo.web.door import MemberRequest, open_to_all

A_PAGE, SOME_MINUTES = 50, 12


@require_safe
@open_to_all
def bodies(request: MemberRequest) -> HttpResponse:
    now = Q(until=None) | Q(until__gt=request.today)
    shown = Body.objects.filter(now, public=True).select_related("area")
    wanted = request.GET.get("q", "")[:100]
    page = Paginator(bodies_found(shown, wanted), A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "public/bodies.html", {"page": page, "wanted": wanted})


@require_safe
@open_to_all
def body(request: MemberRequest, slug: str) -> HttpResponse:
    shown = Body.objects.filter(public=True).select_related("area", "organ", "ended_by__organ")
    found = get_object_or_404(shown.select_related("act__organ"), slug=slug)
    minutes = minutes_published().filter(sitting__body=found)
    page = Paginator(minutes, SOME_MINUTES).get_page(request.GET.get("pagina"))
    facts = {"body": found, "now": composition_of(found, on=request.today), "page": page}
    return render(request, "public/body.html", facts)
