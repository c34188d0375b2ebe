from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.views import activate_totp as activate
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.queries import mandates_of, needs_second_factor
from raccordo.web.door import MemberRequest, entered_twice, today


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
    response = activate(request, **kwargs)
    if request.method == "POST" and response.status_code == 302 and is_mfa_enabled(request.user):
        record_authentication(request, request.user, "mfa", type="totp")
    return response


@require_safe
def account(request: MemberRequest) -> HttpResponse:
    """Who one is, through which mandates one acts, and how one enters."""
    facts = {
        "mandates": mandates_of(request.user, on=today()).select_related("act__organ"),
        "second_factor": is_mfa_enabled(request.user),
        "needs_second_factor": needs_second_factor(request.user, on=today()),
        "there": request.session.pop("after_second_factor", ""),
    }
    return render(request, "entrance/account.html", facts)
