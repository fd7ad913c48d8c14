"""The paper's own pages, with pictures and films, are kept: the second reader gets the first's."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from wagtail.images.models import Image

from hustings.stories.models import Video
from tests.web.freshness.changes import picture_file

PATHS = [
    "/",
    "/town-hall/",
    "/tag/harbour/",
    "/town-hall/ferry-fares/",
    "/town-hall/ferry-fares/?view=all",
    "/town-hall/ferry-fares/?order=newest",
]


@pytest.fixture
def papers_worker(workers, settings):
    """A worker on the pages that readers see."""
    settings.ROOT_URLCONF = "hustings.web.urls"
    return workers()


@pytest.fixture
def illustrated(committed, story, discussion, post):
    """A story with everything a story can show."""
    picture = Image.objects.create(title="A ferry", file=picture_file("ferry.png"))
    inside = Image.objects.create(title="A quay", file=picture_file("quay.png"))
    film = Video.objects.create(
        title="The vote", file=ContentFile(b"", name="vote.mp4"), poster=inside
    )
    elsewhere = {"title": "Tide", "address": "https://video.example/1", "poster": inside}
    story.picture = picture
    story.body = [
        ("picture", {"picture": inside, "alternative": "A quay", "caption": "", "credit": ""}),
        ("video", film),
        ("outside_video", elsewhere),
    ]
    story.tags.add("harbour")
    story.save_revision().publish()
    post("Too dear.")
    return story


@pytest.mark.parametrize("path", PATHS)
def test_page_with_pictures_is_kept_once_its_pictures_are_made(
    illustrated, papers_worker, client, path
):
    assert client.get(path).status_code == 200  # makes the sizes of its pictures
    page = papers_worker.text(path)
    assert "<img" in page
    assert papers_worker.get(path) is papers_worker.get(path)
    assert papers_worker.counted["misses"] == 1


def test_replaced_picture_is_seen_by_the_next_reader(illustrated, papers_worker, client):
    path = "/town-hall/ferry-fares/"
    client.get(path)
    before = papers_worker.text(path)
    picture = Image.objects.get(title="A ferry")
    picture.file = picture_file("steamer.png")
    picture.save()
    picture.renditions.all().delete()  # as Wagtail's form does
    client.get(path)
    after = papers_worker.text(path)
    assert "steamer" not in before
    assert "steamer" in after
