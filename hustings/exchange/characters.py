"""Characters that have no business in a text that people read, and how texts are evened out."""

from __future__ import annotations

import re
import unicodedata

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u061c\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Control characters, half pairs, non-characters, and marks that override the writing direction."""
BLANK = "\u00ad\u115f\u1160\u200b\u200c\u200d\u2060\u2800\u3164\uffa0"
"""Characters that are no spaces by their class and yet show nothing."""
WHITE = re.compile(r"\s+")


def cleaned(text: str) -> str:
    """Return a text without hidden characters, line ends evened to ``\\n``, in NFC."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if HIDDEN.search(text):
        text = HIDDEN.sub("", text)
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return a cleaned text on one line, for headlines and names."""
    return WHITE.sub(" ", cleaned(text)).strip()


def visible(text: str) -> bool:
    """Tell whether anything in a text can be seen."""
    return bool(text.strip(BLANK + " \t\n\u00a0\u2003\u3000"))
