"""One comment as HTML: plain string building, because a thread has thousands of them.

The markup is flat: depth is a class and ``aria-level``, never nesting, so that 5,000 levels cannot
break a browser and each chunk of a thread stands for itself. Every value that a person wrote is
escaped here, except bodies, which ``algorithms.comment_markup`` made safe when they were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from html import escape

from hustings.discussions.lines import Line
from hustings.discussions.models import State
from hustings.web.pages import times
from hustings.web.pages.words import Words, answers, more_answers, votes_set_aside

DEEPEST_INDENT = 8
"""Levels a wide page indents; a phone stops after the fourth."""
NUMBER_PARTS = 6
NEW_HERE = timedelta(days=30)
"""A comment written within this time of its writer's arrival says so."""


@dataclass(frozen=True, slots=True)
class Place:
    """How a comment stands on one page.

    ``indent`` counts levels from the top of the page, ``answers`` what is below it in all (told
    at the top of a branch only), ``folded`` what of that the page leaves out.
    """

    indent: int
    answers: int = 0
    folded: int = 0


def comment_html(
    line: Line, *, place: Place, words: Words, story_author: int | None, rule: str = ""
) -> str:
    """Return one comment, or the words that stand in its place."""
    level = min(place.indent, DEEPEST_INDENT)
    head = f'<h3 class="h">{_number(line)}'
    if line.state == State.PUBLISHED:
        kind = "c"
        inside = (
            f"{head} {_writer(line, words, story_author)} {_when(line, words)}"
            f"{_above(line, place, words)}</h3>{line.html}{_actions(line, place, words)}"
        )
    else:
        kind = "c gone"
        inside = f"{head} {_time(line)}</h3><p>{_state(line, words, rule)}</p>{_more(line, place)}"
    fold = f'<button class="f" aria-expanded="true" aria-label="{words.fold}"></button>'
    return (
        f'<div class="{kind} d{level}" id="c-{line.id}" role="comment"'
        f' aria-level="{place.indent + 1}">{fold if place.answers else ""}{inside}</div>\n'
    )


def short_number(number: str) -> str:
    """Return a number that fits a line: "1.2…8.9.1" for one of very many levels."""
    parts = number.split(".")
    if len(parts) <= NUMBER_PARTS:
        return number
    return ".".join(parts[:2]) + "…" + ".".join(parts[-3:])


def _number(line: Line) -> str:
    return f'<a class="n" href="/c/{line.id}/thread">{short_number(line.number)}</a>'


def _time(line: Line) -> str:
    return f'<time datetime="{times.machine(line.created)}">{times.moment(line.created)}</time>'


def _when(line: Line, words: Words) -> str:
    edited = ""
    if line.edited is not None:
        said = words.edited % {"time": times.after(line.edited, line.created)}
        edited = f' <a href="/c/{line.id}#versions">{said}</a>'
    return _time(line) + edited


def _writer(line: Line, words: Words, story_author: int | None) -> str:
    """Return the name and what it needs beside it, in words."""
    nameless = words.nobody if line.account else words.unnamed  # the second out of an import
    name = f"<bdi>{escape(line.name) or nameless}</bdi>"
    role = _role(line, words, story_author)
    if role:
        name += f' <i class="s">{role}</i>'
    return f"{name} {_labels(line, words, role)}".rstrip()


def _labels(line: Line, words: Words, role: str) -> str:
    """Return what else stands beside a name: text without an element of its own, to keep few."""
    new = not role and line.joined is not None and line.created - line.joined < NEW_HERE
    first = words.guest if line.guest else words.new_here if new else ""
    return " · ".join(filter(None, (first, words.pinned if line.pinned else "")))


def _role(line: Line, words: Words, story_author: int | None) -> str:
    if line.account is not None and line.account == story_author:
        return words.story_author
    return words.staff if line.staff else ""


def _above(line: Line, place: Place, words: Words) -> str:
    """Return the link to what is answered, where the indent no longer shows it."""
    if line.parent is None or (0 < place.indent < 4):
        return ""
    said = words.in_answer_to % {"number": short_number(line.parent_number)}
    return f' <a class="o" href="/c/{line.parent}/thread">{said}</a>'


def _actions(line: Line, place: Place, words: Words) -> str:
    score = f"−{-line.score}" if line.score < 0 else str(line.score)
    aside = f" · {votes_set_aside(line.votes_set_aside)}" if line.votes_set_aside else ""
    page, votes = f"/c/{line.id}", words.votes
    return (
        f'<p class="a"><a href="{page}/reply">{words.reply}</a>'
        f' <a class="v" href="{page}#vote" aria-label="{votes}: {score}">↑ {score} ↓</a>{aside}'
        f' <a class="r" href="{page}#report">{words.report}</a>{_counts(line, place)}</p>'
    )


def _counts(line: Line, place: Place) -> str:
    """Return the links to a page of the branch, or of what is folded."""
    if place.folded:
        return f' <a class="m" href="?branch={line.id}">{more_answers(place.folded)}</a>'
    if place.answers and place.indent == 0:
        return f' <a class="m" href="?branch={line.id}">{answers(place.answers)}</a>'
    return ""


def _more(line: Line, place: Place) -> str:
    counts = _counts(line, place)
    return f'<p class="a">{counts.lstrip()}</p>' if counts else ""


def _state(line: Line, words: Words, rule: str) -> str:
    """Return why there is nothing to read."""
    if line.state == State.WITHDRAWN:
        return words.withdrawn
    if line.state == State.TOMBSTONE:
        return words.tombstone
    said = words.removed_under % {"rule": escape(rule)} if rule else words.removed
    return f'{said} <a href="/c/{line.id}">{words.why}</a>'
