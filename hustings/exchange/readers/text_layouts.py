"""Where a thread begins in a plain text, and how its comments are told apart.

Tried in this order: marks in front of each ("1.", "a)", "-"), a head over each ("Pia Holm, 2 May
2020"), and, below a heading such as "3 comments" only, drawn rules or blank lines between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo

from hustings.exchange.readers.heads import is_thread_heading
from hustings.exchange.readers.text_heads import head_of, opening_name
from hustings.exchange.readers.text_items import Item, Items, MarkedThread
from hustings.exchange.readers.text_lines import Line, quote_depth, undrawn, unquoted
from hustings.exchange.readers.text_marks import marks_of

FOOT = re.compile(
    r"(?:(?:leave|post|add|write) an? (?:reply|comment)|comments (?:are )?(?:now )?closed|©"
    r"|(?:log|sign) in to (?:reply|comment)|related (?:posts|stories|articles)"
    r"|all rights reserved|copyright"
    r"|you must (?:be logged|log) in|(?:load|show|view|see) (?:more|all|older|previous)"
    r"|(?:older|newer) comments)\b.*",
    re.IGNORECASE,
)
"""How what stands below a thread begins."""
NEAR = 3
"""Lines below a thread's heading in which its first comment must begin: "Oldest first" is none."""


@dataclass(slots=True)
class Layout:
    """A text cut into its story, its comments, and what belongs to neither."""

    story: list[Line]
    items: list[Item]
    around: list[Line]


def lay_out(lines: list[Line], *, zone: tzinfo) -> Layout | None:
    """Return what a text consists of; None where it has no thread."""
    story, thread = _below_heading(lines, zone)
    if thread:
        return _thread(story, thread, zone=zone, announced=True)
    start = _marked_start(lines)
    if start is None or _all_heads_before(lines, start, zone):
        start = _first_head(lines, zone)
    if start is None:
        start = _list_start(lines)
    return None if start is None else _thread(lines[:start], lines[start:], zone=zone)


def _below_heading(lines: list[Line], zone: tzinfo) -> tuple[list[Line], list[Line]]:
    """Cut at the last line that announces comments; the second half is empty if none does."""
    for at in reversed(range(1, len(lines) - 1)):
        line = lines[at]
        alone = line.after_blank or lines[at - 1].is_rule
        if alone and is_thread_heading(line.text) and not marks_of(line.text):
            following = [one for one in lines[at + 1 :] if not one.is_rule]
            near = unquoted(undrawn(following[:NEAR]))
            begins = any(marks_of(one.text) or head_of(one.text, zone) for one in near)
            if following and (begins or _marked_start(lines) is None):
                return lines[:at], lines[at + 1 :]
    return lines, []


def _thread(
    story: list[Line], lines: list[Line], *, zone: tzinfo, announced: bool = False
) -> Layout:
    story = [line for line in story if not line.is_rule]
    lines, foot = _without_foot(undrawn(lines), zone)
    parted = frozenset(line.number for line in lines if line.after_blank)
    if _quotes_are_depth(lines, zone, announced=announced):
        lines = unquoted(lines)
    begins_with_head = _head_test(lines, zone)
    first_mark = next((i for i, line in enumerate(lines) if marks_of(line.text)), None)
    first_head = next((i for i in range(len(lines)) if begins_with_head(i)), None)
    if first_mark is not None and (first_head is None or first_mark <= first_head):
        thread = MarkedThread(_without_rules(lines[first_mark:]))
        around = [*_without_rules(lines[:first_mark]), *thread.foot, *foot]
        return Layout(story, thread.items, around)
    if first_head is not None:
        return Layout(
            story, _headed(lines, begins_with_head), [*_without_rules(lines[:first_head]), *foot]
        )
    return Layout(story, _blocks(lines, parted), foot)


def _marked_start(lines: list[Line]) -> int | None:
    """Return where the thread begins: at the first "1." that is not part of the story.

    A story's own numbered list stands at the margin and has text at the margin after it, while
    the thread that follows is indented and never comes back to the margin.
    """
    firsts = [i for i, line in enumerate(lines) if i and _begins_a_count(line)]
    going_on = _counted_on(lines)
    if not firsts or (going_on is not None and lines[going_on].indent < lines[firsts[0]].indent):
        return going_on
    margin = min(line.indent for line in lines)
    later = next((i for i in firsts if lines[i].indent > margin), None)
    if later is None or lines[firsts[0]].indent > margin:
        return firsts[0]
    before_is_story = lines[later - 1].indent == margin and not marks_of(lines[later - 1].text)
    back_at_margin = any(line.indent == margin and _is_counted(line) for line in lines[later:])
    return later if before_is_story and not back_at_margin else firsts[0]


def _is_counted(line: Line) -> bool:
    return any(not mark.is_bullet for mark in marks_of(line.text))


def _begins_a_count(line: Line) -> bool:
    marks = marks_of(line.text)
    return any(m.is_first and not m.is_bullet and not m.is_initial for m in marks)


