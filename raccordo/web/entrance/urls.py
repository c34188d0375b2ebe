from allauth.account import views as account
from allauth.socialaccount import views as identity
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from raccordo.web.entrance import pages, views

open_ = login_not_required
nobody_signs_up = RedirectView.as_view(pattern_name="account_login")
house = [
    path("secondo-fattore/", views.second_factor, name="second_factor"),
    path("profilo/", views.account, name="account"),
]
# allauth's views, at Italian addresses; what is not listed here is not reachable.
urlpatterns = [
    path("", include((house, "entrance"))),
    path("lingua/", open_(set_language), name="set_language"),
    path("entra/", open_(account.login), name="account_login"),
    path("esci/", pages.logout, name="account_logout"),
    path("entra/chiuso/", open_(pages.inactive), name="account_inactive"),
    path("entra/codice/", open_(pages.ask_code), name="account_request_login_code"),
    path("entra/codice/conferma/", open_(pages.confirm_code), name="account_confirm_login_code"),
    path("entra/conferma/", pages.same_person, name="account_reauthenticate"),
    path("password/cambia/", pages.change_password, name="account_change_password"),
    path("password/imposta/", pages.first_password, name="account_set_password"),
    path("password/dimenticata/", open_(pages.forgotten), name="account_reset_password"),
    path(
        "password/dimenticata/inviata/",
        open_(pages.on_its_way),
        name="account_reset_password_done",
    ),
    # The key holds hyphens too: a <slug:…> before it would take a part of it.
    re_path(
        r"^password/nuova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        open_(pages.new_password),
        name="account_reset_password_from_key",
    ),
    # allauth names it in the facts of some letters; who goes there reads how one enters.
    path("registrazione/", open_(nobody_signs_up), name="account_signup"),
    path("entra/secondo-fattore/", open_(pages.second_factor), name="mfa_authenticate"),
    path("entra/secondo-fattore/conferma/", pages.same_person_by_code, name="mfa_reauthenticate"),
    path("profilo/secondo-fattore/", pages.factor, name="mfa_index"),
    path("profilo/secondo-fattore/attiva/", views.activate_totp, name="mfa_activate_totp"),
    path("profilo/secondo-fattore/togli/", pages.remove_factor, name="mfa_deactivate_totp"),
    path("profilo/codici-di-riserva/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("profilo/codici-di-riserva/nuovi/", pages.new_codes, name="mfa_generate_recovery_codes"),
    path(
        "profilo/codici-di-riserva/scarica/",
        views.recovery_codes_file,
        name="mfa_download_recovery_codes",
    ),
    path(
        "identita/login/cancelled/",
        open_(identity.login_cancelled),
        name="socialaccount_login_cancelled",
    ),
    path("identita/login/error/", open_(identity.login_error), name="socialaccount_login_error"),
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
