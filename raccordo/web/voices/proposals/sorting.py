"""What the office does of a proposal before it is discussed: classify, admit, join, part."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.participation.importing.comparing import GROUPS, KINDS
from raccordo.participation.models import Author, Contribution
from raccordo.participation.operations.sorting import (
    admit,
    merge,
    recognise_body,
    sort_contribution,
    unmerge,
)
from raccordo.participation.queries.contributions import contributions_open_to
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.voices.proposals.forms import AboutForm, BodyForm, MergeForm
from raccordo.web.voices.proposals.sheet import address_of, kept, path_to

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_VOICES)
def classify(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    first: dict[str, Any] = {"title": one.title, "sort": one.sort}
    first |= {"group": one.group and one.group.key, "kind": one.kind and one.kind.key}
    first["towns"] = [town.key for town in one.towns.all()]
    form = opened(request, AboutForm, about=about(request, one.area, one), initial=first)
    if form.is_valid():
        with refusals_on(form):
            sort_contribution(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("La classificazione è aggiornata."), address_of(one))
    lead = _("Il testo resta come è stato scritto.")
    return step_page(request, one, form, _("Classifica"), button=_("Salva"), lead=lead)


@BOTH
@requires(Right.KEEP_VOICES)
def recognise(request: MemberRequest, key: UUID) -> HttpResponse:
    """Who wrote from the site told the name of a body: the office says which one it is."""
    one = kept(request, key)
    told = Author.objects.filter(contribution=one).values_list("group_name", flat=True).first()
    bodies = Organisation.objects.filter(closed_on=None).order_by("search", "pk")
    first = {"organisation": one.organisation or bodies.filter(name__iexact=told or "").first()}
    form = opened(request, BodyForm, bodies=bodies, initial=first)
    if form.is_valid():
        with refusals_on(form):
            recognise_body(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'ente è riconosciuto."), address_of(one))
    lead = _("Chi ha scritto ha indicato: «%s».") % told if told else ""
    return step_page(request, one, form, _("Quale ente è"), button=_("Salva"), lead=lead)


@require_POST
@requires(Right.KEEP_VOICES)
def accept(request: MemberRequest, key: UUID) -> HttpResponse:
    one = admit(kept(request, key), by=request.acting)
    said = _("%s è ammissibile: da ora il testo si legge anche nel sito.") % one
    return saved(request, said, address_of(one))


@BOTH
@requires(Right.KEEP_VOICES)
def join(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept(request, key)
    open_ = contributions_open_to(request.acting, Right.KEEP_VOICES, on=request.today)
    form = opened(request, MergeForm, among=open_.filter(area=one.area))
    if form.is_valid():
        with refusals_on(form):
            into = form.cleaned_data["into"]
            facts: dict[str, Any] = {"on": request.today, "at": now(), "house": settings.ADDRESS}
            merge(one, into=into, by=request.acting, **facts)
            said = _("%(one)s ora segue la risposta di %(other)s.")
            return saved(request, said % {"one": one, "other": into}, address_of(one))
    lead = _("Seguirà la risposta dell'altra; il suo numero resta.")
    return step_page(request, one, form, _("Unisci a un'altra"), button=_("Unisci"), lead=lead)


@require_POST
@requires(Right.KEEP_VOICES)
def part(request: MemberRequest, key: UUID) -> HttpResponse:
    one = unmerge(kept(request, key), by=request.acting)
    return saved(request, _("%s ora aspetta una risposta propria.") % one, address_of(one))


def about(request: MemberRequest, area: Area, one: Contribution | None = None) -> dict[str, Any]:
    """What a proposal may be about; what it was about stays among the choices."""
    inside = municipalities_of(area, on=request.today).order_by().values("pk")
    towns = Area.objects.filter(pk__in=inside)
    if one:
        towns |= Area.objects.filter(pk__in=one.towns.order_by().values("pk"))
    return {
        "group": _terms(GROUPS, one.group if one else None, on=request.today),
        "kind": _terms(KINDS, one.kind if one else None, on=request.today),
        "towns": towns.order_by("sort_key", "pk"),
    }


def _terms(code: str, own: Term | None, *, on: date) -> QuerySet[Term]:
    """The terms of today, and the one that was chosen then if it is no longer among them."""
    today = terms_of(code, on=on).order_by().values("pk")
    found = Term.objects.filter(Q(pk__in=today) | Q(pk=own.pk if own else 0))
    return found.select_related("parent").order_by("catalogue", "position")


def step_page(
    request: MemberRequest, one: Contribution, form: Any, title: str, *, button: str, **more: Any
) -> HttpResponse:
    """A step of a proposal that asks something."""
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=path_to(one, title),
        back=address_of(one),
        template="voices/proposals/step.html",
        one=one,
        **more,
    )
