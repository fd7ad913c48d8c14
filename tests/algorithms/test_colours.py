"""Contrast as WCAG 2.2 defines it, and the shades derived from a publisher's colour."""

from __future__ import annotations

import colorsys

import pytest

from hustings.algorithms.colours import by_night, contrast, dark_enough, is_colour

NIGHT = "#211e1a"
PAPER = "#f4f0e7"
COLOURS = ["#8f2416", "#0b5cad", "#2b6b2b", "#ffcc00", "#000000", "#ffffff", "#5b2a86", "#c4007a"]


def test_published_contrasts():
    """Black on white is 21:1; #767676 is the lightest grey that passes 4.5:1 on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_has_a_sister_that_can_be_read_at_night(colour):
    assert contrast(by_night(colour, ground=NIGHT), NIGHT) >= 6.5


@pytest.mark.parametrize("colour", ["#8f2416", "#0b5cad", "#2b6b2b", "#5b2a86"])
def test_sister_keeps_the_hue_and_is_calmer(colour):
    def parts(one):
        return colorsys.rgb_to_hls(*(int(one[at : at + 2], 16) / 255 for at in (1, 3, 5)))

    (hue, _, full), (hue_at_night, _, less) = parts(colour), parts(by_night(colour, ground=NIGHT))
    assert hue_at_night == pytest.approx(hue, abs=0.02)
    assert less < full


@pytest.mark.parametrize("colour", COLOURS)
def test_a_darker_shade_is_always_found(colour):
    assert contrast(dark_enough(colour, ground=PAPER, least=4.5), PAPER) >= 4.5


def test_a_colour_dark_enough_stays():
    assert dark_enough("#8f2416", ground=PAPER, least=4.5) == "#8f2416"


@pytest.mark.parametrize("written", ["", "red", "#fff", "#8F2416", "#8f24169", "8f2416", "#8f241g"])
def test_what_is_no_colour(written):
    assert not is_colour(written)
