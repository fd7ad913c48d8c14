"""What a reader does in place with script: what he is told stands in sight, and no text is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
LONG = "A paragraph that takes its room.\n\n" * 40


@pytest.fixture
def phone(open_browser, served, sign_in):
    """A reader's phone at a discussion of three comments."""
    page = open_browser(width=390)
    sign_in(page, "oda")
    page.goto(served.stories["in-place"]["address"])
    return page


@pytest.fixture
def question(phone, served):
    """The first comment, with the form for an answer open below it."""
    comment = phone.locator(f"#c-{served.stories['in-place']['comments'][0]}")
    comment.get_by_role("link", name="Reply").click()
    comment.get_by_label("Your text").wait_for()
    return comment


def press(question, name):
    question.get_by_role("button", name=name, exact=True).click()


def test_refusal_of_a_long_text_stands_in_sight(question):
    question.get_by_label("Your text").fill(LONG + "\u202e")
    press(question, "Post")
    expect(question.locator(".refused")).to_be_in_viewport()
    assert question.get_by_label("Your text").input_value() == LONG + "\u202e"


def test_preview_stands_in_sight_and_looks_as_the_comment_will(question, phone):
    question.get_by_label("Your text").fill(LONG + "> Quoted.\n\n- One.")
    press(question, "Show me how it will look")
    expect(question.locator(".preview h2")).to_be_in_viewport()
    styles = """(one, kind) => {
        const {marginBottom, fontSize, listStyleType} = getComputedStyle(one.querySelector(kind));
        return [marginBottom, fontSize, listStyleType];
    }"""
    comment = phone.locator(".c", has_text="In all its forms.")
    for kind in ("p", "blockquote p", "ul"):
        shown = question.locator(".preview").evaluate(styles, kind)
        assert shown == comment.evaluate(styles, kind), kind


def test_thanks_for_a_report_stand_in_sight_and_the_focus_is_kept(phone, served):
    comment = phone.locator(f"#c-{served.stories['in-place']['comments'][2]}")
    for reason in ("Advertising or spam", "Something else"):
        comment.get_by_role("link", name="Report").click()
        comment.get_by_label(reason).check()
        comment.get_by_role("button", name="report").last.click()
        thanks = comment.get_by_text(f"Thank you. You reported this: {reason.lower()}")
        expect(thanks).to_be_in_viewport()
        expect(comment.get_by_role("link", name="Report")).to_be_focused()
    assert comment.get_by_text("Thank you.").count() == 1


def test_writing_is_left_by_link_or_escape_and_the_draft_waits(question):
    question.get_by_label("Your text").fill("Half a thought")
    question.get_by_role("link", name="Not now").click()
    expect(question.get_by_role("link", name="Reply")).to_be_focused()
    assert question.locator("form").count() == 0
    question.get_by_role("link", name="Reply").click()
    expect(question.get_by_label("Your text")).to_have_value("Half a thought")
    question.get_by_label("Your text").press("Escape")
    assert question.locator("form").count() == 0


def test_held_answer_shows_its_text_to_its_writer(question):
    links = "https://a.example https://b.example https://c.example"
    question.get_by_label("Your text").fill(links)
    press(question, "Post")
    expect(question.locator(".told")).to_contain_text("Only you can see this until")
    expect(question.locator(".told")).to_contain_text("https://b.example")


def test_answer_to_what_is_removed_meanwhile_goes_to_the_top_level(
    phone, served, editor, open_browser
):
    identifier = served.stories["in-place"]["comments"][1]
    removed = phone.locator(f"#c-{identifier}")
    removed.get_by_role("link", name="Reply").click()
    removed.get_by_label("Your text").fill("Kept in any case.")
    same_site = {"Sec-Fetch-Site": "same-origin"}
    editor.request.post(f"/c/{identifier}/report", form={"reason": "abuse"}, headers=same_site)
    editor.goto("/admin/hustings/queue/")
    case = editor.locator(f"#case-{identifier}")
    case.get_by_text("Hide…").click()
    case.get_by_label("What the author is told").fill("It says nothing.")
    case.get_by_role("button", name="Hide and tell the author").click()
    case.wait_for(state="detached")
    press(removed, "Post")
    expect(removed.locator(".refused")).to_contain_text("no longer there")
    expect(removed.get_by_label("Your text")).to_have_value("Kept in any case.")
    press(removed, "Post")
    phone.locator(".c > p", has_text="Kept in any case.").wait_for()
    assert served.item("in-place", "Kept in any case.")["parent"] is None


def test_text_written_while_the_discussion_closed_can_be_kept(question, served, editor, phone):
    question.get_by_label("Your text").fill("Written for nothing?")
    story = editor.request.get("/api/v1/stories").json()["items"]
    here = next(one["id"] for one in story if one["url"] == "/in-place/")
    editor.goto(f"/admin/hustings/discussions/{here}/")
    editor.get_by_label("Readers can post").uncheck()
    editor.get_by_role("button", name="Save").click()
    editor.get_by_text("Saved.").wait_for()
    press(question, "Post")
    expect(question.get_by_label("Your text was not posted")).to_have_value("Written for nothing?")
    phone.reload()
    assert phone.get_by_role("link", name="Reply").count() == 0
    editor.get_by_label("Readers can post").check()
    editor.get_by_role("button", name="Save").click()
    editor.get_by_text("Saved.").wait_for()
