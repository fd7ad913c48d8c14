"""Who wrote a comment of a plain text, and when: in its first lines, or in its last.

    >>> head_of("Pia Holm (2 May 2020): Ahoy.", UTC)
    Head(name='Pia Holm', written=datetime.datetime(2020, 5, 2, 0, 0, ...), rest='Ahoy.', lines=1)

A mere "Pia: Ahoy." is a head only where nearly every comment of the thread begins so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache

from hustings.exchange.readers.heads import (
    LONGEST_HEAD,
    good_name,
    moment_of_line,
    split_head,
    tells_when,
)

MOST = 0.8
"""The share of comments that must look alike before a mere word counts as a name."""
_COLON = re.compile(r":\s+(?=\S)")
_SIGNED = re.compile(r"(?:[—–-]{1,2}\s*|(?:posted|written) by:?\s+|by\s+)(\S.*)", re.IGNORECASE)
_ACTIONS = re.compile(
    r"(?:(?:reply|like|share|report|permalink|link|flag|quote|edit|delete|upvote|downvote|log in to"
    r" reply|antworten|répondre|responder|rispondi)(?:\s?[↓→(]?\d{0,5}\)?)?[\s|·•,/↓→–-]*){1,8}",
    re.IGNORECASE,
)
"""A line of nothing but what a reader could have clicked on."""
_TO = r"(?:(?:in )?(?:reply|response|answer)|replies|replied|replying|responded|responding) to"
_ANSWERS_NUMBER = re.compile(
    rf"[(\[]?{_TO} (?:#|no\.? ?|comment ?#?|post ?#?)(\d{{1,6}})[)\]]?[.:,;]?", re.IGNORECASE
)
_ANSWERS_NAME = re.compile(rf"(.*?)\s*[(\[]?{_TO} @?([^()\[\]:]{{1,60}}?)[)\]]?:?", re.IGNORECASE)
"""Whom or what a comment answers, by name or by the number printed before it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a comment's first lines tell; ``rest`` is text on the same line, ``lines`` are used."""

    name: str
    written: datetime | None
    rest: str = ""
    lines: int = 1


@dataclass(slots=True)
class Comment:
    """A comment without its head.

    ``answers`` is the printed number or the name of what it answers, "" where none is told.
    """

    name: str = ""
    written: datetime | None = None
    answers: str = ""
    lines: list[str] = field(default_factory=list)


@lru_cache(maxsize=10_000)  # a page's first lines are asked for several times
def head_of(line: str, zone: tzinfo, *, below: str = "") -> Head | None:
    """Return the head that a line is or begins with; ``below`` is the next line."""
    line = " ".join(line.split())
    if inline := _inline(line, zone):
        return inline
    name, written = split_head(line, zone=zone)
    if name and (written or not tells_when(below, zone=zone)):
        return Head(name, written)
    name = name or (good_name(line) if below else "")
    if name and tells_when(below, zone=zone):
        return Head(name, moment_of_line(below, zone=zone), lines=2)
    return None


def _inline(line: str, zone: tzinfo) -> Head | None:
    """Return the head before a colon on a line that goes on with the text."""
    for colon in _COLON.finditer(line, 0, LONGEST_HEAD):
        name, written = split_head(line[: colon.start()], zone=zone)
        if name and written:
            return Head(name, written, line[colon.end() :])
    return None


def opening_name(line: str) -> str:
    """Return the name in "Pia Holm: Ahoy." or "Pia Holm says: Ahoy.", "" where there is none."""
    colon = _COLON.search(line, 0, LONGEST_HEAD)
    name = good_name(line[: colon.start()]) if colon else ""
    return name if len(name.split()) <= 4 else ""


@dataclass(frozen=True, slots=True)
class Habits:
    """What nearly all comments of a thread have in common, so that it can be believed."""

    names_before_colon: bool = False
    names_on_own_line: bool = False
    signed: bool = False


