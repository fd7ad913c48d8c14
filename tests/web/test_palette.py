"""A publisher's accent: judged at start, carried by every page, let through by its digest."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from hustings.config.bootstrap import require_sound_settings
from hustings.errors import BadInput
from hustings.web import palette
from hustings.web.checks import check_accent


def style_of(response) -> str:
    return re.search(r"<style>(.*?)</style>", response.content.decode())[1]


@pytest.mark.django_db
def test_page_carries_the_accent_and_its_policy_lets_it_through(client, site, settings):
    settings.HUSTINGS_ACCENT = "#0b5cad"
    response = client.get("/rules/", follow=True)
    style = style_of(response)
    assert ":root{--accent:#0b5cad}" in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_default_needs_no_style_element(client, site):
    response = client.get("/rules/", follow=True)
    assert "<style" not in response.content.decode()
    assert response["Content-Security-Policy"].endswith("style-src 'self'")


@pytest.mark.parametrize("accent", ["#8f2416", "#0b5cad", "#2b6b2b", "#5b2a86", "#000000"])
def test_colours_that_can_be_read_pass(settings, accent):
    settings.HUSTINGS_ACCENT = accent
    assert check_accent(None) == []


@pytest.mark.parametrize("accent", ["#ffcc00", "#777777", "#ffffff"])
def test_colours_that_cannot_be_read_are_refused_with_one_that_can(settings, accent):
    settings.HUSTINGS_ACCENT = accent
    (fault,) = check_accent(None)
    assert fault.id == "hustings.E008"
    settings.HUSTINGS_ACCENT = re.search(r"#[0-9a-f]{6}", fault.hint)[0]
    assert check_accent(None) == []


@pytest.mark.parametrize("accent", ["red", "#fff", "", "#8f2416;}body{display:none"])
def test_what_is_no_colour_is_refused_at_start(settings, accent):
    settings.HUSTINGS_ACCENT = accent
    with pytest.raises(BadInput, match="HUSTINGS_ACCENT"):
        require_sound_settings()


def test_paper_and_ink_are_those_of_the_style_sheet():
    from tests.web.pages.test_palette import palettes

    for name, grounds in (("day", palette.DAY), ("night", palette.NIGHT)):
        found = palettes()[name]
        assert (found["paper"], found["raised"]) == (grounds.paper, grounds.raised)
        assert found["on-accent"] == grounds.on_accent
    assert palettes()["day"]["accent"] == palette.DEFAULT_ACCENT


@pytest.mark.django_db
def test_icon_is_drawn_in_the_accent_and_asked_of_nobody(client, site, settings):
    settings.HUSTINGS_ACCENT = "#0b5cad"
    page = client.get("/").content.decode()
    drawn = unquote(re.search(r'<link rel="icon" href="data:image/svg\+xml,(.*?)">', page)[1])
    assert ElementTree.fromstring(drawn)[0].get("fill") == "#0b5cad"
