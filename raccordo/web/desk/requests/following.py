"""One request: sent, followed, closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.links import address_of, living_links
from raccordo.access.rights import Right
from raccordo.foundation.searching import slug_of
from raccordo.governance.models import DataRequest
from raccordo.governance.operations.asking import close_request, reopen_request
from raccordo.governance.queries.requests import (
    citation_of,
    collected_from,
)
from raccordo.governance.states import RequestState
from raccordo.web.desk.requests.asking import HERE, asked_by
from raccordo.web.desk.requests.comparing import Comparison, book, chart, compared, lines
from raccordo.web.desk.requests.forms import ReopenForm
from raccordo.web.desk.requests.mapping import map_of_answers
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import attached
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@require_safe
@requires(Right.ASK_DATA)
def request_page(request: MemberRequest, key: UUID) -> HttpResponse:
    asked = asked_by(request, key)
    comparison = compared(asked)
    drawn = chart(comparison, request.GET.get("voce", ""), on=request.today)
    facts: dict[str, Any] = {
        "asked": asked,
        "rows": comparison.rows,
        "to_see": any(row.jumps or row.answer.note for row in comparison.rows),
        "lines": lines(comparison),
        "given": comparison.given,
        "numbers": [one for one in comparison.questions if one.counts],
        "questions": comparison.questions,
        "drawn": drawn,
        "map": map_of_answers([row.answer for row in comparison.rows], on=request.today),
        "by_hand": _by_hand(request, asked, comparison),
        "collected": [(one, citation_of(one)) for one in collected_from(asked)],
        "late": asked.state == RequestState.OPEN and asked.due_on < request.today,
        "trail": trail(HERE, asked.title),
    }
    return render(request, "desk/requests/request.html", facts)


def _by_hand(
    request: MemberRequest, asked: DataRequest, comparison: Comparison
) -> list[dict[str, Any]]:
    """Who has no address: the link is copied, and sent as one can."""
    if asked.state != RequestState.OPEN:
        return []
    links = living_links(asked.area, on=request.today).filter(sent_to="")
    by_body = {link.organisation_id: link for link in links}
    found = []
    for row in comparison.rows:
        body = row.answer.organisation
        if not (row.given or body.email or body.pec) and body.pk in by_body:
            address = address_of(by_body[body.pk], house=settings.ADDRESS)
            found.append({"organisation": body, "address": address})
    return found


@require_POST
@requires(Right.ASK_DATA)
def close(request: MemberRequest, key: UUID) -> HttpResponse:
    close_request(asked_by(request, key), by=request.acting, on=request.today)
    messages.success(request, _("Richiesta chiusa: le risposte sono un insieme di dati citabile."))
    return redirect("desk:request", key)


@BOTH
@requires(Right.ASK_DATA)
def reopen(request: MemberRequest, key: UUID) -> HttpResponse:
    asked = asked_by(request, key)
    form = opened(request, ReopenForm)
    here = reverse("desk:request", args=[key])
    if form.is_valid():
        with refusals_on(form):
            reopen_request(asked, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("Richiesta riaperta."), here)
    return form_page(
        request,
        form,
        title=_("Riapri la richiesta"),
        button=_("Riapri"),
        trail=trail(HERE, (asked.title, here), _("Riapri")),
        back=here,
        lead=_("I dati chiusi finora restano, con la loro impronta: chi li ha citati li ritrova."),
    )


@require_safe
@requires(Right.ASK_DATA)
def table(request: MemberRequest, key: UUID) -> HttpResponse:
    asked = asked_by(request, key)
    return attached(book(compared(asked)), f"{slug_of(f'{asked.title} {asked.year}')}.xlsx")
