"""Queries about stories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Site

from hustings.discussions.errors import NoSuchDiscussion
from hustings.discussions.models import Discussion
from hustings.journal.statements import prepared_cursor
from hustings.stories.models import (
    Correction,
    FrontPage,
    PlainPage,
    RelatedLink,
    SectionPage,
    StoryDiscussion,
    StoryOrigin,
    StoryPage,
)


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What a story page shows beside the story's own fields."""

    section: Page | None
    links: list[RelatedLink]
    corrections: list[Correction]
    tags: list[Tag]


def story_facts(story: StoryPage) -> StoryFacts:
    """Return what a story's page shows; works for a draft in preview too. Four queries, or five."""
    above = story.get_parent()
    return StoryFacts(
        section=above if issubclass(_kind(above), SectionPage) else None,
        links=_public_links(story),
        corrections=list(story.corrections.all()),
        tags=list(story.tags.all()),
    )


def _kind(page: Page) -> type[Model]:
    return page.cached_content_type.model_class() or Page


def _public_links(story: StoryPage) -> list[RelatedLink]:
    """Return the links at the foot, without those to pages that not everybody may read."""
    links = list(story.related_links.all())
    targets = Page.objects.filter(pk__in=[link.page_id for link in links if link.page_id])
    public = targets.live().public().in_bulk()
    for link in links:
        link.page = public.get(link.page_id)
    return [link for link in links if link.page or link.address]


def discussion_of(story: StoryPage) -> int | None:
    """Return the id of a story's discussion; None while it was never published. One query."""
    found = StoryDiscussion.objects.filter(story=story)
    return found.values_list("discussion_id", flat=True).first()


def story_of(discussion: int) -> StoryPage | None:
    """Return the live story a discussion belongs to. One query."""
    held = StoryDiscussion.objects.filter(discussion=discussion, story__live=True)
    found = held.select_related("story").first()
    return found.story if found else None


def require_public(discussion: int) -> int | None:
    """Return the page id of the story a discussion belongs to; None if it belongs to none.

    One query. A story that is not live, or that only some may read, hides its discussion.

    Raises:
        NoSuchDiscussion: not everybody may read the story.
    """
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.live AND NOT EXISTS ("
            " SELECT 1 FROM wagtailcore_pageviewrestriction r"
            " JOIN wagtailcore_page a ON a.id = r.page_id"
            " WHERE a.path = SUBSTR(p.path, 1, LENGTH(a.path)))"
            " FROM stories_storydiscussion s JOIN wagtailcore_page p ON p.id = s.story_id"
            " WHERE s.discussion_id = %s",
            [discussion],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    story, public = row
    if not public:
        raise NoSuchDiscussion
    return story


def discussions_of(stories: list[StoryPage]) -> dict[int, Discussion]:
    """Return the discussions of stories by page id. One query."""
    held = StoryDiscussion.objects.filter(story__in=stories).select_related("discussion")
    return {one.story_id: one.discussion for one in held}


def stories_of(discussions: set[int]) -> dict[int, StoryPage]:
    """Return stories by the id of their discussion, live or not. One query."""
    found = StoryDiscussion.objects.filter(discussion__in=discussions).select_related("story")
    return {held.discussion_id: held.story for held in found}


def public_stories(site: Site) -> QuerySet[StoryPage]:
    """Return what everybody may read on a site, newest first."""
    below = StoryPage.objects.live().public().descendant_of(site.root_page)
    return below.order_by(F("first_published_at").desc(nulls_last=True), "-pk")


def older_than(rows: QuerySet[StoryPage], *, story: int) -> QuerySet[StoryPage]:
    """Return what follows a story in such a list, whether that story is still shown or not."""
    times = StoryPage.objects.filter(pk=story).values_list("first_published_at", flat=True)
    moment = times.first()
    if moment is None:
        return rows.filter(first_published_at=None, pk__lt=story)
    older = Q(first_published_at__lt=moment) | Q(first_published_at=None)
    return rows.filter(older | Q(first_published_at=moment, pk__lt=story))


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


def plain_pages(site: Site) -> QuerySet[PlainPage]:
    """Return the pages for the foot of every page: who we are, the rules of the house."""
    return PlainPage.objects.live().public().child_of(site.root_page).order_by("path")


def discussion_counts(stories: Iterable[StoryPage]) -> dict[int, tuple[int, int]]:
    """Return discussion and number of comments by story. One query."""
    held = StoryDiscussion.objects.filter(story__in=list(stories))
    rows = held.values_list("story_id", "discussion_id", "discussion__comments")
    return {story: (discussion, comments) for story, discussion, comments in rows}


def tagged_stories(tag: str, *, site: Site) -> tuple[Tag | None, QuerySet[StoryPage]]:
    """Return a tag by its slug and the public stories that carry it, newest first."""
    found = Tag.objects.filter(slug=tag).first()
    stories = public_stories(site)
    return found, stories.filter(tagged_items__tag=found) if found else stories.none()


def section_stories(section: Page) -> QuerySet[StoryPage]:
    """Return the public stories directly in a section, newest first."""
    inside = StoryPage.objects.live().public().child_of(section)
    return inside.order_by("-first_published_at", "-pk")


def stills(stories: Iterable[StoryPage]) -> dict[int, AbstractImage]:
    """Return by story the picture that stands for it in lists and beside links from elsewhere.

    The main picture; else the main video's still; else the first picture, or still of a video
    elsewhere, in the text. Two queries for any number of stories (one more for each video that was
    not selected with its story); stories without any picture are left out.
    """
    wanted = {story.pk: still for story in stories if (still := _still(story))}
    images = get_image_model().objects.prefetch_related("renditions").in_bulk(wanted.values())
    return {story: images[still] for story, still in wanted.items() if still in images}


def _still(story: StoryPage) -> int | None:
    main = story.picture_id or (story.video and story.video.poster_id)
    return main or next(filter(None, map(_still_of_block, story.body.raw_data)), None)


def _still_of_block(block: dict[str, Any]) -> int | None:
    field = {"picture": "picture", "outside_video": "poster"}.get(block["type"])
    return block["value"].get(field) if field else None


def imported_digest(foreign_id: str, *, site: int, source: str) -> bytes | None:
    """Return the digest of a story imported before, None if there is none. One query."""
    found = StoryOrigin.objects.filter(site=site, source=source, foreign_id=foreign_id)
    digest = found.values_list("digest", flat=True).first()
    return None if digest is None else bytes(digest)
