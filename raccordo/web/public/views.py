from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.views.decorators.http import require_safe

from raccordo.participation.queries.public import open_in
from raccordo.territory.bundled import manifest
from raccordo.territory.queries import living
from raccordo.territory.states import AreaKind
from raccordo.web.declared import controller, sheets, told_of
from raccordo.web.door import MemberRequest, open_to_all


@require_safe
@open_to_all
def home(request: MemberRequest) -> HttpResponse:
    areas = living(request.today)
    ambiti = areas.filter(kind=AreaKind.AMBITO).order_by("sort_key", "pk")
    municipalities = areas.filter(kind=AreaKind.MUNICIPALITY).count()
    counted = number_format(municipalities, force_grouping=True)
    facts = {"ambiti": ambiti, "municipalities": counted, "open": open_in(on=request.today)}
    return render(request, "public/home.html", facts)


@require_safe
@open_to_all
def accessibility(request: MemberRequest) -> HttpResponse:
    return render(request, "public/accessibility.html")


@require_safe
@open_to_all
def sources(request: MemberRequest) -> HttpResponse:
    return render(request, "public/sources.html", {"datasets": manifest()})


@require_safe
@open_to_all
def privacy(request: MemberRequest) -> HttpResponse:
    told = [(sheet.processing, told_of(sheet)) for sheet in sheets()]
    return render(request, "public/privacy.html", {"controller": controller(), "told": told})
