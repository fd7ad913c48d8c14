"""Fill a site with the sample: stories, their discussions, votes, decisions. Twice is once.

    filled = fill(site, midnight=FIRST_MIDNIGHT, now=now)

Everything goes through the rooms' actions. Stories and comments are found again by the source
"sample", so a second run changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wagtail.models import Site

from hustings.accounts.models import Account
from hustings.config.sample import bridge, newsroom, pages, texts, threads
from hustings.config.sample.said import Said, from_written, give_times
from hustings.config.sample.texts import Story
from hustings.discussions import actions as discussions
from hustings.stories.models import StoryOrigin, StoryPage
from hustings.stories.reads import discussion_of

FIRST_MIDNIGHT = datetime(2026, 11, 14, tzinfo=UTC)
"""The Saturday on which the sample's first story came out."""
LASTS = timedelta(days=5, hours=18, minutes=40)
"""The last comment comes before the assembly's sitting on Thursday at seven."""
LIVELY = timedelta(days=3, hours=14)
"""How long a discussion goes on, unless its story says when it ends."""
BRIDGE = "needle-bridge"
BRIDGE_SIZE = 2000
SEED = 1911

Progress = Callable[[str, int, int], None]
"""Told what was just done, how many steps are done, and how many there are."""


@dataclass(slots=True)
class Filled:
    """What one run added."""

    stories: int = 0
    comments: int = 0
    votes: int = 0


def composed(story: Story, *, midnight: datetime, bridge_size: int = BRIDGE_SIZE) -> list[Said]:
    """Return the discussion of a story in page order, dated: the same at every call."""
    if story.slug == BRIDGE:
        thread = bridge.compose(seed=SEED, size=bridge_size)
    else:
        thread = from_written(texts.discussion(story.slug))
    rng = random.Random(f"{SEED} {story.slug}")
    start, end = midnight + story.published, midnight + ending(story)
    give_times(thread, rng=rng, midnight=midnight, start=start, end=end)
    return thread


def ending(story: Story) -> timedelta:
    """Return when a discussion has had its last comment, counted from the first midnight."""
    said = story.facts.get("ends") or story.facts.get("closed", "").split(" | ")[0]
    return texts.offset(said) if said else min(story.published + LIVELY, LASTS)


def fill(
    site: Site,
    *,
    midnight: datetime = FIRST_MIDNIGHT,
    now: datetime,
    bridge_size: int = BRIDGE_SIZE,
    progress: Progress = lambda said, done, of: None,
) -> Filled:
    """Fill a prepared site; about ten seconds for the whole sample on SQLite."""
    chosen, filled = texts.stories(), Filled()
    steps = len(chosen) + 2
    sections = pages.dress(site)
    everybody = texts.readers().values()
    staff = newsroom.newsroom(everybody, chosen, midnight=midnight)
    for story in chosen:
        parent = sections[story.facts["section"]]
        filled.stories += pages.place_story(story, parent=parent, site=site.pk, midnight=midnight)
    by_slug = story_pages(site.pk)
    if filled.stories:
        pages.complete(by_slug, chosen, staff=staff, midnight=midnight)
    progress("stories, drawings and the film", 1, steps)
    identities = threads.writers(everybody, site=site.pk, source=pages.SOURCE)
    newsroom.let_speak(staff, identities=identities, site=site.pk, now=now)
    deciding, voters = staff[newsroom.READERS_EDITOR], threads.quiet_readers()
    progress("readers", 2, steps)
    for number, story in enumerate(chosen, 3):
        said = composed(story, midnight=midnight, bridge_size=bridge_size)
        discussion = discussion_of(by_slug[story.slug])
        assert discussion is not None  # import_story opens one
        thread = threads.Thread(story.slug, pages.SOURCE, site.pk, discussion)
        added = threads.load_comments(thread, said, identities=identities, now=now)
        if added:
            filled.votes += _enliven(thread, story, said, deciding, voters, midnight)
        filled.comments += added
        progress(f"{len(said)} comments on “{story.facts['kicker']}”", number, steps)
    return filled


def story_pages(site: int) -> dict[str, StoryPage]:
    """Return the sample's stories by their slugs."""
    found = StoryOrigin.objects.filter(site=site, source=pages.SOURCE).select_related("story")
    return {origin.foreign_id: origin.story for origin in found}


def _enliven(
    thread: threads.Thread,
    story: Story,
    said: Sequence[Said],
    deciding: Account,
    voters: Sequence[tuple[Account, str]],
    midnight: datetime,
) -> int:
    """Moderate, vote, and set what the story says of its discussion; return the votes cast."""
    comments = threads.stored(thread)
    votes = 0
    if story.slug == BRIDGE:
        votes = threads.vote(said, comments=comments, voters=voters, seed=SEED)
    readers = [account for account, _ in voters]
    threads.moderate(said, comments=comments, by=deciding, readers=readers)
    if story.facts["discussion"] == "premoderated":
        discussions.set_premoderation(discussion=thread.discussion, premoderated=True)
    if "closed" in story.facts:
        when, why = story.facts["closed"].split(" | ")
        discussions.close_discussion(
            discussion=thread.discussion,
            actor=deciding.pk,
            reason=why,
            now=midnight + texts.offset(when),
        )
    return votes
