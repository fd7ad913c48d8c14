"""From what was made ready to what the rooms' actions take: authors told apart, states ours."""

from __future__ import annotations

from functools import lru_cache

from hustings.accounts.actions import address_key
from hustings.discussions.importing import ImportedComment
from hustings.discussions.models import State
from hustings.exchange.characters import one_line
from hustings.exchange.preparing import ReadyComment, digest
from hustings.exchange.records import ForeignState, ForeignStory
from hustings.exchange.story_bodies import rich_text
from hustings.stories.importing import ImportedStory

LONGEST_KEY = 150

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


def writer_key(comment: ReadyComment) -> str:
    """Return what tells a comment's writer apart; "" where the source tells nothing.

    A user of the source is one person, and so is a guest's mail address with one name: who signed
    with two is shown under both, as the source shows him. A name alone is none: each comment then
    has an identity of its own, because namesakes must not be merged.
    """
    if comment.user:
        short = len(comment.user) <= LONGEST_KEY
        return comment.user if short else digest(comment.user).hex()
    if comment.mail:
        return _guest_key(comment.mail, comment.name)
    return f"comment:{comment.foreign_id}" if comment.name else ""


@lru_cache(maxsize=10_000)
def _guest_key(address: str, name: str) -> str:
    return f"{address_key(address)}:{digest(name).hex()}"


def imported_comment(comment: ReadyComment, *, identity: int | None) -> ImportedComment:
    """Return a comment as ``import_comments`` takes it."""
    return ImportedComment(
        foreign_id=comment.foreign_id,
        parent=comment.parent or None,
        identity=identity,
        text=comment.text,
        html=comment.html,
        state=STATES[comment.state],
        created=comment.written,
        digest=comment.digest,
        up=comment.up,
        down=comment.down,
        tie=comment.tie,
    )
