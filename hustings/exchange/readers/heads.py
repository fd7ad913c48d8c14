"""What stands over a thread and over a comment: a heading, and who wrote it and when.

>>> split_head("Pia Holm, 2 May 2020 at 10:30:", zone=UTC)
('Pia Holm', datetime.datetime(2020, 5, 2, 10, 30, tzinfo=datetime.timezone.utc))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from hustings.exchange.dates import LONGEST as LONGEST_MOMENT
from hustings.exchange.dates import month_of, read_moment

LONGEST_HEAD = 140
LONGEST_NAME = 60
MOST_WORDS = 6
"""A name with more words than this is a sentence."""

_COMMENTS = (
    "comments?|responses?|replies|thoughts?|reactions|letters|discussion|kommentare?|"
    "commentaires?|comentarios?|comentários?|commenti|reacties|kommentarer|komentarze"
)
_COUNT = r"\d[\d.,\u00a0 ]{0,9}"
THREAD_HEADING = re.compile(
    rf"[\W_]*(?:{_COUNT}\s)?(?:(?:all|latest|our|the|your|user|visitor|readers?['’]?s?)\s){{0,2}}"
    rf"(?:{_COMMENTS})(?:\s(?:on|to|for|about|zu|sur|sobre)\b.{{0,200}})?"
    rf"\s*(?:[(\[:–—-]\s*{_COUNT}[)\]]?)?[\s:.=_#*~-]*",
    re.IGNORECASE,
)
"""A line such as "23 comments", "Reader comments (3)" or "3 thoughts on “Ferry”"."""

_VERBS = "says|said|writes|wrote|commented|replied|sagt|sagte|schreibt|schrieb|meint|dit|a dit"
_VERBS += "|a écrit|dice|dijo|escribió|scrive|ha scritto|diz|disse|zegt|schreef|skriver|skrev|säger"
SAYS_AT_END = re.compile(rf"\s+(?:{_VERBS})\s*:?\s*$", re.IGNORECASE)
LEADING = re.compile(
    r"(?:(?:posted|written|comment|submitted|reply)\s*(?:by|from|:)"
    r"|(?:by|from|von|par|por|di|door|av)(?=[:\s]))[:\s]\s*",
    re.IGNORECASE,
)
SMALL_WORDS = re.compile(
    rf"[\s\d#.:,;|·•()\[\]/–—-]*(?:(?:{_VERBS}|posted|on|at|by|um|am|le|à|reply|permalink|link)"
    r"[\s.:,;|·•()\[\]–—-]*){0,3}",
    re.IGNORECASE,
)
"""What stands between name and time and is neither, "says:" or "posted on" or "|"."""
_PUNCTUATION = re.compile(
    rf"\s*[,|–—·•(\[:/@\])]\s*|\s+-+\s+"
    rf"|\s+(?:{_VERBS}|on|at|am|le|el|il|em|op|den|by|von|par|por)\s+",
    re.IGNORECASE,
)
_SPACE = re.compile(r"(?<=\d)\s+|(?<=[ap]m)\s+|\s+(?=\d|[^\W\d_]{3,9}\.?,? \d)", re.IGNORECASE)
"""Where name and moment may part: better at a mark or a small word than at a mere space."""
_OTHER_WORDS = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|"
    r"sams|sonn)tag|mittwoch|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|"
    r"dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|on|at|um|uhr|am|pm|a|p|m|le|el"
    r"|à|de|del|den|kl|st|nd|rd|th|t|z|utc|gmt|(?-i:[A-Z]{2,4}T)|h|reply|permalink|link|edited|the|of",
    re.IGNORECASE,
)
"""Words that stand in a printed moment beside its month."""
WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*", re.IGNORECASE)
MOST_STRANGERS = 2
"""Other words than those of a moment that may stand beside one."""
_WORD = re.compile(r"[^\W\d_]+")
_ON = re.compile(r"(?:on|am|le|el|il|em|op|den)\s+(?=.*\d)", re.IGNORECASE)
_EDGES = " \t,|–—·•()[]:-/@*_"
_MOMENT_IN_NAME = re.compile(r"\d[:h]\d\d|\b(?:19|20)\d\d\b|^\d+\W")
_AGO = re.compile(
    r"(?:(?:about|over|almost)\s)?(?:an?|\d+)\s?(?:s|m|h|d|w|y|mo|sec(?:ond)?s?|min(?:ute)?s?"
    r"|hours?|hrs?|days?|weeks?|months?|years?)(?:\sago)?|yesterday|just now|today"
    r"|vor\s\d+\s\w+|il y a\s\d+\s\w+|hace\s\d+\s\w+",
    re.IGNORECASE,
)


def is_thread_heading(text: str) -> bool:
    """Tell whether a line announces comments and holds nothing else."""
    return len(text) <= 300 and THREAD_HEADING.fullmatch(text) is not None


def split_head(line: str, *, zone: tzinfo) -> tuple[str, datetime | None]:
    """Return name and moment of a line that holds both, name first or moment first.

    ("", None) where the line is no such head: a line with no moment is one only if it ends in
    "says:" or the like.
    """
    line = " ".join(line.split())
    if not line or len(line) > LONGEST_HEAD:
        return "", None
    if _ON.match(line):
        name, moment = split_head(_ON.sub("", line, count=1), zone=zone)
        if moment:
            return name, moment
    is_sentence = line.endswith((".", "!", "?"))
    for strangers, partings in _WAYS[:2] if is_sentence else _WAYS:
        for one, other in _halves(line, partings):
            if (moment := _moment(other, zone, strangers)) and (name := good_name(one)):
                return name, moment
    if found := SAYS_AT_END.search(line):
        return good_name(line[: found.start()]), None
    return "", None


_WAYS = ((0, _PUNCTUATION), (0, _SPACE), (MOST_STRANGERS, _PUNCTUATION))
"""How many strange words a moment may hold, and where it may end: tried in this order."""


def _halves(line: str, partings: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield what may be a name and the rest: first with the name in front, then behind."""
    cuts = list(partings.finditer(line))
    yield from ((line[: cut.start()], line[cut.end() :]) for cut in cuts)
    yield from ((line[cut.end() :], line[: cut.start()]) for cut in reversed(cuts))


