"""All settings, read from the environment once. A value half understood stops the start.

CSP_MODE is one of:

production     the default. Needs SECRET_KEY and ALLOWED_HOSTS; refuses anything of the other modes.
demonstration  `make demo`: a fixed clock, known accounts, local addresses only.
test           the test suite.
"""

import datetime
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env(expand_vars=False)

MODE = env.str("CSP_MODE", "production")
if MODE not in {"production", "demonstration", "test"}:
    raise ImproperlyConfigured(
        f"CSP_MODE is {MODE!r}; it must be production, demonstration or test."
    )
PRODUCTION = MODE == "production"
DEMONSTRATION = MODE == "demonstration"
DEBUG = False  # in no mode: error pages are tested as users see them

# --- What each mode needs, and refuses -----------------------------------------------------------

if PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY", "")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        raise ImproperlyConfigured("SECRET_KEY must be set to at least 50 random characters.")
    ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts this service answers to.")
    if env.str("CLOCK_DATE", ""):
        raise ImproperlyConfigured("CLOCK_DATE stops the clock and is for demonstrations only.")
else:
    for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
        if DEMONSTRATION and env.str(name, ""):
            raise ImproperlyConfigured(
                f"{name} is set, as for production, but CSP_MODE is demonstration: unset one."
            )
    SECRET_KEY = "not-secret-" + MODE * 5
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]

CLOCK_DATE: datetime.date | None = None
if not PRODUCTION:
    CLOCK_DATE = env.date("CLOCK_DATE", datetime.date(2015, 4, 20) if DEMONSTRATION else None)

# --- Applications --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",  # before Django's own, so that our createsuperuser is the one that runs
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # form templates from our own templates folder
    "crispy_forms",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "core",
    "audit",
    "partnerships",
    "strategies",
    "targets",
    "dashboards",
    "reports",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.api_middleware.ApiTokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partnerships.middleware.PermissionMiddleware",
    "audit.middleware.AccountContextMiddleware",
]

ROOT_URLCONF = "csp.urls"
WSGI_APPLICATION = "csp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.page",
                "partnerships.context_processors.partnership",
                "csp.context_processors.demonstration",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("csp_forms",)
CRISPY_TEMPLATE_PACK = "csp_forms"
CRISPY_FAIL_SILENTLY = False

# --- Database ------------------------------------------------------------------------------------

SQLITE_FILE = BASE_DIR / "var" / "csp.sqlite3"
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{SQLITE_FILE}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    SQLITE_FILE.parent.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE and the wait: without them two writers at once fail each other.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: with NORMAL a power cut loses what the user was told is saved.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
elif "postgresql" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL or an SQLite database.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The limits on sign-in attempts must be counted once for all workers, so: in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# --- Accounts ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, not by sign-up
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/5m/key",
    # A council's officers share one address, and come together on the day of the deadline.
    "login": "300/m/ip",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the working day: see SESSION_COOKIE_AGE
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Partnership performance"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "csp.views.csrf_failure"

# --- Security ------------------------------------------------------------------------------------

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if env.bool("BEHIND_HTTPS_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# --- E-mail --------------------------------------------------------------------------------------

if PRODUCTION:
    globals().update(env.dj_email_url("EMAIL_URL", "smtp://localhost:25"))
    # Seconds. A mail server that does not answer must not hold a page for ever.
    EMAIL_TIMEOUT = globals().get("EMAIL_TIMEOUT") or 20
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", "noreply@localhost")
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Where this service is, for the links in e-mails. In production reminders refuse to go without it.
SITE_URL = env.str("SITE_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
if SITE_URL and not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", SITE_URL):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}; it must be an address like https://csp.example.gov.uk."
    )

HELP_CONTACT = env.str("HELP_CONTACT", "your partnership’s community safety team")

# --- Language, time, files -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static" / "built",
    BASE_DIR / "static" / "images",
    ("js", BASE_DIR / "static" / "js"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "core.static_files.HashedStaticFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # a page of 200 rows, which without JavaScript is one form
FILE_UPLOAD_HANDLERS = [
    "core.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
