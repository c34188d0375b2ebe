"""The requests of data: their list, a new one, its questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import areas_where
from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.governance.headings import COLUMNS, questions_in
from raccordo.governance.models import DataRequest
from raccordo.governance.operations.asking import (
    change_request,
    discard_request,
    prepare_request,
    write_questions,
)
from raccordo.governance.queries.requests import (
    questions_of,
    requests_found,
    requests_open_to,
)
from raccordo.governance.states import RequestState
from raccordo.territory.queries import widest_first
from raccordo.web.desk.requests.forms import (
    FileForm,
    NewRequestForm,
    QuestionRows,
    RequestForm,
    first_of,
    rows_of,
    usual_for,
)
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Richieste di dati"), "desk:requests")
A_PAGE = 25


@require_safe
@requires(Right.ASK_DATA)
def requests(request: MemberRequest) -> HttpResponse:
    wanted, state = request.GET.get("q", "")[:100], request.GET.get("stato", "")
    found = requests_found(requests_open_to(request.acting, on=request.today), wanted)
    if state in RequestState.values:
        found = found.filter(state=state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    facts = {"page": page, "wanted": wanted, "state": state, "states": RequestState.choices}
    template = "desk/requests/list.html#list" if request.htmx else "desk/requests/list.html"
    return render(request, template, facts | {"query": query.urlencode()})


@BOTH
@requires(Right.ASK_DATA)
def new(request: MemberRequest) -> HttpResponse:
    areas = widest_first(areas_where(request.acting, Right.ASK_DATA, on=request.today))
    form = opened(request, NewRequestForm, areas=areas, initial=usual_for(request.today))
    if form.is_valid():
        with refusals_on(form):
            asked = prepare_request(by=request.acting, on=request.today, **form.cleaned_data)
            name = "desk:request" if asked.questions else "desk:request_questions"
            return saved(request, _("Richiesta preparata."), reverse(name, args=[asked.key]))
    title = _("Nuova richiesta di dati")
    return form_page(
        request,
        form,
        title=title,
        button=_("Prepara"),
        trail=trail(HERE, title),
        back=reverse("desk:requests"),
        lead=_("Si prepara, si controlla, poi si invia: fino ad allora nessuno riceve nulla."),
    )


@BOTH
@requires(Right.ASK_DATA)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    asked = asked_by(request, key)
    form = opened(request, RequestForm, initial=first_of(asked))
    if form.is_valid():
        with refusals_on(form):
            change_request(asked, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("Modifiche salvate."), reverse("desk:request", args=[key]))
    return form_page(
        request,
        form,
        title=_("Modifica la richiesta"),
        button=_("Salva"),
        trail=trail(HERE, asked.title),
        back=reverse("desk:request", args=[key]),
    )


@BOTH
@requires(Right.ASK_DATA)
def questions(request: MemberRequest, key: UUID) -> HttpResponse:
    asked = asked_by(request, key)
    rows = QuestionRows(initial=rows_of(questions_of(asked)))
    file, said = FileForm(), ""
    if request.method == "POST" and "table" in request.POST:
        file = FileForm(request.POST, request.FILES)
        if file.is_valid():
            with refusals_on(file):
                told = questions_in(file.cleaned_data["file"].read())
                write_questions(asked, questions=told, by=request.acting)
                return saved(request, _("Domande caricate."), _address(asked))
    elif request.method == "POST":
        rows = QuestionRows(request.POST)
        if rows.is_valid():
            told = tuple(one for row in rows if (one := row.question()))
            try:
                write_questions(asked, questions=told, by=request.acting)
            except Refused as refused:
                said = refused.message
            else:
                there = request.path if "more" in request.POST else _address(asked)
                return saved(request, _("Domande salvate."), there)
    facts: dict[str, Any] = {"asked": asked, "rows": rows, "file_form": file, "said": said}
    facts |= {"trail": trail(HERE, (asked.title, _address(asked)), _("Domande"))}
    return render(request, "desk/requests/questions.html", facts | {"columns": COLUMNS})


@require_POST
@requires(Right.ASK_DATA)
def discard(request: MemberRequest, key: UUID) -> HttpResponse:
    discard_request(asked_by(request, key), by=request.acting)
    messages.success(request, _("Richiesta eliminata."))
    return redirect("desk:requests")


def asked_by(request: MemberRequest, key: UUID) -> DataRequest:
    """A request of the areas for which one asks data."""
    return get_object_or_404(requests_open_to(request.acting, on=request.today), key=key)


def _address(asked: DataRequest) -> str:
    return reverse("desk:request", args=[asked.key])
