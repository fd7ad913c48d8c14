"""What the API takes and gives: the shapes of the OpenAPI document, and how they are filled.

Ids are strings: JavaScript's numbers cannot hold 64 bits. Times are ISO 8601 in UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from hustings.discussions.models import State

HIGHEST_ID = 2**63 - 1


def _fits_64_bits(identifier: str) -> str:
    if int(identifier) > HIGHEST_ID:
        raise ValueError("an id has at most 63 bits")
    return identifier


Identifier = Annotated[
    str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,18})$"), AfterValidator(_fits_64_bits)
]
Path = Annotated[str, Field(description="A path that can be fetched as given on this host.")]
Order = Literal["oldest", "newest", "most-discussed"]


class Given(BaseModel):
    """What a client sends: nothing but the fields named, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewComment(Given):
    """A comment to be posted; ``name`` is for guests, ``idempotency_key`` marks a repetition."""

    text: str
    parent: Identifier | None = None
    name: str = ""
    idempotency_key: str = Field("", max_length=200)


class NewText(Given):
    """The new text of one's own comment."""

    text: str


class NewVote(Given):
    """Up (1), down (-1), or no longer any (0)."""

    value: Annotated[int, Field(ge=-1, le=1)]


class NewReport(Given):
    """Why a comment is reported, in one of the fixed reasons, and a note for the moderators."""

    reason: str
    note: str = ""


class StoryItem(BaseModel):
    """A story as lists show it."""

    id: str
    kicker: str
    headline: str
    standfirst: str
    url: Path
    published: datetime | None
    discussion: str | None
    comments: int


class StoryList(BaseModel):
    """Stories, newest first."""

    items: list[StoryItem]
    next: Path | None


class DiscussionItem(BaseModel):
    """A discussion's state. ``revision`` rises with every change its pages show."""

    id: str
    story: str | None
    state: Literal["open", "closed"]
    closed: datetime | None
    closed_reason: str
    closes: datetime | None
    premoderated: bool
    comments: int
    last_comment: datetime | None
    revision: str


class CommentItem(BaseModel):
    """A comment: ``depth`` is 0 at the top, ``number`` the printed one, ``score`` up minus down.

    Unless it is published, only its writer is given author, text and html; others get "".
    """

    id: str
    parent: str | None
    number: str
    depth: int
    author: str
    text: str
    html: str
    created: datetime
    edited: datetime | None
    state: State
    score: int
    url: Path


class CommentList(BaseModel):
    """Comments in thread order: each is followed by its answers."""

    items: list[CommentItem]
    next: Path | None


class ReportItem(BaseModel):
    """A report as the moderators have it."""

    id: str
    comment: str
    reason: str
    note: str
    created: datetime


class Rights(BaseModel):
    """What somebody may do in a discussion, or anywhere where none was named."""

    post: bool
    vote: bool
    report: bool
    moderate: bool


class OwnComment(BaseModel):
    """One's own comment, whatever its state; ``statement`` is what a moderator said about it."""

    id: str
    state: State
    text: str
    html: str
    created: datetime
    editable_until: datetime | None
    statement: str | None
    url: Path


class Me(BaseModel):
    """Who asks, and what is theirs in a discussion; ``name`` is empty where nobody is signed in."""

    name: str
    signed_in: bool
    rights: Rights
    votes: dict[str, int]
    comments: list[OwnComment]


class Problem(BaseModel):
    """Problem details (RFC 9457); some have further fields."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
