"""Django settings, derived from the operator's settings in `bonafide.config`."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from bonafide import config as _config
from bonafide import database as _address

BONAFIDE = _config.load()
BONAFIDE_DATA: Path = BONAFIDE.data.resolve()
_HERE = Path(__file__).resolve().parent
_HTTPS = BONAFIDE.base_url.startswith("https://")

DEBUG = BONAFIDE.debug
# Before `bonafide up` has made the secrets folder nothing is served; a key of this process alone is safe.
SECRET_KEY = _config.django_key(BONAFIDE_DATA) or secrets.token_urlsafe(48)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(BONAFIDE.base_url).hostname or "localhost"]
ALLOWED_HOSTS += BONAFIDE.host_names
CSRF_TRUSTED_ORIGINS = [BONAFIDE.base_url] if BONAFIDE.public_url else []
ROOT_URLCONF = "bonafide.web.urls"
WSGI_APPLICATION = "bonafide.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "bonafide.vault",
    "bonafide.ledger",
    "bonafide.jobs",
    "bonafide.events",
    "bonafide.accounts",
    "bonafide.traces",
    "bonafide.inquiries",
    "bonafide.api",
    "bonafide.capture",
    "bonafide.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bonafide.web.nul.NoNul",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bonafide.console.gate.StaffGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [_HERE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bonafide.web.context.brand",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    if BONAFIDE.database_url:
        return _address.settings(BONAFIDE.database_url)
    return _address.sqlite(BONAFIDE_DATA / _address.SQLITE_FILE)


# A connection is opened once per thread and kept: opening one costs more than what a live frame asks of it.
DATABASES = {
    "default": _database() | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": bool(BONAFIDE.database_url)}
}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Staff
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "bonafide.console.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # no e-mail server is assumed
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 12 * 3600
MFA_ADAPTER = "bonafide.console.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = BONAFIDE.brand_name
# Browsers offer passkeys on https and on localhost; with this on, localhost without https is taken as well.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS
# A public address is served through one proxy, which writes X-Forwarded-For; rate limits need the client's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BONAFIDE.public_url else 0

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_NAME = "bonafide_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_NAME = "bonafide_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "bonafide.web.faults.csrf_refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
# same-origin: with no-referrer browsers send "Origin: null" on our own forms, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BONAFIDE.public_url else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
X_FRAME_OPTIONS = "DENY"
# A frame of the document camera is the largest body any page sends; engine.image holds the same bound.
DATA_UPLOAD_MAX_MEMORY_SIZE = 15 * 1024 * 1024
# Nothing personal may reach a temporary file: bodies stay in memory, multipart files are refused.
FILE_UPLOAD_HANDLERS: list[str] = []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:", "mediastream:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "bonafide.web.logs.PlaceOnly",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"bonafide": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
