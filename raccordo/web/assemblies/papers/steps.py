"""The minutes from the draft to the public: sent round, remarked on, approved, published."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.documents.pdf import print_paper
from raccordo.governance.models import Minutes
from raccordo.governance.operations.minuting import (
    answer_remark,
    approve_minutes,
    circulate_minutes,
    make_remark,
    publish_minutes,
    reopen_minutes,
)
from raccordo.governance.papers.minuting import public_paper
from raccordo.governance.queries.minutes import (
    attendances_of,
    items_that_may_approve,
    minutes_published,
    words_of,
)
from raccordo.governance.queries.papers import sitting_told
from raccordo.governance.rules.omissis import masked
from raccordo.web.assemblies.papers.forms import (
    AnswerForm,
    ApproveForm,
    PublishMinutesForm,
    ReasonForm,
    RemarkForm,
)
from raccordo.web.assemblies.papers.minutes import (
    address_of,
    given,
    minutes_for,
    name_of_paper,
    paper_of,
)
from raccordo.web.door import MemberRequest, now, open_to_all, refusals_on, requires
from raccordo.web.files import download
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@require_POST
@requires(Right.KEEP_SITTINGS)
def minutes_circulate(request: MemberRequest, key: UUID) -> HttpResponse:
    minutes = minutes_for(request, key, Right.KEEP_SITTINGS)
    made_at = datetime.combine(request.today, time(), UTC)
    pdf = print_paper(paper_of(minutes), made_at=made_at)
    circulate_minutes(minutes, pdf=pdf, by=request.acting, on=request.today, at=now())
    return saved(request, _("Il verbale è in visione ai componenti."), address_of(minutes))


@BOTH
@requires(Right.KEEP_SITTINGS)
def minutes_reopen(request: MemberRequest, key: UUID) -> HttpResponse:
    minutes = minutes_for(request, key, Right.KEEP_SITTINGS)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            reopen_minutes(minutes, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il verbale è di nuovo una bozza."), address_of(minutes))
    return _page(request, minutes, form, _("Riporta in bozza"))


@BOTH
@requires(Right.READ_BODIES)
def minutes_remark(request: MemberRequest, key: UUID) -> HttpResponse:
    minutes = minutes_for(request, key, Right.READ_BODIES)
    whose = attendances_of(request.acting, minutes, on=request.today)
    form = opened(request, RemarkForm, attendances=whose)
    if form.is_valid():
        with refusals_on(form):
            make_remark(minutes, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("L'osservazione è registrata."), address_of(minutes))
    return _page(request, minutes, form, _("Scrivi un'osservazione"))


@BOTH
@requires(Right.KEEP_SITTINGS)
def minutes_answer(request: MemberRequest, key: UUID, remark: UUID) -> HttpResponse:
    minutes = minutes_for(request, key, Right.KEEP_SITTINGS)
    made = get_object_or_404(minutes.remarks.all(), key=remark)
    form = opened(request, AnswerForm, initial={"answer": made.answer, "seen": made.answer})
    if form.is_valid():
        with refusals_on(form):
            answer_remark(made, by=request.acting, **form.cleaned_data)
            return saved(request, _("La risposta è registrata."), address_of(minutes))
    return _page(request, minutes, form, _("Rispondi all'osservazione"), lead=made.text)


@BOTH
@requires(Right.KEEP_SITTINGS)
def minutes_approve(request: MemberRequest, key: UUID) -> HttpResponse:
    minutes = minutes_for(request, key, Right.KEEP_SITTINGS)
    form = opened(request, ApproveForm, items=items_that_may_approve(minutes))
    if form.is_valid():
        with refusals_on(form):
            approve_minutes(minutes, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'approvazione è registrata."), address_of(minutes))
    lead = _("Il verbale lo approva una seduta successiva, con un punto che lo riguarda.")
    return _page(request, minutes, form, _("Registra l'approvazione"), lead=lead)


@BOTH
@requires(Right.KEEP_SITTINGS)
def minutes_publish(request: MemberRequest, key: UUID) -> HttpResponse:
    minutes = minutes_for(request, key, Right.KEEP_SITTINGS)
    form = opened(request, PublishMinutesForm, initial={"seen": words_of(minutes)})
    if form.is_valid():
        with refusals_on(form):
            seen = form.cleaned_data["seen"]
            publish_minutes(minutes, seen=seen, by=request.acting, on=request.today)
            return saved(request, _("Il verbale è pubblicato."), address_of(minutes))
    return _page(
        request,
        minutes,
        form,
        _("Pubblica il verbale"),
        template="assemblies/minutes_publish.html",
        minutes=minutes,
        parts=[(part, masked(part.title), masked(part.text)) for part in minutes.parts.all()],
    )


@require_safe
@requires(Right.KEEP_SITTINGS)
def minutes_public_preview(request: MemberRequest, key: UUID) -> HttpResponse:
    return _public_pdf(minutes_for(request, key, Right.KEEP_SITTINGS))


@require_safe
@open_to_all
def published_minutes(request: MemberRequest, key: UUID) -> HttpResponse:
    minutes = get_object_or_404(minutes_published(), key=key)
    parts = [(part, masked(part.title)) for part in minutes.parts.all()]
    facts = {"minutes": minutes, "sitting": minutes.sitting, "parts": parts}
    return render(request, "assemblies/published_minutes.html", facts)


@require_safe
@open_to_all
def published_minutes_file(request: MemberRequest, key: UUID) -> HttpResponseBase:
    minutes = get_object_or_404(minutes_published(), key=key)
    if minutes.public_file:
        return download(minutes.public_file, name_of_paper(minutes, "pdf"))
    return _public_pdf(minutes)


def _public_pdf(minutes: Minutes) -> HttpResponse:
    told = sitting_told(minutes.sitting)
    return given(public_paper(minutes, list(minutes.parts.all()), told), minutes, "pdf")


def _page(
    request: MemberRequest, minutes: Minutes, form: forms.Form, title: str, /, **more: Any
) -> HttpResponse:
    here = address_of(minutes)
    steps = trail((_("Verbale: %s") % minutes, here), title)
    return form_page(request, form, title=title, button=title, trail=steps, back=here, **more)
