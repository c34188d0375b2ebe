"""The minutes of a sitting: their page, their parts, the paper they become."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.documents.blocks import Paper
from raccordo.governance.models import Minutes, MinutesPart, TextModel
from raccordo.governance.operations.minuting import begin_minutes, refresh_part, rewrite_part
from raccordo.governance.papers.minuting import minutes_paper, public_paper
from raccordo.governance.queries.minutes import (
    attendances_of,
    items_that_may_approve,
    minutes_open_to,
    reads_whole,
    unreached_by,
)
from raccordo.governance.queries.papers import model_for, models_for, sitting_told
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.rules.omissis import bare, masked
from raccordo.governance.states import MinutesState, TextUse
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.web.assemblies.papers.forms import FromModelForm, PartForm
from raccordo.web.assemblies.papers.views import ENDINGS, sitting_for
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import attached, download
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_SITTINGS)
def minutes_begin(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = sitting_for(request, key, Right.KEEP_SITTINGS)
    if begun := Minutes.objects.filter(sitting=sitting).first():
        return redirect(address_of(begun))
    models = models_for(sitting.body, TextUse.MINUTES, on=request.today)
    form = opened(request, FromModelForm, models=models)
    if form.is_valid():
        with refusals_on(form):
            minutes = begin_minutes(sitting, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il verbale è iniziato."), address_of(minutes))
    title = _("Inizia il verbale")
    return form_page(
        request,
        form,
        title=title,
        button=title,
        trail=trail(str(sitting), title),
        lead=_("Presenze, votazioni ed esiti si scrivono da soli: resta da aggiungere il resto."),
    )


@require_safe
@requires(Right.READ_BODIES)
def minutes_page(request: MemberRequest, key: UUID) -> HttpResponse:
    minutes = minutes_for(request, key, Right.READ_BODIES)
    kept = minutes_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    may_keep = kept.filter(pk=minutes.pk).exists()
    parts = list(minutes.parts.all())
    read = bare if reads_whole(request.acting, minutes, on=request.today) else masked
    circulates = minutes.state == MinutesState.CIRCULATED
    facts: dict[str, Any] = {
        "minutes": minutes,
        "sitting": minutes.sitting,
        "parts": [(part, read(part.title), read(part.text)) for part in parts],
        "hidden": sum(part.text != bare(part.text) for part in parts),
        "may_keep": may_keep,
        "remarks": list(minutes.remarks.select_related("attendance")),
        "may_remark": circulates
        and attendances_of(request.acting, minutes, on=request.today).exists(),
        "may_approve": may_keep and circulates and bool(items_that_may_approve(minutes)),
        "unreached": unreached_by(minutes, on=request.today) if may_keep and not circulates else [],
        "history": list(history_of(name_of(minutes))[:20]) if may_keep else [],
        "steps": _steps(minutes),
    }
    return render(request, "assemblies/minutes.html", facts)


@BOTH
@requires(Right.KEEP_SITTINGS)
def minutes_part(request: MemberRequest, key: UUID, part: UUID) -> HttpResponse:
    minutes, piece = part_for(request, key, part)
    initial = {"title": piece.title, "text": piece.text, "seen": piece.wording}
    form = opened(request, PartForm, initial=initial)
    changed = False
    if form.is_valid():
        with refusals_on(form):
            rewrite_part(piece, by=request.acting, **form.cleaned_data)
            return saved(request, _("La parte del verbale è salvata."), address_of(minutes))
        piece.refresh_from_db()
        changed = form.cleaned_data["seen"] != piece.wording
        form.seen_again(piece)
    return form_page(
        request,
        form,
        title=bare(piece.title),
        button=_("Salva"),
        trail=trail((str(minutes), address_of(minutes)), _("Modifica")),
        back=address_of(minutes),
        template="assemblies/minutes_part.html",
        part=piece,
        changed=changed,
        draft_state=minutes.state == MinutesState.DRAFT,
        public=masked(piece.text),
    )


@require_POST
@requires(Right.KEEP_SITTINGS)
def minutes_refresh(request: MemberRequest, key: UUID, part: UUID) -> HttpResponse:
    minutes, piece = part_for(request, key, part)
    refresh_part(piece, model=_model(request, minutes), by=request.acting)
    messages.success(
        request,
        _("In fondo alla parte ci sono i dati più recenti: controllare, e togliere i superati."),
    )
    return redirect(reverse("assemblies:minutes_part", args=[minutes.key, piece.key]))


@require_safe
@requires(Right.READ_BODIES)
def minutes_file(request: MemberRequest, key: UUID, ending: str) -> HttpResponseBase:
    minutes = minutes_for(request, key, Right.READ_BODIES)
    whole = reads_whole(request.acting, minutes, on=request.today)
    kept = minutes.approved_file if whole else minutes.public_file
    if kept and ending == "pdf":
        return download(kept, name_of_paper(minutes, ending))
    return given(paper_of(minutes, whole=whole), minutes, ending)


def minutes_for(request: MemberRequest, key: UUID, right: Right) -> Minutes:
    """The minutes of a sitting on which the one who acts has a right."""
    return get_object_or_404(minutes_open_to(request.acting, right, on=request.today), key=key)


def part_for(request: MemberRequest, key: UUID, part: UUID) -> tuple[Minutes, MinutesPart]:
    """A part of minutes that the one who acts keeps."""
    minutes = minutes_for(request, key, Right.KEEP_SITTINGS)
    return minutes, get_object_or_404(minutes.parts.select_related("minutes"), key=part)


def paper_of(minutes: Minutes, *, whole: bool = True) -> Paper:
    """The minutes as components read them, or as whoever else does."""
    made = minutes_paper if whole else public_paper
    return made(minutes, list(minutes.parts.all()), sitting_told(minutes.sitting))


def given(paper: Paper, minutes: Minutes, ending: str) -> HttpResponse:
    """The minutes in the form that is wanted; made again of the same words, they are the same."""
    if ending not in ENDINGS:
        raise Http404
    moment = datetime.combine(day_of(minutes.sitting), time(), UTC)
    return attached(ENDINGS[ending](paper, made_at=moment), name_of_paper(minutes, ending))


def name_of_paper(minutes: Minutes, ending: str) -> str:
    """What the file of some minutes is called."""
    return f"Verbale {day_of(minutes.sitting).isoformat()}.{ending}"


def address_of(minutes: Minutes) -> str:
    return reverse("assemblies:minutes", args=[minutes.key])


def _model(request: MemberRequest, minutes: Minutes) -> TextModel | None:
    return model_for(minutes.sitting.body, TextUse.MINUTES, on=request.today)


def _steps(minutes: Minutes) -> list[tuple[str, bool, bool]]:
    order = list(MinutesState)
    here = order.index(MinutesState(minutes.state))
    return [(str(one.label), number < here, number == here) for number, one in enumerate(order)]
