"""The settings of every installation: safe as they are; what differs comes from `options`."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.databases import postgresql, sqlite
from config.options import DATA, ROOT, flag, listed, option, secret

DEBUG = False
SECRET_KEY = secret("secret_key") or "no-key-yet"  # the check `keys` refuses to serve with this
ADDRESS = str(option("address", "http://127.0.0.1:8000"))
HTTPS = ADDRESS.startswith("https://")
ALLOWED_HOSTS = listed("hosts", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "raccordo.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "template_partials",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "bootstrap_italia_template",
    "raccordo.journal",
    "raccordo.accounts",
    "raccordo.archive",
    "raccordo.post",
    "raccordo.acts",
    "raccordo.vocabularies",
    "raccordo.territory",
    "raccordo.observatory",
    "raccordo.parties",
    "raccordo.access",
    "raccordo.governance",
    "raccordo.needs",
    "raccordo.participation",
    "raccordo.planning",
    "raccordo.finance",
    "raccordo.keeper",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "raccordo.web.faults.Faults",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "raccordo.web.guard.NothingStaysBehind",
    "raccordo.web.guard.ReadsDoNotWrite",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "raccordo.web.surroundings.surroundings",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]

# web/templatetags/i18n.py stands in front of Django's own on purpose: it elides the dates.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

URL = str(option("database_url"))
DATABASES = {"default": postgresql(URL) if URL else sqlite(DATA / "raccordo.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache",
        # Who tries too often is counted here: the count is not thrown away for want of room.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
ARCHIVE_ROOT = DATA / "archive"
CHARTS_ROOT = DATA / "cache" / "charts"
PAPERS_ROOT = DATA / "cache" / "papers"
BROUGHT_ROOT = DATA / "cache" / "brought"  # files to be read, until they are
KEYS_ROOT = DATA / "keys"
MAX_UPLOAD = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A box for each: a Region asks up to 1,500 municipalities at once, and may keep 2,000 bodies.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_BODY = 4 * MAX_UPLOAD  # several files may be sent together
MAX_PUBLIC_BODY = 12 * 1024 * 1024  # by whoever comes to the site, who has not entered
FILE_UPLOAD_HANDLERS = [
    "raccordo.web.uploads.NotTooMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD = "raccordo.accounts.passwords."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": PASSWORD + "LongEnough", "OPTIONS": {"min_length": 14}},
    {"NAME": PASSWORD + "NotOnlyDigits"},
    {"NAME": PASSWORD + "NotCommon"},
    {
        "NAME": PASSWORD + "NotLikeOneself",
        "OPTIONS": {"user_attributes": ("email", "given_name", "family_name")},
    },
]
# How long the link of a letter is worth: letters and pages say «tre giorni».
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/scrivania/"
ACCOUNT_ADAPTER = "raccordo.web.entrance.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "raccordo.web.entrance.adapters.SocialAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
FORMS = "raccordo.web.entrance.forms."
ACCOUNT_FORMS = {
    "login": FORMS + "SignInForm",
    "request_login_code": FORMS + "CodeRequestForm",
    "confirm_login_code": FORMS + "CodeForm",
    "reset_password": FORMS + "ForgottenForm",
    "reset_password_from_key": FORMS + "NewPasswordForm",
    "change_password": FORMS + "ChangePasswordForm",
    "set_password": FORMS + "FirstPasswordForm",
    "reauthenticate": FORMS + "SamePersonForm",
}
# Beside those of the entrance: who has a personal link, who tries to make one, who asks another.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "link": "120/m/ip",
    "link_forged": "10/m/ip",
    "link_again": "3/h/key",
    "follow": "30/m/ip",
    # Who writes proposals on the site; drafts while one writes, and drafts that are begun.
    "propose": "30/h/ip",
    "propose_try": "120/h/ip",
    "propose_files": "6/h/ip",
    "propose_draft": "240/m/ip",
    "propose_visit": "60/h/ip",
    "confirm": "60/m/ip",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Raccordo: "
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES = int(option("proxies", 0))
SECOND_FACTOR = str(option("second_factor", "required")) != "off"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": FORMS + "SecondFactorForm",
    "reauthenticate": FORMS + "SecondFactorAgainForm",
    "activate_totp": FORMS + "ActivateForm",
}
MFA_ADAPTER = "raccordo.web.entrance.adapters.MfaAdapter"
MFA_TOTP_ISSUER = "Raccordo"
# Nobody signs up: the address is the office's, and who chose a password from it reads it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ONLY = False
# Who recognises people for us: each with its secret in a key file, never in raccordo.toml.
OIDC = [app | {"secret": secret(f"oidc_{app['provider_id']}")} for app in option("oidc", [])]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC, "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_LOGIN_ON_GET = False

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "raccordo.web.faults.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italiano")), ("en", _("Inglese"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Rome"

STATIC_URL = "/static/"
STATIC_ROOT = Path(option("static", DATA / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.statics.HashedStatics"},
}

# Whose data these are (GDPR artt. 4, 13, 30): the body that installs it, and its DPO.
CONTROLLER = str(option("controller")).strip()
CONTROLLER_CONTACT = str(option("controller_contact")).strip()
DPO_CONTACT = str(option("dpo_contact")).strip()

# Without a mail server, messages may be left in a folder to be looked at: the demo does so.
MAIL_FOLDER = str(option("mail_folder"))
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if not MAIL_FOLDER:
    EMAIL_BACKEND = "raccordo.post.smtp.Backend"
EMAIL_FILE_PATH = DATA / MAIL_FOLDER
EMAIL_HOST = str(option("mail_host"))
EMAIL_PORT = int(option("mail_port", 587))
EMAIL_HOST_USER = str(option("mail_user"))
EMAIL_HOST_PASSWORD = secret("mail_password")
EMAIL_USE_TLS = flag("mail_tls", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = str(option("mail_from", "raccordo@localhost"))

PEC_HOST = str(option("pec_host"))
PEC_FROM = str(option("pec_from"))
PEC_CONNECTION = {
    "host": PEC_HOST,
    "port": int(option("pec_port", 465)),
    "username": str(option("pec_user")),
    "password": secret("pec_password"),
    "use_ssl": True,
    "use_tls": False,
    "timeout": 30,
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"unsaid": {"()": "config.unsaid.Unsaid"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["unsaid"]}},
    "loggers": {"pyhanko": {"level": "ERROR"}, "pyhanko_certvalidator": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
