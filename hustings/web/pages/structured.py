"""What search engines read of a page: schema.org as JSON-LD, in a block that never runs.

A story is a ``NewsArticle`` that tells how many comments it has and quotes the pinned ones; the
page of a branch is a ``DiscussionForumPosting`` about the comment at its head.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import AbstractRendition

from hustings.algorithms.comment_markup import plain_text
from hustings.discussions import reads
from hustings.discussions.models import Comment, Discussion, State
from hustings.stories.models import StoryPage
from hustings.web.pages import times
from hustings.web.pages.words import nameless

CONTEXT = "https://schema.org"
AND = re.compile(r", | and | und | et ")
"""What parts the names of a byline."""
ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
"""What could end the block or be read as markup; in JSON these stand inside strings only."""


def data_block(facts: dict[str, Any]) -> SafeString:
    """Return facts as a script element of a type that browsers do not run."""
    text = json.dumps({"@context": CONTEXT, **facts}, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # escaped above


def story_facts(
    story: StoryPage,
    request: HttpRequest,
    *,
    paper: str,
    discussion: Discussion | None,
    pinned: Sequence[Comment] = (),
    share: AbstractRendition | None = None,
) -> dict[str, Any]:
    """Return a story as schema.org names it."""
    address = request.build_absolute_uri(story.get_url(request))
    facts: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.standfirst,
        "url": address,
        "mainEntityOfPage": address,
        "publisher": {"@type": "NewsMediaOrganization", "name": paper},
    }
    if story.byline:
        names = AND.split(story.byline)
        facts["author"] = [{"@type": "Person", "name": name} for name in names if name]
    if story.first_published_at is not None:
        facts["datePublished"] = times.machine(story.first_published_at)
    if story.last_published_at is not None:
        facts["dateModified"] = times.machine(story.last_published_at)
    if share is not None:
        facts["image"] = share.full_url
    if discussion is not None:
        facts |= {"commentCount": discussion.comments, "discussionUrl": f"{address}#discussion"}
    if pinned:
        facts["comment"] = [
            {"@type": "Comment", **comment_facts(comment, request)} for comment in pinned
        ]
    return facts


def branch_facts(head: Comment, request: HttpRequest, *, answers: int) -> dict[str, Any]:
    """Return the comment at the head of a branch as a posting of its own."""
    return {
        "@type": "DiscussionForumPosting",
        **comment_facts(head, request),
        "commentCount": answers,
    }


def comment_facts(comment: Comment, request: HttpRequest) -> dict[str, Any]:
    """Return what everybody may read of a comment; of a removed one that it was there."""
    facts: dict[str, Any] = {
        "url": request.build_absolute_uri(f"/c/{comment.pk}/thread"),
        "datePublished": times.machine(comment.created),
    }
    if comment.state != State.PUBLISHED:
        return facts | {"creativeWorkStatus": "Deleted"}
    if comment.edited is not None:
        facts["dateModified"] = times.machine(comment.edited)
    name = reads.author_name(comment) or nameless(comment)  # a posting must have an author
    author = {"@type": "Person", "name": name}
    return facts | {"author": author, "text": plain_text(comment.html)}
