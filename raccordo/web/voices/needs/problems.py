"""The social problems of a territory, each as a tree: what causes it, what it brings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.needs.models import Problem, Statement
from raccordo.needs.operations.problems import (
    add_problem,
    add_statement,
    change_problem,
    change_statement,
    drop_statement,
)
from raccordo.needs.queries.needs import groups_on
from raccordo.needs.queries.problems import (
    Branch,
    problems_found,
    problems_open_to,
    statements_open_to,
    tree_of,
    with_proofs,
)
from raccordo.needs.queries.stamps import stamp_of
from raccordo.needs.states import StatementSort
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail
from raccordo.web.voices.lists import query_of
from raccordo.web.voices.needs.forms import (
    ChangeProblemForm,
    ChangeStatementForm,
    NewProblemForm,
    StatementForm,
    or_own,
)
from raccordo.web.voices.needs.listing import kept_areas, may_keep
from raccordo.web.voices.needs.sheet import proofs_of

HERE = (_later("Problemi"), "voices:problems")
BOTH = require_http_methods(["GET", "POST"])
A_PAGE = 25


@require_safe
@requires(Right.READ_NEEDS)
def problems(request: MemberRequest) -> HttpResponse:
    chosen = {"q": request.GET.get("q", "")[:100], "gruppo": request.GET.get("gruppo", "")}
    open_ = problems_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    found = problems_found(open_, chosen["q"], group=chosen["gruppo"])
    found = with_proofs(found).order_by("search", "pk")
    facts = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("pagina")),
        "chosen": chosen,
        "groups": groups_on(request.today),
        "query": query_of(request),
        "may_keep": may_keep(request),
    }
    template = "voices/problems.html"
    return render(request, f"{template}#list" if request.htmx else template, facts)


@require_safe
@requires(Right.READ_NEEDS)
def problem(request: MemberRequest, key: UUID) -> HttpResponse:
    open_ = problems_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    found = get_object_or_404(open_, key=key)
    may = _kept(request).filter(pk=found.pk).exists()
    tree = tree_of(found, on=request.today)
    sides = [
        (_("Che cosa lo causa"), StatementSort.CAUSE, _grown(tree.causes)),
        (_("Che cosa comporta"), StatementSort.EFFECT, _grown(tree.effects)),
    ]
    facts = {
        "problem": found,
        "trail": trail(HERE, found.title),
        "may_keep": may,
        "sides": sides,
        "of": "affermazione",
        "history": history_of(name_of(found))[:20] if may else [],
    }
    return render(request, "voices/problem.html", facts)


@BOTH
@requires(Right.KEEP_NEEDS)
def add(request: MemberRequest) -> HttpResponse:
    own = request.mandate.area
    form = opened(
        request,
        NewProblemForm,
        areas=kept_areas(request),
        groups=groups_on(request.today),
        initial={"area": own and own.key},
    )
    if form.is_valid():
        with refusals_on(form):
            made = add_problem(by=request.acting, **form.cleaned_data)
            return saved(request, _("Il problema è aggiunto."), address_of(made))
    title = _("Nuovo problema")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=trail(HERE, title),
        back=reverse("voices:problems"),
        lead=_("Le cause e gli effetti si aggiungono dalla sua pagina, ciascuno con le prove."),
    )


@BOTH
@requires(Right.KEEP_NEEDS)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    found = kept_problem(request, key)
    told = {"title": found.title, "description": found.description, "group": found.group.key}
    form = opened(
        request,
        ChangeProblemForm,
        groups=or_own(groups_on(request.today), found.group),
        initial=told | {"seen": stamp_of(found)},
    )
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            change_problem(found, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il problema è aggiornato."), address_of(found))
        found.refresh_from_db()
        if form.see_again(stamp_of(found)):
            now = [(_("Problema"), found.title), (_("Descrizione"), found.description)]
    return _page(request, found, form, _("Modifica il problema"), now=now)


@BOTH
@requires(Right.KEEP_NEEDS)
def state(request: MemberRequest, key: UUID) -> HttpResponse:
    found = kept_problem(request, key)
    begun = {name: request.GET[name] for name in ("sort", "parent") if name in request.GET}
    form = opened(request, StatementForm, statements=found.statements.all(), initial=begun)
    if form.is_valid():
        with refusals_on(form):
            add_statement(found, by=request.acting, **form.cleaned_data)
            return saved(request, _("È aggiunto: ora servono le prove."), address_of(found))
    title = _("Aggiungi una causa o un effetto")
    return _page(request, found, form, title, button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_NEEDS)
def statement_change(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept_statement(request, key)
    same = one.problem.statements.filter(sort=one.sort)
    told = {"text": one.text, "parent": one.parent and one.parent.key, "seen": stamp_of(one)}
    form = opened(request, ChangeStatementForm, statements=same.exclude(pk=one.pk), initial=told)
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            change_statement(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'affermazione è aggiornata."), address_of(one.problem))
        one.refresh_from_db()
        now = [(_("Affermazione"), one.text)] if form.see_again(stamp_of(one)) else []
    return _page(request, one.problem, form, _("Modifica l'affermazione"), now=now)


@require_POST
@requires(Right.KEEP_NEEDS)
def statement_drop(request: MemberRequest, key: UUID) -> HttpResponse:
    one = kept_statement(request, key)
    drop_statement(one, by=request.acting)
    return saved(request, _("L'affermazione è tolta."), address_of(one.problem))


def kept_problem(request: MemberRequest, key: UUID) -> Problem:
    """A problem that the one who acts may change."""
    return get_object_or_404(_kept(request), key=key)


def kept_statement(request: MemberRequest, key: UUID) -> Statement:
    """A cause or an effect that the one who acts may change."""
    kept = statements_open_to(request.acting, Right.KEEP_NEEDS, on=request.today)
    return get_object_or_404(kept, key=key)


def address_of(problem: Problem) -> str:
    return reverse("voices:problem", args=[problem.key])


def _kept(request: MemberRequest) -> QuerySet[Problem]:
    return problems_open_to(request.acting, Right.KEEP_NEEDS, on=request.today)


def _grown(branches: Any) -> list[dict[str, Any]]:
    """A tree as its page reads it: each statement, its evidence, those under it."""

    def one(branch: Branch) -> dict[str, Any]:
        proofs = proofs_of(branch.evidence)
        return {"statement": branch.statement, "proofs": proofs, "under": _grown(branch.under)}

    return [one(branch) for branch in branches]


def _page(
    request: MemberRequest, found: Problem, form: Any, title: str, *, button: str = "", **more: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=button or _("Salva"),
        trail=trail(HERE, (found.title, address_of(found)), title),
        back=address_of(found),
        lead=found.title,
        template="voices/form.html",
        **more,
    )
