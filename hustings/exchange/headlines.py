"""Tell a kicker from the headline it is printed in front of."""

from __future__ import annotations

import re

KICKERS = frozenset(
    [
        "analysis",
        "audio",
        "blog",
        "breaking",
        "cartoon",
        "column",
        "comment",
        "debate",
        "documentary",
        "editorial",
        "essay",
        "event",
        "exclusive",
        "explainer",
        "fact-check",
        "feature",
        "film",
        "gallery",
        "guest",
        "guide",
        "history",
        "interview",
        "investigation",
        "letter",
        "letters",
        "live",
        "listen",
        "long-read",
        "news",
        "notice",
        "obituary",
        "opinion",
        "photos",
        "picture",
        "pictures",
        "podcast",
        "poll",
        "post",
        "press",
        "profile",
        "q&a",
        "quiz",
        "read",
        "reader",
        "readers",
        "release",
        "report",
        "reportage",
        "review",
        "revealed",
        "satire",
        "sketch",
        "special",
        "sponsored",
        "statement",
        "transcript",
        "update",
        "updated",
        "urgent",
        "verdict",
        "video",
        "view",
        "watch",
    ]
)
"""Words that kickers are made of. A name before a colon is a part of the headline."""
MOST_WORDS = 3
_COLON = re.compile(r"\s*[:|]\s+|\s+[–—]\s+")


def split_headline(printed: str) -> tuple[str, str]:
    """Return kicker ("" if there is none) and headline.

    >>> split_headline("Video exclusive: “We stay” – the mayor answers")
    ('Video exclusive', '“We stay” – the mayor answers')
    >>> split_headline("Mayor: we stay")
    ('', 'Mayor: we stay')
    """
    mark = _COLON.search(printed)
    if mark is None or mark.end() == len(printed):
        return "", printed
    words = printed[: mark.start()].casefold().split()
    if 0 < len(words) <= MOST_WORDS and all(word in KICKERS for word in words):
        return printed[: mark.start()], printed[mark.end() :]
    return "", printed
