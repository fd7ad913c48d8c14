"""An editor in a browser: a story written, filmed, timed, corrected, its discussion run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import hustings.config.sample

pytestmark = pytest.mark.browser
MEDIA = Path(hustings.config.sample.__file__).with_name("media")
ADDRESS = "/ferry-sails-again/"
TAKEN = """() => document.querySelector("[name='corrections-0-text']").value.includes("eight")"""
"""Wagtail's text editor hands its text to the form a moment after the last key."""


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
    editor.goto(f"/admin/hustings/discussions/{story}/")
    editor.get_by_label("Readers can post").check()
    editor.get_by_label("A moderator reads every new comment first").check()
    editor.get_by_role("button", name="Save").click()
    editor.goto(ADDRESS)
    assert editor.get_by_text("A moderator reads each comment before it appears.").is_visible()
    assert "Closed" not in editor.locator("#discussion").inner_text()


def choose_picture(page, file, *, title):
    """Upload a picture in the dialogue that is open; Wagtail would ask about one it has already."""
    page.get_by_role("tab", name="Upload").click()
    page.set_input_files(".modal [type=file]", MEDIA / file)
    page.fill(".modal [name$='-title']", title)
    page.locator(".modal").get_by_role("button", name="Upload").click()
    page.locator(".modal").wait_for(state="detached")


def upload_video(page):
    page.goto("/admin/snippets/stories/video/add/")
    page.fill("[name=title]", "The last opening")
    page.set_input_files("[name=file]", MEDIA / "last-opening.mp4")
    page.set_input_files("[name=captions]", MEDIA / "last-opening.vtt")
    page.get_by_role("button", name="Choose an image").click()
    choose_picture(page, "last-opening.webp", title="The bridge")
    page.locator("footer").get_by_role("button", name="Save").first.click()
    page.get_by_role("link", name="The last opening").first.wait_for()


def film(page, front):
    """Write a story with the video at its head and one from elsewhere in its text."""
    page.goto(f"/admin/pages/add/stories/storypage/{front}/")
    page.get_by_placeholder("Headline").fill("The bridge opens")
    page.get_by_role("button", name="Choose video").click()
    page.locator(".modal").get_by_role("link", name="The last opening").click()
    page.locator(".modal").wait_for(state="detached")
    body = page.locator("#panel-child-content-body-section")
    body.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Video elsewhere").click()
    page.fill("[name='body-0-value-title']", "The bridge master")
    page.fill("[name='body-0-value-address']", "https://video.example/frame")
    body.get_by_role("button", name="Choose an image").click()
    choose_picture(page, "cannery.webp", title="The master")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    preview.get_by_role("heading", name="The bridge opens").wait_for()
    publish(page)


PLAYED = """async video => {
    video.muted = true;
    await video.play();
    await new Promise(done => {
        video.ontimeupdate = () => video.textTracks[0].activeCues?.length && done();
    });
    return video.textTracks[0].activeCues[0].text;
}"""


def test_uploaded_video_plays_with_captions_and_an_outside_one_waits_for_a_click(editor, served):
    upload_video(editor)
    film(editor, served.front)
    asked: list[str] = []
    editor.route("https://video.example/**", lambda route: route.fulfill(body="A film."))
    editor.on("request", lambda one: asked.append(one.url))
    editor.goto("/the-bridge-opens/")
    assert editor.locator("video").evaluate(PLAYED).startswith("[Water against stone]")
    assert [one for one in asked if not one.startswith((served.url, "data:"))] == []
    editor.locator(".outside a").click()
    editor.frame_locator(".outside iframe").get_by_text("A film.").wait_for()
    assert editor.locator(".outside iframe").get_attribute("title") == "The bridge master"


def test_scheduled_story_is_nowhere_before_its_time(editor, served):
    """That it appears then is tried in ``tests/config/test_tasks.py``, with a moved clock."""
    at = datetime.now(UTC) + timedelta(days=2)
    editor.goto(f"/admin/pages/add/stories/storypage/{served.front}/")
    editor.get_by_placeholder("Headline").fill("Later tonight")
    editor.get_by_role("button", name="Toggle status").click()
    editor.get_by_role("button", name="Set schedule").click()
    editor.fill("[name=go_live_at]", at.strftime("%Y-%m-%d %H:%M"))
    editor.get_by_text("Choose when this page should").click()
    save = editor.get_by_role("button", name="Save schedule")
    save.press("Enter")  # the calendar may still lie over it
    editor.locator("footer").get_by_role("button", name="More actions").click()
    editor.locator("footer").get_by_role("button", name="Schedule to publish").click()
    editor.wait_for_url(f"**/admin/pages/{served.front}/")
    assert editor.get_by_text("is now live").count() == 0
    assert editor.request.get("/later-tonight/").status == 404
    assert "Later tonight" not in editor.request.get("/").text()
