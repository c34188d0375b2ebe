"""The social profile: the page, a page for each indicator, and the same as files and pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from raccordo.documents.charts import png_of, signed
from raccordo.documents.sheets import write_csv
from raccordo.governance.queries.requests import citation_of, collected_about
from raccordo.observatory import maps, pictures
from raccordo.observatory.exports import as_json, as_rows, heading
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.queries import Profile, population_days
from raccordo.observatory.trends import trend_of
from raccordo.observatory.workbook import as_book
from raccordo.territory.models import Area
from raccordo.territory.named import as_written
from raccordo.territory.queries import area_at
from raccordo.web.door import MemberRequest, open_to_all
from raccordo.web.files import attached
from raccordo.web.territory.asked import (
    Asked,
    asked_list,
    asked_profile,
    towns_form,
)
from raccordo.web.territory.forms import TownsForm
from raccordo.web.territory.papers import paper_file
from raccordo.web.territory.profile_sheet import indicator_sheet, profile_sheet, told_with

DRAWN: dict[str, Callable[[Profile, str], str]] = {
    "piramide": lambda profile, _code: pictures.pyramid(profile),
    "eta": lambda profile, _code: pictures.structure(profile),
    "mappa": maps.choropleth,
    "confronto": pictures.dots,
    "andamento": lambda profile, code: _over_time(profile, code),
}
OF_AN_INDICATOR = ("mappa", "confronto", "andamento")
OF_A_PROFILE = ("piramide", "eta", "mappa", "confronto")


@require_safe
@open_to_all
def profile(request: MemberRequest, slug: str) -> HttpResponse:
    area = area_at(slug)
    if area and area.slug != slug:
        return redirect(_moved(request, area), permanent=True)
    return _page(request, asked_profile(request, slug))


@require_safe
@open_to_all
def list_profile(request: MemberRequest) -> HttpResponse:
    form = towns_form(request)
    valid = form.is_valid()
    if whole := form.whole:
        return redirect(reverse("territory:profile", args=[whole.slug]) + _day_of(request))
    if not valid:
        return render(request, "territory/list_profile.html", {"form": form})
    if "cambia" in request.GET:
        names = "\n".join(as_written(form.cleaned_data["comuni"], on=form.on))
        written = {"comuni": names, "nome": form.cleaned_data["nome"]}
        form = TownsForm(initial=written, on=form.on, today=form.today)
        return render(request, "territory/list_profile.html", {"form": form})
    return _page(request, asked_list(request, form))


@require_safe
@open_to_all
def indicator(request: MemberRequest, code: str, slug: str = "") -> HttpResponse:
    if code not in BY_CODE:
        raise Http404
    asked = asked_profile(request, slug)
    trend = trend_of(asked.profile, BY_CODE[code])
    by_value = request.GET.get("ordine") == "valore"
    sheet = indicator_sheet(asked.profile, BY_CODE[code], trend, by_value=by_value)
    drawn = {name: _safe(DRAWN[name](asked.profile, code)) for name in OF_AN_INDICATOR}
    facts = {"asked": asked, "sheet": sheet, "by_value": by_value}
    return render(request, "territory/indicator.html", facts | drawn)


@require_safe
@open_to_all
def profile_file(request: MemberRequest, ending: str, slug: str = "") -> HttpResponseBase:
    if ending not in {"pdf", "json", "csv", "xlsx"}:
        raise Http404
    asked = asked_profile(request, slug)
    if asked.wrong_day:  # a file has nowhere to say that it is of another day
        raise Http404
    if ending == "pdf":
        return paper_file(asked)
    match ending:
        case "json":
            content = as_json(asked.profile).encode()
        case "csv":
            content = write_csv(heading(), as_rows(asked.profile))
        case _:
            content = as_book(asked.profile)
    return attached(content, f"{asked.file_name}.{ending}")


@require_safe
@open_to_all
def picture(
    request: MemberRequest, name: str, code: str, ending: str, slug: str = ""
) -> HttpResponseBase:
    if name not in DRAWN or code not in BY_CODE or ending not in {"svg", "png"}:
        raise Http404
    asked = asked_profile(request, slug)
    if asked.wrong_day:
        raise Http404
    svg = DRAWN[name](asked.profile, code)
    if not svg:
        raise Http404
    svg = signed(svg, **told_with(asked.profile, name, BY_CODE[code]))
    content = svg.encode() if ending == "svg" else png_of(svg)
    return attached(content, f"{asked.file_name}-{name}-{code}.{ending}")


def _moved(request: MemberRequest, area: Area) -> str:
    asked = request.META.get("QUERY_STRING", "")
    return reverse("territory:profile", args=[area.slug]) + (f"?{asked}" if asked else "")


def _day_of(request: MemberRequest) -> str:
    day = request.GET.get("al")
    return f"?{urlencode({'al': day})}" if day else ""


def _page(request: MemberRequest, asked: Asked) -> HttpResponse:
    days = sorted({request.today, asked.profile.on} | population_days(), reverse=True)
    facts: dict[str, Any] = {"asked": asked, "sheet": profile_sheet(asked.profile), "days": days}
    area = asked.profile.place.area
    facts["collected"] = [(one, citation_of(one)) for one in collected_about(area)] if area else []
    drawn = {name: _safe(DRAWN[name](asked.profile, "D04")) for name in OF_A_PROFILE}
    return render(request, "territory/profile.html", facts | drawn)


def _over_time(profile: Profile, code: str) -> str:
    trend = trend_of(profile, BY_CODE[code])
    return pictures.course(profile, trend, BY_CODE[code]) if trend else ""


def _safe(svg: str) -> SafeString:
    # Pictures come from our own specification: names in them are escaped by who draws them.
    return mark_safe(svg)
