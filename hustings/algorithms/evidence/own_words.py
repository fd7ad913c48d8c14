"""Keep what a writer wrote himself: no quotations, no repeated lines, no name of his own.

Otherwise "style" is a signature match. Placeholders (``<URL>``, ``<EMAIL>``, ``<SELF>``) stand for
what was taken out of a sentence and count as one word each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

REPEATS = 3
"""A line of several words that an account writes in so many posts is a banner, not a sentence."""

BANNER_WORDS = 3

QUOTED_LINE = re.compile(r"^[ \t]*(?:[A-Za-z]{0,3}[>|}][ \t>|}]?|&gt;).*$", re.MULTILINE)
ATTRIBUTION = re.compile(
    r"^[^\n]{0,200}\b(?:wrote|writes|said|says)(?: in [^\n]{0,80})?:[ \t]*\n"
    r"(?=[ \t]*[A-Za-z]{0,3}[>|}])",
    re.MULTILINE,
)
LINK = re.compile(r"\b(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ff][Tt][Pp]://|[Ww]{3}\.)[^\s<>\"]+")
EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]")
BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
LETTERS = re.compile(r"[^\W\d_]")
LONGEST_POST = 200_000
"""Characters of a post that are read; nobody writes more in one go."""


def strip_quotations(text: str) -> str:
    """Return a post without quoted lines, the lines that introduce them, links and addresses."""
    text = CONTROL.sub("", text[:LONGEST_POST].replace("\r\n", "\n").replace("\r", "\n"))
    if QUOTED_LINE.search(text):  # what introduces a quotation stands above one
        text = QUOTED_LINE.sub("", ATTRIBUTION.sub("", text))
    text = LINK.sub("<URL>", text)
    if "@" in text:
        text = EMAIL.sub("<EMAIL>", text)
    return BLANK_LINES.sub("\n\n", TRAILING.sub("", text)).strip("\n")


def _line_key(line: str) -> str:
    return " ".join(line.lower().split())


def banners(texts: Sequence[str]) -> frozenset[str]:
    """Return the lines (in lower case) that one account writes in three or more posts."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update({_line_key(line) for line in text.split("\n")})
    return frozenset(
        line
        for line, posts in found.items()
        if posts >= REPEATS and len(line.split()) >= BANNER_WORDS
    )


def own_words(texts: Sequence[str], *, name: str = "") -> list[str]:
    """Return one account's posts reduced to the account's own words."""
    stripped = [strip_quotations(text) for text in texts]
    repeated = banners(stripped)
    if repeated:
        stripped = [
            "\n".join(line for line in text.split("\n") if _line_key(line) not in repeated)
            for text in stripped
        ]
    if len(LETTERS.findall(name)) < 4:
        return stripped
    own = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    return [own.sub("<SELF>", text) for text in stripped]
