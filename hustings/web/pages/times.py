"""Moments as readers see them: absolute, in the site's one time zone and language.

    >>> moment(datetime(2026, 5, 12, 12, 3, tzinfo=UTC))
    '12 May 2026, 12:03'

Nothing here depends on the clock, so a page never grows old by itself.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language, pgettext


def moment(when: datetime) -> str:
    """Return day and time of day."""
    # Translators: "12 May 2026, 14:03"
    return pgettext("moment", "%(day)s, %(time)s") % {"day": day(when), "time": clock(when)}


def clock(when: datetime) -> str:
    """Return the time of day alone."""
    local = timezone.localtime(when)
    return f"{local.hour:02}:{local.minute:02}"


def after(when: datetime, first: datetime) -> str:
    """Return a moment beside an earlier one: on the same day the time of day is enough."""
    same = timezone.localtime(when).date() == timezone.localtime(first).date()
    return clock(when) if same else moment(when)


def day(when: datetime) -> str:
    """Return the day alone."""
    return _day(timezone.localtime(when).date(), get_language() or "")


def machine(when: datetime) -> str:
    """Return what stands in a ``datetime`` attribute: UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=4096)
def _day(when: date, language: str) -> str:
    """Return a day; the language stands in the arguments for the cache's sake."""
    # Translators: a day in Django's date format, "12 May 2026"
    return dateformat.format(when, pgettext("day", "j F Y"))
