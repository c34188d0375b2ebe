"""The bodies to involve: they have a part in the plan, and never came nor acted."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.documents.sheets import write_xlsx
from raccordo.participation.queries.involving import to_involve
from raccordo.parties.models import Organisation, Stake
from raccordo.parties.queries.mapping import THEMES
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.network.coverage import MOST_TOWNS, whole_asked, wholes_seen
from raccordo.web.network.views import HERE
from raccordo.web.trails import trail

A_PAGE = 25
TITLE = _later("Soggetti da coinvolgere")


@require_safe
@requires(Right.READ_VOICES)
def involve(request: MemberRequest) -> HttpResponse:
    places, themes = list(wholes_seen(request)), list(terms_of(THEMES, on=request.today))
    area = whole_asked(request, places)
    towns = _towns(request, area)
    theme, town = _asked(request, themes, towns)
    found = _found(request, area, theme, town)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    facts: dict[str, Any] = {
        "title": TITLE,
        "trail": trail(HERE, TITLE),
        "area": area,
        "places": places,
        "theme": theme,
        "themes": themes,
        "town": town,
        "towns": towns,
        "page": page,
        "rows": [(body, _parts(body)) for body in page.object_list],
        "query": query.urlencode(),
    }
    return render(request, "network/involve.html", facts)


@require_safe
@requires(Right.READ_VOICES)
def involve_table(request: MemberRequest) -> HttpResponse:
    heading = [_("Denominazione"), _("Tipo"), _("Territorio"), _("Ruoli previsti")]
    heading += [_("PEC"), _("E-mail"), _("Telefono")]
    area = whole_asked(request, list(wholes_seen(request)))
    towns, themes = _towns(request, area), list(terms_of(THEMES, on=request.today))
    found = _found(request, area, *_asked(request, themes, towns))
    rows = (
        (
            body.name,
            str(body.get_kind_display()),
            body.area.name if body.area else "",
            "; ".join(f"{role}: {themes}" for role, themes in _parts(body)),
            body.pec,
            body.email,
            body.phone,
        )
        for body in found
    )
    return attached(write_xlsx(str(TITLE), heading, rows), "soggetti-da-coinvolgere.xlsx")


def _found(
    request: MemberRequest, area: Area | None, theme: Term | None, town: Area | None
) -> QuerySet[Organisation]:
    if area is None:
        return Organisation.objects.none()
    return to_involve(area, theme=theme.code if theme else "", town=town, on=request.today)


def _towns(request: MemberRequest, area: Area | None) -> list[Area]:
    """The municipalities among which one chooses; of a very wide area, none."""
    towns = list(municipalities_of(area, on=request.today)[: MOST_TOWNS + 1]) if area else []
    return towns if len(towns) <= MOST_TOWNS else []


def _asked(
    request: MemberRequest, themes: list[Term], towns: list[Area]
) -> tuple[Term | None, Area | None]:
    """Of which theme and of which municipality the address asks, if they are among the choices."""
    theme = next((one for one in themes if one.code == request.GET.get("tema")), None)
    return theme, next((one for one in towns if one.slug == request.GET.get("comune")), None)


def _parts(body: Organisation) -> list[tuple[str, str]]:
    """The parts that are foreseen for a body, one line for each, with its themes."""
    told: dict[str, dict[str, None]] = {}
    stakes: list[Stake] = body.parts  # type: ignore[attr-defined]
    for stake in stakes:
        theme = str(stake.group or _("in tutti i temi"))
        told.setdefault(str(stake.get_role_display()), {})[theme] = None
    return [(role, ", ".join(themes)) for role, themes in told.items()]
