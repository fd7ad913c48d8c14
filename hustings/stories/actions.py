"""The writes to stories that editors do not make in Wagtail themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, Site

from hustings.discussions import actions as discussions
from hustings.discussions.models import Discussion
from hustings.stories.models import FrontPage, StoryDiscussion, StoryOrigin, StoryPage


@dataclass(frozen=True, slots=True)
class ImportedStory:
    """A story as an importer hands it over. ``body`` is a list of (block name, value)."""

    source: str
    foreign_id: str
    headline: str
    body: list[tuple[str, object]]
    digest: bytes
    kicker: str = ""
    standfirst: str = ""
    byline: str = ""
    slug: str = ""
    published: datetime | None = None
    live: bool = True
    closed: bool = False


@transaction.atomic
def prepare_site(*, name: str, base_url: str) -> FrontPage:
    """Give a fresh database its front page, and the default site its address; twice is once."""
    site = Site.objects.filter(is_default_site=True).first()
    front = FrontPage.objects.filter(pk=site.root_page_id).first() if site else None
    if front is not None:
        return front
    root = Page.objects.get(depth=1)
    front = FrontPage(title=name, slug="front", show_in_menus=False)
    root.add_child(instance=front)
    address = urlsplit(base_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = site or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.hostname, site.port = address.hostname or "localhost", port
    site.site_name, site.root_page = name, front
    site.save()
    if welcome is not None and not welcome.get_children().exists():
        welcome.delete()
    return front


@transaction.atomic
def ensure_discussion(story: StoryPage, *, site: int, now: datetime) -> int:
    """Return the story's discussion, opened if it has none yet."""
    found = StoryDiscussion.objects.filter(story=story).first()
    if found is not None:
        return found.discussion_id
    discussion = discussions.open_discussion(site=site, now=now)
    StoryDiscussion.objects.create(story=story, discussion=discussion)
    return discussion.pk


@transaction.atomic
def import_story(
    draft: ImportedStory, *, parent: Page, site: int, now: datetime
) -> tuple[StoryPage, Discussion, str]:
    """Create or update a story by its origin; say "imported", "updated" or "unchanged".

    An update changes headline and text only; what editors set here stays.
    """
    origin = StoryOrigin.objects.filter(
        site=site, source=draft.source, foreign_id=draft.foreign_id
    ).first()
    if origin is None:
        story = _create_story(draft, parent=parent, site=site, now=now)
        outcome = "imported"
    else:
        story = origin.story
        outcome = "unchanged" if bytes(origin.digest) == draft.digest else "updated"
        if outcome == "updated":
            _update_story(story, origin, draft)
    discussion = Discussion.objects.get(pk=ensure_discussion(story, site=site, now=now))
    if draft.closed and discussion.closed is None and outcome == "imported":
        discussion = discussions.close_discussion(discussion=discussion.pk, actor=None, now=now)
    return story, discussion, outcome


def _create_story(draft: ImportedStory, *, parent: Page, site: int, now: datetime) -> StoryPage:
    """Write a story once, live at once; its first revision comes with its first edit.

    Saving a draft, a revision and its publication would write the same text three times, with
    99 queries instead of 38: most of the time that an archive of small threads takes.
    """
    story = StoryPage(
        title=draft.headline[:255],
        slug=_free_slug(parent, draft.slug or draft.headline),
        kicker=draft.kicker[:60],
        standfirst=draft.standfirst[:600],
        byline=draft.byline[:200],
        body=draft.body,
        live=draft.live,
        has_unpublished_changes=not draft.live,
        first_published_at=(draft.published or now) if draft.live else None,
        last_published_at=now if draft.live else None,
    )
    parent.add_child(instance=story)
    StoryOrigin.objects.create(
        story=story,
        site=site,
        source=draft.source,
        foreign_id=draft.foreign_id,
        digest=draft.digest,
    )
    return story


def _update_story(story: StoryPage, origin: StoryOrigin, draft: ImportedStory) -> None:
    story.title, story.body = draft.headline[:255], draft.body
    revision = story.save_revision()
    if story.live:
        revision.publish()
    origin.digest = draft.digest
    origin.save(update_fields=["digest"])


def _free_slug(parent: Page, wish: str) -> str:
    """Return a slug that no sibling has."""
    base = slugify(wish, allow_unicode=True)[:240] or "story"
    alike = parent.get_children().filter(slug__startswith=base)
    taken = set(alike.values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
