"""From foreign records to what the rooms' actions take: cleaned, digested, authors told apart."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache

from hustings.accounts.actions import ImportedWriter, address_key
from hustings.discussions.importing import ImportedComment
from hustings.discussions.models import State
from hustings.exchange.bodies import Body, read_body
from hustings.exchange.characters import one_line
from hustings.exchange.records import ForeignComment, ForeignState, ForeignStory
from hustings.exchange.story_bodies import rich_text
from hustings.stories.actions import ImportedStory

LONGEST_BODY = 200_000
"""Characters of a foreign comment with its markup; forty times what readers may post here."""
LONGEST_NAME = 200
LONGEST_KEY = 150
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

STATES = {
    ForeignState.PUBLISHED: State.PUBLISHED,
    ForeignState.HELD: State.HELD,
    ForeignState.SPAM: State.HIDDEN,
    ForeignState.DELETED: State.TOMBSTONE,
}


def story_draft(story: ForeignStory, *, source: str) -> ImportedStory:
    """Return a story as ``import_story`` takes it."""
    body = rich_text(story)
    return ImportedStory(
        source=source,
        foreign_id=story.foreign_id,
        headline=one_line(story.headline),
        body=[("paragraph", body)] if body else [],
        digest=digest(story.headline, story.markup, story.body),
        kicker=one_line(story.kicker),
        standfirst=one_line(story.standfirst),
        byline=one_line(story.byline),
        slug=story.slug,
        published=story.published,
        closed=story.closed,
    )


def digest(*facts: object) -> bytes:
    """Return 16 bytes that change when any of the facts does."""
    told = "\0".join(str(fact) for fact in facts)
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).digest()


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


def writer_of(comment: ForeignComment) -> ImportedWriter | None:
    """Return who wrote a comment; None for a deleted one and where the source tells nothing.

    A user of the source is one person, and so is a mail address of guests. A name alone is not:
    each comment then has an identity of its own, because namesakes must not be merged.
    """
    author = comment.author
    if comment.state is ForeignState.DELETED or not (author.name or author.user or author.mail):
        return None
    if author.user:
        key = author.user if len(author.user) <= LONGEST_KEY else digest(author.user).hex()
    elif author.mail:
        key = _address_key(author.mail)
    else:
        key = f"comment:{comment.foreign_id}"
    name = one_line(author.name)[:LONGEST_NAME]
    return ImportedWriter(foreign_id=key, name=name, address=author.mail)


@lru_cache(maxsize=10_000)
def _address_key(address: str) -> str:
    return address_key(address)


def imported_comment(
    comment: ForeignComment, *, body: Body, parent: str, identity: int | None
) -> ImportedComment:
    """Return a comment as ``import_comments`` takes it. ``parent`` is a foreign id or ""."""
    return ImportedComment(
        foreign_id=comment.foreign_id,
        parent=parent or None,
        identity=identity,
        text=body.text,
        html=body.html,
        state=STATES[comment.state],
        created=comment.written or EPOCH,
        digest=comment_digest(comment),
        up=comment.up,
        down=comment.down,
    )


def comment_digest(comment: ForeignComment) -> bytes:
    """Return what changes when the comment does at its source."""
    return digest(comment.markup, comment.body, comment.up, comment.down)
