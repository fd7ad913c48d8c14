"""Bring stories from elsewhere to the site: found again by their origin, each written once.

New stories are written some at a time, in a number of queries that hardly grows with them. Saving
each as an editor does (draft, revision, publication) writes its text three times, and even one
``add_child`` validates what is known to be right and asks 27 queries: most of the time that an
archive of small threads takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, PageLogEntry

from hustings.discussions import actions as discussions
from hustings.journal import revisions
from hustings.stories.actions import ensure_discussion
from hustings.stories.models import StoryDiscussion, StoryOrigin, StoryPage
from hustings.stories.tasks import index_stories


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


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an imported story is, and what was done: imported, updated or unchanged."""

    story: int
    discussion: int
    outcome: str


def import_story(draft: ImportedStory, *, parent: Page, site: int, now: datetime) -> Placed:
    """Create or update one story by its origin; see ``import_stories``."""
    return import_stories([draft], parent=parent, site=site, now=now)[0]


@transaction.atomic
def import_stories(
    drafts: Sequence[ImportedStory], *, parent: Page, site: int, now: datetime
) -> list[Placed]:
    """Create or update stories of one source by their origin; tell of each in its turn.

    An update changes headline and text only; what editors set here stays. New stories are live at
    once and have no revision: their first one comes with their first edit. They stand after all
    that stand below ``parent``, whose row is locked.
    """
    wanted = {draft.foreign_id for draft in drafts}
    origins = StoryOrigin.objects.filter(
        site=site, source=drafts[0].source, foreign_id__in=wanted
    ).select_related("story")
    known = {origin.foreign_id: origin for origin in origins}
    fresh = [draft for draft in drafts if draft.foreign_id not in known]
    placed = _create(fresh, parent=parent, site=site, now=now) if fresh else {}
    for draft in drafts:
        if origin := known.get(draft.foreign_id):
            placed[draft.foreign_id] = _bring_up_to_date(origin, draft, now=now)
    return [placed[draft.foreign_id] for draft in drafts]


def _bring_up_to_date(origin: StoryOrigin, draft: ImportedStory, *, now: datetime) -> Placed:
    discussion = ensure_discussion(origin.story, site=origin.site, now=now)
    if bytes(origin.digest) == draft.digest:
        return Placed(origin.story_id, discussion, "unchanged")
    story = origin.story
    story.title, story.body = draft.headline[:255], draft.body
    revision = story.save_revision()
    if story.live:
        revision.publish()
    origin.digest = draft.digest
    origin.save(update_fields=["digest"])
    return Placed(origin.story_id, discussion, "updated")


def _create(
    drafts: Sequence[ImportedStory], *, parent: Page, site: int, now: datetime
) -> dict[str, Placed]:
    """Write new stories with all that belongs to them; the same rows that ``add_child`` leaves."""
    stories = [_page(draft, now=now) for draft in drafts]
    _append(stories, parent=parent, slugs=[draft.slug or draft.headline for draft in drafts])
    StoryOrigin.objects.bulk_create(
        StoryOrigin(
            story=story,
            site=site,
            source=draft.source,
            foreign_id=draft.foreign_id,
            digest=draft.digest,
        )
        for story, draft in zip(stories, drafts, strict=True)
    )
    opened = [discussions.open_discussion(site=site, now=now).pk for _ in stories]
    StoryDiscussion.objects.bulk_create(
        StoryDiscussion(story=story, discussion_id=discussion)
        for story, discussion in zip(stories, opened, strict=True)
    )
    for draft, discussion in zip(drafts, opened, strict=True):
        if draft.closed:
            discussions.close_discussion(discussion=discussion, actor=None, now=now)
    return {
        draft.foreign_id: Placed(story.pk, discussion, "imported")
        for draft, story, discussion in zip(drafts, stories, opened, strict=True)
    }


def _page(draft: ImportedStory, *, now: datetime) -> StoryPage:
    """Return a story as a page that has no place yet."""
    return StoryPage(
        title=draft.headline[:255],
        draft_title=draft.headline[:255],
        kicker=draft.kicker[:60],
        standfirst=draft.standfirst[:600],
        byline=draft.byline[:200],
        body=draft.body,
        live=draft.live,
        has_unpublished_changes=not draft.live,
        first_published_at=(draft.published or now) if draft.live else None,
        last_published_at=now if draft.live else None,
    )


def _append(stories: Sequence[StoryPage], *, parent: Page, slugs: Sequence[str]) -> None:
    """Store new stories below a page, after all that is there.

    What Wagtail does at a save by signals is done here for all of them: the pages' revisions, the
    log, the two indexes. The parent is locked first, as ``add_child`` does, so that nobody else
    takes their places and slugs.
    """
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(stories))
    parent.numchild += len(stories)
    paths = _paths_after(parent)
    free = _free_slugs(parent, slugs)
    for story, slug in zip(stories, free, strict=True):
        story.path, story.depth = next(paths), parent.depth + 1
        story.slug, story.locale_id = slug, parent.locale_id
        story.set_url_path(parent)
    _insert(stories)
    revisions.bump(revisions.LISTS, *(revisions.story(story.pk) for story in stories))
    _log(stories)
    index_stories.enqueue([story.pk for story in stories])


def _insert(stories: Sequence[StoryPage]) -> None:
    """Insert rows of two tables; ``save`` would ask a dozen queries more for each story."""
    shared = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    pages = [Page(**{name: getattr(story, name) for name in shared}) for story in stories]
    for story, page in zip(stories, Page.objects.bulk_create(pages), strict=True):
        story.id = story.page_ptr_id = page.pk
        story.save_base(raw=True, force_insert=True)  # its own table, and no signals heed it


def _log(stories: Sequence[StoryPage]) -> None:
    """Enter the new stories in Wagtail's history of pages."""
    kind = ContentType.objects.get_for_model(StoryPage)
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page=story,
            content_type=kind,
            label=story.title,
            action="wagtail.create",
            timestamp=timezone.now(),
            content_changed=True,
        )
        for story in stories
    )


def _paths_after(parent: Page) -> Iterator[str]:
    """Yield the free places below a page, one after the other. One query, of one index entry."""
    below = parent.get_descendants().order_by("-path").values_list("path", flat=True).first()
    depth, width = parent.depth + 1, len(parent.path) + Page.steplen
    last = Page(path=below[:width], depth=depth) if below else None
    while True:
        path = last._inc_path() if last else Page._get_path(parent.path, depth, 1)
        yield path
        last = Page(path=path, depth=depth)


def _free_slugs(parent: Page, wishes: Sequence[str]) -> list[str]:
    """Return slugs that no page below the parent has, nor another of these.

    One query by the index of slugs, however many pages there are; one more for each slug taken.
    """
    bases = [slugify(wish, allow_unicode=True)[:240] or "story" for wish in wishes]
    siblings = parent.get_children().values_list("slug", flat=True)
    taken = set(siblings.filter(slug__in=bases))
    free = []
    for base in bases:
        slug = base
        if slug in taken:
            taken.update(siblings.filter(slug__startswith=f"{base}-"))
            slug = next(numbered for n in count(2) if (numbered := f"{base}-{n}") not in taken)
        taken.add(slug)
        free.append(slug)
    return free
