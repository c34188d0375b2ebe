"""Bodies from a list: brought, shown row by row, confirmed."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.archive.limits import require_size
from raccordo.documents.sheets import write_csv, write_xlsx
from raccordo.foundation.errors import Refused
from raccordo.foundation.packed import unpacked_size
from raccordo.parties.importing.comparing import (
    CHANGES,
    NEW,
    SAME,
    WRONG,
    digest_of,
    note_alike,
    taken,
)
from raccordo.parties.importing.comparing import proposals_of as shown_in
from raccordo.parties.importing.reading import OWN, OWN_HOLDER, OWN_MORE
from raccordo.parties.models import Intake
from raccordo.parties.operations import (
    Entered,
    choose_rows,
    discard_list,
    enter_list,
    leave_list,
    receive_list,
)
from raccordo.parties.operations.importing import READING
from raccordo.parties.states import OrganisationKind, RuntsSection
from raccordo.post.models import Job
from raccordo.post.states import JobState
from raccordo.territory.queries import areas_within, widest_first
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import attached
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.network.forms import ListForm
from raccordo.web.network.views import HERE, kept_territory
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
IMPORT = (_later("Importa"), "network:import")
A_PAGE, SMALL = 50, 3 * 1024 * 1024  # unpacked: read while one waits
RUNTS_SITE = "https://servizi.lavoro.gov.it/runts/it-it/Lista-enti"
GOING_ON = [JobState.WAITING, JobState.RUNNING]
VERDICTS = {
    NEW: _later("nuovi"),
    CHANGES: _later("da aggiornare"),
    SAME: _later("già così"),
    WRONG: _later("da correggere"),
}


@BOTH
@requires(Right.KEEP_PARTIES)
def bring(request: MemberRequest) -> HttpResponse:
    within = kept_territory(request)
    areas = widest_first(within.exclude(kind=AreaKind.MUNICIPALITY).distinct())
    if request.mandate.area and request.mandate.area.kind == AreaKind.MUNICIPALITY:
        areas = widest_first(within)
    form = opened(request, ListForm, areas=areas, initial={"form": "own", "only_towns": True})
    if form.is_valid():
        with refusals_on(form):
            return redirect("network:import_preview", _receive(request, **form.cleaned_data))
    title = _("Importa soggetti da un elenco")
    return form_page(
        request,
        form,
        title=title,
        button=_("Leggi l'elenco"),
        trail=trail(HERE, title),
        back=reverse("network:organisations"),
        lead=_("L'elenco si legge e si mostra riga per riga: entra solo dopo la conferma."),
        template="network/bring.html",
        keeps_draft=False,
        needed=OWN,
        more=OWN_MORE + OWN_HOLDER,
        kinds=OrganisationKind.labels,
        sections=RuntsSection.labels,
        runts_site=RUNTS_SITE,
        waiting=request.user.intakes.filter(entered_on=None),
        reading=_readings(request).filter(state__in=GOING_ON),
    )


@require_safe
@requires(Right.KEEP_PARTIES)
def model(request: MemberRequest, ending: str) -> HttpResponse:
    columns = [*OWN, *OWN_MORE, *OWN_HOLDER]
    with override("it"):  # the words that are read back
        kinds = [[str(kind.label)] for kind in OrganisationKind]
        example = ["Associazione di esempio", *kinds[5], *[""] * (len(columns) - 2)]
    if ending == "csv":
        return attached(write_csv(columns, []), "modello-soggetti.csv")
    if ending != "xlsx":
        raise Http404
    return attached(write_xlsx(_("Soggetti"), columns, [example]), "modello-soggetti.xlsx")


@BOTH
@requires(Right.KEEP_PARTIES)
def preview(request: MemberRequest, key: UUID) -> HttpResponse:
    intake = request.user.intakes.select_related("file").filter(key=key).first()
    if intake is None and request.method == "GET":
        return _show_reading(request, key)
    intake = intake or _intake(request, key)
    if request.method == "POST":
        return _answer(request, intake)
    if request.htmx:  # the page of its reading asks, and now there is something else to show
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _show(request, intake)


@require_POST
@requires(Right.KEEP_PARTIES)
def discard(request: MemberRequest, key: UUID) -> HttpResponse:
    discard_list(_intake(request, key), by=request.acting)
    return saved(request, _("L'elenco è stato scartato."), reverse("network:import"))


def _intake(request: MemberRequest, key: UUID) -> Intake:
    return get_object_or_404(request.user.intakes.select_related("file"), key=key)


def _receive(request: MemberRequest, *, file: Any, area: Any, **facts: Any) -> UUID:
    """Read a list at once when it is short, otherwise leave it to the worker; its key."""
    require_size(file.size)
    towns = areas_within(area, on=request.today).filter(kind=AreaKind.MUNICIPALITY)
    facts["codes"] = set(towns.order_by().values_list("istat_code", flat=True))
    facts |= {"name": file.name, "user": request.user, "by": request.acting, "on": request.today}
    content = file.read()
    if unpacked_size(content) <= SMALL:
        return receive_list(content, **facts).key
    return leave_list(content, **facts)


def _readings(request: MemberRequest) -> QuerySet[Job]:
    return Job.objects.filter(kind=READING, user=request.user).order_by("-pk")


def _show_reading(request: MemberRequest, key: UUID) -> HttpResponse:
    """How far the worker is with a long list, or why it could not be read."""
    job = _readings(request).filter(facts__intake=str(key)).first()
    if job is None:
        raise Http404
    going = job.state in GOING_ON
    template = "network/reading.html#progress" if request.htmx else "network/reading.html"
    facts = {"job": job, "going": going, "key": key, "trail": trail(HERE, IMPORT, job.title)}
    response = render(request, template, facts)
    if request.htmx and not going:
        response["HX-Refresh"] = "true"
    return response


def _answer(request: MemberRequest, intake: Intake) -> HttpResponse:
    """Keep what was ticked on this page; then go where one wanted: another page, or in."""
    try:
        shown, chosen = _numbers(request.POST, "shown"), _numbers(request.POST, "take")
        choose_rows(intake, shown=shown, chosen=chosen, by=request.acting)
        if "enter" in request.POST:
            entered = enter_list(
                intake,
                sha256=request.POST.get("sha256", ""),
                digest=request.POST.get("digest", ""),
                within=kept_territory(request),
                by=request.acting,
                on=request.today,
            )
            return saved(request, _said(entered), reverse("network:organisations"))
    except Refused as refused:
        messages.error(request, refused.message)
    asked = {"mostra": request.POST.get("mostra", request.POST.get("only", ""))}
    asked["pagina"] = request.POST.get("pagina", "")
    there = urlencode({name: value for name, value in asked.items() if value})
    here = reverse("network:import_preview", args=[intake.key])
    return redirect(f"{here}?{there}" if there else here)


def _show(request: MemberRequest, intake: Intake) -> HttpResponse:
    facts: dict[str, Any] = {"intake": intake, "trail": trail(HERE, IMPORT, intake.name)}
    if intake.entered_on is None:
        rows = shown_in(intake, within=kept_territory(request), on=request.today)
        only = request.GET.get("mostra", "")
        listed = [row for row in rows if row.verdict == only] if only in VERDICTS else rows
        counted = Counter(row.verdict for row in rows)
        page = Paginator(listed, A_PAGE).get_page(request.GET.get("pagina"))
        note_alike(page.object_list)
        facts |= {
            "page": page,
            "only": only if only in VERDICTS else "",
            "tabs": [(name, word, counted[name]) for name, word in VERDICTS.items()],
            "rows": len(rows),
            "good": counted[NEW] + counted[CHANGES],
            "taken": len(taken(rows, intake.left_out)),
            "digest": digest_of(rows),
        }
    return render(request, "network/preview.html", facts)


def _numbers(data: QueryDict, name: str) -> list[int]:
    return [int(number) for number in data.getlist(name) if number.isdecimal()]


def _said(entered: Entered) -> str:
    """What a list has done."""
    added = ngettext("%(n)s soggetto aggiunto", "%(n)s soggetti aggiunti", entered.added)
    changed = ngettext("%(n)s aggiornato", "%(n)s aggiornati", entered.changed)
    return f"{added % {'n': entered.added}}, {changed % {'n': entered.changed}}."
