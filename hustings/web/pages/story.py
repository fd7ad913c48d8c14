"""A story with the discussion under it, and the pages of its branches.

    /stories/a-bridge/?order=newest&page=2
    /stories/a-bridge/?branch=2951479051793528832

The page is a template rendered once around a mark; the pieces of the thread take the mark's place.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractRendition
from wagtail.models import Site

from hustings.discussions import reads
from hustings.discussions.errors import NoSuchComment
from hustings.discussions.models import Comment, Discussion
from hustings.discussions.reads import ORDERS, ThreadPage
from hustings.journal import revisions
from hustings.stories import reads as stories
from hustings.stories.models import StoryPage
from hustings.web.freshness import Part, PartsResponse, depends_on
from hustings.web.pages.structured import branch_facts, data_block, story_facts
from hustings.web.pages.thread import Frame, thread_parts

HIGHEST_PAGE = 100_000
MARK = secrets.token_hex(16)
"""Where the thread goes in a rendered page: nobody outside this process knows it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a discussion the address asks for."""

    order: str = ORDERS[0]
    page: int = 1
    whole: bool = False
    branch: int | None = None


def wanted_of(query: QueryDict) -> Wanted:
    """Return what an address asks for.

    Raises:
        Http404: it asks for what cannot be. Kept pages are bounded by what this lets through.
    """
    order, view = query.get("order", ORDERS[0]), query.get("view", "")
    if order not in ORDERS or view not in ("", "all"):
        raise Http404
    page = _number(query.get("page", "1"), highest=HIGHEST_PAGE)
    branch = query.get("branch")
    chosen = None if branch is None else _number(branch, highest=2**63 - 1)
    return Wanted(order=order, page=page, whole=view == "all", branch=chosen)


def _number(text: str, *, highest: int) -> int:
    plain = text.isascii() and text.isdigit() and len(text) < 20
    if not plain or not 1 <= int(text) <= highest:
        raise Http404
    return int(text)


def serve_story(story: StoryPage, request: HttpRequest) -> HttpResponseBase:
    """Answer with a story and its discussion. The queries do not grow with the thread."""
    wanted = wanted_of(request.GET)
    names = revisions.current(revisions.NAMES)
    context = story.get_context(request)
    discussion_id = stories.discussion_of(story)
    keys = [revisions.story(story.pk)]
    if discussion_id is None:
        response = _response(request, {**context, "wanted": wanted}, [], story)
    else:
        discussion = reads.discussion(discussion_id)
        shown, around = _thread(discussion, wanted)
        top = around["branch"].depth if around.get("branch") else 0
        frame = Frame(names=names, story_author=story.owner_id, top=top)
        context |= {"wanted": wanted, "discussion": discussion, "thread": shown, **around}
        response = _response(request, context, thread_parts(shown, frame=frame), story)
        keys.append(f"discussion:{discussion_id}")
    if story.get_view_restrictions().exists():
        return response
    return depends_on(response, *keys)


def _thread(discussion: Discussion, wanted: Wanted) -> tuple[ThreadPage, dict[str, Any]]:
    """Return the comments asked for and what stands around them."""
    if wanted.branch is not None:
        return _branch(discussion, wanted)
    around: dict[str, Any] = {"orders": ORDERS, "pinned": reads.pinned_comments(discussion.pk)}
    if wanted.whole:
        return reads.whole_thread(discussion.pk, order=wanted.order), around
    shown = reads.thread_page(discussion.pk, order=wanted.order, page=wanted.page)
    if wanted.page > shown.pages:
        raise Http404
    return shown, around


def _branch(discussion: Discussion, wanted: Wanted) -> tuple[ThreadPage, dict[str, Any]]:
    """Return a comment with what is below it, and what it answers.

    Raises:
        Http404: it is not in this discussion, or has no such page.
    """
    try:
        head: Comment = reads.published_comment(wanted.branch or 0)
    except NoSuchComment as absent:
        raise Http404 from absent
    shown = reads.branch_page(head, page=wanted.page)
    if head.discussion_id != discussion.pk or wanted.page > shown.pages:
        raise Http404
    return shown, {"branch": head, "above": reads.ancestors(head)[-3:]}


def _response(
    request: HttpRequest, context: dict[str, Any], thread: list[Part], story: StoryPage
) -> PartsResponse:
    context = {**context, "share": share_picture(story)}
    filled = {**context, "mark": MARK, "structured": _structured(story, request, context)}
    html = render_to_string("stories/story_page.html", filled, request)
    before, _mark, after = html.partition(MARK)
    parts = [Part.of(before.encode()), *thread, Part.of(after.encode())]
    return PartsResponse(parts, content_type="text/html; charset=utf-8")


def share_picture(story: StoryPage) -> AbstractRendition | None:
    """Return what stands beside a link to the story elsewhere."""
    shown = story.picture or stories.stills([story]).get(story.pk)
    return shown.get_rendition("fill-1200x630|format-jpeg") if shown else None


def _structured(story: StoryPage, request: HttpRequest, context: dict[str, Any]) -> SafeString:
    """Return what the page tells search engines about itself."""
    if head := context.get("branch"):
        return data_block(branch_facts(head, request, answers=context["thread"].below))
    site = Site.find_for_request(request)
    facts = story_facts(
        story,
        request,
        paper=site.site_name if site else "",
        discussion=context.get("discussion"),
        pinned=context.get("pinned", ()),
        share=context["share"],
    )
    return data_block(facts)
