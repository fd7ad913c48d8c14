"""Lists of stories: each with the picture that stands for it, at a fixed number of queries."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.stories.models import StoryPage, Video

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(section):
    """Return a function that publishes one more story in the section."""

    def publish(title: str, **facts) -> StoryPage:
        page = section.add_child(instance=StoryPage(title=title, slug=title, live=False, **facts))
        page.save_revision().publish()
        return page

    return publish


def pictures_shown(client) -> list[str]:
    page = BeautifulSoup(client.get("/").content, "html.parser")
    return [item.h2.get_text() for item in page.select(".item.pictured")]


def test_a_story_shows_its_picture_or_the_still_of_its_film(client, picture, publish):
    film = Video.objects.create(title="The ferry", file="ferry.mp4", poster=picture)
    elsewhere = {"title": "Tide", "address": "https://video.example/1", "poster": picture}
    inside = {"picture": picture, "alternative": "A harbour", "caption": "", "credit": ""}
    publish("picture", picture=picture)
    publish("film", video=film)
    publish("elsewhere", body=[("paragraph", "<p>Wet.</p>"), ("outside_video", elsewhere)])
    publish("inside", body=[("picture", inside)])
    publish("words", body=[("paragraph", "<p>Nothing to see.</p>")])
    assert sorted(pictures_shown(client)) == ["elsewhere", "film", "inside", "picture"]


def test_a_picture_that_was_deleted_is_no_picture(client, picture, publish):
    inside = {"picture": picture, "alternative": "A harbour", "caption": "", "credit": ""}
    publish("inside", body=[("picture", inside)])
    picture.delete()
    assert pictures_shown(client) == []


def test_queries_do_not_grow_with_the_stories(client, picture, publish, django_assert_num_queries):
    def add(number: int) -> None:
        film = Video.objects.create(title=f"Film {number}", file="film.mp4", poster=picture)
        publish(f"film-{number}", video=film)
        publish(f"picture-{number}", picture=picture)

    add(0)
    client.get("/")  # which makes the renditions
    with CaptureQueriesContext(connection) as few:
        client.get("/?page=1")
    for number in range(1, 5):
        add(number)
    with django_assert_num_queries(len(few)):
        client.get("/?page=1")


def test_paper_without_sections_has_no_empty_row_of_them(client, site):
    assert BeautifulSoup(client.get("/").content, "html.parser").select(".masthead nav") == []
