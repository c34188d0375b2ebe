from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.queries import acting_through
from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.participation.queries.public import open_in
from raccordo.territory.models import Area
from raccordo.territory.queries import (
    area_at,
    called_on,
    living,
    municipalities_of,
    provinces_on,
    widest_first,
)
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, open_to_all
from raccordo.web.files import attached
from raccordo.web.surroundings import mandate_around
from raccordo.web.territory.asked import day_asked
from raccordo.web.territory.shaping import shapeable, wholes_for
from raccordo.web.territory.sheet import area_sheet


@require_safe
@open_to_all
def overview(request: MemberRequest) -> HttpResponse:
    areas = living(request.today)
    facts = {
        "country": areas.filter(kind=AreaKind.COUNTRY).first(),
        "regions": areas.filter(kind=AreaKind.REGION).order_by("sort_key", "pk"),
        "ours": widest_first(areas.filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE])),
        "may_make": _may_make(request),
    }
    return render(request, "territory/overview.html", facts)


@require_safe
@open_to_all
def area_page(request: MemberRequest, slug: str) -> HttpResponse:
    area = area_at(slug)
    if area is None:
        raise Http404
    if area.slug != slug:
        return redirect("territory:area", area.slug, permanent=True)
    on, wrong = day_asked(request)
    mandate = mandate_around(request)
    acting = acting_through(mandate) if mandate else None
    ours = shapeable(acting, on=request.today) if acting else Area.objects.none()
    may_shape = ours.filter(pk=area.pk).exists()
    sheet = area_sheet(area, on=on, today=request.today, may_shape=may_shape, acting=acting)
    # One's own area holds nothing more to take in; one inside it does.
    may_enlarge = may_shape and mandate is not None and mandate.area != area
    facts = {"sheet": sheet, "area": area, "wrong": wrong, "may_enlarge": may_enlarge}
    facts["consultations"] = open_in(
        [area.pk, *(one.area.pk for one in sheet.around)], on=request.today
    )
    return render(request, "territory/area.html", facts)


@require_safe
@open_to_all
def members_table(request: MemberRequest, slug: str) -> HttpResponse:
    area = area_at(slug)
    if area is None:
        raise Http404
    on, _wrong = day_asked(request)
    rows = _rows(area, on=on)
    heading = [_("Codice ISTAT"), _("Comune"), _("Provincia"), _("Codice catastale")]
    name = f"{area.slug}-comuni-{on.isoformat()}"
    if request.GET.get("formato") == "csv":
        return attached(write_csv(heading, rows), f"{name}.csv")
    return attached(write_xlsx(_("Comuni"), heading, rows), f"{name}.xlsx")


def _may_make(request: MemberRequest) -> bool:
    mandate = mandate_around(request)
    return bool(mandate and wholes_for(acting_through(mandate), on=request.today).exists())


def _rows(area: Area, *, on: date) -> list[tuple[str, str, str, str]]:
    """The municipalities as they were called on a day, with their code and province of then."""
    towns = list(municipalities_of(area, on=on))
    told, provinces = called_on(towns, on=on), provinces_on(towns, on=on)
    return [
        (
            told[town.pk].istat_code if town.pk in told else town.istat_code,
            told[town.pk].name if town.pk in told else town.name,
            provinces.get(town.pk, town.sigla),
            town.belfiore_code,
        )
        for town in towns
    ]
