"""The statistics of the house: which there are, and how new ones are brought, shown, confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.archive.limits import require_size
from raccordo.foundation.errors import Refused
from raccordo.foundation.packed import unpacked_size
from raccordo.observatory.importing.arriving import read_arrival
from raccordo.observatory.models import Arrival
from raccordo.observatory.operations import (
    confirm_figures,
    confirm_list,
    discard_file,
    leave_to_worker,
    receive_file,
)
from raccordo.observatory.states import ARRIVAL_LIFE, ArrivalState, FileKind
from raccordo.web.door import MemberRequest, open_to_all, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.surroundings import mandate_around
from raccordo.web.territory.data_sheet import arrival_sheet, awaited_tables, list_of, vintage_rows
from raccordo.web.territory.forms import BringForm, SuccessionsForm
from raccordo.web.trails import Trail, trail

TERRITORY = (_later("Territorio"), "territory:overview")
HERE = (_later("Dati"), "territory:data")
BOTH = require_http_methods(["GET", "POST"])
SMALL = 3 * 1024 * 1024  # unpacked: read while one waits; what is larger, by the worker


@require_safe
@open_to_all
def vintages(request: MemberRequest) -> HttpResponse:
    mandate = mandate_around(request)
    may = bool(mandate and Right.LOAD_DATA in RIGHTS[Role(mandate.role)])
    rows = vintage_rows(named=may)
    facts: dict[str, Any] = {"rows": rows, "awaited": awaited_tables(rows), "may_load": may}
    facts["trail"] = trail(TERRITORY, HERE[0])
    if may:
        waiting = [ArrivalState.WAITING, ArrivalState.READY]
        facts["waiting"] = Arrival.objects.filter(state__in=waiting)
    return render(request, "territory/data.html", facts)


@BOTH
@requires(Right.LOAD_DATA)
def bring(request: MemberRequest) -> HttpResponse:
    form = opened(request, BringForm)
    if form.is_valid():
        with refusals_on(form):
            arrival = _receive(request, form.cleaned_data["file"], form.cleaned_data["day"])
            return redirect("territory:arrival", arrival.key)
    title = _("Carica una tabella ufficiale")
    return form_page(
        request,
        form,
        title=title,
        button=_("Leggi il file"),
        trail=trail(TERRITORY, HERE, title),
        back=reverse("territory:data"),
        lead=_("Il file si legge e si mostra: entra solo dopo la conferma."),
        template="territory/bring_data.html",
        keeps_draft=False,
    )


@require_safe
@requires(Right.LOAD_DATA)
def arrival(request: MemberRequest, key: UUID) -> HttpResponse:
    arrived = _arrived(key)
    if request.htmx:
        response = render(request, "territory/arrival.html#progress", {"arrival": arrived})
        if arrived.state != ArrivalState.WAITING:
            response["HX-Refresh"] = "true"
        return response
    return _page(request, arrived)


@require_POST
@requires(Right.LOAD_DATA)
def confirm(request: MemberRequest, key: UUID) -> HttpResponse:
    arrived, sha256 = _arrived(key), request.POST.get("sha256", "")
    if arrived.kind != FileKind.TOWNS:
        confirm_figures(arrived, sha256=sha256, by=request.acting, on=request.today)
        return saved(request, _("I dati sono caricati e già in uso."), reverse("territory:data"))
    ARRIVAL_LIFE.require(ArrivalState(arrived.state), ArrivalState.LOADED)
    listed, changes = list_of(arrived, on=request.today)
    form = SuccessionsForm(request.POST, changes=changes, listed=listed)
    if form.is_valid():
        with refusals_on(form):
            confirm_list(
                arrived,
                listed=listed,
                sha256=sha256,
                became=form.became(),
                split_from=form.split_from(),
                by=request.acting,
                on=request.today,
            )
            said = _("L'elenco dei Comuni è aggiornato.")
            return saved(request, said, reverse("territory:data"))
    return _page(request, arrived, form)


@require_POST
@requires(Right.LOAD_DATA)
def discard(request: MemberRequest, key: UUID) -> HttpResponse:
    discard_file(_arrived(key), by=request.acting)
    return saved(request, _("Il file è stato scartato."), reverse("territory:data"))


def _receive(request: MemberRequest, file: Any, day: date | None) -> Arrival:
    """Keep the file; read it at once when it is small, otherwise leave it to the worker."""
    require_size(file.size)
    content = file.read()
    arrived = receive_file(content, name=file.name, day=day, by=request.acting, on=request.today)
    if unpacked_size(content) <= SMALL:
        return read_arrival(arrived, by=request.acting, on=request.today)
    return leave_to_worker(arrived, user=request.user, by=request.acting, on=request.today)


def _arrived(key: UUID) -> Arrival:
    found = Arrival.objects.select_related("file", "table", "job")
    return get_object_or_404(found, key=key)


def _page(request: MemberRequest, arrived: Arrival, form: forms.Form | None = None) -> HttpResponse:
    facts: dict[str, Any] = {"arrival": arrived, "form": form, "problem": ""}
    try:
        facts["sheet"] = arrival_sheet(arrived, on=request.today, form=form)
    except Refused as refused:  # the register has gone on since the list was read
        facts |= {"sheet": None, "problem": refused.message}
    facts["trail"] = _trail(arrived)
    return render(request, "territory/arrival.html", facts)


def _trail(arrived: Arrival) -> Trail:
    return trail(TERRITORY, HERE, arrived.name)
