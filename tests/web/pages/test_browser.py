"""What a reader does, in a real browser: with script, without it, by keyboard, on a phone."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
SEEN = """async () => {
    while (!Object.keys(localStorage).some(key => key.startsWith("hustings-seen")))
        await new Promise(requestAnimationFrame);
}"""
"""Ends when the script has gone through a discussion; our policy lets no page evaluate a text."""


def test_everything_without_script(open_browser, served, sign_in):
    story = served.stories["unscripted"]
    question = story["comments"][0]
    page = open_browser(script=False)
    sign_in(page)
    page.goto(story["address"])
    page.locator(f"#c-{question}").get_by_role("link", name="Reply").click()
    page.get_by_label("Your text").fill("I do.")
    page.get_by_role("button", name="Show me how").click()
    assert page.locator(".preview").inner_text().endswith("I do.")
    page.get_by_role("button", name="Post").click()
    answer = served.item("unscripted", "I do.")
    assert answer["parent"] == question
    page.get_by_role("link", name="Show it in the discussion").click()
    assert page.url.endswith(f"{story['address']}#c-{answer['id']}")
    page.locator(f"#c-{question}").get_by_role("link", name="Votes: 0").click()
    page.get_by_role("button", name="Vote up").click()
    assert page.get_by_text("You voted up.").is_visible()
    assert served.comment(question)["score"] == 1
    page.get_by_role("button", name="Take my vote back").click()
    assert served.comment(question)["score"] == 0
    page.get_by_label("Advertising or spam").check()
    page.get_by_role("button", name="Send the report").click()
    assert page.get_by_text("You reported this: advertising or spam.").is_visible()
    page.goto("/me/")
    page.get_by_role("link", name="1.1", exact=True).click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your text").fill("I do, with two children.")
    page.get_by_role("button", name="Save").click()
    assert "Earlier versions" in page.locator("main").inner_text()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    assert served.comment(answer["id"])["state"] == "withdrawn"


def test_reply_vote_edit_and_delete_in_place(open_browser, served, sign_in):
    story = served.stories["scripted"]
    page = open_browser()
    sign_in(page)
    page.goto(story["address"])
    question = page.locator(f"#c-{story['comments'][0]}")
    question.get_by_role("link", name="Reply").click()
    question.get_by_label("Your text").fill("I do.")
    question.get_by_role("button", name="Post").click()
    own = page.locator(".c", has_text="I do.").last
    own.wait_for()
    assert own.get_attribute("aria-level") == "2"
    question.get_by_role("button", name="Vote up").click()
    question.get_by_role("button", name="Vote up", pressed=True).wait_for()
    assert served.comment(story["comments"][0])["score"] == 1
    question.get_by_role("button", name="Vote up", pressed=True).click()
    question.get_by_role("button", name="Vote up", pressed=False).wait_for()
    assert served.comment(story["comments"][0])["score"] == 0
    question.get_by_role("link", name="Report").click()
    question.get_by_label("Advertising or spam").check()
    question.get_by_role("button", name="Send the report").click()
    question.get_by_text("You reported this").wait_for()
    own.get_by_role("link", name="Edit").click()
    own.get_by_label("Your text").fill("I do, with two children.")
    own.get_by_role("button", name="Save").click()
    own = page.locator(".c", has_text="two children").last
    own.wait_for()
    own.get_by_role("link", name="Delete").click()
    own.get_by_role("button", name="Delete it").click()
    page.get_by_text("Deleted by its writer.").wait_for()
    assert page.url.endswith(story["address"])


def test_refused_reply_keeps_its_text_in_place(open_browser, served, sign_in):
    story = served.stories["scripted"]
    page = open_browser()
    sign_in(page)
    page.goto(story["address"])
    question = page.locator(f"#c-{story['comments'][0]}")
    question.get_by_role("link", name="Reply").click()
    question.get_by_label("Your text").fill("\u2800 \u2800")
    question.get_by_role("button", name="Post").click()
    question.get_by_text("Please write something first.").wait_for()
    assert question.get_by_label("Your text").input_value() == "\u2800 \u2800"


def test_draft_outlives_the_window_and_leaves_with_the_post(open_browser, served, sign_in):
    address = f"/discussion/{served.stories['drafts']['discussion']}/write"
    page = open_browser()
    sign_in(page)
    page.goto(address)
    page.get_by_label("Your text").fill("Half a thou")
    page.reload()
    assert page.get_by_label("Your text").input_value() == "Half a thou"
    page.get_by_label("Your text").press("Control+Enter")
    page.get_by_text("Your comment is on the page.").wait_for()
    page.goto(address)
    assert page.get_by_label("Your text").input_value() == ""


def asked_for(page, address) -> list[str]:
    """Return the kinds of what a browser asks for when it opens a page, the page first."""
    kinds: list[str] = []
    page.on("request", lambda one: kinds.append(one.resource_type))
    page.goto(address)
    page.evaluate(SEEN)
    page.wait_for_load_state("networkidle")
    return kinds


def test_anonymous_reader_asks_for_a_style_sheet_and_a_script(open_browser, served):
    page = open_browser()
    address = served.stories["long"]["address"]
    assert asked_for(page, address) == ["document", "stylesheet", "script"]


def test_only_who_has_a_session_asks_what_is_his_own(open_browser, served, sign_in):
    page = open_browser()
    sign_in(page)
    address = served.stories["long"]["address"]
    assert asked_for(page, address) == ["document", "stylesheet", "script", "fetch"]
    assert page.locator(".c").first.get_by_role("link", name="Votes").count() == 0


def test_permanent_link_opens_the_page_and_place(open_browser, served):
    story = served.stories["long"]
    last = story["comments"][-1]
    page = open_browser()
    page.goto(f"/c/{last}/thread")
    assert page.url.endswith(f"{story['address']}?page=2#c-{last}")
    box = page.locator(f"#c-{last}").bounding_box()
    assert 0 <= box["y"] < 800


def test_branches_fold_by_keyboard_and_say_what_is_in_them(open_browser, served):
    story = served.stories["folding"]
    root, answer, _below = story["comments"]
    page = open_browser()
    page.goto(story["address"])
    control = page.locator(f"#c-{root} .f")
    control.focus()
    page.keyboard.press("Enter")
    assert control.inner_text().endswith("Answers: 2 · Readers: 1")
    assert control.get_attribute("aria-expanded") == "false"
    assert not page.locator(f"#c-{answer}").is_visible()
    page.keyboard.press("Enter")
    assert page.locator(f"#c-{answer}").is_visible()


def test_branch_folds_where_its_line_is_pressed(open_browser, served):
    story = served.stories["folding"]
    root, answer, below = story["comments"]
    page = open_browser()
    page.goto(story["address"])
    box = page.locator(f"#c-{below}").bounding_box()
    page.mouse.click(box["x"] + 30, box["y"] + box["height"] / 2)  # the second line
    assert not page.locator(f"#c-{below}").is_visible()
    assert page.locator(f"#c-{answer}").is_visible()
    page.mouse.click(box["x"] + 6, page.locator(f"#c-{answer}").bounding_box()["y"] + 20)
    assert not page.locator(f"#c-{answer}").is_visible()
    assert page.locator(f"#c-{root}").is_visible()


def test_new_since_the_last_visit_is_marked_in_words(open_browser, served, sign_in):
    story = served.stories["visits"]
    page = open_browser()
    page.goto(story["address"])
    page.evaluate(SEEN)
    writer = open_browser()
    sign_in(writer)
    writer.goto(f"/discussion/{story['discussion']}/write")
    writer.get_by_label("Your text").fill("Late.")
    writer.get_by_role("button", name="Post").click()
    writer.get_by_text("Your comment is on the page.").wait_for()
    page.goto(story["address"])
    page.get_by_text("New since your last visit: 1").first.wait_for()
    assert page.locator(".c", has_text="Late.").locator(".w").inner_text() == "new"


def test_keyboard_alone_reaches_and_posts(open_browser, served, sign_in):
    page = open_browser()
    sign_in(page)
    page.goto(served.stories["keyboard"]["address"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "To the discussion"
    page.keyboard.press("Enter")
    for _step in range(4):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Write a comment":
            break
    page.keyboard.press("Enter")
    page.locator("textarea:focus").wait_for()
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Control+Enter")
    page.locator(".c", has_text="By keyboard.").wait_for()


@pytest.mark.parametrize(("width", "text"), [(390, 100), (320, 100), (390, 200)])
@pytest.mark.parametrize("script", [True, False])
def test_phone_never_scrolls_sideways(open_browser, served, script, width, text):
    """Nor where letters are twice as large, as WCAG 2.2 asks in 1.4.4 and 1.4.10."""
    story = served.stories["hostile"]
    page = open_browser(script=script, width=width)
    for query in ("", "?view=all", f"?branch={story['comments'][40]}"):
        page.goto(story["address"] + query)
        whole = page.locator("html")
        whole.evaluate("(e, text) => (e.style.fontSize = `${text}%`)", text)
        inner, outer = whole.evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert inner <= outer


FAULTS = """() => {
    const named = one => (one.getAttribute("aria-label") || one.innerText || one.title || "").trim()
        || [...one.querySelectorAll("img")].some(picture => picture.alt);
    const visible = one => one.checkVisibility() && !one.closest("[aria-hidden=true]");
    const all = chosen => [...document.querySelectorAll(chosen)].filter(visible);
    const faults = all("a[href], button").filter(one => !named(one)).map(one => one.outerHTML);
    const fields = all("input:not([type=hidden]), textarea, select");
    faults.push(...fields.filter(one => !one.labels.length).map(one => one.outerHTML));
    const ids = [...document.querySelectorAll("[id]")].map(one => one.id);
    faults.push(...ids.filter((id, at) => ids.indexOf(id) !== at).map(id => "twice: " + id));
    const levels = all("h1, h2, h3, h4").map(one => Number(one.tagName[1]));
    if (levels.filter(level => level === 1).length !== 1) faults.push("h1: " + levels);
    const skips = levels.some((level, at) => at && level > levels[at - 1] + 1);
    if (skips) faults.push("skip: " + levels);
    for (const landmark of ["main", "header", "footer", "nav"])
        if (!document.querySelector(landmark)) faults.push("no " + landmark);
    if (!document.documentElement.lang) faults.push("no language");
    const nameOf = one => one.getAttribute("aria-label") || one.getAttribute("aria-labelledby");
    const navs = all("nav").map(nameOf);
    if (navs.length !== new Set(navs).size) faults.push("navs: " + navs);
    for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
        for (const name of ["aria-labelledby", "aria-describedby"])
            for (const id of (one.getAttribute(name) || "").split(" ").filter(Boolean))
                if (!document.getElementById(id)) faults.push("points nowhere: " + id);
    return faults;
}"""


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/folding/", "/folding/?branch={comment}", "/c/{comment}", "/c/{comment}/reply"),
        *("/me/", "/me/erase", "/account/logout/", "/account/signup/", "/nowhere/"),
        "/discussion/{discussion}/write",
    ],
)
def test_names_roles_and_order_of_headings(open_browser, served, sign_in, address):
    story = served.stories["folding"]
    page = open_browser()
    if "signup" not in address:
        sign_in(page)
    page.goto(address.format(comment=story["comments"][1], discussion=story["discussion"]))
    assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_targets_on_a_touch_screen_are_large_enough(chromium, served, width):
    context = chromium.new_context(
        base_url=served.url,
        viewport={"width": width, "height": 900},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    page.goto(served.stories["folding"]["address"])
    sizes = page.locator(".a a, .write a, .masthead a, .f").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => "
        "[one.textContent, one.getBoundingClientRect().height])"
    )
    context.close()
    assert [one for one in sizes if one[1] < 43.5] == []


@pytest.mark.parametrize(
    ("scheme", "shown"), [("light", "rgb(11, 92, 173)"), ("dark", "rgb(119, 168, 218)")]
)
def test_publishers_accent_colours_the_page(open_browser, served, scheme, shown):
    page = open_browser()
    page.emulate_media(color_scheme=scheme)
    page.goto("/keyboard/")
    colour = page.locator(".write .button").first.evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert colour == shown
