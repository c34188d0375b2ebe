"""The pages where the territory is shaped: areas made, named, enlarged; who leaves, who leads."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from raccordo.access.queries import acts_to_read, areas_where
from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.acts.states import ActStage
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.territory.models import Area
from raccordo.territory.operations import (
    create_area,
    delegate,
    end_delegation,
    enlarge_area,
    found_by_act,
    leave,
    rename_area,
)
from raccordo.territory.queries import memberships_in, widest_first
from raccordo.territory.states import MADE_HERE, AreaKind
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.territory.forms import (
    DelegationEndForm,
    DelegationForm,
    EnlargeForm,
    FoundingForm,
    LeavingForm,
    NameForm,
    NewAreaForm,
)
from raccordo.web.trails import trail

HERE = (_later("Territorio"), "territory:overview")
BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.SHAPE_TERRITORY)
def new_area(request: MemberRequest) -> HttpResponse:
    acting, today = request.acting, request.today
    wholes = list(wholes_for(acting, on=today))
    if not wholes:
        raise Refused(
            _(
                "Un ambito o una zona si crea con un incarico per l'ambito o per la Regione: "
                "quello con cui si opera è per «%s»."
            )
            % request.mandate.place
        )
    form = opened(
        request,
        NewAreaForm,
        on=today,
        wholes=wholes_for(acting, on=today),
        within=areas_where(acting, Right.SHAPE_TERRITORY, on=today),
        acts=_acts(request),
    )
    if form.is_valid():
        with refusals_on(form):
            area = create_area(by=acting, **form.cleaned_data)
            return saved(request, _("La creazione di «%s» è registrata.") % area, _address(area))
    only_zones = all(whole.kind == AreaKind.AMBITO for whole in wholes)
    title = _("Nuova zona") if only_zones else _("Nuovo ambito o zona")
    return form_page(
        request,
        form,
        title=title,
        button=_("Crea"),
        trail=trail(HERE, title),
        back=reverse("territory:overview"),
        lead=_("Bastano un nome e l'elenco dei Comuni."),
    )


@BOTH
@requires(Right.SHAPE_TERRITORY)
def enlarge(request: MemberRequest, slug: str) -> HttpResponse:
    area = _shapeable(request, slug)
    # What one shapes reaches what is inside: nobody takes in a municipality that is of others.
    among = areas_where(request.acting, Right.SHAPE_TERRITORY, on=request.today)
    form = opened(request, EnlargeForm, on=request.today, among=among, acts=_acts(request))
    if form.is_valid():
        with refusals_on(form):
            enlarge_area(area, by=request.acting, **form.cleaned_data)
            n = len(form.cleaned_data["municipalities"])
            said = ngettext("%(n)s Comune aggiunto.", "%(n)s Comuni aggiunti.", n) % {"n": n}
            return saved(request, said, _address(area))
    return _page(request, area, form, title=_("Aggiungi dei Comuni"), button=_("Aggiungi"))


@BOTH
@requires(Right.SHAPE_TERRITORY)
def leaving(request: MemberRequest, slug: str) -> HttpResponse:
    area = _shapeable(request, slug)
    inside = memberships_in(area).filter(until=None, part__kind=AreaKind.MUNICIPALITY)
    form = opened(request, LeavingForm, inside=inside, acts=_acts(request))
    if form.is_valid():
        until = form.cleaned_data["last_day"] + timedelta(days=1)
        membership, act = form.cleaned_data["membership"], form.cleaned_data["act"]
        with refusals_on(form):
            leave(membership, until=until, act=act, by=request.acting)
            return saved(request, _("L'uscita è registrata."), _address(area))
    return _page(request, area, form, title=_("Uscita di un Comune"), button=_("Registra"))


@BOTH
@requires(Right.SHAPE_TERRITORY)
def founding_act(request: MemberRequest, slug: str) -> HttpResponse:
    area = _shapeable(request, slug)
    form = opened(request, FoundingForm, acts=_acts(request))
    if form.is_valid():
        with refusals_on(form):
            found_by_act(area, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'atto è registrato."), _address(area))
    return _page(request, area, form, title=_("Atto che l'ha istituita"), button=_("Registra"))


@BOTH
@requires(Right.SHAPE_TERRITORY)
def rename(request: MemberRequest, slug: str) -> HttpResponse:
    area = _shapeable(request, slug)
    form = opened(request, NameForm, acts=_acts(request), initial={"name": area.name})
    if form.is_valid():
        with refusals_on(form):
            area = rename_area(area, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il nuovo nome è registrato."), _address(area))
    return _page(request, area, form, title=_("Cambio di nome"), button=_("Salva"))


@BOTH
@requires(Right.SHAPE_TERRITORY)
def new_delegation(request: MemberRequest, slug: str) -> HttpResponse:
    area = _shapeable(request, slug)
    form = opened(request, DelegationForm, on=request.today, acts=_acts(request))
    if form.is_valid():
        with refusals_on(form):
            delegate(area, by=request.acting, **form.cleaned_data)
            return saved(request, _("La delega è registrata."), _address(area))
    return _page(request, area, form, title=_("Nuova delega"), button=_("Registra"))


@BOTH
@requires(Right.SHAPE_TERRITORY)
def delegation_end(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    area = _shapeable(request, slug)
    delegation = get_object_or_404(area.delegations, key=key)
    form = opened(request, DelegationEndForm, acts=_acts(request))
    if form.is_valid():
        until = form.cleaned_data["last_day"] + timedelta(days=1)
        told = {name: form.cleaned_data[name] for name in ("reason", "act")}
        with refusals_on(form):
            end_delegation(delegation, until=until, by=request.acting, **told)
            return saved(request, _("La fine della delega è registrata."), _address(area))
    title, lead = _("Fine della delega"), str(delegation)
    return _page(request, area, form, title=title, button=_("Registra"), lead=lead)


def shapeable(acting: Acting, *, on: date) -> QuerySet[Area]:
    """The ambiti and the zones that one may shape."""
    return areas_where(acting, Right.SHAPE_TERRITORY, on=on).filter(kind__in=MADE_HERE)


def wholes_for(acting: Acting, *, on: date) -> QuerySet[Area]:
    """The regions and the ambiti in which one may make another area."""
    ours = areas_where(acting, Right.SHAPE_TERRITORY, on=on)
    return widest_first(ours.filter(kind__in=[AreaKind.REGION, AreaKind.AMBITO]))


def _shapeable(request: MemberRequest, slug: str) -> Area:
    return get_object_or_404(shapeable(request.acting, on=request.today), slug=slug)


def _acts(request: MemberRequest) -> QuerySet[Act]:
    """The acts of one's registers on which something may rest: a draft is not one yet."""
    acts = acts_to_read(request.acting, on=request.today)
    return acts.exclude(stage__in=[ActStage.DRAFT, ActStage.TO_SIGN])


def _address(area: Area) -> str:
    return reverse("territory:area", args=[area.slug])


def _page(
    request: MemberRequest, area: Area, form: forms.Form, *, title: str, button: str, lead: str = ""
) -> HttpResponse:
    """A form about an area, that leads back to it."""
    here = _address(area)
    steps = trail(HERE, (area.name, here), title)
    return form_page(request, form, title=title, button=button, trail=steps, back=here, lead=lead)
