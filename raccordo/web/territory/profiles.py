"""The social profile: the page, a page for each indicator, and the same as files and pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.documents.charts import png_of
from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.foundation.tables import day_in
from raccordo.observatory import pictures
from raccordo.observatory.exports import HEADING, as_json, as_rows
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.queries import Profile, profile_of, profile_of_towns
from raccordo.territory.queries import area_at
from raccordo.web.door import MemberRequest, open_to_all
from raccordo.web.territory.forms import TownsForm
from raccordo.web.territory.profile_sheet import indicator_sheet, profile_sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DRAWN: dict[str, Callable[[Profile, str], str]] = {
    "piramide": lambda profile, _code: pictures.pyramid(profile),
    "eta": lambda profile, _code: pictures.structure(profile),
    "mappa": pictures.choropleth,
    "confronto": pictures.dots,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The profile that an address asks for, and the addresses of all that belongs to it."""

    profile: Profile
    slug: str
    query: str
    wrong_day: str = ""

    @property
    def here(self) -> str:
        """The address of the page, without what follows: its files and pictures begin so."""
        page = ("profile", [self.slug]) if self.slug else ("list_profile", [])
        return reverse(f"territory:{page[0]}", args=page[1]).rstrip("/")

    @property
    def suffix(self) -> str:
        """The day and the municipalities, to be carried along."""
        return f"?{self.query}" if self.query else ""


@require_safe
@open_to_all
def profile(request: MemberRequest, slug: str) -> HttpResponse:
    area = area_at(slug)
    if area and area.slug != slug:
        return redirect("territory:profile", area.slug, permanent=True)
    return _page(request, _asked(request, slug))


@require_safe
@open_to_all
def list_profile(request: MemberRequest) -> HttpResponse:
    form = TownsForm(request.GET or None, on=request.today)
    if not form.is_valid():
        return render(request, "territory/list_profile.html", {"form": form})
    return _page(request, _asked(request, ""))


@require_safe
@open_to_all
def indicator(request: MemberRequest, code: str, slug: str = "") -> HttpResponse:
    if code not in BY_CODE:
        raise Http404
    asked = _asked(request, slug)
    sheet = indicator_sheet(asked.profile, BY_CODE[code])
    drawn = {name: _safe(DRAWN[name](asked.profile, code)) for name in ("mappa", "confronto")}
    return render(request, "territory/indicator.html", {"asked": asked, "sheet": sheet} | drawn)


@require_safe
@open_to_all
def profile_file(request: MemberRequest, ending: str, slug: str = "") -> HttpResponse:
    asked = _asked(request, slug)
    match ending:
        case "json":
            content, kind = as_json(asked.profile).encode(), "application/json"
        case "csv":
            content, kind = write_csv(HEADING, as_rows(asked.profile)), "text/csv; charset=utf-8"
        case "xlsx":
            title = _("Profilo sociale")
            content, kind = write_xlsx(title, HEADING, as_rows(asked.profile)), XLSX
        case _:
            raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{_name(asked)}.{ending}"'
    return response


@require_safe
@open_to_all
def picture(
    request: MemberRequest, name: str, code: str, ending: str, slug: str = ""
) -> HttpResponseBase:
    if name not in DRAWN or code not in BY_CODE:
        raise Http404
    asked = _asked(request, slug)
    svg = DRAWN[name](asked.profile, code)
    if not svg:
        raise Http404
    content, kind = (
        (svg.encode(), "image/svg+xml") if ending == "svg" else (png_of(svg), "image/png")
    )
    response = HttpResponse(content, content_type=kind)
    wanted = f"{_name(asked)}-{name}-{code}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{wanted}"'
    return response


def _page(request: MemberRequest, asked: Asked) -> HttpResponse:
    facts: dict[str, Any] = {"asked": asked, "sheet": profile_sheet(asked.profile)}
    drawn = {name: _safe(make(asked.profile, "D04")) for name, make in DRAWN.items()}
    return render(request, "territory/profile.html", facts | drawn)


def _asked(request: MemberRequest, slug: str) -> Asked:
    on, wrong = _day(request)
    query = {"al": on.isoformat()} if on != request.today else {}
    if slug:
        area = area_at(slug)
        if area is None:
            raise Http404
        return Asked(profile_of(area, on=on), area.slug, urlencode(query), wrong)
    form = TownsForm(request.GET, on=on)
    if not form.is_valid():
        raise Http404
    towns, name = form.cleaned_data["comuni"], form.cleaned_data["nome"]
    query |= {"comuni": ",".join(town.istat_code for town in towns)} | (
        {"nome": name} if name else {}
    )
    made = profile_of_towns(towns, name=name or _("Comuni scelti"), on=on)
    return Asked(made, "", urlencode(query), wrong)


def _day(request: MemberRequest) -> tuple[date, str]:
    asked = request.GET.get("al", "").strip()
    day = day_in(asked) if asked else request.today
    return (day, "") if day else (request.today, asked)


def _name(asked: Asked) -> str:
    return f"profilo-{asked.slug or 'comuni'}-{asked.profile.on.isoformat()}"


def _safe(svg: str) -> SafeString:
    # Pictures come from our own specification: names in them are escaped by who draws them.
    return mark_safe(svg)
