from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.operations import Place, end_mandate, give_mandate
from raccordo.access.queries import (
    acts_to_read,
    areas_where,
    mandates_open_to,
    organisations_where,
    users_open_to,
)
from raccordo.access.rights import Right
from raccordo.accounts.operations import close_account, open_account, write_fiscal_code
from raccordo.parties.models import Organisation
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.entrance.inviting import invite
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.office.forms import CodeForm, EndMandateForm, MandateForm, PersonForm, ReasonForm
from raccordo.web.trails import trail

HERE = (_later("Incarichi"), "office:mandates")
BOTH = require_http_methods(["GET", "POST"])


@require_safe
@requires(Right.GIVE_MANDATES)
def mandates(request: MemberRequest) -> HttpResponse:
    held = mandates_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    current = [m for m in held if _holds(m, request)]
    past = [m for m in held if m not in current]
    ours = users_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    reached = set(ours.values_list("pk", flat=True))
    facts = {"current": current, "past": past, "reached": reached}
    return render(request, "office/mandates.html", facts)


@BOTH
@requires(Right.GIVE_MANDATES)
def give(request: MemberRequest) -> HttpResponse:
    acts = acts_to_read(request.acting, on=request.today)
    initial = {"since": request.today, "holder": request.GET.get("a", "")}
    form = opened(request, MandateForm, places=_places(request), acts=acts, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            mandate = give_mandate(by=request.acting, **form.cleaned_data)
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


@BOTH
@requires(Right.GIVE_MANDATES)
def open_person(request: MemberRequest) -> HttpResponse:
    form = opened(request, PersonForm)
    if form.is_valid():
        with refusals_on(form):
            user = open_account(by=request.acting, **form.cleaned_data)
            invite(user, by=request.acting, at=now())
            said = _("Utenza aperta. %s riceve un messaggio per scegliere la password.") % user
            return saved(request, said, f"{reverse('office:mandate_give')}?a={user.email}")
    title = _("Apri un'utenza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Apri l'utenza"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
    )


@BOTH
@requires(Right.GIVE_MANDATES)
def person_code(request: MemberRequest, key: UUID) -> HttpResponse:
    ours = users_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    user = get_object_or_404(ours, key=key)
    form = opened(request, CodeForm, initial={"fiscal_code": user.fiscal_code})
    if form.is_valid():
        with refusals_on(form):
            write_fiscal_code(user, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il codice fiscale è registrato."), reverse("office:mandates"))
    title = _("Codice fiscale per SPID e CIE")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
        lead=str(user),
        keeps_draft=False,
    )


@BOTH
@requires(Right.GIVE_MANDATES)
def close_person(request: MemberRequest, key: UUID) -> HttpResponse:
    ours = users_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    user = get_object_or_404(ours, key=key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            close_account(user, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'utenza è chiusa."), reverse("office:mandates"))
    title = _("Chiudi l'utenza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Chiudi l'utenza"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
        lead=_("%s non potrà più entrare. Quello che ha fatto resta firmato.") % user,
    )


def _holds(mandate: object, request: MemberRequest) -> bool:
    until = getattr(mandate, "until", None)
    revoked = getattr(mandate, "revoked_on", None)
    return (until is None or until > request.today) and revoked is None


def _places(request: MemberRequest) -> dict[str, Place]:
    """Where the one who acts may give mandates: her own place, the ambiti, zones and bodies."""
    areas = areas_where(request.acting, Right.GIVE_MANDATES, on=request.today)
    inside = areas.filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE])
    towns = areas.filter(memberships__whole__in=inside.values("pk")).distinct()
    places: list[Place] = [request.mandate.place, *inside, *towns]
    bodies = Organisation.objects.filter(area__in=areas).select_related("area")
    places += [*bodies, *organisations_where(request.acting, Right.GIVE_MANDATES, on=request.today)]
    return {str(place.key): place for place in places}
