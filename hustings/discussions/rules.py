"""Pure decisions about a comment that wants to be posted.

Screening is an ordered tuple of small screens. Each looks at the facts it needs and answers with a
``Hold`` (a moderator reads first), raises a ``PostingRefused``, or says nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hustings.accounts.rules import BLANK_LETTERS
from hustings.discussions import errors

LONGEST_TEXT = 5_000
"""Characters; newsrooms ask for 2,000 to 5,000."""
EDIT_WINDOW = timedelta(minutes=15)
RATE_WINDOW = timedelta(minutes=1)
RATE_LIMIT = 6
"""Comments one account may post in a ``RATE_WINDOW``."""
TEXT_REPEAT_WINDOW = timedelta(minutes=10)
LINKS_HELD = 3
"""So many links in one comment are read by a moderator first."""
FORBIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\ufeff\u061c\u2066\u2067\u2068\u2069")
"""Direction overrides, embeddings and isolates: typed by nobody, used to disguise text."""
PATH_LEVELS = 64
"""Ids in one path; PostgreSQL refuses much longer index rows."""


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """What a reader may set, and nothing else."""

    text: str
    parent: int | None = None
    name: str = ""
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the screens look at; gathered with a fixed number of queries."""

    text: str
    guest: bool
    unlimited: bool
    closed: bool
    premoderated: bool
    recent: int
    repeated: bool
    longest_text: int = LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class Hold:
    """A moderator reads this before others do, for the reason of this code."""

    code: str


Screen = Callable[[Facts], Hold | None]


def clean_text(text: str) -> str:
    """Return a text in NFC with even line ends and no white space around it.

    Raises:
        TextUnreadable: NUL or another control character, or a direction override.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    typed = set(text) - {"\n", "\t"}
    if typed & FORBIDDEN or any(unicodedata.category(c) in {"Cc", "Cs"} for c in typed):
        raise errors.TextUnreadable
    return unicodedata.normalize("NFC", text).strip()


def visible(text: str) -> bool:
    """Tell whether anything can be seen: not only spaces, joiners and marks."""
    return any(unicodedata.category(c)[0] not in "CMZ" and c not in BLANK_LETTERS for c in text)


def screen_closed(facts: Facts) -> None:
    if facts.closed:
        raise errors.DiscussionClosed


def screen_empty(facts: Facts) -> None:
    if not visible(facts.text):
        raise errors.TextEmpty


def require_length(text: str, *, longest: int = LONGEST_TEXT) -> None:
    if len(text) > longest:
        raise errors.TextTooLong(limit=longest, length=len(text))


def screen_length(facts: Facts) -> None:
    require_length(facts.text, longest=facts.longest_text)


def screen_rate(facts: Facts) -> None:
    if facts.recent >= RATE_LIMIT and not facts.unlimited:
        raise errors.TooFast(retry_after=int(RATE_WINDOW.total_seconds()))


def screen_repeated(facts: Facts) -> None:
    if facts.repeated and not facts.unlimited:
        raise errors.Repeated


def screen_guest(facts: Facts) -> Hold | None:
    return Hold("guest") if facts.guest else None


def screen_premoderation(facts: Facts) -> Hold | None:
    return Hold("premoderated") if facts.premoderated else None


def screen_links(facts: Facts) -> Hold | None:
    folded = facts.text.casefold()
    links = folded.count("http://") + folded.count("https://")
    return Hold("links") if links >= LINKS_HELD else None


SCREENS: tuple[Screen, ...] = (
    screen_closed,
    screen_empty,
    screen_length,
    screen_rate,
    screen_repeated,
    screen_guest,
    screen_premoderation,
    screen_links,
)


def screen(facts: Facts) -> tuple[str, ...]:
    """Return why a comment is held, in the screens' order; empty means published.

    Raises:
        PostingRefused: the first screen that refuses decides.
    """
    holds = (check(facts) for check in SCREENS)
    return tuple(hold.code for hold in holds if hold)


def screen_content(text: str, *, premoderated: bool) -> tuple[str, ...]:
    """Screen an edit: what a comment says now, not how often somebody posts."""
    facts = Facts(
        text=text,
        guest=False,
        unlimited=True,
        closed=False,
        premoderated=premoderated,
        recent=0,
        repeated=False,
    )
    return screen(facts)


def milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


def may_edit(*, created: datetime, now: datetime) -> bool:
    return now - created <= EDIT_WINDOW


def number_of(parent_number: str, *, ordinal: int, depth: int) -> str:
    """Return the printed number, "9.1.1".

    Below level 64 numbers would grow without end; there they start anew after an ellipsis:
    "….2.1" is counted from the comment the path is anchored on.
    """
    if depth == 0:
        return str(ordinal)
    if depth % PATH_LEVELS == 0:
        return f"….{ordinal}"
    return f"{parent_number}.{ordinal}"
