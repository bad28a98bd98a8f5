"""Django's settings, made from the environment of the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from django.core.management.utils import get_random_secret_key

from ecliptic.server.environment import environment
from ecliptic.server.logs import logging_settings
from ecliptic.server.mail import mail_settings

# Lets generic classes of Django be told their types when the program runs, as the type checker wants them.
django_stubs_ext.monkeypatch()

_ENVIRONMENT = environment()
_HERE = Path(__file__).parent
_MIB = 1024 * 1024

DEBUG = _ENVIRONMENT.debug
# Without a key of its own a process makes one for itself; `ecliptic serve` keeps one in the data folder.
SECRET_KEY = (
    _ENVIRONMENT.secret_key.get_secret_value() if _ENVIRONMENT.secret_key else get_random_secret_key()
)
ALLOWED_HOSTS = _ENVIRONMENT.hosts
PUBLIC_URL = _ENVIRONMENT.public_url
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "ecliptic.server.audit",
    "ecliptic.server.members",
    "ecliptic.server.statements",
    "ecliptic.server.jobs",
    "ecliptic.server.sharing",
    "ecliptic.server.sharing.calls",
    "ecliptic.server.federation",
    "ecliptic.server.pages",
    "ecliptic.server.api",
    "ecliptic.server.operations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
]

MIDDLEWARE = [
    "ecliptic.server.operations.observing.AddressMiddleware",
    "ecliptic.server.operations.observing.ObservingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ecliptic.server.members.middleware.ActorMiddleware",
    "ecliptic.server.members.middleware.SeenMiddleware",
    "ecliptic.server.statements.middleware.ViewMiddleware",
]

ROOT_URLCONF = "ecliptic.server.urls"
WSGI_APPLICATION = "ecliptic.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ecliptic.server.pages.context.surroundings",
            ],
        },
    }
]

# --- database -------------------------------------------------------------------------------------

_DATABASE: Any = dj_database_url.parse(_ENVIRONMENT.database, conn_max_age=60, conn_health_checks=True)
if _DATABASE["ENGINE"].endswith("sqlite3"):
    _DATABASE.setdefault("OPTIONS", {}).update(
        # Writers wait for one another instead of failing halfway, and readers never wait.
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        # Else INSERT OR REPLACE would remove rows without asking the triggers that keep the log.
        "PRAGMA recursive_triggers=ON;",
    )
DATABASES = {"default": _DATABASE}

# --- people ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ecliptic.server.members.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# A code instead of a link: it works only in the session that asked for it.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Ecliptic: "
# The same answer and the same time for addresses that are known and for others.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = _ENVIRONMENT.proxy_count
MFA_ADAPTER = "ecliptic.server.members.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _ENVIRONMENT.secure
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "ecliptic.server.members.codes.AuthenticateForm",
    "reauthenticate": "ecliptic.server.members.codes.ReauthenticateForm",
}
SOCIALACCOUNT_ADAPTER = "ecliptic.server.members.sign_on.SignOnAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
USERSESSIONS_ADAPTER = "ecliptic.server.members.sessions.SessionsAdapter"
# Written by our own middleware now and then, not with every request.
USERSESSIONS_TRACK_ACTIVITY = False
CACHES = {
    # Limits of attempts and codes already used hold for all processes, so they are kept where all see them.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "members_shortmemory",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # What one process may forget, and others need not know.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "ecliptic-process",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# --- what browsers are told -----------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _ENVIRONMENT.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _ENVIRONMENT.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _ENVIRONMENT.secure
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _ENVIRONMENT.proxy_count:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# --- files, mail, language ------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [_HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Files of the package are served from where they lie; nothing has to be collected before the first start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * _MIB
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * _MIB
FILE_UPLOAD_HANDLERS = [
    # First of all a limit: no form takes more than one that is meant for files.
    "ecliptic.server.sharing.limits.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

globals().update(mail_settings(_ENVIRONMENT.email_url))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _ENVIRONMENT.email_from

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = logging_settings(_ENVIRONMENT.log_level)