def habits_of(bodies: list[list[str]], zone: tzinfo) -> Habits:
    """Return the habits of comments, each a list of lines."""
    return Habits(
        _most(bodies, lambda lines: bool(opening_name(lines[0]))),
        _most(bodies, _stands_alone),
        _most(bodies, lambda lines: _signature(lines[-1], zone, bare=True) is not None),
    )


def _most(bodies: list[list[str]], test: Callable[[list[str]], bool]) -> bool:
    written = [lines for lines in bodies if lines]
    return len(written) > 1 and sum(map(test, written)) >= MOST * len(written)


def _stands_alone(lines: list[str]) -> bool:
    """Tell whether the first line of more can be a name."""
    first = lines[0]
    short = len(lines) > 1 and len(first.split()) <= 4 and good_name(first) != ""
    return short and first[0].isalnum() and first[-1] not in ".,;:"


def _signature(line: str, zone: tzinfo, *, bare: bool) -> Head | None:
    """Return the head that signs a text: "— Pia Holm, 2 May 2020"; ``bare`` allows no moment."""
    signed = _SIGNED.fullmatch(line)
    if signed is None:
        return None
    name, written = split_head(signed[1], zone=zone)
    if name and written:
        return Head(name, written)
    name = good_name(signed[1]) if bare else ""
    return Head(name, None) if name else None


def read_comment(lines: list[str], habits: Habits, zone: tzinfo) -> Comment:
    """Part a comment's lines into its head and its text."""
    lines, answers = _answered(_without_actions(lines))
    if not lines:
        return Comment(answers=answers)
    below = lines[1] if len(lines) > 1 else ""
    head = head_of(lines[0], zone, below=below) or _by_habit(lines, habits)
    if head is None and (signed := _signature(lines[-1], zone, bare=habits.signed)):
        return Comment(signed.name, signed.written, answers, _trimmed(lines[:-1]))
    if head is None and tells_when(lines[0], zone=zone):
        head = Head("", moment_of_line(lines[0], zone=zone))
    if head is None:
        return Comment(answers=answers, lines=lines)
    rest = [head.rest, *lines[head.lines :]] if head.rest else lines[head.lines :]
    written = head.written
    rest = _trimmed(rest)
    if written is None and rest and tells_when(rest[0], zone=zone):
        written, rest = moment_of_line(rest[0], zone=zone), _trimmed(rest[1:])
    if named := _ANSWERS_NAME.fullmatch(head.name):
        return Comment(named[1], written, answers or named[2], rest)
    return Comment(head.name, written, answers, rest)


def _by_habit(lines: list[str], habits: Habits) -> Head | None:
    if habits.names_before_colon and (name := opening_name(lines[0])):
        return Head(name, None, _COLON.split(lines[0], maxsplit=1)[1])
    if habits.names_on_own_line and _stands_alone(lines):
        return Head(good_name(lines[0]), None)
    return None


def _answered(lines: list[str]) -> tuple[list[str], str]:
    """Take "in reply to #3", or a line "in reply to Pia", out of the first lines; return whom."""
    for at, line in enumerate(lines[:3]):
        number = _ANSWERS_NUMBER.search(line)
        named = _ANSWERS_NAME.fullmatch(line)
        if number:
            rest = f"{line[: number.start()].rstrip()} {line[number.end() :].lstrip()}".strip()
            return _trimmed([*lines[:at], *([rest] if rest else []), *lines[at + 1 :]]), number[1]
        if named and not named[1] and at and good_name(named[2]):
            return _trimmed([*lines[:at], *lines[at + 1 :]]), named[2]
    return lines, ""


def _without_actions(lines: list[str]) -> list[str]:
    lines = _trimmed(lines)
    while len(lines) > 1 and _ACTIONS.fullmatch(lines[-1]):
        lines = _trimmed(lines[:-1])
    return lines


def _trimmed(lines: list[str]) -> list[str]:
    """Return lines without blank ones at either end."""
    start, end = 0, len(lines)
    while start < end and not lines[start]:
        start += 1
    while end > start and not lines[end - 1]:
        end -= 1
    return lines[start:end]
