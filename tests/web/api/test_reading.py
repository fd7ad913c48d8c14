"""Stories, discussions and threads as programs read them."""

import re

import pytest
from wagtail.models import PageViewRestriction

from hustings.discussions import reads
from hustings.discussions.actions import close_discussion, withdraw_comment
from hustings.moderation.actions import decide
from hustings.stories.models import StoryPage


def walk(client, path):
    """Follow `next` to the end; return all items and how many pages there were."""
    items, pages = [], 0
    while path:
        answer = client.get(path).json()
        items += answer["items"]
        path, pages = answer["next"], pages + 1
        assert pages < 1000
    return items, pages


def test_stories_come_newest_first_with_their_discussion(anyone, story, discussion, post):
    post()
    listed = anyone.get("/api/v1/stories").json()
    assert listed["next"] is None
    (item,) = listed["items"]
    assert item == anyone.get(f"/api/v1/stories/{story.pk}").json()
    assert item["url"] == "/town-hall/ferry-fares/"
    assert item["discussion"] == str(discussion)
    assert (item["comments"], item["kicker"]) == (1, "Transport")
    assert set(item) == {
        *("id", "kicker", "headline", "standfirst", "url", "published"),
        *("discussion", "comments"),
    }


def test_walking_the_stories_gives_each_once_also_without_a_date(
    anyone, section, now, django_assert_max_num_queries
):
    for number in range(120):
        when = now if number % 7 else None
        section.add_child(
            instance=StoryPage(title=f"Story {number}", live=True, first_published_at=when)
        )
    with django_assert_max_num_queries(20):
        found, pages = walk(anyone, "/api/v1/stories")
    assert pages == 3
    assert len({item["id"] for item in found}) == 120
    dated = [item["published"] is not None for item in found]
    assert dated == sorted(dated, reverse=True)
    assert [int(item["id"]) for item in found[:5]] == sorted(
        (int(item["id"]) for item in found[:5]), reverse=True
    )


@pytest.mark.parametrize("identifier", ["999999", "9223372036854775807", "99999999999999999999"])
def test_what_is_not_there_is_a_404_problem(anyone, site, identifier):
    for path in (f"stories/{identifier}", f"discussions/{identifier}", f"comments/{identifier}"):
        answer = anyone.get(f"/api/v1/{path}")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


def test_a_discussion_tells_its_state_and_its_etag(anyone, discussion, post, now):
    path = f"/api/v1/discussions/{discussion}"
    first = anyone.get(path)
    assert first.json()["state"] == "open"
    assert anyone.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    post()
    second = anyone.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (second.status_code, second.json()["comments"]) == (200, 1)
    close_discussion(discussion=discussion, actor=None, reason="The vote is over.", now=now)
    closed = anyone.get(path).json()
    assert (closed["state"], closed["closed_reason"]) == ("closed", "The vote is over.")


