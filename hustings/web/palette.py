"""The publisher's one accent colour, for day and night, and how a page carries it.

The style sheet holds the colours of paper and ink; they stand here once more so that an accent can
be judged against them, and a test holds the two equal. The style element is the only one that our
content security policy lets through, by its digest.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings

from hustings.algorithms import colours

DEFAULT_ACCENT = "#8f2416"
"""What the style sheet has; with it no page carries a style element."""
ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    "<path fill='%s' d='M0 0h32v32H0z'/>"
    "<path fill='#fffdf8' d='M7 6h5v8h8V6h5v20h-5v-8h-8v8H7z'/></svg>"
)
READABLE = 4.5
"""The least contrast of anything to be read (WCAG 2.2, AA)."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an accent stands on, and what stands on it."""

    paper: str
    raised: str
    on_accent: str


DAY = Grounds(paper="#fcfaf5", raised="#f4f0e7", on_accent="#fffdf8")
NIGHT = Grounds(paper="#171512", raised="#211e1a", on_accent="#1b1512")


def accents() -> tuple[str, str]:
    """Return the accent by day and by night."""
    day = settings.HUSTINGS_ACCENT
    return day, colours.by_night(day, ground=NIGHT.raised)


def least_contrast(accent: str, grounds: Grounds) -> float:
    """Return the contrast at the place where an accent is hardest to read."""
    places = (grounds.paper, grounds.raised, grounds.on_accent)
    return min(colours.contrast(accent, place) for place in places)


def accent_style() -> str:
    """Return the rules that set a publisher's accent; empty for the one of the style sheet."""
    if settings.HUSTINGS_ACCENT == DEFAULT_ACCENT:
        return ""
    day, night = accents()
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{night}}}}}"
    return f":root{{--accent:{day}}}{dark}@media print{{:root{{--accent:#000}}}}"


def icon() -> str:
    """Return the address of the site's icon: the drawing itself, so that nobody has to ask for it.

    A white H on the accent, in the strokes of ``ICON``.
    """
    return "data:image/svg+xml," + quote(ICON % settings.HUSTINGS_ACCENT, safe=" /:=")


def style_sources() -> str:
    """Return where styles may come from, in the words of a content security policy."""
    return _sources(accent_style())


@lru_cache(maxsize=8)
def _sources(style: str) -> str:
    if not style:
        return "'self'"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"'self' 'sha256-{digest}'"
