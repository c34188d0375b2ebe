"""The text of a plan: its sections, what stands in each, the remarks of the tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.finance.book import Book, blocks_for
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.planning.models import Remark, Section
from raccordo.planning.operations.sections import (
    add_section,
    answer_remark,
    drop_section,
    remark_section,
    write_section,
)
from raccordo.planning.queries.plans import origins_of, progress_of
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.states import BEING_WRITTEN, SectionState, Shown
from raccordo.web.blocks import told
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.plan.finding import (
    address_of,
    path_to,
    plan_kept,
    plan_read,
    section_read,
    writes,
)
from raccordo.web.plan.forms import RemarkAnswerForm, RemarkForm, SectionForm, TextForm

BOTH = require_http_methods(["GET", "POST"])
LABELS = dict(Shown.choices)


@require_safe
@requires(Right.READ_PLAN)
def sections(request: MemberRequest, key: UUID) -> HttpResponse:
    one = plan_read(request, key)
    title = _("Testo del piano")
    facts = {
        "plan": one,
        "title": title,
        "trail": path_to(one, title),
        "sections": one.sections.select_related("parent", "written_by"),
        "progress": progress_of(one),
        "may_write": writes(request, one),
    }
    return render(request, "plan/sections.html", facts)


@require_safe
@requires(Right.READ_PLAN)
def section(request: MemberRequest, key: UUID) -> HttpResponse:
    one = section_read(request, key)
    may_write = writes(request, one.plan)
    facts: dict[str, Any] = {
        "section": one,
        "plan": one.plan,
        "trail": path_to(one),
        "may_write": may_write,
        "may_remark": _may_remark(request, one),
        "shown": [LABELS[name] for name in one.shows if name in LABELS],
        "blocks": told(blocks_for(Book(one.plan, request.today), one.shows)),
        "children": one.children.all(),
        "remarks": one.remarks.select_related("occasion", "made_by"),
        "remark_form": RemarkForm(),
        "answers": RemarkAnswerForm(),
        "origins": origins_of(one),
        "before": _beside(one, -1),
        "after": _beside(one, 1),
        "history": history_of(name_of(one))[:10] if may_write else [],
    }
    return render(request, "plan/section.html", facts)


@BOTH
@requires(Right.KEEP_PLAN)
def write(request: MemberRequest, key: UUID) -> HttpResponse:
    one = section_read(request, key, Right.KEEP_PLAN)
    state = SectionState.WRITING if one.state == SectionState.EMPTY else one.state
    told = {"text": one.text, "state": state, "seen": stamp_of(one)}
    form = opened(request, TextForm, initial=told)
    now_: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            write_section(one, by=request.acting, at=now(), **form.cleaned_data)
            return saved(request, _("Il testo è salvato."), address_of(one))
        one = section_read(request, key, Right.KEEP_PLAN)
        now_ = [(_("Testo"), one.text)] if form.see_again(stamp_of(one)) else []
    return form_page(
        request,
        form,
        title=str(one),
        button=_("Salva"),
        trail=path_to(one, _("Scrivi")),
        back=address_of(one),
        lead=one.guidance,
        template="voices/form.html",
        now=now_,
    )


@BOTH
@requires(Right.KEEP_PLAN)
def add(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_kept(request, key)
    after = plan.sections.filter(code=request.GET.get("dopo", "")).first()
    form = opened(request, SectionForm)
    if form.is_valid():
        with refusals_on(form):
            made = add_section(plan, after=after, by=request.acting, **form.cleaned_data)
            return saved(request, _("La sezione è aggiunta."), address_of(made))
    title = _("Nuova sezione")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=path_to(plan, title),
        back=reverse("plan:sections", args=[plan.key]),
        lead=_("Dopo «%s».") % after if after else _("In fondo alle altre."),
    )


@require_POST
@requires(Right.KEEP_PLAN)
def drop(request: MemberRequest, key: UUID) -> HttpResponse:
    one = section_read(request, key, Right.KEEP_PLAN)
    drop_section(one, by=request.acting)
    to = reverse("plan:sections", args=[one.plan.key])
    return saved(request, _("La sezione è tolta."), to)


@require_POST
@requires(Right.REMARK_PLAN)
def remark(request: MemberRequest, key: UUID) -> HttpResponse:
    one = section_read(request, key, Right.REMARK_PLAN)
    text = request.POST.get("text", "")
    remark_section(one, text=text, by=request.acting, on=request.today)
    return saved(request, _("L'osservazione è registrata."), address_of(one) + "#osservazioni")


@require_POST
@requires(Right.KEEP_PLAN)
def remark_answer(request: MemberRequest, key: UUID, made: UUID) -> HttpResponse:
    one = section_read(request, key, Right.KEEP_PLAN)
    said = get_object_or_404(Remark, section=one, key=made)
    form = RemarkAnswerForm(request.POST)
    if form.is_valid():
        answer_remark(said, by=request.acting, on=request.today, **form.cleaned_data)
    return saved(request, _("La risposta è registrata."), address_of(one) + "#osservazioni")


def _may_remark(request: MemberRequest, one: Section) -> bool:
    return (
        Right.REMARK_PLAN in RIGHTS[Role(request.mandate.role)] and one.plan.state in BEING_WRITTEN
    )


def _beside(one: Section, step: int) -> Section | None:
    others = Section.objects.filter(plan=one.plan)
    if step > 0:
        return others.filter(position__gt=one.position).order_by("position").first()
    return others.filter(position__lt=one.position).order_by("-position").first()
