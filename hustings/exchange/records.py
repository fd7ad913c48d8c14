"""What readers of foreign files hand over: plain values, whatever the format was.

A reader yields these one by one, in the order of the file. Nothing here knows Django; nothing here
is stored as it is: ``ForeignAuthor.mail`` in particular ends as a keyed digest. What comes by the
hundred thousand is a tuple, which is made four times as fast as a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Markup(StrEnum):
    """How a foreign body is written."""

    HTML = "html"
    """White space means nothing but a space; paragraphs are elements."""
    LINES = "lines"
    """HTML whose single line ends are line breaks and blank lines part paragraphs (WordPress)."""
    PLAIN = "plain"
    """No markup at all: line ends are line breaks, blank lines part paragraphs."""


class ForeignState(StrEnum):
    """What the source let its visitors see of a comment."""

    PUBLISHED = "published"
    HELD = "held"
    SPAM = "spam"
    DELETED = "deleted"


class ForeignAuthor(NamedTuple):
    """Who wrote something, as the source tells.

    ``user`` is the source's own id of a signed-in user ("" for a guest), ``name`` the author
    string as printed, ``mail`` what the source has as address ("" if nothing; never verified).
    """

    name: str = ""
    user: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class ForeignStory:
    """A story with what a page shows of it. ``key`` is what comments of the same file refer to.

    ``published`` is None where the source does not say; ``closed`` tells that the source takes no
    more comments.
    """

    key: str
    foreign_id: str
    headline: str
    body: str
    markup: Markup
    kicker: str = ""
    standfirst: str = ""
    byline: str = ""
    url: str = ""
    slug: str = ""
    published: datetime | None = None
    closed: bool = False


class ForeignComment(NamedTuple):
    """A comment. ``parent`` is a foreign id in the same story, "" at the top.

    ``written`` is None where the source does not say; ``up`` and ``down`` are totals that cannot
    be recounted here; ``where`` is its place in the file, for the report. ``tie`` is counted when
    the whole file is known: how many comments of its story and second come before it.
    """

    story: str
    foreign_id: str
    parent: str
    author: ForeignAuthor
    body: str
    markup: Markup
    written: datetime | None = None
    state: ForeignState = ForeignState.PUBLISHED
    up: int = 0
    down: int = 0
    where: str = ""
    tie: int = 0


class Subject(StrEnum):
    """What a line of the report is about."""

    STORY = "stories"
    COMMENT = "comments"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in the file that is not imported: why (a code of ``reasons``) and where it stands.

    ``story``, ``foreign_id`` and ``parent`` let replies find the next ancestor that is kept; a
    left-out story's ``story`` is its key.
    """

    subject: Subject
    reason: str
    where: str
    story: str = ""
    foreign_id: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """Something imported, though not quite as it stood in the file."""

    subject: Subject
    reason: str
    where: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file comes from, "wordpress:example.org"; a reader yields it before all else."""

    name: str


Record = Source | ForeignStory | ForeignComment | LeftOut | Noted
