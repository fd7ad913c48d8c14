"""Rows of the rooms as the shapes of the API."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from pydantic import BaseModel
from wagtail.models import Site

from hustings.discussions import reads, rules
from hustings.discussions.models import Comment, Discussion, Report, State
from hustings.stories.models import StoryPage
from hustings.web.api import shapes


def answer(shape: BaseModel, *, status: int = 200) -> HttpResponse:
    """Return a filled shape as JSON; written once, by pydantic, without a second validation."""
    body = shape.model_dump_json()
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")


def private(response: HttpResponse) -> HttpResponse:
    """Say that an answer is for the one who asked, and for nobody's cache."""
    response["Cache-Control"] = "private, no-store"
    return response


def comment_item(comment: Comment, *, own: bool = False) -> shapes.CommentItem:
    """Return a comment as everybody may see it, or as its writer may."""
    shown = own or comment.state == State.PUBLISHED
    return shapes.CommentItem(
        id=str(comment.pk),
        parent=str(comment.parent_id) if comment.parent_id is not None else None,
        number=comment.number,
        depth=comment.depth,
        author=reads.author_name(comment) if shown else "",
        text=comment.text if shown else "",
        html=comment.html if shown else "",
        created=comment.created,
        edited=comment.edited,
        state=State(comment.state),
        score=comment.score,
        url=comment_path(comment.pk),
    )


def comment_path(comment: int) -> str:
    """Return the address of a comment's own page, which says what this reader may do with it."""
    return f"/c/{comment}"


def own_comment(comment: Comment, *, statement: str | None, now: datetime) -> shapes.OwnComment:
    until = comment.created + rules.EDIT_WINDOW
    editable = comment.state in {State.PUBLISHED, State.HELD} and now <= until
    return shapes.OwnComment(
        id=str(comment.pk),
        state=State(comment.state),
        text=comment.text,
        html=comment.html,
        created=comment.created,
        editable_until=until if editable else None,
        statement=statement,
        url=comment_path(comment.pk),
    )


def discussion_item(discussion: Discussion, *, story: int | None) -> shapes.DiscussionItem:
    return shapes.DiscussionItem(
        id=str(discussion.pk),
        story=None if story is None else str(story),
        state="closed" if discussion.closed else "open",
        closed=discussion.closed,
        closed_reason=discussion.closed_reason,
        closes=discussion.closes,
        premoderated=discussion.premoderated,
        comments=discussion.comments,
        last_comment=discussion.last_comment,
        revision=str(discussion.revision),
    )


def story_item(story: StoryPage, discussion: Discussion | None, *, site: Site) -> shapes.StoryItem:
    return shapes.StoryItem(
        id=str(story.pk),
        kicker=story.kicker,
        headline=story.title,
        standfirst=story.standfirst,
        url=story_path(story, site=site),
        published=story.first_published_at,
        discussion=None if discussion is None else str(discussion.pk),
        comments=0 if discussion is None else discussion.comments,
    )


def story_path(story: StoryPage, *, site: Site) -> str:
    """Return a story's path below the site's root, without asking Wagtail's cache."""
    below_root = story.url_path[len(site.root_page.url_path) :]
    return reverse("wagtail_serve", args=[below_root])


def report_item(report: Report) -> shapes.ReportItem:
    return shapes.ReportItem(
        id=str(report.pk),
        comment=str(report.comment_id),
        reason=report.reason,
        note=report.note,
        created=report.created,
    )
