from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from raccordo.web.entrance import views

open_ = login_not_required
house = [
    path("secondo-fattore/", views.second_factor, name="second_factor"),
    path("profilo/", views.account, name="account"),
]
# allauth's views, at Italian addresses; what is not listed here is not reachable.
urlpatterns = [
    path("", include((house, "entrance"))),
    path("lingua/", open_(set_language), name="set_language"),
    path("entra/", open_(account.login), name="account_login"),
    path("esci/", account.logout, name="account_logout"),
    path("entra/chiuso/", open_(account.account_inactive), name="account_inactive"),
    path("entra/codice/", open_(account.request_login_code), name="account_request_login_code"),
    path(
        "entra/codice/conferma/",
        open_(account.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path("entra/conferma/", account.reauthenticate, name="account_reauthenticate"),
    path("password/cambia/", account.password_change, name="account_change_password"),
    path("password/imposta/", account.password_set, name="account_set_password"),
    path("password/dimenticata/", open_(account.password_reset), name="account_reset_password"),
    path(
        "password/dimenticata/inviata/",
        open_(account.password_reset_done),
        name="account_reset_password_done",
    ),
    # The key holds hyphens too: a <slug:…> before it would take a part of it.
    re_path(
        r"^password/nuova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        open_(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/nuova/fatto/",
        open_(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("registrazione/", open_(account.signup), name="account_signup"),
    path("entra/secondo-fattore/", open_(mfa.authenticate), name="mfa_authenticate"),
    path("entra/secondo-fattore/conferma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("profilo/secondo-fattore/", mfa.index, name="mfa_index"),
    path("profilo/secondo-fattore/attiva/", views.activate_totp, name="mfa_activate_totp"),
    path("profilo/secondo-fattore/togli/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "profilo/codici-di-riserva/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"
    ),
    path(
        "profilo/codici-di-riserva/nuovi/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "profilo/codici-di-riserva/scarica/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("identita/", include("allauth.socialaccount.urls")),
    path(
        "identita/oidc/<str:provider_id>/login/",
        open_(views.to_provider),
        name="openid_connect_login",
    ),
    path(
        "identita/oidc/<str:provider_id>/login/callback/",
        open_(views.from_provider),
        name="openid_connect_callback",
    ),
]
