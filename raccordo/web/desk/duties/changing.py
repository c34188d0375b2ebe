"""The page of something due, and what one does with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.queries import acts_to_read, areas_where
from raccordo.access.rights import Right
from raccordo.foundation.keys import key_of
from raccordo.governance.models import Duty
from raccordo.governance.operations.duties import (
    add_activity,
    assign_duty,
    change_duty,
    drop_duty,
    fulfil_duty,
    reopen_duty,
)
from raccordo.governance.queries.bodies import bodies_open_to, sittings_open_to
from raccordo.governance.queries.duties import (
    absences_on,
    colleagues_of,
    duties_open_to,
    duties_to_fulfil,
    newer_rule,
    owners_for,
)
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind
from raccordo.web.desk.duties.forms import (
    AddForm,
    ChangeForm,
    FulfilForm,
    OwnedForm,
    ReasonForm,
)
from raccordo.web.desk.duties.listing import HERE
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import download
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import Trail, trail

BOTH = require_http_methods(["GET", "POST"])
PLANNED = [AreaKind.PROVINCE, AreaKind.AMBITO, AreaKind.ZONE, AreaKind.MUNICIPALITY]


@require_safe
@requires(Right.READ_DUTIES)
def duty_page(request: MemberRequest, key: UUID) -> HttpResponse:
    duty = get_object_or_404(_full(_open(request)), key=key)
    may_keep = _kept(request).filter(pk=duty.pk).exists()
    away = absences_on([duty.owner_id], on=request.today).first() if duty.owner_id else None
    facts = {
        "duty": duty,
        "trail": trail(HERE, duty.title),
        "may_keep": may_keep,
        "may_fulfil": duties_to_fulfil(request.acting, on=request.today)
        .filter(pk=duty.pk)
        .exists(),
        "away": away,
        "opens": _opens(request, duty),
        "newer": newer_rule(duty) if may_keep and duty.state == "to_do" else None,
        "reminders": duty.reminders.select_related("user"),
        "history": history_of(name_of(duty))[:20] if may_keep else [],
    }
    return render(request, "desk/duties/duty.html", facts)


def _opens(request: MemberRequest, duty: Duty) -> set[str]:
    """Which of the things that a duty is about one may open."""
    acting, on = request.acting, request.today
    there = {
        "body": bodies_open_to(acting, Right.READ_BODIES, on=on),
        "sitting": sittings_open_to(acting, Right.READ_BODIES, on=on),
        "act": acts_to_read(acting, on=on),
    }
    about = {name: getattr(duty, name) for name in there}
    return {
        name for name, thing in about.items() if thing and there[name].filter(pk=thing.pk).exists()
    }


@require_safe
@requires(Right.READ_DUTIES)
def duty_file(request: MemberRequest, key: UUID) -> HttpResponseBase:
    duty = get_object_or_404(_open(request).select_related("file"), key=key)
    if duty.file is None:
        raise Http404
    return download(duty.file, duty.file_name)


@BOTH
@requires(Right.KEEP_DUTIES)
def add(request: MemberRequest) -> HttpResponse:
    form = opened(
        request,
        AddForm,
        acting=request.acting,
        on=request.today,
        areas=kept_areas(request),
        owners=colleagues_of(request.acting, on=request.today),
        initial={"area": request.mandate.area and request.mandate.area.key},
        settled=_begun(request),
    )
    if form.is_valid():
        with refusals_on(form):
            duty = add_activity(by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("«%s» è nello scadenzario.") % duty, address_of(duty))
    title = _("Nuova attività")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=trail(HERE, title),
        back=reverse("desk:duties"),
        lead=_("Una cosa da fare entro un giorno, anche se nessuna legge la prescrive."),
    )


@BOTH
@requires(Right.KEEP_DUTIES)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    duty = get_object_or_404(_full(_kept(request)), key=key)
    told = {name: getattr(duty, name) for name in ("title", "due_on", "description")}
    told |= {"organisation": str(duty.organisation or ""), "act": str(duty.act or "")}
    told |= {"body": duty.body and duty.body.key, "sitting": duty.sitting and duty.sitting.key}
    form = opened(request, ChangeForm, acting=request.acting, on=request.today, initial=told)
    if duty.rule_id:  # whose it is, the rule says
        form.fields["organisation"].disabled = True
    if form.is_valid():
        with refusals_on(form):
            change_duty(duty, by=request.acting, **form.cleaned_data)
            return saved(request, _("La scadenza è aggiornata."), address_of(duty))
    title = _("Modifica la scadenza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Salva"),
        trail=_path(duty, title),
        back=address_of(duty),
        lead=duty.title,
    )


@BOTH
@requires(Right.KEEP_DUTIES)
def assign(request: MemberRequest, key: UUID) -> HttpResponse:
    duty = get_object_or_404(_kept(request), key=key)
    owners = owners_for(duty.area, duty.organisation, on=request.today)
    told = {"owner": duty.owner and duty.owner.key}
    form = opened(request, OwnedForm, owners=owners, initial=told)
    if form.is_valid():
        with refusals_on(form):
            assign_duty(duty, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("La scadenza è assegnata."), address_of(duty))
    title = _("Chi se ne occupa")
    return form_page(
        request,
        form,
        title=title,
        button=_("Assegna"),
        trail=_path(duty, title),
        back=address_of(duty),
        lead=duty.title,
    )


@BOTH
@requires(Right.READ_DUTIES)
def fulfil(request: MemberRequest, key: UUID) -> HttpResponse:
    duty = get_object_or_404(duties_to_fulfil(request.acting, on=request.today), key=key)
    form = opened(request, FulfilForm, initial={"done_on": request.today})
    if form.is_valid():
        with refusals_on(form):
            fulfil_duty(duty, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("«%s» è fatto.") % duty, address_of(duty))
    title = _("Segna come fatto")
    lead = _("Per un adempimento serve almeno una prova: il protocollo, la ricevuta o un file.")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=_path(duty, title),
        back=address_of(duty),
        lead=lead if duty.sort == "duty" else duty.title,
    )


@BOTH
@requires(Right.READ_DUTIES)
def reopen(request: MemberRequest, key: UUID) -> HttpResponse:
    duty = get_object_or_404(duties_to_fulfil(request.acting, on=request.today), key=key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            reopen_duty(duty, by=request.acting, **form.cleaned_data)
            return saved(request, _("La scadenza è di nuovo da fare."), address_of(duty))
    title = _("Riapri")
    return form_page(
        request,
        form,
        title=title,
        button=_("Riapri"),
        trail=_path(duty, title),
        back=address_of(duty),
        lead=_("La prova registrata si toglie da qui; resta nel registro delle operazioni."),
    )


@BOTH
@requires(Right.KEEP_DUTIES)
def drop(request: MemberRequest, key: UUID) -> HttpResponse:
    duty = get_object_or_404(_kept(request), key=key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            drop_duty(duty, by=request.acting, **form.cleaned_data)
            return saved(request, _("La scadenza non è più dovuta."), address_of(duty))
    title = _("Non più dovuta")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=_path(duty, title),
        back=address_of(duty),
        lead=duty.title,
    )


def _begun(request: MemberRequest) -> dict[str, Any]:
    """What an activity begins from, if it begins there: the sitting that decided it."""
    ours = sittings_open_to(request.acting, Right.READ_BODIES, on=request.today)
    key = key_of(request.GET.get("seduta", ""))
    sitting = ours.filter(key=key).first() if key else None
    if sitting is None:
        return {}
    return {"area": sitting.body.area.key, "body": sitting.body.key, "sitting": sitting.key}


def kept_areas(request: MemberRequest) -> QuerySet[Area]:
    """The areas whose time one keeps and that plan something, not every municipality of Italy."""
    areas = areas_where(request.acting, Right.KEEP_DUTIES, on=request.today)
    return areas.filter(kind__in=PLANNED).order_by("kind", "sort_key", "pk")


def address_of(duty: Duty) -> str:
    return reverse("desk:duty", args=[duty.key])


def _path(duty: Duty, title: str) -> Trail:
    return trail(HERE, (duty.title, address_of(duty)), title)


def _open(request: MemberRequest) -> QuerySet[Duty]:
    return duties_open_to(request.acting, Right.READ_DUTIES, on=request.today)


def _kept(request: MemberRequest) -> QuerySet[Duty]:
    return duties_open_to(request.acting, Right.KEEP_DUTIES, on=request.today)


def _full(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    return duties.select_related("body", "sitting__body", "act__organ")
