from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from csp.decorators import csp_update
from django.conf import settings
from django.core.exceptions import MultipleObjectsReturned
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from raccordo.access.queries import mandates_of, needs_second_factor
from raccordo.web.door import MemberRequest, entered_twice, today
from raccordo.web.entrance import pages
from raccordo.web.entrance.adapters import ProviderAdapter, wait_a_while


@require_safe
def second_factor(request: MemberRequest) -> HttpResponse:
    """Tell why a second factor is needed, and lead to where it is set or asked."""
    there = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(there, None):
        there = "/"
    if entered_twice(request):
        return redirect(there)
    request.session["after_second_factor"] = there
    has_one = is_mfa_enabled(request.user)
    return render(request, "entrance/second_factor.html", {"has_one": has_one, "there": there})


@require_http_methods(["GET", "POST"])
def activate_totp(request: MemberRequest, **kwargs: Any) -> HttpResponseBase:
    """allauth's own page; who has just proved to hold the factor need not prove it again."""
    response = pages.activate_factor(request, **kwargs)
    if request.method == "POST" and response.status_code == 302 and is_mfa_enabled(request.user):
        record_authentication(request, request.user, "mfa", type="totp")
    return response


@require_safe
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
def recovery_codes(request: MemberRequest) -> HttpResponse:
    """The codes not used yet; allauth's own page would write that they have been seen."""
    there = request.session.pop("after_second_factor", "") or reverse("entrance:account")
    facts = {"codes": _unused_codes(request), "there": there}
    return render(request, "entrance/recovery_codes.html", facts)


@require_safe
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
def recovery_codes_file(request: MemberRequest) -> HttpResponse:
    """The same codes on a sheet to be printed."""
    facts = {"codes": _unused_codes(request), "address": settings.ADDRESS}
    sheet = render(request, "entrance/recovery_codes.txt", facts, "text/plain; charset=utf-8")
    sheet["Content-Disposition"] = 'attachment; filename="raccordo-codici-di-riserva.txt"'
    return sheet


@require_safe
def account(request: MemberRequest) -> HttpResponse:
    """Who one is, through which mandates one acts, and how one enters."""
    facts = {
        "mandates": mandates_of(request.user, on=today()).select_related("act__organ"),
        "second_factor": is_mfa_enabled(request.user),
        "needs_second_factor": settings.SECOND_FACTOR
        and needs_second_factor(request.user, on=today()),
        "there": request.session.pop("after_second_factor", ""),
    }
    return render(request, "entrance/account.html", facts)


@require_http_methods(["GET", "POST"])
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Ask whether to go to SPID or CIE, and go."""
    adapter = _provider(request, provider_id)
    server = urlsplit(adapter.get_provider().app.settings["server_url"])
    # Browsers apply form-action to every redirect after the form: also from a proxy to who signs.
    beyond = csp_update({"form-action": ["https:", f"{server.scheme}://{server.netloc}"]})
    return beyond(lambda _: _through(OAuth2LoginView, adapter))(request)


@require_safe
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Come back from SPID or CIE, and enter if all is in order."""
    return _through(OAuth2CallbackView, _provider(request, provider_id))


def too_many(request: HttpRequest) -> HttpResponse:
    """429: who tries too often waits, and is told until when."""
    return render(request, "entrance/too_many.html", {"message": wait_a_while()}, status=429)


def _unused_codes(request: MemberRequest) -> list[str]:
    kind = Authenticator.Type.RECOVERY_CODES
    kept = get_object_or_404(Authenticator, user=request.user, type=kind)
    codes: list[str] = kept.wrap().get_unused_codes()  # type: ignore[no-untyped-call]
    return codes


def _provider(request: HttpRequest, provider_id: str) -> ProviderAdapter:
    adapter = ProviderAdapter(request, provider_id)
    try:
        adapter.get_provider()
    except (SocialApp.DoesNotExist, MultipleObjectsReturned) as unknown:
        raise Http404 from unknown
    return adapter


def _through(view: Any, adapter: ProviderAdapter) -> HttpResponseBase:
    """allauth's own page; a provider that does not answer is told in words there too."""
    try:
        response: HttpResponseBase = view.adapter_view(adapter)(adapter.request)
    except (OAuth2Error, RequestException) as error:
        response = render_authentication_error(
            adapter.request, adapter.get_provider(), exception=error
        )
    return response