def _moment(text: str, zone: tzinfo, strangers: int = 0) -> datetime | None:
    """Return the moment that a text is, but for so many words that no moment holds."""
    text = SAYS_AT_END.sub("", f" {text.strip(_EDGES)}").strip(_EDGES)
    if len(text) > LONGEST_MOMENT or _strangers(text) > strangers:
        return None
    return read_moment(text, zone=zone)


def _strangers(text: str) -> int:
    words = _WORD.findall(text)
    return sum(not (_OTHER_WORDS.fullmatch(word) or month_of(word)) for word in words)


def moment_of_line(line: str, *, zone: tzinfo) -> datetime | None:
    """Return the moment that a line is, None for "3 hours ago" and for anything else."""
    return _moment(line, zone)


def tells_when(line: str, *, zone: tzinfo) -> bool:
    """Tell whether a line is a time and nothing else, be it only "3 hours ago"."""
    line = line.strip(_EDGES)
    return _AGO.fullmatch(line) is not None or _moment(line, zone) is not None


def good_name(text: str) -> str:
    """Return what can be a name, without "posted by" and "says"; "" for anything else."""
    text = SAYS_AT_END.sub("", f" {text.strip(_EDGES)}").strip(_EDGES)
    text = LEADING.sub("", text, count=1).strip(_EDGES) if LEADING.match(text) else text
    words = text.split()
    fits = 0 < len(text) <= LONGEST_NAME and len(words) <= MOST_WORDS
    if not fits or text.endswith(("!", "?", "…")) or words[-1] == ".":
        return ""
    if _MOMENT_IN_NAME.search(text) or _mostly_small(words) or WEEKDAY.fullmatch(text):
        return ""
    return text


def _mostly_small(words: list[str]) -> bool:
    """Tell a sentence's words from a name's: most begin with a small letter, from three on."""
    return len(words) >= 3 and 2 * sum(word[0].islower() for word in words) > len(words)
