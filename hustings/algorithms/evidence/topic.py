"""Pairs that stand out only through topic words: who write about one thing, perhaps not alike.

Letters, words and phrases see topics; marks, layout, shapes and grammar (in which all but small
words are blanked) do not. Where these together say nothing for one person, all that a ratio says
comes from words that two people of one topic share as well.
"""

from __future__ import annotations

from collections.abc import Mapping

from hustings.algorithms.evidence.crossfit import CLOCK_VIEWS

TOPIC_FREE = ("form", "marks", "shapes", "grammar", "layouts", "mark habits")
"""Views of style that no topic word enters."""

STANDS_OUT = 0.5
"""log10 of the ratio of style from which a pair stands out: about 3."""

NOTE = "topic words only: layout, marks and grammar say nothing for one person"


def topic_words_only(views: Mapping[str, float]) -> bool:
    """Return whether a pair stands out, but not by what no topic word enters.

    ``views`` are its parts in log10, of all views; where form was set aside nothing can be said.
    """
    style = sum(part for view, part in views.items() if view not in CLOCK_VIEWS)
    free = sum(views.get(view, 0.0) for view in TOPIC_FREE)
    return style >= STANDS_OUT and free <= 0
