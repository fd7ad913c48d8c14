"""Discussions and their comments: read them in order, post one."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from ninja import Header, Query, Router

from hustings.discussions import reads
from hustings.discussions.actions import post_comment
from hustings.discussions.reads import ThreadPart
from hustings.discussions.rules import CommentDraft
from hustings.journal import revisions
from hustings.stories.reads import require_public
from hustings.web.api import items, shapes
from hustings.web.pages.guest_key import key_of
from hustings.web.requests import author_of, trace_of

router = Router(tags=["discussions"])


@router.get("/discussions/{identifier:discussion}", response=shapes.DiscussionItem)
def get_discussion(request: HttpRequest, discussion: int) -> HttpResponseBase | None:
    """A discussion's state, count and revision; ask again with its ETag to learn of changes."""
    story = require_public(discussion)
    found = reads.discussion(discussion)
    answer = items.answer(items.discussion_item(found, story=story))
    return with_etag(request, answer, etag=f'"{found.revision}"')


@router.get("/discussions/{identifier:discussion}/comments", response=shapes.CommentList)
def list_comments(
    request: HttpRequest,
    discussion: int,
    order: Annotated[shapes.Order, Query()] = "oldest",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    after: Annotated[shapes.Identifier | None, Query()] = None,
) -> HttpResponseBase | None:
    """Comments in thread order, about 200 at once and whole branches where they fit.

    Following `next` until it is null gives every comment once. `page` begins where that page of
    the web site begins; `after` goes on after a comment.
    """
    require_public(discussion)
    etag = f'"{reads.discussion(discussion).revision}.{revisions.current(revisions.NAMES)}"'
    start = None if after is None else int(after)
    part = reads.thread_part(discussion, order=order, page=page, after=start)
    found = reads.comments_by_id(node.id for node in part.nodes)
    entries = [items.comment_item(found[node.id]) for node in part.nodes if node.id in found]
    following = next_path(discussion, part, order=order)
    answer = items.answer(shapes.CommentList(items=entries, next=following))
    return with_etag(request, answer, etag=etag)


def next_path(discussion: int, part: ThreadPart, *, order: str) -> str | None:
    if not part.more:
        return None
    query = urlencode({"order": order, "after": part.nodes[-1].id})
    return f"/api/v1/discussions/{discussion}/comments?{query}"


def with_etag(request: HttpRequest, answer: HttpResponse, *, etag: str) -> HttpResponseBase | None:
    """Let a client that has this very answer know so (304); it must ask each time."""
    answer["ETag"] = etag
    answer["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=etag, response=answer)


@router.post("/discussions/{identifier:discussion}/comments", response={201: shapes.CommentItem})
def create_comment(
    request: HttpRequest,
    discussion: int,
    draft: shapes.NewComment,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> HttpResponse:
    """Post a comment; it is on disk when this answers.

    A moderator reads it first where its `state` is "held". The same idempotency key (field or
    header) from the same writer gives the same comment again instead of a second one. A guest's
    `url` holds the key with which the guest sees the comment while it waits.
    """
    now = timezone.now()
    require_public(discussion)
    author = author_of(request, guest_name=draft.name)
    wanted = CommentDraft(
        text=draft.text,
        parent=None if draft.parent is None else int(draft.parent),
        name=draft.name,
        idempotency_key=draft.idempotency_key or idempotency_key,
    )
    trace = trace_of(request, now=now)
    comment = post_comment(author=author, discussion=discussion, draft=wanted, now=now, trace=trace)
    item = items.comment_item(comment, own=True)
    if author.account is None:
        item.url = f"{item.url}?key={key_of(comment.pk)}"
    response = items.private(items.answer(item, status=201))
    response["Location"] = f"/api/v1/comments/{comment.pk}"
    return response
