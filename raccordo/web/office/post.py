from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import areas_where, organisations_where
from raccordo.access.rights import Right
from raccordo.archive.operations import store
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
TO_BE_DECIDED = {MessageState.UNCERTAIN, MessageState.BY_HAND, MessageState.NOT_DELIVERED}
DECISIONS = {
    "sent": MessageState.SENT,
    "again": MessageState.WAITING,
    "give_up": MessageState.GIVEN_UP,
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
    }
    return render(request, "office/message.html", facts)


@require_http_methods(["GET", "POST"])
@requires(Right.SEND_POST)
def receipt(request: MemberRequest, key: UUID) -> HttpResponse:
    message = get_object_or_404(_ours(request), key=key)
    form = opened(request, ReceiptForm, initial={"on": request.today})
    here = reverse("office:message", args=[key])
    if form.is_valid():
        facts, file, name = form.cleaned_data, None, ""
        upload = facts.pop("file")
        with refusals_on(form):
            if upload:
                file = store(upload.read(), by=request.acting)
                name = clean_name(upload.name, media_type=file.media_type)
            add_receipt(message, file=file, name=name, by=request.acting, **facts)
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
    to = DECISIONS.get(request.POST.get("what", ""))
    if to is None:
        raise BadRequest
    if message.state not in TO_BE_DECIDED:
        raise Refused(_("Su questo messaggio non c'è nulla da decidere."))
    moved = move_message(message, to=to, by=request.acting, reason="Deciso a mano")
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


def _ours(request: MemberRequest) -> QuerySet[Message]:
    """The messages written in the name of the areas and bodies whose post one follows."""
    areas = areas_where(request.acting, Right.SEND_POST, on=request.today)
    bodies = organisations_where(request.acting, Right.SEND_POST, on=request.today)
    chains = [f"area:{key}" for key in areas.values_list("key", flat=True)]
    chains += [f"organisation:{key}" for key in bodies.values_list("key", flat=True)]
    return Message.objects.filter(chain__in=chains)
