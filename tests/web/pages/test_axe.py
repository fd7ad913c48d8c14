"""The main pages against axe-core, the rules of WCAG 2.2 A and AA and its best practices."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
ADDRESSES = [
    *("/", "/folding/", "/folding/?branch={comment}", "/long/?page=2", "/drafts/"),
    *("/c/{comment}", "/c/{comment}/reply", "/c/{comment}/edit", "/c/{comment}/delete"),
    *("/discussion/{discussion}/write", "/me/", "/me/erase", "/account/logout/"),
    *("/account/signup/", "/account/login/code/", "/nowhere/"),
]


def findings(page, inside=None) -> list[str]:
    """Return what axe finds: rule, and the elements that break it."""
    found = Axe().run(page, inside).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_findings(open_browser, served, sign_in, address, scheme):
    story = served.stories["folding"]
    page = open_browser()
    page.emulate_media(color_scheme=scheme)
    if "account/signup" not in address and "login" not in address:
        sign_in(page)
    page.goto(address.format(comment=story["comments"][1], discussion=story["discussion"]))
    assert findings(page) == []


def test_open_forms_and_folded_branches_have_no_findings(open_browser, served, sign_in):
    story = served.stories["folding"]
    page = open_browser(width=390)
    sign_in(page)
    page.goto(story["address"])
    page.locator(f"#c-{story['comments'][1]} .f").click()
    page.locator(f"#c-{story['comments'][0]}").get_by_role("link", name="Reply").click()
    page.get_by_label("Your text").wait_for()
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_desks_have_no_findings(editor, served, scheme):
    """What is ours on them; the frame around it is Wagtail's."""
    story = served.stories["folding"]
    editor.emulate_media(color_scheme=scheme)
    editor.request.post(
        f"/c/{story['comments'][1]}/report",
        form={"reason": "abuse", "note": "Rude."},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    editor.goto("/admin/hustings/queue/")
    editor.locator("summary", has_text="Hide").first.click()
    assert findings(editor, "#desk") == []
    editor.locator(".desk-case", has_text="Rude.").get_by_role("link").first.click()
    editor.get_by_label("Why it is closed").wait_for()
    assert findings(editor, "main") == []
