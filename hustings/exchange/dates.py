"""Moments as foreign pages and exports print them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

_FORMATS = (
    "%B %d, %Y at %I:%M %p",
    "%B %d, %Y at %H:%M",
    "%d %B %Y at %I:%M %p",
    "%d %B %Y at %H:%M",
    "%d/%m/%Y at %I:%M %p",
    "%d/%m/%Y at %H:%M",
    "%B %d, %Y",
    "%d %B %Y",
)
"""What themes print in English; day before month in numbers, as everywhere but in one country."""
_COMMA_TIME = re.compile(r",?\s+(?:at\s+|@\s*)?(?=\d{1,2}:\d\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


def read_moment(printed: str, *, zone: tzinfo = UTC) -> datetime | None:
    """Return an ISO 8601 or a plainly printed moment in UTC; None if it is neither.

    ``zone`` is that of moments without an offset.
    """
    printed = " ".join(printed.split())[:80]
    return read_iso(printed, zone=zone) or _read_printed(printed, zone=zone)


def read_iso(printed: str, *, zone: tzinfo = UTC) -> datetime | None:
    """Return an ISO 8601 moment in UTC; None for anything else, "0000-00-00" too."""
    try:
        moment = datetime.fromisoformat(printed)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_printed(printed: str, *, zone: tzinfo) -> datetime | None:
    evened = _ORDINAL.sub("", printed.replace(" a.m.", " AM").replace(" p.m.", " PM"))
    evened = _COMMA_TIME.sub(" at ", re.sub(r"(?<=\d)(?=[ap]m\b)", " ", evened, flags=re.I))
    for form in _FORMATS:
        try:
            moment = datetime.strptime(evened, form).replace(tzinfo=zone)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None
