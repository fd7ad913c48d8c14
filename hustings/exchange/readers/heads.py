"""The line over a comment: who wrote it, and when.

>>> split_head("Pia Holm, 2 May 2020 at 10:30:", zone=UTC)
('Pia Holm', datetime.datetime(2020, 5, 2, 10, 30, tzinfo=datetime.timezone.utc))
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from hustings.exchange.dates import read_moment

LONGEST_HEAD = 140
LONGEST_NAME = 60
MOST_WORDS = 6
"""A name with more words than this is a sentence."""

_VERBS = "says|said|writes|wrote|commented|replied|sagt|sagte|schreibt|schrieb|meint|dit|a dit"
_VERBS += "|a écrit|dice|dijo|escribió|scrive|ha scritto|diz|disse|zegt|schreef|skriver|skrev|säger"
SAYS = re.compile(rf"\s+(?:{_VERBS})\s*(?P<rest>:|on\b|at\b|am\b|le\b|el\b)?\s*", re.IGNORECASE)
SAYS_AT_END = re.compile(rf"\s+(?:{_VERBS})\s*:?\s*$", re.IGNORECASE)
LEADING = re.compile(
    r"(?:posted|written|comment|submitted|reply)?\s*(?:by|from|von|par|por|di|door|av)[:\s]\s*",
    re.IGNORECASE,
)
SMALL_WORDS = re.compile(
    rf"[\s\d#.:,;|·•()\[\]/–—-]*(?:(?:{_VERBS}|posted|on|at|by|um|am|le|à|reply|permalink|link)"
    r"[\s.:,;|·•()\[\]–—-]*){0,3}",
    re.IGNORECASE,
)
"""What stands between name and time and is neither, "says:" or "posted on" or "|"."""
_PARTING = re.compile(
    rf"\s*[,|–—·•(\[:]\s*|\s+-+\s+|\s+(?:{_VERBS}|on|at|am|le|el|il|em|op|den|,)\s+", re.IGNORECASE
)
_EDGES = " \t,|–—·•()[]:-"


def split_head(line: str, *, zone: tzinfo) -> tuple[str, datetime | None]:
    """Return name and moment of a line that holds both, name first or moment first.

    ("", None) where the line is no such head: a line with no moment is one only if it ends in
    "says:" or the like.
    """
    line = " ".join(line.split())
    if not line or len(line) > LONGEST_HEAD:
        return "", None
    for parting in _PARTING.finditer(line):
        before, after = line[: parting.start()], line[parting.end() :]
        if (moment := _moment(after, zone)) and (name := good_name(before)):
            return name, moment
        if (moment := _moment(before, zone)) and (name := good_name(after)):
            return name, moment
    if found := SAYS_AT_END.search(line):
        return good_name(line[: found.start()]), None
    return "", None


def _moment(text: str, zone: tzinfo) -> datetime | None:
    return read_moment(SAYS_AT_END.sub("", f" {text.strip(_EDGES)}").strip(_EDGES), zone=zone)


def good_name(text: str) -> str:
    """Return what can be a name, without "posted by" and "says"; "" for anything else."""
    text = SAYS_AT_END.sub("", f" {text.strip(_EDGES)}").strip(_EDGES)
    text = LEADING.sub("", text, count=1) if LEADING.match(text) else text
    words = text.split()
    fits = 0 < len(text) <= LONGEST_NAME and len(words) <= MOST_WORDS
    return text if fits and not text.endswith(("!", "?", "…")) and words[-1:] != ["."] else ""
