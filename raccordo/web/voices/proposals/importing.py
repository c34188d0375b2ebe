"""Questionnaires: brought, their columns told, shown row by row, confirmed."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.queries import areas_where
from raccordo.access.rights import Right
from raccordo.archive.limits import require_size
from raccordo.foundation.errors import Refused
from raccordo.participation.importing.comparing import (
    NEW,
    SAME,
    WRONG,
    digest_of,
    proposed_in,
    taken,
)
from raccordo.participation.models import Batch
from raccordo.participation.operations.importing import (
    choose_batch_rows,
    discard_batch,
    enter_batch,
    map_columns,
    receive_batch,
)
from raccordo.participation.queries.contributions import (
    consultations_open_to,
    occasions_open_to,
)
from raccordo.participation.states import ConsultationState
from raccordo.territory.queries import widest_first
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail
from raccordo.web.voices.proposals.importing_forms import BatchForm, ColumnsForm
from raccordo.web.voices.proposals.listing import HERE
from raccordo.web.voices.proposals.taking import PLANNED

BOTH = require_http_methods(["GET", "POST"])
IMPORT = (_later("Importa un questionario"), "voices:proposals_import")
A_PAGE = 50
VERDICTS = {
    NEW: _later("nuove"),
    SAME: _later("già importate"),
    WRONG: _later("da correggere"),
}


@BOTH
@requires(Right.KEEP_VOICES)
def bring(request: MemberRequest) -> HttpResponse:
    right, on = Right.KEEP_VOICES, request.today
    areas = areas_where(request.acting, right, on=on).filter(kind__in=PLANNED)
    held = consultations_open_to(request.acting, right, on=on)
    form = opened(
        request,
        BatchForm,
        areas=widest_first(areas),
        consultations=held.filter(state=ConsultationState.PUBLISHED),
        occasions=occasions_open_to(request.acting, right, on=on).filter(called_off=""),
        initial={"area": request.mandate.area and request.mandate.area.key},
    )
    if form.is_valid():
        with refusals_on(form):
            batch = _receive(request, **form.cleaned_data)
            return redirect("voices:proposals_import_columns", batch.key)
    title = str(IMPORT[0])
    return form_page(
        request,
        form,
        title=title,
        button=_("Leggi il questionario"),
        trail=trail(HERE, title),
        back=reverse("voices:proposals"),
        lead=_("Le risposte si mostrano riga per riga: entrano solo dopo la conferma."),
        template="voices/proposals/bring.html",
        keeps_draft=False,
        waiting=request.user.batches.filter(entered_on=None),
    )


@BOTH
@requires(Right.KEEP_VOICES)
def columns(request: MemberRequest, key: UUID) -> HttpResponse:
    batch = _batch(request, key)
    form = opened(request, ColumnsForm, columns=batch.columns, initial=batch.mapping)
    if form.is_valid():
        with refusals_on(form):
            map_columns(batch, mapping=form.cleaned_data, by=request.acting)
            return redirect("voices:proposals_import_preview", batch.key)
    title = _("Che cosa c'è nelle colonne")
    return form_page(
        request,
        form,
        title=title,
        button=_("Continua"),
        trail=trail(HERE, IMPORT, batch.name),
        back=reverse("voices:proposals_import"),
        lead=_("Raccordo ha provato a riconoscerle: controllare. Il testo è obbligatorio."),
        keeps_draft=False,
    )


@BOTH
@requires(Right.KEEP_VOICES)
def preview(request: MemberRequest, key: UUID) -> HttpResponse:
    batch = _batch(request, key)
    return _answer(request, batch) if request.method == "POST" else _show(request, batch)


@require_POST
@requires(Right.KEEP_VOICES)
def discard(request: MemberRequest, key: UUID) -> HttpResponse:
    discard_batch(_batch(request, key), by=request.acting)
    there = reverse("voices:proposals_import")
    return saved(request, _("Il questionario è stato scartato."), there)


def _batch(request: MemberRequest, key: UUID) -> Batch:
    """One's own, of an area that one still keeps."""
    kept = areas_where(request.acting, Right.KEEP_VOICES, on=request.today)
    own = request.user.batches.filter(area__in=kept.order_by().values("pk"))
    return get_object_or_404(own.select_related("area", "consultation", "occasion"), key=key)


def _receive(request: MemberRequest, *, file: Any, **facts: Any) -> Batch:
    require_size(file.size)
    facts |= {"name": file.name, "user": request.user, "by": request.acting, "on": request.today}
    return receive_batch(file.read(), **facts)


def _answer(request: MemberRequest, batch: Batch) -> HttpResponse:
    """Keep what was ticked on this page; then go where one wanted: another page, or in."""
    asked = request.POST
    try:
        shown, chosen = _numbers(asked, "shown"), _numbers(asked, "take")
        choose_batch_rows(batch, shown=shown, chosen=chosen, by=request.acting)
        if "enter" in asked:
            entered = enter_batch(
                batch,
                digest=asked.get("digest", ""),
                only_good=asked.get("only_good") == "1",
                by=request.acting,
                on=request.today,
                at=now(),
            )
            said = ngettext("%(n)s proposta importata.", "%(n)s proposte importate.", len(entered))
            return saved(request, said % {"n": len(entered)}, reverse("voices:proposals"))
    except Refused as refused:
        messages.error(request, refused.message)
    there = {"mostra": asked.get("mostra", asked.get("only", "")), "pagina": asked.get("pagina")}
    query = urlencode({name: value for name, value in there.items() if value})
    here = reverse("voices:proposals_import_preview", args=[batch.key])
    return redirect(f"{here}?{query}" if query else here)


def _show(request: MemberRequest, batch: Batch) -> HttpResponse:
    facts: dict[str, Any] = {"batch": batch, "trail": trail(HERE, IMPORT, batch.name)}
    if batch.entered_on is None:
        rows = proposed_in(batch, on=request.today)
        only = request.GET.get("mostra", "")
        listed = [row for row in rows if row.verdict == only] if only in VERDICTS else rows
        counted = Counter(row.verdict for row in rows)
        facts |= {
            "page": Paginator(listed, A_PAGE).get_page(request.GET.get("pagina")),
            "only": only if only in VERDICTS else "",
            "tabs": [(name, word, counted[name]) for name, word in VERDICTS.items()],
            "rows": len(rows),
            "good": counted[NEW],
            "wrong": counted[WRONG],
            "taken": len(taken(rows, batch.left_out)),
            "digest": digest_of(rows),
        }
    return render(request, "voices/proposals/preview.html", facts)


def _numbers(data: QueryDict, name: str) -> list[int]:
    return [int(one) for one in data.getlist(name) if one.isdecimal() and len(one) < 9]
