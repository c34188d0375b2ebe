"""The studies of a territory: what was asked, how, what came out, and their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.needs.models import Finding, Study, StudyFile
from raccordo.needs.operations.studies import (
    StudyFacts,
    add_finding,
    add_study,
    attach_file,
    change_finding,
    change_study,
    drop_file,
    drop_finding,
)
from raccordo.needs.queries.needs import needs_open_to
from raccordo.needs.queries.stamps import stamp_of
from raccordo.needs.queries.studies import studies_found, studies_open_to, with_counts
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import download
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail
from raccordo.web.voices.lists import query_of
from raccordo.web.voices.needs.forms import (
    ChangeFindingForm,
    ChangeStudyForm,
    FileForm,
    FindingForm,
    NewStudyForm,
)
from raccordo.web.voices.needs.listing import kept_areas, may_keep

HERE = (_later("Studi"), "voices:studies")
BOTH = require_http_methods(["GET", "POST"])
A_PAGE = 25


@require_safe
@requires(Right.READ_NEEDS)
def studies(request: MemberRequest) -> HttpResponse:
    wanted = request.GET.get("q", "")[:100]
    open_ = studies_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    found = with_counts(studies_found(open_, wanted)).order_by("-done_on", "-pk")
    facts = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("pagina")),
        "wanted": wanted,
        "query": query_of(request),
        "may_keep": may_keep(request),
    }
    template = "voices/studies.html"
    return render(request, f"{template}#list" if request.htmx else template, facts)


@require_safe
@requires(Right.READ_NEEDS)
def study(request: MemberRequest, key: UUID) -> HttpResponse:
    open_ = studies_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    found = get_object_or_404(open_.prefetch_related("findings", "files__file"), key=key)
    may = _kept(request).filter(pk=found.pk).exists()
    read = needs_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    facts = {
        "study": found,
        "trail": trail(HERE, found.title),
        "may_keep": may,
        "cited_by": read.filter(evidence__study=found).distinct(),
        "history": history_of(name_of(found))[:20] if may else [],
    }
    return render(request, "voices/study.html", facts)


@BOTH
@requires(Right.KEEP_NEEDS)
def add(request: MemberRequest) -> HttpResponse:
    own = request.mandate.area
    form = opened(
        request, NewStudyForm, areas=kept_areas(request), initial={"area": own and own.key}
    )
    if form.is_valid():
        with refusals_on(form):
            area, findings = form.cleaned_data["area"], form.cleaned_data["findings"]
            by, on = request.acting, request.today
            made = add_study(area, form.facts(), findings=findings, by=by, on=on)
            return saved(request, _("Lo studio è aggiunto."), address_of(made))
    title = _("Nuovo studio")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=trail(HERE, title),
        back=reverse("voices:studies"),
        lead=_("Gli allegati si aggiungono dalla pagina dello studio."),
    )


@BOTH
@requires(Right.KEEP_NEEDS)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    found = kept_study(request, key)
    told: dict[str, Any] = {name: getattr(found, name) for name in StudyFacts.__dataclass_fields__}
    form = opened(request, ChangeStudyForm, initial=told | {"seen": stamp_of(found)})
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            seen = form.cleaned_data["seen"]
            change_study(found, form.facts(), seen=seen, by=request.acting, on=request.today)
            return saved(request, _("Lo studio è aggiornato."), address_of(found))
        found.refresh_from_db()
        now = _as_it_is(found) if form.see_again(stamp_of(found)) else []
    return _page(request, found, form, _("Modifica lo studio"), now=now)


@BOTH
@requires(Right.KEEP_NEEDS)
def finding(request: MemberRequest, key: UUID) -> HttpResponse:
    found = kept_study(request, key)
    form = opened(request, FindingForm)
    if form.is_valid():
        with refusals_on(form):
            add_finding(found, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il risultato è aggiunto."), address_of(found))
    return _page(request, found, form, _("Aggiungi un risultato"), button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_NEEDS)
def finding_change(request: MemberRequest, key: UUID, finding: UUID) -> HttpResponse:
    found = kept_study(request, key)
    one = get_object_or_404(Finding, study=found, key=finding)
    form = opened(request, ChangeFindingForm, initial={"text": one.text, "seen": stamp_of(one)})
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            change_finding(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il risultato è aggiornato."), address_of(found))
        one.refresh_from_db()
        now = [(_("Risultato"), one.text)] if form.see_again(stamp_of(one)) else []
    return _page(request, found, form, _("Modifica il risultato"), now=now)


@require_POST
@requires(Right.KEEP_NEEDS)
def finding_drop(request: MemberRequest, key: UUID, finding: UUID) -> HttpResponse:
    found = kept_study(request, key)
    drop_finding(get_object_or_404(Finding, study=found, key=finding), by=request.acting)
    return saved(request, _("Il risultato è tolto."), address_of(found))


@BOTH
@requires(Right.KEEP_NEEDS)
def attach(request: MemberRequest, key: UUID) -> HttpResponse:
    found = kept_study(request, key)
    form = opened(request, FileForm)
    if form.is_valid():
        with refusals_on(form):
            file, title = form.cleaned_data["file"], form.cleaned_data["title"]
            told = {"content": file.read(), "name": file.name, "title": title}
            attach_file(found, by=request.acting, on=request.today, **told)
            return saved(request, _("Il file è allegato."), address_of(found))
    return _page(request, found, form, _("Allega un file"), button=_("Allega"))


@require_safe
@requires(Right.READ_NEEDS)
def study_file(request: MemberRequest, key: UUID, file: UUID) -> HttpResponseBase:
    open_ = studies_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    files = StudyFile.objects.filter(study__in=open_.order_by().values("pk"), study__key=key)
    attached = get_object_or_404(files.select_related("file"), key=file)
    return download(attached.file, attached.name)


@require_POST
@requires(Right.KEEP_NEEDS)
def detach(request: MemberRequest, key: UUID, file: UUID) -> HttpResponse:
    found = kept_study(request, key)
    drop_file(get_object_or_404(StudyFile, study=found, key=file), by=request.acting)
    return saved(request, _("L'allegato è tolto."), address_of(found))


def kept_study(request: MemberRequest, key: UUID) -> Study:
    """A study that the one who acts may change."""
    return get_object_or_404(_kept(request), key=key)


def address_of(study: Study) -> str:
    return reverse("voices:study", args=[study.key])


def _kept(request: MemberRequest) -> QuerySet[Study]:
    return studies_open_to(request.acting, Right.KEEP_NEEDS, on=request.today)


def _as_it_is(study: Study) -> list[tuple[str, str]]:
    names = ("title", "question", "author", "method", "sources")
    fields = [(study._meta.get_field(name), getattr(study, name)) for name in names]
    return [(str(field.verbose_name).capitalize(), value) for field, value in fields]  # type: ignore[union-attr]


def _page(
    request: MemberRequest, study: Study, form: Any, title: str, *, button: str = "", **more: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=button or _("Salva"),
        trail=trail(HERE, (study.title, address_of(study)), title),
        back=address_of(study),
        lead=study.title,
        template="voices/form.html",
        **more,
    )
