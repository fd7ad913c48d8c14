"""Colours that can be read: contrast, and the night's sister of a colour chosen for the day.

    >>> round(contrast("#000000", "#ffffff"))
    21
    >>> by_night("#8f2416", ground="#211e1a")
    '#d59188'

Colours are written ``#rrggbb``. Contrast is WCAG 2.2's: (lighter + 0.05) / (darker + 0.05).
"""

from __future__ import annotations

import colorsys
import re

COLOUR = re.compile(r"#[0-9a-f]{6}")
CALMED = 0.65
"""What is left of a colour's saturation on a dark ground, where the full one glares."""
AT_NIGHT = 6.5
"""The contrast at which the night's colour stops growing lighter."""
STEP = 0.01


def is_colour(written: str) -> bool:
    return COLOUR.fullmatch(written) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = map(_linear, _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def by_night(colour: str, *, ground: str) -> str:
    """Return a colour's sister for a dark ground: the same hue, calmer, light enough to be read."""
    hue, light, full = colorsys.rgb_to_hls(*_parts(colour))
    return _until(hue, light, full * CALMED, step=STEP, ground=ground, least=AT_NIGHT)


def dark_enough(colour: str, *, ground: str, least: float) -> str:
    """Return the nearest darker shade of a colour that reaches a contrast on a light ground."""
    hue, light, full = colorsys.rgb_to_hls(*_parts(colour))
    return _until(hue, light, full, step=-STEP, ground=ground, least=least)


def _until(hue: float, light: float, full: float, *, step: float, ground: str, least: float) -> str:
    """Return the first shade on the way to white or black that reaches a contrast."""
    steps = range(round(1 / STEP) + 1)
    lights = (min(1.0, max(0.0, light + number * step)) for number in steps)
    shades = [_written(colorsys.hls_to_rgb(hue, one, full)) for one in lights]
    return next((shade for shade in shades if contrast(shade, ground) >= least), shades[-1])


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
