"""The bodies of the territory: which there are, and what is known of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.queries import organisations_kept, territory_kept
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.documents.sheets import write_xlsx
from raccordo.parties.models import CardChange, Office, Organisation
from raccordo.parties.queries import organisations_found, seats_to_confirm, with_holders
from raccordo.parties.queries.mapping import (
    THEMES,
    holding_a_part,
    to_confirm,
    working_for,
)
from raccordo.parties.states import CardState, OrganisationKind, StakeRole
from raccordo.territory.models import Area
from raccordo.territory.queries import area_at, areas_within, widest_first
from raccordo.territory.states import AreaKind
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.network.sheet import organisation_sheet
from raccordo.web.trails import trail

HERE = (_later("Soggetti del territorio"), "network:organisations")
A_PAGE = 25
WIDE = {AreaKind.COUNTRY, AreaKind.REGION, AreaKind.PROVINCE}


@require_safe
@requires(Right.READ_PARTIES)
def organisations(request: MemberRequest) -> HttpResponse:
    inside = _inside(request)
    areas = places_in(request, inside)
    found = with_holders(_wanted(request, areas), on=request.today)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    facts: dict[str, Any] = {
        "page": page,
        "wanted": request.GET.get("q", "")[:100],
        "kind": request.GET.get("tipo", ""),
        "kinds": OrganisationKind.choices,
        "place": request.GET.get("dove", ""),
        "places": areas,
        "closed": request.GET.get("mostra") == "cessati",
        "themes": list(terms_of(THEMES, on=request.today)),
        "theme": request.GET.get("tema", ""),
        "roles": StakeRole.choices,
        "role": request.GET.get("ruolo", ""),
        "query": query.urlencode(),
        "may_keep": may_keep(request),
        **dict.fromkeys(("to_confirm", "stale", "asked"), 0),
    }
    if facts["may_keep"] and not request.htmx:
        facts |= _to_see_to(request, inside)
    template = "network/organisations.html"
    return render(request, f"{template}#list" if request.htmx else template, facts)


@require_safe
@requires(Right.READ_PARTIES)
def organisations_table(request: MemberRequest) -> HttpResponse:
    heading = [_("Denominazione"), _("Tipo"), _("Territorio"), _("In carica"), _("Codice fiscale")]
    heading += [_("Codice IPA"), _("PEC"), _("E-mail"), _("Telefono"), _("Indirizzo"), _("Sito")]
    heading += [_("Sezione del RUNTS"), _("Repertorio RUNTS"), _("Volontari")]
    heading += [_("Personale retribuito"), _("Posti disponibili nei servizi"), _("Confermata")]
    areas = places_in(request, _inside(request))
    found = with_holders(_wanted(request, areas), on=request.today)
    rows = (
        (
            body.name,
            str(body.get_kind_display()),
            body.area.name if body.area else "",
            "; ".join(map(_held, body.offices.all())),
            body.tax_code,
            body.ipa_code,
            body.pec,
            body.email,
            body.phone,
            body.address,
            body.website,
            str(body.get_runts_section_display()),
            body.runts_number,
            body.volunteers,
            body.staff,
            body.places,
            body.confirmed_on,
        )
        for body in found
    )
    return attached(write_xlsx(_("Soggetti"), heading, rows), "soggetti.xlsx")


@require_safe
@requires(Right.READ_PARTIES)
def organisation(request: MemberRequest, key: UUID) -> HttpResponse:
    body = get_object_or_404(Organisation.objects.select_related("area"), key=key)
    sheet = organisation_sheet(body, acting=request.acting, on=request.today)
    facts = {"body": body, "sheet": sheet, "trail": trail(HERE, body.name)}
    return render(request, "network/organisation.html", facts)


def kept(request: MemberRequest, key: UUID) -> Organisation:
    """A body that the one who acts may change."""
    bodies = organisations_kept(request.acting, on=request.today)
    return get_object_or_404(bodies, key=key)


def kept_territory(request: MemberRequest) -> QuerySet[Area]:
    """The areas whose bodies the one who acts keeps; who keeps none finds no page."""
    within = territory_kept(request.acting, on=request.today)
    if within is None:
        raise Http404
    return within


def may_keep(request: MemberRequest) -> bool:
    """Whether the one who acts keeps bodies at all."""
    return Right.KEEP_PARTIES in RIGHTS[Role(request.mandate.role)] and bool(request.mandate.area)


def places_in(request: MemberRequest, inside: QuerySet[Area]) -> list[Area]:
    """Where one may look: the own area and those inside; of a wide one, no single town."""
    wide = request.mandate.area and request.mandate.area.kind in WIDE
    shown = inside.exclude(kind=AreaKind.MUNICIPALITY) if wide else inside
    return list(widest_first(shown))


def _inside(request: MemberRequest) -> QuerySet[Area]:
    own = request.mandate.area
    return areas_within(own, on=request.today).order_by() if own else Area.objects.none()


def address_of(body: Organisation) -> str:
    return reverse("network:organisation", args=[body.key])


def _to_see_to(request: MemberRequest, inside: QuerySet[Area]) -> dict[str, int]:
    """How many seats, cards and corrections wait for who keeps the bodies."""
    seats = seats_to_confirm(on=request.today)
    ours = organisations_kept(request.acting, on=request.today).order_by()
    asked = CardChange.objects.filter(organisation__in=ours.values("pk"), state=CardState.PROPOSED)
    return {
        "to_confirm": seats.filter(office__organisation__area__in=inside).count(),
        "stale": ours.filter(to_confirm(request.today)).count(),
        "asked": asked.count(),
    }


def _wanted(request: MemberRequest, areas: list[Area]) -> QuerySet[Organisation]:
    where = request.GET.get("dove", "")
    place = next((area for area in areas if area.slug == where), None)
    if place is None and request.GET.get("tema"):
        place = area_at(where)
    kind, role = request.GET.get("tipo", ""), request.GET.get("ruolo", "")
    theme, on = request.GET.get("tema", "")[:40], request.today
    # Of a theme one asks who works in a place, otherwise who is of it.
    of_place = place if place and not theme else None
    found = organisations_found(
        request.GET.get("q", "")[:100],
        kind=kind if kind in OrganisationKind.values else "",
        within=areas_within(of_place, on=on) if of_place else None,
        closed=request.GET.get("mostra") == "cessati",
    )
    if role in StakeRole.values:
        found = holding_a_part(found, role=role, theme=theme, on=on)
    return working_for(found, theme=theme, town=place, on=on) if theme else found


def _held(office: Office) -> str:
    present = [str(holding.holder) for holding in office.present]  # type: ignore[attr-defined]
    return f"{office.title}: {', '.join(present) or '–'}"
