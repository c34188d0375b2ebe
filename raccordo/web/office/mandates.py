from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.models import Mandate
from raccordo.access.operations import Place, end_mandate, give_mandate
from raccordo.access.queries import (
    acts_that_appoint,
    areas_where,
    ended_by,
    mandates_found,
    mandates_open_to,
    organisations_where,
    users_open_to,
    users_without_mandate,
)
from raccordo.access.rights import ENDED_ABOVE, Right, Role, roles_given_by
from raccordo.parties.models import Organisation
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.office.forms import EndMandateForm, MandateForm
from raccordo.web.trails import trail

HERE = (_later("Incarichi"), "office:mandates")
BOTH = require_http_methods(["GET", "POST"])
A_PAGE = 50


@require_safe
@requires(Right.GIVE_MANDATES)
def mandates(request: MemberRequest) -> HttpResponse:
    wanted, ended = request.GET.get("q", "")[:100], request.GET.get("mostra") == "cessati"
    page = Paginator(_listed(request, wanted, ended=ended), A_PAGE).get_page(
        request.GET.get("pagina")
    )
    ours = users_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    here = ours.filter(pk__in=[mandate.holder_id for mandate in page])
    query = request.GET.copy()
    query.pop("pagina", None)
    administers = request.acting.role == Role.ADMINISTRATOR
    waiting = users_without_mandate(request.acting, Right.GIVE_MANDATES, on=request.today)
    facts = {
        "page": page,
        "waiting": waiting.filter(is_active=True).count(),
        "wanted": wanted,
        "ended": ended,
        "query": query.urlencode(),
        "reached": set(here.values_list("pk", flat=True)),
        "administers": administers,
        "kept": () if administers else ENDED_ABOVE,
    }
    return render(request, "office/mandates.html", facts)


def _listed(request: MemberRequest, wanted: str, *, ended: bool) -> QuerySet[Mandate]:
    """The mandates one follows: those that hold or are to come, or else those that have ended."""
    ours = mandates_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    found = mandates_found(ours, wanted)
    if ended:
        return found.filter(ended_by(request.today)).order_by("-until", "pk")
    names = ("holder__family_name", "holder__given_name", "pk")
    return found.exclude(ended_by(request.today)).order_by(*names)


@BOTH
@requires(Right.GIVE_MANDATES)
def give(request: MemberRequest) -> HttpResponse:
    form = opened(
        request,
        MandateForm,
        places=_places(request),
        roles=roles_given_by(request.acting.role),
        acts=acts_that_appoint(request.acting, on=request.today),
        initial={"since": request.today},
    )
    if chosen := request.GET.get("a"):  # just now, and not when the draft was written
        form.initial["holder"] = chosen
    if form.is_valid():
        with refusals_on(form):
            mandate = give_mandate(by=request.acting, at=now(), **form.cleaned_data)
            said = _("%(holder)s ora è: %(mandate)s.") % {
                "holder": mandate.holder,
                "mandate": mandate,
            }
            return saved(request, said, reverse("office:mandates"))
    title = _("Nuovo incarico")
    return form_page(
        request,
        form,
        title=title,
        button=_("Dai l'incarico"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
        template="office/give.html",
    )


@BOTH
@requires(Right.GIVE_MANDATES)
def end(request: MemberRequest, key: UUID) -> HttpResponse:
    ours = mandates_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    mandate = get_object_or_404(ours, key=key)
    form = opened(request, EndMandateForm, initial={"until": request.today})
    if form.is_valid():
        with refusals_on(form):
            end_mandate(mandate, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'incarico è cessato."), reverse("office:mandates"))
    title = _("Fai cessare l'incarico")
    return form_page(
        request,
        form,
        title=title,
        button=_("Fai cessare"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
        lead=f"{mandate.holder}: {mandate}",
    )


def _places(request: MemberRequest) -> dict[str, Place]:
    """Where the one who acts may give mandates: her own place, the ambiti, zones and bodies."""
    areas = areas_where(request.acting, Right.GIVE_MANDATES, on=request.today)
    inside = areas.filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE])
    towns = areas.filter(memberships__whole__in=inside.values("pk")).distinct()
    places: list[Place] = [request.mandate.place, *inside, *towns]
    bodies = Organisation.objects.filter(area__in=areas).select_related("area")
    places += [*bodies, *organisations_where(request.acting, Right.GIVE_MANDATES, on=request.today)]
    return {str(place.key): place for place in places}
