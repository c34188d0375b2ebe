"""How people enter: allauth does it, here is what the house wants of it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from raccordo.accounts.models import User
from raccordo.accounts.operations import note_entrance, note_failed_entrance
from raccordo.journal.acting import Acting
from raccordo.web.door import now


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by himself: accounts are opened by who gives mandates."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who entered a moment ago is not asked for the password again."""
        request = context.request
        records = get_authentication_records(request, request.user) if request else []
        latest = max((record.get("at", 0) for record in records), default=0)
        if now().timestamp() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        signal = kwargs.get("signal_kwargs") or {}
        how = "provider" if "sociallogin" in signal else "here"
        note_entrance(user, how=how, by=Acting.oneself(user))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        note_failed_entrance(reason="credentials", by=Acting.system("entrance"))


class SocialAdapter(DefaultSocialAccountAdapter):
    """Who comes from SPID or CIE is recognised by her fiscal code, if she has an account."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        told = sociallogin.account.extra_data
        claims = told.get("userinfo") or told.get("id_token") or told
        user = user_of(claims)
        if user is None:
            note_failed_entrance(reason="no account", by=Acting.system("entrance"))
            raise ImmediateHttpResponse(render(request, "entrance/unknown.html", status=403))
        sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class MfaAdapter(DefaultMFAAdapter):
    """The secrets of the second factor are kept encrypted with the key of the installation."""

    def encrypt(self, text: str) -> str:
        return _locker().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _locker().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""  # made with another key: the code will be refused, and the factor reset


def user_of(claims: dict[str, Any]) -> User | None:
    """Whose fiscal code the identity provider tells: SPID writes it TINIT-RSSMRA80A01H501U."""
    told = str(claims.get("fiscalNumber") or claims.get("fiscal_number") or "")
    code = told.upper().removeprefix("TINIT-")
    if not code:
        return None
    return User.objects.filter(fiscal_code=code, is_active=True).first()


def _locker() -> Fernet:
    key = sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
