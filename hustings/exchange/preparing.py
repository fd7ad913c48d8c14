"""A foreign file made ready for the site: read to its end, put in order, bodies cleaned.

All of it is plain computation on plain values, without Django, so that it can run in a process of
its own (``beside``). What it hands over comes in this order::

    Reading(1000), Reading(2000), …            while the file is being read
    Readable("wordpress:example.org", 5210)    it proved whole; only now may anything be written
    ForeignStory, [ReadyComment, …], …         story by story, parents before their replies
    Totals(…)                                  what was left out or placed otherwise, counted
    [Remark, …], …                             and one by one, for the report
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from hustings.exchange.bodies import Body, read_body
from hustings.exchange.characters import one_line
from hustings.exchange.records import (
    ForeignComment,
    ForeignState,
    ForeignStory,
    Record,
    Subject,
)
from hustings.exchange.spool import Remark, Spool

T = TypeVar("T")

BATCH = 500
"""Comments that are handed over, and written, at once."""
REMARKS = 1000
"""Lines of the report that are handed over at once."""
LONGEST_BODY = 200_000
"""Characters of a foreign comment with its markup; forty times what readers may post here."""
LONGEST_NAME = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """How many records have been read so far."""

    records: int


@dataclass(frozen=True, slots=True)
class Readable:
    """The whole file was read: what its source is called, how many comments may come."""

    source: str
    comments: int


class ReadyComment(NamedTuple):
    """A comment with its place, text and safe HTML; ``parent`` is a foreign id, "" at the top.

    A tuple and not a dataclass: half a million of these are pickled in a large import.
    """

    foreign_id: str
    parent: str
    name: str
    user: str
    mail: str
    text: str
    html: str
    state: ForeignState
    written: datetime
    digest: bytes
    up: int
    down: int
    tie: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """How often each reason was given, by subject."""

    left_out: dict[Subject, dict[str, int]] = field(default_factory=dict)
    noted: dict[Subject, dict[str, int]] = field(default_factory=dict)


Step = Reading | Readable | ForeignStory | list[ReadyComment] | Totals | list[Remark]


def prepare(records: Iterable[Record], *, now: datetime) -> Iterator[Step]:
    """Read all records, then hand over what can be imported, then what cannot.

    ``now`` is the date of stories whose source tells none.

    Raises:
        BadInput: the file is broken; ``Readable`` was not handed over.
    """
    with Spool() as spool:
        for count in spool.fill(records, now=now):
            yield Reading(count)
        yield Readable(spool.source, spool.count_comments())
        for story in spool.stories():
            yield story
            yield from batches(ready_comments(spool, story.key))
        yield Totals(
            left_out={subject: spool.totals(subject, left_out=True) for subject in Subject},
            noted={subject: spool.totals(subject, left_out=False) for subject in Subject},
        )
        for left_out in (True, False):
            yield from _portions(spool.remarks(left_out=left_out), REMARKS)


def batches(found: Iterator[ReadyComment]) -> Iterator[list[ReadyComment]]:
    """Yield as many as one transaction takes at a time."""
    return _portions(found, BATCH)


def _portions(found: Iterator[T], size: int) -> Iterator[list[T]]:
    while portion := list(islice(found, size)):
        yield portion


def ready_comments(spool: Spool, story: str) -> Iterator[ReadyComment]:
    """Yield a story's comments that can be imported; note those that cannot.

    Replies to these hang on the next ancestor that can.
    """
    instead: dict[str, str] = {}
    for comment in spool.comments(story):
        parent = comment.parent
        if parent in instead:
            parent = instead[parent]
            spool.remark(False, Subject.COMMENT, "parent-left-out", comment.where)
        body, fault = comment_body(comment)
        if fault:
            instead[comment.foreign_id] = parent
            spool.remark(True, Subject.COMMENT, fault, comment.where)
        else:
            yield _ready(comment, body, parent)


def comment_body(comment: ForeignComment) -> tuple[Body, str]:
    """Return a comment's body, and why the comment cannot be imported ("" if it can).

    What was deleted at its source comes as an empty place that keeps its replies.
    """
    if comment.state is ForeignState.DELETED:
        return Body("", ""), ""
    if len(comment.body) > LONGEST_BODY:
        return Body("", ""), "too-long"
    body = read_body(comment.body, markup=comment.markup)
    return body, "" if body.text else "empty"


def _ready(comment: ForeignComment, body: Body, parent: str) -> ReadyComment:
    """Return a comment as it is handed over; of a deleted one nobody is told who wrote it."""
    told = comment.state is not ForeignState.DELETED
    author = comment.author
    return ReadyComment(
        foreign_id=comment.foreign_id,
        parent=parent,
        name=one_line(author.name)[:LONGEST_NAME] if told else "",
        user=author.user if told else "",
        mail=author.mail if told else "",
        text=body.text,
        html=body.html,
        state=comment.state,
        written=comment.written or EPOCH,
        digest=digest(comment.markup, comment.body, comment.up, comment.down),
        up=comment.up,
        down=comment.down,
        tie=comment.tie,
    )


def digest(*facts: object) -> bytes:
    """Return 16 bytes that change when any of the facts does."""
    told = "\0".join(map(str, facts))
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).digest()
