from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.views.decorators.http import require_safe

from raccordo.participation.models import Consultation
from raccordo.participation.queries.public import public_consultations, receiving
from raccordo.territory.bundled import manifest
from raccordo.territory.queries import living
from raccordo.territory.states import AreaKind
from raccordo.web.declared import controller, sheets, told_of
from raccordo.web.door import MemberRequest, open_to_all

LOOKED_AT, AT_HOME = 20, 3


@require_safe
@open_to_all
def home(request: MemberRequest) -> HttpResponse:
    areas = living(request.today)
    ambiti = areas.filter(kind=AreaKind.AMBITO).order_by("sort_key", "pk")
    municipalities = areas.filter(kind=AreaKind.MUNICIPALITY).count()
    counted = number_format(municipalities, force_grouping=True)
    facts = {"ambiti": ambiti, "municipalities": counted, "open": _open(request)}
    return render(request, "public/home.html", facts)


def _open(request: MemberRequest) -> list[Consultation]:
    """Some of the consultations in which one may write today."""
    latest = public_consultations()[:LOOKED_AT]
    return [one for one in latest if receiving(one, on=request.today)][:AT_HOME]


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
