"""One answer, seen by who asked: filled in for the body, sent back, taken with its explanation."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.operations import revoke_links
from raccordo.access.rights import Right
from raccordo.governance.models import Answer
from raccordo.governance.operations.answering import accept_answer, send_back
from raccordo.governance.operations.sending import send_link_again
from raccordo.governance.queries.requests import answers_asked_by
from raccordo.governance.spreadsheet import name_of_sheet
from raccordo.web.desk.requests import filling
from raccordo.web.desk.requests.filling import Counter
from raccordo.web.desk.requests.forms import RemarkForm
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.files import download
from raccordo.web.forms import form_page, opened, saved

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.ASK_DATA)
def answer_page(request: MemberRequest, key: UUID) -> HttpResponse:
    return filling.answer_page(request, _counter(request, key))


@require_POST
@requires(Right.ASK_DATA)
def keep(request: MemberRequest, key: UUID) -> HttpResponse:
    return filling.keep_page(request, _counter(request, key))


@require_safe
@requires(Right.ASK_DATA)
def sheet(request: MemberRequest, key: UUID) -> HttpResponse:
    return filling.sheet_page(_counter(request, key))


@require_safe
@requires(Right.ASK_DATA)
def file(request: MemberRequest, key: UUID) -> HttpResponseBase:
    answer = _asked(request, key)
    if answer.file is None:
        raise Http404
    return download(answer.file, name_of_sheet(answer))


@BOTH
@requires(Right.ASK_DATA)
def back(request: MemberRequest, key: UUID) -> HttpResponse:
    answer = _asked(request, key)
    form = opened(request, RemarkForm)
    form.fields["remark"].label = _("Che cosa correggere")
    if form.is_valid():
        with refusals_on(form):
            send_back(answer, by=request.acting, **form.cleaned_data)
            said = _("Da correggere: l'ente lo vede nella sua pagina e nel prossimo sollecito.")
            return saved(request, said, _address(answer))
    title = _("Rimanda a correggere: %s") % answer.organisation
    button = _("Rimanda a correggere")
    return form_page(request, form, title=title, button=button, back=_address(answer))


@BOTH
@requires(Right.ASK_DATA)
def accept(request: MemberRequest, key: UUID) -> HttpResponse:
    answer = _asked(request, key)
    form = opened(request, RemarkForm)
    form.fields["remark"].label = _("Perché si accetta così com'è")
    if form.is_valid():
        with refusals_on(form):
            accept_answer(answer, by=request.acting, at=now(), **form.cleaned_data)
            return saved(request, _("Risposta accettata."), _address(answer))
    return form_page(
        request,
        form,
        title=_("Accetta con spiegazione: %s") % answer.organisation,
        button=_("Accetta"),
        back=_address(answer),
        lead=_("Serve quando le parti non fanno il totale e l'ente ha detto perché."),
    )


@require_POST
@requires(Right.ASK_DATA)
def revoke(request: MemberRequest, key: UUID) -> HttpResponse:
    answer = _asked(request, key)
    body, area = answer.organisation, answer.request.area
    revoke_links(body, area=area, on=request.today, by=request.acting)
    said = _(
        "Collegamento revocato: chi lo ha non apre più nulla, e l'ente non è più sollecitato finché"
        " non se ne invia un altro."
    )
    messages.success(request, said)
    return redirect("desk:request", answer.request.key)


@require_POST
@requires(Right.ASK_DATA)
def send_link(request: MemberRequest, key: UUID) -> HttpResponse:
    answer = _asked(request, key)
    link = send_link_again(
        answer.organisation,
        area=answer.request.area,
        house=settings.ADDRESS,
        by=request.acting,
        on=request.today,
        at=now(),
        renews=True,
    )
    said = _("Il nuovo collegamento è in partenza per %s: quello di prima non vale più.")
    messages.success(request, said % link.sent_to)
    return redirect("desk:request", answer.request.key)


def _asked(request: MemberRequest, key: UUID) -> Answer:
    return get_object_or_404(answers_asked_by(request.acting, on=request.today), key=key)


def _address(answer: Answer) -> str:
    return reverse("desk:request_answer", args=[answer.key])


def _counter(request: MemberRequest, key: UUID) -> Counter:
    answer = _asked(request, key)
    return Counter(
        answer=answer,
        acting=request.acting,
        who=str(request.user),
        signs=_("per conto dell'ente"),
        here=_address(answer),
        keep=reverse("desk:request_answer_keep", args=[key]),
        sheet=reverse("desk:request_answer_sheet", args=[key]),
        back=reverse("desk:request", args=[answer.request.key]),
        office=True,
    )
