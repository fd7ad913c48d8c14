"""Atom feeds of stories and of discussions (RFC 4287), and what search engines ask for."""

from __future__ import annotations

import unicodedata
from html import escape

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from hustings.discussions import reads
from hustings.discussions.models import Comment
from hustings.journal import revisions
from hustings.stories import reads as stories
from hustings.stories.models import SectionPage, StoryPage
from hustings.web.freshness import depends_on
from hustings.web.pages.furniture import paper_name
from hustings.web.pages.readable import readable_story
from hustings.web.pages.words import nameless

ENTRIES = 50
SITEMAP_ENTRIES = 50_000
"""The sitemap protocol's limit for one file."""


def site_feed(request: HttpRequest) -> HttpResponseBase:
    site = _site(request)
    return _stories_feed(request, site.site_name or _("Stories"), "/", stories.public_stories(site))


def section_feed(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with the stories of the section at this path."""
    found = Page.route_for_request(request, path)
    page = found.page if found else None
    if not isinstance(page, SectionPage) or page.get_view_restrictions().exists():
        raise Http404
    address = page.get_url(request) or ""
    return _stories_feed(request, page.title, address, stories.section_stories(page))


def tag_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    tag, tagged = stories.tagged_stories(slug, site=_site(request))
    if tag is None or not tagged:
        raise Http404
    return _stories_feed(request, tag.name, f"/tag/{tag.slug}/", tagged)


def discussion_feed(request: HttpRequest, discussion: int) -> HttpResponseBase:
    """Answer with the newest comments of a discussion."""
    story = readable_story(request, discussion=discussion)
    address = request.build_absolute_uri(story.get_url(request))
    feed = _feed(request, _("Comments: %(story)s") % {"story": story.title}, address)
    for comment in reads.newest_comments(discussion, limit=ENTRIES):
        _add_comment(feed, comment, request)
    response = _answer(feed)
    if story.get_view_restrictions().exists():
        return response
    return depends_on(response, revisions.story(story.pk), f"discussion:{discussion}")


def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Answer with the addresses of every public page."""
    site = _site(request)
    pages = site.root_page.get_descendants(inclusive=True).live().public().order_by("path")
    found = [
        (page.get_full_url(request), page.last_published_at) for page in pages[:SITEMAP_ENTRIES]
    ]
    response = render(
        request, "hustings/sitemap.xml", {"pages": found}, content_type="application/xml"
    )
    return depends_on(response, revisions.LISTS)


def robots(request: HttpRequest) -> HttpResponseBase:
    """Keep crawlers out of forms and single comments, which the threads hold already."""
    lines = ["User-agent: *", "Disallow: /c/", "Disallow: /me/", "Disallow: /account/"]
    lines += ["Disallow: /discussion/", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _stories_feed(
    request: HttpRequest, title: str, address: str, found: QuerySet[StoryPage]
) -> HttpResponseBase:
    feed = _feed(request, title, request.build_absolute_uri(address))
    for story in found[:ENTRIES]:
        feed.add_item(
            title=_clean(story.title),
            link=request.build_absolute_uri(story.get_url(request)),
            description=escape(_clean(story.standfirst)),  # summaries are HTML
            author_name=_clean(story.byline) or None,
            pubdate=story.first_published_at,
            updateddate=story.last_published_at or story.first_published_at,
            unique_id=_identity(request, f"story:{story.pk}"),
        )
    return depends_on(_answer(feed), revisions.LISTS)


def _feed(request: HttpRequest, title: str, address: str) -> Atom1Feed:
    """Return an empty feed; the paper answers for entries that name no author, as one must."""
    return Atom1Feed(
        author_name=_clean(paper_name(request)),
        title=_clean(title),
        link=address,
        description="",
        language=get_language() or settings.LANGUAGE_CODE,
        feed_url=request.build_absolute_uri(request.path),
    )


def _add_comment(feed: Atom1Feed, comment: Comment, request: HttpRequest) -> None:
    name = reads.author_name(comment) or nameless(comment)
    feed.add_item(
        title=_clean(f"{comment.number} {name}"),
        link=request.build_absolute_uri(f"/c/{comment.pk}/thread"),
        description=_clean(comment.html),
        author_name=_clean(name),
        pubdate=comment.published,
        updateddate=comment.edited or comment.published,
        unique_id=_identity(request, f"comment:{comment.pk}"),
    )


def _identity(request: HttpRequest, thing: str) -> str:
    """Return a tag URI (RFC 4151), which names a host without its port."""
    host, _port = split_domain_port(request.get_host())
    return f"tag:{host},2026:{thing}"


def _clean(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot hold (its production 2)."""
    return "".join(c for c in text if c in "\n\t" or _may_stand_in_xml(c))


def _may_stand_in_xml(character: str) -> bool:
    return character not in "\ufffe\uffff" and unicodedata.category(character) not in {"Cc", "Cs"}


def _answer(feed: Atom1Feed) -> HttpResponse:
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _site(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site
