"""A story and its discussion as an anonymous reader gets them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from hustings.discussions import actions
from hustings.web.freshness import PartsResponse

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, story):
    """Read the story's page with these parameters."""

    def read(query="", status=200):
        response = client.get(f"{story.get_url()}{query}")
        assert response.status_code == status
        return BeautifulSoup(response.content, "html.parser")

    return read


def shown(page) -> list[str]:
    return [found["id"] for found in page.select(".c")]


def test_page_shows_story_and_comments_in_thread_order(read, post):
    first = post("First.")
    second = post("Second.")
    answer = post("Answer to the first.", under=first)
    page = read()
    assert page.h1.text == "Ferry fares to double"
    assert shown(page) == [f"c-{one.pk}" for one in (first, answer, second)]
    assert page.find(id=f"c-{answer.pk}")["aria-level"] == "2"


@pytest.mark.parametrize(
    ("order", "expected"),
    [("oldest", "abc"), ("newest", "cba"), ("most-discussed", "bac")],
)
def test_orders(read, post, order, expected):
    a, b, c = post("a"), post("b"), post("c")
    answer = post("to b", under=b)
    names = {f"c-{one.pk}": letter for one, letter in ((a, "a"), (b, "b"), (c, "c"))}
    found = [names[one] for one in shown(read(f"?order={order}")) if one != f"c-{answer.pk}"]
    assert "".join(found) == expected


@pytest.mark.parametrize(
    "query",
    [
        *("?order=best", "?page=0", "?page=2", "?page=-1", "?page=x", "?page=1e3", "?view=some"),
        *("?branch=1", "?branch=99999999999999999999", "?branch=", "?page=٣"),
    ],
)
def test_addresses_that_ask_for_nothing_there_are_refused(read, post, query):
    post()
    read(query, status=404)


def test_hidden_comment_leaves_words_and_nothing_of_its_text(read, post, moderator, now):
    gone = post("What nobody should read.")
    answer = post("The answer stays.", under=gone)
    actions.hide_comment(comment=gone.pk, actor=moderator.pk, now=now)
    page = read()
    assert "What nobody" not in str(page)
    assert shown(page) == [f"c-{gone.pk}", f"c-{answer.pk}"]
    assert "Removed by a moderator" in page.find(id=f"c-{gone.pk}").text


def test_held_comment_is_on_no_page(read, post):
    waiting = post("Not yet.", guest="Somebody")
    assert f"c-{waiting.pk}" not in str(read())


def test_hostile_name_and_text_are_escaped(read, post, reader):
    reader.name = "<script>alert(1)</script>\"'&"
    reader.save()
    comment = post('<script>alert(2)</script> <img src=x onerror="alert(3)">')
    found = read().find(id=f"c-{comment.pk}")
    assert found.find(["script", "img"]) is None
    assert "<script>alert(1)</script>" in found.bdi.text
    assert "<script>alert(2)</script>" in found.text


def test_nothing_there_yet_says_so(read):
    assert "Nobody has answered. Be the first." in read().text


def test_closed_discussion_says_when_by_whom_and_why(read, post, moderator, discussion, now):
    post()
    actions.close_discussion(
        discussion=discussion, actor=moderator.pk, reason="Everything is said.", now=now
    )
    text = read().find(id="discussion").text
    assert "by Maud Ekström" in text
    assert "Everything is said." in text


def test_deep_chain_folds_and_goes_on_at_a_page_of_its_own(read, post):
    chain = [post("0")]
    for level in range(1, 30):
        chain.append(post(str(level), under=chain[-1]))
    page = read()
    assert len(shown(page)) == 13
    fold = page.find(id=f"c-{chain[12].pk}").find("a", class_="m")
    assert fold.text == "17 more answers"
    branch = read(fold["href"])
    assert shown(branch) == [f"c-{one.pk}" for one in chain[12:]]
    assert shown(read("?view=all")) == [f"c-{one.pk}" for one in chain]


def test_queries_do_not_grow_with_the_thread(client, story, post, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    root = post("0")
    client.get(story.get_url())
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(story.get_url())
    for number in range(40):
        post(f"again {number}", under=root)
    with CaptureQueriesContext(connection) as many:
        client.get(story.get_url())
    assert len(many) == len(few) + 1  # the comments to render


def test_page_is_in_parts_and_names_what_it_depends_on(client, story, post, discussion):
    post()
    response = client.get(story.get_url())
    assert isinstance(response, PartsResponse)
    assert set(response.depends_on) == {
        "furniture",
        "names",
        f"story:{story.pk}",
        f"discussion:{discussion}",
    }
    assert "Set-Cookie" not in response
    assert "csrf" not in response.content.decode()


def test_a_comment_costs_at_most_twelve_elements(read, post):
    """In a thread where two in five have answers, with two paragraphs each, as threads are."""
    roots = [post("One thing.\n\nAnd another.") for _number in range(6)]
    answers = [post("One thing.\n\nAnd another.", under=root) for root in roots[:3] * 2]
    post("One thing.\n\nAnd another.", under=answers[0])
    post("One thing.\n\nAnd another.", under=answers[1])
    comments = read().select(".c")
    elements = sum(1 + len(one.find_all(True)) for one in comments)
    assert elements <= 12 * len(comments)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The figures are in the annex.", "The figures are in the annex."),
        ("x" * 160, "x" * 160),
        (f"{'x' * 150} word another", f"{'x' * 150} word\u00a0…"),
        ("x" * 200, f"{'x' * 160}\u00a0…"),
    ],
)
def test_pinned_comment_shows_its_opening_to_the_end_of_a_word(
    read, post, moderator, now, text, shown
):
    actions.pin_comment(actor=moderator, comment=post(text).pk, pinned=True, now=now)
    assert read().select_one(".pinned q").get_text() == shown
