"""The style sheet's two palettes can be read: contrast as WCAG 2.2 defines it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "hustings" / "web" / "static" / "hustings"
STYLES = (STATIC / "site.css").read_text()


def palettes() -> dict[str, dict[str, str]]:
    day, night = re.findall(r":root \{(.*?)\}", STYLES, re.DOTALL)[:2]
    found = re.compile(r"--([a-z-]+): (#[0-9a-f]{6})")
    return {"day": dict(found.findall(day)), "night": dict(found.findall(night))}


def luminance(colour: str) -> float:
    """Return relative luminance (WCAG 2.2, "relative luminance")."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", ["day", "night"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *(("ink", "paper", 7), ("ink", "raised", 7), ("quiet", "paper", 4.5)),
        *(("quiet", "raised", 4.5), ("accent", "paper", 4.5), ("accent", "raised", 4.5)),
        *(("on-accent", "accent", 4.5), ("mark", "paper", 3)),
    ],
)
def test_contrast(palette, ink, ground, least):
    colours = palettes()[palette]
    assert contrast(colours[ink], colours[ground]) >= least


def test_known_contrast():
    """Black on white is 21:1, and grey #767676 is the lightest that passes 4.5:1 on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_reading_costs_at_most_ten_kilobytes():
    files = [STATIC / name for name in ("site.css", "site.js")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 10_000


def test_no_style_names_left_or_right():
    """Logical properties only: Arabic needs no rules of its own, apart from gradients."""
    outside = re.sub(r"\[dir=\"rtl\"\].*|.*repeating-linear-gradient.*", "", STYLES)
    assert not re.findall(
        r"(?:margin|padding|border|inset)-(?:left|right)|text-align: ?left", outside
    )
