"""Walk everything that a page can show, change it, and read from a second worker: never stale.

What a page should say is what Django says when asked directly; a change that leaves that as it
was would prove nothing, and fails here too.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images.models import Image

from hustings.accounts.actions import create_account
from hustings.stories.models import RelatedLink, StoryPage, Video
from tests.web.freshness.changes import (
    CHANGES,
    FRONT_TOO,
    LINKING_TOO,
    World,
    picture_file,
    publish,
)


@pytest.fixture
def world(committed, site, section, story, discussion, reader, other_reader, moderator, post, now):
    story.picture = Image.objects.create(title="A ferry", file=picture_file("ferry.png"))
    story.video = Video.objects.create(title="The vote", file=ContentFile(b"", name="vote.mp4"))
    story.tags.add("harbour")
    story.save_revision().publish()
    linking = StoryPage(title="Who pays?", slug="who-pays", live=True)
    linking.related_links.add(RelatedLink(page=story))
    section.add_child(instance=linking)
    comment = post("Too dear.")
    return World(
        site=site,
        section=section,
        story=story,
        linking=linking,
        discussion=discussion,
        reader=reader,
        other=other_reader,
        moderator=moderator,
        comment=comment,
        reply=post("Not for tourists.", under=comment, by=other_reader),
        held=post("From a guest.", guest="Passer-by"),
        now=now,
    )


def page_of(worker, client, path):
    """Return what the worker says, after proving that Django, asked directly, says the same."""
    answer = worker.get(path)
    direct = client.get(path)
    if direct.status_code != 200:
        assert answer.status == direct.status_code
        return direct.status_code
    page = worker.text(path)
    assert page == direct.content.decode()
    return page


def test_no_change_leaves_a_stale_page_on_another_worker(world, workers, client):
    """Each in its turn: the next one finds the site as the last one left it."""
    second = workers()
    story, linking = f"/s/{world.story.pk}/", f"/s/{world.linking.pk}/"
    for name, apply in CHANGES.items():
        paths = [story, *(["/front/"] * (name in FRONT_TOO)), *([linking] * (name in LINKING_TOO))]
        before = [page_of(second, client, path) for path in paths]
        with transaction.atomic():
            apply(world)
        for path, page in zip(paths, before, strict=True):
            assert page_of(second, client, path) != page, f"{name} left {path} as it was"


def test_change_elsewhere_leaves_a_storys_page_alone(world, worker, section):
    """Publishing another story, a draft, a sign-in, a picture nobody uses: the page is kept."""
    path = f"/s/{world.story.pk}/"
    kept = worker.get(path)
    section.add_child(instance=StoryPage(title="Another", slug="another", live=False))
    publish(StoryPage.objects.get(slug="another"))
    draft = StoryPage.objects.get(pk=world.story.pk)
    draft.title = "Only a draft"
    draft.save_revision()
    world.reader.save(update_fields=["last_login"])
    create_account("Somebody New", email="new@readers.example")
    Image.objects.create(title="Unused", file=picture_file("unused.png"))
    assert worker.get(path) is kept


def test_published_story_gets_its_discussion(committed, site, section, worker, client):
    section.add_child(instance=StoryPage(title="Brand new", slug="brand-new", live=False))
    story = StoryPage.objects.get(slug="brand-new")
    path = f"/s/{story.pk}/"
    assert page_of(worker, client, path) == 404
    publish(story)
    assert "discussion 0" in page_of(worker, client, path)


def test_role_given_through_a_group_reaches_pages(world, worker):
    """Groups have no page here that shows them; the names' revision must rise all the same."""
    kept = worker.get(f"/s/{world.story.pk}/")
    world.reader.groups.add(Group.objects.create(name="Columnists"))
    assert worker.get(f"/s/{world.story.pk}/") is not kept


def test_change_rolled_back_leaves_the_page_kept(world, worker):
    path = f"/s/{world.story.pk}/"
    kept = worker.get(path)
    with transaction.atomic():
        publish(world.story, title="Never happened")
        transaction.set_rollback(True)
    assert worker.get(path) is kept
    assert "Never happened" not in worker.text(path)
