"""What a reader does, in a real browser: with script, without it, by keyboard, on a phone."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from hustings.discussions.models import Comment, Report, State, Vote

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def served(committed, settings, live_server):
    """Let the site answer at the address of the test's server, and keep its mail in memory."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]


@pytest.fixture
def address(story) -> str:
    return "/town-hall/ferry-fares/"


def sign_in(page, reader) -> None:
    """Sign in by the code that comes by mail."""
    page.goto("/me/")
    page.get_by_label("Email").fill(reader.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(re.search(r"^\d{6}$", mail.outbox[-1].body, re.M)[0])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/me/")


def test_everything_without_script(open_browser, address, reader, other_reader, post):
    asked = post("Who rides at seven?", by=other_reader)
    page = open_browser(script=False)
    sign_in(page, reader)
    page.goto(address)
    comment = page.locator(f"#c-{asked.pk}")
    comment.get_by_role("link", name="Reply").click()
    page.get_by_label("Your text").fill("I do.")
    page.get_by_role("button", name="Show me how").click()
    assert page.locator(".preview").inner_text().endswith("I do.")
    page.get_by_role("button", name="Post").click()
    answer = Comment.objects.get(text="I do.")
    assert answer.parent_id == asked.pk
    page.get_by_role("link", name="Show it in the discussion").click()
    assert page.url.endswith(f"{address}#c-{answer.pk}")
    page.locator(f"#c-{asked.pk}").get_by_role("link", name="Vote up").click()
    page.get_by_role("button", name="Vote up").click()
    assert page.get_by_text("You voted up.").is_visible()
    page.get_by_role("button", name="Take my vote back").click()
    assert not Vote.objects.exists()
    page.get_by_label("Advertising or spam").check()
    page.get_by_role("button", name="Send the report").click()
    assert Report.objects.get().reason == "spam"
    page.goto("/me/")
    page.get_by_role("link", name="1.1").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your text").fill("I do, with two children.")
    page.get_by_role("button", name="Save").click()
    assert "Earlier versions" in page.locator("main").inner_text()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    answer.refresh_from_db()
    assert answer.state == State.WITHDRAWN


def test_reply_vote_edit_and_delete_in_place(open_browser, address, reader, other_reader, post):
    asked = post("Who rides at seven?", by=other_reader)
    page = open_browser()
    sign_in(page, reader)
    page.goto(address)
    question = page.locator(f"#c-{asked.pk}")
    question.get_by_role("link", name="Reply").click()
    question.get_by_label("Your text").fill("I do.")
    question.get_by_role("button", name="Post").click()
    own = page.locator(".c", has_text="I do.").last
    own.wait_for()
    assert own.get_attribute("aria-level") == "2"
    question.get_by_role("link", name="Vote up").click()
    pressed = question.get_by_role("button", name="Vote up", pressed=True)
    pressed.wait_for()
    assert Vote.objects.get().value == 1
    pressed.click()
    question.get_by_role("button", name="Vote up", pressed=False).wait_for()
    assert not Vote.objects.exists()
    own.get_by_role("link", name="Edit").click()
    own.get_by_label("Your text").fill("I do, with two children.")
    own.get_by_role("button", name="Save").click()
    page.locator(".c", has_text="two children").wait_for()
    own = page.locator(".c", has_text="two children")
    own.get_by_role("link", name="Delete").click()
    own.get_by_role("button", name="Delete it").click()
    page.get_by_text("Deleted by its writer.").wait_for()
    assert page.url.endswith(address)


def test_draft_outlives_the_window_and_leaves_with_the_post(open_browser, discussion, reader):
    page = open_browser()
    sign_in(page, reader)
    page.goto(f"/discussion/{discussion}/write")
    page.get_by_label("Your text").fill("Half a thou")
    page.reload()
    assert page.get_by_label("Your text").input_value() == "Half a thou"
    page.get_by_label("Your text").press("Control+Enter")
    page.get_by_text("Your comment is on the page.").wait_for()
    page.goto(f"/discussion/{discussion}/write")
    assert page.get_by_label("Your text").input_value() == ""


def test_permanent_link_opens_the_page_and_place(open_browser, address, post):
    for number in range(250):
        last = post(f"thought {number}")
    page = open_browser()
    page.goto(f"/c/{last.pk}/thread")
    assert page.url.endswith(f"{address}?page=2#c-{last.pk}")
    box = page.locator(f"#c-{last.pk}").bounding_box()
    assert 0 <= box["y"] < 800


def test_branches_fold_by_keyboard_and_say_what_is_in_them(open_browser, address, post, reader):
    root = post("The question.")
    answer = post("One answer.", under=root)
    post("Below it.", under=answer)
    page = open_browser()
    page.goto(address)
    control = page.locator(f"#c-{root.pk} .f")
    control.focus()
    page.keyboard.press("Enter")
    assert control.inner_text() == "Answers: 2 · Readers: 1"
    assert control.get_attribute("aria-expanded") == "false"
    assert not page.locator(f"#c-{answer.pk}").is_visible()
    page.keyboard.press("Enter")
    assert page.locator(f"#c-{answer.pk}").is_visible()


def test_new_since_the_last_visit_is_marked_in_words(open_browser, address, post):
    page = open_browser()
    post("Old.")
    page.goto(address)
    page.wait_for_function("localStorage.length > 0")
    from datetime import UTC, datetime, timedelta

    late = post("Late.", at=datetime.now(UTC) + timedelta(seconds=5))
    page.goto(address)
    page.get_by_text("New since your last visit: 1").wait_for()
    assert page.locator(f"#c-{late.pk} .w").inner_text() == "new"


def test_keyboard_alone_reaches_and_posts(open_browser, address, reader, post):
    post("First.")
    page = open_browser()
    sign_in(page, reader)
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "To the discussion"
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Write a comment":
            break
    page.keyboard.press("Enter")
    page.locator("textarea:focus").wait_for()
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Control+Enter")
    page.locator(".c", has_text="By keyboard.").wait_for()


HOSTILE = "W" * 900 + " " + "\u0645" * 300 + " https://example.org/" + "a" * 500


@pytest.mark.parametrize("script", [True, False])
def test_phone_never_scrolls_sideways(open_browser, address, post, script):
    chain = [post(HOSTILE)]
    for level in range(1, 70):
        chain.append(post(f"{level} {HOSTILE[:200]}", under=chain[-1]))
    page = open_browser(script=script, width=390)
    for query in ("", "?view=all", f"?branch={chain[40].pk}"):
        page.goto(address + query)
        inner, outer = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert inner <= outer
