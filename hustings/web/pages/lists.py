"""Lists of stories: the front page, a section, a tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Site

from hustings.journal import revisions
from hustings.stories import reads
from hustings.stories.models import FrontPage, SectionPage, StoryPage
from hustings.web.freshness import depends_on
from hustings.web.pages.story import wanted_of

STORIES_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Item:
    """A story in a list, with its discussion's size; ``comments`` is None where it has none."""

    story: StoryPage
    still: AbstractImage | None
    comments: int | None


def serve_front(front: FrontPage, request: HttpRequest) -> HttpResponseBase:
    site = _site(request)
    return _answer(front, request, "stories/front_page.html", reads.public_stories(site))


def serve_section(section: SectionPage, request: HttpRequest) -> HttpResponseBase:
    return _answer(section, request, "stories/section_page.html", reads.section_stories(section))


def tag_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Answer with the stories of one tag."""
    tag, tagged = reads.tagged_stories(slug, site=_site(request))
    if tag is None:
        raise Http404
    context, keys = _listed(request, tagged)
    if not context["items"]:
        raise Http404
    response = render(request, "hustings/tag.html", {"tag": tag, **context})
    return depends_on(response, *keys)


def _answer(
    page: Page, request: HttpRequest, template: str, found: QuerySet[StoryPage]
) -> HttpResponseBase:
    context, keys = _listed(request, found)
    response = render(request, template, {**page.get_context(request), **context})
    if page.get_view_restrictions().exists():
        return response
    return depends_on(response, *keys)


def _listed(request: HttpRequest, found: QuerySet[StoryPage]) -> tuple[dict[str, Any], list[str]]:
    """Return one page of a list and what it depends on. Five queries."""
    pages = Paginator(found.select_related("video"), STORIES_A_PAGE)
    try:
        page = pages.page(wanted_of(request.GET).page)
    except EmptyPage as beyond:
        raise Http404 from beyond
    stories = list(page.object_list)
    counts = reads.discussion_counts(stories)
    stills = reads.stills(stories)
    comments = {story: count for story, (_discussion, count) in counts.items()}
    items = [Item(one, stills.get(one.pk), comments.get(one.pk)) for one in stories]
    keys = [revisions.LISTS, *(f"discussion:{discussion}" for discussion, _n in counts.values())]
    return {"items": items, "listed": page}, keys


def _site(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site
