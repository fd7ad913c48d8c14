"""Moments as foreign pages and exports print them.

    >>> read_moment("1. Mai 2020 um 10:30 Uhr")
    datetime.datetime(2020, 5, 1, 10, 30, tzinfo=datetime.timezone.utc)

Read are ISO 8601, dates with a month's name in the languages of ``MONTHS``, dates in numbers, and
seconds or milliseconds since 1970. "Three hours ago" says nothing without a clock and is no moment.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

LONGEST = 80
"""Characters that a printed moment may have."""

MONTHS = (
    "january januar janvier enero gennaio janeiro januari jänner styczeń stycznia январь января",
    "february februar février febrero febbraio fevereiro februari luty lutego февраль февраля",
    "march märz mars marzo março maart marts marzec marca март марта",
    "april avril abril aprile kwiecień kwietnia апрель апреля",
    "may mai mayo maggio maio mei maj maja май мая",
    "june juni juin junio giugno junho czerwiec czerwca июнь июня",
    "july juli juillet julio luglio julho lipiec lipca июль июля",
    "august août agosto augustus augusti sierpień sierpnia август августа",
    "september septembre septiembre settembre setembro wrzesień września сентябрь сентября",
    "october oktober octobre octubre ottobre outubro październik października октябрь октября",
    "november novembre noviembre novembro listopad listopada ноябрь ноября",
    "december dezember décembre diciembre dicembre dezembro desember grudzień grudnia"
    " декабрь декабря",
)
"""In English, German, French, Spanish, Italian, Portuguese, Dutch, the languages of Scandinavia,
Polish and Russian. Three letters and more of a name's beginning are an abbreviation of it."""

_NAMES = re.compile(r"[^\W\d_]{3,}")
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})[:h.](\d{2})(?:[:.](\d{2}))?(?!\d|\.\d)\s*([ap])?\.?(?:m\b\.?)?", re.I
)
_HOUR = re.compile(r"(?<![\d:.])(\d{1,2})\s*([ap])\.?m\b\.?", re.I)
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d:])")
_DAY = re.compile(r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th|er|º|ª)?(?![\d:])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ZONE = re.compile(r"(?:\b(?:UTC|GMT)|(?<!\S))\s?([+-])(\d{2}):?(\d{2})?(?![\d.])|\b(?:UTC|GMT)\b")
_AGO = re.compile(r"\bago\b|\bvor\s+\d|\bil y a\b|\bhace\s+\d", re.I)
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(?:\.\d+)?")


def read_moment(printed: str, *, zone: tzinfo = UTC) -> datetime | None:
    """Return a moment in UTC, however it is written; None if nothing here reads it.

    ``zone`` is that of moments without an offset.
    """
    printed = " ".join(printed.split())
    if not printed or len(printed) > LONGEST:
        return None
    return read_iso(printed, zone=zone) or read_epoch(printed) or _read_printed(printed, zone=zone)


def read_iso(printed: str, *, zone: tzinfo = UTC) -> datetime | None:
    """Return an ISO 8601 moment in UTC; None for anything else, "0000-00-00" too."""
    try:
        moment = datetime.fromisoformat(printed)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_epoch(printed: str) -> datetime | None:
    """Return a moment given as seconds or milliseconds since 1970."""
    found = _EPOCH.fullmatch(printed)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def _read_printed(printed: str, *, zone: tzinfo) -> datetime | None:
    if _AGO.search(printed):
        return None
    printed = unicodedata.normalize("NFC", printed)
    time, rest = _cut_time(printed)
    date = _date(rest)
    if date is None or time is None:
        return None
    try:
        moment = datetime(*date, *time, tzinfo=_offset(rest) or zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _cut_time(printed: str) -> tuple[tuple[int, int, int] | None, str]:
    """Return hour, minute and second, and the text without them; None for an hour that is none.

    "01.05.2020" is no time: what is part of a date in numbers is not looked at.
    """
    dates = [
        found.span() for pattern in (_NUMBERS, _ISO_DATE) for found in pattern.finditer(printed)
    ]
    for pattern in (_TIME, _HOUR):
        for found in pattern.finditer(printed):
            if any(start < found.end() and found.start() < end for start, end in dates):
                continue
            rest = f"{printed[: found.start()]} {printed[found.end() :]}"
            return _clock(found), rest
    return (0, 0, 0), printed


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    *numbers, half = found.groups()
    hour, minute, second = [int(number or 0) for number in (*numbers, 0, 0)][:3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half in "pP")
    return hour, minute, second


def _date(printed: str) -> tuple[int, int, int] | None:
    """Return year, month and day."""
    if found := _ISO_DATE.search(printed):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.search(printed):
        return _from_numbers(int(found[1]), int(found[3]), found[4])
    months = [m for name in _NAMES.findall(printed) if (m := month_of(name))]
    year = _YEAR.search(printed)
    if not months or year is None:
        return None
    days = _DAY.findall(printed[: year.start()] + " " + printed[year.end() :])
    return (int(year[1]), months[0], int(days[0])) if days else None


def _from_numbers(first: int, second: int, year: str) -> tuple[int, int, int]:
    """Read day before month, as everywhere but in one country, unless only the other way fits."""
    day, month = (second, first) if second > 12 >= first else (first, second)
    return int(year) + (0 if len(year) == 4 else 2000), month, day


@lru_cache(maxsize=1000)
def month_of(name: str) -> int:
    """Return the number of a month by its name or an abbreviation of it, 0 if it is none."""
    name = name.casefold()
    for number, names in enumerate(MONTHS, 1):
        if any(full.startswith(name) for full in names.split()):
            return number
    return 0


def _offset(printed: str) -> timezone | None:
    found = _ZONE.search(printed)
    if found is None:
        return None
    hours, minutes = int(found[2] or 0), int(found[3] or 0)
    if hours > 14:
        return None
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(-distance if found[1] == "-" else distance)
