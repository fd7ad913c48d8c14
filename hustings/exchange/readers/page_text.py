"""Read a story and its thread from plain text: paragraphs, then a list of comments.

    A headline

    A paragraph.

      1. A comment.

        1. A reply to it.

The printed numbers only tell where an item begins; places are given by indentation and order, so a
second "1." beside the first is one more reply. Depth follows the columns of the numbers whatever
their steps; tabs reach to the next multiple of four. Lines of a text wrapped at a fixed width are
joined again; other line ends are kept. ``text_layouts`` knows the other layouts.

Limits: a reader's own numbered list, indented as replies are, cannot be told from replies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from hustings.exchange.errors import WrongKind
from hustings.exchange.headlines import split_headline
from hustings.exchange.readers.heads import (
    is_thread_heading,
    moment_of_line,
    split_head,
)
from hustings.exchange.readers.page import (
    comment_id,
    read_page,
    require_readable,
    source_of,
    story_id,
)
from hustings.exchange.readers.reader import Reader, ReadOptions
from hustings.exchange.readers.text_heads import habits_of, read_comment
from hustings.exchange.readers.text_items import Item
from hustings.exchange.readers.text_layouts import lay_out
from hustings.exchange.readers.text_lines import Line, lines_of, paragraphs, unwrapped
from hustings.exchange.records import (
    ForeignAuthor,
    ForeignComment,
    ForeignStory,
    Markup,
    Noted,
    Record,
    Source,
    Subject,
)

BYLINE = re.compile(r"[Bb]y ([A-Z][^.!?]{1,60})")


def read(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Yield the story and its comments.

    Raises:
        WrongKind: there is no thread, or nothing before it.
    """
    text = read_page(file, options)
    require_readable(text, options)
    lines = lines_of(text)
    layout = lay_out(lines, zone=options.zone)
    if layout is None or not layout.story:
        raise WrongKind(
            f"{options.name} has no comments below a headline: no line begins with '1.' or the"
            " like, none is 'Name, date', none says 'Comments'."
        )
    width = max(line.indent + len(line.text) for line in lines)
    story = _story(layout.story, width=width, options=options)
    yield Source(source_of(options.address, options))
    yield story
    yield from _comments(layout.items, story=story.foreign_id, width=width, options=options)
    for line in layout.around:
        yield Noted(Subject.COMMENT, "text-around-thread", f"line {line.number}")


def _comments(
    items: list[Item], *, story: str, width: int, options: ReadOptions
) -> Iterator[ForeignComment]:
    """Yield the comments as records of this story, what each answers found by its number."""
    habits = habits_of([item.lines for item in items], options.zone)
    earlier: dict[str, str] = {}
    for item in items:
        found = read_comment(item.lines, habits, options.zone)
        told = found.answers if found.answers.isdigit() or not item.parent else ""
        parent = earlier.get(told, item.parent) if told else item.parent
        earlier[found.name] = item.place
        if len(item.path) == 1:
            earlier[str(item.path[0])] = item.place
        yield ForeignComment(
            story=story,
            foreign_id=comment_id(story, item.place),
            parent=parent and comment_id(story, parent),
            author=ForeignAuthor(name=found.name),
            body=unwrapped(found.lines, width=width - item.text_column).strip("\n"),
            markup=Markup.PLAIN,
            written=found.written,
            where=f"comment {item.place}, line {item.line}",
        )


def _story(lines: list[Line], *, width: int, options: ReadOptions) -> ForeignStory:
    printed, *rest = paragraphs(lines, width=width)
    headline, _, below = printed.partition("\n")
    if split_head(below, zone=options.zone)[1] or BYLINE.fullmatch(below):
        printed, rest = headline, [below, *rest]
    kicker, headline = split_headline(" ".join(printed.split()))
    if rest and is_thread_heading(rest[-1]):
        rest.pop()
    byline, published, rest = _byline(rest, options)
    identifier = story_id(options.address, headline)
    return ForeignStory(
        key=identifier,
        foreign_id=identifier,
        headline=headline,
        kicker=kicker,
        byline=byline,
        body="\n\n".join(rest),
        markup=Markup.PLAIN,
        url=options.address,
        published=published,
    )


def _byline(parts: list[str], options: ReadOptions) -> tuple[str, datetime | None, list[str]]:
    """Return writer, time and the other paragraphs; both may stand on one line or on two."""
    lines = [line for part in parts[:2] for line in part.split("\n")] if parts else []
    byline, published, used = "", None, 0
    for line in lines[:2]:
        name, moment = split_head(line, zone=options.zone)
        by = BYLINE.fullmatch(line)
        moment = moment or moment_of_line(line, zone=options.zone)
        if not moment and not (by and not byline):
            break
        byline = byline or name or (by[1] if by else "")
        published, used = published or moment, used + 1
    return byline, published, _without_lines(parts, used)


def _without_lines(parts: list[str], count: int) -> list[str]:
    """Return paragraphs without so many lines at their beginning."""
    while count and parts:
        first = parts[0].split("\n")
        rest = "\n".join(first[count:])
        count = max(0, count - len(first))
        parts = [rest, *parts[1:]] if rest else parts[1:]
    return parts


def _recognises(head: bytes) -> bool:
    return not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


READER = Reader("page text", _recognises, read)
