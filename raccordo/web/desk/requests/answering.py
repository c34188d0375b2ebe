"""Answering after having entered, for one's own body."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.governance.queries.requests import answers_open_to
from raccordo.web.desk.requests import filling
from raccordo.web.desk.requests.filling import Counter
from raccordo.web.door import MemberRequest, requires


@require_http_methods(["GET", "POST"])
@requires(Right.ANSWER_DATA)
def answer_page(request: MemberRequest, key: UUID) -> HttpResponse:
    return filling.answer_page(request, _counter(request, key))


@require_POST
@requires(Right.ANSWER_DATA)
def keep(request: MemberRequest, key: UUID) -> HttpResponse:
    return filling.keep_page(request, _counter(request, key))


@require_safe
@requires(Right.ANSWER_DATA)
def sheet(request: MemberRequest, key: UUID) -> HttpResponse:
    return filling.sheet_page(_counter(request, key))


def _counter(request: MemberRequest, key: UUID) -> Counter:
    answers = answers_open_to(request.acting, on=request.today)
    return Counter(
        answer=get_object_or_404(answers, key=key),
        acting=request.acting,
        who=str(request.user),
        signs="",
        here=reverse("desk:answer", args=[key]),
        keep=reverse("desk:answer_keep", args=[key]),
        sheet=reverse("desk:answer_sheet", args=[key]),
        back=reverse("desk:place"),
    )
