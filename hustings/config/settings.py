"""Settings of one Hustings site, all of them from environment variables."""

from __future__ import annotations

SECRET_KEY = "skeleton"
USE_TZ = True
INSTALLED_APPS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
