"""How people enter: allauth does it, here is what the house wants of it."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import jwt
from allauth.account import app_settings as limits
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from raccordo.accounts.models import User
from raccordo.accounts.operations import note_entrance, note_failed_entrance
from raccordo.journal.acting import Acting
from raccordo.post.operations import write_message
from raccordo.post.states import Channel
from raccordo.web.door import now

log = logging.getLogger("raccordo.entrance")
# Never "none", and no algorithm whose secret is shared: only signatures of the provider's own key.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLOCKS_DIFFER = 30
TOLD = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}
FISCAL_CODE = ("fiscalNumber", "fiscal_number", "https://attributes.eid.gov.it/fiscal_number")
LEVEL_1 = "https://www.spid.gov.it/SpidL1"
LEVEL_2 = "https://www.spid.gov.it/SpidL2"
WAYS = {
    "reauthenticate": _later("Usa la password"),
    "mfa_reauthenticate": _later("Usa il codice del secondo fattore"),
}
UNREADABLE = (jwt.PyJWTError, LookupError, TypeError, ValueError, AttributeError)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by himself: accounts are opened by who gives mandates."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _later("L'indirizzo o la password non sono giusti."),
        "enter_current_password": _later("Non è la password attuale."),
        "incorrect_code": _later("Il codice non è quello del messaggio, o non vale più."),
        "incorrect_password": _later("La password non è giusta."),
        "too_many_login_attempts": _later("Troppi codici sbagliati: chiederne un altro."),
    }

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

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        found = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS[way["id"]]} for way in found]

    def render_mail(
        self, template_prefix: str, email: Any, context: Any, headers: Any = None
    ) -> Any:
        facts = context | {"address": settings.ADDRESS}
        return super().render_mail(template_prefix, email, facts, headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Who may not enter by a code learns it where she alone reads: the page says nothing."""
        known = User.objects.filter(email=email.lower(), is_active=True)
        if template_prefix == "account/email/unknown_account" and known.exists():
            template_prefix = "account/email/password_wanted"
        super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        """What changed in an account is told by the outbox: later, if the mail server is down."""
        told = self.render_mail(template_prefix, user.email, {"at": now()} | (context or {}))
        write_message(
            once=f"{template_prefix}:{user.key}:{uuid4()}",
            channel=Channel.EMAIL,
            recipients=[user.email],
            subject=told.subject,
            body=told.body,
            by=Acting.oneself(user),
            at=now(),
        )

    def validation_error(self, code: str, *args: Any) -> Any:
        """Who is stopped for a while is told until when."""
        if code in {"too_many_login_attempts", "rate_limited"}:
            return ValidationError(wait_a_while())
        return super().validation_error(code, *args)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        signal = kwargs.get("signal_kwargs") or {}
        how = "provider" if "sociallogin" in signal else "here"
        note_entrance(user, how=how, by=Acting.oneself(user))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": f"{__name__}.SecondFactor"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        note_failed_entrance(reason="credentials", by=Acting.system("entrance"))


