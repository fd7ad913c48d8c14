"""Settings of one Hustings site.

Every setting is an environment variable that begins with ``HUSTINGS_`` and is described in
``docs/reference/settings.md``; ``hustings check`` explains what is wrong with them.
"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from hustings.config import environment

# Where everything lives --------------------------------------------------------------------
HUSTINGS_DATA = Path(environment.text("DATA", "hustings-data")).absolute()
HUSTINGS_HOST_NUMBER = environment.number("HOST_NUMBER", 0, lowest=0, highest=31)
HUSTINGS_MAKE_KEY = environment.kept_key
SECRET_KEY = (
    environment.text("SECRET_KEY")
    or environment.kept_key(HUSTINGS_DATA / "keys" / "secret").decode()
)
DATABASES = {"default": environment.database(environment.text("DATABASE_URL"), data=HUSTINGS_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What readers may do -----------------------------------------------------------------------
HUSTINGS_GUESTS = environment.flag("GUESTS", default=True)
"""Guests may post with a name only; a moderator reads each of their comments first."""

# Who may reach it --------------------------------------------------------------------------
DEBUG = False
BASE_URL = environment.text("BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = environment.words("HOSTS", "localhost 127.0.0.1 [::1]")
HUSTINGS_TRUSTED_PROXIES = environment.words("TRUSTED_PROXIES")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Rooms and what they stand on --------------------------------------------------------------
INSTALLED_APPS = [
    "hustings.web",
    "hustings.exchange",
    "hustings.moderation",
    "hustings.stories",
    "hustings.discussions",
    "hustings.accounts",
    "hustings.journal",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "modelsearch",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "hustings.web.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "hustings.web.api.door.api_door",
    "hustings.web.session_sign.SessionSign",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "hustings.web.forgery.ForgeryMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hustings.web.pages.problems.ProblemsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "hustings.web.freshness.transactions.OneTransaction",
]
ROOT_URLCONF = "hustings.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "hustings.web.pages.furniture.furniture",
            ],
        },
    },
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    # Shared state (sign-in limits) must be seen by every worker, so it never sits in one process.
    "default": {
        "BACKEND": "hustings.web.freshness.shared_cache.SharedCache",
        "LOCATION": "web_cache",
    },
    # Wagtail stores a picture's sizes here whenever a page asks for them, and a page that stores
    # anything cannot be kept. Looking up the row is one query, as finding it here would be.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # each subject names the paper
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "hustings.web.pages.sign_in.ReaderAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "hustings.web.pages.sign_in.NameForm"
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
"""Six digits: a phone shows its number keys. Three tries; sign-ins are counted and limited."""
LOGIN_REDIRECT_URL = "/me/"
LOGIN_URL = "account_request_login_code"
WAGTAILADMIN_BASE_URL = BASE_URL
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Mail --------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "hustings@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.text("SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = HUSTINGS_DATA / "mail"
EMAIL_HOST = environment.text("SMTP_HOST")
EMAIL_PORT = environment.number("SMTP_PORT", 587, lowest=1, highest=65_535)
EMAIL_HOST_USER = environment.text("SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("SMTP_TLS", default=True)
EMAIL_TIMEOUT = 10
"""Seconds; a mail server that says nothing must not keep a thread from readers for ever."""

# Looks -------------------------------------------------------------------------------------
HUSTINGS_ACCENT = environment.text("ACCENT", "#8f2416").lower()
"""The publisher's one colour, by day; the night's is derived from it."""

# Language, time, files ---------------------------------------------------------------------
LANGUAGES = [("en", _("English")), ("de", _("German")), ("fr", _("French")), ("ar", _("Arabic"))]
LANGUAGE_CODE = environment.choice("LANGUAGE", "en", among=[code for code, _name in LANGUAGES])
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HUSTINGS_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hustings.config.serving.static.StaticStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = HUSTINGS_DATA / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
WAGTAIL_SITE_NAME = environment.text("SITE_NAME", "Hustings")
WAGTAIL_I18N_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {
        "handlers": ["console"],
        "level": environment.choice("LOG_LEVEL", "WARNING", among=environment.LOG_LEVELS),
    },
}
