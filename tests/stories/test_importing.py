"""Stories that come from elsewhere: the same rows as Wagtail's own saves leave, in few queries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend

from hustings.discussions.models import Discussion
from hustings.journal import revisions
from hustings.stories.importing import ImportedStory, import_stories, import_story
from hustings.stories.models import StoryDiscussion, StoryOrigin, StoryPage
from hustings.stories.tasks import index_stories

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2009, 4, 2, 8, tzinfo=UTC)
OWN_TO_EACH = {"id", "page_ptr_id", "translation_key", "path", "timestamp", "page_id"}


def draft(number=1, **facts) -> ImportedStory:
    facts = {
        "headline": f"Ferry {number} sails",
        "body": [("paragraph", "<p>At last.</p>")],
        "kicker": "Harbour",
        "standfirst": "In short.",
        "byline": "Odile Brandt",
        "digest": bytes(16),
        "published": LONG_AGO,
        **facts,
    }
    return ImportedStory(source="wordpress:old.example", foreign_id=str(number), **facts)


@pytest.fixture
def bring(site, now):
    """Import stories below the front page: ``bring(draft(1), draft(2))``."""

    def bring(*drafts):
        parent = Page.objects.get(pk=site.root_page_id)
        return import_stories(drafts, parent=parent, site=site.pk, now=now)

    return bring


def row(found) -> dict:
    """A row as plain values, without what differs between any two."""
    return {name: value for name, value in found.items() if name not in OWN_TO_EACH}


def saved_by_wagtail(site, now) -> StoryPage:
    """The story of ``draft(1)``, added the way Wagtail documents."""
    page = StoryPage(
        title="Ferry 1 sails",
        slug="ferry-1-sails",
        kicker="Harbour",
        standfirst="In short.",
        byline="Odile Brandt",
        body=[("paragraph", "<p>At last.</p>")],
        first_published_at=LONG_AGO,
        last_published_at=now,
    )
    return site.root_page.add_child(instance=page)


def test_an_imported_story_is_what_wagtail_would_have_saved(bring, site, now):
    theirs = saved_by_wagtail(site, now)
    kept = [
        row(StoryPage.objects.filter(pk=theirs.pk).values().get()),
        row(PageLogEntry.objects.filter(page=theirs.pk).values().get()),
        revisions.current(revisions.story(theirs.pk)),
    ]
    kept[0]["body"] = str(theirs.body)
    theirs.delete()
    ours = StoryPage.objects.get(pk=bring(draft())[0].story)
    found = [
        row(StoryPage.objects.filter(pk=ours.pk).values().get()),
        row(PageLogEntry.objects.filter(page=ours.pk).values().get()),
        revisions.current(revisions.story(ours.pk)),
    ]
    found[0]["body"] = str(ours.body)
    assert found == kept
    assert Page.find_problems() == ([], [], [], [], [])


def test_lists_are_told_of_new_stories(bring):
    before = revisions.current(revisions.LISTS)
    bring(draft(1), draft(2))
    assert revisions.current(revisions.LISTS) > before


def test_stories_stand_in_their_order_after_all_that_is_there(bring, site, section):
    bring(draft(1), draft(2))
    bring(draft(3))
    children = Page.objects.get(pk=site.root_page_id).get_children()
    assert [page.title for page in children] == [
        "Town hall", "Ferry 1 sails", "Ferry 2 sails", "Ferry 3 sails",
    ]  # fmt: skip
    assert Page.objects.get(pk=site.root_page_id).numchild == 4
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_first_page_below_another(section, site, now):
    import_story(draft(), parent=section, site=site.pk, now=now)
    assert [page.slug for page in section.get_children()] == ["ferry-1-sails"]
    assert section.get_children().get().url_path == f"{section.url_path}ferry-1-sails/"


def test_pages_below_others_do_not_move_the_end_of_the_line(bring, section, story):
    """The last path below the front page is a story's in the section, one level too deep."""
    placed = bring(draft())
    page = Page.objects.get(pk=placed[0].story)
    assert page.depth == section.depth
    assert page.path > story.path
    assert Page.find_problems() == ([], [], [], [], [])


def test_equal_slugs_get_numbers(bring):
    def slugs(*drafts):
        return [Page.objects.get(pk=one.story).slug for one in bring(*drafts)]

    same = {"slug": "ferry"}
    assert slugs(draft(1, **same), draft(2, **same)) == ["ferry", "ferry-2"]
    assert slugs(draft(3, slug="ferry-3"), draft(4, **same)) == ["ferry-3", "ferry-4"]
    assert slugs(draft(5, slug="???", headline="???")) == ["story"]


def test_known_and_new_and_changed_stories_in_one_call(bring):
    first = bring(draft(1), draft(2))
    changed = draft(2, headline="Ferry 2 sank", digest=b"x" * 16)
    again = bring(draft(3), changed, draft(1))
    assert [one.outcome for one in again] == ["imported", "updated", "unchanged"]
    assert [again[2].story, again[1].story] == [one.story for one in first]
    assert [again[2].discussion, again[1].discussion] == [one.discussion for one in first]
    page = StoryPage.objects.get(pk=again[1].story)
    assert (page.title, page.slug) == ("Ferry 2 sank", "ferry-2-sails")
    assert page.first_published_at == LONG_AGO


def test_each_story_has_its_discussion_open_or_closed_as_it_was(bring):
    for one, closed in zip(bring(draft(1), draft(2, closed=True)), (False, True), strict=True):
        assert StoryDiscussion.objects.get(story=one.story).discussion_id == one.discussion
        assert (Discussion.objects.get(pk=one.discussion).closed is not None) == closed
        assert StoryOrigin.objects.filter(story=one.story).exists()


def test_words_too_long_for_their_columns_are_cut(bring):
    long = dict.fromkeys(("headline", "kicker", "standfirst", "byline", "slug"), "w" * 1000)
    page = StoryPage.objects.get(pk=bring(draft(**long))[0].story)
    page.full_clean()
    assert len(page.title) == 255


def test_queries_hardly_grow_with_the_stories(bring):
    def asked(*drafts) -> int:
        with CaptureQueriesContext(connection) as queries:
            bring(*drafts)
        return len(queries)

    asked(draft(0))
    one = asked(draft(1))
    assert one <= 22
    assert (asked(*map(draft, range(10, 30))) - one) / 19 <= 6


def test_the_indexes_follow_by_one_task(bring):
    DBTaskResult.objects.all().delete()
    linked = bring(draft(1))[0].story
    link = f'<p>See <a linktype="page" id="{linked}">there</a>.</p>'
    linking = bring(draft(2, headline="Lamps went out", body=[("paragraph", link)]))[0].story
    waiting = DBTaskResult.objects.order_by("enqueued_at")
    assert [task.args_kwargs["args"] for task in waiting] == [[[linked]], [[linking]]]
    for _ in range(2):  # a lost task is run again
        index_stories.func([linked, linking])
    found = get_search_backend().search("lamps", StoryPage)
    assert [page.pk for page in found] == [linking]
    assert ReferenceIndex.objects.filter(to_object_id=str(linked)).count() == 1
