"""Wiring only. What a place may set stands in the environment; docs/deployment.md lists it."""

import hashlib
import os
from pathlib import Path

from config.databases import database
from config.keys import VAR, others, secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _on(name: str) -> bool:
    """Whether an environment switch is set to 1."""
    return os.environ.get(name) == "1"


DEBUG = _on("DJANGO_DEBUG")
# Plain HTTP is for one's own machine and for tests; everything else is HTTPS.
HTTPS = not (DEBUG or _on("DJANGO_INSECURE_COOKIES"))

# Keys ------------------------------------------------------------------------------------

SECRET_KEY = secret("SECRET_KEY").hex()
CASEWORK_MASTER_KEY = secret("CASEWORK_MASTER_KEY")
CASEWORK_OTHER_MASTERS = others
# Of its own, so that a new master key leaves the digests as they are; it began as its child.
CASEWORK_INDEX_KEY = secret(
    "CASEWORK_INDEX_KEY", first=hashlib.sha256(b"blind index" + CASEWORK_MASTER_KEY).digest()
)
CASEWORK_AUDIT_KEY = secret("CASEWORK_AUDIT_KEY")

# Application -----------------------------------------------------------------------------

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, os.environ.get("DJANGO_ALLOWED_HOSTS", "").split(",")),
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "csp",
    "casework",
    "membership",
    "talent",
    "progress",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casework.standards.StandardsMiddleware",
    "casework.sessions.PresenceMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "casework.policy.PolicyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "casework.receipts.OnceMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["casework.templatetags.form_token"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DJANGO_TABLES2_TEMPLATE = "casework/table.html"

# The trail -------------------------------------------------------------------------------

CASEWORK_CHECKPOINTS = VAR / "checkpoints"
# Unusual reading raises an alarm: so many dossiers in so many minutes, or an export of more
# rows than this outside office hours (from, to).
CASEWORK_ALARM_DOSSIERS = 200
CASEWORK_ALARM_MINUTES = 10
CASEWORK_ALARM_ROWS = 1000
CASEWORK_OFFICE_HOURS = (7, 20)

# Rows and files --------------------------------------------------------------------------

# No ATOMIC_REQUESTS: with IMMEDIATE every page view would take the write lock.
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# People whose cases have ended so many years ago are listed by `manage.py retention`.
CASEWORK_RETENTION_YEARS = int(os.environ.get("CASEWORK_RETENTION_YEARS", "5"))

# Signing in ------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["casework.access.RoleBackend"]
ACCESS_POLICY = "config.policy.POLICY"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
# The roles that must use a second factor, separated by commas, or "all".
CASEWORK_REQUIRE_TOTP = set(filter(None, os.environ.get("CASEWORK_REQUIRE_TOTP", "").split(",")))
# Seconds without a request, and seconds in all, after which a session ends.
CASEWORK_IDLE_END = 60 * int(os.environ.get("CASEWORK_IDLE_MINUTES", "30"))
CASEWORK_LONGEST_SESSION = 12 * 60 * 60
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# What the browser is told ----------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = CASEWORK_LONGEST_SESSION
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "casework.errors.not_ours"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

# What the console is told ----------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "casework.logs.MaskedFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
