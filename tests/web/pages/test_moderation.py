"""Guest, reader, author and moderator in a browser: what one decides, the others are told."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
QUEUE = "/admin/hustings/queue/"


def decide(editor, text):
    """Open the queue and return the case with this text."""
    editor.goto(QUEUE)
    return editor.locator(".desk-case", has_text=text)


def test_guest_is_held_then_approved_and_finds_the_comment_again(open_browser, served, editor):
    page = open_browser()
    page.goto(served.stories["guests"]["address"])
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your name").fill("Passer-by")
    page.get_by_label("Your text").fill("I saw her leave.")
    page.get_by_role("button", name="Post").click()
    page.get_by_text("Only you can see this until a moderator has read it.").wait_for()
    assert "key=" in page.url  # the only way back, so it stands in the address
    case = decide(editor, "I saw her leave.")
    case.get_by_role("button", name="Approve").click()
    case.wait_for(state="detached")
    page.reload()
    assert page.get_by_text("everybody can see it").is_visible()
    page.get_by_role("link", name="Show it in the discussion").click()
    assert page.locator(".c", has_text="I saw her leave.").is_visible()


def test_author_reads_the_reason_for_what_was_hidden_until_it_is_undone(
    open_browser, served, sign_in, editor
):
    story = served.stories["moderated"]
    author = open_browser()
    sign_in(author, "oda")
    author.goto(story["address"])
    asked = author.locator(f"#c-{story['comments'][0]}")
    asked.get_by_role("link", name="Reply").click()
    asked.get_by_label("Your text").fill("Look who talks.")
    asked.get_by_role("button", name="Post").click()
    own = author.locator(".c", has_text="Look who talks.")
    own.wait_for()
    identifier = own.get_attribute("id").removeprefix("c-")
    editor.goto(f"/c/{identifier}#report")
    editor.get_by_label("Abuses or threatens somebody").check()
    editor.get_by_role("button", name="Send the report").click()
    case = decide(editor, "Look who talks.")
    case.focus()
    editor.keyboard.press("h")
    case.get_by_label("Rule").select_option("No abuse of other people")
    case.get_by_label("What the author is told").fill("Answer the question, please.")
    case.get_by_role("button", name="Hide and tell the author").click()
    editor.get_by_text("You can undo it for ten minutes.").wait_for()
    author.reload()
    assert "Look who talks." not in author.locator("#thread").inner_text()
    author.locator(f"#c-{identifier}").get_by_role("link", name="Why?").click()
    assert author.get_by_text("Answer the question, please.").is_visible()
    assert author.get_by_text("Look who talks.").is_visible()
    editor.keyboard.press("u")
    editor.get_by_text("The decision was undone.").wait_for()
    author.goto(story["address"])
    assert author.locator(f"#c-{identifier}", has_text="Look who talks.").is_visible()


@pytest.fixture
def desk(editor, served):
    """The queue in the editor's window, with the three comments of a story reported."""
    cases = served.stories["queue"]["comments"]
    for number in cases:
        report(editor, number, note="x" * 900)
    editor.goto(QUEUE)
    yield [editor.locator(f"#case-{number}") for number in cases]
    editor.goto(QUEUE)
    for number in cases:
        case = editor.locator(f"#case-{number}")
        if case.count():
            case.get_by_role("button", name="Nothing wrong").click()
            case.wait_for(state="detached")


def report(editor, number, *, note=""):
    answer = editor.request.post(
        f"/c/{number}/report",
        form={"reason": "spam", "note": note},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.ok


def focused(case) -> bool:
    return case.evaluate("one => one === document.activeElement")


def test_decisions_follow_each_other_without_leaving_the_page(editor, desk):
    first, second, _third = desk
    editor.evaluate("window.stays = true")
    first.focus()
    editor.keyboard.press("a")
    first.wait_for(state="detached")
    assert focused(second)
    assert "You can undo it" in editor.locator("#desk-said").inner_text()
    assert "First on the desk." in editor.locator(".desk-last").inner_text()
    editor.keyboard.press("u")
    first.wait_for()
    assert focused(first)
    assert editor.evaluate("window.stays")


def test_who_was_slower_is_told_at_the_place_where_he_looks(editor, desk):
    first, second, _third = desk
    faster = editor.context.new_page()
    faster.goto(QUEUE)
    same = faster.locator(f"#{first.get_attribute('id')}")
    same.get_by_role("button", name="Nothing wrong").click()
    same.wait_for(state="detached")
    first.focus()
    editor.keyboard.press("a")
    editor.get_by_text("Somebody has already decided").wait_for()
    assert "Somebody has already decided" in second.inner_text()
    assert focused(second)


def test_without_a_network_nothing_is_decided_and_the_case_says_so(editor, desk):
    first = desk[0]
    editor.context.set_offline(True)
    first.get_by_role("button", name="Nothing wrong").click()
    assert "nothing was decided" in first.locator(".desk-refused").inner_text()
    editor.context.set_offline(False)
    first.get_by_role("button", name="Nothing wrong").click()
    first.wait_for(state="detached")


def test_queue_fits_a_phone(editor, desk):
    editor.set_viewport_size({"width": 390, "height": 800})
    desk[0].get_by_text("Hide…").click()
    assert editor.evaluate("document.documentElement.scrollWidth") <= 390
    assert editor.locator("#desk").evaluate("desk => desk.scrollWidth <= desk.clientWidth")


def test_first_comment_takes_the_place_of_the_sentence_that_there_is_none(
    open_browser, served, sign_in
):
    page = open_browser()
    sign_in(page, "oda")
    page.goto(served.stories["silent"]["address"])
    assert page.get_by_text("Be the first.").is_visible()
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your text").fill("Then I am.")
    page.get_by_role("button", name="Post").click()
    page.locator(".c", has_text="Then I am.").wait_for()
    assert page.get_by_text("Be the first.").count() == 0
    assert page.locator("#discussion-heading").inner_text() == "1 comment"
