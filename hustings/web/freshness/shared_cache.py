"""Django's cache, for state that no row holds: sign-in limits, and the like."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache

DERIVED = frozenset({"wagtail_site_root_paths", "wagtail_locales_display_name"})
"""What Wagtail works out from rows and would remember for an hour."""


class SharedCache(DatabaseCache):
    """A table that all workers share, and that never remembers what pages show.

    Wagtail forgets a derived value when its rows change. But whoever worked it out just before the
    change may store it just after, and pages rendered from then on would be wrong and take
    themselves for fresh. Working it out again is one query, as finding it here would be.
    """

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        if key not in DERIVED:
            super().set(key, value, timeout, version)