class SecondFactor(AuthenticateStage):
    """The code of the phone is asked of who enters here: SPID and CIE have asked their own."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if "sociallogin" in (self.login.signal_kwargs or {}):
            return None, True
        response, goes_on = super().handle()
        return response, goes_on


class SocialAdapter(DefaultSocialAccountAdapter):
    """Who comes from SPID or CIE is recognised by her fiscal code, if she has an account."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        user = user_of(sociallogin.account.uid)
        if user is None:
            note_failed_entrance(reason="no account", by=Acting.system("entrance"))
            raise ImmediateHttpResponse(render(request, "entrance/unknown.html", status=403))
        if sociallogin.user != user:  # the first time, or the office has corrected the code
            sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Why a provider was not believed is for the log; that it was not, for the register."""
        log.warning("identity provider %s: %.200s", provider.sub_id, exception or error)
        if isinstance(exception, OAuth2Error):
            note_failed_entrance(reason="provider", by=Acting.system("entrance"))


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    """allauth's way to a provider, with the checks it leaves out: signature, nonce, issuer."""

    verifier: str | None = None

    def get_provider(self) -> Provider:
        app = SocialAdapter(self.request).get_app(self.request, self.provider_id)
        return Provider(self.request, app=app)

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider tells of itself: it must be the one written in the options."""
        written = self.get_provider().app.settings
        issuer = written.get("issuer") or written["server_url"].partition("/.well-known/")[0]
        try:
            told: dict[str, Any] = super().openid_config
            same = str(told["issuer"]).rstrip("/") == issuer.rstrip("/")
        except UNREADABLE as error:
            raise OAuth2Error(f"the configuration cannot be read: {error!r}") from error
        if not same or not told.keys() >= TOLD:
            raise OAuth2Error("the configuration is not of this provider, or not whole")
        return told

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        self.verifier = pkce_code_verifier
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Of all that the provider tells, only the fiscal code is kept."""
        try:
            code = self._fiscal_code(app, token, kwargs["response"])
        except UNREADABLE as error:
            raise OAuth2Error(f"the reply cannot be believed: {error!r}") from error
        return self.get_provider().sociallogin_from_response(request, {"id_token": {"sub": code}})

    def _fiscal_code(self, app: Any, token: Any, reply: dict[str, Any]) -> str:
        signed = self._signed(app, reply["id_token"])
        if not self.verifier or signed["nonce"] != nonce_of(self.verifier):
            raise OAuth2Error("the reply is to another question")
        if signed.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the reply was asked by others")
        if signed.get("acr") == LEVEL_1:
            raise OAuth2Error("the person was recognised at level 1: level 2 is needed")
        code = fiscal_code_of(signed)
        if not code:
            told = self._fetch_user_info(token.token)
            if told["sub"] != signed["sub"]:
                raise OAuth2Error("userinfo is about another person")
            code = fiscal_code_of(told)
        if not code:
            raise OAuth2Error("no fiscalNumber among the claims")
        return code

    def _signed(self, app: Any, id_token: str) -> dict[str, Any]:
        """What the identity token says, if the provider signed it, for us, and not long ago."""
        with SocialAdapter(self.request).get_requests_session() as session:  # type: ignore[no-untyped-call]
            reply = session.get(self.openid_config["jwks_uri"])
            reply.raise_for_status()
        key = jwt.PyJWKSet.from_dict(reply.json())[jwt.get_unverified_header(id_token)["kid"]]
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=ALGORITHMS,
            audience=app.client_id,
            issuer=self.openid_config["issuer"],
            leeway=CLOCKS_DIFFER,
            options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
        )
        return claims


class Provider(OpenIDConnectProvider):
    """What is asked of a provider is decided here, and not by the address one comes with."""

    oauth2_adapter_class = ProviderAdapter

    def get_default_scope(self) -> list[str]:
        return ["openid", "profile"]

    def get_auth_params(self) -> dict[str, Any]:
        return {"acr_values": LEVEL_2} | dict(self.app.settings.get("auth_params") or {})

    def get_pkce_params(self) -> dict[str, Any]:
        """The secret that who comes back must know, and the nonce her token must repeat."""
        made: dict[str, Any] = generate_code_challenge()
        return made | {"nonce": nonce_of(made["code_verifier"])}

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        return {"process": AuthProcess.LOGIN, "next_url": get_next_redirect_url(request)}

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["id_token"]["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}


class MfaAdapter(DefaultMFAAdapter):
    """The secrets of the second factor are kept encrypted with the key of the installation."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _later("Prima si attiva il secondo fattore."),
        "incorrect_code": _later(
            "Il codice non è giusto, o è già cambiato: scrivere quello di ora."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _locker().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _locker().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""  # made with another key: the code will be refused, and the factor reset


def wait_a_while() -> str:
    """From what hour one may certainly try again, after too many attempts."""
    rates = [rate for some in limits.RATE_LIMITS.values() for rate in parse_rates(some)]
    longest = max((rate.duration for rate in rates), default=0)
    # To the minute after: what is said must be true when the clock shows it.
    again = localtime(now() + timedelta(seconds=longest + 60))
    return _("Troppi tentativi: si può riprovare dalle %s.") % f"{again:%H:%M}"


def fiscal_code_of(claims: dict[str, Any]) -> str:
    """The fiscal code a provider tells: SPID writes it TINIT-RSSMRA80A01H501U."""
    told = next((claims[name] for name in FISCAL_CODE if claims.get(name)), "")
    if isinstance(told, list) and len(told) == 1:  # some proxies tell every claim as a list
        told = told[0]
    return told.strip().upper().removeprefix("TINIT-") if isinstance(told, str) else ""


def user_of(code: str) -> User | None:
    """Whose fiscal code it is, if she may enter."""
    return User.objects.filter(fiscal_code=code, is_active=True).first() if code else None


def nonce_of(verifier: str) -> str:
    """The nonce of a sign-in: made from its secret, so that nothing else need be kept."""
    return sha256(b"nonce:" + verifier.encode()).hexdigest()


def _locker() -> Fernet:
    key = sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
