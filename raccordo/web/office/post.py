from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import messages_open_to
from raccordo.access.rights import Right
from raccordo.archive.rules import clean_name
from raccordo.foundation.errors import Refused
from raccordo.post.models import Message
from raccordo.post.operations import add_receipt, move_message
from raccordo.post.states import MessageState
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.files import download
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.office.forms import ReceiptForm
from raccordo.web.trails import trail

HERE = (_later("Posta"), "office:outbox")
DECISIONS = {
    "sent": MessageState.SENT,
    "again": MessageState.WAITING,
    "give_up": MessageState.GIVEN_UP,
}
# What a person may say of a message that will not go on by itself.
TO_BE_DECIDED = {
    MessageState.UNCERTAIN: ("sent", "again", "give_up"),
    MessageState.BY_HAND: ("sent", "give_up"),
    MessageState.PARTLY: ("again", "sent"),
    MessageState.NOT_DELIVERED: ("again",),
    MessageState.GIVEN_UP: ("again",),
}


@require_safe
@requires(Right.SEND_POST)
def outbox(request: MemberRequest) -> HttpResponse:
    page = Paginator(_ours(request), 25).get_page(request.GET.get("pagina"))
    return render(request, "office/outbox.html", {"page": page})


@require_safe
@requires(Right.SEND_POST)
def message_page(request: MemberRequest, key: UUID) -> HttpResponse:
    message = get_object_or_404(_ours(request), key=key)
    facts = {
        "message": message,
        "receipts": message.receipts.select_related("file"),
        "attachments": message.attachments.select_related("file"),
        "decisions": TO_BE_DECIDED.get(MessageState(message.state), ()),
    }
    return render(request, "office/message.html", facts)


@require_http_methods(["GET", "POST"])
@requires(Right.SEND_POST)
def receipt(request: MemberRequest, key: UUID) -> HttpResponse:
    message = get_object_or_404(_ours(request), key=key)
    form = opened(request, ReceiptForm, initial={"on": request.today})
    here = reverse("office:message", args=[key])
    if form.is_valid():
        facts = form.cleaned_data
        if upload := facts.pop("file"):
            facts |= {"content": upload.read(), "name": upload.name}
        with refusals_on(form):
            add_receipt(message, by=request.acting, **facts)
            return saved(request, _("La ricevuta è conservata."), here)
    title = _("Aggiungi una ricevuta")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=trail(HERE, (message.subject, here), title),
        back=here,
        lead=message.subject,
    )


@require_POST
@requires(Right.SEND_POST)
def decide(request: MemberRequest, key: UUID) -> HttpResponse:
    message = get_object_or_404(_ours(request), key=key)
    what = request.POST.get("what", "")
    if what not in DECISIONS:
        raise BadRequest
    if what not in TO_BE_DECIDED.get(MessageState(message.state), ()):
        raise Refused(_("Su questo messaggio non c'è nulla da decidere."))
    reason = _("Deciso da %s.") % request.user
    moved = move_message(message, to=DECISIONS[what], by=request.acting, reason=reason)
    here = reverse("office:message", args=[key])
    return saved(request, _("Il messaggio ora è: %s.") % moved.get_state_display().lower(), here)


@require_safe
@requires(Right.SEND_POST)
def receipt_file(request: MemberRequest, key: UUID, file: UUID) -> HttpResponseBase:
    message = get_object_or_404(_ours(request), key=key)
    kept = message.receipts.select_related("file").exclude(file=None)
    found = get_object_or_404(kept, key=file)
    assert found.file is not None
    return download(found.file, found.name)


@require_safe
@requires(Right.SEND_POST)
def attachment_file(request: MemberRequest, key: UUID, file: UUID) -> HttpResponseBase:
    message = get_object_or_404(_ours(request), key=key)
    found = message.attachments.select_related("file").filter(file__key=file).first()
    if found is None:
        raise Http404
    return download(found.file, clean_name(found.name, media_type=found.file.media_type))


def _ours(request: MemberRequest) -> QuerySet[Message]:
    return messages_open_to(request.acting, on=request.today)
