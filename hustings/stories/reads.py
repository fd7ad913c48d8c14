"""Queries about stories."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.models import Page, Site

from hustings.stories.models import FrontPage, StoryDiscussion, StoryOrigin, StoryPage


def discussion_of(story: StoryPage) -> int | None:
    """Return the id of a story's discussion; None while it was never published. One query."""
    found = StoryDiscussion.objects.filter(story=story)
    return found.values_list("discussion_id", flat=True).first()


def story_of(discussion: int) -> StoryPage | None:
    """Return the live story a discussion belongs to. One query."""
    held = StoryDiscussion.objects.filter(discussion=discussion, story__live=True)
    found = held.select_related("story").first()
    return found.story if found else None


def stories_of(discussions: set[int]) -> dict[int, StoryPage]:
    """Return stories by the id of their discussion, live or not. One query."""
    found = StoryDiscussion.objects.filter(discussion__in=discussions).select_related("story")
    return {held.discussion_id: held.story for held in found}


def public_stories(site: Site) -> QuerySet[StoryPage]:
    """Return what everybody may read on a site, newest first."""
    below = StoryPage.objects.live().public().descendant_of(site.root_page)
    return below.order_by("-first_published_at", "-pk")


def front_page(site: Site) -> FrontPage | None:
    return FrontPage.objects.filter(pk=site.root_page_id).first()


def default_site() -> Site:
    """Return the site that commands work on.

    Raises:
        Site.DoesNotExist: the database was never prepared.
    """
    return Site.objects.select_related("root_page").get(is_default_site=True)


def sections(site: Site) -> QuerySet[Page]:
    """Return the live pages directly below the front page that menus show, in editors' order."""
    return site.root_page.get_children().live().public().in_menu()


def imported_digest(foreign_id: str, *, site: int, source: str) -> bytes | None:
    """Return the digest of a story imported before, None if there is none. One query."""
    found = StoryOrigin.objects.filter(site=site, source=source, foreign_id=foreign_id)
    digest = found.values_list("digest", flat=True).first()
    return None if digest is None else bytes(digest)
