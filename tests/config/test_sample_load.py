"""The sample loads whole, is lively, and loading it twice changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hustings.config import demo
from hustings.config.sample import load, pages, texts
from hustings.config.sample import newsroom as newsrooms
from hustings.config.sample.load import FIRST_MIDNIGHT, LASTS, fill

TRIMMED = 700
"""Comments at the bridge; the whole 2,000 are proved without a database."""


@pytest.fixture
def empty_site(db, settings, tmp_path):
    """A prepared site without stories, its media in a directory of the test's own."""
    from hustings.stories.actions import prepare_site
    from hustings.stories.reads import default_site

    settings.MEDIA_ROOT = tmp_path / "media"
    prepare_site(name="Empty", base_url="http://testserver")
    return default_site()


@pytest.fixture
def counts():
    """Return how many rows of each kind there are."""
    from wagtail.images.models import Image
    from wagtail.models import Page, Revision

    from hustings.accounts.models import Account, Identity
    from hustings.discussions.models import Comment, CommentVersion, Report, Vote
    from hustings.journal.models import Event
    from hustings.moderation.models import Decision
    from hustings.stories.models import Correction, RelatedLink, Video

    kinds = (
        *(Account, Identity, Comment, CommentVersion, Report, Vote, Event, Decision),
        *(Image, Page, Revision, Video, Correction, RelatedLink),
    )
    return lambda: {kind.__name__: kind.objects.count() for kind in kinds}


def test_the_sample_loads_whole_and_lively_and_twice_is_once(empty_site, counts, client):
    from hustings.config.check import branches_finding, counts_finding, votes_finding
    from hustings.discussions.models import Comment, Discussion, State
    from hustings.stories.reads import discussion_of, public_stories

    now = FIRST_MIDNIGHT + timedelta(days=7)
    steps = []
    filled = fill(
        empty_site, now=now, bridge_size=TRIMMED, progress=lambda *step: steps.append(step)
    )

    stories = list(public_stories(empty_site))
    assert filled.stories == len(stories) == 9
    assert [done for _, done, _ in steps] == list(range(1, steps[0][2] + 1))
    assert all(story.first_published_at < FIRST_MIDNIGHT + LASTS for story in stories)
    assert sum(story.video is not None for story in stories) == 1
    assert sum(any(block.block_type == "outside_video" for block in s.body) for s in stories) == 1
    assert sum(story.corrections.exists() for story in stories) == 1
    assert all(story.related_links.exists() and story.tags.exists() for story in stories)

    sizes = {story.slug: Discussion.objects.get(pk=discussion_of(story)) for story in stories}
    assert sizes[load.BRIDGE].comments > TRIMMED - 80
    assert sum(one.closed is not None and one.closed_reason != "" for one in sizes.values()) == 1
    assert sum(one.premoderated for one in sizes.values()) == 1
    states = {state: Comment.objects.filter(state=state).count() for state in State}
    assert states[State.HIDDEN] > 20
    assert states[State.WITHDRAWN] > 20
    assert states[State.HELD] >= 5
    assert Comment.objects.filter(pinned__isnull=False).count() >= 3
    rows = counts()
    assert rows["Comment"] == filled.comments
    assert rows["CommentVersion"] == Comment.objects.filter(edited__isnull=False).count() > 5
    assert rows["Vote"] == filled.votes > 300
    assert rows["Report"] > 15
    assert rows["Decision"] == states[State.HIDDEN]
    assert_labelled(client, stories)
    newest = Comment.objects.order_by("-created").values_list("created", flat=True)[0]
    assert newest < FIRST_MIDNIGHT + LASTS
    assert all(found().well for found in (counts_finding, votes_finding, branches_finding))

    again = fill(empty_site, now=now + timedelta(days=1), bridge_size=TRIMMED)
    assert (again.stories, again.comments, again.votes) == (0, 0, 0)
    assert counts() == rows


def assert_labelled(client, stories):
    """Staff and the authors of stories are named as such where they answer."""
    shown = "".join(client.get(f"{one.get_url()}?view=all").content.decode() for one in stories)
    assert shown.count('<i class="s">staff</i>') >= 5
    assert shown.count('<i class="s">author of the story</i>') >= 5
    assert "new here" not in shown


def test_the_set_up_link_of_the_first_editor_stays_valid(empty_site):
    """Nobody of the sample's newsroom can run the site: the first editor can still be made."""
    from hustings.accounts.access import may_moderate
    from hustings.accounts.reads import staff_exists

    def newsroom():
        everybody, chosen = texts.readers().values(), texts.stories()
        return newsrooms.newsroom(everybody, chosen, midnight=FIRST_MIDNIGHT)

    staff = newsroom()
    assert may_moderate(staff[newsrooms.READERS_EDITOR])
    assert not any(one.has_usable_password() for one in staff.values())
    assert not staff_exists()
    assert newsroom() == staff


def test_a_site_of_somebodys_own_is_left_alone(story):
    site = story.get_site()
    with pytest.raises(demo.NotASample) as refused:
        demo.require_sample_or_empty(site.pk)
    assert refused.value.code == "not-a-sample"


def test_an_empty_site_may_be_filled(empty_site):
    demo.require_sample_or_empty(empty_site.pk)


def test_inline_marks_become_rich_text_and_nothing_else_does():
    assert pages.rich(["## A & b", "**Bold** and *this*, 5 < 6", "- one\n- two"]) == (
        "<h2>A &amp; b</h2><p><b>Bold</b> and <i>this</i>, 5 &lt; 6</p>"
        "<ul><li>one</li><li>two</li></ul>"
    )
