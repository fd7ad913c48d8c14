"""An editor in a browser: from the one-time link to a corrected story and its closed discussion."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
ADDRESS = "/ferry-sails-again/"
TAKEN = """() => document.querySelector("[name='corrections-0-text']").value.includes("eight")"""
"""Wagtail's text editor hands its text to the form a moment after the last key."""


@pytest.fixture
def editor(chromium, served):
    """A window in which the first editor of the site has just signed in."""
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(served.setup)
    page.get_by_label("Your name, as readers see it").fill("Edda Holm")
    page.get_by_label("E-mail").fill("edda@paper.example")
    page.get_by_label("Password").fill("kestrel over harbour")
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def publish(page):
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator("footer").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="View live").first.wait_for()


def write(page, front):
    page.goto(f"/admin/pages/add/stories/storypage/{front}/")
    page.get_by_placeholder("Headline").fill("Ferry sails again")
    page.fill("[name=kicker]", "Harbour")
    page.fill("[name=standfirst]", "After nine weeks in dock.")
    body = page.locator("#panel-child-content-body-section")
    body.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Quote").click()
    page.fill("[name='body-0-value-text']", "She never left.")
    page.fill("[name='body-0-value-who']", "The harbour master")
    publish(page)


def correct(page):
    """Add a correction; its time is there already."""
    page.get_by_role("link", name="Ferry sails again", exact=True).first.click()
    page.get_by_role("button", name="Add correction").click()
    assert page.input_value("[name='corrections-0-made']")
    corrections = page.locator("#panel-child-content-corrections-section")
    corrections.locator("[contenteditable=true]").last.click()
    page.keyboard.type("It was eight weeks.")
    page.wait_for_function(TAKEN)
    publish(page)


def test_first_editor_writes_corrects_and_closes(editor, served):
    write(editor, served.front)
    editor.goto(ADDRESS)
    assert editor.locator("h1").inner_text() == "Ferry sails again"
    assert editor.locator(".quote").inner_text().startswith("She never left.")
    assert editor.get_by_text("Nobody has answered. Be the first.").is_visible()
    editor.goto(f"/admin/pages/{served.front}/")
    correct(editor)
    editor.goto(ADDRESS)
    assert "It was eight weeks." in editor.locator(".corrections").inner_text()
    story = editor.evaluate("fetch('/api/v1/stories').then(r => r.json()).then(j => j.items[0].id)")
    editor.goto(f"/admin/hustings/discussions/{story}/")
    editor.get_by_label("Readers can post").uncheck()
    editor.get_by_label("Why it is closed").fill("The ferry has said enough.")
    editor.get_by_role("button", name="Save").click()
    editor.goto(ADDRESS)
    closed = editor.locator("#discussion .state").first.inner_text()
    assert "by Edda Holm. The ferry has said enough." in closed