def test_an_item_has_exactly_the_promised_fields(anyone, thread, post):
    comment = post("First *thought*.\n\nSecond one.")
    (item,) = anyone.get(thread).json()["items"]
    assert item == {
        "id": str(comment.pk),
        "parent": None,
        "number": "1",
        "depth": 0,
        "author": "Ines Marlow",
        "text": "First *thought*.\n\nSecond one.",
        "html": "<p>First <em>thought</em>.</p>\n<p>Second one.</p>\n",
        "created": item["created"],
        "edited": None,
        "state": "published",
        "score": 0,
        "url": f"/c/{comment.pk}",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", item["created"])
    assert anyone.get(f"/api/v1/comments/{comment.pk}").json() == item


def test_the_thread_is_numbered_and_nested(anyone, thread, post):
    one, two = post(), post()
    below = post(under=one)
    post(under=below)
    post(under=two)
    listed = anyone.get(thread).json()["items"]
    assert [(item["number"], item["depth"]) for item in listed] == [
        *[("1", 0), ("1.1", 1), ("1.1.1", 2)],
        *[("2", 0), ("2.1", 1)],
    ]
    assert listed[2]["parent"] == listed[1]["id"]
    newest = anyone.get(f"{thread}?order=newest").json()["items"]
    assert [item["number"] for item in newest] == ["2", "2.1", "1", "1.1", "1.1.1"]
    discussed = anyone.get(f"{thread}?order=most-discussed").json()["items"]
    assert [item["number"] for item in discussed] == ["1", "1.1", "1.1.1", "2", "2.1"]


@pytest.fixture
def small_pages(monkeypatch):
    """Pages of five, so that small threads have many."""
    monkeypatch.setattr(reads, "PAGE_LIMIT", 5)


SHAPES = {
    "flat": [None] * 23,
    "a chain deeper than one path": [None, *range(69)],
    "one branch of 40 among small ones": [None, None, 1, *[1] * 40, None, 43, None],
    "a fan of fans": [None, *[0] * 6, *[one for one in range(1, 7) for _ in range(7)], None],
    "exact pages": [None, 0, 0, 0, 0, None, 5, 5, 5, 5],
    "empty": [],
}


@pytest.mark.parametrize("order", reads.ORDERS)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_walking_next_gives_every_comment_once_in_thread_order(
    small_pages, anyone, thread, post, discussion, shape, order
):
    made = []
    for number, parent in enumerate(shape):
        made.append(post(f"Thought {number}.", under=None if parent is None else made[parent]))
    found, _pages = walk(anyone, f"{thread}?order={order}")
    whole = reads.whole_thread(discussion, order=order)
    assert [int(item["id"]) for item in found] == [node.id for node in whole.nodes]
    assert len(found) == len(shape)


def test_pages_hold_whole_branches_where_they_fit(small_pages, anyone, thread, post):
    for _ in range(4):
        root = post()
        post(under=root)
        post(under=root)
    pages, path = [], thread
    while path:
        answer = anyone.get(path).json()
        pages.append([item["number"] for item in answer["items"]])
        path = answer["next"]
    assert pages == [[f"{n}", f"{n}.1", f"{n}.2"] for n in range(1, 5)]
    assert [i["number"] for i in anyone.get(f"{thread}?page=3").json()["items"]] == pages[2]
    assert anyone.get(f"{thread}?page=99").json() == {"items": [], "next": None}


def test_comments_posted_while_walking_repeat_and_lose_none(small_pages, anyone, thread, post):
    roots = [post() for _ in range(12)]
    first = anyone.get(thread).json()
    for root in roots[:3]:
        post(under=root)
    rest, _pages = walk(anyone, first["next"])
    seen = [item["id"] for item in first["items"] + rest]
    assert len(seen) == len(set(seen))
    assert {str(root.pk) for root in roots} <= set(seen)


def test_going_on_after_a_comment_of_elsewhere_is_refused(anyone, thread, post):
    comment = post()
    assert anyone.get(f"{thread}?after=12345").json()["code"] == "no-such-comment"
    elsewhere = thread.replace(re.search(r"\d{15,}", thread)[0], "1")
    assert anyone.get(f"{elsewhere}?after={comment.pk}").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["order=best", "page=0", "page=-1", "page=x", "after=x", "after=" + "9" * 19, "page=1e9"],
)
def test_wrong_parameters_are_named(anyone, thread, query):
    answer = anyone.get(f"{thread}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == ["query", query.partition("=")[0]]


def test_reading_a_thread_takes_a_fixed_number_of_queries(
    anyone, thread, post, django_assert_num_queries
):
    root = post()
    for _ in range(30):
        post(under=root)
    with django_assert_num_queries(6):
        assert len(anyone.get(thread).json()["items"]) == 31


def test_a_hidden_comment_keeps_its_place_and_nothing_else(
    anyone, api, thread, post, moderator, now
):
    hidden, reply = post("The hidden sentence."), None
    reply = post("An answer to it.", under=hidden)
    decide(moderator=moderator, comment=hidden.pk, measure="hide", reasons="Abuse.", now=now)
    listed = anyone.get(thread)
    assert b"hidden sentence" not in listed.content
    item, below = listed.json()["items"]
    assert (item["state"], item["author"], item["text"], item["html"]) == ("hidden", "", "", "")
    assert below["id"] == str(reply.pk)
    path = f"/api/v1/comments/{hidden.pk}"
    assert b"hidden sentence" not in anyone.get(path).content
    assert api.get(path).json()["text"] == "The hidden sentence."  # its writer


def test_a_withdrawn_comment_is_a_placeholder(anyone, thread, post, reader, now):
    comment = post("Written in haste.")
    withdraw_comment(account=reader, comment=comment.pk, now=now)
    (item,) = anyone.get(thread).json()["items"]
    assert (item["state"], item["text"], item["author"]) == ("withdrawn", "", "")


def test_a_held_comment_is_there_for_its_writer_only(anyone, api, thread, post):
    held = post("See https://a.example https://b.example https://c.example")
    assert held.state == "held"
    assert anyone.get(thread).json()["items"] == []
    path = f"/api/v1/comments/{held.pk}"
    assert anyone.get(path).status_code == 404
    assert api.get(path).json()["state"] == "held"


def _unpublish(story):
    story.unpublish()


def _restrict_section(story):
    PageViewRestriction.objects.create(page=story.get_parent(), restriction_type="login")


def _restrict_story(story):
    PageViewRestriction.objects.create(
        page=story, restriction_type="password", password="ferry-1234"
    )


@pytest.mark.parametrize("withhold", [_unpublish, _restrict_section, _restrict_story])
def test_a_story_not_everybody_may_read_hides_its_discussion(
    anyone, api, thread, story, discussion, post, withhold
):
    comment = post("Not for everybody.")
    withhold(story)
    for path in (thread, f"/api/v1/discussions/{discussion}", f"/api/v1/comments/{comment.pk}"):
        assert anyone.get(path).status_code == 404
    assert anyone.get(f"/api/v1/stories/{story.pk}").status_code == 404
    assert anyone.get("/api/v1/stories").json()["items"] == []
    assert api.post(thread, {"text": "Hello?"}).status_code == 404
    assert api.get(f"/api/v1/me?discussion={discussion}").status_code == 404


def test_head_answers_like_get_without_a_body(anyone, api, thread):
    for client in (anyone, api):
        answer = client.send("HEAD", thread, "")
        assert (answer.status_code, answer.content) == (200, b"")


def test_the_document_loads_nothing_and_no_page_of_docs_exists(anyone):
    assert anyone.get("/api/v1/openapi.json").json()["openapi"].startswith("3.")
    assert anyone.get("/api/v1/docs").status_code == 404