def _counted_on(lines: list[Line]) -> int | None:
    """Return where a list begins whose first numbers are missing: "3." with a "4." below it."""
    last: dict[int, int] = {}
    found = []
    for i, line in enumerate(lines[1:], 1):
        marks = [mark for mark in marks_of(line.text) if not mark.is_bullet]
        if marks and (before := last.get(line.indent)):
            earlier = marks_of(lines[before].text)
            found += [before for mark in marks for other in earlier if mark.follows(other)]
        if marks:
            last[line.indent] = i
    return min(found, default=None)


def _list_start(lines: list[Line]) -> int | None:
    """Return where the bullets begin after which nothing at the margin is a paragraph."""
    start = None
    margin = min(line.indent for line in lines)
    for i, line in enumerate(lines[1:], 1):
        if marks_of(line.text):
            start = i if start is None else start
        elif line.after_blank and line.indent == margin and not FOOT.fullmatch(line.text):
            start = None
    return start


def _head_test(lines: list[Line], zone: tzinfo) -> Callable[[int], bool]:
    """Return what tells whether a comment begins with its head in the line of an index."""
    dense = not any(line.after_blank for line in lines[1:])
    starts = [
        dense or line.after_blank or i == 0 or lines[i - 1].is_rule for i, line in enumerate(lines)
    ]

    def found(i: int) -> bool:
        following = lines[i + 1] if i + 1 < len(lines) else None
        below = following.text if following and not following.after_blank else ""
        return starts[i] and head_of(lines[i].text, zone, below=below) is not None

    def named(i: int) -> bool:
        return starts[i] and opening_name(lines[i].text) != ""

    if any(found(i) for i in range(len(lines))):
        return found
    return named if lines and named(0) and sum(map(named, range(len(lines)))) > 1 else _never


def _never(_index: int) -> bool:
    return False


def _first_head(lines: list[Line], zone: tzinfo) -> int | None:
    """Return where heads begin that no heading announces; one below the headline is a byline."""
    heads = [i for i in range(len(lines)) if i and _is_full_head(lines, i, zone)]
    if heads and heads[0] == 1:
        heads = heads[1:]
    return heads[0] if len(heads) > 1 else None


def _is_full_head(lines: list[Line], i: int, zone: tzinfo) -> bool:
    following = lines[i + 1] if i + 1 < len(lines) else None
    below = following.text if following and not following.after_blank else ""
    text = unquoted([lines[i]])
    starts = lines[i].after_blank or lines[i - 1].is_rule
    return bool(starts and text and head_of(text[0].text, zone, below=below))


def _all_heads_before(lines: list[Line], start: int, zone: tzinfo) -> bool:
    """Tell whether heads begin before a list and go on after it, so that it is a comment's own."""
    heads = [i for i in range(2, len(lines)) if _is_full_head(lines, i, zone)]
    return len(heads) > 1 and heads[0] < start and not marks_of(lines[heads[0]].text)


def _headed(lines: list[Line], begins: Callable[[int], bool]) -> list[Item]:
    """Return comments each of which begins with a head; indented heads are replies."""
    items = Items()
    for i, line in enumerate(lines):
        if begins(i):
            items.begin(line, depth=items.depth_of(line.indent))
        if items.open and not line.is_rule:
            items.open[-1].give(line)
    return items.all


def _blocks(lines: list[Line], parted: frozenset[int]) -> list[Item]:
    """Return what rules, or else blank lines, part; indented blocks are replies.

    ``parted`` are the numbers of the lines after a line that is blank without any ">".
    """
    ruled = any(line.is_rule for line in lines[:-1])
    items, after_rule = Items(), True
    for line in lines:
        if line.is_rule:
            after_rule = True
            continue
        if after_rule or (line.number in parted and not ruled):
            items.begin(line, depth=items.depth_of(line.indent))
        items.open[-1].give(line)
        after_rule = False
    return items.all


def _without_rules(lines: list[Line]) -> list[Line]:
    """Drop rules between comments; what follows one stands as after a blank line."""
    kept, ruled = [], False
    for line in lines:
        if not line.is_rule:
            kept.append(replace(line, after_blank=line.after_blank or ruled))
        ruled = line.is_rule
    return kept


def _without_foot(lines: list[Line], zone: tzinfo) -> tuple[list[Line], list[Line]]:
    """Cut where the page's foot begins, if no comment begins after it."""
    for at in range(len(lines)):
        if at and lines[at].after_blank and FOOT.fullmatch(lines[at].text):
            rest = lines[at:]
            if not any(marks_of(one.text) or head_of(one.text, zone) for one in rest):
                return lines[:at], rest
    return lines, []


def _quotes_are_depth(lines: list[Line], zone: tzinfo, *, announced: bool) -> bool:
    """Tell whether ">" indents replies: heads or marks stand behind it, or nothing else does."""
    quoted = [line for line in lines if quote_depth(line)]
    behind = [line.text for line in unquoted(quoted)]
    if any(marks_of(text) or head_of(text, zone) for text in behind):
        return True
    others = (line.text for line in lines if not quote_depth(line))
    plain = not any(marks_of(text) or head_of(text, zone) for text in others)
    return announced and bool(quoted) and plain
