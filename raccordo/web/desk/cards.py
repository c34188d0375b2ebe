"""A body's own card, from the link of a letter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.parties.operations import confirm_card
from raccordo.web.links import LinkRequest, by_link
from raccordo.web.network.cards import answer_page


@require_http_methods(["GET", "POST"])
@by_link
def by_link_card(request: LinkRequest, token: str) -> HttpResponse:
    here = reverse("desk:link_card", args=[token])
    back = reverse("desk:link", args=[token])
    return answer_page(request, request.link.organisation, here=here, back=back)


@require_POST
@by_link
def by_link_confirm(request: LinkRequest, token: str) -> HttpResponse:
    confirm_card(request.link.organisation, by=request.acting, on=request.today)
    messages.success(request, _("Grazie: la scheda è confermata."))
    return redirect("desk:link_card", token)
