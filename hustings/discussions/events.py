"""What happens in discussions."""

from __future__ import annotations

from dataclasses import dataclass

from hustings.journal.events import Event, event


@dataclass(frozen=True, kw_only=True)
class CommentEvent(Event):
    """The base of what happens to one comment."""

    discussion: int
    comment: int


@event("comment-posted")
@dataclass(frozen=True, kw_only=True)
class CommentPosted(CommentEvent):
    """A comment was posted; ``state`` is "published" or "held", ``held_for`` the screens' codes."""

    parent: int | None
    state: str
    held_for: tuple[str, ...] = ()


@event("comment-edited")
@dataclass(frozen=True, kw_only=True)
class CommentEdited(CommentEvent):
    """Its writer changed the text; the old version is kept."""


@event("comment-withdrawn")
@dataclass(frozen=True, kw_only=True)
class CommentWithdrawn(CommentEvent):
    """Its writer took it back; a placeholder keeps the replies in place."""


@event("comment-hidden")
@dataclass(frozen=True, kw_only=True)
class CommentHidden(CommentEvent):
    """A decision hid it."""


@event("comment-held")
@dataclass(frozen=True, kw_only=True)
class CommentHeld(CommentEvent):
    """A decision was undone and it waits for a moderator again."""


@event("comment-published")
@dataclass(frozen=True, kw_only=True)
class CommentPublished(CommentEvent):
    """A decision showed it: approved after a hold, or restored."""


@event("comment-pinned")
@dataclass(frozen=True, kw_only=True)
class CommentPinned(CommentEvent):
    """Staff set a comment at the head of its discussion, or took it from there."""

    pinned: bool


@event("vote-cast")
@dataclass(frozen=True, kw_only=True)
class VoteCast(CommentEvent):
    """An account voted up (1), down (-1), or withdrew its vote (0)."""

    value: int


@event("comment-reported")
@dataclass(frozen=True, kw_only=True)
class CommentReported(CommentEvent):
    """A reader reported it; the reason's code, never the note."""

    reason: str


@event("discussion-opened")
@dataclass(frozen=True, kw_only=True)
class DiscussionOpened(Event):
    """A discussion was created, or opened again."""

    discussion: int


@event("discussion-closed")
@dataclass(frozen=True, kw_only=True)
class DiscussionClosed(Event):
    """A discussion takes no more comments."""

    discussion: int


@event("comments-imported")
@dataclass(frozen=True, kw_only=True)
class CommentsImported(Event):
    """One batch of an import into one discussion."""

    discussion: int
    added: int
    updated: int
