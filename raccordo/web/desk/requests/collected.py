"""What a request has collected: frozen when it was closed, cited, told with the profile."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.foundation.searching import slug_of
from raccordo.governance.models import Collected
from raccordo.governance.operations.asking import publish_collected, withdraw_collected
from raccordo.governance.queries.requests import collected_from, collected_published
from raccordo.web.desk.requests.asking import HERE, asked_by
from raccordo.web.desk.requests.forms import WithdrawForm
from raccordo.web.door import MemberRequest, open_to_all, refusals_on, requires
from raccordo.web.files import download
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail


@require_safe
@requires(Right.ASK_DATA)
def dataset(request: MemberRequest, key: UUID, collected: UUID) -> HttpResponseBase:
    return _file(_found(request, key, collected))


@require_safe
@open_to_all
def public_dataset(request: MemberRequest, collected: UUID) -> HttpResponseBase:
    return _file(get_object_or_404(collected_published(), key=collected))


@require_POST
@requires(Right.ASK_DATA)
def publish(request: MemberRequest, key: UUID, collected: UUID) -> HttpResponse:
    publish_collected(_found(request, key, collected), by=request.acting, on=request.today)
    said = _("I dati raccolti si leggono ora nel profilo sociale, e chiunque può citarli.")
    return saved(request, said, reverse("desk:request", args=[key]))


@require_http_methods(["GET", "POST"])
@requires(Right.ASK_DATA)
def withdraw(request: MemberRequest, key: UUID, collected: UUID) -> HttpResponse:
    found, back = _found(request, key, collected), reverse("desk:request", args=[key])
    form = opened(request, WithdrawForm)
    if form.is_valid():
        with refusals_on(form):
            withdraw_collected(found, by=request.acting, **form.cleaned_data)
            return saved(request, _("I dati non sono più nel profilo sociale."), back)
    title = _("Togli dal profilo sociale: %s") % found
    lead = _("I dati restano qui con la loro impronta: chi li ha citati li ritrova.")
    steps = trail(HERE, (found.request.title, back), _("Togli"))
    return form_page(
        request, form, title=title, button=_("Togli"), trail=steps, back=back, lead=lead
    )


def _file(collected: Collected) -> HttpResponseBase:
    """In the bytes that are cited."""
    asked = collected.request
    return download(collected.file, f"{slug_of(f'{asked.title} {asked.year}')}.csv")


def _found(request: MemberRequest, key: UUID, collected: UUID) -> Collected:
    return get_object_or_404(collected_from(asked_by(request, key)), key=collected)
