"""Answering by the link of a letter, without an account."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.links import is_living
from raccordo.foundation.errors import Refused
from raccordo.governance.operations.sending import send_link_again
from raccordo.governance.queries.requests import answers_by
from raccordo.web.desk.municipality import desk_by_link
from raccordo.web.desk.requests import filling
from raccordo.web.desk.requests.filling import Counter
from raccordo.web.door import now
from raccordo.web.links import LinkRequest, by_ended_link, by_link, render_ended


@require_safe
@by_link
def place(request: LinkRequest, token: str) -> HttpResponse:
    facts = {"desk": desk_by_link(request.link, token, on=request.today)}
    return render(request, "desk/place.html", facts)


@require_http_methods(["GET", "POST"])
@by_link
def answer_page(request: LinkRequest, token: str, key: UUID) -> HttpResponse:
    return filling.answer_page(request, _counter(request, token, key))


@require_POST
@by_link
def keep(request: LinkRequest, token: str, key: UUID) -> HttpResponse:
    return filling.keep_page(request, _counter(request, token, key))


@require_safe
@by_link
def sheet(request: LinkRequest, token: str, key: UUID) -> HttpResponse:
    return filling.sheet_page(_counter(request, token, key))


@require_POST
@by_ended_link
def again(request: LinkRequest, token: str) -> HttpResponse:
    link = request.link
    if is_living(link, on=request.today):  # else whoever came by it would make it last for ever
        return redirect("desk:link", token)
    if link.revoked_on:
        return render_ended(request, link)
    if too_many := ratelimit.consume_or_429(request, action="link_again", key=str(link.key)):
        return too_many
    try:
        send_link_again(
            link.organisation,
            area=link.area,
            house=settings.ADDRESS,
            by=request.acting,
            on=request.today,
            at=now(),
            fallback=link.sent_to,
        )
        messages.success(request, _("Un nuovo collegamento è in partenza: arriva per e-mail."))
    except Refused as refused:
        messages.error(request, refused.message)
    return render_ended(request, link)


def _counter(request: LinkRequest, token: str, key: UUID) -> Counter:
    link = request.link
    return Counter(
        answer=get_object_or_404(answers_by(link), key=key),
        acting=request.acting,
        who="",
        signs=link.sent_to,
        here=reverse("desk:link_answer", args=[token, key]),
        keep=reverse("desk:link_keep", args=[token, key]),
        sheet=reverse("desk:link_sheet", args=[token, key]),
        back=reverse("desk:link", args=[token]),
    )
